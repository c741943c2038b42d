"""python -m attnstudio, and the `attnstudio` command."""

from __future__ import annotations

import sys

from attnstudio.engine_process import child

if __name__ == "__main__":
    if child.is_wanted(sys.argv):
        sys.exit(child.main())
    from attnstudio.cli import main

    sys.exit(main())
