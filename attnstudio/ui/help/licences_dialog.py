"""Components of the program: a list with a filter, and the licence of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QSortFilterProxyModel, Qt, Slot
from PySide6.QtGui import QFontDatabase, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from attnstudio.licences import Component
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Pages, as_list, faint, heading
from attnstudio.ui.widgets.plain import LinkLabel, plain

_WIDTHS = (170, 110)  # of names and versions
_TEXT_PIXELS = 12


class LicencesDialog(QDialog):
    """Not modal. A text is read when its component is chosen."""

    def __init__(self, components: Sequence[Component], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._components = components
        self.resize(1130, 660)
        self._about = faint()
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self._model = QStandardItemModel(0, 3, self)
        self._shown = QSortFilterProxyModel(self)
        self.table = QTableView()
        self._pages = Pages(self.table)
        self.name, self.licence, self.link, self.text = heading(), faint(), LinkLabel(), QPlainTextEdit()
        self._make_table()
        self._lay_out()
        self.filter.textChanged.connect(self._on_filter)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())
        self.retranslate()
        self.table.selectRow(0)
        self._pages.show_content()

    @property
    def chosen(self) -> Component | None:
        rows = self.table.selectionModel().selectedRows()
        return self._components[self._shown.mapToSource(rows[0]).row()] if rows else None

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Licences"))
        self._about.setText(tr("Components of attnstudio and their licences."))
        self.filter.setPlaceholderText(tr("Filter by name or licence"))
        self.filter.setAccessibleName(tr("Filter by name or licence"))
        self.table.setAccessibleName(tr("Components"))
        self.text.setAccessibleName(tr("Licence text"))
        self._model.setHorizontalHeaderLabels([tr("Name"), tr("Version"), tr("Licence")])
        for row, component in enumerate(self._components):
            if not component.licence:
                self._model.item(row, 2).setText(tr("see the text"))
        self._pages.empty.setText(tr("No component matches the filter."))
        self._show_chosen(again=True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _make_table(self) -> None:
        for one in self._components:
            items = [QStandardItem(text) for text in (one.name, one.version, one.licence)]
            for item in items:
                item.setEditable(False)
                item.setToolTip(plain(item.text()))
            self._model.appendRow(items)
        self._shown.setSourceModel(self._model)
        self._shown.setFilterKeyColumn(-1)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        table = self.table
        table.setModel(self._shown)
        as_list(table)
        header = table.horizontalHeader()
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)

    def _lay_out(self) -> None:
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(_TEXT_PIXELS)
        self.text.setFont(font)
        left, right, halves = QWidget(), QWidget(), QSplitter(Qt.Orientation.Horizontal)
        for side, widgets in (
            (left, (self.filter, self._pages)),
            (right, (self.name, self.licence, self.link, self.text)),
        ):
            stack = QVBoxLayout(side)
            stack.setContentsMargins(0, 0, 0, 0)
            stack.setSpacing(theme.SPACE if side is left else theme.SPACE // 2)
            for widget in widgets:
                stack.addWidget(widget, int(widget in (self._pages, self.text)))
            halves.addWidget(side)
        halves.setSizes([460, 640])  # a text of 80 columns fits
        halves.setHandleWidth(theme.SPACE)
        halves.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(theme.SPACE)
        column.addWidget(self._about)
        column.addWidget(halves, 1)

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._shown.setFilterFixedString(text.strip())
        if self._shown.rowCount() == 0:
            self._pages.setCurrentIndex(0)
        else:
            self._pages.show_content()
        if self.chosen is None:
            self.table.selectRow(0)
        self._show_chosen()

    def _show_chosen(self, *, again: bool = False) -> None:
        """Show the licence of the chosen component. The same text keeps its scroll position."""
        one = self.chosen
        self.name.setText(f"{one.name} {one.version}".strip() if one else "")
        self.licence.setText((one.licence or tr("see the text")) if one else "")
        address = escape(one.homepage) if one else ""
        self.link.setText(f'<a href="{address}">{address}</a>' if address else "")
        if not again:
            self.text.setPlainText(one.text() if one else "")
