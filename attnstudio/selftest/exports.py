"""What is written to files: figures, maps, tables, sessions. Written, and read again."""

from __future__ import annotations

import csv
import json
import math
import tempfile
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.overlay import DEFAULT_COLORMAP, DEFAULT_OPACITY, blend
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import MethodCall, Request
from attnstudio.export import arrays, figure, session, tables
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import MODEL, Subject

_WORD = "Рыба"
_STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


def checks(subject: Subject) -> Iterator[Check]:
    yield "overlay", partial(_check_overlay, subject)
    for ending in figure.FORMATS:
        yield f"figure {ending}", partial(_check_figure, subject, ending)
    for ending in arrays.MAP_FORMATS:
        yield f"map {ending}", partial(_check_map, ending)
    yield "table .csv", partial(_check_csv, subject)
    yield "table as JSON", partial(_check_json, subject)
    yield "session", partial(_check_session, subject)


def _check_overlay(subject: Subject) -> None:
    result = subject.engine.run(Request(subject.scene, MODEL, (MethodCall("gradcam"),)), RunContext())
    pixels = images.decode(subject.scene).pixels
    mixed = blend(pixels, result.heatmaps[0].values, result.placement, DEFAULT_COLORMAP, DEFAULT_OPACITY)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "overlay.png"
        arrays.write_png(file, mixed, force=False)
        require(np.array_equal(images.decode(file).pixels, mixed), "the picture is not the one that was written")
    require((mixed != pixels).any(), "it is the bare picture")


def _check_figure(subject: Subject, ending: str) -> None:
    """With Cyrillic letters: a font that has none warns of each."""
    one = subject.evaluation.pictures[0]
    cell = figure.Cell(_WORD, one.case.picture.pixels, one.result.heatmaps[0].values, one.result.placement, _WORD)
    style = figure.FigureStyle(colour_bar=True, notes=True)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("error", "Glyph")
        file = Path(folder) / f"figure{ending}"
        figure.write_figure(file, [(_WORD, [cell])], style, force=False)
        data = file.read_bytes()
    require(data.startswith(_STARTS[ending]), "the file is of another kind")
    require(ending != ".svg" or _WORD.encode() in data, "its words are no text")


def _check_map(ending: str) -> None:
    values = np.linspace(0, 1, 12 * 7, dtype=np.float32).reshape(12, 7)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"map{ending}"
        arrays.write_map(file, values, force=False)
        if ending == ".npy":
            found = np.load(file)
        elif ending == ".csv":
            found = np.loadtxt(file, delimiter=",")
        else:
            with Image.open(file) as image:
                found = np.asarray(image) / (65535 if ending == ".png" else 1)
    require(found.shape == values.shape, f"its shape is {found.shape}")
    require(np.allclose(found, values, atol=1e-5), "the numbers differ")


def _check_csv(subject: Subject) -> None:
    rows = tables.scores(subject.evaluation.pictures)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scores.csv"
        tables.write_csv(file, tables.SCORES, rows, force=False)
        with file.open(encoding="utf-8-sig", newline="") as stream:
            found = list(csv.DictReader(stream))
    require(len(found) == len(rows) > 0, f"{len(found)} rows instead of {len(rows)}")
    written = [(one["method"], one["metric"], one["value"]) for one in found]
    wanted = [(row["method"], row["metric"], str(row["value"])) for row in rows]
    require(written == wanted, "the numbers differ")


def _check_json(subject: Subject) -> None:
    rows = tables.summary(subject.evaluation.summary)
    require(rows and json.loads(json.dumps(rows, allow_nan=False)) == rows, "the rows differ")
    means = [row["mean"] for row in rows]
    require(all(isinstance(mean, float) and math.isfinite(mean) for mean in means), f"the means are {means}")


def _check_session(subject: Subject) -> None:
    region = Region((Rectangle(1, 2, 30, 40),), label=_WORD)
    saved = session.Session(
        pictures=(subject.scene,),
        picture=subject.scene,
        model=MODEL,
        methods=(MethodCall("smoothgrad", (("samples", 7),)),),
        regions={subject.scene: region},
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"session{session.SUFFIX}"
        session.write(file, saved, force=False)
        opened = session.read(file)
    require(opened == session.LoadedSession(saved), "the opened session differs from the saved one")
