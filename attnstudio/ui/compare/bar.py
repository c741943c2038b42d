"""What is compared and how it is seen: the strip above a comparison."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from attnstudio.core.text import tr_noop
from attnstudio.ui.compare.model import Axis
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.elided_label import ElidedLabel
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.tick_list import TickList

AXES = {Axis.METHODS: tr_noop("Methods"), Axis.MODELS: tr_noop("Models"), Axis.TARGETS: tr_noop("Targets")}
MODES = ("show_grid", "show_curtain", "show_blink", "show_difference", "show_correlation")


class CompareBar(QWidget):
    """Emits `axis_changed` when rows of another kind are chosen, `all_requested` for all pictures of the list.

    Args:
        actions: of the window; the buttons are theirs.
    """

    axis_changed = Signal()
    all_requested = Signal()
    page_turned = Signal(int)  # by so many pages

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._actions = actions
        self._rows, self.about = PlainLabel(), ElidedLabel()
        self.axis_box = QComboBox()
        for axis in AXES:
            self.axis_box.addItem("", axis)
        self._rows.setBuddy(self.axis_box)
        self.axis_box.currentIndexChanged.connect(lambda _: self.axis_changed.emit())
        self.ticks = TickList()
        self.all_pictures = QToolButton()
        self.all_pictures.clicked.connect(self.all_requested)
        self.earlier, self.later = _arrow(Qt.ArrowType.LeftArrow), _arrow(Qt.ArrowType.RightArrow)
        self.earlier.clicked.connect(lambda: self.page_turned.emit(-1))
        self.later.clicked.connect(lambda: self.page_turned.emit(1))
        self._modes = [self._button(name) for name in MODES]
        self._lab, self._run, self._cancel, self._figure, self._leave = map(
            self._button, ("compare_lab", "run", "cancel", "export_figure", "leave_compare")
        )
        self._lab.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._lab.setAutoRaise(False)
        for button in (self._cancel, self._leave):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        upper, lower = QHBoxLayout(), QHBoxLayout()
        for widget in (self._rows, self.axis_box, self.ticks, self._lab, self.all_pictures):
            upper.addWidget(widget)
        upper.addWidget(self.earlier)
        upper.addWidget(self.later)
        upper.addStretch(1)
        for button in (self._run, self._cancel, self._leave):
            upper.addWidget(button)
        for button in self._modes:
            lower.addWidget(button)
        lower.addWidget(self.about, 1)
        lower.addWidget(self._figure)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE // 2, theme.SPACE // 2)
        column.setSpacing(theme.SPACE // 2)
        for row in (upper, lower):
            row.setSpacing(theme.SPACE // 2)
            column.addLayout(row)
        self.retranslate()

    @property
    def axis(self) -> Axis:
        return Axis(self.axis_box.currentData())

    def show_about(self, text: str) -> None:
        """What all cells have in common, or what was left out."""
        self.about.show_whole(text)
        self._fit()

    def show_pages(self, *, is_first: bool, is_last: bool) -> None:
        """Buttons to turn pages, where the pictures do not fit on one."""
        for button, is_end in ((self.earlier, is_first), (self.later, is_last)):
            button.setEnabled(not is_end)
            button.setVisible(not (is_first and is_last))

    def show_axis(self) -> None:
        """The controls of the chosen axis."""
        self.ticks.setVisible(self.axis is not Axis.METHODS)
        self._lab.setVisible(self.axis is Axis.METHODS)
        self._fit()

    def retranslate(self) -> None:
        self._rows.setText(tr("Rows"))
        self.axis_box.setAccessibleName(tr("Rows"))
        for row, text in enumerate(AXES.values()):
            self.axis_box.setItemText(row, tr(text))
        self.all_pictures.setText(tr("All pictures"))
        self.all_pictures.setToolTip(
            tr("Compare all pictures in the list. Ctrl+click in the list selects some of them.")
        )
        for button, text in ((self.earlier, tr("Previous pictures")), (self.later, tr("Next pictures"))):
            button.setToolTip(text)
            button.setAccessibleName(text)
        self._actions["compare_lab"].setIconText(tr("Lab's four"))
        self.ticks.retranslate()
        self.show_axis()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room, buttons show their icons only."""
        fixed = (self._rows, self.axis_box, self.ticks, self._lab, self.all_pictures, self._cancel, self._leave)
        pages = (self.earlier, self.later)
        upper = sum(widget.sizeHint().width() for widget in (*fixed, *pages) if not widget.isHidden()) + 8 * theme.SPACE
        _show_text(self._run, upper + _width(self._run) <= self.width())
        modes = sum(map(_width, self._modes)) + 4 * theme.SPACE
        about = self.about.fontMetrics().horizontalAdvance(self.about.whole) + 2 * theme.SPACE
        _show_text(self._figure, modes + about + _width(self._figure) <= self.width())
        for button in self._modes:
            _show_text(button, modes + 2 * theme.ICON_SIDE <= self.width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Not that of the texts, which may go."""
        return QSize(320, super().minimumSizeHint().height())

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button


def _arrow(direction: Qt.ArrowType) -> QToolButton:
    button = QToolButton()
    button.setArrowType(direction)
    button.setAutoRaise(True)
    button.hide()
    return button


def _show_text(button: QToolButton, wanted: bool) -> None:
    icon_only, beside = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    button.setToolButtonStyle(beside if wanted else icon_only)


def _width(button: QToolButton) -> int:
    """Of its text and its icon."""
    return button.fontMetrics().horizontalAdvance(button.text()) + theme.ICON_SIDE + 18
