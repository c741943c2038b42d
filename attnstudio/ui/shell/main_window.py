"""The main window hosts the panels and the viewer. It has no logic: the controllers connect what stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDragEnterEvent, QDropEvent, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnstudio.core import overlay
from attnstudio.core.images import SUFFIXES
from attnstudio.core.text import tr_noop
from attnstudio.export.session import looks_like_session
from attnstudio.jobs.annotations import looks_like_annotations
from attnstudio.jobs.opening import looks_like_model
from attnstudio.jobs.pictures import PictureLoader, to_qimage
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.notify.banner import Banner
from attnstudio.ui.notify.log_view import LogView
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.pictures.welcome import Welcome
from attnstudio.ui.regions.tool_strip import TOOLS, ToolStrip
from attnstudio.ui.shell import actions, theme
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import LANGUAGES, tr
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.map_strip import MapStrip
from attnstudio.ui.widgets.plain import PlainLabel

NORMALISATIONS = {"per-map": tr_noop("per map"), "shared": tr_noop("shared")}
_MENUS = {
    tr_noop("&File"): (
        "open",
        "open_folder",
        "scenes",
        "",
        "open_model",
        "",
        *("open_session", "save_session", "save_session_as"),
        "",
        *("open_regions", "save_regions", "count_difficult"),
        "",
        "save_overlay",
        "export_map",
        "",
        *("copy_view", "copy_overlay", "copy_numbers", "", "quit"),
    ),
    tr_noop("E&dit"): (
        *("undo", "redo", "", *TOOLS, "", "brush_smaller", "brush_larger", ""),
        *("next_region", "delete_region", "clear_regions"),
    ),
    tr_noop("&View"): (
        *("fit", "actual_size", "zoom_in", "zoom_out", "", "next_view", "view_overlay", "view_picture", "view_map"),
        *("fill_regions",),
        *("", "previous_picture", "next_picture", "", "inspector"),
    ),
    tr_noop("&Explain"): ("run", "run_cheap", "cancel"),
    tr_noop("&Compare"): (
        *("compare", "compare_lab", "", "show_grid", "show_curtain", "show_blink", "show_difference"),
        *("show_correlation", "", "export_figure", "leave_compare"),
    ),
    tr_noop("&Tools"): ("measure", "save_report", "", "models"),
    tr_noop("&Help"): ("licences", "show_log", "", "about"),
}
_SWATCH = QSize(64, 12)
_RAMP = np.tile(np.linspace(0, 1, _SWATCH.width(), dtype=np.float32), (_SWATCH.height(), 1))
THEMES = {"": tr_noop("As the system"), "dark": tr_noop("Dark"), "light": tr_noop("Light")}


class MainWindow(QMainWindow):
    """Widgets and their places. `dropped` carries files and folders dropped anywhere."""

    dropped = Signal(object)  # list[Path]
    regions_dropped = Signal(object)  # list[Path]
    session_dropped = Signal(object, object)  # Path, list[Path] of the pictures beside it
    closing = Signal()
    retranslated = Signal()
    language_wanted = Signal(str)
    theme_wanted = Signal(str)

    def __init__(self, loader: PictureLoader) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.setWindowTitle("attnstudio")
        self.setWindowIcon(theme.application_icon())
        self.resize(1320, 860)
        self.actions_by_id = actions.make(self)

        self.browser = ImageBrowser(loader)
        self.canvas, self.welcome, self.banner, self.map_strip = Canvas(), Welcome(), Banner(), MapStrip()
        self.compare = CompareView(self.actions_by_id)
        self.model_picker, self.target_picker = ModelPicker(), TargetPicker()
        self.method_selector, self.layer_picker = MethodSelector(), LayerPicker()
        self.results, self.log, self.inspector = Results(), LogView(), Inspector()
        self.measure = MeasurePanel()
        self.run_button, self.cancel_button = QPushButton(), QPushButton()
        self._panels = (
            *(
                self.browser,
                self.banner,
                self.map_strip,
                self.welcome,
                self.canvas,
                self.compare,
                self.model_picker,
                self.target_picker,
            ),
            *(self.method_selector, self.layer_picker, self.results, self.log, self.inspector, self.measure),
        )

        self._centre = QStackedWidget()
        self._centre.addWidget(self.welcome)
        self.tool_strip = ToolStrip(self.actions_by_id)
        self._canvas_page = QWidget()
        row = QHBoxLayout(self._canvas_page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.tool_strip)
        viewed = QVBoxLayout()
        viewed.setSpacing(0)
        viewed.addWidget(self.map_strip)
        viewed.addWidget(self.canvas, 1)
        row.addLayout(viewed, 1)
        self._centre.addWidget(self._canvas_page)
        self._centre.addWidget(self.compare)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.banner)
        column.addWidget(self._centre, 1)
        self.setCentralWidget(centre)

        self._docks = {
            "pictures": self._dock("pictures", self.browser, Qt.DockWidgetArea.LeftDockWidgetArea),
            "explain": self._dock("explain", self._explain_panel(), Qt.DockWidgetArea.RightDockWidgetArea),
            "results": self._dock("results", self.results, Qt.DockWidgetArea.BottomDockWidgetArea),
            "log": self._dock("log", self.log, Qt.DockWidgetArea.BottomDockWidgetArea),
        }
        self.tabifyDockWidget(self._docks["results"], self._docks["log"])
        self._docks["results"].raise_()
        left, bottom = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        self.inspector_dock = ExtraDock("inspector", self.inspector, self, self._docks["pictures"], left)
        self.measure_dock = ExtraDock("measure", self.measure, self, self._docks["results"], bottom)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.resizeDocks([self._docks["pictures"], self._docks["explain"]], [230, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self._docks["results"]], [170], Qt.Orientation.Vertical)

        self.model_picker.manage_wanted.connect(self.actions_by_id["models"].trigger)
        self.device_menu = DeviceMenu(self)
        self._make_toolbar()
        self._make_menus()
        self._make_status_bar()
        self.retranslate()

    @property
    def viewer(self) -> Canvas | CompareView:
        """What stands in the centre, or will once there is a picture."""
        return self.compare if self._centre.currentWidget() is self.compare else self.canvas

    def end_welcome(self) -> None:
        """There is a picture: the canvas has the place of the first page."""
        if self._centre.currentWidget() is self.welcome:
            self.show_canvas()

    def show_canvas(self) -> None:
        self._centre.setCurrentWidget(self._canvas_page)

    def show_compare(self) -> None:
        self._centre.setCurrentWidget(self.compare)

    def retranslate(self) -> None:
        """Set every text anew."""
        actions.retranslate(self.actions_by_id)
        actions.show_icons(self.actions_by_id)
        self.actions_by_id["open"].setIconText(tr("Open"))
        for menu, text in self._menus:
            menu.setTitle(tr(text))
        titles = {"pictures": tr("Pictures"), "explain": tr("Explain"), "results": tr("Results"), "log": tr("Log")}
        self.inspector_dock.setWindowTitle(tr("Inspector"))
        self.measure_dock.setWindowTitle(tr("Measure"))
        for name, dock in self._docks.items():
            dock.setWindowTitle(titles[name])
        for button in self.findChildren(QAbstractButton):  # of docks, which Qt names once for ever
            if button.objectName() == "qt_dockwidget_closebutton":
                button.setAccessibleName(tr("Close"))
            elif button.objectName() == "qt_dockwidget_floatbutton":
                button.setAccessibleName(tr("Detach"))
        self.tool_strip.retranslate()
        self.device_menu.retranslate()
        self.device.setToolTip(tr("Where maps are computed, and how much memory a batch may take"))
        self.device.setAccessibleName(tr("Device"))
        self.run_button.setText(tr("Run"))
        self.cancel_button.setText(tr("Cancel"))
        self._opacity_label.setText(tr("Opacity"))
        self._colormap_label.setText(tr("Colormap"))
        self._normalise_label.setText(tr("Normalise"))
        self.opacity.setAccessibleName(tr("Opacity"))
        self.opacity.setToolTip(tr("Opacity of the map over the picture"))
        self.colormap.setAccessibleName(tr("Colormap"))
        self.normalisation.setAccessibleName(tr("Normalise"))
        self.normalisation.setToolTip(
            tr("per map: each map from its minimum to its maximum. shared: one scale for all maps of the method.")
        )
        for row, text in enumerate(NORMALISATIONS.values()):
            self.normalisation.setItemText(row, tr(text))
        for action, text in self._theme_actions:
            action.setText(tr(text))
        for panel in self._panels:
            panel.retranslate()
        self.retranslated.emit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.closing.emit()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if any(_may_open(path) for path in _local_files(event)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        event.acceptProposedAction()
        self.take(list(_local_files(event)))

    @Slot(object)
    def take_file(self, file: Path) -> None:
        self.take([file])

    def take(self, files: Sequence[Path]) -> None:
        """Open what was dropped here, or what the desktop gives: each kind of file goes to whom it concerns."""
        regions, sessions, others = list[Path](), list[Path](), list[Path]()
        for path in files:
            kind = regions if looks_like_annotations(path) else sessions if looks_like_session(path) else others
            kind.append(path)
        if sessions:
            self.session_dropped.emit(sessions[0], others)
        elif others:
            self.dropped.emit(others)
        if regions:
            self.regions_dropped.emit(regions)

    def _dock(self, name: str, content: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(self)
        dock.setObjectName(name)
        dock.setWidget(content)
        self.addDockWidget(area, dock)
        return dock

    def _explain_panel(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, theme.SPACE, 12, theme.SPACE)
        column.setSpacing(2 * theme.SPACE)
        for panel in (self.model_picker, self.target_picker, self.method_selector, self.layer_picker):
            column.addWidget(panel)
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(300)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, theme.SPACE, 12, theme.SPACE)
        buttons.setSpacing(theme.SPACE)
        self.run_button.setMinimumHeight(30)
        self.cancel_button.setMinimumHeight(30)
        self.run_button.clicked.connect(self.actions_by_id["run"].trigger)
        self.cancel_button.clicked.connect(self.actions_by_id["cancel"].trigger)
        buttons.addWidget(self.run_button, 2)
        buttons.addWidget(self.cancel_button, 1)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addLayout(buttons)
        return whole

    def _make_toolbar(self) -> None:
        bar = QToolBar()
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.addToolBar(bar)
        self._opacity_label, self._colormap_label, self._normalise_label = PlainLabel(), PlainLabel(), PlainLabel()
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self.opacity.setValue(round(overlay.DEFAULT_OPACITY * 100))
        self.opacity.setFixedWidth(110)
        self.opacity_value = PlainLabel("50 %")
        self.opacity_value.setFont(theme.tabular(self.opacity_value.font()))
        self.opacity_value.setFixedWidth(self.opacity_value.fontMetrics().horizontalAdvance("100 %") + 4)
        self.opacity_value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.opacity.valueChanged.connect(lambda value: self.opacity_value.setText(f"{value} %"))
        self.colormap = QComboBox()
        for name in overlay.COLORMAPS:
            self.colormap.addItem(_swatch(name), name, name)
        self.colormap.setIconSize(_SWATCH)
        self.normalisation = QComboBox()
        for key in NORMALISATIONS:
            self.normalisation.addItem("", key)
        group = QActionGroup(self)
        for name in ("view_overlay", "view_picture", "view_map"):
            group.addAction(self.actions_by_id[name])
        self.actions_by_id["view_overlay"].setChecked(True)

        for name in ("open", "", "run", "cancel", ""):
            _add(bar, self.actions_by_id, name)
        for label, control in (
            (self._opacity_label, (self.opacity, self.opacity_value)),
            (self._colormap_label, (self.colormap,)),
            (self._normalise_label, (self.normalisation,)),
        ):
            label.setContentsMargins(theme.SPACE, 0, 0, 0)
            bar.addWidget(label)
            for widget in control:
                bar.addWidget(widget)
        spring = QWidget()
        spring.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(spring)
        for name in ("view_overlay", "view_picture", "view_map", "", "fit", "actual_size"):
            _add(bar, self.actions_by_id, name)
        for name in ("cancel", "view_overlay", "view_picture", "view_map", "fit", "actual_size"):
            button = bar.widgetForAction(self.actions_by_id[name])
            assert isinstance(button, QToolButton)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _make_menus(self) -> None:
        self._menus: list[tuple[QMenu, str]] = []
        self._theme_actions: list[tuple[QAction, str]] = []
        for title, names in _MENUS.items():
            menu = self.menuBar().addMenu("")
            self._menus.append((menu, title))
            for name in names:
                _add(menu, self.actions_by_id, name)
            if title == "&Explain":
                menu.addSeparator()
                menu.addMenu(self.device_menu)
            if title == "&View":
                menu.addSeparator()
                self._menus.append(
                    (self._choices(menu, THEMES, self.theme_wanted.emit, translated=True), tr_noop("T&heme"))
                )
                self._menus.append(
                    (self._choices(menu, LANGUAGES, self.language_wanted.emit, translated=False), tr_noop("&Language"))
                )
                panels = menu.addMenu("")
                self._menus.append((panels, tr_noop("Pan&els")))
                for dock in self._docks.values():
                    panels.addAction(dock.toggleViewAction())
                panels.addAction(self.actions_by_id["inspector"])
                panels.addAction(self.actions_by_id["measure"])

    def _choices(self, menu: QMenu, rows: dict[str, str], chosen: Callable[[str], None], *, translated: bool) -> QMenu:
        made = menu.addMenu("")
        for key, text in rows.items():
            action = made.addAction(text)
            action.triggered.connect(lambda _=False, key=key: chosen(key))
            if translated:
                self._theme_actions.append((action, text))
        return made

    def _make_status_bar(self) -> None:
        self.read_out, self.activity = PlainLabel(), PlainLabel()
        self.device = QToolButton()
        self.device.setAutoRaise(True)
        self.device.setStyleSheet("QToolButton { padding: 2px 16px 2px 6px; }")  # the arrow must not touch the text
        self.device.setMenu(self.device_menu)
        self.device.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.device.hide()  # until there is something to say
        self.read_out.setFont(theme.tabular(self.read_out.font()))
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        keep = self.progress.sizePolicy()
        keep.setRetainSizeWhenHidden(True)  # nothing jumps when a job begins
        self.progress.setSizePolicy(keep)
        self.progress.hide()
        bar = self.statusBar()
        bar.addWidget(self.read_out, 1)
        bar.addPermanentWidget(self.device)
        self.read_out.setContentsMargins(theme.SPACE, 0, 0, 0)
        for widget in (self.activity, self.progress):
            widget.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
            bar.addPermanentWidget(widget)


def _add(host: QMenu | QToolBar, made: dict[str, QAction], name: str) -> None:
    if name:
        host.addAction(made[name])
    else:
        host.addSeparator()


def _local_files(event: QDropEvent) -> Iterable[Path]:
    return (Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())


def _may_open(path: Path) -> bool:
    known = looks_like_model(path) or looks_like_annotations(path) or looks_like_session(path)
    return known or path.is_dir() or path.suffix.lower() in SUFFIXES


def _swatch(colormap: str) -> QIcon:
    """A strip of the colormap's colours."""
    return QIcon(QPixmap.fromImage(to_qimage(overlay.coloured(_RAMP, colormap))))
