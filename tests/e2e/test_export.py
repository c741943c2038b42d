"""The maps of selected pictures as files: what is asked, what is written, what becomes of files that exist."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers import reports
from helpers.desk import LEFT, Desk, copies
from helpers.jobs import SCENES
from PIL import Image
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QInputDialog

from attnstudio.core import images, overlay
from attnstudio.core.request import MethodCall, Result
from attnstudio.export.report.title_block import TitleBlock
from attnstudio.export.selection import Existing
from attnstudio.jobs.job import JobState
from attnstudio.ui.export.export_dialog import ExportDialog

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]
ENDS = (".png", ".npy")


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    (tmp_path / "pictures").mkdir()
    return copies(tmp_path / "pictures", SCENES[:3])


@pytest.fixture
def chosen(desk: Desk, pictures: list[Path]) -> Desk:
    """Three pictures are selected, and two methods."""
    desk.open(*pictures)
    desk.app.services.selection.set(methods=(MethodCall("gradcam"), MethodCall("saliency")))
    desk.idle()
    desk.app.services.pictures.select(pictures)
    desk.app.services.settings.set("folder", str(pictures[0].parent.parent))
    desk.app.services.settings.set("export_last", "")
    return desk


def dialog_of(desk: Desk) -> ExportDialog:
    desk.action("export_selected").trigger()
    dialog = desk.app.features.selection_export.dialog
    assert dialog is not None and dialog.isVisible()
    return dialog


def export(desk: Desk, dialog: ExportDialog) -> None:
    desk.qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), LEFT)
    desk.idle()


def choose_preset(desk: Desk, dialog: ExportDialog, name: str) -> None:
    """By keyboard: typing finds it."""
    dialog.presets.box.setFocus()
    desk.qtbot.keyClicks(dialog.presets.box, name)
    assert dialog.presets.box.currentText() == name


def result_of(desk: Desk, picture: Path, method: str) -> Result:
    [found] = [
        row.result
        for row in desk.app.panels.results.model.rows
        if row.result.request.image == picture and row.heatmap is not None and row.heatmap.method == method
    ][:1]
    return found


def test_overlays_and_numbers_are_those_of_the_maps(chosen: Desk, pictures: list[Path], tmp_path: Path) -> None:
    dialog = dialog_of(chosen)
    dialog.numbers.setChecked(True)
    assert "Files: 12" in dialog.preview.text()
    assert f"{pictures[0].stem}.gradcam.png" in dialog.preview.text()
    assert not dialog.existing.isVisible()
    export(chosen, dialog)
    names = {f"{path.stem}.{method}{end}" for path in pictures for method in ("gradcam", "saliency") for end in ENDS}
    assert {file.name for file in (tmp_path / "maps").iterdir()} == names
    for picture in pictures:
        result = result_of(chosen, picture, "saliency")
        heatmap = next(one for one in result.heatmaps if one.method == "saliency")
        assert np.array_equal(np.load(tmp_path / "maps" / f"{picture.stem}.saliency.npy"), heatmap.values)
        expected = overlay.blend(images.decode(picture).pixels, heatmap.values, result.placement, "inferno", 0.5)
        with Image.open(tmp_path / "maps" / f"{picture.stem}.saliency.png") as written:
            assert np.array_equal(np.asarray(written), expected)


def test_a_figure_of_each_picture_and_a_report(chosen: Desk, pictures: list[Path], tmp_path: Path) -> None:
    dialog = dialog_of(chosen)
    dialog.overlays.setChecked(False)
    assert dialog.preview.text() == "Nothing to export is chosen."
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.figures.setChecked(True)
    dialog.report.setChecked(True)
    dialog.report_format.setCurrentText("Word")
    assert "report.docx" in dialog.preview.text()
    chosen.app.services.settings.set("report_title", TitleBlock("A. Ivanova").text())
    export(chosen, dialog)
    files = {file.name for file in (tmp_path / "maps").iterdir()}
    assert files == {f"{path.stem}.figure.png" for path in pictures} | {"report.docx"}
    with Image.open(tmp_path / "maps" / f"{pictures[0].stem}.figure.png") as figure:
        assert figure.width > 1.5 * figure.height, "two methods stand side by side"
    report = reports.in_docx((tmp_path / "maps/report.docx").read_bytes())
    assert all(path.name in report.text for path in pictures) and "A.Ivanova" in report.text


def test_one_figure_of_all_pictures_by_a_preset(chosen: Desk, pictures: list[Path], tmp_path: Path) -> None:
    dialog = dialog_of(chosen)
    assert dialog.presets.box.currentText() == "Overlays"
    choose_preset(chosen, dialog, "One figure for a paper")
    assert not dialog.overlays.isChecked() and dialog.figure_of_all.isChecked()
    assert dialog.preview.text() == "Files: 1\nfigure.png"
    export(chosen, dialog)
    with Image.open(tmp_path / "maps" / "figure.png") as figure:
        assert figure.height > 1.3 * figure.width, "three pictures, two methods"
    assert [file.name for file in (tmp_path / "maps").iterdir()] == ["figure.png"]
    again = dialog_of(chosen)
    assert again.presets.box.currentText() == "One figure for a paper", "as it was exported last"
    assert again.preview.text() == "Files: 1\nfigure-2.png", "the first one stays"
    again.reject()


def test_presets_of_ones_own(chosen: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = dialog_of(chosen)
    presets = dialog.presets
    assert not presets.save.isEnabled() and not presets.delete.isEnabled(), "it is one already"
    dialog.figures.setChecked(True)
    dialog.format.setCurrentText("WebP")
    assert presets.box.currentIndex() == -1 and presets.box.placeholderText() == "As chosen below"
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("  My  <b>preset</b> ", True))
    chosen.qtbot.mouseClick(presets.save, LEFT)
    assert presets.box.currentText() == "My <b>preset</b>"
    dialog.reject()

    dialog = dialog_of(chosen)
    assert dialog.presets.box.currentText() == "Overlays" and not dialog.figures.isChecked()
    choose_preset(chosen, dialog, "My <b>preset</b>")
    assert dialog.figures.isChecked() and dialog.format.currentText() == "WebP"
    assert f"{SCENES[0].stem}.gradcam.webp" in dialog.preview.text()
    chosen.qtbot.mouseClick(dialog.presets.delete, LEFT)
    assert dialog.presets.box.findText("My <b>preset</b>") == -1
    assert dialog.figures.isChecked(), "what is chosen stays"
    dialog.reject()


@pytest.mark.parametrize("rule", Existing)
def test_files_that_exist_are_asked_about_once(
    chosen: Desk, pictures: list[Path], tmp_path: Path, rule: Existing
) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    kept = folder / f"{pictures[1].stem}.gradcam.png"
    kept.write_bytes(b"mine")
    dialog = dialog_of(chosen)
    assert dialog.existing.isVisible()
    assert dialog.existing_label.text() == "Files that exist: 1"
    dialog.existing.setCurrentIndex(dialog.existing.findData(rule))
    named = "Files: 4" if rule is Existing.SKIP else "Files: 6"
    assert named in dialog.preview.text()
    export(chosen, dialog)
    stems = {file.name.split(".")[0] for file in folder.iterdir()}
    expected = {path.stem for path in pictures}
    if rule is Existing.KEEP_BOTH:
        expected.add(f"{pictures[1].stem}-2")
    assert stems == expected
    assert (kept.read_bytes() == b"mine") is (rule is not Existing.REPLACE)
    assert len(list(folder.iterdir())) == {Existing.SKIP: 5, Existing.REPLACE: 6, Existing.KEEP_BOTH: 7}[rule]


def test_the_folder_is_browsed_for(chosen: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    dialog = dialog_of(chosen)
    chosen.qtbot.mouseClick(dialog.browse, LEFT)
    dialog.format.setCurrentIndex(dialog.format.findData("jpeg"))
    export(chosen, dialog)
    assert {file.suffix for file in (tmp_path / "elsewhere").iterdir()} == {".jpg"}


def test_without_a_method_nothing_is_asked(chosen: Desk) -> None:
    chosen.app.services.selection.set(methods=())
    chosen.action("export_selected").trigger()
    assert "No method selected" in chosen.message


def test_what_cannot_be_written_is_listed(chosen: Desk, pictures: list[Path], tmp_path: Path) -> None:
    dialog = dialog_of(chosen)
    (tmp_path / "maps").write_text("a file, no folder")
    export(chosen, dialog)
    job = chosen.board.jobs[-1]
    assert job.state is JobState.FAILED and not job.problems, "before any work"
    assert str(tmp_path / "maps") in chosen.message
