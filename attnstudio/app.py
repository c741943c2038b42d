"""The composition root: builds state, job board, panels and features, connects them, and ends them in order."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from attnstudio import app_jobs, app_menus, paths
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.expected_times import ExpectedTimes
from attnstudio.core.models import weights
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request
from attnstudio.core.text import Notice
from attnstudio.engine_process.chosen import started_host
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.export.unfinished import UnfinishedExports
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.recovery import Recovery
from attnstudio.settings import Settings
from attnstudio.ui.accuracy.feature import AccuracyFeature
from attnstudio.ui.accuracy.panel import AccuracyPanel
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.feature import AttacksFeature
from attnstudio.ui.attacks.many_view import ManyView
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.backdoors.feature import BackdoorsFeature
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.compare.feature import CompareFeature
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.concepts.feature import ConceptsFeature
from attnstudio.ui.concepts.panel import ConceptsPanel
from attnstudio.ui.contrast.controller import ContrastController
from attnstudio.ui.contrast.panel import ContrastButton
from attnstudio.ui.explain.expected_time import ExpectedTime
from attnstudio.ui.explain.feature import ExplainFeature
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.panel import ExplainPanel
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.export.export_runner import ExportRunner
from attnstudio.ui.export.map_export import MapExport
from attnstudio.ui.export.selection_export import SelectionExport
from attnstudio.ui.features.feature import FeaturesFeature
from attnstudio.ui.features.panel import FeaturesPanel
from attnstudio.ui.help.controller import HelpController
from attnstudio.ui.inspector.feature import InspectorFeature
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.jobs.engine_deaths import EngineDeaths
from attnstudio.ui.jobs.jobs_panel import JobsPanel
from attnstudio.ui.layer_strip.feature import LayerStripFeature
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.mean_map.feature import MeanMapFeature
from attnstudio.ui.mean_map.panel import MeanMapPanel
from attnstudio.ui.measure.feature import MeasureFeature
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.feature import ModelsFeature
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.notify.banner import MessageBanner
from attnstudio.ui.notify.log_view import LogView
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.notify.recovery_action import recovery_action
from attnstudio.ui.palette import entries
from attnstudio.ui.palette.palette import Palette
from attnstudio.ui.pictures.feature import ACTIONS as BROWSER_ACTIONS
from attnstudio.ui.pictures.feature import PicturesFeature
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.pictures.paste import Paste
from attnstudio.ui.pictures.region_marks import RegionMarks
from attnstudio.ui.pictures.review_bar import ReviewBar
from attnstudio.ui.pictures.welcome import Welcome
from attnstudio.ui.preferences.feature import PreferencesFeature
from attnstudio.ui.recent.recent_files import RecentFiles
from attnstudio.ui.recent.recent_menu import RecentMenu
from attnstudio.ui.regions.feature import RegionsFeature
from attnstudio.ui.regions.layer import region_layer
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.sessions.feature import SessionsFeature
from attnstudio.ui.shell import preferences, theme
from attnstudio.ui.shell.action_binder import ActionBinder
from attnstudio.ui.shell.appearance import Appearance
from attnstudio.ui.shell.centre import Centre, picture_page
from attnstudio.ui.shell.close_question import CloseQuestion
from attnstudio.ui.shell.context_menus import MenuKey
from attnstudio.ui.shell.display_controls import DisplayControls
from attnstudio.ui.shell.escape import EscapeDispatcher
from attnstudio.ui.shell.file_dialogs import show_file
from attnstudio.ui.shell.focus_mark import FocusMark
from attnstudio.ui.shell.i18n import Language, tr
from attnstudio.ui.shell.main_window import MainWindow, Translated
from attnstudio.ui.shell.services import Services
from attnstudio.ui.shell.shortcuts import Shortcuts
from attnstudio.ui.shell.status_bar import StatusBar
from attnstudio.ui.shell.toolbar import Toolbar
from attnstudio.ui.shell.undo import UndoableChoices, UndoActions
from attnstudio.ui.shell.window_title import WindowTitle
from attnstudio.ui.snapshots.feature import SnapshotsFeature
from attnstudio.ui.snapshots.kept_menu import KeptMenu
from attnstudio.ui.snapshots.store import KeptMaps
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.history import History
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.state.models import DEMO, Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.controller import ViewerController
from attnstudio.ui.viewer.map_strip import MapStrip
from attnstudio.ui.widgets import roles
from attnstudio.ui.widgets.drag_out import DragOut


class App(QObject):
    """Everything that lives as long as the window.

    Args:
        settings: from the last start.
        settings_file: where they are saved at the end; None: nothing is read from or written to the user's folders.
    """

    def __init__(self, settings: Settings, settings_file: Path | None) -> None:
        super().__init__()
        # While the worker traces a graph, the GUI thread gets the interpreter back after 1 ms instead of 5.
        sys.setswitchinterval(0.001)
        self.settings, self._settings_file = settings, settings_file
        self._stopped = False
        self.language = Language()
        self.language.choose(settings.text("language"))
        theme.apply(settings.text("theme"))
        roles.install()
        self._build_services()
        try:
            self._build_panels()
            self._build_features()
            self._connect_features()
            self._connect_window()
            self._restore()
        except BaseException:  # a file of the program may be damaged
            self._end_engine()
            raise

    def _build_services(self) -> None:
        folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
        user_models = UserModelStore(None)
        if self._settings_file is not None:
            user_models = UserModelStore.load(paths.user_models_file())
        self.engine_host = started_host(
            self.settings.text("engine"), paths.environment(), folders, list(user_models.models)
        )
        models = Models(ModelCatalogue(folders, paths.model_folder()), user_models, paths.model_folder())
        self.selection, self.display, self.viewed = Selection(), DisplayOptions(), Viewed()
        loader = PictureLoader(PictureStore())
        make_engine = None
        if self.engine_host is not None:
            make_engine = partial(ProcessEngine, self.engine_host, loader.store)
        self.board = JobBoard(folders, loader.store, make_engine)
        self.downloads = Downloads(self.board, paths.model_folder())
        self.imports = Imports(self.board, models.catalogue)
        self.notifier = Notifier(partial(recovery_action, models.catalogue, self.downloads.start))
        self.window, pictures = MainWindow(), PictureList()
        self.services = Services(
            self.window,
            self.board,
            loader,
            self.notifier,
            self.settings,
            self.selection,
            self.display,
            self.viewed,
            models,
            pictures,
            DatasetState(pictures),
            History(self),
        )

    def _build_panels(self) -> None:
        window, actions, services = self.window, self.services.actions, self.services
        of_pictures = [actions[name] for name in BROWSER_ACTIONS]
        self.browser = ImageBrowser(services.pictures, services.loader, services.dataset, of_pictures)
        self.canvas, self.map_strip, self.welcome = Canvas(), MapStrip(), Welcome()
        self.review_bar = ReviewBar()
        self.tool_strip, self.compare_view = ToolStrip(actions), CompareView(actions, services.loader.store)
        self.model_picker, self.target_picker = ModelPicker(), TargetPicker()
        self.expected_times = ExpectedTimes(None if self._settings_file is None else paths.expected_times_file())
        self.expected_time = ExpectedTime(self.selection, self.expected_times)
        method_lists = MethodLists(self.settings, self.selection)
        self.method_selector = MethodSelector(self.selection, method_lists, self.expected_time.of)
        self.layer_picker = LayerPicker()
        pickers = (self.model_picker, self.target_picker, self.method_selector, self.layer_picker)
        self.explain_panel = ExplainPanel(pickers, actions["run"], actions["cancel"])
        self.results, self.jobs_panel, self.log = Results(), JobsPanel(self.board), LogView()
        self.inspector_panel, self.measure_panel = Inspector(), MeasurePanel()
        self.accuracy_panel, self.mean_map_panel = AccuracyPanel(), MeanMapPanel()
        self.layer_strip_panel, self.backdoors_panel = LayerStripPanel(), BackdoorsPanel()
        self.features_panel, self.concepts_panel = FeaturesPanel(), ConceptsPanel()
        self.attack_state, self.attack_many_view = AttackState(), ManyView()
        self.attack_panel, self.attack_view = AttackPanel(self.attack_state), AttackView(self.attack_many_view)
        self.banner = MessageBanner(self.notifier)
        self.device_menu = DeviceMenu(window)
        self.display_controls, self.contrast_button = DisplayControls(self.display), ContrastButton()
        self.status_bar = StatusBar(self.board, self.notifier, services.models, self.device_menu, self.engine_host)
        window.setStatusBar(self.status_bar)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        window.add_dock("pictures", lambda: tr("Pictures"), self.browser, left)
        window.add_dock("explain", lambda: tr("Explain"), self.explain_panel, right)
        window.add_dock("results", lambda: tr("Results"), self.results, bottom)
        window.add_dock("jobs", lambda: tr("Jobs"), self.jobs_panel, bottom)
        window.add_dock("log", lambda: tr("Log"), self.log, bottom)
        self.inspector_dock = window.add_extra_dock(
            "inspector", lambda: tr("Inspector"), self.inspector_panel, "pictures"
        )
        self.measure_dock = window.add_extra_dock("measure", lambda: tr("Measure"), self.measure_panel, "results")
        self.accuracy_dock = window.add_extra_dock("accuracy", lambda: tr("Accuracy"), self.accuracy_panel, "results")
        self.layer_strip_dock = window.add_extra_dock(
            "layer_strip", lambda: tr("Map at every layer"), self.layer_strip_panel, "results"
        )
        self.mean_map_dock = window.add_extra_dock("mean_map", lambda: tr("Mean map"), self.mean_map_panel, "results")
        self.attack_dock = window.add_extra_dock("attack", lambda: tr("Attack"), self.attack_panel, "explain")
        self.backdoors_dock = window.add_extra_dock(
            "backdoors", lambda: tr("Backdoors"), self.backdoors_panel, "results"
        )
        self.features_dock = window.add_extra_dock(
            "features", lambda: tr("Activation maximisation"), self.features_panel, "results"
        )
        self.concepts_dock = window.add_extra_dock("concepts", lambda: tr("Concepts"), self.concepts_panel, "results")
        picture = picture_page(self.tool_strip, (self.review_bar, self.map_strip), self.canvas)
        pages: dict[Page, QWidget] = {
            Page.WELCOME: self.welcome,
            Page.PICTURE: picture,
            Page.COMPARE: self.compare_view,
            Page.ATTACK: self.attack_view,
        }
        translated: list[Translated] = [
            self.browser,
            self.banner,
            self.map_strip,
            self.review_bar,
            self.welcome,
            self.canvas,
            self.compare_view,
        ]
        translated += [*pickers, self.explain_panel, self.results, self.jobs_panel, self.log, self.inspector_panel]
        translated += [self.accuracy_panel, self.mean_map_panel, self.layer_strip_panel, self.backdoors_panel]
        translated += [self.features_panel, self.concepts_panel]
        translated += [self.attack_panel, self.attack_view, self.attack_many_view]
        translated += [self.measure_panel, self.tool_strip, self.device_menu, self.display_controls, self.status_bar]
        translated += [self.contrast_button]
        toolbar = Toolbar(actions, self.display_controls, self.contrast_button)
        self.recent = RecentFiles(self.settings)
        recent_menu = RecentMenu(self.recent)
        recent_menu.chosen.connect(window.open_path)
        self.kept_maps = KeptMaps()
        self.kept_menu = KeptMenu(self.kept_maps, window)
        translated += [recent_menu, self.kept_menu]
        centre = Centre(self.viewed, self.banner, pages)
        window.finish(toolbar, self.device_menu, recent_menu, self.kept_menu, translated, centre)
        lists = (self.browser, self.results)
        self.shortcuts = Shortcuts(self.settings, actions, window, centre, lists)

    def _build_features(self) -> None:
        services, window, selection, viewed = self.services, self.window, self.selection, self.viewed
        results = self.results.model
        seen = MapInView(viewed, self.display, results)
        self.contrast = ContrastController(self.contrast_button, seen, viewed, self.display, services.history)
        is_persistent = self._settings_file is not None
        self.engine_deaths = EngineDeaths(self.board, self.notifier)
        self.action_binder = ActionBinder(services.actions, selection, viewed, self.display, self.board)
        self.undoable_choices = UndoableChoices(services.history, selection)
        self.undo_actions = UndoActions(services.actions, services.history, selection, viewed)
        self.escape, self.title = EscapeDispatcher(window), WindowTitle(window, selection, viewed)
        remembered = RememberedMatches.load(paths.class_matches_file()) if is_persistent else RememberedMatches(None)
        predictions_file = paths.predictions_file() if is_persistent else None
        self.data = PicturesFeature(self.browser, self.review_bar, remembered, predictions_file, services)
        self.pictures = self.data.controller
        self.data.review.watch(self.canvas, walk=True)
        self.data.review.watch(self.results.table)
        self.models = ModelsFeature(self.model_picker, self.device_menu, self.downloads, self.imports, services)
        self.viewer = ViewerController(self.canvas, self.map_strip, selection, viewed, self.display, seen)
        self.map_strip.contrast_requested.connect(self.contrast.set_auto)
        self.explain = ExplainFeature(
            self.method_selector,
            self.layer_picker,
            self.target_picker,
            self.results,
            self.map_strip,
            self.explain_panel,
            self.expected_time,
            services,
        )
        self.snapshots = SnapshotsFeature(self.canvas, self.kept_maps, self.kept_menu, seen, services)
        self.palette = Palette(self._palette_sources(), window)
        self.paste = Paste(window, paths.pasted_folder(), window.open_paths, self.board, self.notifier)
        self.map_export = MapExport(window, seen, self.display, services.loader.store, self._grab)
        self.exports = ExportRunner(
            services.selected_pictures,
            services.pictures,
            services.dataset,
            self.board,
            self.notifier,
            UnfinishedExports(paths.unfinished_exports() if is_persistent else None),
        )
        self.exports.explained.connect(self.explain.list_maps)
        self.selection_export = SelectionExport(services, self.language, self.exports.export)
        store = RegionStore.load(paths.regions_file()) if is_persistent else RegionStore(None)
        self.regions = RegionsFeature(self.canvas, self.tool_strip, store, services)
        has_region = self.regions.controller.region_of
        self.region_marks = RegionMarks(
            services.dataset, services.pictures, store.paths, lambda path: has_region(path) is not None
        )
        self.inspector = InspectorFeature(self.inspector_panel, self.inspector_dock, self.canvas, has_region, services)
        self.regions.controller.changed.connect(self.inspector.sorter.on_region)
        self.compare = CompareFeature(self.compare_view, results, services)
        self.compare_view.link.over.append(region_layer(has_region))
        self.regions.controller.changed.connect(self.compare_view.link.changed)
        self.measure = MeasureFeature(
            self.measure_panel, self.measure_dock, self.regions.controller.region_of, self.language, services
        )
        self.accuracy = AccuracyFeature(self.accuracy_panel, self.accuracy_dock, services)
        self.layer_strip = LayerStripFeature(self.layer_strip_panel, self.layer_strip_dock, services)
        self.layer_strip.controller.model_requested.connect(self.models.controller.warm_up)
        self.mean_map = MeanMapFeature(self.mean_map_panel, self.mean_map_dock, services)
        self.attacks = AttacksFeature(
            self.attack_panel,
            self.attack_view,
            self.attack_many_view,
            self.attack_dock,
            self.attack_state,
            has_region,
            self.expected_times,
            services,
        )
        self.attacks.controller.model_requested.connect(self.models.controller.warm_up)
        for follower in (self.attacks.controller.refresh, self.attacks.places.refresh):
            self.regions.controller.changed.connect(follower)
        self.attacks.many.open_requested.connect(self.pictures.open)
        self.attacks.controller.opening.connect(self.compare.controller.leave)
        self.attacks.gallery.picture_requested.connect(self.pictures.show)
        self.attacks.gallery.model_requested.connect(self.models.controller.choose)
        self.backdoors = BackdoorsFeature(self.backdoors_panel, self.backdoors_dock, self.expected_times, services)
        self.features = FeaturesFeature(self.features_panel, self.features_dock, services)
        self.concepts = ConceptsFeature(self.concepts_panel, self.concepts_dock, services)
        self.features_panel.picture_requested.connect(self.pictures.show)
        recovery = Recovery(paths.recovery_folder()) if is_persistent else None
        self.sessions = SessionsFeature(
            self.regions.controller,
            self.compare.controller,
            self.measure.runner,
            results,
            self.attack_state,
            self.kept_maps,
            recovery,
            services,
        )
        self.preferences = PreferencesFeature(self.shortcuts, self._save_settings, services)
        self.help = HelpController(window, self.shortcuts, self.board, self.notifier, self.engine_host)
        self.close_question = CloseQuestion(window, self.board, self.notifier)

    def _connect_features(self) -> None:
        """What one feature needs another one to do."""
        pictures, models, explain = self.pictures, self.models.controller, self.explain.controller
        compare, measure, sessions = self.compare.controller, self.measure.controller, self.sessions.controller
        pictures.model_dropped.connect(models.open_file)
        for opened in (pictures.requested, self.data.datasets.requested, sessions.named):
            opened.connect(self.recent.add)
        models.ready.connect(self._remember_model)
        pictures.scenes_requested.connect(models.choose_demo)
        models.ready.connect(explain.on_model_ready)
        models.ready.connect(self.services.models.resume)
        self.services.models.vetting_requested.connect(models.vet)
        self.services.models.weights_missing.connect(models.offer_download)
        explain.picture_requested.connect(pictures.show)
        self.data.datasets.regions_requested.connect(self.regions.files.open)
        self.regions.controller.changed.connect(self.region_marks.on_region)
        explain.reload_requested.connect(pictures.open_picture)
        explain.finished.connect(self.models.preprocessing_advice.on_result)
        self.browser.image_chosen.connect(compare.on_picture_chosen)
        self.results.row_chosen.connect(compare.leave)
        explain.finished.connect(compare.on_maps_computed)
        compare.row_requested.connect(explain.show_row)
        compare.focus_released.connect(self.canvas.setFocus)
        self.inspector.controller.model_requested.connect(models.warm_up)
        actions = self.services.actions
        for signal in (self.results.row_chosen, actions["run"].triggered, actions["run_fast"].triggered):
            signal.connect(self.inspector.controller.leave_channel)
        self.regions.controller.changed.connect(measure.on_region_changed)
        self.measure.runner.changed.connect(self.sessions.save_later)
        self.attack_state.changed.connect(self.sessions.save_later)
        self.kept_maps.changed.connect(self.sessions.save_later)
        self.accuracy_panel.mean_map_requested.connect(self.mean_map.controller.open_and_compute)
        self.measure.presenter.map_requested.connect(actions["leave_compare"].trigger)
        self.measure.presenter.map_requested.connect(self.explain.runner.compute)
        self.measure.presenter.row_requested.connect(actions["leave_compare"].trigger)
        self.measure.presenter.row_requested.connect(explain.show_row)
        self.measure.presenter.picture_requested.connect(pictures.show)
        sessions.map_found.connect(self.explain.restore)
        pictures.opening_finished.connect(sessions.show_rest)
        sessions.opening.connect(compare.leave)
        sessions.opening.connect(self.models.user_models.cancel)
        sessions.weights_missing.connect(models.offer_download)
        sessions.picture_requested.connect(pictures.show)
        sessions.dataset_requested.connect(self.data.datasets.restore)
        sessions.pictures_requested.connect(pictures.open)
        sessions.opened.connect(explain.explain_if_fast)
        leave_channel, leave_review = self.inspector.controller.leave_channel, self.data.review.leave
        self.snapshots.controller.picture_requested.connect(pictures.show)
        leave_split = self.snapshots.controller.leave
        for leave in (
            self.action_binder.cancel,
            leave_channel,
            compare.leave,
            self.attacks.controller.leave,
            leave_split,
            leave_review,
        ):
            self.escape.add(leave)

    def _connect_window(self) -> None:
        """The window, its actions and the panels that serve no single feature."""
        window, pictures, results = self.window, self.pictures, self.results.model
        self.notifier.logged.connect(self.log.append)
        self.canvas.cursor_moved.connect(self.status_bar.show_read_out)
        self.compare_view.cursor_moved.connect(self.canvas.cursor_moved)
        welcome, actions = self.welcome, self.services.actions
        welcome.scenes_requested.connect(pictures.open_scenes)
        welcome.photos_requested.connect(self._open_photos)
        welcome.models_requested.connect(actions["models"].trigger)
        welcome.model_requested.connect(actions["open_model"].trigger)
        self.services.models.changed.connect(self._show_photo_model)
        self._show_photo_model()
        self.welcome.show_last(self.services.actions["reopen_last"])
        self.map_export.saved.connect(self.notifier.set_saved)
        self.drag_out = DragOut(self.results.table, lambda index: self.map_export.file_of(results.rows[index.row()]))
        self.map_export.failed.connect(partial(self.notifier.show_failure, scope=Scope.PROGRAM))
        self._add_menus()
        self.jobs_panel.actions_of_job.open_with(self._openers())
        window.dropped.connect(pictures.open)
        window.picture_dropped.connect(self.paste.take)
        window.may_close = self.close_question.may_close
        window.closing.connect(self.stop)
        self.appearance, self.focus_mark = Appearance(window, self.settings, self.language), FocusMark()
        window.retranslated.connect(self.title.refresh)
        window.retranslated.connect(self.undo_actions.refresh)
        for name, slot in (
            ("open", pictures.open_pictures_dialog),
            ("open_folder", pictures.open_folder_dialog),
            ("scenes", pictures.open_scenes),
            ("save_overlay", self.map_export.save_overlay),
            ("export_map", self.map_export.export_map),
            ("export_selected", self.selection_export.export_dialog),
            ("palette", self.palette.show_entries),
            ("paste", self.paste.paste),
            ("copy_view", self.map_export.copy_view),
            ("copy_overlay", self.map_export.copy_overlay),
            ("copy_numbers", self.map_export.copy_numbers),
            ("quit", window.close),
            ("run", self._run),
            ("choose_methods", self.method_selector.open_chooser),
            ("run_fast", self.explain.controller.explain_fast_methods),
            ("previous_picture", lambda: self.browser.step(-1)),
            ("next_picture", lambda: self.browser.step(1)),
            ("fit", lambda: self._viewer.fit()),
            ("actual_size", lambda: self._viewer.actual_size()),
            ("zoom_in", lambda: self._viewer.zoom(1.25)),
            ("zoom_out", lambda: self._viewer.zoom(0.8)),
            ("next_view", self.viewer.next_view),
        ):
            self.services.actions[name].triggered.connect(slot)

    def _add_menus(self) -> None:
        actions = self.services.actions
        add_parts = self.explain.clipboard.fill
        app_menus.add_picture_menu(self.canvas, actions, self.regions.controller.select_at, add_parts)
        app_menus.add_list_menus(self.browser, actions, add_parts)
        app_menus.add_comparison_menu(self.compare_view, actions)
        excite = self.features.controller.make_of
        app_menus.add_layer_menu(self.inspector_panel.tree, lambda layer: self.selection.choose(layer=layer), excite)
        app_menus.add_layer_box_menu(self.layer_picker, actions)
        app_menus.add_layer_strip_menu(self.layer_strip_panel, actions)
        app_menus.add_channel_menu(self.inspector_panel.channels, excite)
        MenuKey(self.window)

    def _openers(self) -> Mapping[str, app_jobs.Opener]:
        panels = {
            "evaluation": self.measure_dock,
            "predictions": self.accuracy_dock,
            "layer_strip": self.layer_strip_dock,
            "mean_map": self.mean_map_dock,
            "backdoors": self.backdoors_dock,
            "maximisation": self.features_dock,
            "concepts": self.concepts_dock,
            "ranking": self.features_dock,
            "attacking": self.attack_dock,
        }
        compare = self.compare.controller
        return app_jobs.openers(
            self._show_maps,
            lambda: compare.is_open or compare.open_and_run(),
            show_file,
            self.window.docks["results"],
            panels,
        )

    def _show_maps(self, request: Request) -> None:
        """As a click on their first row in the results; those that were removed there are not shown."""
        rows = [row for row in self.results.model.rows if row.result.request == request]
        if rows:
            self.results.row_chosen.emit(rows[0])

    def _palette_sources(self) -> list[entries.Source]:
        services, choose_target = self.services, self.explain.controller.choose_target
        return [
            partial(entries.actions, services.actions),
            partial(entries.methods, services.selection),
            partial(entries.attacks, lambda attack: self.attacks.choose(attack)),
            partial(entries.models, services.models, self.models.controller.choose),
            partial(entries.classes, services.selection, services.models, choose_target),
            partial(entries.pictures, services.pictures, self.browser.choose),
        ]

    @Slot()
    def _show_photo_model(self) -> None:
        spec = self.services.models.photo_model
        self.welcome.show_photo_model("" if spec is None else spec.name)

    @Slot()
    def _open_photos(self) -> None:
        """The built-in model knows no photos."""
        if self.selection.now.model == DEMO:
            self.models.controller.choose(self.services.models.best())
        self.pictures.open_pictures_dialog()

    @Slot(str)
    def _remember_model(self, model_id: str) -> None:
        if is_user_model(model_id):
            self.recent.add([Path(model_id)])

    def show_error(self, error: Notice) -> None:
        self.notifier.show_notice(error, Scope.PROGRAM)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being opened or computed, or about to be."""
        features = (
            self.explain,
            self.inspector,
            self.compare,
            self.accuracy,
            self.layer_strip,
            self.attacks,
            self.features,
        )
        is_pending = self.pictures.is_opening or any(feature.controller.is_pending for feature in features)
        is_pending = is_pending or self.measure.presenter.is_pending or self.attacks.gallery.is_pending
        return self.board.is_idle and not is_pending

    @Slot()
    def stop(self) -> None:
        """The one way out: the window's close button, Quit, and Ctrl-C."""
        if self._stopped:
            return
        self._stopped = True
        self.appearance.stop()
        self.exports.stop()
        self.board.cancel_all()
        try:
            self._save_settings()
            self.expected_times.save()
        finally:
            self.sessions.end()
            self.window.hide()  # a batch, or TensorFlow's import, may take seconds to end
            self.pictures.stop()
            self.regions.controller.stop()
            self.sessions.stop()
            self.map_export.stop()
            self.compare.controller.stop()
            self._end_engine()
            self.log.close_log()

    def _end_engine(self) -> None:
        if self.engine_host is not None:
            self.engine_host.close()  # first: the thread waits for its answers
        self.board.stop()

    @Slot()
    def _save_settings(self) -> None:
        preferences.save_state(self.settings, self.selection, self.display)
        preferences.save_geometry(self.settings, self.window)
        if self._settings_file is not None:
            self.settings.save(self._settings_file)

    def _restore(self) -> None:
        preferences.restore_state(self.settings, self.selection, self.display)
        model = self.settings.text("start_model") or self.settings.text("model")
        self.models.controller.restore(model, self.selection.now.target, "auto")
        preferences.restore_geometry(self.settings, self.window)

    @Slot()
    def _run(self) -> None:
        """Compute the maps of the comparison, or those of the picture and then of the others that are selected."""
        compare = self.compare.controller
        (compare.run if compare.is_open else self.explain.controller.explain)()
        if not compare.is_open and len(self.services.pictures.selected_rows) > 1:
            self.explain.selection.explain()

    def _grab(self) -> QPixmap:
        return self._viewer.grab()

    @property
    def _viewer(self) -> Canvas | CompareView | AttackView:
        """The part of the centre that shows maps at the moment."""
        if self.viewed.now.page is Page.ATTACK:
            return self.attack_view
        return self.compare_view if self.viewed.now.page is Page.COMPARE else self.canvas
