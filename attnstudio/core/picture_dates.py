"""When the files of pictures were changed last."""

from __future__ import annotations

import math
from pathlib import Path


def modified(path: Path) -> float:
    """Seconds since 1970, of a picture in an array those of the file; NaN: it is gone."""
    for file in (path, path.parent) if path.name.endswith("]") else (path,):
        try:
            return file.stat().st_mtime
        except (OSError, ValueError):
            continue
    return math.nan
