"""The panel of checks for backdoors: what it says of findings."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from attnstudio.core.backdoors.base import ClassFinding, Finding, FoundTrigger, too_few
from attnstudio.core.request import Request
from attnstudio.core.text import Notice
from attnstudio.jobs.backdoors import Examination
from attnstudio.settings import Settings
from attnstudio.ui.backdoors.finding_table import FindingColumn
from attnstudio.ui.backdoors.findings_export import FindingsExport
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.state.display_options import DisplayOptions

NAMES = ("cat", "dog", "fly")


def trigger(level: int) -> FoundTrigger:
    mask = np.zeros((8, 8), np.float32)
    mask[:2, :3] = 0.5
    pattern = np.full((8, 8, 3), level, np.uint8)
    return FoundTrigger(mask, pattern, 0.995, np.full((8, 8, 3), 7, np.uint8))


def cleanse(*, done: float = 1.0) -> Finding:
    rows = (
        ClassFinding(1, 3.0, 4.25, suspicious=True, trigger=trigger(200)),
        ClassFinding(0, 60.0, -0.5, trigger=trigger(100)),
        ClassFinding(2),
    )
    return Finding("neural_cleanse", rows, (Notice("Beware."),), done, 20)


def examination(*findings: Finding) -> Examination:
    return Examination(Request(Path(), "net"), NAMES, findings)


@pytest.fixture
def panel(qtbot: QtBot) -> BackdoorsPanel:
    made = BackdoorsPanel()
    qtbot.addWidget(made)
    made.set_colormap("grey")
    made.resize(800, 320)
    made.show()
    return made


def cells(panel: BackdoorsPanel) -> list[list[str]]:
    model = panel.table.model()
    return [[str(model.index(row, column).data()) for column in FindingColumn] for row in range(model.rowCount())]


def test_the_sentence_names_the_class_and_the_rows_say_why(panel: BackdoorsPanel) -> None:
    panel.show_examination(examination(cleanse()))
    assert panel.sentence.text() == (
        "Neural Cleanse: an unusually small trigger sends pictures to dog. This is the sign of a backdoor."
    )
    dash = "\N{EN DASH}"
    assert cells(panel) == [
        ["dog", "3.00", "4.25", "99.5 %", dash, "suspicious"],
        ["cat", "60.00", "-0.50", "99.5 %", dash, "no sign"],
        ["fly", dash, dash, dash, dash, "no sign"],
    ]
    assert "Beware." in panel.limits.text() and "small, fixed patterns" in panel.limits.text()


def test_classes_are_named_with_commas(panel: BackdoorsPanel) -> None:
    assert not panel.classes.text() and not panel.chosen_classes
    panel.classes.setText(" dog, 2,,")
    assert list(panel.chosen_classes) == ["dog", "2"]


def test_the_trigger_of_the_chosen_class_is_seen(panel: BackdoorsPanel) -> None:
    panel.show_examination(examination(cleanse()))
    alone, example = (one.pixels for one in panel.view.pictures)
    assert (alone[:2, :3] == 100).all() and not alone[2:].any(), "half of 200, on black"
    assert (example == 7).all()
    panel.table.selectRow(1)
    assert (panel.view.pictures[0].pixels[:2, :3] == 50).all()
    panel.table.selectRow(2)
    assert not panel.view.isVisible()


def test_the_choice_stays_while_findings_come_in(panel: BackdoorsPanel) -> None:
    panel.show_examination(examination(cleanse(done=0.5)))
    assert panel.sentence.text() == "Neural Cleanse: 50 % done" and not panel.bar.save.isEnabled()
    panel.table.selectRow(1)
    panel.show_examination(examination(cleanse()))
    assert panel.table.chosen == 0 and panel.bar.save.isEnabled()


def test_the_suspicious_finding_comes_to_the_front(panel: BackdoorsPanel) -> None:
    strip = Finding("strip", (ClassFinding(0, 0.5), ClassFinding(1, 0.4)), (), 1.0, 20)
    panel.show_examination(examination(strip))
    assert panel.sentence.text() == "STRIP: no sign of a backdoor."
    panel.show_examination(examination(strip, cleanse()))
    assert panel.sentence.text().startswith("Neural Cleanse: an unusually small trigger")
    panel.show_nothing()
    assert panel.pages.empty.isVisible() and "Check the model" in panel.pages.empty.text()


def test_of_a_class_with_too_few_pictures_nothing_is_said(panel: BackdoorsPanel) -> None:
    few = ClassFinding(1, undecided=too_few(3, 12))
    panel.show_examination(examination(Finding("activation_clustering", (ClassFinding(0, 0.2), few), (), 1.0, 20)))
    assert [row[FindingColumn.VERDICT] for row in cells(panel)] == ["no sign", "too few pictures: 3 of 12"]
    assert panel.sentence.text() == (
        "Activation clustering: no sign of a backdoor in 1 of 2 classes; the others have too few pictures to tell."
    )
    panel.show_examination(examination(Finding("activation_clustering", (few,), (), 1.0, 20)))
    assert panel.sentence.text().startswith("Activation clustering can say nothing: ")


def test_columns_that_a_check_does_not_fill_are_hidden(panel: BackdoorsPanel) -> None:
    def hidden() -> set[FindingColumn]:
        return {column for column in FindingColumn if panel.table.isColumnHidden(column)}

    panel.show_examination(examination(Finding("strip", (ClassFinding(0, 0.5), ClassFinding(1, 0.4)), (), 1.0, 20)))
    assert hidden() == {FindingColumn.INDEX, FindingColumn.SUCCESS, FindingColumn.PICTURES}
    panel.show_examination(examination(cleanse()))
    assert hidden() == {FindingColumn.PICTURES}


def test_the_limits_can_be_read_to_their_end_in_a_low_panel(panel: BackdoorsPanel, qtbot: QtBot) -> None:
    panel.resize(600, 200)
    panel.show_examination(examination(cleanse()))
    area = panel.limits_area
    qtbot.waitUntil(lambda: panel.limits.height() >= panel.limits.heightForWidth(panel.limits.width()))
    assert area.verticalScrollBar().maximum() + area.viewport().height() >= panel.limits.height()
    assert panel.table.viewport().height() >= 2 * panel.table.rowHeight(0)


def test_findings_are_saved_as_the_command_writes_them(
    panel: BackdoorsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.show_examination(examination(cleanse()))
    export = FindingsExport(panel, DisplayOptions(), Settings({"folder": str(tmp_path)}), Notifier(lambda _: None))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    export.save()
    (found,) = json.loads((tmp_path / "out" / "findings.json").read_text("utf-8"))
    assert [one["class_name"] for one in found["classes"] if one["suspicious"]] == ["dog"]
    assert np.load(tmp_path / "out" / "neural_cleanse-01-dog-mask.npy").sum() == 3


def test_what_is_left_is_said_while_a_check_goes_on(panel: BackdoorsPanel) -> None:
    panel.show_examination(examination(cleanse(done=0.5)))
    panel.show_left(93.0)
    assert panel.sentence.text() == "Neural Cleanse: 50 % done, about 2 min left"
    panel.show_left(None)
    assert panel.sentence.text() == "Neural Cleanse: 50 % done"
