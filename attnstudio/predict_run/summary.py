"""How often the model is right, after a run of predictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attnstudio.core.accuracy import Accuracy, Share
from attnstudio.core.targets import percent
from attnstudio.core.text import counted

WORST_PAIRS = 5


@dataclass(frozen=True)
class Summary:
    """Of the pictures that were predicted; others failed. `names`: of the model's classes."""

    accuracy: Accuracy
    predicted: int
    failures: int
    names: Sequence[str]

    def as_json(self) -> dict[str, object]:
        return {
            "pictures": self.predicted,
            "failed": self.failures,
            "labelled": self.accuracy.count,
            "top1": _share(self.accuracy.top1),
            "top5": _share(self.accuracy.top5),
            "ece": self.accuracy.ece,
            "mean_loss": self.accuracy.mean_loss,
            "worst_pairs": [
                [self.names[pair.label], self.names[pair.predicted], pair.count]
                for pair in self.accuracy.worst_pairs(WORST_PAIRS)
            ],
            "classes": [
                {
                    "index": one.index,
                    "name": self.names[one.index],
                    "precision": one.precision.value,
                    "recall": one.recall.value,
                    "support": one.support,
                }
                for one in self.accuracy.classes
            ],
        }

    def lines(self) -> Iterator[str]:
        """For people."""
        parts = [f"{counted(self.predicted, 'picture')} predicted"]
        if self.failures:
            parts.append(f"{self.failures} failed")
        if without := self.predicted - self.accuracy.count:
            parts.append(f"{without} without a label")
        yield ", ".join(parts)
        if not self.accuracy.count:
            return
        yield f"top-1 {_text(self.accuracy.top1)}, top-5 {_text(self.accuracy.top5)} (95 %, Wilson)"
        assert self.accuracy.ece is not None
        yield f"calibration error (ECE) {percent(self.accuracy.ece)}, mean loss {self.accuracy.mean_loss:.3f}"
        for pair in self.accuracy.worst_pairs(WORST_PAIRS):
            yield f"{self.names[pair.label]} is taken for {self.names[pair.predicted]}: {pair.count}"


def _share(share: Share) -> dict[str, object]:
    low, high = share.interval
    return {"value": share.value, "low": low, "high": high, "hits": share.hits, "count": share.count}


def _text(share: Share) -> str:
    low, high = share.interval
    assert share.value is not None
    return f"{share.value * 100:.1f} % ({low * 100:.1f} to {high * 100:.1f} %)"
