"""Where the frozen program begins: as `python -m attnstudio` does, or as a child of multiprocessing."""

from __future__ import annotations

import multiprocessing
import os
import sys

from attnstudio.cli import main


def give_back_library_path() -> None:
    """PyInstaller points the loader to the bundle's libraries, and a file manager that we open would take them too."""
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    multiprocessing.freeze_support()
    give_back_library_path()
    sys.exit(main())
