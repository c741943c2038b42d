"""The model manager: every model, whether its weights are here, and installing, removing and importing them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import all_specs
from attnstudio.core.models.catalogue import Item, ModelCatalogue, State
from attnstudio.core.models.importing import Imported
from attnstudio.core.models.scan import looks_like_user_model
from attnstudio.ui.models.import_report import failure_text, summary
from attnstudio.ui.models.model_table import Loading, ModelTable, model_view, sorted_by_state
from attnstudio.ui.models.transfer_bar import TransferBar, in_a_row
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.notify.banner import Banner
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.file_dialogs import open_folder, show_folder
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.widgets.base import Pages
from attnstudio.ui.widgets.plain import plain

_INSTALLABLE = {State.MISSING, State.PARTIAL, State.DAMAGED}


class ModelManager(QDialog):
    """Not modal. Emits `changed` where models came or went without a download."""

    changed = Signal(object)  # set[str]: ids of the models whose weights came

    def __init__(
        self, catalogue: ModelCatalogue, downloads: Downloads, imports: Imports, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._catalogue, self.downloads, self.imports = catalogue, downloads, imports
        self._here: set[str] = set()  # ids of the models whose weights are here
        self._is_fresh = True  # nobody can have copied files since it was looked at
        self._event: Callable[[], str] = str  # says what happened last, in the language of the moment
        self._text: Callable[[], str] = str  # the same, of what the banner says
        self.resize(960, 560)

        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.banner = Banner()
        self.model = ModelTable(self)
        self._sorted = sorted_by_state(self.model, self)
        self.table = model_view(self._sorted)
        self._pages = Pages(self.table)
        self.transfers = TransferBar(downloads, imports)
        self.install_button, self.remove_button = QPushButton(), QPushButton()
        self.import_button, self.folder_button = QPushButton(), QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self.refresh()

    def open_at(self, model_id: str) -> None:
        """Show the window, with this model selected."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.filter.clear()
        self.select(model_id)
        self.table.setFocus()

    @property
    def selected(self) -> Item | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.items[self._sorted.mapToSource(rows[0]).row()] if rows else None

    def select(self, model_id: str) -> None:
        row = self.model.row_of(model_id)
        index = QModelIndex() if row is None else self._sorted.mapFromSource(self.model.index(row, 0))
        if index.isValid():
            self.table.selectRow(index.row())
            self.table.scrollTo(index)

    def refresh(self) -> None:
        """Look at the shelf again; the selection stays."""
        selected = self.selected
        self.model.show_items(self._catalogue.items())
        self._here = {item.spec.id for item in self.model.items if item.path is not None}
        if selected is not None and self.selected is None:
            self.select(selected.spec.id)
        self._update()

    def retranslate(self) -> None:
        self.setWindowTitle(tr("Models"))
        self.filter.setPlaceholderText(tr("Filter by name"))
        self.filter.setAccessibleName(tr("Filter by name"))
        self.table.setAccessibleName(tr("Models"))
        self._pages.empty.setText(tr("No model matches the filter."))
        self.transfers.retranslate()
        self.remove_button.setText(tr("Remove..."))
        self.import_button.setText(tr("Import from folder..."))
        self.import_button.setToolTip(tr("Copy weights and models from a folder or a USB stick"))
        self.folder_button.setText(tr("Open model folder"))
        self.folder_button.setToolTip(plain(str(self._catalogue.own)))
        self.model.retranslate()
        self.banner.retranslate()
        self.banner.text.setText(self._text())
        self._update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            if not self._is_fresh:
                self._look_again()  # files may have been copied by hand meanwhile
            self._is_fresh = False

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not self._is_fresh:
            self._look_again()
        self._is_fresh = True  # it becomes the active window next

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._is_fresh = False

    def _lay_out(self) -> None:
        buttons = in_a_row(self.install_button, self.remove_button, None, self.import_button, self.folder_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(theme.SPACE)
        for widget in (self.filter, self.banner, self._pages, self.transfers, buttons):
            column.addWidget(widget, int(widget is self._pages))
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter in the filter box installs nothing

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._update())
        self.install_button.clicked.connect(self.install)
        self.remove_button.clicked.connect(self.remove)
        self.import_button.clicked.connect(self.open_folder_dialog)
        self.folder_button.clicked.connect(self.open_folder)
        downloads, imports = self.downloads, self.imports
        downloads.started.connect(self._on_download_started)
        downloads.progressed.connect(self._on_download_progress)
        downloads.installed.connect(self._on_installed)
        downloads.stopped.connect(self._on_download_stopped)
        downloads.failed.connect(self._on_download_failed)
        imports.started.connect(self._on_import_started)
        imports.imported.connect(self._on_imported)
        imports.stopped.connect(self._on_import_stopped)
        imports.failed.connect(self._on_import_failed)

    # What the buttons do

    @Slot()
    def install(self) -> None:
        """Download the weights of the selected model, or go on where that stopped."""
        if self.selected is not None:
            self.downloads.start(self.selected.spec)

    @Slot()
    def remove(self) -> None:
        """Delete the weights of the selected model, after asking."""
        item = self.selected
        if item is None or (item.removable and not self._is_sure(item)):
            return
        try:
            self._catalogue.remove(item.spec)
        except Failure as failure:
            self._show_warning(partial(message, failure))
        else:
            self._set_status(lambda: tr("The weights of {name} are removed.", name=item.spec.name))
        self._look_again()

    @Slot()
    def open_folder_dialog(self) -> None:
        if (folder := open_folder(self, tr("Import from folder"))) is not None:
            self.imports.start(folder)

    @Slot()
    def open_folder(self) -> None:
        """Show the user's model folder in the system's file manager."""
        own = self._catalogue.own
        try:
            own.mkdir(parents=True, exist_ok=True)
            opened = show_folder(own)
        except OSError:
            opened = False
        if not opened:
            self._show_warning(lambda: tr("No file manager found. The folder is {folder}", folder=own))

    def _is_sure(self, item: Item) -> bool:
        question = tr("Delete the weights of {name} from {folder}?", name=item.spec.name, folder=self._catalogue.own)
        return QMessageBox.question(self, tr("Models"), plain(question)) == QMessageBox.StandardButton.Yes

    # What is under way, and how it ended

    @Slot()
    def _on_download_started(self) -> None:
        self._on_download_progress(0, 0)
        self._on_import_started()

    @Slot()
    def _on_import_started(self) -> None:
        self._set_status(str)

    @Slot(object, object)
    def _on_download_progress(self, done: int, total: int) -> None:
        assert self.downloads.spec is not None
        self.model.show_loading(Loading(self.downloads.spec.id, done, total))

    @Slot(str)
    def _on_installed(self, model_id: str) -> None:
        self._end_download()
        self._set_status(lambda: tr("{name} is installed.", name=all_specs()[model_id].name))

    @Slot()
    def _on_download_stopped(self) -> None:
        self._end_download()
        self._set_status(lambda: tr("Stopped. Press Resume to continue the download."))

    @Slot(object)
    def _on_download_failed(self, failure: Failure) -> None:
        self._end_download()
        self._show_warning(partial(message, failure))

    def _end_download(self) -> None:
        self.model.show_loading(None)
        self.refresh()

    @Slot(object)
    def _on_imported(self, imported: Sequence[Imported]) -> None:
        self._look_again(own_models=any(looks_like_user_model(one.source) for one in imported))
        self._set_status(partial(summary, imported))
        failures = [one.failure for one in imported if one.failure is not None]
        if failures:
            self._show_warning(partial(failure_text, failures))

    @Slot()
    def _on_import_stopped(self) -> None:
        self._look_again(own_models=True)  # one may have been among what was finished
        self._set_status(lambda: tr("Stopped. The models imported so far stay installed."))

    @Slot(object)
    def _on_import_failed(self, failure: Failure) -> None:
        self._look_again()
        self._show_warning(partial(message, failure))

    # What is shown

    def _look_again(self, *, own_models: bool = False) -> None:
        """Refresh, and tell the main window if weights, or models of the user's own, came or went."""
        before = self._here
        self.refresh()
        if self._here != before or own_models:
            self.changed.emit(self._here - before)

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        self._sorted.setFilterFixedString(text.strip())
        self._update()

    def _set_status(self, event: Callable[[], str]) -> None:
        """Show what happened below the table, and hide the warning."""
        self._event = event
        self.banner.hide()
        self._update()

    def _show_warning(self, text: Callable[[], str]) -> None:
        """Show a warning above the table."""
        self._text = text
        self.banner.show_message(text())
        self._update()

    def _update(self) -> None:
        item, transfer = self.selected, self.transfers.transfer
        state = item.state if item else State.BUNDLED
        self.install_button.setText(tr("Resume") if state is State.PARTIAL else tr("Install"))
        self.install_button.setEnabled(state in _INSTALLABLE and transfer is None)
        can_go = item is not None and (item.removable or item.path is not None)
        self.remove_button.setEnabled(can_go and state is not State.BUNDLED and transfer is None)
        self.import_button.setEnabled(transfer is None)
        self.transfers.note.setText(f"{self._event()} {self._overview()}".strip())
        self.transfers.refresh()
        self._pages.setCurrentIndex(int(self._sorted.rowCount() > 0))

    def _overview(self) -> str:
        here = [item for item in self.model.items if item.path is not None]
        size = f"{sum(item.size for item in here) / 1e6:.0f}"
        return tr(
            "{here} of {all} models are installed, {size} MB.", here=len(here), all=len(self.model.items), size=size
        )
