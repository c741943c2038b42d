"""Which pictures of a data set are wanted."""

from __future__ import annotations

import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.row_filter import PictureRow, RowFilter, parse

NAMES = ("cat", "dog", "black-and-tan coonhound")


def predicted(index: int, probability: float, rank: int | None) -> PredictedRow:
    return PredictedRow((index,), (probability,), 0.0, rank, rank and 0.5)


ROWS = {
    "right": PictureRow("a/cat 1.jpg", 0, predicted(0, 0.9, 1)),
    "wrong": PictureRow("a/cat 2.jpg", 0, predicted(1, 0.8, 2), has_region=True),
    "unsure": PictureRow("a/Dog 1.jpg", 1, predicted(1, 0.4, 1)),
    "unlabelled": PictureRow("b/x.jpg", None, predicted(2, 0.5, None)),
    "failed": PictureRow("b/broken.jpg", 1, None, failed=True),
    "waiting": PictureRow("b/later.jpg", 2),
}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ([], set(ROWS)),
        (["wrong"], {"wrong"}),
        (["right"], {"right", "unsure"}),
        (["unsure"], {"unsure"}),  # 0.5 is sure
        (["label=cat"], {"right", "wrong"}),
        (["label=dog"], {"unsure", "failed"}),
        (["predicted=dog"], {"wrong", "unsure"}),
        (["predicted=2"], {"unlabelled"}),
        (["predicted=black-and"], {"unlabelled"}),
        (["region"], {"wrong"}),
        (["failed"], {"failed"}),
        (["text=DOG"], {"unsure"}),
        (["probability=0.4..0.8"], {"wrong", "unsure", "unlabelled"}),
        (["label=cat", "wrong"], {"wrong"}),
        (["label=dog", "wrong"], set()),
    ],
)
def test_a_filter_keeps(words: list[str], kept: set[str]) -> None:
    wanted = parse(words, NAMES)
    assert {name for name, row in ROWS.items() if wanted(row)} == kept


@pytest.mark.parametrize("word", ["", "wrogn", "wrong=1", "label", "label=", "probability=2", "probability=0.9..0.1"])
def test_a_word_that_means_nothing_is_refused(word: str) -> None:
    with pytest.raises(ChoiceFailure, match=r"such as|The filters are"):
        parse([word], NAMES)


def test_a_class_that_is_not_there_is_named_with_the_near_ones() -> None:
    with pytest.raises(ChoiceFailure, match=r"no class catt\. Similar: cat"):
        parse(["label=catt"], NAMES)


@pytest.mark.parametrize(
    ("wanted", "prediction", "label"),
    [
        (RowFilter(), False, False),
        (RowFilter(wrong=True), True, True),
        (RowFilter(unsure=True), True, False),
        (RowFilter(label=1, text="x"), False, True),
        (RowFilter(predicted=0), True, False),
        (RowFilter(probability=(0.1, 1.0)), True, False),
    ],
)
def test_a_filter_knows_what_it_needs(wanted: RowFilter, prediction: bool, label: bool) -> None:
    assert (wanted.needs_prediction, wanted.needs_label) == (prediction, label)
