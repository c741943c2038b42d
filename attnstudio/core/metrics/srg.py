"""Symmetric relevance gain: how much longer the probability stays when the weakest pixels vanish first."""

from __future__ import annotations

from dataclasses import replace

from attnstudio.core.metrics.base import METRICS, Curve, Family, Metric, Score, Trial
from attnstudio.core.metrics.curves import AXES, STEPS, behind, flipped
from attnstudio.core.text import tr_noop


@METRICS.register
class SymmetricRelevanceGain(Metric):
    """Area under p(target) with the weakest pixels hidden first, less that with the strongest hidden first
    (Bluecher et al. 2024, arXiv 2401.06654, of which the abstract was read). What hidden pixels show weighs on both
    alike."""

    id = "srg"
    name = tr_noop("Symmetric relevance gain")
    family = Family.FAITHFULNESS
    needs_probability = True
    higher_is_better = True
    paper = "arXiv 2401.06654"
    summary = tr_noop(
        "Hides the weakest pixels first, then the strongest first: how much more of the probability is left by the "
        "former. It depends little on what hidden pixels show."
    )
    params = (STEPS, behind("grey"))
    axes = AXES[0], tr_noop("gain of probability")

    def measure(self, trial: Trial) -> Score:
        halves = [replace(trial, ctx=trial.ctx.part(number, 2), on_curve=lambda _: None) for number in range(2)]
        strongest = flipped(halves[0], inserted=False).curve
        appearing = flipped(halves[1], inserted=True).curve
        assert strongest is not None and appearing is not None
        # What is left when a share of the weakest has vanished is what has appeared of the strongest, from its end.
        curve = Curve(strongest.x, appearing.y[::-1] - strongest.y)
        trial.on_curve(curve)
        return Score(curve.area, curve)
