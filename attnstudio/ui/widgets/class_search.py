"""A field in which a class is looked for by name or index."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit

from attnstudio.ui.shell.i18n import class_name


class ClassSearch(QLineEdit):
    """Emits `chosen` with the index of a class that is listed, or else with what was typed."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._class_names: tuple[str, ...] = ()
        self._names = QStringListModel(self)
        self.setClearButtonEnabled(True)
        self.setAcceptDrops(False)  # what is dropped here is for the window
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(self._on_completed)
        self.setCompleter(completer)
        self.returnPressed.connect(self._on_search)

    def show_classes(self, class_names: Sequence[str]) -> None:
        """Set the names to search in."""
        self._class_names = tuple(class_names)
        self._names.setStringList([entry(name, index) for index, name in enumerate(class_names)])

    def show_target(self, target: str) -> None:
        """A class that was chosen, by its name where it is an index."""
        is_listed = target.isdecimal() and int(target) < len(self._class_names)
        self.setText(entry(self._class_names[int(target)], int(target)) if is_listed else target)

    @Slot(str)
    def _on_completed(self, text: str) -> None:
        self.setText(text)
        self._on_search()

    @Slot()
    def _on_search(self) -> None:
        text = self.text().strip()
        if not text:
            return
        # A class may be called "crane (2)": only what the search lists ends in an index.
        index = text.rpartition(" (")[2].removesuffix(")")
        listed = index.isdecimal() and int(index) < len(self._class_names)
        is_entry = listed and text == entry(self._class_names[int(index)], int(index))
        self.chosen.emit(index if is_entry else text)


def entry(name: str, index: int) -> str:
    """A class in the list."""
    return f"{' '.join(class_name(name).split())} ({index})"
