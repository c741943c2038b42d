"""Data sets that are folders: of class folders, and of plain pictures."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.datasets.base import NO_LABEL, is_data_set, open_data_set
from attnstudio.core.errors import Cancelled, DataSetFailure


def put(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"not decoded")


def test_each_subfolder_is_a_class(tmp_path: Path) -> None:
    put(tmp_path / "собака" / "b.png", tmp_path / "cat" / "a.JPG", tmp_path / "cat" / "deep" / "c.png")
    put(tmp_path / "cat" / "notes.txt", tmp_path / ".git" / "x.png", tmp_path / "__MACOSX" / "y.png")
    found = open_data_set(tmp_path)
    assert found.class_names == ("cat", "собака")
    assert list(found.pictures) == [
        tmp_path / "cat" / "a.JPG",
        tmp_path / "cat" / "deep" / "c.png",
        tmp_path / "собака" / "b.png",
    ]
    assert found.labels.tolist() == [0, 0, 1] and found.labels.dtype == np.int32
    assert not found.labels.flags.writeable and not found.left_out


def test_splits_are_joined_and_reported_in_a_column(tmp_path: Path) -> None:
    put(tmp_path / "train" / "cat" / "1.png", tmp_path / "test" / "dog" / "2.png", tmp_path / "test" / "cat" / "3.png")
    found = open_data_set(tmp_path)
    assert found.class_names == ("cat", "dog")
    assert [path.name for path in found.pictures] == ["3.png", "2.png", "1.png"]
    assert found.labels.tolist() == [0, 1, 0] and list(found.columns["split"]) == ["test", "test", "train"]


def test_an_empty_class_has_its_index_and_is_listed(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png", tmp_path / "c" / "2.png")
    (tmp_path / "b").mkdir()
    found = open_data_set(tmp_path)
    assert found.class_names == ("a", "b", "c") and found.labels.tolist() == [0, 2]
    assert [one.name for one in found.left_out] == ["b"]


def test_pictures_next_to_the_class_folders_are_listed(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png", tmp_path / "b" / "2.png", tmp_path / "stray.png")
    found = open_data_set(tmp_path)
    assert len(found) == 2 and [one.name for one in found.left_out] == ["stray.png"]


def test_a_folder_of_pictures_with_one_of_results_has_no_labels(tmp_path: Path) -> None:
    put(tmp_path / "a.png", tmp_path / "b.png", tmp_path / "maps" / "a.gradcam.png")
    found = open_data_set(tmp_path)
    assert [path.name for path in found.pictures] == ["a.png", "b.png"]
    assert found.labels.tolist() == [NO_LABEL, NO_LABEL] and not found.has_labels


def test_a_link_that_leads_back_ends(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b").symlink_to(tmp_path / "b")
    found = open_data_set(tmp_path)
    assert found.pictures[0] == tmp_path / "a" / "1.png" and len(found) == 1


@pytest.mark.parametrize("content", [(), ("notes.txt",), ("a/notes.txt",)])
def test_what_holds_no_picture_is_no_data_set(content: tuple[str, ...], tmp_path: Path) -> None:
    put(*(tmp_path / name for name in content))
    assert not is_data_set(tmp_path)
    with pytest.raises(DataSetFailure, match="is no data set"):
        open_data_set(tmp_path)


def test_what_is_not_there(tmp_path: Path) -> None:
    assert not is_data_set(tmp_path / "none")
    with pytest.raises(DataSetFailure, match="not there"):
        open_data_set(tmp_path / "none")


def test_reading_is_cancelled(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png")
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(Cancelled):
        open_data_set(tmp_path, cancelled=cancelled)


def test_a_folder_that_changes_meanwhile(tmp_path: Path) -> None:
    put(tmp_path / "a" / "1.png", tmp_path / "b" / "2.png", tmp_path / "c" / "3.png")

    def progress(done: int, _: int) -> None:
        if done == 1:
            shutil.rmtree(tmp_path / "b")

    found = open_data_set(tmp_path, progress=progress)
    assert [path.name for path in found.pictures] == ["1.png", "3.png"] and found.labels.tolist() == [0, 2]
    assert [one.name for one in found.left_out] == ["b"] and "not there" in str(found.left_out[0].reason)


def test_a_link_to_itself_and_a_pipe_are_no_data_sets(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(DataSetFailure, match="leads to itself"):
        open_data_set(tmp_path / "loop")
    for name in ("pipe.csv", "pipe.npz", "pipe.json", "data_batch_1.bin", "x-images-idx3-ubyte"):
        os.mkfifo(tmp_path / name)
        assert not is_data_set(tmp_path / name)
        with pytest.raises(DataSetFailure, match="no data set"):
            open_data_set(tmp_path / name)
    assert not is_data_set(tmp_path)


def test_a_folder_that_lies_too_deep_is_listed(tmp_path: Path) -> None:
    put(tmp_path.joinpath("a", *["deep"] * 40, "1.png"), tmp_path / "a" / "2.png")
    found = open_data_set(tmp_path)
    assert [path.name for path in found.pictures] == ["2.png"]
    assert [one.name for one in found.left_out] == [str(Path("a", *["deep"] * 5))]
