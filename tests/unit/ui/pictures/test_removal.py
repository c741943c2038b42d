"""Pictures that are taken off the list: they are gone everywhere, their rows keep their numbers, and they come back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.accuracy import Accuracy
from attnstudio.core.picture_columns import Column
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.row_filter import RowFilter
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList

PATHS = [Path(f"{name}.png") for name in "abcde"]


@pytest.fixture
def pictures() -> PictureList:
    return PictureList()


@pytest.fixture
def state(pictures: PictureList) -> DatasetState:
    made = DatasetState(pictures)
    pictures.add(PATHS)
    return made


def remove(pictures: PictureList, *rows: int, removed: bool = True) -> None:
    pictures.set_removed(np.array(rows), removed=removed)


def test_what_is_removed_is_not_among_the_pictures(pictures: PictureList, state: DatasetState) -> None:
    pictures.select_rows(np.array([1, 2]))
    remove(pictures, 1, 4)
    assert pictures.paths == (PATHS[0], PATHS[2], PATHS[3])
    assert pictures.count == 3
    assert pictures.selected == (PATHS[2],)
    assert state.view.tolist() == [0, 2, 3]
    assert pictures.path(1) == PATHS[1], "its row keeps its number"
    remove(pictures, 1, 4, removed=False)
    assert pictures.paths == tuple(PATHS)
    assert state.view.tolist() == [0, 1, 2, 3, 4]


def test_it_stays_removed_whatever_the_filter_and_the_order(pictures: PictureList, state: DatasetState) -> None:
    remove(pictures, 0)
    state.set_filter(RowFilter(text="png"))
    assert state.view.tolist() == [1, 2, 3, 4]
    state.sort(Column.NAME, descending=True)
    assert state.view.tolist() == [4, 3, 2, 1]
    pictures.add([Path("f.png")])
    assert 0 not in state.view


def test_one_that_is_opened_again_comes_back(pictures: PictureList, state: DatasetState) -> None:
    remove(pictures, 0, 1)
    assert pictures.add([PATHS[1], PATHS[2], Path("f.png")]) == [PATHS[1], Path("f.png")]
    assert state.view.tolist() == [1, 2, 3, 4, 5]


def test_other_pictures_begin_with_none_removed(pictures: PictureList, state: DatasetState) -> None:
    remove(pictures, 0)
    pictures.replace(PATHS[:2])
    assert pictures.paths == tuple(PATHS[:2])
    assert state.view.tolist() == [0, 1]


def test_it_counts_in_no_number(pictures: PictureList, state: DatasetState) -> None:
    state.set_classes(("x", "y"))
    state.set_label(np.arange(5), 0)
    state.put([(row, PredictedRow((row % 2, 1 - row % 2), (0.75, 0.25), 0.5)) for row in range(5)])
    remove(pictures, 0, 1)
    assert state.columns.counts()["right"] == 2
    assert state.columns.class_counts(Column.LABEL) == [(0, 3)]
    accuracy = Accuracy.of_columns(state.columns)
    assert (accuracy.count, accuracy.left_out) == (3, 0)
