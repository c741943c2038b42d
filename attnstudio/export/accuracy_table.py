"""The accuracy of a model as a table that other programs read: CSV."""

from __future__ import annotations

from collections.abc import Callable

from attnstudio.core.accuracy import Accuracy, Share

ACCURACY = ("figure", "label", "predicted", "value", "low", "high", "hits", "count")


def accuracy_rows(accuracy: Accuracy, class_name: Callable[[int], str]) -> list[dict[str, object]]:
    """One row a figure, with the columns of ACCURACY. Shares are 0..1, `low` and `high` their 95 % interval (Wilson).

    Of a figure "confusion", `count` is the cell; cells that are 0 are left out. Of a "bin", low and high are its ends,
    `value` is its accuracy.
    """
    rows = [_row("top1", accuracy.top1), _row("top5", accuracy.top5)]
    rows.append({"figure": "ece", "value": accuracy.ece, "count": accuracy.count})
    rows.append({"figure": "mean_loss", "value": accuracy.mean_loss, "count": accuracy.count})
    for score in accuracy.classes:
        name = class_name(score.index)
        rows.append(_row("recall", score.recall, label=name))
        rows.append(_row("precision", score.precision, predicted=name))
        rows.append({"figure": "f1", "label": name, "predicted": name, "value": score.f1})
    for pair in accuracy.confusion:
        cell = {"label": class_name(pair.label), "predicted": class_name(pair.predicted), "count": pair.count}
        rows.append({"figure": "confusion", **cell})
    for one in accuracy.bins:
        share = {"value": one.right.value, "hits": one.right.hits, "count": one.right.count}
        rows.append({"figure": "bin", "low": one.low, "high": one.high, **share})
    return rows


def _row(figure: str, share: Share, **classes: str) -> dict[str, object]:
    if share.value is None:
        return {"figure": figure, **classes, "hits": 0, "count": 0}
    low, high = share.interval
    counts = {"hits": share.hits, "count": share.count}
    return {"figure": figure, **classes, "value": share.value, "low": low, "high": high, **counts}
