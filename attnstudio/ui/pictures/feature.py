"""The parts of the feature, wired to each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.ui.pictures.controller import PicturesController
from attnstudio.ui.pictures.dataset_controller import DatasetController
from attnstudio.ui.pictures.dates_controller import DatesController
from attnstudio.ui.pictures.image_browser import ImageBrowser, Look
from attnstudio.ui.pictures.picture_files import PictureFiles
from attnstudio.ui.pictures.predictions_controller import PredictionsController
from attnstudio.ui.pictures.removal import Removal
from attnstudio.ui.pictures.review import ReviewController
from attnstudio.ui.pictures.review_bar import ReviewBar
from attnstudio.ui.pictures.table_export import PictureTableExport
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.services import Services

ACTIONS = ("predict_all", "explain_selected")  # with a button in the browser
_WIDTHS = {Look.LIST: 230, Look.GRID: 360, Look.TABLE: 1000}


class PicturesFeature:
    """The pictures that are open, data sets, and predictions of all.

    Args:
        cache_file: where predictions are kept; None: nowhere.
    """

    def __init__(
        self,
        browser: ImageBrowser,
        review_bar: ReviewBar,
        remembered: RememberedMatches,
        cache_file: Path | None,
        services: Services,
    ) -> None:
        window, selection, models, pictures = services.window, services.selection, services.models, services.pictures
        self._services = services
        self.controller = PicturesController(
            browser, services.loader, pictures, services.dataset, selection, services.notifier, services.settings
        )
        self.datasets = DatasetController(
            window,
            services.dataset,
            pictures,
            selection,
            models,
            remembered,
            services.board,
            services.notifier,
            services.settings,
            services.history,
        )
        self.predictions = PredictionsController(
            services.dataset, pictures, selection, models, services.board, services.notifier, cache_file
        )
        self.dates = DatesController(services.dataset, pictures, services.board, services.notifier)
        self.removal = Removal(
            services.actions,
            pictures,
            services.dataset,
            selection,
            services.viewed,
            services.history,
            services.notifier,
        )
        self.removal.picture_requested.connect(self.controller.show)
        self.review = ReviewController(
            review_bar,
            services.actions["review"],
            services.dataset,
            pictures,
            selection,
            services.history,
            browser.step,
        )
        self.review.watch(*browser.views)
        self.table = PictureTableExport(window, services.dataset, pictures, services.settings, services.notifier)
        self.files = PictureFiles(services.actions, pictures, selection)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), browser)
        delete.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.activated.connect(services.actions["remove_pictures"].trigger)
        self.controller.dataset_dropped.connect(self.datasets.open)
        self.datasets.picture_requested.connect(self.controller.show)
        self.datasets.ended.connect(self.controller.on_dataset_ended)
        for name, slot in (
            ("open_dataset", self.datasets.open_dialog),
            ("predict_all", self.predictions.predict_all),
            ("set_label", self.datasets.set_label_dialog),
            ("save_pictures", self.table.save),
            ("match_classes", self.datasets.match_classes_dialog),
        ):
            services.actions[name].triggered.connect(slot)
        services.pictures.list_changed.connect(self._enable)
        services.dataset.changed.connect(self._on_dataset)
        self._enable()
        look = services.settings.text("pictures_look")
        browser.show_look(Look(look) if look in list(Look) else Look.LIST)
        if columns := services.settings.text("pictures_columns"):
            browser.table.restore_columns(columns)
        window.closing.connect(lambda: services.settings.set("pictures_columns", browser.table.columns()))
        browser.side.setValue(round(services.settings.number("thumbnail_side")))
        browser.look_changed.connect(self._on_look)
        browser.side_changed.connect(lambda side: services.settings.set("thumbnail_side", float(side)))

    def _enable(self) -> None:
        """What makes sense for the pictures that are open."""
        services = self._services
        dataset = services.dataset.dataset
        has_classes = dataset is not None and bool(dataset.class_names)
        holds = {When.LISTED: services.pictures.count > 0, When.MATCHED: has_classes}
        actions.enable(services.actions, holds)

    def _on_dataset(self, changed: frozenset[str]) -> None:
        if "dataset" in changed:
            self._enable()

    def _on_look(self, look: str) -> None:
        """A table needs the room that a list does not."""
        services = self._services
        services.settings.set("pictures_look", look)
        services.window.give_width("pictures", _WIDTHS[Look(look)])
