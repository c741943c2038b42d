"""Importing from the window: what is copied is tested in tests/core/test_importing.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.importing import Imported, Outcome
from attnstudio.jobs import importing
from attnstudio.jobs.board import JobBoard
from attnstudio.ui.models.transfers import Imports

pytestmark = pytest.mark.qt_log_level_fail("WARNING")

BODY = bytes(900_000)


@pytest.fixture
def imports(qtbot: QtBot, tmp_path: Path) -> Iterator[Imports]:
    own = tmp_path / "models"
    board = JobBoard()
    yield Imports(board, ModelCatalogue((own,), own))
    assert board.stop()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "vgg16.weights.h5").write_bytes(BODY)
    return folder


def test_an_import_reports_progress_and_every_file(imports: Imports, stick: Path, qtbot: QtBot, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    imports.progressed.connect(lambda *step: steps.append(step))
    with qtbot.waitSignal(imports.started, timeout=30_000), qtbot.waitSignal(imports.imported, timeout=5000) as told:
        imports.start(stick)
        assert imports.busy
    assert told.args == [[Imported(stick / "vgg16.weights.h5", Outcome.IMPORTED)]]
    assert steps[-1] == (len(BODY), len(BODY))
    assert not imports.busy
    assert (tmp_path / "models" / "vgg16.weights.h5").read_bytes() == BODY


def test_a_failure_is_reported_and_the_next_import_works(imports: Imports, stick: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(imports.failed, timeout=30_000) as told:
        imports.start(stick / "missing")
    assert isinstance(told.args[0], ChoiceFailure)
    with qtbot.waitSignal(imports.imported, timeout=30_000):
        imports.start(stick)


def test_stopping_is_reported(imports: Imports, stick: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_: Path, __: ModelCatalogue, ctx: RunContext) -> Iterator[Imported]:
        ctx.progress(1, 2)
        ctx.cancelled.wait(60)
        ctx.check_cancelled()
        yield from ()

    monkeypatch.setattr(importing, "import_from", endless)
    with qtbot.waitSignal(imports.progressed, timeout=30_000):
        imports.start(stick)
    imports.start(stick / "another")
    assert imports.folder == stick, "one at a time"
    with qtbot.waitSignal(imports.stopped, timeout=30_000):
        imports.cancel()
    assert not imports.busy


def test_a_fault_of_the_program_is_reported(
    imports: Imports, stick: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Iterator[Imported]:
        raise ZeroDivisionError("nobody thought of this")
        yield

    monkeypatch.setattr(importing, "import_from", broken)
    with qtbot.waitSignal(imports.failed, timeout=30_000) as told:
        imports.start(stick)
    assert str(told.args[0]) == f"The import from {stick} failed: nobody thought of this."
    assert Cancelled not in type(told.args[0]).__mro__
