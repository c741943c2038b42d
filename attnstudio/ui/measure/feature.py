"""The parts of the feature, wired to each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attnstudio.core.regions import Region
from attnstudio.ui.measure.controller import MeasureController
from attnstudio.ui.measure.panel import MeasurePanel
from attnstudio.ui.measure.presenter import MeasurePresenter
from attnstudio.ui.measure.report_export import ReportExport
from attnstudio.ui.measure.runner import EvaluationRunner
from attnstudio.ui.measure.table_export import TableExport
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.shell.services import Services


class MeasureFeature:
    """Metrics of maps, and their tables and reports."""

    def __init__(
        self,
        panel: MeasurePanel,
        dock: ExtraDock,
        region_of: Callable[[Path], Region | None],
        language: Language,
        services: Services,
    ) -> None:
        actions, board, notifier = services.actions, services.board, services.notifier
        self.presenter = MeasurePresenter(panel, services.selection, services.models, board, board.cache.find)
        self.runner = EvaluationRunner(self.presenter, board, notifier)
        self.controller = MeasureController(
            panel,
            dock,
            actions["measure"],
            self.runner,
            region_of,
            services.dataset.facts_of,
            services.selection,
            services.models,
            services.pictures,
            board,
            notifier,
        )
        self.tables = TableExport(panel, services.settings, notifier)
        self.reports = ReportExport(
            services.window,
            actions["save_report"],
            actions["report_title"],
            self.runner,
            services.settings,
            language,
            board,
            notifier,
            services.dataset.review_of,
            services.display,
        )
        services.window.retranslated.connect(self.presenter.reshow)
