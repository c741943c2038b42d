"""What is exported of the selected pictures, and where to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from attnstudio.core.text import tr_noop
from attnstudio.export.presets import REPORTS, Preset, last
from attnstudio.export.selection import Existing, SelectionOutputs
from attnstudio.runs.outputs import Outputs
from attnstudio.settings import Settings
from attnstudio.ui.export.preset_box import PresetBox
from attnstudio.ui.shell.file_dialogs import open_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import Display
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_MOST_NAMED, _ELLIPSIS = 6, "..."
_WIDTH = 560
_FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WebP"}
_EXISTING = {
    Existing.SKIP: tr_noop("Skip these pictures"),
    Existing.REPLACE: tr_noop("Replace them"),
    Existing.KEEP_BOTH: tr_noop("Keep both: the new files get a number"),
}


class ExportDialog(QDialog):
    """Shows the files that will be written.

    Args:
        folder: that is proposed.
        names: of the pictures' files, as `unique_names` has them.
        methods: ids.
        display: of the view.
        language: of the report.
        settings: remember the presets.
    """

    def __init__(
        self,
        folder: Path,
        names: Sequence[str],
        methods: Sequence[str],
        display: Display,
        language: str,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._names, self._methods, self._language = names, methods, language
        self._display = display
        self.setWindowTitle(tr("Export maps of {n} pictures", n=len(names)))
        self.setMinimumWidth(_WIDTH)
        self.presets = PresetBox(settings)
        self.folder, self.browse = QLineEdit(str(folder)), QPushButton(tr("Browse..."))
        self.overlays, self.format = QCheckBox(tr("An overlay of each map")), QComboBox()
        for key, text in _FORMATS.items():
            self.format.addItem(text, key)
        self.numbers = QCheckBox(tr("Maps as numbers (NumPy)"))
        self.figures = QCheckBox(tr("A figure of each picture"))
        self.figure_of_all = QCheckBox(tr("One figure of all pictures"))
        self.report, self.report_format = QCheckBox(tr("A report of all")), QComboBox()
        for key in filter(None, REPORTS):
            self.report_format.addItem(REPORTS[key], key)
        self.existing_label, self.existing = PlainLabel(), QComboBox()
        for rule, text in _EXISTING.items():
            self.existing.addItem(tr(text), rule)
        self.preview = faint()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("Export"))
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        self._lay_out()
        for box in (self.overlays, self.numbers, self.figures, self.figure_of_all, self.report):
            box.toggled.connect(self._show)
        for choice in (self.format, self.report_format, self.existing):
            choice.currentIndexChanged.connect(self._show)
        self.folder.textChanged.connect(self._show)
        self.browse.clicked.connect(self._browse)
        self.presets.chosen.connect(self._take)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._take(last(settings.text("export_last")))
        self._show()

    def preset(self) -> Preset:
        """What is chosen, but for the folder."""
        return Preset(
            self.format.currentData() if self.overlays.isChecked() else "none",
            self.numbers.isChecked(),
            self.figures.isChecked(),
            self.figure_of_all.isChecked(),
            self.report_format.currentData() if self.report.isChecked() else "",
            Existing(self.existing.currentData()),
        )

    def outputs(self) -> SelectionOutputs:
        preset, display = self.preset(), self._display
        maps = Outputs(
            Path(self.folder.text()).expanduser().absolute(),
            preset.overlay,
            "full" if preset.numbers else "none",
            display.colormap,
            display.opacity,
            contrast=display.contrasts.every,
        )
        return SelectionOutputs(
            maps,
            preset.figures,
            self._language if preset.report else "",
            preset.existing,
            tr("."),
            preset.report or ".html",
            figure_of_all=preset.figure_of_all,
        )

    @Slot(object)
    def _take(self, preset: Preset) -> None:
        """A preset is chosen."""
        for box, is_on in (
            (self.overlays, preset.overlay != "none"),
            (self.numbers, preset.numbers),
            (self.figures, preset.figures),
            (self.figure_of_all, preset.figure_of_all),
            (self.report, bool(preset.report)),
        ):
            box.setChecked(is_on)
        for choice, value in (
            (self.format, preset.overlay),
            (self.report_format, preset.report),
            (self.existing, preset.existing),
        ):
            choice.setCurrentIndex(max(choice.findData(value), 0))

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        place, overlays, report = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.browse)
        overlays.addWidget(self.overlays)
        overlays.addWidget(self.format)
        overlays.addStretch(1)
        label = PlainLabel(tr("Folder"))
        label.setBuddy(self.folder)
        preset = PlainLabel(tr("Preset"))
        preset.setBuddy(self.presets.box)
        form.addRow(preset, self.presets)
        form.addRow(label, place)
        form.addRow(PlainLabel(tr("Files")), overlays)
        for box in (self.numbers, self.figures, self.figure_of_all):
            form.addRow("", box)
        report.addWidget(self.report)
        report.addWidget(self.report_format)
        report.addStretch(1)
        form.addRow("", report)
        self.existing_label.setBuddy(self.existing)
        form.addRow(self.existing_label, self.existing)
        form.addRow(self.preview)
        form.addRow(self.buttons)
        for control, name in (
            (self.folder, tr("Folder")),
            (self.format, tr("Format of the overlays")),
            (self.report_format, tr("Format of the report")),
            (self.existing, tr("Files that exist")),
        ):
            control.setAccessibleName(name)

    @Slot()
    def _browse(self) -> None:
        chosen = open_folder(self, tr("Export maps into folder"), self.folder.text())
        if chosen is not None:
            self.folder.setText(str(chosen))

    @Slot()
    def _show(self) -> None:
        outputs = self.outputs()
        self.presets.show_preset(self.preset())
        self.format.setEnabled(self.overlays.isChecked())
        self.report_format.setEnabled(self.report.isChecked())
        conflicts = outputs.conflicts(self._names, self._methods)
        self.existing_label.setText(tr("Files that exist: {count}", count=conflicts))
        for widget in (self.existing_label, self.existing):
            widget.setVisible(conflicts > 0)
        self.preview.setText(self._preview(outputs))
        can_export = not outputs.is_empty and bool(self.folder.text().strip())
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(can_export)

    def _preview(self, outputs: SelectionOutputs) -> str:
        """The first files, and how many there are."""
        if outputs.is_empty:
            return tr("Nothing to export is chosen.")
        written = [name for name in outputs.names(self._names, self._methods) if name]
        first = [file.name for name in written[:_MOST_NAMED] for file in outputs.files(name, self._methods)]
        each = len(list(outputs.files("", self._methods)))
        count, of_all = each * len(written), outputs.of_all(len(written))
        lines = first[:_MOST_NAMED] + [_ELLIPSIS] * (count > _MOST_NAMED)
        lines += [file.name for file in of_all[:_MOST_NAMED]] + [_ELLIPSIS] * (len(of_all) > _MOST_NAMED)
        return "\n".join([tr("Files: {count}", count=count + len(of_all)), *lines])
