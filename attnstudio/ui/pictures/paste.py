"""What is pasted: files, the path of one, or a picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, QUrl, Slot
from PySide6.QtGui import QGuiApplication, QImage

from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr


class Paste(QObject):
    """Owns nothing. A pasted picture becomes a file, so that it is there in sessions and reports.

    Args:
        folder: for pasted pictures.
        open_paths: opens files as if they were dropped.
    """

    def __init__(self, folder: Path, open_paths: Callable[[Sequence[Path]], None], notifier: Notifier) -> None:
        super().__init__()
        self._folder, self._open_paths, self._notifier = folder, open_paths, notifier

    @Slot()
    def paste(self) -> None:
        data = QGuiApplication.clipboard().mimeData()
        if paths := _paths(data):
            self._open_paths(paths)
        elif data.hasImage() and (file := self._saved(QGuiApplication.clipboard().image())) is not None:
            self._open_paths([file])
        else:
            self._notifier.show(
                lambda: tr("There is no picture and no path of a file in the clipboard."), Scope.PICTURE
            )

    def _saved(self, image: QImage) -> Path | None:
        """None: it cannot be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        stem = time.strftime("pasted-%Y%m%d-%H%M%S")
        file, number = self._folder / f"{stem}.png", 2
        while file.exists():
            file, number = self._folder / f"{stem}-{number}.png", number + 1
        return file if image.save(str(file)) else None


def _paths(data: QMimeData) -> list[Path]:
    """Of files that are there: as a file manager copies them, or written as text, one a line."""
    urls = data.urls() if data.hasUrls() else []
    found = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    if not found and data.hasText():
        lines = (line.strip().strip('"') for line in data.text().splitlines()[:1000])
        found = [Path(QUrl(line).toLocalFile() if line.startswith("file:") else line) for line in lines if line]
    try:
        return [path for path in found if path.is_absolute() and path.exists()]
    except (OSError, ValueError):
        return []
