"""What is pasted, or dropped without being a file: files, a picture, or links to pictures."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMessageBox, QWidget

from attnstudio.core.errors import Failure
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.linked_picture import LinkWork
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.offered import offered
from attnstudio.ui.widgets.plain import plain


class Paste(QObject):
    """Owns the question that is open. A pasted picture becomes a file, so that it is there in sessions and reports;
    what a link leads to is fetched only after the user was asked.

    Args:
        folder: for such pictures.
        open_paths: opens files as if they were dropped.
    """

    def __init__(
        self,
        window: QWidget,
        folder: Path,
        open_paths: Callable[[Sequence[Path]], None],
        board: JobBoard,
        notifier: Notifier,
    ) -> None:
        super().__init__()
        self._window, self._folder, self._open_paths = window, folder, open_paths
        self._board, self._notifier = board, notifier
        self.question: QMessageBox | None = None

    @Slot()
    def paste(self) -> None:
        self.take(QGuiApplication.clipboard().mimeData())

    @Slot(object)
    def take(self, data: QMimeData) -> None:
        found = offered(data)
        if found.files:
            self._open_paths(found.files)
        elif found.image is not None and (file := self._saved(found.image)) is not None:
            self._open_paths([file])
        elif found.links:
            self._ask(found.links)
        else:
            self._notifier.show(
                lambda: tr("There is no picture, no path of a file and no link in the clipboard."), Scope.PICTURE
            )

    def _ask(self, links: Sequence[str]) -> None:
        if self.question is not None:
            self.question.reject()
        box = self.question = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("attnstudio")
        box.setText(tr("Fetch this from the network, and open it?"))
        box.setInformativeText(plain("\n".join(links)))
        fetch = box.addButton(tr("Fetch"), QMessageBox.ButtonRole.AcceptRole)
        box.setEscapeButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.setDefaultButton(fetch)
        fetch.clicked.connect(partial(self._fetch, links))
        box.finished.connect(self._on_answer)
        box.open()

    @Slot()
    def _on_answer(self) -> None:
        self.question = None

    def _fetch(self, links: Sequence[str]) -> None:
        for link in links:
            job = Job(LinkWork(link, self._folder))
            self._board.submit(job.listen(done=self._on_fetched, failed=self._on_failed))

    def _on_fetched(self, file: object) -> None:
        assert isinstance(file, Path)
        self._open_paths([file])

    def _on_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.PICTURE)

    def _saved(self, image: QImage) -> Path | None:
        """None: it cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = time.strftime("pasted-%Y%m%d-%H%M%S")
        file, number = self._folder / f"{stem}.png", 2
        while file.exists():
            file, number = self._folder / f"{stem}-{number}.png", number + 1
        return file if image.save(str(file)) else None
