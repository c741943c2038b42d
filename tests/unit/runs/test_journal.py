"""What a journal knows of pictures, from one call to the next."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.datasets.sequences import ArrayPaths, Chosen, Joined, LazyPaths, Repeated, Texts, content_of
from attnstudio.core.errors import ChoiceFailure, GoneFailure, OutputFailure, PictureFailure
from attnstudio.core.images import Source
from attnstudio.runs.journal import Journal
from attnstudio.runs.rows import State
from attnstudio.runs.status import Status

REQUEST = {"command": "explain", "layer": "auto"}
FOLDER = Path("/pictures")
_WAL = 2  # in the header of a database


def lazy(*names: str) -> LazyPaths:
    return LazyPaths(FOLDER, Texts(names))


def done(journal: Journal, *numbers: int) -> None:
    for number in numbers:
        journal.done(number, Source(Path(), 1, 2, "abc"), 0.1, {"maps": {}})


def states(folder: Path, pictures: Sequence[Path], asked: Sequence[str] | None = None) -> list[int]:
    """Of the pictures of a second call, in their order."""
    with Journal(folder, REQUEST, {}) as journal:
        numbers = journal.enlist(pictures, asked)
        return list(journal.states()[numbers])


def test_pictures_are_found_again_in_whatever_way_they_are_named(tmp_path: Path) -> None:
    with Journal(tmp_path, REQUEST, {}) as journal:
        assert list(journal.enlist(lazy("a.jpg", "b.jpg", "c.jpg"))) == [0, 1, 2]
        done(journal, 1)
    known = [State.WAITING, State.DONE, State.WAITING]
    assert states(tmp_path, lazy("a.jpg", "b.jpg", "c.jpg")) == known
    assert states(tmp_path, Joined([lazy("a.jpg", "b.jpg"), (FOLDER / "c.jpg",)])) == known
    assert states(tmp_path, [FOLDER / "b.jpg", FOLDER / "new.jpg", FOLDER / "a.jpg"]) == [1, 0, 0]
    with Journal(tmp_path, REQUEST, {}) as journal:
        rows = list(journal.rows([0, 1, 2, 3]))
    assert [row.name for row in rows] == ["a", "b", "c", "new"]
    assert [row.path.name for row in rows if row.state == State.DONE] == ["b.jpg"]


def test_a_picture_that_is_named_twice_has_two_rows(tmp_path: Path) -> None:
    pictures = [FOLDER / "a.jpg", FOLDER / "b.jpg", FOLDER / "a.jpg"]
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(pictures)
        done(journal, 2)
    assert states(tmp_path, [*pictures, FOLDER / "a.jpg"]) == [0, 0, 1, 0]


def test_a_picture_of_which_something_else_is_asked_waits_again(tmp_path: Path) -> None:
    pictures = lazy("a.jpg", "b.jpg")
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(pictures, ["3|1", "4|1"])
        done(journal, 0, 1)
    assert states(tmp_path, pictures, ["3|1", "4|1"]) == [State.DONE, State.DONE]
    assert states(tmp_path, pictures, ["3|1", "5|1"]) == [State.DONE, State.WAITING]
    assert states(tmp_path, pictures) == [State.WAITING, State.WAITING]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lazy("a", "b"), lazy("ab")),
        (lazy("a", "b"), lazy("b", "a")),
        (lazy("a"), LazyPaths(FOLDER / "a", Texts(["a"]))),
        (Joined([lazy("a"), lazy("b")]), Joined([lazy("a", "b"), lazy()])),
        (Joined([lazy("a"), [FOLDER / "b"]]), Joined([lazy("a"), [FOLDER / "c"]])),
        (ArrayPaths(FOLDER / "x.npz", "x", 3), ArrayPaths(FOLDER / "x.npz", "y", 3)),
        (ArrayPaths(FOLDER / "x.npz", "x", 3), ArrayPaths(FOLDER / "x.npz", "x", 4)),
        (Repeated("a", 2), Repeated("b", 2)),
        (Texts(["a"]), Texts(["\udce4"])),
    ],
    ids=lambda one: type(one).__name__,
)
def test_other_pictures_have_another_content(one: Sequence[object], other: Sequence[object]) -> None:
    assert b"".join(content_of(one)) != b"".join(content_of(other))
    assert b"".join(content_of(one)) == b"".join(content_of(one))


def test_chosen_pictures_have_the_content_of_the_choice() -> None:
    pictures = lazy("a", "b", "c")
    contents = {b"".join(content_of(Chosen(pictures, np.array(rows)))) for rows in ([0, 1], [1, 0], [0, 2])}
    assert len(contents) == 3


def test_a_journal_that_turns_out_to_be_damaged_is_made_anew_by_the_next_call(tmp_path: Path) -> None:
    """Its first page and its request are whole, so it opens."""
    pictures = lazy(*(f"{number}.jpg" for number in range(500)))
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(pictures)
        done(journal, 0)
    file = tmp_path / "run.sqlite"
    content = file.read_bytes()
    page = content.index(b"250.jpg") // 4096 * 4096
    file.write_bytes(content[:page] + bytes(4096) + content[page + 4096 :])
    with (
        pytest.raises(OutputFailure, match=r"set aside as .*run\.sqlite\.damaged-1"),
        Journal(tmp_path, REQUEST, {}) as one,
    ):
        list(one.rows(one.enlist(pictures)))
    with Journal(tmp_path, REQUEST, {}) as journal:
        assert journal.rebuilt == tmp_path / "run.sqlite.damaged-1" and journal.is_to_restore
        assert len(journal.enlist(pictures)) == 500
    with Journal(tmp_path, REQUEST, {}) as journal:
        assert journal.rebuilt is None
    with Journal(tmp_path, REQUEST, {}, force=True) as journal:
        assert journal.rebuilt is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows makes links for administrators only")
def test_what_a_killed_run_wrote_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    """Its last rows are in the log, which SQLite cannot use without a file of its own beside it."""
    written, folder = tmp_path / "written", tmp_path / "read-only"
    written.mkdir()
    folder.mkdir()
    with Journal(written, REQUEST, {}) as journal:
        journal.enlist(lazy("a.jpg", "b.jpg"))
        done(journal, 0)
        for file in ("run.sqlite", "run.sqlite-wal"):
            shutil.copy(written / file, folder)
        # It cannot be made, whoever runs the tests.
        (folder / "run.sqlite-shm").symlink_to(tmp_path / "nowhere" / "file")
        assert (Status.of(folder).done, Status.of(folder).waiting) == (1, 1)
        done(journal, 1)
        shutil.copy(written / "run.sqlite-wal", folder)
    assert Status.of(folder).done == 2, "an old copy was read"
    assert sorted(file.name for file in folder.iterdir()) == ["run.sqlite", "run.sqlite-shm", "run.sqlite-wal"]


def test_a_journal_without_its_file_takes_no_rows(tmp_path: Path) -> None:
    folder, away = tmp_path / "run", tmp_path / "away"
    folder.mkdir()
    with Journal(folder, REQUEST, {}) as journal:
        journal.enlist(lazy("a.jpg", "b.jpg"))
        done(journal, 0)
        folder.rename(away)
        with pytest.raises(GoneFailure, match=f"The folder {folder} has gone away"):
            done(journal, 1)
    assert not folder.exists()
    assert states(away, lazy("a.jpg", "b.jpg")) == [State.DONE, State.WAITING]


@pytest.mark.parametrize("error", [None, OutputFailure("It cannot be written.")], ids=["written", "broken off"])
def test_files_of_a_picture_below_a_share_that_goes_away_are_removed(tmp_path: Path, error: Exception | None) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    mine, other = folder / "mine.png", folder / "other.png"
    with Journal(folder, REQUEST, {}) as journal:
        with journal.writing([mine]):
            mine.write_bytes(b"")
        assert mine.exists()
        with pytest.raises(OutputFailure if error else GoneFailure), journal.writing([mine, folder / "unwritten.png"]):
            folder.rename(tmp_path / "away")
            folder.mkdir()
            mine.write_bytes(b"")
            other.write_bytes(b"")
            if error:
                raise error
        assert list(folder.iterdir()) == [other]
        with pytest.raises(GoneFailure), journal.writing([mine]):
            mine.write_bytes(b"")
        assert list(folder.iterdir()) == [other]


def test_another_request_is_refused_once_something_is_done(tmp_path: Path) -> None:
    with Journal(tmp_path, REQUEST, {}) as journal:
        journal.enlist(lazy("a.jpg"))
    other = REQUEST | {"layer": "relu4"}
    with Journal(tmp_path, other, {}) as journal:
        journal.enlist(lazy("a.jpg"))
        journal.failed(0, PictureFailure("{file} is empty.", file="a.jpg"))
    with pytest.raises(ChoiceFailure, match=r"layer: relu4, not auto"):
        Journal(tmp_path, REQUEST, {})
    assert (tmp_path / "run.sqlite").read_bytes()[18] != _WAL, "who may only read could not read it any more"
    with Journal(tmp_path, other, {}) as journal:
        journal.retry(only_existing=True)
        assert list(journal.states()) == [State.FAILED]
        journal.retry(only_existing=False)
        assert list(journal.states()) == [State.WAITING]
