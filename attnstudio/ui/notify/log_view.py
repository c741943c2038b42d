"""What happened, newest last: notices, failures, and what the program logs."""

from __future__ import annotations

import logging
import platform
from datetime import datetime

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from attnstudio.ui.shell import versions
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel

_LINES = 2000


class LogBridge(QObject):
    """Carries log records of any thread to the GUI thread."""

    message = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        bridge = self

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                bridge.message.emit(record.getMessage())

        self.handler = Handler(logging.WARNING)


class LogView(Panel):
    """A read-only list of messages with their time, which can be copied as a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMaximumBlockCount(_LINES)
        self.copy = QPushButton()
        self.copy.clicked.connect(self._copy)
        self.stack.addWidget(self.text)
        self.stack.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignRight)
        self._bridge = LogBridge()
        self._bridge.message.connect(self.append, Qt.ConnectionType.QueuedConnection)
        logging.getLogger("attnstudio").addHandler(self._bridge.handler)
        self.retranslate()

    def close_log(self) -> None:
        logging.getLogger("attnstudio").removeHandler(self._bridge.handler)

    @Slot(str)
    def append(self, message: str) -> None:
        self.text.appendPlainText(f"{datetime.now():%H:%M:%S}  {message}")

    def retranslate(self) -> None:
        self.text.setPlaceholderText(tr("Messages appear here."))
        self.text.setAccessibleName(tr("Log"))
        self.copy.setText(tr("Copy report"))
        self.copy.setToolTip(tr("Copy versions, system and messages, for a problem report"))

    @Slot()
    def _copy(self) -> None:
        lines = (versions.program(), versions.beneath(), platform.platform(), "", self.text.toPlainText())
        QGuiApplication.clipboard().setText("\n".join(lines))
