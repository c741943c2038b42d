"""The adversarial patch: a square of any content, at a place that is given or anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from attnstudio.core.adam import Adam
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attack_pass import Loss
from attnstudio.core.attacks.base import ATTACKS, Kind
from attnstudio.core.attacks.iterated import steps_param
from attnstudio.core.attacks.placed import Box, Placed, share_text
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.params import EditableChoiceParam, FloatParam, Value
from attnstudio.core.text import tr_noop

_PLACES = {tr_noop("centre"): (0.5, 0.5), tr_noop("top left"): (0.0, 0.0), tr_noop("bottom right"): (1.0, 1.0)}
_ANYWHERE = tr_noop("anywhere")
_PLACE_FORM = r"anywhere|centre|top left|bottom right|(0(\.\d+)?|1(\.0+)?),(0(\.\d+)?|1(\.0+)?)"


def _checked_place(text: str) -> str:
    """Raises ChoiceFailure."""
    place = text.strip().lower().replace(", ", ",")
    if not re.fullmatch(_PLACE_FORM, place):
        raise ChoiceFailure(
            "The place of a patch is anywhere, centre, top left, bottom right, or X,Y from 0,0 to 1,1, not {place}.",
            place=text,
        )
    return place


@ATTACKS.register
class Patch(Placed):
    """max_p of the mean loss, over places, of the picture with the patch p (Brown et al. 2017, arXiv 1712.09665), for
    each picture its own patch."""

    id, name, paper = "patch", tr_noop("Adversarial patch"), "arXiv 1712.09665"
    kind, norms = Kind.GRADIENT, (Norm.STRENGTH,)
    takes_point, scale = True, tr_noop("{share} of the shorter side")
    summary = tr_noop("A square of any content, at a place of your choice or anywhere.")
    description = tr_noop(
        "A square of the picture is replaced, and its content follows the gradient of the loss. Eps is its side, as a "
        "share of the picture's shorter side; anywhere, the patch is trained for random places and then put at another."
    )
    formula = r"\hat{p} = \arg\max_p \; \mathbb{E}_{l} \; m(A(p, x, l)), \quad m = \max_{i \neq c} z_i - z_c"
    params = (
        steps_param(60),
        FloatParam("rate", tr_noop("Rate"), tr_noop("Size of a step of the optimiser."), 0.05, 0.0001, 1.0, 0.01),
        EditableChoiceParam(
            "place",
            tr_noop("Place"),
            tr_noop("Where the patch lies: anywhere, centre, top left, bottom right, or its X,Y from 0,0 to 1,1."),
            (_ANYWHERE, *_PLACES),
            "centre",
            _PLACE_FORM,
            _checked_place,
        ),
    )

    def place(self, params: Mapping[str, Any], eps: float, size: tuple[int, int]) -> Box | None:
        if (fixed := _fixed(params["place"])) is None:
            return None
        side, (width, height) = _side(eps, size), size
        (rows, columns) = _slices(fixed, side, (height, width))
        return columns.start / width, rows.start / height, columns.stop / width, rows.stop / height

    def placed(self, box: Box, eps: float, size: tuple[int, int]) -> tuple[dict[str, Value], float]:
        """Its middle is that of the box, its side the shorter one of the box, if it has any."""
        (left, top, right, bottom), (width, height) = box, size
        shorter = min((right - left) * width, (bottom - top) * height) / min(size)
        if shorter > 0:
            eps = max(0.01, round(shorter, 2))
        side = _side(eps, size)
        across, down = (left + right) / 2 * width - side / 2, (top + bottom) / 2 * height - side / 2
        place = (share_text(across / max(1, width - side)), share_text(down / max(1, height - side)))
        return {"place": ",".join(place)}, eps

    def passes(self, params: Mapping[str, Any]) -> int:
        return int(2 * params["steps"])

    def attack(self, context: AttackContext) -> np.ndarray:
        params, rngs, pixels = context.params, context.generators(), context.pixels
        sides = [_side(float(eps), pixels.shape[1:3]) for eps in context.eps]
        patches = [
            rng.random((side, side, pixels.shape[-1]), np.float32) for rng, side in zip(rngs, sides, strict=True)
        ]
        optimisers = [Adam(patch.shape) for patch in patches]
        for step in range(params["steps"]):
            places = self._places(context, rngs, sides)
            _, gradient = context.loss_and_gradient(_put(pixels, patches, places), Loss.MARGIN)
            for row, (place, optimiser) in enumerate(zip(places, optimisers, strict=True)):
                change = optimiser.step(-gradient[row][place])
                patches[row] = np.clip(patches[row] - np.float32(params["rate"]) * change, 0, 1)
            context.run.progress(step + 1, params["steps"])
            context.run.partial(_put(pixels, patches, places))
        return _put(pixels, patches, self._places(context, rngs, sides))

    def _places(
        self, context: AttackContext, rngs: list[np.random.Generator], sides: list[int]
    ) -> list[tuple[slice, slice]]:
        """Of each picture's patch: random ones anew for each call."""
        fixed, shape = _fixed(context.params["place"]), context.pixels.shape[1:3]
        return [
            _slices(rng.random(2) if fixed is None else fixed, side, shape)
            for rng, side in zip(rngs, sides, strict=True)
        ]


def _fixed(place: str) -> tuple[float, ...] | None:
    """Across and down, shares of the room that a patch leaves; None: anywhere."""
    return None if place == _ANYWHERE else _PLACES.get(place) or tuple(map(float, place.split(",")))


def _side(eps: float, size: Sequence[int]) -> int:
    return max(1, round(eps * min(size)))


def _slices(place: Sequence[float] | np.ndarray, side: int, shape: Sequence[int]) -> tuple[slice, slice]:
    """Rows and columns of a patch in a picture of this (height, width)."""
    (across, down), (height, width) = place, shape
    top, left = round(down * (height - side)), round(across * (width - side))
    return slice(top, top + side), slice(left, left + side)


def _put(pixels: np.ndarray, patches: list[np.ndarray], places: list[tuple[slice, slice]]) -> np.ndarray:
    """(batch, height, width, channels) under the patches."""
    covered = pixels.copy()
    for row, (patch, place) in enumerate(zip(patches, places, strict=True)):
        covered[row][place] = patch
    return covered
