from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from attnstudio.jobs.pictures import PictureLoader
from attnstudio.ui.shell import theme


@pytest.fixture(autouse=True)
def _one_theme(qapp: QApplication) -> Iterator[None]:
    """Dark, whatever a test before chose. Widgets that are closed go at once: the next style must not reach them."""
    if not qapp.styleSheet() or theme.colours() is not theme.DARK:
        theme.apply("dark")
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    made = PictureLoader()
    yield made
    made.stop()
