"""What is opened as a data set, and what is opened as pictures; reading it in a job."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import numpy as np
import pytest
from helpers.jobs import SCENES

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, DataSetFailure
from attnstudio.jobs import dataset
from attnstudio.jobs.dataset import DatasetWork, OpenedDataSet, looks_like_data_set


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    for path in SCENES[:4]:
        place = tmp_path / "classes" / path.stem.partition("-")[0]
        place.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    return tmp_path / "classes"


def test_only_what_is_more_than_pictures_is_a_data_set(
    classes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "x.npy", np.zeros((3, 8, 8), np.uint8))
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("text")
    assert looks_like_data_set(classes)
    assert looks_like_data_set(tmp_path / "x.npy")
    voc = tmp_path / "voc" / "ImageSets" / "Main" / "val.txt"
    voc.parent.mkdir(parents=True)
    voc.write_text("1")
    assert not looks_like_data_set(voc)
    (tmp_path / "voc" / "Annotations").mkdir()
    assert looks_like_data_set(voc)
    for other in (SCENES[0].parent, SCENES[0], tmp_path / "empty", tmp_path / "notes.txt", tmp_path / "gone"):
        assert not looks_like_data_set(other), other
    monkeypatch.setattr(dataset, "MANY", 5)
    assert looks_like_data_set(SCENES[0].parent), "a large folder is read in a thread"


def test_a_job_reads_it_with_the_names(classes: Path) -> None:
    outcome = DatasetWork(classes).run(RunContext(), lambda _: None)
    assert isinstance(outcome, OpenedDataSet)
    assert outcome.names == [path.name for path in outcome.dataset.pictures]
    assert len(outcome.dataset) == 4


def test_a_cancelled_job_ends(classes: Path) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        DatasetWork(classes).run(RunContext(cancelled=cancelled), lambda _: None)


def test_what_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(DataSetFailure):
        DatasetWork(tmp_path / "gone").run(RunContext(), lambda _: None)
