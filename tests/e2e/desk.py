"""A user's hands and eyes at a window."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from jobs.makers import SCENES
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from attnstudio.app import App
from attnstudio.core.images import Picture
from attnstudio.core.request import Request
from attnstudio.settings import Settings
from attnstudio.ui.state.display_options import View
from attnstudio.ui.viewer.layers import MapImage

PATIENCE = 30_000  # ms; for the first job, which imports TensorFlow
LEFT = Qt.MouseButton.LeftButton


def opened(settings: Settings, file: Path | None) -> App:
    """A window on the screen, its threads begun."""
    app = App(settings, file)
    for lane in (app.loader._picture_lane, app.loader._thumbnail_lane, app.comparing.gallery._lane):
        lane.submit(int).result()
    app.window.show()
    return app


class Desk:
    def __init__(self, app: App, qtbot: QtBot | None) -> None:
        self.app = app
        self.qtbot: QtBot = qtbot  # type: ignore[assignment]  # a shared desk is given that of each test
        self.window, self.studio, self.queue = app.window, app.studio, app.queue
        self.submitted: list[Request] = []
        submit = type(app.queue).submit

        def spy(request: Request) -> int:
            self.submitted.append(request)
            return submit(app.queue, request)

        app.queue.submit = spy  # type: ignore[method-assign]
        self._arrived = app.loader._number
        app.loader.loaded.connect(lambda _: self._has_arrived())
        app.loader.failed.connect(lambda *_: self._has_arrived())

    def _has_arrived(self) -> None:
        self._arrived = self.app.loader._number

    def reset(self) -> None:
        window = self.window
        self.queue.cancel()
        self.idle()
        self.queue.cache.clear()
        results = window.results.model
        results.beginResetModel()
        results.rows.clear()
        results.endResetModel()
        pictures = window.browser.pictures
        pictures.beginResetModel()
        pictures._paths.clear()
        pictures._rows.clear()
        pictures.endResetModel()
        window.browser.filter.clear()
        window.target_picker.search.clear()
        window.banner.hide()
        window.method_selector._values.clear()
        window.method_selector.choose(["gradcam++"])
        window.model_picker.box.setCurrentIndex(window.model_picker.box.findData("demo"))
        window.layer_picker.box.setCurrentIndex(0)
        for name, value in (("resize", "stretch"), ("interpolation", "bilinear")):
            control = window.layer_picker.form.control(name)
            control.setCurrentIndex(control.findData(value))  # type: ignore[attr-defined]
        window.normalisation.setCurrentIndex(0)
        window.opacity.setValue(50)
        window.colormap.setCurrentIndex(0)
        window.canvas.set_view(View.OVERLAY)
        window.canvas.fit()
        self.studio.choose_target("top1")
        self.studio.open([SCENES[0]])
        self.idle()
        assert self.map is not None
        self.submitted.clear()

    def idle(self) -> None:
        """Nothing is being opened or computed, or about to be."""
        self.qtbot.waitUntil(
            lambda: (
                not self.queue.busy and not self.studio._soon.isActive() and self._arrived == self.app.loader._number
            ),
            timeout=PATIENCE,
        )

    @property
    def map(self) -> MapImage | None:
        return self.window.canvas.map

    @property
    def shown(self) -> MapImage:
        """The map that is shown; there must be one."""
        assert self.map is not None
        return self.map

    @property
    def picture(self) -> Picture | None:
        shown = self.window.canvas.picture
        return None if shown is None else shown.picture

    @property
    def path(self) -> Path | None:
        return None if self.picture is None else self.picture.path

    @property
    def rows(self) -> list[list[str]]:
        """The table of results as it is read."""
        return [list(row.cells()) for row in self.window.results.model.rows]

    @property
    def message(self) -> str:
        """What the banner says; empty where there is none."""
        banner = self.window.banner
        return banner.text.text() if banner.isVisible() else ""

    def open(self, *paths: Path) -> None:
        self.studio.open(paths)
        self.idle()

    def choose(self, *methods: str) -> None:
        """Click on methods in the list."""
        tree = self.window.method_selector.tree
        modifier = Qt.KeyboardModifier.NoModifier
        for name in methods:
            [item] = tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
            place = tree.visualItemRect(item).center()
            self.qtbot.mouseClick(tree.viewport(), LEFT, modifier, place)
            modifier = Qt.KeyboardModifier.ControlModifier

    def set(self, name: str, value: float) -> None:
        """A parameter of the method."""
        control = self.window.method_selector.form.control(name)
        assert isinstance(control, (QSpinBox, QDoubleSpinBox))
        control.setValue(value)  # type: ignore[arg-type]

    def click_bar(self, place: int) -> None:
        self.qtbot.mouseClick(self.window.target_picker.bars, LEFT, pos=QPoint(50, place * 26 + 13))

    def click_row(self, row: int) -> None:
        table = self.window.results.table
        table.scrollTo(table.model().index(row, 0))
        place = table.visualRect(table.model().index(row, 1)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)

    def action(self, name: str) -> QAction:
        return self.window.actions_by_id[name]

    def start_long_job(self) -> None:
        """SmoothGrad of a thousand samples, until its first map is seen."""
        self.choose("SmoothGrad")
        self.set("samples", 1000)
        with self.qtbot.waitSignal(self.queue.map_refined, timeout=PATIENCE):
            self.studio.explain()

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
        data = dragged(*paths, text=text)
        place = over or self.window.canvas
        assert self.drag(data, place), "it is refused"
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(place, event)


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
