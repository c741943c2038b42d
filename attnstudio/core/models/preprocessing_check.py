"""Tries every preprocessing on pictures whose class is known: the right one gives right and sure predictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path

import numpy as np

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.models.picture_labels import PictureLabels
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.models.preprocessing import PREPROCESSING, preset
from attnstudio.core.placement import Interpolation, Placement, Resize, fit
from attnstudio.core.text import Notice, tr_noop

FEWEST, MOST = 3, 12  # pictures of the automatic check of a guess
_MANY_CLASSES = 100  # then the constant prediction of a saturated model is hardly the pictures' class
_SURE_BY = 0.3  # difference in mean probability of the label that decides between equal counts


@dataclass(frozen=True, eq=False)
class Labelled:
    """A picture, uint8 (height, width, 3), and the index of its class."""

    pixels: np.ndarray
    label: int


@dataclass(frozen=True)
class Trial:
    """Result of one preprocessing: how many of `count` pictures are classified correctly, the mean probability of the
    labels, and how many pictures have the most common label."""

    preprocessing: str
    right: int
    count: int
    probability: float
    commonest: int = 0


def labelled(pictures: Iterable[Path], model: Predictor, most: int) -> list[Labelled]:
    """Up to `most` pictures whose name or folder is a class name, without unreadable ones; none for a regression."""
    found: list[Labelled] = []
    if model.network.head == "regression":
        return found
    for path, label in PictureLabels(model.info.class_names).choose(pictures, most):
        try:
            found.append(Labelled(images.decode(path).pixels, label))
        except Failure:  # explaining the picture reports it
            continue
    return found


def trials(
    model: Predictor,
    pictures: Sequence[Labelled],
    ctx: RunContext,
    names: Iterable[str] = PREPROCESSING,
    resize: Resize = "stretch",
    interpolation: Interpolation = "bilinear",
) -> Iterator[Trial]:
    """Try each preprocessing on the same pictures.

    Args:
        ctx: checked for cancellation between batches.
        names: of the presets.
    """
    size = model.spec.input_size
    fitted = []
    for one in pictures:
        placement = Placement.of((one.pixels.shape[1], one.pixels.shape[0]), size, resize)
        fitted.append(fit(one.pixels, placement, interpolation))
    for name in names:
        preprocess = preset(name, model.spec.channels)
        right, probability = 0, 0.0
        for start in range(0, len(fitted), model.network.forward_batch):
            ctx.check_cancelled()
            batch = slice(start, start + model.network.forward_batch)
            every_logits = model.network.logits(np.stack([preprocess(pixels) for pixels in fitted[batch]]))
            for one, logits in zip(pictures[batch], every_logits, strict=True):
                try:
                    shares = model.prediction(logits).probabilities
                except ModelFailure:  # not finite: wrong
                    continue
                right += int(shares.argmax()) == one.label
                probability += float(shares[one.label])
        commonest = max(Counter(one.label for one in pictures).values())
        yield Trial(name, right, len(pictures), probability / len(pictures), commonest)


def best(tried: Iterable[Trial]) -> Trial:
    """The trial with the most correct predictions; among equals, with the highest mean probability."""
    return max(tried, key=lambda one: (one.right, one.probability))


def is_clearly_better(one: Trial, used: Trial, classes: int) -> bool:
    """Whether the difference is more than chance, and the better one is better than guessing.

    With the wrong scale a model often predicts one class for every picture. With few classes, that may be the most
    common class of the pictures.
    """
    chance = one.count / classes
    if classes < _MANY_CLASSES:
        chance = max(chance, one.commonest)
    share = chance / one.count
    if share == 1 or one.right < chance + 2 * sqrt(chance * (1 - share)):
        return False
    if one.right - used.right >= _least_difference(one.count):
        return True
    return one.right >= used.right and one.probability - used.probability >= _SURE_BY


def trials_if_doubtful(
    model: Predictor,
    pictures: Sequence[Labelled],
    used: str,
    ctx: RunContext,
    resize: Resize = "stretch",
    interpolation: Interpolation = "bilinear",
) -> Iterator[Trial]:
    """Trials of the used preprocessing, and of the others if one of them may be clearly better; none of too few
    pictures."""
    if len(pictures) < FEWEST:
        return
    own = next(trials(model, pictures, ctx, [used], resize, interpolation))
    yield own
    if own.right <= own.count - _least_difference(own.count) or own.probability <= 1 - _SURE_BY:
        others = [name for name in PREPROCESSING if name != used]
        yield from trials(model, pictures, ctx, others, resize, interpolation)


def clearly_better(tried: Sequence[Trial], classes: int) -> tuple[Trial, Trial] | None:
    """Of the trials of `trials_if_doubtful`: the trial of a clearly better preprocessing, and that of the used one."""
    if len(tried) < 2:
        return None
    used, found = tried[0], best(tried[1:])
    return (found, used) if is_clearly_better(found, used, classes) else None


def find_better(
    model: Predictor,
    pictures: Sequence[Labelled],
    used: str,
    ctx: RunContext,
    resize: Resize = "stretch",
    interpolation: Interpolation = "bilinear",
) -> tuple[Trial, Trial] | None:
    """The trial of a clearly better preprocessing, and that of the used one; None where there is no better one, or too
    few pictures."""
    tried = list(trials_if_doubtful(model, pictures, used, ctx, resize, interpolation))
    return clearly_better(tried, len(model.info.class_names))


def notice(better: Trial, used: Trial, better_name: str = "", used_name: str = "") -> Notice:
    """The notice of a better preprocessing. `better_name`, `used_name`: names of the presets, if not their ids."""
    return Notice(
        tr_noop(
            '"{better}" suits these {n} pictures better: {right} of {n} are classified correctly; with '
            '"{used}", {wrong} of {n}.'
        ),
        {
            "n": better.count,
            "better": better_name or better.preprocessing,
            "right": better.right,
            "used": used_name or used.preprocessing,
            "wrong": used.right,
        },
    )


def _least_difference(count: int) -> int:
    return max(2, ceil(count / 4))
