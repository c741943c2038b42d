"""The parts of the feature, wired to each other."""

from __future__ import annotations

from attnstudio.ui.compare.controller import CompareController
from attnstudio.ui.compare.figure_export import FigureExport
from attnstudio.ui.compare.planner import Planner
from attnstudio.ui.compare.presenter import ComparePresenter
from attnstudio.ui.compare.runner import ComparisonRunner
from attnstudio.ui.compare.similarity import SimilarityUpdater
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.shell.services import Services
from attnstudio.ui.state.results import ResultRows


class CompareFeature:
    """Maps side by side, and their figures."""

    def __init__(self, view: CompareView, results: ResultRows, services: Services) -> None:
        actions, board, display = services.actions, services.board, services.display
        runner = ComparisonRunner(board, services.loader.watch, results, display, services.notifier)
        similarity = SimilarityUpdater(view, board)
        presenter = ComparePresenter(view, actions, runner, similarity, services.viewed, display)
        planner = Planner(view.bar, services.selection, services.models, services.pictures, services.dataset)
        self.controller = CompareController(
            view, actions, runner, presenter, planner, services.selection, services.pictures, services.viewed
        )
        self.figures = FigureExport(view, board, display, services.settings, services.notifier, services.window)
        services.window.retranslated.connect(self.controller.retranslate)
        actions["export_figure"].triggered.connect(self.figures.ask)
