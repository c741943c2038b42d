"""The progress of a job as a bar with its text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from attnstudio.ui.jobs.job_table import SHARE
from attnstudio.ui.shell import theme

_THICKNESS = 3  # pixels


class ProgressDelegate(QStyledItemDelegate):
    """The bar lies below the text, as that of a probability does."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        share = index.data(SHARE)
        if not isinstance(share, float):
            return
        cell, colours = option.rect, theme.colours()
        is_selected = QStyle.StateFlag.State_Selected in option.state
        groove = cell.adjusted(6, cell.height() - _THICKNESS - 1, -6, -1)
        painter.fillRect(groove, QColor(colours.faint if is_selected else colours.border))
        groove.setWidth(round(groove.width() * share))
        painter.fillRect(groove, QColor(colours.on_accent if is_selected else colours.accent))
