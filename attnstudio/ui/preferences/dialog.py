"""The preferences: a list of pages, and the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from attnstudio.ui.preferences.page import Page
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr

_SIZE = (800, 560)
_LIST_WIDTH = 150


class PreferencesDialog(QDialog):
    """Not modal. Everything holds at once; there is nothing to accept."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(*_SIZE)
        self.list, self._stack = QListWidget(), QStackedWidget()
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setStyleSheet("QListWidget::item { padding: 4px 8px; }")
        self._pages = pages
        for page in pages:
            self.list.addItem("")
            self._stack.addWidget(page)
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
        return self._pages[self.list.currentRow()]

    def show_page(self, kind: type[Page]) -> None:
        self.list.setCurrentRow(next(row for row, page in enumerate(self._pages) if isinstance(page, kind)))

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Preferences"))
        self.list.setAccessibleName(tr("Pages"))
        for row, page in enumerate(self._pages):
            self.list.item(row).setText(tr(page.title))
        self.reset_button.setText(tr("Reset this page"))
        self.close_button.setText(tr("Close"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            for page in self._pages:
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
    def _on_page(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        self.reset_button.setEnabled(self.page.can_reset)
        self.page.on_shown()
