"""Gradients summed along a path from a baseline to the picture: what the methods that do so have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.baselines import baseline
from attnstudio.core.params import ChoiceParam
from attnstudio.core.scaling import channel_sum
from attnstudio.core.text import Notice, tr_noop

BASELINE = ChoiceParam(
    "baseline",
    tr_noop("Baseline"),
    tr_noop("The picture without content that the input is compared with; two-sided is the mean over black and white."),
    (tr_noop("black"), tr_noop("grey"), tr_noop("blur"), tr_noop("two-sided")),
    "black",
)
RULE = ChoiceParam(
    "rule",
    tr_noop("Integration"),
    tr_noop("How the gradients along the path are integrated; Gauss-Legendre needs fewer steps."),
    (tr_noop("gauss-legendre"), tr_noop("trapezoid")),
    "gauss-legendre",
)


_SMALL = 0.01  # of the score: a rise that is smaller is next to nothing


def baselines(context: AttributionContext) -> np.ndarray:
    """What the parameter `baseline` stands for, in the model's input space: (count, height, width, channels)."""
    kind = context.params["baseline"]
    return np.stack([baseline(context, one) for one in (("black", "white") if kind == "two-sided" else (kind,))])


def by_pixel(attribution: np.ndarray) -> np.ndarray:
    """(height, width, channels) -> the sum over the channels, float32. The sum of all pixels stays."""
    return channel_sum(attribution).astype(np.float32)


def streamed_sum(
    context: AttributionContext,
    total: int,
    terms: Callable[[int, int], np.ndarray],
    to_map: Callable[[np.ndarray], np.ndarray],
) -> np.ndarray:
    """The sum of `total` terms, float64, computed in batches of the size of gradient batches.

    Args:
        terms: (how many are done, how many to make) -> (how many, height, width, channels).
        to_map: from the sum so far to a raw map.
    """
    result, done = np.zeros(context.input.shape, np.float64), 0
    while done < total:
        context.run.check_cancelled()
        count = min(context.model.gradient_batch, total - done)
        result += terms(done, count).sum(axis=0, dtype=np.float64)
        done += count
        context.run.progress(done, total)
        if done < total:
            context.run.partial(to_map(result))
    return result


def integrate(
    context: AttributionContext, starts: np.ndarray, steps: int, rule: str, to_map: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Integrated gradients: mean over the starts b of (x - b) x integral of dy/dx at b + a (x - b), a from 0 to 1.

    Args:
        starts: (count, height, width, channels).
        steps: gradients for each start.
        rule: one of the choices of RULE.
        to_map: from (height, width, channels) to the raw map that is shown before all steps are done.

    Returns:
        float64 (height, width, channels).
    """
    nodes, weights = _nodes(rule, steps)
    order = _spread(len(starts) * steps)

    def terms(done: int, count: int) -> np.ndarray:
        start, step = np.divmod(order[done : done + count], steps)
        way = context.input - starts[start]
        gradients = context.model.input_gradients(starts[start] + _each(nodes[step]) * way, context.class_weights)
        return _each(weights[step] / len(starts)) * gradients * way

    return streamed_sum(context, len(order), terms, to_map)


def report_gap(context: AttributionContext, attribution: np.ndarray, starts: Sequence[np.ndarray] | np.ndarray) -> None:
    """Note how far the attribution's sum is from what it would be, were the path's steps infinitely small."""
    note_gap(context, attribution, context.scores(context.model.logits(np.stack([context.input, *starts]))))


def note_gap(context: AttributionContext, attribution: np.ndarray, scores: np.ndarray) -> None:
    """As `report_gap`; `scores`: of the input, and of each start."""
    score, *start_scores = scores.astype(float)
    change, total = score - float(np.mean(start_scores)), float(attribution.sum())
    values = {"total": total, "change": change, "gap": abs(total - change)}
    if values["gap"] > max(abs(change), _SMALL * max(abs(score), *map(abs, start_scores))):
        context.run.note(
            Notice(
                tr_noop(
                    "The contributions sum to {total:.4g}, but the score rises by {change:.4g} from baseline to "
                    "picture: the gap of {gap:.2g} is larger than the change itself, so the map is unreliable. "
                    "The gradient changes abruptly along the path: use more steps, or another method, such as "
                    "Saliency."
                ),
                values,
                warning=True,
            )
        )
        return
    context.run.note(
        Notice(
            tr_noop(
                "The contributions sum to {total:.4g}, and the score rises by {change:.4g} from baseline to picture: "
                "a gap of {gap:.2g}."
            ),
            values,
        )
    )


def _nodes(rule: str, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Places in 0..1 and their weights, which sum to 1; float32."""
    if rule == "trapezoid":
        nodes, weights = np.linspace(0, 1, steps), np.full(steps, 1 / (steps - 1))
        weights[[0, -1]] /= 2
    else:
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        nodes, weights = (nodes + 1) / 2, weights / 2
    return nodes.astype(np.float32), weights.astype(np.float32)


def _spread(count: int) -> np.ndarray:
    """0..count-1 in an order whose every beginning covers the whole range: partial maps then resemble the final one."""
    golden = (np.sqrt(5) - 1) / 2
    return np.argsort(np.arange(count) * golden % 1, kind="stable")


def _each(numbers: np.ndarray) -> np.ndarray:
    """One number for each input of a batch."""
    return numbers[:, None, None, None]
