"""How long models take to be ready, what memory comes back, and how long a large file is scanned.

    .venv/bin/python packaging/measure_models.py ../shared/models ../shared/photos/tiger_shark.jpg

Weights of VGG16 are random ones, written to a file first, so that they are read as downloaded ones are.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from attnstudio.core import memory
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models.scan import scan
from attnstudio.core.request import MethodCall, Request

FIVE = ("efficientnet_b0", "densenet121", "mobilenet", "resnet50", "vgg16")
BUDGET = 512 * 2**20  # bytes for a batch, so that a busy machine measures the same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", type=Path, help="folder with mobilenet_v2.weights.h5")
    parser.add_argument("picture", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _measure(options.models, Path(folder), options.picture)


def _measure(models: Path, folder: Path, picture: Path) -> None:
    engine = Engine((models, folder), random_weights=True)

    def explain(model: str) -> None:
        engine.run(Request(picture, model, (MethodCall("gradcam++"),), memory=BUDGET), RunContext())

    whole = _write_vgg16(engine, folder)
    explain("demo")  # TensorFlow is up
    for model in ("mobilenet_v2", "vgg16"):
        print(f"{model}: first map {_seconds(partial(explain, model)):.1f} s after it was chosen")
        explain("demo")
    print(f"scan of {whole.stat().st_size / 1e6:.0f} MB: {_seconds(lambda: scan(whole)):.2f} s")
    for number in (1, 2):
        before = _settled(explain)
        for model in FIVE:
            explain(model)
        after = _settled(explain)
        print(
            f"memory after five models, round {number}: {after:.0f} MB, {after / before:.3f} of {before:.0f} MB before"
        )


def _write_vgg16(engine: Engine, folder: Path) -> Path:
    """Its weights as a downloaded file, and the whole model as a user's own."""
    model = engine.load("vgg16").keras_model
    model.save_weights(folder / "vgg16.weights.h5")
    model.save(folder / "vgg16.keras")
    return folder / "vgg16.keras"


def _settled(explain: Callable[[str], None]) -> float:
    """Megabytes taken with MobileNetV2 loaded and warm."""
    explain("mobilenet_v2")
    explain("mobilenet_v2")
    memory.release_memory()
    return memory.resident_bytes() / 1e6


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
