"""AGI: what of the score is lost on the ways to pictures that the model takes for other classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.graphs import GraphSpec, Network, Run
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.path_integral import by_pixel
from attnstudio.core.needs import Need
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import Notice, tr_noop


@METHODS.register
class AGI(Method):
    """Sum over channels of the mean over false classes i of sum_j -dy/dx (x_{j+1} - x_j), along
    x_{j+1} = x_j + step sign(dp_i/dx) within the range of pixels, until i is the most probable class (Pan et al. 2021,
    doi 10.24963/ijcai.2021/396; of the paper itself only the abstract was read). There y is a probability, here it is
    the score. The authors' code starts each step at the picture; here it starts where the one before has ended.

    Signed. A map needs no baseline: those other pictures are the baselines.
    """

    id = "agi"
    name = "AGI"
    family = Family.GRADIENT
    cost = Cost.HUNDREDS
    needs = frozenset({Need.INPUT_GRADIENT})
    paper = "doi 10.24963/ijcai.2021/396"
    summary = tr_noop("What tells the class from others, by the steepest ways to them. Needs no baseline.")
    description = tr_noop(
        "The picture is changed step by step until the model takes it for another class, and what the score loses on "
        "the way is shared out among the pixels. The mean over several other classes needs no baseline."
    )
    formula = (
        r"L = - \sum_c \mathrm{E}_{i} \left[ \int_{\gamma_i} \frac{\partial y}{\partial x_c} \, d x_c \right], \quad "
        r"\gamma_i: x \to x'_i"
    )
    params = (
        IntParam("classes", tr_noop("False classes"), tr_noop("How many other classes are drawn."), 20, 1, 1000),
        IntParam("steps", tr_noop("Steps"), tr_noop("Most steps towards each of them."), 20, 1, 500),
        FloatParam("size", tr_noop("Step size"), tr_noop("As a fraction of the range of pixels."), 0.05, 0.001, 1.0),
    )
    signed = True

    def attribute(self, context: AttributionContext) -> np.ndarray:
        false, steps = self._false_classes(context), context.params["steps"]
        ends = [context.preprocess(np.full_like(context.pixels, level)) for level in (0, 255)]
        low, high = np.minimum(*ends), np.maximum(*ends)
        length = np.float32(context.params["size"]) * (high - low)
        lost, done = np.zeros(context.input.shape, np.float64), 0
        while done < len(false):
            group = false[done : done + context.model.gradient_batch]
            places = np.repeat(context.input[None], len(group), axis=0)
            weights = np.repeat(context.class_weights[None], len(group), axis=0)
            wanted = np.eye(context.model.class_count, dtype=np.float32)[group]
            for step in range(steps):
                context.run.check_cancelled()
                spec = TowardsClass(context.model.head in ("softmax", "logits"))
                logits, slopes, towards = context.model.run(spec, places, weights, wanted)
                on_its_way = (logits.argmax(axis=-1) != group)[:, None, None, None]
                moved = np.clip(places + length * np.sign(towards), np.minimum(low, places), np.maximum(high, places))
                moved = np.where(on_its_way, moved, places)
                lost -= (slopes * (moved - places)).sum(axis=0, dtype=np.float64)
                places = moved
                context.run.progress(done * steps + (step + 1) * len(group), len(false) * steps)
                if not on_its_way.any():
                    break
            done += len(group)
            context.run.progress(done * steps, len(false) * steps)
            if done < len(false):
                context.run.partial(by_pixel(lost / done))
        return by_pixel(lost / len(false))

    def why_flat(self, context: AttributionContext) -> Notice | None:
        seen = int(context.model.logits(context.input[None])[0].argmax())
        if context.class_weights[seen] > 0:
            return None
        return Notice(
            tr_noop(
                "The model takes the picture for another class already, so there is no way to go to it. Explain the "
                "class that the model sees, or choose integrated_gradients."
            )
        )

    def _false_classes(self, context: AttributionContext) -> np.ndarray:
        others = np.flatnonzero(context.class_weights <= 0)
        if context.model.head == "regression" or context.model.class_count == 1 or len(others) == 0:
            raise ChoiceFailure(
                "AGI compares the class with others, and the model has none. Choose integrated_gradients, which "
                "compares the picture with a baseline."
            )
        return context.run.rng().permutation(others)[: context.params["classes"]]


@dataclass(frozen=True)
class TowardsClass(GraphSpec):
    """(inputs, class weights of each, one-hot class of each) -> logits, dy/dx, and d log p/dx of that class.

    Attributes:
        is_softmax: whether the probabilities are a softmax; else each is a sigmoid.
    """

    is_softmax: bool

    @property
    def passes(self) -> int:
        return 3

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape, (None, network.class_count), (None, network.class_count)]

    def function(self, network: Network) -> Run:
        import tensorflow as tf

        forward = network.outputs(network.model.output)

        def run(x: Any, class_weights: Any, wanted: Any) -> list[Any]:
            (logits,) = forward(x)
            shares = tf.nn.log_softmax(logits) if self.is_softmax else logits
            slopes = [tf.gradients(tf.reduce_sum(one), [x])[0] for one in (logits * class_weights, shares * wanted)]
            return [logits, *slopes]

        return run
