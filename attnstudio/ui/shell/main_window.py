"""The main window: places for panels, menus and bars, and a target for files that are dropped. It has no logic."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QMainWindow, QMenu, QWidget

from attnstudio.core.images import SUFFIXES, is_named_as_picture
from attnstudio.export.session import looks_like_session
from attnstudio.jobs.annotations import looks_like_annotations
from attnstudio.jobs.dataset import SUFFIXES as DATASET_SUFFIXES
from attnstudio.jobs.dataset import looks_like_data_set
from attnstudio.jobs.vetting import looks_like_model
from attnstudio.ui.shell import actions, theme
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.menus import Menus
from attnstudio.ui.shell.offered import is_picture
from attnstudio.ui.shell.roomy_style import give_room, recolour_docks
from attnstudio.ui.shell.toolbar import Toolbar
from attnstudio.ui.widgets.tab_order import focus_next

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
_SIZE = (1320, 860)
_TITLE_BAR = 40  # pixels that a window manager takes at most, in height
_SHARE = 0.92  # of the free place of a screen


class Translated(Protocol):
    def retranslate(self) -> None:
        """Set every text anew."""


class MainWindow(QMainWindow):
    """Owns the docks and the actions."""

    dropped = Signal(object)  # list[Path]: pictures, folders and models
    picture_dropped = Signal(object)  # QMimeData without files: a picture, or links to some
    regions_dropped = Signal(object)  # list[Path]
    session_dropped = Signal(object, object)  # Path, list[Path] of the pictures that came with it
    closing = Signal()
    retranslated = Signal()
    language_requested = Signal(str)
    theme_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setWindowIcon(theme.application_icon())
        self.resize(*_SIZE)
        self.actions_by_id = actions.build(self)
        self.may_close: Callable[[], bool] = lambda: True  # else it stays open; whoever says so tells the user why
        self.docks: dict[str, QDockWidget] = {}
        self._titles: dict[str, Callable[[], str]] = {}
        self._translated: list[Translated] = []
        self._to_recolour: deque[Callable[[], None]] = deque()
        self._recolour_timer = QTimer(self, interval=0)
        self._recolour_timer.timeout.connect(self._recolour_next)
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)

    def add_dock(self, name: str, title: Callable[[], str], content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        """Add a panel; a second one in the same area becomes a tab of the first."""
        dock = QDockWidget(self)
        give_room(dock)
        dock.setObjectName(name)
        dock.setWidget(content)
        neighbours = [one for one in self.docks.values() if self.dockWidgetArea(one) is area]
        self.addDockWidget(area, dock)
        if neighbours:
            self.tabifyDockWidget(neighbours[-1], dock)
            neighbours[0].raise_()
        self.docks[name], self._titles[name] = dock, title
        return dock

    def add_extra_dock(self, name: str, title: Callable[[], str], content: QWidget, neighbour: str) -> ExtraDock:
        """Add a panel that opens as a tab of another one."""
        area = self.dockWidgetArea(self.docks[neighbour])
        dock = ExtraDock(name, content, self, self.docks[neighbour], area)
        self._titles[name] = title
        self._translated.append(_DockTitle(dock, title))
        return dock

    def give_width(self, dock: str, width: int) -> None:
        """Make a dock as wide as its content needs, where the window has the room."""
        width = min(width, self.width() * 13 // 25)
        self.resizeDocks([self.docks[dock]], [width], Qt.Orientation.Horizontal)

    def fit_into(self, place: QRect) -> None:
        """Make the window, with its title bar, no larger than most of the free place of a screen."""
        room = QSize(int(place.width() * _SHARE), int(place.height() * _SHARE) - _TITLE_BAR)
        self.resize(self.size().boundedTo(room))

    def finish(
        self,
        toolbar: Toolbar,
        device_menu: QMenu,
        recent_menu: QMenu,
        kept_menu: QMenu,
        translated: Sequence[Translated],
        centre: QWidget,
    ) -> None:
        """Add the centre, the bars and the menus, and set all texts."""
        self.setCentralWidget(centre)
        self.resizeDocks([self.docks["pictures"], self.docks["explain"]], [230, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["results"]], [170], Qt.Orientation.Vertical)
        self.addToolBar(toolbar)
        panels = [dock.toggleViewAction() for dock in self.docks.values()]
        panels += [
            self.actions_by_id[name]
            for name in (
                "inspector",
                "layer_strip",
                "measure",
                "accuracy",
                "mean_map",
                "attack",
                "backdoors",
                "features",
                "concepts",
            )
        ]
        menus = self.menus = Menus(
            self.menuBar(),
            self.actions_by_id,
            device_menu,
            recent_menu,
            kept_menu,
            panels,
            self.theme_requested.emit,
            self.language_requested.emit,
        )
        self._translated += [menus, *translated]
        self.retranslated.connect(toolbar.fit)
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text anew."""
        for part in self._parts():
            part()

    def recolour(self) -> None:
        """Draw every icon anew: what sets texts sets icons too. A part in each turn of the event loop, which would
        stand still for long otherwise."""
        self._to_recolour = deque(self._parts())
        self._recolour_timer.start()

    @property
    def is_recolouring(self) -> bool:
        return bool(self._to_recolour)

    @Slot()
    def _recolour_next(self) -> None:
        if self._to_recolour:
            self._to_recolour.popleft()()
        else:
            self._recolour_timer.stop()

    def _parts(self) -> list[Callable[[], None]]:
        """What sets the texts of the window, one part of it each."""
        return [
            self._retranslate_own,
            *actions.icon_steps(self.actions_by_id),
            *(one.retranslate for one in self._translated),
            self.retranslated.emit,
        ]

    def _retranslate_own(self) -> None:
        actions.retranslate(self.actions_by_id)
        self.actions_by_id["open"].setIconText(tr("Open"))
        for name, dock in self.docks.items():
            dock.setWindowTitle(self._titles[name]())
        recolour_docks(self)
        for button in self.findChildren(QAbstractButton):  # of docks, which Qt names only once
            if button.objectName() == "qt_dockwidget_closebutton":
                button.setAccessibleName(tr("Close"))
            elif button.objectName() == "qt_dockwidget_floatbutton":
                button.setAccessibleName(tr("Detach"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        return focus_next(self, forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if not self.may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        files = list(_local_files(event))
        if any(map(_may_open, files)) or (not files and is_picture(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        event.acceptProposedAction()
        if files := list(_local_files(event)):
            self.open_paths(files)
        else:
            self.picture_dropped.emit(event.mimeData())

    @Slot(object)
    def open_path(self, file: Path) -> None:
        self.open_paths([file])

    def open_paths(self, files: Sequence[Path]) -> None:
        """Open dropped files, or those that the desktop passes: each kind goes to its feature."""
        regions, sessions, others = list[Path](), list[Path](), list[Path]()
        for path in files:
            if is_named_as_picture(path):
                others.append(path)
            else:
                kind = regions if looks_like_annotations(path) else sessions if looks_like_session(path) else others
                kind.append(path)
        if sessions:
            self.session_dropped.emit(sessions[0], others)
        elif others:
            self.dropped.emit(others)
        if regions:
            self.regions_dropped.emit(regions)


class _DockTitle:
    def __init__(self, dock: QDockWidget, title: Callable[[], str]) -> None:
        self._dock, self._title = dock, title

    def retranslate(self) -> None:
        self._dock.setWindowTitle(self._title())


def _local_files(event: QDropEvent) -> Iterable[Path]:
    return (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def _may_open(path: Path) -> bool:
    if path.is_dir() or path.suffix.lower() in SUFFIXES or path.name.lower().endswith(DATASET_SUFFIXES):
        return True
    known = looks_like_model(path) or looks_like_annotations(path) or looks_like_session(path)
    return known or looks_like_data_set(path)
