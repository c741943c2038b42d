"""What one feature or panel needs another one to do."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from attnstudio.app import menus, openers
from attnstudio.app.features import Features
from attnstudio.app.foundation import Foundation
from attnstudio.app.panels import Panels
from attnstudio.core.models.keras_file import is_user_model
from attnstudio.core.request import Request
from attnstudio.ui.notify.notifier import Scope
from attnstudio.ui.shell.context_menus import MenuKey
from attnstudio.ui.shell.file_dialogs import show_file
from attnstudio.ui.state.models import DEMO


class Connections(QObject):
    """Owns no state."""

    def __init__(self, foundation: Foundation, panels: Panels, features: Features, parent: QObject) -> None:
        super().__init__(parent)
        self._foundation, self._services = foundation, foundation.services
        self._panels, self._features = panels, features
        self._connect_pictures_and_models()
        self._connect_maps()
        self._connect_panels()
        self._connect_sessions()
        self._connect_welcome()
        self._connect_window()
        self._connect_actions()
        self._add_menus()
        panels.jobs.actions_of_job.open_with(self._openers())
        self._connect_escape()

    def _connect_pictures_and_models(self) -> None:
        features, models = self._features, self._features.models.controller
        pictures, datasets = features.pictures.controller, features.pictures.datasets
        pictures.model_dropped.connect(models.open_file)
        for opened in (pictures.requested, datasets.requested, features.sessions.controller.named):
            opened.connect(self._foundation.recent.add)
        self._panels.recent_menu.chosen.connect(self._services.window.open_path)
        pictures.scenes_requested.connect(models.choose_demo)
        datasets.regions_requested.connect(features.regions.files.open)
        models.ready.connect(self._remember_model)
        models.ready.connect(features.explain.controller.on_model_ready)
        models.ready.connect(self._services.models.resume)
        self._services.models.vetting_requested.connect(models.vet)
        self._services.models.weights_missing.connect(models.offer_download)
        features.pictures.review.watch(self._panels.canvas, walk=True)
        features.pictures.review.watch(self._panels.results.table)

    def _connect_maps(self) -> None:
        features, panels, explain = self._features, self._panels, self._features.explain.controller
        pictures, compare = features.pictures.controller, features.compare.controller
        explain.picture_requested.connect(pictures.show)
        explain.reload_requested.connect(pictures.open_picture)
        explain.finished.connect(features.models.preprocessing_advice.on_result)
        explain.finished.connect(compare.on_maps_computed)
        panels.map_strip.contrast_requested.connect(features.contrast.set_auto)
        panels.browser.image_chosen.connect(compare.on_picture_chosen)
        panels.results.row_chosen.connect(compare.leave)
        compare.row_requested.connect(explain.show_row)
        compare.focus_released.connect(panels.canvas.setFocus)
        features.exports.explained.connect(features.explain.list_maps)
        features.snapshots.controller.picture_requested.connect(pictures.show)
        for follower in (
            features.region_marks.on_region,
            features.inspector.sorter.on_region,
            panels.compare.link.changed,
            features.measure.controller.on_region_changed,
            features.attacks.controller.refresh,
            features.attacks.places.refresh,
        ):
            features.regions.controller.changed.connect(follower)

    def _connect_panels(self) -> None:
        features, panels, actions = self._features, self._panels, self._services.actions
        pictures, models, attacks = features.pictures.controller, features.models.controller, features.attacks
        for wanting in (features.inspector.controller, features.layer_strip.controller, attacks.controller):
            wanting.model_requested.connect(models.warm_up)
        for signal in (panels.results.row_chosen, actions["run"].triggered, actions["run_fast"].triggered):
            signal.connect(features.inspector.controller.leave_channel)
        panels.accuracy.mean_map_requested.connect(features.mean_map.controller.open_and_compute)
        measured = features.measure.presenter
        measured.map_requested.connect(actions["leave_compare"].trigger)
        measured.map_requested.connect(features.explain.runner.compute)
        measured.row_requested.connect(actions["leave_compare"].trigger)
        measured.row_requested.connect(features.explain.controller.show_row)
        measured.picture_requested.connect(pictures.show)
        attacks.many.open_requested.connect(pictures.open)
        attacks.controller.opening.connect(features.compare.controller.leave)
        attacks.gallery.picture_requested.connect(pictures.show)
        attacks.gallery.model_requested.connect(models.choose)
        panels.maximisation.picture_requested.connect(pictures.show)

    def _connect_sessions(self) -> None:
        features, foundation, sessions = self._features, self._foundation, self._features.sessions.controller
        pictures, models = features.pictures.controller, features.models
        for changed in (features.measure.runner.changed, foundation.attack.changed, foundation.kept_maps.changed):
            changed.connect(features.sessions.save_later)
        sessions.map_found.connect(features.explain.restore)
        pictures.opening_finished.connect(sessions.show_rest)
        sessions.opening.connect(features.compare.controller.leave)
        sessions.opening.connect(models.user_models.cancel)
        sessions.weights_missing.connect(models.controller.offer_download)
        sessions.picture_requested.connect(pictures.show)
        sessions.dataset_requested.connect(features.pictures.datasets.restore)
        sessions.pictures_requested.connect(pictures.open)
        sessions.opened.connect(features.explain.controller.explain_if_fast)

    def _connect_escape(self) -> None:
        """Escape ends the first of these that there is."""
        features = self._features
        for leave in (
            features.action_binder.cancel,
            features.inspector.controller.leave_channel,
            features.compare.controller.leave,
            features.attacks.controller.leave,
            features.snapshots.controller.leave,
            features.pictures.review.leave,
        ):
            features.escape.add(leave)

    def _connect_welcome(self) -> None:
        welcome, actions = self._panels.welcome, self._services.actions
        welcome.scenes_requested.connect(self._features.pictures.controller.open_scenes)
        welcome.photos_requested.connect(self._open_photos)
        welcome.models_requested.connect(actions["models"].trigger)
        welcome.model_requested.connect(actions["open_model"].trigger)
        welcome.show_last(actions["reopen_last"])
        self._services.models.changed.connect(self._show_photo_model)
        self._show_photo_model()

    def _connect_window(self) -> None:
        features, panels, services = self._features, self._panels, self._services
        window, notifier = services.window, services.notifier
        notifier.logged.connect(panels.log.append)
        panels.canvas.cursor_moved.connect(panels.status_bar.show_read_out)
        panels.compare.cursor_moved.connect(panels.canvas.cursor_moved)
        features.map_export.saved.connect(notifier.set_saved)
        features.map_export.failed.connect(partial(notifier.show_failure, scope=Scope.PROGRAM))
        window.dropped.connect(features.pictures.controller.open)
        window.picture_dropped.connect(features.paste.take)
        window.may_close = features.close_question.may_close
        window.retranslated.connect(features.title.refresh)
        window.retranslated.connect(features.undo_actions.refresh)

    def _connect_actions(self) -> None:
        features, panels, explain = self._features, self._panels, self._features.explain.controller
        pictures, export = features.pictures.controller, features.map_export
        for name, slot in (
            ("open", pictures.open_pictures_dialog),
            ("open_folder", pictures.open_folder_dialog),
            ("scenes", pictures.open_scenes),
            ("save_overlay", export.save_overlay),
            ("export_map", export.export_map),
            ("export_selected", features.selection_export.export_dialog),
            ("palette", features.palette.show_entries),
            ("paste", features.paste.paste),
            ("copy_view", export.copy_view),
            ("copy_overlay", export.copy_overlay),
            ("copy_numbers", export.copy_numbers),
            ("quit", self._services.window.close),
            ("run", self._run),
            ("choose_methods", panels.method_selector.open_chooser),
            ("run_fast", explain.explain_fast_methods),
            ("previous_picture", lambda: panels.browser.step(-1)),
            ("next_picture", lambda: panels.browser.step(1)),
            ("fit", lambda: panels.viewer.fit()),
            ("actual_size", lambda: panels.viewer.actual_size()),
            ("zoom_in", lambda: panels.viewer.zoom(1.25)),
            ("zoom_out", lambda: panels.viewer.zoom(0.8)),
            ("next_view", features.viewer.next_view),
        ):
            self._services.actions[name].triggered.connect(slot)

    def _add_menus(self) -> None:
        features, panels, services = self._features, self._panels, self._services
        actions, add_parts = services.actions, features.explain.clipboard.fill
        menus.add_picture_menu(panels.canvas, actions, features.regions.controller.select_at, add_parts)
        menus.add_list_menus(panels.browser, actions, add_parts)
        menus.add_comparison_menu(panels.compare, actions)
        excite = features.maximisation.controller.make_of
        menus.add_layer_menu(panels.inspector.tree, lambda layer: services.selection.choose(layer=layer), excite)
        menus.add_method_box_menu(panels.method_selector, actions)
        menus.add_layer_box_menu(panels.layer_picker, actions)
        menus.add_layer_strip_menu(panels.layer_strip, actions)
        menus.add_channel_menu(panels.inspector.channels, excite)
        MenuKey(services.window)

    def _openers(self) -> openers.Openers:
        panels, compare = self._panels, self._features.compare.controller
        return openers.openers(
            self._show_maps,
            lambda: compare.is_open or compare.open_and_run(),
            show_file,
            self._services.window.docks["results"],
            {
                "evaluation": panels.measure_dock,
                "predictions": panels.accuracy_dock,
                "layer_strip": panels.layer_strip_dock,
                "mean_map": panels.mean_map_dock,
                "backdoors": panels.backdoors_dock,
                "maximisation": panels.maximisation_dock,
                "concepts": panels.concepts_dock,
                "ranking": panels.maximisation_dock,
                "attacking": panels.attack_dock,
            },
        )

    def _show_maps(self, request: Request) -> None:
        """As a click on their first row in the results; those that were removed there are not shown."""
        rows = [row for row in self._panels.results.model.rows if row.result.request == request]
        if rows:
            self._panels.results.row_chosen.emit(rows[0])

    @Slot()
    def _show_photo_model(self) -> None:
        spec = self._services.models.photo_model
        self._panels.welcome.show_photo_model("" if spec is None else spec.name)

    @Slot()
    def _open_photos(self) -> None:
        """The built-in model knows no photos."""
        if self._services.selection.now.model == DEMO:
            self._features.models.controller.choose(self._services.models.best())
        self._features.pictures.controller.open_pictures_dialog()

    @Slot(str)
    def _remember_model(self, model_id: str) -> None:
        if is_user_model(model_id):
            self._foundation.recent.add([Path(model_id)])

    @Slot()
    def _run(self) -> None:
        """Compute the maps of the comparison, or those of the picture and then of the others that are selected."""
        compare, explain = self._features.compare.controller, self._features.explain
        (compare.run if compare.is_open else explain.controller.explain)()
        if not compare.is_open and len(self._services.pictures.selected_rows) > 1:
            explain.selection.explain()
