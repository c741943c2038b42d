"""The program's check of itself: it passes on what is whole, and says what is not."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers import ROOT, Call

from attnstudio import paths
from attnstudio.core import images, overlay
from attnstudio.core.annotations.base import FORMATS
from attnstudio.core.engine import Engine
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, Score
from attnstudio.core.metrics.sparseness import Sparseness
from attnstudio.core.models import zoo
from attnstudio.selftest import methods, metrics, models, regions, reports, window
from attnstudio.selftest import resources as resources_group
from attnstudio.selftest.run import GROUPS, run
from attnstudio.selftest.subject import Subject

# The others take long, or start processes of their own.
QUICK = ("resources", "pictures", "regions", "metrics", "inspector", "exports", "translations")


@pytest.fixture(scope="module")
def subject(engine: Engine) -> Subject:
    return Subject(engine, ())


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of what comes with the program, in its place."""
    folder = tmp_path / "resources"
    shutil.copytree(ROOT / "resources", folder, ignore=shutil.ignore_patterns("screenshots"))
    monkeypatch.setattr(paths, "resource", folder.joinpath)
    overlay.tables.cache_clear()
    yield folder
    overlay.tables.cache_clear()


def test_the_quick_groups_pass(subject: Subject, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(QUICK, subject)
    lines = capsys.readouterr().out.splitlines()
    assert (status, lines[-1]) == (0, "all checks passed"), lines
    assert all(line.startswith("ok      ") for line in lines[:-1])
    assert len(set(lines)) == len(lines) > 50, "each has a name of its own"


def test_a_new_member_of_a_family_is_checked(subject: Subject) -> None:
    """A new member needs no other change; an annotation format also needs an example."""
    assert [name for name, _ in methods.checks(subject)] == [f"method {one.id}" for one in METHODS]
    assert {f"metric {one.id}" for one in METRICS} <= {name for name, _ in metrics.checks(subject)}
    assert [name for name, _ in regions.checks(subject)] == [f"annotations {one.name}" for one in FORMATS]


@pytest.mark.parametrize("method", ["gradcam", "gradient_attention"])
def test_a_method_is_run_on_a_model_that_can_carry_it(subject: Subject, method: str) -> None:
    dict(methods.checks(subject))[f"method {method}"]()


def test_a_report_is_made_in_russian(subject: Subject) -> None:
    dict(reports.checks(subject))["report .pdf ru"]()


# Faults


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file: Path) -> None:
    """One bit in the middle."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def without_jet(file: Path) -> None:
    with np.load(file) as tables:
        kept = {name: tables[name] for name in tables.files if name != "jet"}
    np.savez(file, **kept)


@pytest.mark.parametrize(
    ("group", "file", "damage", "message"),
    [
        ("resources", "labels/imagenet.txt", cut, "FAILED  class names: imagenet.txt has "),
        ("resources", "colormaps.npz", without_jet, "FAILED  colormaps: KeyError: "),
        ("resources", "demo/demo.weights.h5", flip, "FAILED  weights of the built-in model: "),
        ("resources", "demo/SHA256SUMS", Path.unlink, "FAILED  weights of the built-in model: there is no SHA256SUMS"),
        ("resources", "demo/scenes/kite-05.jpg", Path.unlink, "FAILED  drawn scenes: there is none of: kite"),
        ("resources", "demo/scenes/kite-05.jpg", cut, "FAILED  drawn scenes: "),
        ("resources", "labels/demo.txt", Path.unlink, "FAILED  class names: FileNotFoundError: "),
        ("translations", "translations/attnstudio_ru.qm", cut, "FAILED  translation ru of the window: "),
    ],
)
def test_a_damaged_file_is_reported(
    subject: Subject,
    resources: Path,
    capsys: pytest.CaptureFixture[str],
    group: str,
    file: str,
    damage: Callable[[Path], None],
    message: str,
) -> None:
    damage(resources / file)
    status = run([group], subject)
    lines = capsys.readouterr().out.splitlines()
    failed = [line for line in lines if line.startswith("FAILED")]
    assert status == 1 and lines[-1] == "1 check failed"
    assert len(failed) == 1 and failed[0].startswith(message)
    assert sum(line.startswith("ok") for line in lines) == len(lines) - 2, "the others are checked all the same"


def test_an_icon_that_is_no_drawing_is_reported(subject: Subject, resources: Path) -> None:
    cut(resources / "icons" / "run.svg")
    with pytest.raises(AssertionError, match=r"run\.svg is no drawing"):
        dict(window.checks(subject))["icons"]()


def test_a_package_without_its_version_is_reported(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: "" if name == "keras" else "1.0")
    with pytest.raises(AssertionError, match="keras has none"):
        dict(resources_group.checks(subject))["versions"]()


def test_the_status_of_the_command_says_it(call: Call, resources: Path) -> None:
    """In one line a check, whatever it was that failed."""
    assert call("self-test", "--only", "pictures").status == 0
    cut(resources / "labels" / "imagenet.txt")
    ended = call("self-test", "--only", "pictures,resources")
    assert ended.status == 1
    assert "ok      picture format PNG" in ended.out and "FAILED  class names: " in ended.out
    assert "Traceback" not in ended.out + ended.err


def test_a_check_may_fail_in_any_way(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Path) -> None:
        raise ValueError("of many\n  lines")

    monkeypatch.setattr(images, "decode", fail)
    assert run(["pictures"], subject) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "FAILED  picture format JPEG: ValueError: of many lines"
    assert lines[-1] == "6 checks failed"


def test_a_group_that_cannot_list_its_checks_has_failed(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(_: object) -> dict[str, object]:
        raise ModuleNotFoundError("No module named 'attnstudio.core.metrics.iou'")

    monkeypatch.setattr(type(METRICS), "discover", lost)
    assert run(["metrics", "pictures"], subject) == 1
    out = capsys.readouterr().out
    assert "FAILED  metrics: ModuleNotFoundError: No module named 'attnstudio.core.metrics.iou'" in out
    assert "ok      picture format PNG" in out


def test_a_value_that_is_not_finite_is_reported(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sparseness, "measure", lambda *_: Score(float("nan")))
    with pytest.raises(AssertionError, match="finite"):
        dict(metrics.checks(subject))["metric sparseness"]()


def test_ctrl_c_ends_it_at_once(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(images, "decode", interrupt)
    ended = call("self-test", "--only", "pictures,regions")
    assert (ended.status, ended.out) == (130, "")
    assert "Traceback" not in ended.err


def test_a_group_that_is_not_there_is_refused(call: Call) -> None:
    ended = call("self-test", "--only", "pictures,sounds")
    assert (ended.status, ended.out) == (2, "")
    assert "There is no group of checks sounds." in ended.err
    assert all(name in ended.err for name in GROUPS)


# Models


def test_models_that_are_here_are_tried(subject: Subject, mobilenet_weights: Path) -> None:
    named = f"model {mobilenet_weights.name.partition('.')[0]}"
    assert named in dict(models.checks(replace(subject, weight_folders=(mobilenet_weights.parent,))))
    assert not [name for name, _ in models.checks(subject) if name.startswith("model ")]


@pytest.mark.parametrize("has_weights", [True, False])
def test_weights_are_imported(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_weights: bool
) -> None:
    """The right ones where they are here; else those that may be any."""
    body = b"weights"
    checksum = f"sha256:{hashlib.sha256(body).hexdigest()}"
    rows = tuple(replace(row, size=None, checksum=checksum) for row in zoo.table())
    monkeypatch.setattr(zoo, "table", lambda: rows)
    if has_weights:
        (tmp_path / rows[3].weights().file_name).write_bytes(body)
    dict(models.checks(replace(subject, weight_folders=(tmp_path,))))["import of weights from a folder"]()


def test_damaged_weights_are_refused(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    check = dict(models.checks(subject))["import of damaged weights is refused"]
    check()
    monkeypatch.setattr("attnstudio.core.models.weights.Checksum.holds", True)
    with pytest.raises(AssertionError, match="the file is imported"):
        check()


# The window


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """A one-statement replacement of the program; its last argument is the screenshot's file."""

    def put(statement: str) -> None:
        monkeypatch.setattr(paths, "program", lambda: [sys.executable, "-c", f"import sys; {statement}"])

    return put


def window_check(subject: Subject) -> Callable[[], None]:
    return dict(window.checks(subject))["window in English and in Russian"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the environment does not tell the language")
@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("sys.exit('attnstudio:\\nno display')", r"attnstudio: no display \(exit status 1\)"),
        ("raise ValueError('wrong')", r"ValueError: wrong \(exit status 1\)"),
        ("sys.exit(3)", r"there is no picture of it \(exit status 3\)"),
        ("pass", r"there is no picture of it \(exit status 0\)"),
    ],
)
def test_a_window_that_does_not_open_is_reported(
    subject: Subject, stand_in: Callable[[str], None], statement: str, message: str
) -> None:
    stand_in(statement)
    with pytest.raises(AssertionError, match=f"^{message}$"):
        window_check(subject)()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the environment does not tell the language")
def test_a_window_that_stays_english_is_reported(subject: Subject, stand_in: Callable[[str], None]) -> None:
    draw = "from PIL import Image; import os; Image.new('L', (40, 40), {}).save(sys.argv[-1])"
    stand_in(draw.format("9"))
    with pytest.raises(AssertionError, match="look the same"):
        window_check(subject)()
    stand_in(draw.format("len(os.environ['LANG']) * (os.environ['LANG'][:2] == 'ru')"))
    window_check(subject)()


def test_the_screen_is_tried_where_there_is_one(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert "window on the screen" not in dict(window.checks(subject))
    monkeypatch.setenv("DISPLAY", ":0")
    assert "window on the screen" in dict(window.checks(subject))
