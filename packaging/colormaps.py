"""Write resources/colormaps.npz: matplotlib's colour tables, so that the window need not import matplotlib.

.venv/bin/python packaging/colormaps.py
"""

from pathlib import Path

import matplotlib
import numpy as np

# In the order of the window's list, the first is the default; then the diverging one, for differences.
NAMES = {
    "inferno": "inferno",
    "magma": "magma",
    "viridis": "viridis",
    "cividis": "cividis",
    "turbo": "turbo",
    "jet": "jet",
    "grey": "gray",
    "coolwarm": "coolwarm",
}

if __name__ == "__main__":
    tables = {name: matplotlib.colormaps[theirs](range(256), bytes=True)[:, :3] for name, theirs in NAMES.items()}
    # Its other argument, allow_pickle, is no table's name.
    np.savez(Path(__file__).resolve().parent.parent / "resources" / "colormaps.npz", **tables)  # type: ignore[arg-type]
