"""The line below the model manager's table: a note, or what is being fetched or imported."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from attnstudio.ui.models.byte_bar import ByteBar
from attnstudio.ui.models.transfers import Downloads, Imports, Transfer
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint
from attnstudio.ui.widgets.plain import PlainLabel


class TransferBar(QStackedWidget):
    """A view of the transfers. Nothing around it moves when one begins."""

    def __init__(self, downloads: Downloads, imports: Imports) -> None:
        super().__init__()
        self._downloads, self._imports = downloads, imports
        self.note, self.activity, self.bar, self.stop_button = faint(), PlainLabel(), ByteBar(), QPushButton()
        self.stop_button.clicked.connect(self._on_stop)
        self.addWidget(self.note)
        self.addWidget(in_a_row(self.activity, self.bar, self.stop_button))
        self.setFixedHeight(self.stop_button.sizeHint().height())
        for transfer in (downloads, imports):
            transfer.started.connect(self._on_started)
            transfer.ended.connect(self.refresh)
        downloads.progressed.connect(self._on_download_progress)
        imports.progressed.connect(self.bar.show_bytes)

    @property
    def transfer(self) -> Transfer | None:
        """What the bar shows and the button stops."""
        return next((one for one in (self._imports, self._downloads) if one.busy), None)

    def retranslate(self) -> None:
        self.bar.setAccessibleName(tr("Progress"))
        self.stop_button.setText(tr("Stop"))
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        self.activity.setText(self._doing())
        self.setCurrentIndex(int(self.transfer is not None))

    def _doing(self) -> str:
        if self.transfer is self._downloads and self._downloads.spec is not None:
            return tr("Downloading {name}", name=self._downloads.spec.name)
        return tr("Importing from {folder}", folder=self._imports.folder.name) if self.transfer else ""

    @Slot()
    def _on_stop(self) -> None:
        if self.transfer is not None:
            self.transfer.cancel()

    @Slot()
    def _on_started(self) -> None:
        self.bar.show_bytes(0, 0)
        self.refresh()

    @Slot(object, object)
    def _on_download_progress(self, done: int, total: int) -> None:
        if self.transfer is self._downloads:
            self.bar.show_bytes(done, total)


def in_a_row(*widgets: QWidget | None) -> QWidget:
    """Widgets side by side; None: free space."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.SPACE)
    for widget in widgets:
        if widget is None:
            row.addStretch()
        else:
            row.addWidget(widget)
    return whole
