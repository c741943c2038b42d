"""A strip over the picture with a message and its recovery action."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.labels import as_message_ground, as_message_text
from attnstudio.ui.widgets.plain import PlainLabel, plain_button

_LEAST_WIDTH = 340  # pixels of the text, beside which the button has its place


class Banner(QFrame):
    """Shows one message at a time; hidden when there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = PlainLabel()
        self.text = PlainLabel()
        self.text.setWordWrap(True)
        as_message_text(self.text)
        as_message_ground(self)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.action = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self._run: Callable[[], None] | None = None
        self.action.clicked.connect(self._on_action)
        self.close_button.clicked.connect(self.hide)
        self._grid, self._is_narrow = QGridLayout(self), False
        self._grid.setContentsMargins(12, 6, 6, 6)
        self._grid.setSpacing(theme.SPACE)
        self._grid.setColumnStretch(1, 1)
        for column, widget in enumerate((self._icon, self.text, self.action, self.close_button)):
            self._grid.addWidget(widget, 0, column)
        self.retranslate()
        self.hide()

    def show_message(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Show a message, with a button if there is an action."""
        self.text.setText(text)
        self.set_action(action, run)
        self.show()

    def set_action(self, action: str, run: Callable[[], None] | None) -> None:
        """Set the button of the message; None: no button."""
        self._run = run
        self.action.setText(plain_button(action))
        self.action.setVisible(run is not None)
        self._place_action()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place_action()

    def _place_action(self) -> None:
        """Where it leaves little room to the text, the button is below that."""
        margins, spaces = self._grid.contentsMargins(), 3 * self._grid.spacing()
        others = sum(one.sizeHint().width() for one in (self._icon, self.action, self.close_button))
        is_narrow = self.width() - margins.left() - margins.right() - spaces - others < _LEAST_WIDTH
        if is_narrow is not self._is_narrow:
            self._is_narrow = is_narrow
            self._grid.removeWidget(self.action)
            row, column = (1, 1) if is_narrow else (0, 2)
            side = Qt.AlignmentFlag.AlignLeft if is_narrow else Qt.AlignmentFlag(0)
            self._grid.addWidget(self.action, row, column, side)

    def retranslate(self) -> None:
        self._icon.setPixmap(theme.icon("warning").pixmap(theme.ICON_SIDE))
        self.close_button.setIcon(theme.icon("close"))
        self.close_button.setToolTip(tr("Dismiss"))
        self.close_button.setAccessibleName(tr("Dismiss"))

    def _on_action(self) -> None:
        self.hide()
        if self._run is not None:
            self._run()


class MessageBanner(Banner):
    """A view of the messages that hold: all of them, with the button of the newest one that has an action."""

    def __init__(self, notifier: Notifier, parent: QWidget | None = None) -> None:
        self._notifier = notifier
        super().__init__(parent)
        self.close_button.clicked.connect(notifier.dismiss)
        notifier.changed.connect(self._show_messages)

    def retranslate(self) -> None:
        super().retranslate()
        self._show_messages()

    @Slot()
    def _show_messages(self) -> None:
        messages = self._notifier.messages
        if not messages:
            self.hide()
            return
        offering = next((one for one in messages if one.action is not None), None)
        text = "\n".join(one.text() for one in messages)
        if offering is None or offering.action is None:
            self.show_message(text)
        else:
            self.show_message(text, offering.action.label(), partial(self._notifier.run_action, offering))
