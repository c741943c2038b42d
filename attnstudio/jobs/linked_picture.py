"""A picture from the web, for which the user was asked."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from attnstudio.core.context import RunContext
from attnstudio.core.linked_picture import fetch
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork


class LinkWork(ThreadWork):
    """Outcome: the Path of the file. Progress: bytes."""

    kind = "link"

    def __init__(self, link: str, folder: Path) -> None:
        self.link, self._folder = link, folder

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Picture from {host}"), {"host": urlsplit(self.link).netloc})

    def run(self, ctx: RunContext, emit: Emit) -> object:
        return fetch(self.link, self._folder, ctx)
