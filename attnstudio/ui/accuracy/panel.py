"""Accuracy: how often the model is right, for which classes, what it takes for what, and how far it can be believed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.accuracy import Accuracy, Share
from attnstudio.ui.accuracy import accuracy_text
from attnstudio.ui.accuracy.accuracy_text import ClassName
from attnstudio.ui.accuracy.class_table import ClassTable
from attnstudio.ui.accuracy.confusion_view import ConfusionView
from attnstudio.ui.accuracy.reliability_diagram import ReliabilityDiagram
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import Pages, Panel, faint, heading
from attnstudio.ui.widgets.plain import plain_button


class AccuracyPanel(Panel):
    """A view of the accuracy. Emits what the user wants to be done with it."""

    copy_requested = Signal()
    save_requested = Signal()
    mean_map_requested = Signal()
    show_all_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.classes, self.confusions, self.diagram = ClassTable(), ConfusionView(), ReliabilityDiagram()
        self.top1, self.top5, self.counted = _Figure(), _Figure(), _Figure()
        self.show_all, self.mean_map, self.menu_button = QPushButton(), QPushButton(), QToolButton()
        self.copy_action, self.save_action = QAction(self), QAction(self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for widget in (self.classes, self.confusions, self.diagram):
            self.tabs.addTab(widget, "")
        self.pages, self.next_step = Pages(self._content()), QPushButton()
        self._next_action: QAction | None = None
        self._shown: tuple[Accuracy, ClassName] | None = None
        self._set_up_empty()
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.pages)
        self.copy_action.triggered.connect(self.copy_requested)
        self.save_action.triggered.connect(self.save_requested)
        self.tabs.currentChanged.connect(self._show_tab)
        self.mean_map.clicked.connect(self.mean_map_requested)
        self.show_all.clicked.connect(self.show_all_requested)
        self.next_step.clicked.connect(self._on_next)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    def show_accuracy(self, accuracy: Accuracy, name: ClassName) -> None:
        """`name`: of an index of a class."""
        self.top1.show_share(accuracy.top1)
        self.top5.show_share(accuracy.top5)
        every = accuracy.count + accuracy.left_out
        self.counted.show_text(str(accuracy.count), tr("of {every}", every=every), accuracy_text.counted(accuracy))
        self._shown = accuracy, name
        self._show_tab()
        self.pages.show_content()

    def show_empty(self, text: str, action: QAction | None) -> None:
        """There is no accuracy yet. `action`: what to do next."""
        self._next_action = action
        self.next_step.setVisible(action is not None)
        if action is not None:
            self.next_step.setText(action.text())
            self.next_step.setEnabled(action.isEnabled())
        self.pages.show_empty(text)

    def set_filtered(self, filtered: bool) -> None:
        """Whether some pictures are not listed."""
        self.show_all.setEnabled(filtered)

    def retranslate(self) -> None:
        self.top1.setToolTip(tr("The share of pictures whose most probable class is the label"))
        self.top5.setToolTip(tr("The share of pictures whose label is among the five most probable classes"))
        self.top1.show_caption(tr("Top-1 accuracy"))
        self.top5.show_caption(tr("Top-5 accuracy"))
        self.counted.show_caption(tr("Pictures"))
        self.counted.setToolTip(tr("Pictures that have a label and a prediction"))
        self.show_all.setText(tr("List all pictures"))
        self.show_all.setToolTip(tr("Clear the filter of the picture list"))
        self.mean_map.setText(tr("Mean map"))
        self.mean_map.setToolTip(tr("The mean of the maps of the selected pictures"))
        self.menu_button.setText(tr("Save"))
        self.menu_button.setIcon(theme.icon("save"))
        self.menu_button.setToolTip(tr("Copy or save the figures"))
        self.menu_button.setAccessibleName(tr("Copy or save the figures"))
        self.copy_action.setText(tr("Copy as text"))
        self.save_action.setText(tr("Save as CSV or text..."))
        for number, text in enumerate((tr("Classes"), tr("Confusion matrix"), tr("Reliability"))):
            self.tabs.setTabText(number, plain_button(text))
        for part in (self.classes, self.confusions, self.diagram):
            part.retranslate()

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        menu = QMenu(self.menu_button)
        menu.addActions([self.copy_action, self.save_action])
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        row = QHBoxLayout()
        row.setSpacing(3 * theme.SPACE)
        for figure in (self.top1, self.top5, self.counted):
            row.addWidget(figure)
        row.addStretch(1)
        column.addLayout(row)
        corner = QWidget()
        buttons = QHBoxLayout(corner)
        buttons.setContentsMargins(0, 0, 0, theme.SPACE // 2)
        buttons.setSpacing(theme.SPACE)
        for button in (self.show_all, self.mean_map, self.menu_button):
            buttons.addWidget(button)
        self.tabs.setCornerWidget(corner)
        column.addWidget(self.tabs, 1)
        return content

    def _set_up_empty(self) -> None:
        """The next step as a button below the text, both in the middle."""
        page = self.pages.empty.parentWidget()
        column = None if page is None else page.layout()
        assert isinstance(column, QVBoxLayout)
        self.pages.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.insertStretch(0, 1)
        column.addWidget(self.next_step, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    @Slot()
    def _show_tab(self) -> None:
        """Only what is in sight: with a thousand classes it takes a while."""
        if self._shown is None:
            return
        accuracy, name = self._shown
        match self.tabs.currentWidget():
            case self.classes:
                self.classes.show_scores(accuracy.classes, name)
            case self.confusions:
                self.confusions.show_accuracy(accuracy, name)
            case self.diagram:
                self.diagram.show_accuracy(accuracy)

    @Slot()
    def _on_next(self) -> None:
        if self._next_action is not None:
            self._next_action.trigger()


class _Figure(QWidget):
    """A share with its interval, and below it what it is a share of."""

    def __init__(self) -> None:
        super().__init__()
        self.value, self.interval, self._caption = heading(), faint(wrapped=False), faint(wrapped=False)
        font = theme.tabular(self.value.font())
        font.setPixelSize(theme.BASE_PIXELS + 5)
        self.value.setFont(font)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.value)
        line.addWidget(self.interval, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addLayout(line)

    def show_caption(self, text: str) -> None:
        self._caption.setText(text)

    def show_share(self, share: Share) -> None:
        interval = accuracy_text.interval(share)
        self.show_text(percent(share.value), tr("95 %: {interval}", interval=interval), accuracy_text.share_text(share))

    def show_text(self, value: str, more: str, whole: str) -> None:
        """`whole`: for those who do not see it."""
        self.value.setText(value)
        self.interval.setText(more)
        self.setAccessibleName(f"{self._caption.text()}: {whole}")
