"""Writes the built-in scenes as a data set: a folder for each class, reproducible by its seed."""

from __future__ import annotations

import sys
from pathlib import Path

from attnstudio.core import scenes
from attnstudio.core.files import make_folder
from attnstudio.export.arrays import write_png
from attnstudio.terminal import Exit, ProgressBar, interruptible

SIDE = 128  # pixels, as the demo model takes them
MAX_COUNT, MAX_SIDE = 1_000_000, 4096
_FIRST_SEED = 5_000_000  # far from the scenes of training, of validation, of the samples and of the truth benchmark


def scene(number: int, seed: int = 0, side: int = SIDE) -> scenes.Scene:
    """The scene of this number in the data set of a seed. The classes take turns."""
    return scenes.draw(_FIRST_SEED + seed * MAX_COUNT + number, side, number % len(scenes.CLASSES))


def file_name(number: int) -> Path:
    """In the folder of the data set: `cup/000012.png`."""
    return Path(scenes.CLASSES[number % len(scenes.CLASSES)], f"{number:06d}.png")


def write(folder: Path, count: int, seed: int, side: int, *, force: bool) -> Exit:
    """Write so many scenes; returns the exit status. A longer data set of a seed begins with the shorter one.

    Raises:
        OutputFailure: a file is there already, or cannot be written.
    """
    for name in scenes.CLASSES[:count]:
        make_folder(folder / name)
    with interruptible() as cancelled, ProgressBar("scenes") as bar:
        for number in range(count):
            if cancelled.is_set():
                bar.clear()
                print(f"attnstudio: stopped; the scenes written so far are in {folder}", file=sys.stderr)
                return Exit.INTERRUPTED
            write_png(folder / file_name(number), scene(number, seed, side).picture, force=force)
            bar.show(number + 1, count)
    print(folder)
    return Exit.DONE
