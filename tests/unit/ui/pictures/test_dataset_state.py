"""The state of the open data set: labels in the model's classes, and the rows that are listed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from attnstudio.core.datasets.base import DataSet
from attnstudio.core.datasets.sequences import LazyPaths, Texts
from attnstudio.core.picture_columns import NO_CLASS, Column
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.core.row_filter import RowFilter
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.picture_list import PictureList

MODEL = ("ant", "bee", "cat")


def data_set(count: int = 6, class_names: tuple[str, ...] = ("Bee", "yak")) -> DataSet:
    names = Texts(f"{number:06}.jpg" for number in range(count))
    return DataSet(Path("/set"), LazyPaths(Path("/set"), names), class_names, np.arange(count, dtype=np.int32) % 2)


@pytest.fixture
def state() -> DatasetState:
    return DatasetState(PictureList())


@pytest.fixture
def pictures() -> PictureList:
    return PictureList()


def test_labels_are_classes_of_the_model(state: DatasetState) -> None:
    state.open(data_set())
    state.set_classes(MODEL, np.array([1, NO_CLASS], np.int32))
    assert state.columns.labels.tolist() == [1, NO_CLASS] * 3
    assert [state.label_text(row) for row in (0, 1)] == ["bee", "yak"]
    assert state.facts_of(Path("/set/000000.jpg")).label == 1
    assert state.facts_of(Path("/set/000001.jpg")).label is None
    assert state.facts_of(Path("/other.jpg")).label is None


def test_labels_that_are_indices_need_no_match(state: DatasetState) -> None:
    state.open(data_set(class_names=()))
    state.set_classes(MODEL)
    assert state.columns.labels.tolist() == [0, 1] * 3
    state.set_classes(MODEL[:1])
    assert state.columns.labels.tolist() == [0, NO_CLASS] * 3


def test_labels_by_hand_stay_with_another_model(state: DatasetState, qtbot: QtBot) -> None:
    state.open(data_set())
    state.set_classes(MODEL, np.array([1, NO_CLASS], np.int32))
    with qtbot.waitSignal(state.changed, check_params_cb=lambda changed: "labels" in changed):
        state.set_label(np.array([1, 2]), 2)
    assert state.columns.labels.tolist()[:3] == [1, 2, 2]
    state.set_classes(("cat", "dog"), np.array([NO_CLASS, NO_CLASS], np.int32))
    assert state.columns.labels.tolist()[:3] == [NO_CLASS, 0, 0]
    assert state.labels_by_hand == {1: "cat", 2: "cat"}


def test_pictures_without_a_data_set_can_be_labelled(pictures: PictureList) -> None:
    state = DatasetState(pictures)
    state.set_classes(MODEL)
    pictures.add([Path("a.jpg"), Path("b.jpg")])
    state.set_label(np.array([1]), 0)
    pictures.add([Path("c.jpg")])
    assert state.columns.labels.tolist() == [NO_CLASS, 0, NO_CLASS]
    assert len(state.view) == 3


def test_other_pictures_end_the_data_set(pictures: PictureList) -> None:
    state = DatasetState(pictures)
    state.open(data_set())
    state.set_filter(RowFilter(text="3"))
    assert state.view.tolist() == [3]
    pictures.replace([Path("a.jpg")])
    assert state.dataset is None
    assert state.view.tolist() == [0]
    assert state.filter == RowFilter()


def test_rows_are_listed_anew_when_a_job_has_ended_and_not_before(state: DatasetState) -> None:
    state.open(data_set())
    state.set_classes(MODEL, np.array([1, 2], np.int32))
    state.sort(Column.PROBABILITY)
    state.begin_predictions(Request(Path(), "net"))
    state.put([(5, PredictedRow((1,), (0.2,), 0.1)), (0, PredictedRow((1,), (0.7,), 0.1))])
    assert state.view.tolist() == [0, 1, 2, 3, 4, 5], "nothing jumps"
    state.end_states()
    assert state.view.tolist() == [5, 0, 1, 2, 3, 4]
    assert state.places_of(np.array([5, 3])).tolist() == [0, 4]
    state.set_filter(RowFilter(wrong=True))
    assert state.view.tolist() == [5]
    assert state.place_of(0) is None
    state.begin_predictions(Request(Path(), "other"))
    assert (state.columns.predicted == NO_CLASS).all()


def test_a_hundred_thousand_pictures_are_not_made_before_they_are_seen(pictures: PictureList) -> None:
    dataset = data_set(100_000)
    state = DatasetState(pictures)
    state.open(dataset)
    assert len(pictures) == len(state.view) == 100_000
    assert pictures.path(77_777) == Path("/set/077777.jpg")
    assert pictures.row_of(Path("/set/077777.jpg")) == 77_777
    pictures.select_rows(np.array([3, 99_999, 3]))
    assert pictures.selected == (Path("/set/000003.jpg"), Path("/set/099999.jpg"))
    assert pictures.row_of(Path("/set/000042.jpg")) == 42
    assert pictures.add([Path("/set/000042.jpg"), Path("/new.jpg")]) == [Path("/new.jpg")]
    assert len(state.view) == 100_001
    assert pictures.row_of(Path("/new.jpg")) == 100_000
    assert pictures.sequence[100_000] == Path("/new.jpg")


def test_pictures_that_are_named_after_a_class_have_its_label(pictures: PictureList) -> None:
    state = DatasetState(pictures)
    pictures.add([Path("photos/tiger shark (2).jpg"), Path("photos/IMG_0042.jpg")])
    state.set_classes(("cat", "tiger_shark"))
    assert state.columns.labels.tolist() == [1, NO_CLASS]
    pictures.add([Path("photos/cat-003.png")])
    assert state.columns.labels.tolist() == [1, NO_CLASS, 0]
    state.set_label(np.array([0]), NO_CLASS)
    state.set_classes(("dog", "cat"))
    assert state.columns.labels.tolist() == [NO_CLASS, NO_CLASS, 1], "a label that was taken away stays away"
