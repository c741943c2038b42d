"""Maps of an improbable class that are the same as those of the class that the model sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.explain import BoundMethod, explain_each
from attnstudio.core.methods.base import Cost
from attnstudio.core.predictions import PredictedInput
from attnstudio.core.request import Heatmap
from attnstudio.core.similarity import ALIKE, rank_correlation
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, Number, tr_noop


def warned(
    heatmaps: Sequence[Heatmap],
    chosen: Sequence[BoundMethod],
    network: CompiledModel,
    predicted: PredictedInput,
    class_names: Sequence[str],
    layer: str | None,
    ctx: RunContext,
) -> tuple[Heatmap, ...]:
    """The maps, of which those with a warning that hardly differ from the map of the predicted class.

    It takes one pass more, so maps of several passes are not compared; `class_sensitivity` measures these, too.
    """
    seen = int(predicted.prediction.top(1)[0])
    judged = [one for one in chosen if one.method.needs and one.method.cost is Cost.SINGLE]
    weights = Target(seen).class_weights(network.class_count)
    quiet = RunContext(cancelled=ctx.cancelled, seed=ctx.seed)
    (others,) = explain_each(
        judged, network, [predicted.model_input], [weights], layer, quiet, on_failure=lambda *_: None
    )
    beside = {one.method: one.values for one in others if one.raw_min < one.raw_max}
    names = {"name": class_names[predicted.target.index], "seen": class_names[seen]}
    return tuple(
        _warned(one, rank_correlation(one.values, beside[one.method]), names) if one.method in beside else one
        for one in heatmaps
    )


def _warned(heatmap: Heatmap, alike: float, names: dict[str, str]) -> Heatmap:
    if alike <= ALIKE:
        return heatmap
    notice = Notice(
        tr_noop(
            "The map of {name} hardly differs from that of {seen} (rank correlation {value}): it says nothing about "
            "{name}."
        ),
        {**names, "value": Number(f"{alike:.2f}")},
        warning=True,
    )
    return replace(heatmap, notices=(*heatmap.notices, notice))
