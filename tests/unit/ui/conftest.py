from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from attnstudio.app.app import App
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.settings import Settings
from attnstudio.ui.shell import theme


@pytest.fixture(autouse=True)
def _one_theme(qapp: QApplication) -> Iterator[None]:
    """Dark, whatever a test before chose. Widgets that are closed go at once: the next style must not reach them."""
    theme.apply("dark")
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def loader(qapp: QApplication) -> Iterator[PictureLoader]:
    made = PictureLoader()
    yield made
    made.stop()


@pytest.fixture
def make_app(qapp: QApplication) -> Iterator[Callable[..., App]]:
    """The whole window, not shown yet, as it is at the first start, or by other settings."""
    made: list[App] = []

    def make(settings: Settings | None = None) -> App:
        made.append(App(settings or Settings({"model": "demo", "language": "en", "theme": "dark"}), None))
        return made[-1]

    yield make
    for app in made:
        app.stop()  # a window that is only closed asks first, where a long job has not ended, and stays
        app.services.window.close()
        app.services.window.deleteLater()  # else every later style reaches its widgets too
