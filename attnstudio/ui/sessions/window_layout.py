"""What is to be seen in the window: open panels, and the comparison."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QDockWidget, QMainWindow

from attnstudio.export.session_content import ComparisonState, Layout
from attnstudio.ui.shell.docks import ExtraDock


class Comparing(Protocol):
    """The comparison of maps."""

    def arrangement(self) -> ComparisonState: ...

    def arrange(self, state: ComparisonState, /) -> None: ...


class WindowLayout:
    """Reads and sets it; owns nothing. Places and sizes are those of the machine, and no part of it."""

    def __init__(self, window: QMainWindow, comparing: Comparing) -> None:
        self._window, self._comparing = window, comparing

    def now(self) -> Layout:
        open_ones = [dock for dock in self._docks() if not dock.isHidden()]
        in_sight_last = sorted(open_ones, key=lambda dock: (_is_in_sight(dock), dock.objectName()))
        return Layout(tuple(dock.objectName() for dock in in_sight_last), self._comparing.arrangement())

    def restore(self, layout: Layout) -> None:
        """Panels that this version does not have are left out."""
        docks = {dock.objectName(): dock for dock in self._docks()}
        if layout.panels:
            for name in docks.keys() - set(layout.panels):
                docks[name].hide()
        for name in layout.panels:
            if (dock := docks.get(name)) is not None:
                _open(dock)
        self._comparing.arrange(layout.comparison)

    def _docks(self) -> list[QDockWidget]:
        return self._window.findChildren(QDockWidget)


def _is_in_sight(dock: QDockWidget) -> bool:
    return dock.isVisible() and not dock.widget().visibleRegion().isEmpty()


def _open(dock: QDockWidget) -> None:
    if isinstance(dock, ExtraDock):
        dock.open()
    else:
        dock.show()
        dock.raise_()
