"""Predictions of a data set against the bare forward pass, on a thousand different photos of 500 pixels."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.stopwatch import Show
from PIL import Image

from attnstudio.core import images
from attnstudio.core.dataset_predictions import predict_each
from attnstudio.core.engine import Engine
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request

COUNT, ROUNDS, LONGER_SIDE = 1000, 3, 500


@pytest.fixture(scope="module")
def thousand(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Random parts of the photos, some mirrored, as JPEG of 85 to 95 %."""
    folder, rng = tmp_path_factory.mktemp("thousand"), np.random.default_rng(0)
    originals = [Image.open(path).convert("RGB") for path in sorted(photos.glob("*.jpg"))]
    made = []
    for number in range(COUNT):
        image = originals[number % len(originals)]
        width, height = (round(side * rng.uniform(0.8, 1)) for side in image.size)
        left, top = int(rng.integers(0, image.width - width + 1)), int(rng.integers(0, image.height - height + 1))
        scale = LONGER_SIDE / max(width, height)
        part = image.resize((round(width * scale), round(height * scale)), box=(left, top, left + width, top + height))
        if rng.random() < 0.5:
            part = part.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        made.append(folder / f"{number:04}.jpg")
        part.save(made[-1], quality=int(rng.integers(85, 96)))
    return made


def test_a_thousand_photos(
    engine: Engine, mobilenet_weights: Path, thousand: list[Path], show: Show, tmp_path: Path
) -> None:
    """Wall clock, and processor time, which says more where others use the machine."""
    model = engine.load("mobilenet_v2", mobilenet_weights)
    request = Request(Path(), "mobilenet_v2", weights=mobilenet_weights)
    inputs = [model.model_input(images.decode(path).pixels, "stretch", "bilinear")[0].input for path in thousand]
    size = model.network.forward_batch
    batches = [np.stack(inputs[start : start + size]) for start in range(0, COUNT, size)]
    model.network.logits(batches[0])

    def bare() -> None:
        for batch in batches:
            model.network.logits(batch)

    def whole() -> None:
        assert len(list(predict_each(model, request, thousand))) == COUNT

    def cached() -> None:
        with PredictionCache(tmp_path / "cache") as cache:
            assert len(list(predict_each(model, request, thousand, cache=cache))) == COUNT

    for _ in range(ROUNDS):
        times = [_times(run) for run in (bare, whole, bare)]
        for which, (before, through, after) in zip(("wall", "processor"), zip(*times, strict=True), strict=True):
            alone = (before + after) / 2
            show(f"a photo, {which} time, bare forward", alone / COUNT)
            show(f"a photo, {which} time, decoded and predicted: {alone / through:.2f} of the rate", through / COUNT)
    cached()
    show("a photo that was predicted before", _times(cached)[0] / COUNT)


def _times(run: Callable[[], None]) -> tuple[float, float]:
    """Wall clock and processor time, in seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - processor
