"""Networks that have learned something: their maps are those of formulas, none is flat, they lie where they must."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.recording import reference
from helpers.trained_models import SIDE, SQUARE, TRAINED, Pictures, Trained, pictures
from PIL import Image
from scipy import ndimage

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.methods.base import METHODS, Cost, Family
from attnstudio.core.request import MethodCall, Request, Result

COUNT = 4  # pictures explained with each network
REACH = 4  # pixels that a map may spill over the edge of the square
pytestmark = pytest.mark.usefixtures("here")


@dataclass(frozen=True)
class Studied:
    """A trained network as Keras loads it, and what the engine says of some pictures of which it is sure."""

    kind: Trained
    own: Any
    task: Pictures
    results: list[Result]


@pytest.fixture(params=TRAINED)
def studied(request: pytest.FixtureRequest, tmp_path: Path) -> Studied:
    import keras

    kind = TRAINED[request.param]
    path = tmp_path / "trained.keras"
    kind.build().save(path)
    task = pictures(COUNT, 9, kind.classes)
    files = [tmp_path / f"{number}.png" for number in range(COUNT)]
    for file, pixels in zip(files, task.pixels, strict=True):
        Image.fromarray(pixels).save(file)
    engine = Engine(())
    offered = engine.load(str(path)).info.offered
    cheap = [one for one in METHODS if one.cost is Cost.SINGLE and not one.lacks(offered)]
    methods = ["saliency", *(one.id for one in cheap if one.family is Family.CAM)]
    requested = Request(files[0], str(path), tuple(map(MethodCall, methods)))
    results = []
    for outcome in engine.run_each(requested, map(images.decode, files), RunContext()):
        assert not isinstance(outcome, Failure), outcome
        results.append(outcome[1])
    return Studied(kind, keras.saving.load_model(path), task, results)


def test_maps_of_trained_networks(studied: Studied) -> None:
    """Compared with formulas on an eager tape's A and dy/dA; all in one test, because training is what takes time."""
    batch = studied.kind.inputs(studied.task.pixels)
    expected = reference(studied.own, batch, studied.kind.logits)
    layer = studied.results[0].model.auto_layer
    assert layer is not None
    activations, gradients = next(
        (a, g) for call, a, g in reversed(expected.layers) if call.layer.name == layer.rpartition(".")[2]
    )
    for number, result in enumerate(studied.results):
        assert result.target.index == studied.task.classes[number], "it has learned its task"
        answer = expected.prediction[number]
        answer = np.append(1 - answer, answer) if len(answer) == 1 else answer
        np.testing.assert_allclose(result.prediction.probabilities, answer, atol=1e-5)
        found = {heatmap.method: heatmap for heatmap in result.heatmaps}
        for method, heatmap in found.items():
            assert np.isfinite(heatmap.values).all(), method
            assert heatmap.values.max() - heatmap.values.min() > 0.5, f"{method} is flat"
        raw = {name: np.maximum(one, 0) for name, one in sums(activations[number], gradients[number]).items()}
        raw["saliency"] = np.abs(expected.input_gradient[number]).max(axis=-1)
        for method, values in raw.items():
            wanted = enlarged(values)
            np.testing.assert_allclose(found[method].raw_max, wanted.max(), rtol=1e-4, err_msg=method)
            wanted = (wanted - wanted.min()) / (wanted.max() - wanted.min() + 1e-7)  # as tf-keras-vis has it
            np.testing.assert_allclose(found[method].values, wanted, atol=2e-4, err_msg=method)
        square = at_square(studied.task.corners[number])
        values = found[studied.kind.local].values
        share = values[square].sum() / values.sum()
        assert share > 2 * square.mean(), f"{studied.kind.local} has {share:.0%} of its energy at the square"


def sums(a: np.ndarray, g: np.ndarray) -> dict[str, np.ndarray]:
    """Class activation maps of A and dy/dA, (rows, columns, filters), as their papers have them, before the ReLU."""
    a, g = a.astype(np.float64), g.astype(np.float64)
    places = (0, 1)
    cubes = a.sum(places) * g**3
    alpha = np.divide(g**2, 2 * g**2 + cubes, out=np.zeros_like(g), where=2 * g**2 + cubes != 0)
    alpha = alpha / np.where(alpha.sum(places) == 0, 1, alpha.sum(places))
    total = a.sum(places)
    return {
        "gradcam": a @ g.mean(places),
        "gradcam++": a @ (alpha * np.maximum(g, 0)).sum(places),
        "layercam": (a * np.maximum(g, 0)).sum(-1),
        "hirescam": (a * g).sum(-1),
        "xgradcam": a @ np.divide((g * a).sum(places), total, out=np.zeros_like(total), where=total != 0),
    }


def enlarged(values: np.ndarray) -> np.ndarray:
    """To the size of the picture."""
    return ndimage.zoom(values, SIDE / len(values), order=1)


def at_square(corner: np.ndarray) -> np.ndarray:
    """Where the square is that gives the class away, and a little around it."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    top, left = corner - REACH
    size = SQUARE + 2 * REACH
    return (rows >= top) & (rows < top + size) & (columns >= left) & (columns < left + size)
