"""The features of the window: each acts on its panels, and knows no other feature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attnstudio import paths
from attnstudio.app.foundation import Foundation
from attnstudio.app.panels import Panels
from attnstudio.ui.accuracy.feature import AccuracyFeature
from attnstudio.ui.attacks.feature import AttacksFeature
from attnstudio.ui.backdoors.feature import BackdoorsFeature
from attnstudio.ui.compare.feature import CompareFeature
from attnstudio.ui.concepts.feature import ConceptsFeature
from attnstudio.ui.contrast.controller import ContrastController
from attnstudio.ui.explain.feature import ExplainFeature
from attnstudio.ui.export.export_runner import ExportRunner
from attnstudio.ui.export.map_export import MapExport
from attnstudio.ui.export.selection_export import SelectionExport
from attnstudio.ui.features.feature import FeaturesFeature
from attnstudio.ui.help.controller import HelpController
from attnstudio.ui.inspector.feature import InspectorFeature
from attnstudio.ui.jobs.engine_deaths import EngineDeaths
from attnstudio.ui.layer_strip.feature import LayerStripFeature
from attnstudio.ui.mean_map.feature import MeanMapFeature
from attnstudio.ui.measure.feature import MeasureFeature
from attnstudio.ui.models.feature import ModelsFeature
from attnstudio.ui.palette import entries
from attnstudio.ui.palette.palette import Palette
from attnstudio.ui.pictures.feature import PicturesFeature
from attnstudio.ui.pictures.paste import Paste
from attnstudio.ui.pictures.region_marks import RegionMarks
from attnstudio.ui.preferences.feature import PreferencesFeature
from attnstudio.ui.regions.feature import RegionsFeature
from attnstudio.ui.regions.layer import region_layer
from attnstudio.ui.sessions.feature import SessionsFeature
from attnstudio.ui.shell.action_binder import ActionBinder
from attnstudio.ui.shell.appearance import Appearance
from attnstudio.ui.shell.close_question import CloseQuestion
from attnstudio.ui.shell.escape import EscapeDispatcher
from attnstudio.ui.shell.focus_mark import FocusMark
from attnstudio.ui.shell.shortcuts import Shortcuts
from attnstudio.ui.shell.undo import UndoableChoices, UndoActions
from attnstudio.ui.shell.window_title import WindowTitle
from attnstudio.ui.snapshots.feature import SnapshotsFeature
from attnstudio.ui.state.map_in_view import MapInView
from attnstudio.ui.viewer.controller import ViewerController
from attnstudio.ui.widgets.drag_out import DragOut


class Features:
    """`connections.py` says what one needs another one to do."""

    def __init__(self, foundation: Foundation, panels: Panels, save_settings: Callable[[], None]) -> None:
        services, stores, language = foundation.services, foundation.stores, foundation.language
        self._services = services
        board, notifier, window, actions = services.board, services.notifier, services.window, services.actions
        selection, display, viewed, pictures = services.selection, services.display, services.viewed, services.pictures
        results = panels.results.model
        seen = MapInView(viewed, display, results)

        # The window as a whole
        self.shortcuts = Shortcuts(services.settings, actions, window, panels.centre, (panels.browser, panels.results))
        self.action_binder = ActionBinder(actions, selection, viewed, display, board)
        self.undoable_choices = UndoableChoices(services.history, selection)
        self.undo_actions = UndoActions(actions, services.history, selection, viewed)
        self.escape, self.title = EscapeDispatcher(window), WindowTitle(window, selection, viewed)
        self.appearance, self.focus_mark = Appearance(window, services.settings, language), FocusMark()
        self.close_question = CloseQuestion(window, board, notifier)
        self.engine_deaths = EngineDeaths(board, notifier)

        # Pictures, models and maps
        self.pictures = PicturesFeature(
            panels.browser, panels.review_bar, stores.class_matches, stores.predictions_file, services
        )
        self.paste = Paste(window, paths.pasted_folder(), window.open_paths, board, notifier)
        self.models = ModelsFeature(
            panels.model_picker, panels.device_menu, foundation.downloads, foundation.imports, services
        )
        self.contrast = ContrastController(panels.contrast_button, seen, viewed, display, services.history)
        self.viewer = ViewerController(
            panels.canvas, panels.map_strip, panels.map_notes, selection, viewed, display, seen
        )
        self.explain = ExplainFeature(
            panels.method_selector,
            panels.layer_picker,
            panels.target_picker,
            panels.results,
            panels.map_strip,
            panels.explain,
            panels.expected_time,
            services,
        )
        self.snapshots = SnapshotsFeature(panels.canvas, foundation.kept_maps, panels.kept_menu, seen, services)
        self.regions = RegionsFeature(panels.canvas, panels.tool_strip, stores.regions, services)
        region_of = self.regions.controller.region_of
        self.region_marks = RegionMarks(
            services.dataset, pictures, stores.regions.paths, lambda path: region_of(path) is not None
        )

        # Panels
        self.inspector = InspectorFeature(panels.inspector, panels.inspector_dock, panels.canvas, region_of, services)
        self.compare = CompareFeature(panels.compare, results, services)
        panels.compare.link.over.append(region_layer(region_of))
        self.measure = MeasureFeature(panels.measure, panels.measure_dock, region_of, language, services)
        self.accuracy = AccuracyFeature(panels.accuracy, panels.accuracy_dock, services)
        self.layer_strip = LayerStripFeature(panels.layer_strip, panels.layer_strip_dock, services)
        self.mean_map = MeanMapFeature(panels.mean_map, panels.mean_map_dock, services)
        self.attacks = AttacksFeature(
            panels.attack,
            panels.attack_view,
            panels.attack_many,
            panels.attack_dock,
            foundation.attack,
            region_of,
            stores.expected_times,
            services,
        )
        self.backdoors = BackdoorsFeature(panels.backdoors, panels.backdoors_dock, stores.expected_times, services)
        self.maximisation = FeaturesFeature(panels.maximisation, panels.maximisation_dock, services)
        self.concepts = ConceptsFeature(panels.concepts, panels.concepts_dock, services)

        # Files
        self.map_export = MapExport(window, seen, display, services.loader.store, services.settings, panels.grab)
        self.drag_out = DragOut(panels.results.table, lambda index: self.map_export.file_of(results.rows[index.row()]))
        self.exports = ExportRunner(
            services.selected_pictures, pictures, services.dataset, board, notifier, stores.unfinished_exports
        )
        self.selection_export = SelectionExport(services, language, self.exports.export)
        self.sessions = SessionsFeature(
            self.regions.controller,
            self.compare.controller,
            self.measure.runner,
            results,
            foundation.attack,
            foundation.kept_maps,
            stores.recovery,
            services,
        )
        self.preferences = PreferencesFeature(self.shortcuts, save_settings, services)
        self.help = HelpController(window, self.shortcuts, board, notifier, foundation.engine_host)
        self.palette = Palette(
            [
                partial(entries.actions, actions),
                partial(entries.methods, selection),
                partial(entries.attacks, self.attacks.choose),
                partial(entries.models, services.models, self.models.controller.choose),
                partial(entries.classes, selection, services.models, self.explain.controller.choose_target),
                partial(entries.pictures, pictures, panels.browser.choose),
            ],
            window,
        )

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
            self.maximisation,
        )
        is_pending = self.pictures.controller.is_opening or any(one.controller.is_pending for one in features)
        is_pending = is_pending or self.measure.presenter.is_pending or self.attacks.gallery.is_pending
        return self._services.board.is_idle and not is_pending

    def stop(self) -> None:
        """End what they have begun in files and threads of their own; the board has cancelled its jobs."""
        self.sessions.end()
        self._services.window.hide()  # a batch, or TensorFlow's import, may take seconds to end
        self.pictures.controller.stop()
        self.regions.controller.stop()
        self.sessions.stop()
        self.map_export.stop()
        self.compare.controller.stop()
