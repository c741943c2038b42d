"""The files that come with the program are whole."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from attnstudio import licences, paths
from attnstudio.core import images, overlay, scenes
from attnstudio.core.context import RunContext
from attnstudio.core.models import weights
from attnstudio.core.models.base import all_specs
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

_VERSIONED = ("attnstudio", "keras", "numpy", "pillow", "tf-keras-vis")
_CLASSES = {"demo.txt": len(scenes.CLASSES), "imagenet.txt": 1000}


def checks(_: Subject) -> Iterator[Check]:
    yield "class names", _check_class_names
    yield "colormaps", _check_colormaps
    yield "weights of the built-in model", _check_demo_weights
    yield "drawn scenes", _check_scenes
    yield "licences", _check_licences
    yield "versions", _check_versions


def _check_class_names() -> None:
    for file, count in _CLASSES.items():
        names = paths.resource("labels", file).read_text("utf-8").splitlines()
        require(len(names) == count, f"{file} has {len(names)} names instead of {count}")
        require(all(name.strip() for name in names), f"{file} has an empty name")
    demo = all_specs()["demo"].class_names()
    require(demo == scenes.CLASSES, f"the classes of the built-in model are called {', '.join(demo)}")


def _check_colormaps() -> None:
    for name in (*overlay.COLORMAPS, overlay.DIVERGING):
        table = overlay.colour_table(name)
        require(table.shape == (256, 3) and table.dtype == np.uint8, f"{name} has the shape {table.shape}")
        require(len(np.unique(table, axis=0)) > 100, f"{name} has hardly any colours")


def _check_demo_weights() -> None:
    """HDF5 has no checksum of its own: a damaged number is just another number."""
    file = paths.resource("demo", "demo.weights.h5")
    expected = weights.listed_weights(file)
    require(expected is not None, f"there is no {weights.CHECKSUMS} next to {file}")
    assert expected is not None
    require(weights.is_intact(file, expected, RunContext()), f"{file} is damaged: its checksum is wrong")


def _check_scenes() -> None:
    files = sorted(paths.resource("demo", "scenes").iterdir())
    missing = set(scenes.CLASSES) - {file.stem.partition("-")[0] for file in files}
    require(not missing, f"there is none of: {', '.join(sorted(missing))}")
    for file in files:
        images.decode(file)


def _check_licences() -> None:
    found = licences.components()
    require(found, "there are none")
    for one in found:
        require(all(file.is_file() for file in one.texts), f"a text of {one.name} is missing")


def _check_versions() -> None:
    """Reports, the benchmark and Help > About show versions; a bundle must include the packages' metadata."""
    from importlib.metadata import PackageNotFoundError, version

    for name in _VERSIONED:
        require(version(name), f"{name} has none")
    try:
        version("tensorflow-cpu")
    except PackageNotFoundError:
        version("tensorflow")
