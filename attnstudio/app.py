"""The composition root: builds state, job board, panels and controllers, ties them together, and ends them in order."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Qt, Slot
from PySide6.QtGui import QPixmap

from attnstudio import paths
from attnstudio.core import overlay
from attnstudio.core.models import weights
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.recovery import Recovery
from attnstudio.settings import Settings
from attnstudio.ui.compare.controller import CompareController
from attnstudio.ui.compare.figure_export import FigureExport
from attnstudio.ui.compare.planner import Planner
from attnstudio.ui.compare.presenter import ComparePresenter
from attnstudio.ui.compare.runner import ComparisonRunner
from attnstudio.ui.compare.similarity import SimilarityUpdater
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.explain.controller import ExplainController
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.panel import ExplainPanel
from attnstudio.ui.explain.pickers import Pickers
from attnstudio.ui.explain.presenter import Presenter
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.runner import MapsRunner
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.export.map_export import MapExport
from attnstudio.ui.help.controller import HelpController
from attnstudio.ui.inspector.controller import InspectorController
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.jobs.jobs_panel import JobsPanel
from attnstudio.ui.measure.controller import MeasureController
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.measure.presenter import MeasurePresenter
from attnstudio.ui.measure.report_export import ReportExport
from attnstudio.ui.measure.runner import EvaluationRunner
from attnstudio.ui.measure.table_export import TableExport
from attnstudio.ui.models.controller import ModelsController
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.model_manager import ModelManager
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.models.preprocessing_advice import PreprocessingAdvice
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.models.user_models import UserModels
from attnstudio.ui.notify.banner import MessageBanner
from attnstudio.ui.notify.log_view import LogView
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.notify.recovery_action import recovery_action
from attnstudio.ui.pictures.controller import PicturesController
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.pictures.welcome import Welcome
from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.regions.files import RegionFiles
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.sessions.controller import SessionsController
from attnstudio.ui.sessions.recovery_keeper import RecoveryKeeper
from attnstudio.ui.sessions.snapshot import SessionState
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.action_binder import ActionBinder
from attnstudio.ui.shell.centre import Centre, picture_page
from attnstudio.ui.shell.display_controls import DisplayControls
from attnstudio.ui.shell.escape import EscapeDispatcher
from attnstudio.ui.shell.i18n import Language, tr
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.shell.status_bar import StatusBar
from attnstudio.ui.shell.toolbar import Toolbar
from attnstudio.ui.shell.window_title import WindowTitle
from attnstudio.ui.state.display_options import DisplayOptions, Normalisation
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.controller import ViewerController
from attnstudio.ui.viewer.map_strip import MapStrip

_RUNS = ("run", "run_cheap")


class App(QObject):
    """Everything that lives as long as the window."""

    def __init__(self, settings: Settings, settings_file: Path | None) -> None:
        super().__init__()
        # While the worker traces a graph, the GUI thread gets the interpreter back after 1 ms instead of 5.
        sys.setswitchinterval(0.001)
        self.settings, self._settings_file = settings, settings_file
        self._stopped = False
        self.language = Language()
        self.language.choose(settings.text("language"))
        theme.apply(settings.text("theme"))
        self._build_state()
        try:
            self._build_panels()
            self._build_controllers()
            self._tie()
            self._restore()
        except BaseException:  # a file of the program may be damaged
            self.board.stop()
            raise

    def _build_state(self) -> None:
        folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
        is_kept = self._settings_file is not None
        remembered = UserModelStore.load(paths.user_models_file()) if is_kept else UserModelStore(None)
        self.remembered = remembered
        self.models = Models(ModelCatalogue(folders, paths.model_folder()), remembered, paths.model_folder())
        self.selection, self.display, self.viewed = Selection(), DisplayOptions(), Viewed()
        self.pictures = PictureList()
        decoded = PictureStore()
        self.loader = PictureLoader(decoded)
        self.board = JobBoard(folders, decoded)
        self.downloads = Downloads(self.board, paths.model_folder())
        self.imports = Imports(self.board, self.models.catalogue)
        self.notifier = Notifier(partial(recovery_action, self.models.catalogue, self.downloads.start))

    def _build_panels(self) -> None:
        self.window = MainWindow()
        actions = self.window.actions_by_id
        self.browser = ImageBrowser(self.pictures, self.loader)
        self.canvas, self.map_strip, self.welcome = Canvas(), MapStrip(), Welcome()
        self.tool_strip, self.compare_view = ToolStrip(actions), CompareView(actions, self.loader.store)
        self.model_picker, self.target_picker = ModelPicker(), TargetPicker()
        self.method_selector, self.layer_picker = MethodSelector(), LayerPicker()
        pickers = (self.model_picker, self.target_picker, self.method_selector, self.layer_picker)
        self.explain_panel = ExplainPanel(pickers, actions["run"], actions["cancel"])
        self.results, self.jobs_panel, self.log = Results(), JobsPanel(self.board), LogView()
        self.inspector, self.measure = Inspector(), MeasurePanel()
        self.banner = MessageBanner(self.notifier)
        self.device_menu = DeviceMenu(self.window)
        self.display_controls = DisplayControls(self.display)
        self.status_bar = StatusBar(self.board, self.notifier, self.models, self.device_menu)
        self.window.setStatusBar(self.status_bar)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        self.window.add_dock("pictures", lambda: tr("Pictures"), self.browser, left)
        self.window.add_dock("explain", lambda: tr("Explain"), self.explain_panel, right)
        self.window.add_dock("results", lambda: tr("Results"), self.results, bottom)
        self.window.add_dock("jobs", lambda: tr("Jobs"), self.jobs_panel, bottom)
        self.window.add_dock("log", lambda: tr("Log"), self.log, bottom)
        self.inspector_dock = self.window.add_extra_dock(
            "inspector", lambda: tr("Inspector"), self.inspector, "pictures"
        )
        self.measure_dock = self.window.add_extra_dock("measure", lambda: tr("Measure"), self.measure, "results")
        picture = picture_page(self.tool_strip, self.map_strip, self.canvas)
        pages = {Page.WELCOME: self.welcome, Page.PICTURE: picture, Page.COMPARE: self.compare_view}
        panels = (
            *(self.browser, self.banner, self.map_strip, self.welcome, self.canvas, self.compare_view, *pickers),
            *(
                self.explain_panel,
                self.results,
                self.jobs_panel,
                self.log,
                self.inspector,
                self.measure,
                self.tool_strip,
            ),
            *(self.device_menu, self.display_controls, self.status_bar),
        )
        toolbar = Toolbar(actions, self.display_controls)
        self.window.finish(toolbar, self.device_menu, panels, Centre(self.viewed, self.banner, pages))

    def _build_controllers(self) -> None:
        window, board = self.window, self.board
        selection, models, viewed, notifier = self.selection, self.models, self.viewed, self.notifier
        self.action_binder = ActionBinder(window.actions_by_id, selection, viewed, self.display, board)
        self.escape, self.title = EscapeDispatcher(window), WindowTitle(window, selection, viewed)
        self.pictures_controller = PicturesController(
            self.browser, self.loader, self.pictures, selection, notifier, self.settings
        )
        self.user_models = UserModels(board, models, selection, notifier, window)
        self.models_controller = ModelsController(
            self.model_picker,
            self.device_menu,
            self.user_models,
            models,
            selection,
            board,
            self.downloads,
            notifier,
        )
        self.viewer = ViewerController(self.canvas, self.map_strip, selection, viewed, self.display, self.results.model)
        self.pickers = Pickers(self.method_selector, self.layer_picker, self.target_picker, selection, models)
        presenter = Presenter(self.results, self.target_picker, self.map_strip, selection, models, viewed, notifier)
        self.maps = MapsRunner(presenter, models, board, notifier)
        self.explain = ExplainController(presenter, self.maps, selection, models, notifier)
        self.preprocessing_advice = PreprocessingAdvice(board, selection, models, self.pictures, notifier)
        self.map_export = MapExport(window, viewed, self.display, self.results.model, self._grab)
        kept = self._settings_file is not None
        self.inspecting = InspectorController(
            self.inspector,
            self.inspector_dock,
            window.actions_by_id["inspector"],
            board,
            selection,
            models,
            viewed,
            self.display,
        )
        by_id, pictures = window.actions_by_id, self.pictures
        store = RegionStore.load(paths.regions_file()) if kept else RegionStore(None)
        self.marking = RegionsController(
            self.canvas, self.tool_strip, by_id, selection, viewed, pictures, notifier, store
        )
        self.region_files = RegionFiles(
            window, by_id, self.settings, self.marking, selection, pictures, board, notifier
        )
        view = self.compare_view
        runner = ComparisonRunner(board, self.loader.watch, self.results.model, self.display, notifier)
        similarity = SimilarityUpdater(view, board)
        self.comparing = CompareController(
            view,
            window.actions_by_id,
            runner,
            ComparePresenter(view, window.actions_by_id, runner, similarity, viewed, self.display),
            Planner(view.bar, selection, models, self.pictures),
            selection,
            self.pictures,
            viewed,
        )
        self.figures = FigureExport(view, board, self.display, notifier, window)
        self.scores = MeasurePresenter(self.measure, selection)
        self.evaluations = EvaluationRunner(self.scores, board, notifier)
        self.measuring = MeasureController(
            self.measure,
            self.measure_dock,
            window.actions_by_id["measure"],
            self.evaluations,
            self.marking.region_of,
            selection,
            models,
            self.pictures,
            board,
            notifier,
        )
        self.table_export = TableExport(self.measure, self.settings, notifier)
        self.report_export = ReportExport(
            window,
            window.actions_by_id["save_report"],
            self.evaluations,
            self.settings,
            self.language,
            board,
            notifier,
        )
        recovery = Recovery(paths.recovery_folder()) if kept else None
        self.session_state = SessionState(selection, self.display, models, pictures, self.marking)
        self.sessions = SessionsController(
            window, by_id, self.settings, self.session_state, viewed, board, notifier, recovery
        )
        self.recovery_keeper: RecoveryKeeper | None = None
        if recovery is not None:
            self.recovery_keeper = RecoveryKeeper(
                recovery, self.session_state, selection, self.display, models, pictures
            )
        self.helping = HelpController(window, notifier)

    def _tie(self) -> None:
        """What one feature asks of another."""
        window, explain = self.window, self.explain
        self.notifier.logged.connect(self.log.say)
        self.canvas.cursor_moved.connect(self.status_bar.show_read_out)
        self.pictures_controller.model_given.connect(self.models_controller.open_file)
        self.pictures_controller.scenes_wanted.connect(self.models_controller.choose_demo)
        self.models_controller.ready.connect(explain.on_model_ready)
        explain.vetting_wanted.connect(self.models_controller.vet)
        explain.weights_missing.connect(self.models_controller.offer_download)
        explain.picture_wanted.connect(self.pictures_controller.show)
        explain.reload_wanted.connect(self.pictures_controller.open_picture)
        explain.finished.connect(self.preprocessing_advice.on_result)
        self.model_picker.manage_wanted.connect(window.actions_by_id["models"].trigger)
        self.preprocessing_advice.preprocessing_wanted.connect(self.user_models.use_preprocessing)
        self.results.row_chosen.connect(explain.show_row)
        self.target_picker.target_chosen.connect(explain.choose_target)
        self.browser.image_chosen.connect(self.comparing.on_picture_chosen)
        self.results.row_chosen.connect(self.comparing.leave)
        explain.finished.connect(self.comparing.on_maps_computed)
        self.comparing.row_wanted.connect(explain.show_row)
        self.comparing.focus_given_back.connect(self.canvas.setFocus)
        self.compare_view.cursor_moved.connect(self.canvas.cursor_moved)
        window.retranslated.connect(self.comparing.retranslate)
        window.actions_by_id["export_figure"].triggered.connect(self.figures.ask)
        self.inspecting.model_wanted.connect(self.models_controller.warm_up)
        for leaves_channel in (self.results.row_chosen, *(window.actions_by_id[name].triggered for name in _RUNS)):
            leaves_channel.connect(self.inspecting.leave_channel)
        self.map_strip.setting_wanted.connect(explain.use_setting)
        self.welcome.open_wanted.connect(self.pictures_controller.ask_pictures)
        self.welcome.scenes_wanted.connect(self.pictures_controller.open_scenes)
        self.map_export.failed.connect(partial(self.notifier.show_failure, scope=Scope.PROGRAM))
        self.marking.changed.connect(self.measuring.know_region)
        window.regions_dropped.connect(self.region_files.open)
        self.models_controller.ready.connect(self.measuring.on_model_ready)
        self.measuring.vetting_wanted.connect(self.models_controller.vet)
        self.scores.map_wanted.connect(window.actions_by_id["leave_compare"].trigger)
        self.scores.map_wanted.connect(self.maps.compute)
        window.session_dropped.connect(self.sessions.open)
        self.sessions.opening.connect(self.comparing.leave)
        self.sessions.opening.connect(self.user_models.cancel)
        self.sessions.weights_missing.connect(self.models_controller.offer_download)
        self.sessions.picture_wanted.connect(self.pictures_controller.show)
        self.sessions.pictures_wanted.connect(self.pictures_controller.open)
        self.sessions.opened.connect(explain.explain_if_fast)
        window.dropped.connect(self.pictures_controller.open)
        window.closing.connect(self.stop)
        window.language_wanted.connect(self._on_language)
        window.theme_wanted.connect(self._on_theme)
        window.retranslated.connect(self.title.refresh)
        window.retranslated.connect(self.marking.refresh)
        window.retranslated.connect(self.scores.refresh)
        for leave in (self.action_binder.cancel, self.inspecting.leave_channel, self.comparing.leave):
            self.escape.add(leave)
        for name, slot in (
            ("open", self.pictures_controller.ask_pictures),
            ("open_folder", self.pictures_controller.ask_folder),
            ("open_model", self.user_models.ask_file),
            ("scenes", self.pictures_controller.open_scenes),
            ("save_overlay", self.map_export.save_overlay),
            ("export_map", self.map_export.export_map),
            ("copy_view", self.map_export.copy_view),
            ("copy_overlay", self.map_export.copy_overlay),
            ("copy_numbers", self.map_export.copy_numbers),
            ("models", self._manage_models),
            ("quit", window.close),
            ("run", self._run),
            ("run_cheap", explain.explain_fast_methods),
            ("previous_picture", lambda: self.browser.step(-1)),
            ("next_picture", lambda: self.browser.step(1)),
            ("fit", lambda: self._viewer.fit()),
            ("actual_size", lambda: self._viewer.actual_size()),
            ("zoom_in", lambda: self._viewer.zoom(1.25)),
            ("zoom_out", lambda: self._viewer.zoom(0.8)),
            ("next_view", self.viewer.next_view),
        ):
            window.actions_by_id[name].triggered.connect(slot)

    @cached_property
    def manager(self) -> ModelManager:
        """Built when it is first opened: many users never see it."""
        manager = ModelManager(self.models.catalogue, self.downloads, self.imports, self.window)
        self.window.retranslated.connect(manager.retranslate)
        self.window.closing.connect(manager.hide)
        manager.changed.connect(self.models_controller.on_weights_changed)
        return manager

    def show_error(self, error: Notice) -> None:
        self.notifier.show_notice(error, Scope.PROGRAM)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being opened or computed, or about to be."""
        features = (self.explain, self.inspecting, self.comparing)
        is_pending = self.pictures_controller.is_opening or any(feature.is_pending for feature in features)
        return self.board.is_idle and not is_pending

    @Slot()
    def stop(self) -> None:
        """The one way out, from the window's cross, from quit and from Ctrl-C."""
        if self._stopped:
            return
        self._stopped = True
        self.board.cancel_all()
        try:
            self._remember()
            if self._settings_file is not None:
                self.settings.save(self._settings_file)
        finally:
            self.window.hide()  # a batch, or TensorFlow's import, may take seconds to end
            self.pictures_controller.stop()
            self.marking.stop()
            if self.recovery_keeper is not None:
                self.recovery_keeper.stop()
            self.comparing.stop()
            self.board.stop()
            self.log.close_log()

    def _remember(self) -> None:
        """Bring the settings up to date."""
        chosen, shown = self.selection.now, self.display.now
        settings = self.settings
        settings.set("model", chosen.model)
        settings.set("method", ",".join(call.id for call in chosen.methods))
        settings.set("device", chosen.device)
        settings.set("memory", float(chosen.memory))
        settings.set("opacity", shown.opacity)
        settings.set("colormap", shown.colormap)
        settings.set("normalisation", shown.normalisation.value)
        settings.set("geometry", _packed(self.window.saveGeometry()))
        settings.set("docks", _packed(self.window.saveState()))

    def _restore(self) -> None:
        """What the settings say."""
        settings = self.settings
        self.display.set(
            colormap=_known(settings.text("colormap"), overlay.COLORMAPS, overlay.DEFAULT_COLORMAP),
            opacity=settings.number("opacity"),
            normalisation=Normalisation(
                _known(settings.text("normalisation"), tuple(Normalisation), Normalisation.PER_MAP)
            ),
        )
        self.selection.set(
            methods=tuple(map(MethodCall, filter(None, settings.text("method").split(",")))),
            device=settings.text("device"),
            memory=round(settings.number("memory")),
        )
        self.models_controller.restore(settings.text("model"), self.selection.now.target, "auto")
        if geometry := settings.text("geometry"):
            self.window.restoreGeometry(_unpacked(geometry))
        if docks := settings.text("docks"):
            self.window.restoreState(_unpacked(docks))

    @Slot()
    def _run(self) -> None:
        """The maps that are compared, or those of the picture."""
        (self.comparing.run if self.comparing.is_open else self.explain.explain)()

    @Slot()
    def _manage_models(self) -> None:
        self.manager.open_at(self.selection.now.model)

    def _grab(self) -> QPixmap:
        return self._viewer.grab()

    @property
    def _viewer(self) -> Canvas | CompareView:
        """The part of the centre that shows maps at the moment."""
        return self.compare_view if self.viewed.now.page is Page.COMPARE else self.canvas

    @Slot(str)
    def _on_language(self, code: str) -> None:
        self.settings.set("language", code)
        self.language.choose(code)

    @Slot(str)
    def _on_theme(self, name: str) -> None:
        self.settings.set("theme", name)
        theme.apply(name)
        self.window.retranslate()


def _known(text: str, known: Sequence[str], default: str) -> str:
    return text if text in known else default


def _packed(state: QByteArray) -> str:
    return b64encode(state.data()).decode()


def _unpacked(text: str) -> QByteArray:
    try:
        return QByteArray(b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
