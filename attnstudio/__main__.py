"""python -m attnstudio, and the `attnstudio` command."""

from __future__ import annotations

import sys

from attnstudio.cli import main

if __name__ == "__main__":
    sys.exit(main())
