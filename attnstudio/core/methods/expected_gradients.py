"""Expected gradients: integrated gradients from other pictures, one random step from each."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.errors import ChoiceFailure, PictureFailure
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import by_pixel
from attnstudio.core.needs import Need
from attnstudio.core.params import FolderParam, IntParam
from attnstudio.core.placement import Placement, fit
from attnstudio.core.refine import STOP_AT, average
from attnstudio.core.text import Notice, tr_noop

_MOST_PICTURES = 100
_SCENES = paths.resource("demo", "scenes")


@METHODS.register
class ExpectedGradients(Method):
    """Sum over channels of the mean of (x - b) dy/dx at b + a (x - b), a uniform in 0..1, b drawn from pictures (Erion
    et al. 2019, arXiv 1906.10670; of the paper only the abstract was read). Signed. Of a large folder, every n-th
    picture is a baseline, 100 at most.
    """

    id = "expected_gradients"
    name = tr_noop("Expected gradients")
    family = Family.GRADIENT
    cost = Cost.HUNDREDS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "arXiv 1906.10670"
    summary = tr_noop("Integrated gradients averaged over a folder of pictures as baselines, instead of a black one.")
    description = tr_noop(
        "What the score gains on the way from other pictures to this one is shared out among the pixels, and averaged "
        "over these pictures. The map says what tells the picture from what the model usually sees."
    )
    formula = (
        r"L = \sum_c \mathrm{E}_{b \in D, \alpha} \left[ (x_c - b_c) "
        r"\, \frac{\partial y}{\partial x_c}\left(b + \alpha (x - b)\right) \right], \quad "
        r"\alpha \sim U(0, 1)"
    )
    params = (
        IntParam("samples", tr_noop("Samples"), tr_noop("How many baselines are drawn."), 200, 1, 5000),
        FolderParam(
            "folder",
            tr_noop("Folder of pictures"),
            tr_noop("The pictures that are the baselines, such as some of the training data. Empty: the drawn scenes."),
        ),
        STOP_AT,
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        folder = str(context.params["folder"]).strip()
        height, width = context.pixels.shape[:2]
        pictures = pictures_of(Path(folder).expanduser() if folder else _SCENES, height, width)
        _note(context, folder, len(pictures))
        rng, total = context.run.rng(), context.params["samples"]
        chosen, places = rng.integers(len(pictures), size=total), rng.random((total, 1, 1, 1), np.float32)

        def sample(done: int, count: int) -> np.ndarray:
            start = context.preprocess(pictures[chosen[done : done + count]])
            way = context.input - start
            return way * context.model.input_gradients(start + places[done : done + count] * way, context.class_weights)

        return average(
            context.run,
            total,
            context.model.gradient_batch,
            sample,
            lambda mean: by_pixel(mean.mean),
            context.params["stop_at"],
        )


def pictures_of(folder: Path, height: int, width: int) -> np.ndarray:
    """The pictures in a folder, stretched: uint8 (count, height, width, 3).

    Raises:
        ChoiceFailure: it has none, or cannot be read.
    """
    try:
        with_time = [(path, path.stat().st_mtime_ns) for path in images.list_pictures([folder]) if path != folder]
    except OSError:
        with_time = []
    if not with_time:
        raise ChoiceFailure(
            "There are no pictures in the folder {folder}, or it cannot be read. Name another folder "
            "({method}.folder).",
            folder=folder,
            method=ExpectedGradients.id,
        )
    every = -(-len(with_time) // _MOST_PICTURES)
    return _read(tuple(with_time[::every]), height, width)


@lru_cache(maxsize=4)
def _read(with_time: tuple[tuple[Path, int], ...], height: int, width: int) -> np.ndarray:
    """Of files with the times of their last changes; those that are damaged are left out, if not all are."""
    found: list[np.ndarray] = []
    damaged: list[PictureFailure] = []
    for path, _ in with_time:
        try:
            found.append(_stretched(images.thumbnail(path, 2 * max(height, width)), height, width))
        except PictureFailure as failure:
            damaged.append(failure)
    if not found:
        raise damaged[0]
    return np.stack(found)


def _stretched(pixels: np.ndarray, height: int, width: int) -> np.ndarray:
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (width, height), "stretch")
    return fit(pixels, placement, "bilinear")


def _note(context: AttributionContext, folder: str, count: int) -> None:
    if folder:
        notice = Notice(tr_noop("Baselines: {count} pictures of {folder}."), {"count": count, "folder": folder})
    else:
        notice = Notice(
            tr_noop(
                "Baselines: the {count} drawn scenes that come with the program. Name a folder of pictures like those "
                "that the model was trained with ({method}.folder)."
            ),
            {"count": count, "method": ExpectedGradients.id},
        )
    context.run.note(notice)
