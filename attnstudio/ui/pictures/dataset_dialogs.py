"""Short questions about data sets: which one to open, and which label to give."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QDialog, QDialogButtonBox, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.picture_columns import NO_CLASS
from attnstudio.core.targets import class_index
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import kind_of, open_file, open_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel

_ENDINGS = (".csv", ".tsv", ".npz", ".npy", ".bin", ".gz", "-ubyte", ".json", ".txt")


def ask_dataset(parent: QWidget, folder: str) -> Path | None:
    """A folder or a file; None: the user closed the dialog."""
    box = QMessageBox(parent)
    box.setWindowTitle(tr("Open data set"))
    box.setText(
        tr("A folder (one subfolder a class, or pictures with a CSV), or a file (CSV, .npz, .npy, IDX, CIFAR)?")
    )
    of_folder = box.addButton(tr("Folder..."), QMessageBox.ButtonRole.AcceptRole)
    of_file = box.addButton(tr("File..."), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    chosen = box.clickedButton()
    box.deleteLater()
    if chosen is of_folder:
        return open_folder(parent, tr("Open data set"), folder)
    if chosen is of_file:
        return open_file(parent, tr("Open data set"), folder, kind_of(tr("Data sets"), _ENDINGS))
    return None


def ask_label(parent: QWidget, class_names: Sequence[str], label: int, count: int) -> int | None:
    """Index of a class, NO_CLASS for no label; None: the user closed the dialog.

    Args:
        label: what the pictures have now.
    """
    dialog = LabelDialog(class_names, label, count, parent)
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    return dialog.label if accepted else None


class LabelDialog(QDialog):
    """A field that completes names of classes. Owns the label that it stands for."""

    def __init__(self, class_names: Sequence[str], label: int, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Set label"))
        self._names, self.label = class_names, label
        self.field, self._problem = QLineEdit(), PlainLabel()
        self.field.setText(class_names[label] if label != NO_CLASS else "")
        self.field.setPlaceholderText(tr("Class name or index; empty: no label"))
        self.field.setAccessibleName(tr("Label"))
        completer = QCompleter(list(class_names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.selectAll()
        as_problem(self._problem)
        self._problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE)
        column.addWidget(PlainLabel(tr("Label of {n} selected pictures:", n=count)))
        for widget in (self.field, self._problem, self.buttons):
            column.addWidget(widget)
        self.setMinimumWidth(380)

    def accept(self) -> None:
        """Close, if the text names a class."""
        text = self.field.text().strip()
        try:
            self.label = class_index(text, self._names) if text else NO_CLASS
        except ChoiceFailure:
            self._problem.setText(tr("No class is called {name}. Write a name of the list, or an index.", name=text))
            self._problem.show()
            self.resize(self.width(), self.heightForWidth(self.width()))
            return
        super().accept()
