"""Methods that a model cannot carry, each with the reason and a way out."""

from __future__ import annotations

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import Method
from attnstudio.core.needs import Need
from attnstudio.core.request import ModelInfo
from attnstudio.core.text import Notice, tr_noop

_NO_LAYER = tr_noop(
    "{model} has no layer with height and width, required by: {methods}. Choose a gradient or a perturbation method."
)
_LACKING = {
    Need.RELU: tr_noop(
        "{model} has no ReLU, required by: {methods}. Choose saliency, SmoothGrad or integrated gradients."
    ),
    Need.ATTENTION: tr_noop(
        "{model} has no attention layers, required by: {methods}. "
        "Choose a vision transformer, a gradient method or a class activation map."
    ),
}


class UnsupportedMethodFailure(ChoiceFailure):
    """The model can carry none of the methods.

    Args:
        info: The model, which is loaded.
    """

    def __init__(self, template: str, *, info: ModelInfo, methods: Notice) -> None:
        super().__init__(template, model=info.name, methods=methods)
        self.info = info


def unsupported_reason(method: Method, info: ModelInfo, layer: str | None) -> str:
    """The reason, a template with the fields `model` and `methods`; empty where the model can carry the method.

    Args:
        layer: the one that a class activation map would explain; None where there is none.
    """
    if method.uses_layer and layer is None:
        return _NO_LAYER
    lacks = method.lacks(info.offered)
    return next((template for need, template in _LACKING.items() if need in lacks), "")
