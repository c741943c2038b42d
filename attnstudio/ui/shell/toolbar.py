"""The toolbar: the commonest actions, and how maps are shown."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from attnstudio.ui.shell.display_controls import DisplayControls
from attnstudio.ui.shell.roomy_style import give_room

_LEFT = ("open", "", "run", "cancel", "")
_RIGHT = ("view_overlay", "view_picture", "view_map", "", "fit", "actual_size")
_WITHOUT_TEXT = ("cancel", "view_overlay", "view_picture", "view_map", "fit", "actual_size")


class Toolbar(QToolBar):
    def __init__(self, actions: Mapping[str, QAction], controls: DisplayControls, contrast: QWidget) -> None:
        super().__init__()
        give_room(self)
        self._controls = controls
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        group = QActionGroup(self)
        for name in ("view_overlay", "view_picture", "view_map"):
            group.addAction(actions[name])
        add_actions(self, actions, _LEFT)
        controls.add_to(self)
        self.addWidget(contrast)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spring)
        add_actions(self, actions, _RIGHT)
        for name in _WITHOUT_TEXT:
            button = self.widgetForAction(actions[name])
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self.fit()
        super().resizeEvent(event)

    @Slot()
    def fit(self) -> None:
        """Leave out the labels of the controls where they would push buttons behind an arrow."""
        self._controls.show_labels(True)
        if self.sizeHint().width() > self.width():
            self._controls.show_labels(False)


def add_actions(host: QMenu | QToolBar, actions: Mapping[str, QAction], names: tuple[str, ...]) -> None:
    """In this order; "" is a separator."""
    for name in names:
        if name:
            host.addAction(actions[name])
        else:
            host.addSeparator()
