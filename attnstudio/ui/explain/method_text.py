"""What is said of a method: its family, paper, needs and cost, and why a model cannot carry it."""

from __future__ import annotations

from html import escape

from attnstudio.core.methods.base import Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.papers import paper_address
from attnstudio.core.request import ModelInfo
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.unsupported import unsupported_reason
from attnstudio.ui.shell.i18n import message, model_name, tr

FAMILIES = {
    Family.GRADIENT: tr_noop("Gradients"),
    Family.CAM: tr_noop("Class activation maps"),
    Family.ATTENTION: tr_noop("Attention"),
    Family.PERTURBATION: tr_noop("Perturbation"),
    Family.CONTROL: tr_noop("Control"),
}
_COSTS = {
    Cost.SINGLE: tr_noop("one pass"),
    Cost.TENS: tr_noop("tens of passes"),
    Cost.HUNDREDS: tr_noop("hundreds of passes"),
    Cost.THOUSANDS: tr_noop("thousands of passes"),
}
_NEEDS = {
    Need.INPUT_GRADIENT: tr_noop("the gradient of the input"),
    Need.ACTIVATION: tr_noop("a layer with height and width"),
    Need.LAYER_GRADIENT: tr_noop("the gradient of a layer"),
    Need.FORWARDS: tr_noop("predictions only"),
    Need.RELU: tr_noop("ReLU activations"),
    Need.ATTENTION: tr_noop("attention layers"),
}


def cost_text(method: Method) -> str:
    return tr(_COSTS[method.cost])


def needs_text(method: Method) -> str:
    """What it needs of a model; every model gives predictions."""
    if not method.needs:
        return tr("Needs nothing of the model")
    needs = [need for need in Need if need in method.needs - {Need.FORWARDS}] or [Need.FORWARDS]
    return tr("Needs: {needs}", needs=", ".join(tr(_NEEDS[need]) for need in needs))


def paper_link(paper: str, text: str = "") -> str:
    """The paper, or a text in its place, as HTML: a link where it has an address."""
    address, shown = paper_address(paper), escape(text or paper)
    return f'<a href="{escape(address)}" title="{escape(paper)}">{shown}</a>' if address else escape(paper)


def misfit(method: Method, info: ModelInfo | None) -> str:
    """Why the model cannot carry it; empty where it can, or is not loaded yet."""
    reason = "" if info is None else unsupported_reason(method, info, info.auto_layer)
    if not reason or info is None:
        return ""
    return message(Notice(reason, {"model": model_name(info.name), "methods": tr(method.name)}))
