"""What the figures of the accuracy say, in words."""

from __future__ import annotations

from collections.abc import Callable

from attnstudio.core.accuracy import Accuracy, Bin, ClassScore, Pair, Share
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number, percent

ClassName = Callable[[int], str]  # of an index of a class of the model
_WORST = 20  # pairs in the text


def interval(share: Share) -> str:
    """The 95 % interval."""
    low, high = share.interval
    return tr("{low} to {high} %", low=number(100 * low, 1), high=number(100 * high, 1))


def share_text(share: Share) -> str:
    """84.0 % (21 of 25; 95 % interval 65.3 to 93.6 %)."""
    if not share.count:
        return percent(None)
    return tr(
        "{share} ({hits} of {count}; 95 % interval {interval})",
        share=percent(share.value),
        hits=share.hits,
        count=share.count,
        interval=interval(share),
    )


def counted(accuracy: Accuracy) -> str:
    every = accuracy.count + accuracy.left_out
    return tr("With a label and a prediction: {count} of {n} pictures", count=accuracy.count, n=every)


def pair_text(pair: Pair, support: int, name: ClassName) -> str:
    """A cell of the confusion matrix, which may be 0."""
    return tr(
        "Label {label}, predicted {predicted}: {count} of {support} ({share})",
        label=name(pair.label),
        predicted=name(pair.predicted),
        count=pair.count,
        support=support,
        share=percent(pair.count / support if support else None),
    )


def short_pair_text(pair: Pair, support: int, name: ClassName) -> str:
    """As `pair_text`, for a narrow place."""
    share = percent(pair.count / support if support else None)
    counts = tr("{count} of {support} ({share})", count=pair.count, support=support, share=share)
    return f"{name(pair.label)} \N{RIGHTWARDS ARROW} {name(pair.predicted)}: {counts}"


def bin_text(one: Bin) -> str:
    """A bar of the reliability diagram."""
    low, high = number(one.low, 2), number(one.high, 2)
    if one.confidence is None:
        return tr("Probability {low} to {high}: no picture", low=low, high=high)
    return tr(
        "Probability {low} to {high}: {n} pictures, mean probability {confidence}, accuracy {accuracy}",
        low=low,
        high=high,
        n=one.right.count,
        confidence=percent(one.confidence),
        accuracy=percent(one.right.value),
    )


def class_text(score: ClassScore, name: ClassName) -> str:
    """A line of the table, with the intervals that it has no room for."""
    return "\n".join(
        (
            name(score.index),
            tr("Recall: {share}", share=share_text(score.recall)),
            tr("Precision: {share}", share=share_text(score.precision)),
        )
    )


def as_text(accuracy: Accuracy, name: ClassName) -> str:
    """All figures, for a mail or a notebook; tables with tabs between their columns."""
    lines = [
        counted(accuracy),
        tr("Top-1 accuracy: {share}", share=share_text(accuracy.top1)),
        tr("Top-5 accuracy: {share}", share=share_text(accuracy.top5)),
        tr("Expected calibration error: {error}", error=percent(accuracy.ece)),
        tr("Mean cross entropy: {loss}", loss=number(accuracy.mean_loss, 3)),
        "",
        "\t".join((tr("Class"), tr("Pictures"), tr("Recall"), tr("Precision"), tr("F1"))),
    ]
    for one in accuracy.classes:
        values = percent(one.recall.value), percent(one.precision.value), percent(one.f1)
        lines.append("\t".join((name(one.index), str(one.support), *values)))
    worst = accuracy.worst_pairs(_WORST)
    if worst:
        lines += ["", "\t".join((tr("Label"), tr("Predicted"), tr("Pictures")))]
        lines += ["\t".join((name(pair.label), name(pair.predicted), str(pair.count))) for pair in worst]
    return "\n".join(lines) + "\n"
