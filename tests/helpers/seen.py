"""All that stands in a window: texts, tables, tool tips, what a screen reader says, and what is painted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QWidget,
)

_MOST = 100  # rows of a list that are read
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def texts_of(window: QWidget) -> set[str]:
    """Of its visible widgets and of its actions."""
    said = {window.windowTitle()}
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.isVisible():
            said |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()}
            said |= set(_content(widget))
    for action in window.findChildren(QAction):
        said |= {action.text(), action.toolTip(), action.statusTip()}
    return said - {""}


def _content(widget: QWidget) -> Iterator[str]:
    match widget:
        case QAbstractSpinBox():
            yield from (widget.text(), widget.specialValueText())
        case QLineEdit():
            yield from (widget.text(), widget.placeholderText())
        case QLabel() | QAbstractButton() | QProgressBar():
            yield widget.text()
        case QGroupBox() | QMenu():
            yield widget.title()
        case QTabBar():
            yield from (text for tab in range(widget.count()) for text in (widget.tabText(tab), widget.tabToolTip(tab)))
        case QHeaderView() if widget.model() is not None:
            yield from (
                str(widget.model().headerData(section, widget.orientation(), role) or "")
                for section in range(min(widget.count(), _MOST))
                for role in _ROLES
            )
        case QPlainTextEdit():
            yield widget.toPlainText()
        case QComboBox():
            yield from (widget.itemText(row) for row in range(widget.count()))
        case QAbstractItemView() if widget.model() is not None:
            yield from _items(widget.model(), QModelIndex())


def _items(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(parent)):
        columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
        for column in range(columns):
            index = model.index(row, column, parent)
            yield from (str(index.data(role) or "") for role in _ROLES)
            if column == 0:
                yield from _items(model, index)


def painted(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What the widgets of the program write with a painter."""
    said: set[str] = set()
    draw = QPainter.drawText

    def spy(painter: QPainter, *args: Any) -> Any:
        said.update(one for one in args if isinstance(one, str))
        return draw(painter, *args)

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", spy)
        for widget in window.findChildren(QWidget):
            if widget.isVisible():
                widget.repaint()
        QApplication.processEvents()
    return said
