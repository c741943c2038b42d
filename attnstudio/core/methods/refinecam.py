"""RefineCAM: the coarse map of a late layer, sharpened by those of earlier ones."""

from __future__ import annotations

import numpy as np

from attnstudio.core import grids, layers
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.methods.gradcam_plus_plus import AUTHORS, NORMALISER, GradCamPlusPlus
from attnstudio.core.needs import Need
from attnstudio.core.params import IntParam
from attnstudio.core.passes import Pass
from attnstudio.core.scaling import enlarge, is_flat, normalised
from attnstudio.core.text import Notice, tr_noop


@METHODS.register
class RefineCam(Method):
    """Product of the normalised Grad-CAM++ maps of several layers, as pytorch-grad-cam's RefineCAM (arXiv 2605.14641).

    The layers are the chosen one and, of each of the next larger sizes before it, the last that every path through the
    model passes.
    """

    id = "refinecam"
    name = "RefineCAM"
    family = Family.CAM
    cost = Cost.SINGLE
    needs = frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT})
    paper = "arXiv 2605.14641"
    summary = tr_noop("Product of the maps of several layers: as fine as the earliest, as clean as the last.")
    description = tr_noop(
        "The Grad-CAM++ maps of several layers of different sizes are enlarged and multiplied. The product is as "
        "fine as the earliest of them and as clean as the last."
    )
    formula = r"L = \prod_{l} L_l, \quad L_l = \mathrm{ReLU}\left(\sum_k w_{l,k} A_{l,k}\right)"
    params = (
        IntParam(
            "stages",
            tr_noop("Layers"),
            tr_noop("Number of layers, each of a different size, whose maps are multiplied."),
            3,
            1,
            6,
        ),
        NORMALISER,
    )

    def required_pass(self, context: AttributionContext) -> Pass:
        return Pass(layers=frozenset(stages(context, context.params["stages"])))

    def attribute(self, context: AttributionContext) -> np.ndarray:
        (height, width), normaliser = context.input.shape[:2], context.params["normaliser"]
        product = np.ones((height, width), np.float32)
        for name in stages(context, context.params["stages"]):
            raw = GradCamPlusPlus().attribute(context.at(name))
            if is_flat(raw):
                context.run.note(
                    Notice(
                        tr_noop(
                            "The Grad-CAM++ map of the layer {layer} is flat, which makes the product 0 everywhere. "
                            "Take fewer layers (refinecam.stages = 1), the other normaliser "
                            "(refinecam.normaliser = authors), or another layer."
                        ),
                        {"layer": name},
                        warning=True,
                        setting=None if normaliser == AUTHORS else (self.id, NORMALISER.name, AUTHORS),
                    )
                )
            product *= normalised(enlarge(raw, height, width))[0]
        return product


def stages(context: AttributionContext, count: int) -> tuple[str, ...]:
    """Names of the layers, the chosen one first."""
    model = context.model.model
    sizes = {name: (grid.rows or 0, grid.columns or 0) for name, grid in grids.explainable_layers(model).items()}
    order = list(sizes)
    before = order[: order.index(context.layer_name)]
    chosen = {sizes[context.layer_name]: context.layer_name}
    for name in reversed([name for name in layers.gateways(model) if name in before]):
        if sizes[name] > max(chosen):
            chosen[sizes[name]] = name
    return tuple(chosen.values())[:count]
