"""Notices of a finished map: whether it carries information, why not, and the remedy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.methods.alternatives import alternatives_to
from attnstudio.core.methods.base import Family, Method
from attnstudio.core.scaling import is_flat
from attnstudio.core.text import Notice, Number, tr_noop

_HIDING = ("occlusion", "lime", "smoothgrad")  # what else to try where no gradient comes through
_ALIKE = 2 / 255  # of the range of colours: pictures that differ by no more look alike


def check_map(
    method: Method, context: AttributionContext, raw: np.ndarray, noted: Sequence[Notice]
) -> tuple[Notice, ...]:
    """The notices of a map.

    Args:
        raw: the map before normalisation, (rows, columns).
        noted: the notices of the method.
    """
    distinct: list[Notice] = []
    for notice in noted:
        if notice not in distinct:
            distinct.append(notice)
    warnings = [notice for notice in distinct if notice.warning]
    if (warnings or is_flat(raw)) and (unhidden := _equal_baseline(method, context)) is not None:
        warnings = [unhidden]
    found = [notice for notice in distinct if not notice.warning]
    finite = np.isfinite(raw)
    if method.uses_layer and is_flat(raw) and (raw.size == 1 or context.activation[..., 0].size == 1):
        found.append(_one_pixel(method, context))
    elif not finite.any():
        found += warnings or [_not_finite(method, context)]
    elif is_flat(raw):
        found.append(_flat(method, context, float(raw[finite][0]), warnings))
    else:
        found += warnings
    if finite.any() and not finite.all() and not warnings:
        found.append(_partly_finite(method, context, finite))
    return tuple(found)


def _not_finite(method: Method, context: AttributionContext) -> Notice:
    return Notice(
        tr_noop("No value of the map is finite (all are infinite or NaN). {way}"),
        {"way": alternatives_to(method, context, ("occlusion", "saliency", "gradcam"))},
        warning=True,
    )


def _partly_finite(method: Method, context: AttributionContext, finite: np.ndarray) -> Notice:
    return Notice(
        tr_noop("{n} of {total} values of the map are not finite (infinite or NaN) and are shown as the lowest. {way}"),
        {
            "n": int((~finite).sum()),
            "total": finite.size,
            "way": alternatives_to(method, context, ("occlusion", "saliency")),
        },
        warning=True,
    )


def _one_pixel(method: Method, context: AttributionContext) -> Notice:
    return Notice(
        tr_noop("The layer {layer} has a single pixel, so the map has one value for the whole picture. {way}"),
        {"layer": context.layer, "way": alternatives_to(method, context, ("saliency", "occlusion"))},
        warning=True,
    )


def _flat(method: Method, context: AttributionContext, value: float, warnings: Sequence[Notice]) -> Notice:
    reason = method.why_flat(context) or next(iter(warnings), None) or _why(method, context, value)
    return Notice(
        tr_noop("The map is flat: it has the same value, {value}, everywhere and carries no information. {reason}"),
        {"value": Number(f"{value:.3g}"), "reason": reason},
        warning=True,
    )


def _why(method: Method, context: AttributionContext, value: float) -> Notice:
    """For a map that is flat, and of which the method knows no more."""
    if method.uses_layer:
        return _why_at_layer(method, context, value)
    if method.family is Family.GRADIENT:
        gradient = context.model.input_gradients(context.input[None], context.class_weights)
        if not gradient.any():
            return Notice(
                tr_noop(
                    "The score's gradient is 0 at every pixel: all units between the picture and the score are "
                    "inactive or saturated, or are step functions such as a sign. {way}"
                ),
                {"way": alternatives_to(method, context, _HIDING)},
            )
    if np.ptp(context.pixels, axis=(0, 1)).max() == 0:
        return Notice(
            tr_noop("The picture has only one colour. {way}"),
            {"way": alternatives_to(method, context, ("saliency", "hirescam"))},
        )
    return alternatives_to(method, context)


def _why_at_layer(method: Method, context: AttributionContext, value: float) -> Notice:
    activation, gradient = context.activation, context.layer_gradient
    values = {"layer": context.layer, "way": alternatives_to(method, context)}
    if not activation.any():
        text = tr_noop("The activation of the layer {layer} is 0 everywhere: its units are inactive. {way}")
        return Notice(text, values | {"way": alternatives_to(method, context, _HIDING)})
    if not gradient.any():
        text = tr_noop("The score does not change with the layer {layer}: its gradient there is 0 everywhere. {way}")
        return Notice(text, values | {"way": alternatives_to(method, context, _HIDING)})
    if all(is_flat(activation[..., channel]) for channel in range(activation.shape[-1])):
        text = tr_noop(
            "The activation of the layer {layer} is the same everywhere, as for a picture of one colour. {way}"
        )
        return Notice(text, values)
    if value == 0:
        text = tr_noop(
            "The weighted activation of the layer {layer} supports the class nowhere: the sum of its channels is "
            "not positive at any place. {way}"
        )
        if context.model.head == "regression":
            text = tr_noop(
                "The weighted activation of the layer {layer} raises the output nowhere: the sum of its channels "
                "is not positive at any place. {way}"
            )
        return Notice(text, values)
    return alternatives_to(method, context)


def _equal_baseline(method: Method, context: AttributionContext) -> Notice | None:
    """Where the picture looks like what it is compared with, or what hidden parts of it show."""
    kind = context.params.get("baseline")
    if kind not in ("black", "white", "grey", "blur"):
        return None
    black, white = (baseline(context, one) for one in ("black", "white"))
    if np.abs(baseline(context, kind) - context.input).max() > _ALIKE * np.abs(white - black).max():
        return None
    other = "grey" if kind == "black" else "black"
    return Notice(
        tr_noop(
            "The picture is too similar to the baseline {baseline}, with which it is compared or covered: nothing "
            "changes. Choose another baseline ({method}.baseline = {other})."
        ),
        {"baseline": kind, "method": method.id, "other": other},
        warning=True,
        setting=(method.id, "baseline", other),
    )
