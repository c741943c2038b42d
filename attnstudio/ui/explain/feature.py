"""The parts of the feature, wired to each other."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from attnstudio.core.request import Result
from attnstudio.ui.explain.controller import ExplainController
from attnstudio.ui.explain.expected_time import ExpectedTime
from attnstudio.ui.explain.layer_picker import LayerPicker
from attnstudio.ui.explain.method_selector import MethodSelector
from attnstudio.ui.explain.panel import ExplainPanel
from attnstudio.ui.explain.pickers import Pickers
from attnstudio.ui.explain.presenter import Presenter
from attnstudio.ui.explain.result_menu import ResultMenu
from attnstudio.ui.explain.results import Results
from attnstudio.ui.explain.runner import MapsRunner
from attnstudio.ui.explain.selection_runner import SelectionRunner
from attnstudio.ui.explain.settings_clipboard import SettingsClipboard
from attnstudio.ui.explain.target_picker import TargetPicker
from attnstudio.ui.shell.services import Services
from attnstudio.ui.viewer.map_strip import MapStrip


class ExplainFeature(QObject):
    """What is explained and how, and the maps."""

    def __init__(
        self,
        method_selector: MethodSelector,
        layer_picker: LayerPicker,
        target_picker: TargetPicker,
        results: Results,
        strip: MapStrip,
        panel: ExplainPanel,
        expected: ExpectedTime,
        services: Services,
    ) -> None:
        super().__init__()
        selection, models, notifier = services.selection, services.models, services.notifier
        self.pickers = Pickers(method_selector, layer_picker, target_picker, selection, models, services.dataset)
        presenter = Presenter(results, target_picker, strip, selection, models, services.viewed, notifier)
        self.runner = MapsRunner(presenter, models, services.board, notifier)
        self.controller = ExplainController(presenter, self.runner, selection, models, notifier)
        self.expected = expected
        expected.changed.connect(panel.show_expected)
        self.runner.finished.connect(expected.learn)
        self.selection = SelectionRunner(
            services.selected_pictures, services.pictures, services.dataset, services.board, notifier
        )
        self._presenter = presenter
        self.selection.explained.connect(self.list_maps)
        services.actions["explain_selected"].triggered.connect(self.selection.explain)
        self.clipboard = SettingsClipboard(services.actions, selection, services.viewed, services.display)
        self.menu = ResultMenu(
            results,
            services.actions,
            selection,
            services.viewed,
            services.history,
            self.clipboard,
            self.controller.show_row,
        )
        self._results, self._cache = results, services.board.cache
        results.row_chosen.connect(self.controller.show_row)
        target_picker.target_chosen.connect(self.controller.choose_target)
        strip.parameter_requested.connect(self.controller.use_parameter)

    @Slot(object, bool)
    def restore(self, result: Result, is_exact: bool) -> None:
        """List maps that were computed earlier. `is_exact`: they need not be computed again."""
        if is_exact:
            self._cache.add(result)
        self._results.add(result, None)

    def list_maps(self, result: Result) -> None:
        """Maps that were computed in the background: they are listed, and what is shown stays."""
        self._presenter.list_maps(result)
        self.expected.learn(result)
