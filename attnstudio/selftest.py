"""The program checks itself: every method on the built-in model, every picture format, the window."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.explain import Seen, choose, explain
from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.flat import flatten
from attnstudio.core.models.head import to_logits
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.request import Heatmap, MethodCall, Request

FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif"}
_WINDOW_SECONDS = 120


def run_all() -> int:
    """Print a line for each check; returns 0 if all passed, else 1."""
    failed = 0
    for name, check in _checks():
        try:
            check()
        except Exception as error:  # a check may fail in any way, and the others must still run
            failed += 1
            print(f"FAILED  {name}: {error or type(error).__name__}", flush=True)
        else:
            print(f"ok      {name}", flush=True)
    print(f"{failed} checks failed" if failed else "all checks passed")
    return 1 if failed else 0


def _checks() -> Iterator[tuple[str, Callable[[], None]]]:
    for kind, suffix in FORMATS.items():
        yield f"picture format {kind}", partial(_check_format, kind, suffix)
    engine = Engine(())
    for method in METHODS:
        yield f"method {method.id}", partial(_check_method, engine, method.id)
    if importlib.util.find_spec("PySide6") is not None:
        yield "window", _check_window


def _check_format(kind: str, suffix: str) -> None:
    pixels = np.full((24, 32, 3), (200, 100, 50), np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"picture.{suffix}"
        Image.fromarray(pixels).save(path, kind)
        difference = np.abs(images.decode(path).pixels.astype(int) - pixels).max()
    if difference > 12:  # the formats with losses stay well below
        raise AssertionError(f"the colours differ by {difference}")


def _check_method(engine: Engine, method: str) -> None:
    if METHODS.discover()[method].lacks(engine.load("demo").info.offered):
        values = _on_a_transformer(method).values
    else:
        scene = sorted(paths.resource("demo", "scenes").iterdir())[0]
        values = engine.run(Request(scene, "demo", (MethodCall(method),)), RunContext()).heatmaps[0].values
    if not (np.isfinite(values).all() and values.max() > 0.9 and values.min() == 0):
        raise AssertionError("the map is not one of finite values from 0 to 1")


def _on_a_transformer(method: str) -> Heatmap:
    """The map of a method that the built-in model cannot carry, on a small vision transformer of random weights."""
    import keras

    layers, shape = keras.layers, (32, 32, 3)
    inputs = keras.Input(shape)
    x = layers.Reshape((16, 8))(layers.Conv2D(8, 8, 8, name="patches")(inputs))
    x = layers.Add()([x, layers.MultiHeadAttention(2, 4)(x, x)])
    model = keras.Model(inputs, layers.Dense(3, "softmax")(layers.GlobalAveragePooling1D()(x)))
    network = CompiledModel(to_logits(flatten(model, shape))[0])
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    seen = Seen(pixels, PREPROCESSING["minus_one_to_one"])
    return explain(choose([MethodCall(method)]), network, seen, np.eye(3, dtype=np.float32)[0], None, RunContext())[0]


def _check_window() -> None:
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "window.png"
        scene = sorted(paths.resource("demo", "scenes").iterdir())[0]
        command = [*paths.program(), "gui", str(scene), "--model", "demo", "--screenshot", str(shot)]
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_WINDOW_SECONDS)
        if done.returncode != 0 or not shot.is_file():
            raise AssertionError(done.stderr.strip() or f"exit status {done.returncode}")
