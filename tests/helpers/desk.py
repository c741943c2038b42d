"""A user's hands and eyes at a window."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.app.app import App
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall, Request
from attnstudio.jobs.job import Job
from attnstudio.jobs.maps import MapsWork
from attnstudio.settings import Settings
from attnstudio.start import Screenshot, Start, Startup
from attnstudio.ui.explain.method_list import MethodList
from attnstudio.ui.explain.results import cells
from attnstudio.ui.state.display_options import Display
from attnstudio.ui.state.selection import Choices
from attnstudio.ui.state.viewed import Page
from attnstudio.ui.viewer.layers import MapImage
from helpers.jobs import SCENES

PATIENCE = 120_000  # ms; for the first job, which imports TensorFlow, on a machine with other work
DEFAULTS = {"model": "demo", "theme": "dark", "language": "en"}  # settings of a first start
LEFT = Qt.MouseButton.LeftButton
FOREIGN = "The built-in model knows nothing but ten kinds of drawn things"  # of a picture that is no scene


def opened(settings: Settings, file: Path | None) -> App:
    """A window on the screen."""
    app = App(settings, file)
    app.services.window.show()
    return app


class Desk:
    def __init__(self, app: App, qtbot: QtBot | None) -> None:
        self.app = app
        self.qtbot: QtBot = qtbot  # type: ignore[assignment]  # a shared desk is given that of each test
        self.window, self.board = app.services.window, app.services.board
        self.submitted: list[Request] = []  # requests for maps, those that the cache answers too
        submit = app.services.board.submit

        def spy(job: Job, **options: Any) -> Job:
            if isinstance(job.work, MapsWork):
                self.submitted.append(job.work.request)
            return submit(job, **options)

        app.services.board.submit = spy  # type: ignore[method-assign]

    @property
    def computed(self) -> list[Request]:
        """The requests for maps; the others ask only what the model sees."""
        return [request for request in self.submitted if request.methods]

    def start_threads(self) -> None:
        """Those that live as long as the window: before the first test, which would be blamed for them."""
        self.app.features.pictures.controller.open_scenes()
        self.app.features.compare.controller.open_and_run()
        while not self.app.is_idle:
            QApplication.processEvents()
        self.app.features.compare.controller.reset()

    def begin(self, start: Start) -> None:
        """As the command line asks."""
        Startup(self.app, start).begin()

    def shoot(self, file: Path, start: Start = Start()) -> None:  # noqa: B008  # it is frozen
        """As the command line takes a screenshot, after which the window is closed."""
        screenshot = Screenshot(self.app, file)
        self.begin(start)
        screenshot.begin()
        self.qtbot.waitUntil(lambda: not self.window.isVisible(), timeout=PATIENCE)
        assert screenshot.status == 0

    def reset(self) -> None:
        app = self.app
        self.board.cancel_all()
        self.idle()
        self.board.cache.clear()
        app.panels.results.model.clear()
        app.services.pictures.replace(())
        app.panels.browser.filter.clear()
        app.panels.target_picker.search.clear()
        app.services.notifier.dismiss()
        app.services.viewed.set(page=Page.PICTURE, map=None, channel=None)
        fresh = tuple(MethodCall(method.id) for method in METHODS)  # with no parameters of before
        app.services.selection.set(picture=None, methods=fresh)  # a fast method explains a picture at once
        app.services.selection.set(methods=(MethodCall("gradcam++"),), inputs=Choices().inputs)
        app.features.models.controller.restore("demo", "top1", "auto")
        app.services.display.set(**vars(Display()))
        app.panels.canvas.fit()
        app.features.pictures.controller.open([SCENES[0]])
        self.idle()
        assert self.map is not None
        self.submitted.clear()

    def idle(self) -> None:
        """Nothing is being opened or computed, or about to be."""
        self.qtbot.waitUntil(lambda: self.app.is_idle, timeout=PATIENCE)

    @property
    def map(self) -> MapImage | None:
        return self.app.panels.canvas.map

    @property
    def shown(self) -> MapImage:
        """The map that is shown; there must be one."""
        assert self.map is not None
        return self.map

    @property
    def picture(self) -> Picture | None:
        shown = self.app.panels.canvas.picture
        return None if shown is None else shown.picture

    @property
    def pixels(self) -> np.ndarray:
        """Those of the picture that is shown; there must be one."""
        assert self.picture is not None
        return self.picture.pixels

    @property
    def path(self) -> Path | None:
        return None if self.picture is None else self.picture.path

    @property
    def rows(self) -> list[list[str]]:
        """The table of results as it is read."""
        return [list(cells(row)) for row in self.app.panels.results.model.rows]

    @property
    def message(self) -> str:
        """What the banner says; empty where there is none."""
        banner = self.app.panels.banner
        return banner.text.text() if banner.isVisible() else ""

    def open(self, *paths: Path) -> None:
        self.app.features.pictures.controller.open(paths)
        self.idle()

    def choose(self, *methods: str) -> None:
        """Click on methods in the chooser."""
        selector, modifier = self.app.panels.method_selector, Qt.KeyboardModifier.NoModifier
        for name in methods:
            self.qtbot.mouseClick(selector.box, LEFT)
            click_method(self.qtbot, selector.chooser.list, name, modifier)
            modifier = Qt.KeyboardModifier.ControlModifier
        selector.chooser.hide()
        self.window.activateWindow()  # as a window manager does

    def choose_model(self, model_id: str) -> None:
        """In the list, which has the models that are not here below its last row."""
        box = self.app.panels.model_picker.box
        if box.findData(model_id) < 0:
            box.setCurrentIndex(box.count() - 1)
            QApplication.processEvents()
            box.hidePopup()
        box.setCurrentIndex(box.findData(model_id))

    def set(self, name: str, value: float) -> None:
        """A parameter of the method."""
        [form] = self.app.panels.method_selector.forms.values()
        control = form.control(name)
        assert isinstance(control, (QSpinBox, QDoubleSpinBox))
        control.setValue(value)  # type: ignore[arg-type]

    def click_bar(self, place: int) -> None:
        self.qtbot.mouseClick(self.app.panels.target_picker.bars, LEFT, pos=QPoint(50, place * 26 + 13))

    def click_row(self, row: int) -> None:
        table = self.app.panels.results.table
        table.scrollTo(table.model().index(row, 0))
        place = table.visualRect(table.model().index(row, 1)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)

    def action(self, name: str) -> QAction:
        return self.window.actions_by_id[name]

    def start_long_job(self) -> None:
        """SmoothGrad of a thousand samples, until its first map is seen."""
        self.choose("SmoothGrad")
        self.set("samples", 1000)
        self.app.features.explain.controller.explain()
        self.wait_for_partial_map()

    def wait_for_partial_map(self) -> None:
        """The next map is shown while a job runs."""
        with self.qtbot.waitSignal(self.app.services.viewed.changed, timeout=PATIENCE):
            pass

    def drag(self, data: QMimeData, over: QWidget) -> bool:
        """Whether what is dragged may be dropped here."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # Qt 6.12 has another constructor, 6.11 has not
            event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        event.ignore()
        QApplication.sendEvent(over, event)
        return event.isAccepted()

    def drop(self, *paths: Path, over: QWidget | None = None, text: bool = True) -> None:
        """Files and folders, as a file manager drops them."""
        self.drop_data(dragged(*paths, text=text), over or self.app.panels.canvas)

    def drop_data(self, data: QMimeData, over: QWidget) -> None:
        """As another program gives it."""
        assert self.drag(data, over), "it is refused"
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(over, event)


def click_method(
    qtbot: QtBot, listed: MethodList, name: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """On its name, in its family."""
    item = [item for row, item in listed.rows() if row.name == name][-1]
    listed.scrollToItem(item)
    qtbot.mouseClick(listed.viewport(), LEFT, modifier, listed.visualItemRect(item).center())


def dragged(*paths: Path, text: bool = True) -> QMimeData:
    """With the addresses as text too, as many file managers do it."""
    data = QMimeData()
    urls = [QUrl.fromLocalFile(str(path)) for path in paths]
    data.setUrls(urls)
    if text:
        data.setData("text/plain", "\n".join(url.toString() for url in urls).encode())
    return data


def copies(folder: Path, scenes: Sequence[Path]) -> list[Path]:
    """Of built-in scenes in another folder."""
    made = [folder / scene.name for scene in scenes]
    for scene, copy in zip(scenes, made, strict=True):
        copy.write_bytes(scene.read_bytes())
    return made


def same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and bool(np.array_equal(one, other))
