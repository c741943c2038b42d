"""The page of the lab in the centre of the window: one picture, or what became of many."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnstudio.ui.attacks.picture_view import PictureView
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Pages
from attnstudio.ui.widgets.scroll_area import ScrollArea

PICTURE, MANY = range(2)


class AttackView(QWidget):
    """Emits `closed` when the user leaves it.

    Args:
        many: what became of many pictures.
    """

    closed = Signal()

    def __init__(self, many: QWidget) -> None:
        super().__init__()
        self.picture = PictureView()
        self._area = ScrollArea(self.picture)
        self.pages = Pages(self._area)
        self.tabs, self.close_button = QTabBar(), QToolButton()
        self.tabs.setDrawBase(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.close_button.setAutoRaise(True)
        self.close_button.clicked.connect(self.closed)
        self._stack = QStackedWidget()
        for page in (self.pages, many):
            self._stack.addWidget(page)
        row = QHBoxLayout()
        row.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, 0)
        row.addWidget(self.tabs)
        row.addStretch()
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._stack, 1)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.show_nothing("")
        self.retranslate()

    def show_nothing(self, reason: str = "") -> None:
        """What to do next; without a reason, what this is for."""
        self._reason = reason
        self._show_reason()
        self.pages.setCurrentIndex(0)

    @Slot()
    def show_picture(self) -> None:
        self.tabs.setCurrentIndex(PICTURE)

    @Slot()
    def show_many(self) -> None:
        self.tabs.setCurrentIndex(MANY)

    def fit(self) -> None:
        self.picture.fit()

    def actual_size(self) -> None:
        self.picture.actual_size()

    def zoom(self, factor: float) -> None:
        self.picture.zoom(factor)

    def retranslate(self) -> None:
        self.tabs.setTabText(PICTURE, tr("This picture"))
        self.tabs.setTabText(MANY, tr("Many pictures"))
        self._area.setAccessibleName(tr("This picture"))
        self.tabs.setAccessibleName(tr("Pages of the attack"))
        self.close_button.setIcon(theme.icon("close"))
        self.close_button.setToolTip(tr("Close the attack"))
        self.close_button.setAccessibleName(tr("Close the attack"))
        self._show_reason()
        self.picture.retranslate()

    def _show_reason(self) -> None:
        self.pages.empty.setText(
            self._reason
            or tr(
                "Here a picture is changed a little, so that the model takes it for something else, and you see where "
                "the model looks before and after. Choose a picture and an attack, and press Run. The lab is for "
                "one's own models, to see and to mend; it sends nothing anywhere."
            )
        )
