"""What else to try where a map shows nothing."""

from __future__ import annotations

from collections.abc import Sequence

from attnstudio.core import grids, layers
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.methods.base import METHODS, Method
from attnstudio.core.text import Notice, listed, tr_noop

_FINER = ("hirescam", "layercam", "saliency")  # the first that fits first
_MOST_OFFERED = 2


def alternatives_to(method: Method, context: AttributionContext, others: Sequence[str] = _FINER) -> Notice:
    """What else to try: other methods that fit the model, and another layer where the method has one."""
    known = METHODS.discover()
    fitting = [known[name] for name in others if context.layer is not None or not known[name].uses_layer]
    fitting = [one for one in fitting if one.id != method.id] or [known["occlusion"]]
    names = listed(Notice(one.name) for one in fitting[:_MOST_OFFERED])
    layer = _other_layer(context) if method.uses_layer else None
    values = {"methods": names, "layer": layer}
    if layer is None:
        return Notice(tr_noop("Try another method: {methods}."), values)
    return Notice(tr_noop("Try another method ({methods}) or the layer {layer}."), values)


def _other_layer(context: AttributionContext) -> str | None:
    """The last layer before the explained one, else the first behind it, that every path goes through."""
    names = list(grids.explainable_layers(context.model.model))
    usable = [name for name in layers.gateways(context.model.model) if name != context.layer]
    place = names.index(context.layer) if context.layer in names else len(names)
    before = [name for name in usable if names.index(name) < place]
    return before[-1] if before else next(iter(usable), None)
