"""What is dropped on the window or pasted: files, a picture, or links to pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

_MOST_LINES = 1000  # of a text that are looked at
_MOST_LINKS = 20


@dataclass(frozen=True)
class Offered:
    """At most one of these is there, the nearest one: a browser gives a picture with its link.

    Attributes:
        files: that are there.
        image: what was copied from another program.
        links: of http or https.
    """

    files: Sequence[Path] = ()
    image: QImage | None = None
    links: Sequence[str] = ()


def offered(data: QMimeData) -> Offered:
    lines = _lines(data)
    if files := _files(data, lines):
        return Offered(files)
    image = data.imageData() if data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        return Offered(image=image)
    return Offered(links=_links(data, lines))


def is_picture(data: QMimeData) -> bool:
    """Whether a picture or a link is offered, as far as that can be told while it hovers: nothing of it is read."""
    return data.hasImage() or bool(_links(data, _lines(data)))


def _lines(data: QMimeData) -> list[str]:
    text = data.text() if data.hasText() else ""
    return [line for one in text.splitlines()[:_MOST_LINES] if (line := one.strip().strip('"'))]


def _files(data: QMimeData, lines: Sequence[str]) -> list[Path]:
    """As a file manager copies them, or written as text, one a line."""
    found = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if not found:
        found = [Path(QUrl(line).toLocalFile() if line.startswith("file:") else line) for line in lines]
    try:
        return [path for path in found if path.is_absolute() and path.exists()]
    except (OSError, ValueError):
        return []


def _links(data: QMimeData, lines: Sequence[str]) -> list[str]:
    urls = [*data.urls(), *map(QUrl, lines)]
    links = [url.toString(QUrl.ComponentFormattingOption.FullyEncoded) for url in urls if _is_link(url)]
    return list(dict.fromkeys(links))[:_MOST_LINKS]


def _is_link(url: QUrl) -> bool:
    return url.isValid() and url.scheme() in ("http", "https") and bool(url.host())
