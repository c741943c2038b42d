"""A copy of a network whose layers are re-initialised stage by stage, from the logits down."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.explain import BoundMethod, explain
from attnstudio.core.metrics.base import Curve
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.initializers import seeded
from attnstudio.core.similarity import rank_correlations

if TYPE_CHECKING:
    import keras

STAGES = 8
_ONES = ("gamma", "moving_variance")


class Cascade:
    """Explains pictures by a model that loses its training layer by layer (Adebayo et al. 2018, arXiv 1810.03292).

    The weights of the copy are variables of its graphs, so that the stages share them. The original network stays as it
    is.

    Attributes:
        network: the copy, with the weights of the last stage.
    """

    def __init__(self, network: CompiledModel) -> None:
        import keras

        copy = keras.models.clone_model(network.model)
        self._trained = network.model.get_weights()
        copy.set_weights(self._trained)
        self.network = CompiledModel(copy, network.head, network.processor, frozen=False)
        self.network.forward_batch, self.network.gradient_batch = network.forward_batch, network.gradient_batch
        self._layers = [layer for layer in copy.layers if _learns(layer)][::-1]

    def curves(
        self,
        chosen: Sequence[BoundMethod],
        model_input: ModelInput,
        class_weights: np.ndarray,
        layer: str | None,
        ctx: RunContext,
    ) -> list[Curve]:
        """For each method: x the share of layers re-initialised, y Spearman's correlation with the trained map.

        Args:
            ctx: for the methods' random numbers and for cancelling.
        """
        quiet = RunContext(cancelled=ctx.cancelled, seed=ctx.seed)
        shares, maps = [], []
        for share in self.stages():
            heatmaps = explain(chosen, self.network, model_input, class_weights, layer, quiet)
            shares.append(share)
            maps.append([heatmap.values for heatmap in heatmaps])
            ctx.progress(len(shares), STAGES + 1)
        by_method = zip(*maps, strict=True)
        return [Curve(np.array(shares), np.array(rank_correlations(each[0], each))) for each in by_method]

    def randomised(
        self,
        chosen: Sequence[BoundMethod],
        model_input: ModelInput,
        class_weights: np.ndarray,
        layer: str | None,
        ctx: RunContext,
    ) -> list[np.ndarray]:
        """The map of each method where no layer has kept its training: float32 (height, width) in 0..1."""
        deque(self.stages(), maxlen=0)
        quiet = RunContext(cancelled=ctx.cancelled, seed=ctx.seed)
        return [one.values for one in explain(chosen, self.network, model_input, class_weights, layer, quiet)]

    def stages(self) -> Iterator[float]:
        """The share of layers that are re-initialised: none, then more and more, at last all."""
        self.network.model.set_weights(self._trained)
        draw = seeded()
        yield 0.0
        for stage, group in enumerate(np.array_split(np.arange(len(self._layers)), STAGES), 1):
            for number in group:
                layer = self._layers[number]
                layer.set_weights([_new(variable, draw) for variable in layer.weights])
            yield stage / STAGES


def _learns(layer: keras.layers.Layer) -> bool:
    """Whether it holds what training found; the statistics of a Normalization layer are the pictures' own."""
    return bool(layer.weights) and type(layer).__name__ != "Normalization"


def _new(variable: Any, draw: Any) -> np.ndarray:
    """Kernels at random, the rest as new layers have it."""
    shape = tuple(variable.shape)
    if len(shape) > 1:
        return draw(shape, np.float32)
    return np.full(shape, variable.path.rpartition("/")[2] in _ONES, np.float32)
