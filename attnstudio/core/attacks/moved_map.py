"""Another map for the same answer: an attack on the explanation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.attacks import projection
from attnstudio.core.attacks.attack_context import AttackContext
from attnstudio.core.attacks.attack_pass import Loss
from attnstudio.core.attacks.base import ATTACKS, Kind
from attnstudio.core.attacks.iterated import step_param, steps_param
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.placed import Box, Placed, share_text
from attnstudio.core.attacks.projection import Norm, per_picture
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.params import EditableChoiceParam, Value
from attnstudio.core.rules import Rule, following, switchable
from attnstudio.core.text import tr_noop

_AWAY = tr_noop("away")
_SHARE = r"(0(\.\d+)?|1(\.0+)?)"
_BOX = rf"{_SHARE},{_SHARE},{_SHARE},{_SHARE}"
_STRONGEST = 0.1  # of the pixels, that the map is to leave
_LEAST = 1e-20  # keeps a division by a gradient of 0 finite


@dataclass(frozen=True)
class MapPass(GraphSpec):
    """(pixels of 0..1, class weights, regions (batch, height, width) of 0 and 1) -> logits, the share of the squared
    gradient of the score that lies in the region, its gradient in the pixels, and the squared gradient, summed over the
    channels. The answers are the model's own; gradients pass its ReLUs as those of a softplus."""

    chain: PixelChain

    @property
    def passes(self) -> int:
        return 4

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        shape = network.input_shape
        return [shape, (None, network.class_count), (None, *shape[1:3])]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(pixels: Any, class_weights: Any, regions: Any) -> list[Any]:
            with switchable():
                (logits,) = forward(self.chain(pixels))
            with following(Rule.SMOOTH):
                (slope,) = _connected(tf.gradients(tf.reduce_sum(logits * class_weights, axis=-1), [pixels]))
                strength = tf.reduce_sum(tf.square(slope), axis=-1)
                inside = tf.reduce_sum(strength * regions, axis=(1, 2))
                share = inside / (tf.reduce_sum(strength, axis=(1, 2)) + _LEAST)
                # A model that is linear has the same map everywhere.
                (gradient,) = tf.gradients(share, [pixels], unconnected_gradients="zero")
            return [logits, share, gradient, strength]

        return run


def _connected(gradients: list[Any]) -> list[Any]:
    if None in gradients:
        raise ModelFailure(
            "No gradient reaches the model's input, so there is no map of gradients that could be moved. Choose "
            "another attack."
        )
    return gradients


def _checked_region(text: str) -> str:
    """Raises ChoiceFailure."""
    region = text.strip().lower().replace(" ", "")
    if region == _AWAY:
        return region
    if re.fullmatch(_BOX, region):
        left, top, right, bottom = map(float, region.split(","))
        if left < right and top < bottom:
            return region
    raise ChoiceFailure(
        "The region is away, or LEFT,TOP,RIGHT,BOTTOM as shares of the picture, such as 0.5,0,1,0.5, not {region}.",
        region=text,
    )


def _box(region: str) -> Box | None:
    if region == _AWAY:
        return None
    left, top, right, bottom = map(float, region.split(","))
    return left, top, right, bottom


@ATTACKS.register
class MovedMap(Placed):
    """x <- P(x + step * unit(ds/dx)), s the share of |dy/dx|^2 in the region; where the answer changes, a step back
    towards it (Ghorbani et al. 2019, arXiv 1710.10547; the smooth gradients of Dombrowski et al. 2019, arXiv
    1906.07983)."""

    id, name, paper = "moved_map", tr_noop("Moved map"), "arXiv 1710.10547"
    kind, norms = Kind.EXPLANATION, (Norm.LINF, Norm.L2)
    can_target = False
    summary = tr_noop("The answer stays, and the gradient map moves: to a region, or away from where it lies.")
    description = tr_noop(
        "The picture is changed so that the gradient of its score moves into a region, while the answer stays. It "
        "shows how little a map may say about the answer; maps of other methods often move along."
    )
    formula = (
        r"\max_\delta \frac{\sum_{i \in R} (\partial z_c / \partial x_i)^2}{\sum_i (\partial z_c / \partial x_i)^2}, "
        r"\quad \arg\max z(x + \delta) = c"
    )
    params = (
        steps_param(50),
        step_param(2.5),
        EditableChoiceParam(
            "region",
            tr_noop("Region"),
            tr_noop(
                "Where the map is to lie: away, from its strongest tenth, or LEFT,TOP,RIGHT,BOTTOM as shares of the "
                "picture."
            ),
            (_AWAY,),
            _AWAY,
            rf"{_AWAY}|{_BOX}",
            _checked_region,
        ),
    )

    def passes(self, params: Mapping[str, Any]) -> int:
        """Gradients of gradients; two more where the answer has to be won back."""
        return int(6 * params["steps"]) + 8

    def attack(self, context: AttackContext) -> np.ndarray:
        spec, pixels, steps = MapPass(context.chain), context.pixels, context.params["steps"]
        weights = np.eye(context.network.class_count, dtype=np.float32)[context.labels]
        regions = self._regions(context, spec, weights)
        step = per_picture(context.eps * context.params["step_size"] / steps)
        best, shares = context.pixels.copy(), np.full(len(context), -np.inf, np.float32)
        for number in range(steps + 1):
            logits, share, gradient, _ = context.passes(spec, pixels, weights, regions)
            stays = context.succeeds(logits)
            better = stays & (share > shares) & (number > 0)
            best[better], shares[better] = pixels[better], share[better]
            if number == steps:
                break
            left = np.flatnonzero(~stays)
            if len(left):
                _, back = context.only(left).loss_and_gradient(pixels[left], Loss.MARGIN)
                gradient[left] = -back
            pixels = context.project(pixels + step * projection.unit(gradient, context.norm))
            context.run.progress(number + 1, steps)
            context.run.partial(pixels)
        return best

    def place(self, params: Mapping[str, Any], eps: float, size: tuple[int, int]) -> Box | None:
        return _box(params["region"])

    def placed(self, box: Box, eps: float, size: tuple[int, int]) -> tuple[dict[str, Value], float]:
        return {"region": ",".join(map(share_text, box))}, eps

    def _regions(self, context: AttackContext, spec: MapPass, weights: np.ndarray) -> np.ndarray:
        """float32 (batch, height, width): 1 inside, 0 outside."""
        count, height, width, _ = context.pixels.shape
        inside = np.zeros((count, height, width), np.float32)
        if (box := _box(context.params["region"])) is not None:
            left, top, right, bottom = box
            rows = slice(int(top * height), max(int(top * height) + 1, round(bottom * height)))
            columns = slice(int(left * width), max(int(left * width) + 1, round(right * width)))
            inside[:, rows, columns] = 1
            return inside
        strength = context.passes(spec, context.pixels, weights, inside)[3].reshape(count, -1)
        strongest = np.argsort(-strength, axis=-1, kind="stable")[:, : max(1, round(height * width * _STRONGEST))]
        inside = np.ones((count, height * width), np.float32)
        np.put_along_axis(inside, strongest, 0, axis=-1)
        return inside.reshape(count, height, width)
