from __future__ import annotations

from jobs import immortal

immortal.lend()
