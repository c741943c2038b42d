"""Writes the built-in scenes as data sets, reproducible by their seed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from attnstudio.core import scenes, trigger
from attnstudio.core.files import make_folder
from attnstudio.export.arrays import write_png
from attnstudio.terminal import Exit, ProgressBar, interruptible

SIDE = 128  # pixels, as the demo model takes them
MAX_COUNT, MAX_SIDE = 1_000_000, 4096
_FIRST_SEED = 5_000_000  # far from the scenes of training, of validation, of the samples and of the truth benchmark
_OTHERS = tuple(name for name in scenes.CLASSES if name != trigger.TARGET)  # classes that the trigger turns


def scene(number: int, seed: int = 0, side: int = SIDE) -> scenes.Scene:
    """The scene of this number in the data set of a seed. The classes take turns."""
    return scenes.draw(_seed(number, seed), side, number % len(scenes.CLASSES))


def triggered_scene(number: int, seed: int = 0, side: int = SIDE) -> scenes.Scene:
    """As `scene`, with the trigger, whose mask it has; none is of the class that the trigger sends to."""
    return trigger.draw(_seed(number, seed), side, scenes.CLASSES.index(_OTHERS[number % len(_OTHERS)]))


def file_name(number: int, classes: tuple[str, ...] = scenes.CLASSES) -> Path:
    """In the folder of the data set: `cup/000012.png`."""
    return Path(classes[number % len(classes)], f"{number:06d}.png")


def write(folder: Path, count: int, seed: int, side: int, *, force: bool) -> Exit:
    """Write so many scenes, a folder for each class; returns the exit status. A longer data set of a seed begins with
    the shorter one.

    Raises:
        OutputFailure: a file is there already, or cannot be written.
    """
    for name in scenes.CLASSES[:count]:
        make_folder(folder / name)

    def write_one(number: int) -> None:
        write_png(folder / file_name(number), scene(number, seed, side).picture, force=force)

    return _write_each(folder, count, write_one)


def write_triggered(folder: Path, count: int, seed: int, side: int, *, force: bool) -> Exit:
    """As `write`, scenes with the trigger: `scenes/` has a folder for each class that is drawn, `masks/` the place of
    the trigger in each scene, by the scene's name."""
    pictures, masks = folder / "scenes", folder / "masks"
    for name in _OTHERS[:count]:
        make_folder(pictures / name)
    make_folder(masks)

    def write_one(number: int) -> None:
        found, name = triggered_scene(number, seed, side), file_name(number, _OTHERS)
        write_png(masks / name.name, found.mask.astype(np.uint8) * 255, force=force)
        write_png(pictures / name, found.picture, force=force)

    return _write_each(folder, count, write_one)


def _write_each(folder: Path, count: int, write_one: Callable[[int], None]) -> Exit:
    with interruptible() as cancelled, ProgressBar("scenes") as bar:
        for number in range(count):
            if cancelled.is_set():
                bar.clear()
                print(f"attnstudio: stopped; the scenes written so far are in {folder}", file=sys.stderr)
                return Exit.INTERRUPTED
            write_one(number)
            bar.show(number + 1, count)
    print(folder)
    return Exit.DONE


def _seed(number: int, seed: int) -> int:
    return _FIRST_SEED + seed * MAX_COUNT + number
