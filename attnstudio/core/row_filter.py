"""Which pictures of a data set are wanted: the words of `--only`, and the chips of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from attnstudio.core import targets
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.predicted_row import PredictedRow

UNSURE_BELOW = 0.5
_FLAGS = ("wrong", "right", "unsure", "region", "failed")


@dataclass(frozen=True, slots=True)
class PictureRow:
    """What is known of one picture of a data set.

    Attributes:
        name: that a text is looked for in.
        label: index of a class of the model; None: it has none.
        prediction: None: there is none (yet), or it failed.
        has_region: whether the object is marked on it.
        failed: whether it, or its prediction, cannot be had.
        review: a number of `core.review.Review`.
    """

    name: str
    label: int | None = None
    prediction: PredictedRow | None = None
    has_region: bool = False
    failed: bool = False
    review: int = 0


@dataclass(frozen=True)
class RowFilter:
    """What a picture must be; each condition that is set must hold.

    Attributes:
        wrong: predicted otherwise than labelled; right: as labelled.
        unsure: the probability of the prediction is below UNSURE_BELOW.
        label, predicted: index of a class.
        region: the object is marked on it.
        failed: it, or its prediction, cannot be had.
        review: what a person says of its map, a number of `core.review.Review`.
        text: part of its name; capitals do not count.
        probability: the least and greatest of the prediction, both within; 0..1: all, those without a prediction too.
    """

    wrong: bool = False
    right: bool = False
    unsure: bool = False
    label: int | None = None
    predicted: int | None = None
    region: bool = False
    failed: bool = False
    review: int | None = None
    text: str = ""
    probability: tuple[float, float] = (0.0, 1.0)

    def __call__(self, row: PictureRow) -> bool:
        return all(condition(row) for condition in self._conditions())

    @property
    def needs_prediction(self) -> bool:
        """Whether the filter depends on predictions."""
        flags = self.wrong or self.right or self.unsure or self.failed
        return flags or self.predicted is not None or self.probability != (0.0, 1.0)

    @property
    def needs_label(self) -> bool:
        return self.wrong or self.right or self.label is not None

    def _conditions(self) -> list[Callable[[PictureRow], bool]]:
        """Those that are set."""
        low, high = self.probability
        conditions: list[tuple[bool, Callable[[PictureRow], bool]]] = [
            (self.wrong, lambda row: row.prediction is not None and row.prediction.is_right is False),
            (self.right, lambda row: row.prediction is not None and row.prediction.is_right is True),
            (self.unsure, lambda row: row.prediction is not None and row.prediction.probability < UNSURE_BELOW),
            (self.label is not None, lambda row: row.label == self.label),
            (
                self.predicted is not None,
                lambda row: row.prediction is not None and row.prediction.predicted == self.predicted,
            ),
            (self.region, lambda row: row.has_region),
            (self.failed, lambda row: row.failed),
            (self.review is not None, lambda row: row.review == self.review),
            (bool(self.text), lambda row: self.text.casefold() in row.name.casefold()),
            (
                (low, high) != (0.0, 1.0),
                lambda row: row.prediction is not None and low <= row.prediction.probability <= high,
            ),
        ]
        return [condition for is_set, condition in conditions if is_set]


def parse(words: Sequence[str], class_names: Sequence[str]) -> RowFilter:
    """From the words of `--only`: wrong, right, unsure, region, failed, label=NAME, predicted=NAME, text=PART,
    probability=LOW..HIGH. Several must all hold. A class is a name, its unique beginning, or its index.

    Raises:
        ChoiceFailure: there is no such word or class.
    """
    found: dict[str, object] = {}
    for word in words:
        name, equals, value = word.strip().partition("=")
        if name in _FLAGS and not equals:
            found[name] = True
        elif name in ("label", "predicted") and value:
            found[name] = targets.class_index(value, class_names)
        elif name == "text" and value:
            found[name] = value
        elif name == "probability" and value:
            found[name] = _range(value)
        else:
            raise ChoiceFailure(
                "There is no filter {word}. The filters are: wrong, right, unsure, region, failed, label=NAME, "
                "predicted=NAME, text=PART, probability=LOW..HIGH.",
                word=word or '""',
            )
    return RowFilter(**found)  # type: ignore[arg-type]


def _range(text: str) -> tuple[float, float]:
    try:
        low, high = map(float, text.split(".."))
    except ValueError:
        low, high = 1.0, 0.0
    if not 0 <= low <= high <= 1:
        raise ChoiceFailure("{text} is not a range of probabilities. Write LOW..HIGH, such as 0.2..0.5.", text=text)
    return low, high
