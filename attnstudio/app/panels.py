"""The widgets of the window, each in its place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from attnstudio.app.foundation import Foundation
from attnstudio.ui.accuracy.panel import AccuracyPanel
from attnstudio.ui.attacks.many_view import ManyView
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.backdoors.panel import BackdoorsPanel
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.concepts.panel import ConceptsPanel
from attnstudio.ui.contrast.panel import ContrastButton
from attnstudio.ui.explain.expected_time import ExpectedTime
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.panel import ExplainPanel
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.features.panel import FeaturesPanel
from attnstudio.ui.inspector.panel import Inspector
from attnstudio.ui.jobs.jobs_panel import JobsPanel
from attnstudio.ui.layer_strip.panel import LayerStripPanel
from attnstudio.ui.mean_map.panel import MeanMapPanel
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.notify.banner import MessageBanner
from attnstudio.ui.notify.log_view import LogView
from attnstudio.ui.pictures.feature import ACTIONS as BROWSER_ACTIONS
from attnstudio.ui.pictures.image_browser import ImageBrowser
from attnstudio.ui.pictures.review_bar import ReviewBar
from attnstudio.ui.pictures.welcome import Welcome
from attnstudio.ui.recent.recent_menu import RecentMenu
from attnstudio.ui.regions.tool_strip import ToolStrip
from attnstudio.ui.shell.centre import Centre, picture_page
from attnstudio.ui.shell.display_controls import DisplayControls
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.main_window import Translated
from attnstudio.ui.shell.status_bar import StatusBar
from attnstudio.ui.shell.toolbar import Toolbar
from attnstudio.ui.snapshots.kept_menu import KeptMenu
from attnstudio.ui.state.viewed import Page
from attnstudio.ui.viewer.canvas import Canvas
from attnstudio.ui.viewer.map_notes import MapNotes
from attnstudio.ui.viewer.map_strip import MapStrip

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class Panels:
    """Views of the state; features act on them, and nothing here acts on a feature."""

    def __init__(self, foundation: Foundation) -> None:
        services = foundation.services
        actions, window, self._viewed = services.actions, services.window, services.viewed
        of_pictures = [actions[name] for name in BROWSER_ACTIONS]
        self.browser = ImageBrowser(services.pictures, services.loader, services.dataset, of_pictures)
        self.canvas, self.map_strip, self.map_notes, self.welcome = Canvas(), MapStrip(), MapNotes(), Welcome()
        self.review_bar, self.tool_strip = ReviewBar(), ToolStrip(actions)
        self.compare = CompareView(actions, services.loader.store)
        self.model_picker, self.target_picker, self.layer_picker = ModelPicker(), TargetPicker(), LayerPicker()
        self.expected_time = ExpectedTime(services.selection, foundation.stores.expected_times)
        method_lists = MethodLists(services.settings, services.selection)
        self.method_selector = MethodSelector(services.selection, method_lists, self.expected_time.of)
        pickers = (self.model_picker, self.target_picker, self.method_selector, self.layer_picker)
        self.explain = ExplainPanel(pickers, actions["run"], actions["cancel"])
        self.results, self.jobs, self.log = Results(), JobsPanel(services.board), LogView()
        self.inspector, self.measure, self.accuracy = Inspector(), MeasurePanel(), AccuracyPanel()
        self.layer_strip, self.mean_map = LayerStripPanel(), MeanMapPanel()
        self.attack, self.attack_many = AttackPanel(foundation.attack), ManyView()
        self.attack_view = AttackView(self.attack_many)
        self.backdoors, self.maximisation, self.concepts = BackdoorsPanel(), FeaturesPanel(), ConceptsPanel()
        self.banner = MessageBanner(services.notifier)
        self.device_menu = DeviceMenu(window)
        self.display_controls, self.contrast_button = (
            DisplayControls(services.display, services.viewed),
            ContrastButton(),
        )
        self.status_bar = StatusBar(
            services.board, services.notifier, services.models, self.device_menu, foundation.engine_host
        )
        self.recent_menu = RecentMenu(foundation.recent)
        self.kept_menu = KeptMenu(foundation.kept_maps, window)
        picture = picture_page(self.tool_strip, (self.review_bar, self.map_strip), self.canvas, self.map_notes)
        pages: dict[Page, QWidget] = {
            Page.WELCOME: self.welcome,
            Page.PICTURE: picture,
            Page.COMPARE: self.compare,
            Page.ATTACK: self.attack_view,
        }
        self.centre = Centre(services.viewed, self.banner, pages)
        translated: list[Translated] = [
            *(self.browser, self.banner, self.map_strip, self.map_notes, self.review_bar, self.welcome),
            *(self.canvas, self.compare),
            *(*pickers, self.explain, self.results, self.jobs, self.log, self.inspector, self.measure, self.accuracy),
            *(self.layer_strip, self.mean_map, self.attack, self.attack_many, self.attack_view, self.backdoors),
            *(self.maximisation, self.concepts, self.tool_strip, self.device_menu, self.display_controls),
            *(self.contrast_button, self.status_bar, self.recent_menu, self.kept_menu),
        ]
        self._add_docks(foundation)
        window.setStatusBar(self.status_bar)
        toolbar = Toolbar(actions, self.display_controls, self.contrast_button)
        window.finish(toolbar, self.device_menu, self.recent_menu, self.kept_menu, translated, self.centre)

    def _add_docks(self, foundation: Foundation) -> None:
        window = foundation.services.window
        window.add_dock("pictures", lambda: tr("Pictures"), self.browser, _LEFT)
        window.add_dock("explain", lambda: tr("Explain"), self.explain, _RIGHT)
        window.add_dock("results", lambda: tr("Results"), self.results, _BOTTOM)
        window.add_dock("jobs", lambda: tr("Jobs"), self.jobs, _BOTTOM)
        window.add_dock("log", lambda: tr("Log"), self.log, _BOTTOM)
        add = window.add_extra_dock
        self.inspector_dock = add("inspector", lambda: tr("Inspector"), self.inspector, "pictures")
        self.measure_dock = add("measure", lambda: tr("Measure"), self.measure, "results")
        self.accuracy_dock = add("accuracy", lambda: tr("Accuracy"), self.accuracy, "results")
        self.layer_strip_dock = add("layer_strip", lambda: tr("Map at every layer"), self.layer_strip, "results")
        self.mean_map_dock = add("mean_map", lambda: tr("Mean map"), self.mean_map, "results")
        self.attack_dock = add("attack", lambda: tr("Attack"), self.attack, "explain")
        self.backdoors_dock = add("backdoors", lambda: tr("Backdoors"), self.backdoors, "results")
        self.maximisation_dock = add("features", lambda: tr("Activation maximisation"), self.maximisation, "results")
        self.concepts_dock = add("concepts", lambda: tr("Concepts"), self.concepts, "results")

    @property
    def viewer(self) -> Canvas | CompareView | AttackView:
        """The part of the centre that shows maps at the moment."""
        if self._viewed.now.page is Page.ATTACK:
            return self.attack_view
        return self.compare if self._viewed.now.page is Page.COMPARE else self.canvas

    def grab(self) -> QPixmap:
        """The viewer as it is seen."""
        return self.viewer.grab()
