"""Session files: what is written is read again; a file that is none, or not as it was, costs no more than it must."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from attnstudio.core.context import running
from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.errors import Cancelled, OutputFailure
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.params import Value
from attnstudio.core.regions import Ellipse, Rectangle, Region, Stroke
from attnstudio.core.request import MethodCall
from attnstudio.export import session
from attnstudio.export.session import MAX_BYTES, LoadedSession, Session, SessionFailure, read, write
from attnstudio.recovery import Recovery

LOOK: dict[str, Value] = {"colormap": "viridis", "opacity": 0.25, "normalisation": "shared", "view": "map"}
INPUTS: dict[str, Value] = {"resize": "letterbox", "interpolation": "nearest", "levels": "percentiles", "seed": 7}

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def full(tmp_path: Path) -> Session:
    """Everything differs from its default. One picture is in the file's folder, one below it, one elsewhere."""
    folder = tmp_path / "сессии"
    pictures = (folder / "b.png", folder / "sub" / "a.png", tmp_path / "else" / "c.png")
    for picture in pictures:
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.touch()
    return Session(
        pictures=pictures,
        picture=pictures[1],
        model=str(folder / "акулы.keras"),
        options=ModelOptions(folder / "names.txt", "caffe", "kind", (64, 48), "regression"),
        methods=(MethodCall("smoothgrad", (("noise", 0.3), ("samples", 9))), MethodCall("gradcam")),
        target="3-1",
        layer="conv",
        inputs=INPUTS,
        display=LOOK,
        contrasts=Contrasts(Contrast(0.01, 0.99, 0.5, by_percentile=True)).with_own(
            pictures[1], "gradcam", Contrast(0.25, 0.75)
        ),
        regions={
            pictures[0]: Region((Rectangle(1, 2, 3, 4), Stroke(((1.5, 2), (3, 4)), 5, True)), 3, "кот"),
            pictures[2]: Region((Ellipse(0, 0, 8, 6),)),
        },
    )


@pytest.fixture
def file(full: Session) -> Path:
    path = full.pictures[0].parent / "мои.attn"
    write(path, full, force=False)
    return path


def change(file: Path, how: Change) -> Path:
    content = json.loads(file.read_bytes())
    how(content)
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_what_is_written_is_read_again(file: Path, full: Session) -> None:
    assert read(file) == LoadedSession(full)


def test_reading_is_cancelled_between_two_pictures(file: Path) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with running(cancelled), pytest.raises(Cancelled):
        read(file)


def test_the_folder_can_be_moved_as_a_whole(file: Path, full: Session, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    moved = file.parent.rename(tmp_path / "elsewhere" / "moved")
    found = read(moved / file.name)
    assert found.session.pictures == (moved / "b.png", moved / "sub" / "a.png", full.pictures[2])
    assert found.session.picture == moved / "sub" / "a.png"
    assert found.session.model == str(moved / "акулы.keras")
    assert found.session.options.labels == moved / "names.txt"
    assert set(found.session.regions) == {moved / "b.png", full.pictures[2]}
    assert found.missing == ()


def test_paths_are_relative_only_below_the_files_folder(file: Path, full: Session) -> None:
    content = json.loads(file.read_bytes())
    assert content["pictures"] == ["b.png", "sub/a.png", str(full.pictures[2])]
    assert content["version"] == session.VERSION
    assert "акулы.keras" in file.read_text("utf-8"), "a person can read it"


def test_a_relative_path_is_of_where_the_program_runs(
    full: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "else")
    write(tmp_path / "s.attn", Session((Path("c.png"),), Path("c.png"), "demo"), force=False)
    assert read(tmp_path / "s.attn").session.pictures == (tmp_path / "else" / "c.png",)


@pytest.mark.skipif(os.name == "nt", reason="names there are text")
def test_a_name_that_is_no_text_survives(tmp_path: Path) -> None:
    picture = tmp_path / os.fsdecode(b"caf\xe9.png")
    picture.touch()
    write(tmp_path / "s.attn", Session((picture,), picture, "demo"), force=False)
    assert read(tmp_path / "s.attn").session.pictures == (picture,)


def test_pictures_that_are_gone_are_reported_and_the_others_kept(file: Path, full: Session) -> None:
    full.pictures[1].unlink()  # the one that is shown
    full.pictures[2].unlink()  # one with a region
    found = read(file)
    assert found.session.pictures == (full.pictures[0],)
    assert found.session.picture is None
    assert set(found.session.regions) == {full.pictures[0]}
    assert found.missing == full.pictures[1:]


@pytest.mark.parametrize("name", ["\0", "x" * 4000, "b.png/inside.png", ".", ""])
def test_a_picture_that_no_file_can_be_is_gone(name: str, file: Path) -> None:
    found = read(change(file, lambda content: content["pictures"].append(name)))
    assert found.missing == (file.parent / name,)


def test_what_this_version_has_not_is_left_out_by_name(file: Path, full: Session) -> None:
    def strange(content: dict[str, Any]) -> None:
        content["methods"][0]["params"] |= {"samples": 10**9, "colour": "red"}
        content["methods"].append({"id": "crystal_ball"})
        content["inputs"]["seed"] = -1
        content["look"]["colormap"] = "rainbow"
        content["regions"]["b.png"]["shapes"] = "none"
        content["what is to come"] = {}

    found = read(change(file, strange))
    reported = [str(notice) for notice in found.notices]
    for words in ("smoothgrad.samples", "smoothgrad.colour", "crystal_ball", "seed", "rainbow", "b.png"):
        assert [words in one for one in reported].count(True) == 1, words
    assert len(reported) == 6
    assert found.session.methods == (MethodCall("smoothgrad", (("noise", 0.3),)), MethodCall("gradcam"))
    assert found.session.inputs == INPUTS | {"seed": 0}
    assert found.session.display == LOOK | {"colormap": "inferno"}
    assert set(found.session.regions) == {full.pictures[2]}


@pytest.mark.parametrize("wrong", [{"gamma": 0}, {"low": 0.9, "high": 0.1}, {"low": "a"}, {"gamma": None}])
def test_a_contrast_that_cannot_be_costs_itself(wrong: dict[str, object], file: Path, full: Session) -> None:
    read_again = read(change(file, lambda content: content.update(contrasts={"every": wrong}))).session
    assert read_again == replace(full, contrasts=Contrasts())


def test_what_is_missing_has_its_default(tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    file.write_text('{"format": "attnstudio session", "version": 1}', encoding="utf-8")
    assert read(file) == LoadedSession(Session((), None, ""), is_of_this_version=False)


def refused(file: Path) -> str:
    with pytest.raises(SessionFailure) as failure:
        read(file)
    assert str(file) in str(failure.value)
    assert len(str(failure.value)) < len(str(file)) + 300
    return str(failure.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b"\x89PNG\r\n", "damaged"),
        (b'{"format": "attnstudio session", "version": 1, "pictures": [', "damaged"),
        (b"[" * 200_000, "damaged"),
        (b'{"look":' * 200_000, "damaged"),
        (b'{"format": "attnstudio session", "version": 1, "look": {"opacity": NaN}}', "NaN"),
        (b'{"version": ' + b"9" * 5000 + b"}", "damaged"),
        (b"[]", "not an attnstudio session"),
        (b"null", "not an attnstudio session"),
        (b'{"boxes": []}', "not an attnstudio session"),
        (b'{"format": "attnstudio session"}', "version"),
        (b'{"format": "attnstudio session", "version": true}', "version"),
        (b'{"format": "attnstudio session", "version": "1"}', "version"),
        (b'{"format": "attnstudio session", "version": 2, "pictures": 5}', "newer version of attnstudio"),
    ],
)
def test_what_is_no_session_is_refused(content: bytes, words: str, tmp_path: Path) -> None:
    file = tmp_path / "s.attn"
    file.write_bytes(content)
    assert words in refused(file)


@pytest.mark.parametrize(
    ("words", "how"),
    [
        ("pictures", lambda content: content.update(pictures={"a": 1})),
        ("pictures", lambda content: content["pictures"].append(3)),
        ("pictures", lambda content: content["pictures"].append("x" * 5000)),
        ("shown", lambda content: content.update(shown=["a"])),
        ("model", lambda content: content.update(model=None)),
        ("options", lambda content: content.update(options=[])),
        ("labels", lambda content: content["options"].update(labels=1)),
        ("input_size", lambda content: content["options"].update(input_size=[64])),
        ("input_size", lambda content: content["options"].update(input_size=[64, 1.5])),
        ("methods", lambda content: content.update(methods=["gradcam"])),
        ("id", lambda content: content.update(methods=[{"id": []}])),
        ("params", lambda content: content.update(methods=[{"id": "gradcam", "params": [1]}])),
        ("samples", lambda content: content["methods"][0]["params"].update(samples=[[1]])),
        ("target", lambda content: content.update(target=5)),
        ("layer", lambda content: content.update(layer={})),
        ("inputs", lambda content: content.update(inputs="letterbox")),
        ("seed", lambda content: content["inputs"].update(seed=None)),
        ("opacity", lambda content: content["look"].update(opacity={"a": 1})),
        ("regions", lambda content: content.update(regions=[])),
    ],
)
def test_values_of_a_wrong_type_are_named(words: str, how: Change, file: Path) -> None:
    message = refused(change(file, how))
    assert f"{words} cannot be" in message


def test_what_is_no_file_of_a_bearable_size_is_refused(tmp_path: Path) -> None:
    assert "session" in refused(tmp_path / "none.attn").lower()
    assert "folder" in refused(tmp_path)
    huge = tmp_path / "huge.attn"
    with huge.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert "larger than 64 MB" in refused(huge)


def test_a_pipe_does_not_hold_it_up(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no named pipes here")
    os.mkfifo(tmp_path / "s.attn")
    assert "pipe" in refused(tmp_path / "s.attn")


def test_a_file_that_is_there_is_replaced_only_with_force(file: Path, full: Session) -> None:
    with pytest.raises(OutputFailure):
        write(file, Session((), None, "demo"), force=False)
    assert read(file).session == full
    write(file, Session((), None, "demo"), force=True)
    assert read(file).session.model == "demo"


def test_one_that_would_not_open_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MAX_BYTES", 1000)
    file = tmp_path / "s.attn"
    with pytest.raises(OutputFailure, match="Open fewer pictures"):
        write(file, Session(tuple(Path(f"/{number}.png") for number in range(100)), None, "demo"), force=False)
    assert list(tmp_path.iterdir()) == []


# Recovery


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "windows"


STATE = Session((), None, "demo")


def left_by_nobody(folder: Path, *, age: float = 0) -> Path:
    """As a process leaves it that is no more."""
    number = next(number for number in range(300_000, 10**6) if not psutil.pid_exists(number))
    folder.mkdir(exist_ok=True)
    path = folder / f"{number}.{age}.attn"
    write(path, STATE, force=True)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_a_state_is_there_until_the_window_ends(folder: Path) -> None:
    recovery = Recovery(folder)
    recovery.save(STATE)
    assert read(recovery.file).session == STATE
    recovery.close()
    assert list(folder.iterdir()) == [recovery.last]
    assert read(recovery.last).session == STATE


def test_the_state_of_a_window_that_ended_is_the_last_one(folder: Path) -> None:
    first, second = Recovery(folder), Recovery(folder)
    assert not first.has_last
    first.close()
    assert not first.has_last, "nothing was open"
    first.save(STATE)
    first.close()
    second.save(Session((), None, "other"))
    assert first.has_last
    assert second.find_abandoned() is None, "it ended normally"
    second.close()
    assert read(second.last).session.model == "other"


def test_a_state_is_written_only_when_it_changed(folder: Path) -> None:
    recovery = Recovery(folder)
    recovery.save(STATE)
    recovery.file.unlink()
    recovery.save(Session((), None, "demo"))
    assert not recovery.file.exists()
    recovery.save(Session((), None, "other"))
    assert recovery.file.exists()


def test_a_window_that_is_open_keeps_its_own(folder: Path) -> None:
    first, second = Recovery(folder), Recovery(folder)
    first.save(STATE)
    assert second.find_abandoned() is None
    second.save(STATE)
    second.close()
    assert first.file.exists()


def test_the_latest_of_a_process_that_is_no_more_is_offered(folder: Path) -> None:
    left_by_nobody(folder, age=50)
    latest = left_by_nobody(folder, age=5)
    left_by_nobody(folder, age=500)
    assert Recovery(folder).find_abandoned() == latest


def test_a_reused_process_number_is_not_the_writer(folder: Path) -> None:
    """In a container a program may have the same one at every start."""
    folder.mkdir()
    path = folder / f"{os.getpid()}.x.attn"
    write(path, STATE, force=True)
    os.utime(path, (psutil.Process().create_time() - 60,) * 2)
    recovery = Recovery(folder)
    assert recovery.find_abandoned() == path
    recovery.save(STATE)
    assert path.exists()


def test_what_is_taken_is_this_windows_own(folder: Path) -> None:
    lost = left_by_nobody(folder)
    recovery, slower = Recovery(folder), Recovery(folder)
    assert recovery.find_abandoned() == slower.find_abandoned() == lost
    recovery.adopt(lost)
    slower.adopt(lost)
    assert list(folder.iterdir()) == [recovery.file]
    recovery.close()
    assert list(folder.iterdir()) == [recovery.last]


def test_what_is_not_taken_is_offered_again_unless_other_work_was_done(folder: Path) -> None:
    lost = left_by_nobody(folder)
    idle = Recovery(folder)
    idle.find_abandoned()
    idle.close()
    assert lost.exists()
    working = Recovery(folder)
    working.find_abandoned()
    working.save(STATE)
    working.close()
    assert list(folder.iterdir()) == [working.last]


@pytest.mark.parametrize("name", ["x.attn", ".attn", f"{10**30}.a.attn", "-5.a.attn"])
def test_names_of_others_do_no_harm(name: str, folder: Path) -> None:
    folder.mkdir()
    (folder / name).touch()
    Recovery(folder).find_abandoned()


def test_a_folder_that_cannot_be_written_costs_the_recovery_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    recovery = Recovery(tmp_path / "file" / "windows")
    recovery.save(STATE)
    assert recovery.find_abandoned() is None
    recovery.close()


def test_levels_that_are_none_are_left_out_by_name(tmp_path: Path) -> None:
    file = tmp_path / "a.attn"
    write(file, Session((), None, "demo", inputs=INPUTS | {"levels": "40,400"}), force=False)
    assert read(file).session.inputs["levels"] == "40,400"
    file.write_text(file.read_text("utf-8").replace("40,400", "40;400"), encoding="utf-8")
    found = read(file)
    assert found.session.inputs["levels"] == "auto"
    assert "40;400" in str(found.notices[0])
