"""Whose a report is, and what for."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from attnstudio.export.report.title_block import LABELS, TitleBlock
from attnstudio.settings import Settings
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel

_WIDTH, _AIM_LINES = 460, 3


class TitleDialog(QDialog):
    """Asks for the head of reports, and remembers it when it is accepted."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle(tr("Title of reports"))
        self.setMinimumWidth(_WIDTH)
        known = title_of(settings)
        self.student, self.group = QLineEdit(known.student), QLineEdit(known.group)
        self.teacher, self.course = QLineEdit(known.teacher), QLineEdit(known.course)
        self.aim = QPlainTextEdit(known.aim)
        self.aim.setTabChangesFocus(True)
        self.aim.setFixedHeight(self.aim.fontMetrics().lineSpacing() * _AIM_LINES + 16)
        form = QFormLayout(self)
        for name, text in LABELS.items():
            control, label = getattr(self, name), PlainLabel(tr(text))
            label.setBuddy(control)
            control.setAccessibleName(tr(text))
            form.addRow(label, control)
        about = faint()
        about.setText(tr("This is printed at the top of reports, and asked once. What you leave empty is left out."))
        form.addRow(about)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(tr("OK"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(tr("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form.addRow(buttons)

    def accept(self) -> None:
        line_edits = {name: getattr(self, name).text() for name in LABELS if name != "aim"}
        title = TitleBlock().filled({**line_edits, "aim": self.aim.toPlainText()})
        self._settings.set("report_title", title.text())
        super().accept()


def was_asked(settings: Settings) -> bool:
    return settings.text("report_title") != ""


def title_of(settings: Settings) -> TitleBlock:
    """What was entered last."""
    return TitleBlock.read(settings.text("report_title"))
