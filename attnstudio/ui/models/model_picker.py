"""Which model: those there are, whether their weights are here, and getting those that are not."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from attnstudio.core.models.base import ModelSpec
from attnstudio.ui.models.byte_bar import ByteBar
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import model_name, tr
from attnstudio.ui.state.models import DEMO
from attnstudio.ui.widgets.base import Panel, faint, heading

MORE = "more"  # no id of a model


class ModelPicker(Panel):
    """Emits `model_chosen` when the user chooses another model, the others for buttons.

    Models that are not here are folded under the last row of the list, until that is chosen.
    """

    model_chosen = Signal(str)
    install_requested = Signal(str)
    cancel_requested = Signal()
    manage_requested = Signal()
    options_requested = Signal(str)  # of the user's own model

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._specs: dict[str, ModelSpec] = {}
        self._available: set[str] = set()
        self._is_folded = True
        self._shown = ""  # the chosen model
        self._heading = heading()
        self.box = QComboBox()
        self.box.currentIndexChanged.connect(self._on_changed)
        self.manage = QPushButton()
        self.manage.clicked.connect(self.manage_requested)
        self.options = QPushButton()
        self.options.clicked.connect(lambda: self.options_requested.emit(self.chosen))
        self._note = faint()
        self.install = QPushButton()
        self.install.clicked.connect(lambda: self.install_requested.emit(self.chosen))
        self.progress = ByteBar()
        self._stop = QPushButton()
        self._stop.clicked.connect(self.cancel_requested)
        title = QHBoxLayout()
        title.addWidget(self._heading, 1)
        title.addWidget(self.options)
        title.addWidget(self.manage)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.install)
        row.addWidget(self.progress, 1)
        row.addWidget(self._stop)
        self.stack.addLayout(title)
        self.stack.addWidget(self.box)
        self.stack.addWidget(self._note)
        self.stack.addLayout(row)
        self._downloading = False
        self.retranslate()

    @property
    def chosen(self) -> str:
        return str(self.box.currentData() or "")

    def show_models(self, specs: dict[str, ModelSpec], available: set[str], chosen: str) -> None:
        """List the models, those that are here first; emits nothing."""
        self._specs, self._available = specs, available
        here, missing = [one for one in specs if one in available], [one for one in specs if one not in available]
        folded = [one for one in missing if self._is_folded and one != chosen]
        self.box.blockSignals(True)
        self.box.clear()
        for row in (*here, *(one for one in missing if one not in folded), *([MORE] if folded else ())):
            self.box.addItem("", row)
        self.box.setCurrentIndex(max(0, self.box.findData(chosen)))
        self.box.blockSignals(False)
        self._shown = self.chosen
        self.retranslate()

    def show_download(self, done: int, total: int) -> None:
        """Bytes so far, and in all (0: not known)."""
        self._downloading = True
        self.progress.show_bytes(done, total)
        self._update()

    def end_download(self) -> None:
        self._downloading = False
        self._update()

    def retranslate(self) -> None:
        self._heading.setText(tr("Model"))
        self.box.setAccessibleName(tr("Model"))
        self.manage.setText(tr("Manage..."))
        self.manage.setToolTip(tr("All models: install, import from a folder, remove"))
        self.options.setText(tr("Options..."))
        self.options.setToolTip(tr("Class names, preprocessing and output of your model"))
        self._stop.setText(tr("Stop"))
        for row in range(self.box.count()):
            self.box.setItemText(row, self._text(self.box.itemData(row)))
        self._update()

    def _text(self, model_id: str) -> str:
        if model_id == MORE:
            return tr("Get more...")
        name = tr("Demo: drawn scenes (built in)") if model_id == DEMO else model_name(self._specs[model_id].name)
        return name if model_id in self._available else tr("{name} (not installed)", name=name)

    def _update(self) -> None:
        spec = self._specs.get(self.chosen)
        missing = spec is not None and spec.id not in self._available
        self.options.setVisible(spec is not None and spec.whole)
        self._note.setVisible(missing)
        self.install.setVisible(missing and not self._downloading)
        self.progress.setVisible(self._downloading)
        self._stop.setVisible(self._downloading)
        if spec is not None and spec.weights is not None and missing:
            self._note.setText(tr("The weights of {name} are not installed.", name=spec.name))
            self.install.setText(tr("Download {size} MB", size=f"{spec.weights.megabytes:.0f}"))

    @Slot(int)
    def _on_changed(self, _: int) -> None:
        if self.chosen == MORE:
            self._is_folded = False
            self.show_models(self._specs, self._available, self._shown)
            QTimer.singleShot(0, self.box, self.box.showPopup)  # once the one that was clicked has closed
            return
        self._shown = self.chosen
        self._update()
        self.model_chosen.emit(self.chosen)
