"""The preferences: a list of pages, and the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from attnstudio.ui.preferences.page import Page
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.tab_order import focus_next

_SIZE = (800, 560)
_LIST_WIDTH = 150


class PreferencesDialog(QDialog):
    """Not modal. Everything holds at once; there is nothing to accept.

    Args:
        pages: makes each kind of page, when it is first chosen.
    """

    def __init__(self, pages: Mapping[type[Page], Callable[[], Page]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(*_SIZE)
        self.list, self._stack = QListWidget(), QStackedWidget()
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setStyleSheet("QListWidget::item { padding: 4px 8px; }")
        self._kinds, self._make = list(pages), pages
        self._pages: dict[type[Page], Page] = {}
        for _ in pages:
            self.list.addItem("")
        self.reset_button, self.close_button = QPushButton(), QPushButton()
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_page)
        self.reset_button.clicked.connect(lambda: self.page.reset())
        self.close_button.clicked.connect(self.close)
        self.list.setCurrentRow(0)
        self.retranslate()
        self.list.setFocus()

    @property
    def page(self) -> Page:
        kind = self._kinds[self.list.currentRow()]
        if kind not in self._pages:
            self._pages[kind] = self._make[kind]()
            self._stack.addWidget(self._pages[kind])
        return self._pages[kind]

    def show_page(self, kind: type[Page]) -> None:
        self.list.setCurrentRow(self._kinds.index(kind))

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Preferences"))
        self.list.setAccessibleName(tr("Pages"))
        for row, kind in enumerate(self._kinds):
            self.list.item(row).setText(tr(kind.title))
        self.reset_button.setText(tr("Reset this page"))
        self.close_button.setText(tr("Close"))

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        return focus_next(self, forward=forward)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            for page in self._pages.values():
                page.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addWidget(self.reset_button)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        right = QVBoxLayout()
        right.setSpacing(2 * theme.SPACE)
        right.addWidget(self._stack, 1)
        right.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self.list)
        row.addLayout(right, 1)
        self.reset_button.setAutoDefault(False)
        self.close_button.setDefault(True)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)

    @Slot(int)
    def _on_page(self, _: int) -> None:
        self._stack.setCurrentWidget(self.page)
        self.reset_button.setEnabled(self.page.can_reset)
        self.page.on_shown()
