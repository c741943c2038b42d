"""Where files of the program are: a line with the path for each, and a button that opens the folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import show_folder
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.labels import as_problem
from attnstudio.ui.widgets.plain import PlainLabel

_WIDTH = 400


class FolderList(QWidget):
    """
    Args:
        places: each file or folder by its name, which is translated here.

    Attributes:
        rows: label, path and button of each place, by its name.
    """

    def __init__(self, places: Mapping[str, Callable[[], Path]]) -> None:
        super().__init__()
        self._places = places
        self.rows = {name: (PlainLabel(), QLineEdit(), QPushButton()) for name in places}
        self._note = PlainLabel()
        as_problem(self._note)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.SPACE)
        for row, (name, (label, line, button)) in enumerate(self.rows.items()):
            line.setReadOnly(True)
            line.setMinimumWidth(_WIDTH)
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._show_folder, name))
            for column, widget in enumerate((label, line, button)):
                grid.addWidget(widget, row, column)
        grid.addWidget(self._note, len(self.rows), 0, 1, 3)
        self.refresh()
        self.retranslate()

    def refresh(self) -> None:
        """Look again where things are, and whether there is anything yet."""
        self._note.hide()
        for name, (_, line, button) in self.rows.items():
            line.setText(str(self._places[name]()))
            line.setCursorPosition(0)
            button.setEnabled(self._folder(name).is_dir())

    def retranslate(self) -> None:
        for name, (label, line, button) in self.rows.items():
            label.setText(tr(name))
            line.setAccessibleName(tr(name))
            button.setText(tr("Open folder"))
            button.setAccessibleName(f"{tr('Open folder')}: {tr(name)}")

    def text(self) -> str:
        """Names and paths, a line each."""
        return "\n".join(f"{label.text()}: {line.text()}" for label, line, _ in self.rows.values())

    def _folder(self, name: str) -> Path:
        place = self._places[name]()
        return place.parent if place.suffix else place

    def _show_folder(self, name: str, _: bool = False) -> None:
        folder = self._folder(name)
        shown = show_folder(folder)
        self._note.setText("" if shown else tr("No file manager found. The folder is {folder}", folder=folder))
        self._note.setVisible(not shown)
