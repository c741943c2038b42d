"""Recipro-CAM: how probable the class is when the head sees a single place of the layer."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import BoolParam
from attnstudio.core.probabilities import probabilities
from attnstudio.core.text import tr_noop

_NEIGHBOURS = np.outer((0.25, 0.5, 0.25), (0.25, 0.5, 0.25)).astype(np.float32)  # as the authors' code has them


@METHODS.register
class ReciproCam(Method):
    """L_ij = ReLU(p(A seen at i, j alone)) (Byun and Lee 2022, arXiv 2209.14074, and the authors' code; of the paper
    itself only the abstract was read), p = sum(class_weights * probabilities). `gaussian`: what is seen is the place's
    own activation, spread over its neighbours by a Gaussian of 3 x 3 places."""

    id = "reciprocam"
    name = "Recipro-CAM"
    family = Family.CAM
    cost = Cost.TENS
    needs = frozenset({Need.ACTIVATION, Need.FORWARDS})
    paper = "arXiv 2209.14074"
    summary = tr_noop("The probability of the class when only one place of a layer is seen. Needs no gradients.")
    description = tr_noop(
        "All places of the layer but one are set to 0, and the map has the probability of the class there. Each place "
        "takes a pass through the part of the model behind the layer, which is short for a late one."
    )
    formula = r"L_{ij} = p\left( A \cdot M_{ij} \right)"
    params = (
        BoolParam(
            "gaussian",
            tr_noop("Smooth mask"),
            tr_noop("Let each place spread over its neighbours, instead of a sharp mask."),
            True,
        ),
    )

    def attribute(self, context: AttributionContext) -> np.ndarray:
        activation = context.activation
        rows, columns = activation.shape[:2]
        found, done = np.zeros(rows * columns, np.float32), 0
        order = _spread(rows, columns)
        while done < len(found):
            context.run.check_cancelled()
            places = order[done : done + context.model.forward_batch]
            seen = np.stack([self._seen(context, *divmod(int(place), columns)) for place in places])
            logits = context.model.head_logits(seen, context.layer_name, context.at_layer.prefix)
            found[places] = np.maximum(context.scores(probabilities(logits, context.model.head)), 0)
            done += len(places)
            context.run.progress(done, len(found))
            if done < len(found):
                partial = found.copy()
                partial[order[done:]] = found[order[:done]].mean()
                context.run.partial(partial.reshape(rows, columns))
        return found.reshape(rows, columns)

    def _seen(self, context: AttributionContext, row: int, column: int) -> np.ndarray:
        """The layer with one place."""
        activation = context.activation
        if not context.params["gaussian"]:
            seen = np.zeros_like(activation)
            seen[row, column] = activation[row, column]
            return seen
        padded = np.zeros((activation.shape[0] + 2, activation.shape[1] + 2, activation.shape[2]), np.float32)
        padded[row : row + 3, column : column + 3] = _NEIGHBOURS[..., None] * activation[row, column]
        return padded[1:-1, 1:-1]


def _spread(rows: int, columns: int) -> np.ndarray:
    """All places, in an order whose every beginning lies all over the layer."""
    return np.random.default_rng(0).permutation(rows * columns)
