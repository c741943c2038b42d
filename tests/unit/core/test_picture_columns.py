"""Columns of pictures: sorted, filtered and counted as plain NumPy says."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core.errors import PictureFailure
from attnstudio.core.picture_columns import NO_CLASS, NO_RANK, Column, PictureColumns, State, places
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.row_filter import PictureRow, RowFilter

CLASSES = ("zebra", "ant", "Bee")
ROWS = 100_000


def predicted(
    top: tuple[int, ...], shares: tuple[float, ...], rank: int | None = None, share: float | None = None
) -> PredictedRow:
    return PredictedRow(top, shares, 0.5, rank, share)


@pytest.fixture
def few() -> PictureColumns:
    """Right and sure; wrong and unsure; without a label; failed; not predicted."""
    columns = PictureColumns(5)
    columns.set_label(np.arange(5), np.array([0, 1, NO_CLASS, 2, 2]))
    columns.put(
        [
            (0, predicted((0, 1), (0.9, 0.1), 1, 0.9)),
            (1, predicted((2, 0), (0.4, 0.3), 3, 0.25)),
            (2, predicted((1, 2), (0.8, 0.1))),
            (3, PictureFailure("broken")),
        ]
    )
    return columns


@pytest.fixture(scope="module")
def many() -> PictureColumns:
    rng = np.random.default_rng(3)
    columns = PictureColumns(ROWS)
    columns.set_label(np.arange(ROWS), rng.integers(-1, 3, ROWS))
    columns.top[:, 0] = rng.integers(-1, 3, ROWS)
    known = columns.top[:, 0] != NO_CLASS
    columns.probabilities[known, 0] = rng.random(known.sum())
    columns.entropy[known] = rng.random(known.sum()).round(2)  # with many that are equal
    return columns


def test_the_columns_of_each_picture(few: PictureColumns) -> None:
    assert few.right.tolist() == [1, 0, -1, -1, -1]
    assert few.ranks.tolist() == [1, 3, NO_RANK, NO_RANK, NO_RANK]
    np.testing.assert_allclose(few.margin[:3], [0.8, 0.1, 0.7], rtol=1e-6)
    np.testing.assert_allclose(few.loss[:2], -np.log([0.9, 0.25]), rtol=1e-6)
    assert np.isnan(few.loss[2:]).all()
    assert few.states.tolist() == [State.NONE] * 3 + [State.FAILED, State.NONE]
    assert str(few.failures[3]) == "broken"
    assert few.counts() == {"wrong": 1, "right": 1, "unsure": 1, "region": 0, "failed": 1}
    assert few.class_counts(Column.LABEL) == [(2, 2), (0, 1), (1, 1)]


def test_another_label_says_what_the_prediction_knows_of_it(few: PictureColumns) -> None:
    few.set_label(np.array([0, 1]), 1)
    assert few.right.tolist()[:2] == [0, 0]
    assert few.ranks.tolist()[:2] == [2, NO_RANK], "of a class that is not among the first five, no rank is known"
    np.testing.assert_allclose(few.label_probability[0], 0.1, rtol=1e-6)
    few.set_label(np.array([0]), NO_CLASS)
    assert (few.right[0], few.ranks[0]) == (-1, NO_RANK)


def test_a_prediction_takes_a_failure_away(few: PictureColumns) -> None:
    few.put([(3, predicted((2, 1), (0.6, 0.4), 1, 0.6))])
    assert few.counts()["failed"] == 0
    assert not few.failures


@pytest.mark.parametrize(
    "wanted",
    [
        RowFilter(),
        RowFilter(wrong=True),
        RowFilter(right=True),
        RowFilter(unsure=True),
        RowFilter(failed=True),
        RowFilter(label=2),
        RowFilter(predicted=1),
        RowFilter(text="B"),
        RowFilter(probability=(0.3, 0.85)),
        RowFilter(wrong=True, unsure=True, text="b"),
    ],
    ids=str,
)
def test_the_filter_is_that_of_the_command_line(few: PictureColumns, wanted: RowFilter) -> None:
    names = ["a.jpg", "b.jpg", "ab.jpg", "c.jpg", "d.jpg"]
    shares = few.probabilities
    rows = [
        PictureRow(
            name,
            None if few.labels[row] == NO_CLASS else int(few.labels[row]),
            None
            if few.top[row, 0] == NO_CLASS
            else predicted(
                tuple(few.top[row, :2].tolist()), tuple(shares[row, :2].tolist()), int(few.ranks[row]) or None
            ),
            failed=row in few.failures,
        )
        for row, name in enumerate(names)
    ]
    assert few.matching(wanted, names).tolist() == [wanted(row) for row in rows]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", [Column.PROBABILITY, Column.ENTROPY])
def test_a_hundred_thousand_rows_are_sorted_as_numpy_does(
    many: PictureColumns, column: Column, descending: bool
) -> None:
    values = many.probability if column is Column.PROBABILITY else many.entropy
    order = many.order(column, descending=descending, names=(), class_names=CLASSES)
    known = np.flatnonzero(~np.isnan(values))
    expected = known[np.argsort(-values[known] if descending else values[known], kind="stable")]
    assert order[: len(known)].tolist() == expected.tolist()
    assert order[len(known) :].tolist() == np.flatnonzero(np.isnan(values)).tolist(), "what is not known comes last"


def test_classes_are_sorted_by_name(many: PictureColumns) -> None:
    order = many.order(Column.LABEL, descending=False, names=(), class_names=CLASSES)
    seen = many.labels[order]
    changes = seen[np.flatnonzero(np.diff(seen, prepend=-2))]
    assert changes.tolist() == [1, 2, 0, NO_CLASS]


def test_names_are_sorted_by_the_alphabet(few: PictureColumns) -> None:
    names = ["c", "a", "b", "a", "d"]
    assert places(names).tolist() == [3, 0, 2, 1, 4]
    order = few.order(Column.NAME, descending=False, names=names, class_names=CLASSES)
    assert [names[row] for row in order] == sorted(names)
    assert few.order(Column.NAME, descending=True, names=names, class_names=CLASSES).tolist() == [4, 0, 2, 3, 1]


def test_dates_are_sorted_and_those_of_files_that_are_gone_come_last(few: PictureColumns) -> None:
    few.dates = np.array([5.0, np.nan, 7.0, 1.0, 5.0])
    for descending, expected in ((False, [3, 0, 4, 2, 1]), (True, [2, 0, 4, 3, 1])):
        order = few.order(Column.DATE, descending=descending, names=(), class_names=CLASSES)
        assert order.tolist() == expected


@pytest.mark.parametrize("column", list(Column))
def test_every_column_orders_every_row(few: PictureColumns, column: Column) -> None:
    order = few.order(column, descending=True, names=list("edcba"), class_names=CLASSES)
    assert sorted(order.tolist()) == [0, 1, 2, 3, 4]


def test_rows_are_appended(few: PictureColumns) -> None:
    few.extend(2)
    assert len(few) == 7
    assert few.right.tolist() == [1, 0, -1, -1, -1, -1, -1]
    assert few.top.shape == (7, 5)
