"""Connects the compare view with the panels and the job queue: what is chosen becomes a grid of requests."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup, QKeyEvent
from PySide6.QtWidgets import QApplication

from attnstudio.core.errors import Failure
from attnstudio.core.request import Request, Result
from attnstudio.jobs.gallery import Gallery
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.bridge import Studio
from attnstudio.ui.compare.bar import MODES
from attnstudio.ui.compare.figure_export import FigureExport
from attnstudio.ui.compare.model import Axis, Comparison, Place, Plan
from attnstudio.ui.compare.planner import Planner
from attnstudio.ui.compare.rows import LAB
from attnstudio.ui.compare.similarity import SimilarityUpdater
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.state.results import Row


class CompareController(QObject):
    """Opens and leaves the compare view, runs what is compared, and follows the choices while it is open."""

    settled = Signal()  # everything that was asked for is there, or has failed

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._window, self._queue = studio, studio.window, studio.queue
        self._view = self._window.compare
        self.gallery, self.figures = Gallery(studio.loader.store), FigureExport(self._window)
        self._likeness = SimilarityUpdater(self._view)
        self._planner = Planner(studio)
        self._to_run = False  # as soon as there is a picture
        self._picked: Path | None = None  # a picture that was just chosen in the list
        self._left: tuple[Path, ...] = ()  # the pictures of a comparison that was left to see one of its maps,
        self._seen: Path | None = None  # which is of this picture
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)
        self._modes = dict(
            zip(
                MODES,
                (self._view.grid, self._view.curtain, self._view.blink, self._view.difference, self._view.correlation),
                strict=True,
            )
        )
        self._connect()

    @property
    def is_open(self) -> bool:
        return self._window.viewer is self._view

    @property
    def comparison(self) -> Comparison:
        return self._view.comparison

    @Slot()
    def open_and_run(self) -> None:
        """Compare what is chosen; once there is a picture, where there is none yet."""
        if self._studio.request() is None:
            self._to_run = True
            return
        browser = self._window.browser
        if len(browser.selected()) <= 1 and set(browser.selected()) <= set(self._left):
            browser.select(self._left)
        self._left = ()
        self._window.show_compare()
        self._window.actions_by_id["compare"].setChecked(True)
        self._studio.run = self.run
        self._planner.show_ticks()
        self._show_plan(self._planner.plan())
        self._view.take_focus()
        self._studio.show_title()
        self.run()

    @Slot()
    def leave(self) -> None:
        """Show one map again."""
        if not self.is_open:
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._view.isAncestorOf(focus)
        self._window.show_canvas()
        if had_focus:  # else it stays in the list in which a picture was chosen
            self._window.canvas.setFocus()
        self._window.actions_by_id["compare"].setChecked(False)
        self._studio.run = self._studio.explain
        self._likeness.drop()
        self._studio.show_title()

    @Slot()
    def run(self) -> None:
        """Make the maps that are not there yet; those that failed are tried again."""
        if self._soon.isActive():
            self._soon.stop()
            self._follow()
        if not self.is_open:
            return
        self.comparison.failures.clear()
        if not self.gallery.busy:
            self._ask_pictures()
        self._make_missing()

    def stop(self) -> None:
        """End the threads."""
        self.gallery.stop()
        self._likeness.stop()
        self.figures.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Esc leads back to the single map. While maps are being made it cancels them first: that is an action."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.is_open
        ):
            self.leave()
            return True
        return super().eventFilter(watched, event)

    def _make_missing(self) -> None:
        """Make the maps that are not there and have not failed, instead of those that are being made."""
        comparison = self.comparison
        known = {*comparison.results, *comparison.failures}
        places = [place for place in comparison.plan.places if place not in known]
        comparison.running = bool(places)
        self._view.refresh()
        self._window.progress.setRange(0, len(places))
        self._window.progress.setValue(0)
        self._queue.run_all(list(dict.fromkeys(map(comparison.plan.request, places))))
        if not places:
            self._settle()

    # What is compared

    @Slot(object)
    def _on_picked(self, path: Path) -> None:
        self._picked = path
        if path != self._seen:
            self._left = ()
        self._soon.start()

    @Slot()
    def _follow(self) -> None:
        """Something else is chosen. A single picture is looked at by itself; other rows and columns are laid out anew,
        with the maps that are known, and a run goes on with them."""
        picked, self._picked = self._picked, None
        if not self.is_open:
            return
        if picked is not None and self._window.browser.selected() in ([picked], []):
            self.leave()
            return
        plan = self._planner.plan()
        self._view.bar.show_about(self._planner.told)
        if plan != self.comparison.plan:
            self._show_plan(plan)
            if self.comparison.running:
                self._make_missing()

    def _show_plan(self, plan: Plan) -> None:
        comparison = Comparison(plan, str(self._window.colormap.currentData()), self._is_shared())
        comparison.pictures = {
            path: picture
            for path, picture in self.comparison.pictures.items()
            if path in plan.pictures and plan.levels == self.comparison.plan.levels
        }
        self._fill(comparison)
        self._carry_over(comparison)
        self._view.bar.show_about(self._planner.told)
        self._view.show_comparison(comparison)
        self._ask_pictures()
        for result in list(comparison.results.values()):
            self._check_picture(result)
        self._likeness.update()

    def _ask_pictures(self) -> None:
        """For those that are not there."""
        plan = self.comparison.plan
        self.gallery.ask([path for path in plan.pictures if path not in self.comparison.pictures], plan.levels)

    def _check_picture(self, result: Result) -> None:
        """A file may have changed since its picture came: then the picture comes anew, and older maps of it go."""
        comparison, path, digest = self.comparison, result.request.image, result.source.digest
        shown = comparison.pictures.get(path)
        if shown is None or shown.picture.source.digest == digest:
            return
        del comparison.pictures[path]
        for place, other in list(comparison.results.items()):
            if other.request.image == path and other.source.digest != digest:
                del comparison.results[place]
        self._ask_pictures()

    def _fill(self, comparison: Comparison) -> None:
        """With the maps that are known already."""
        for place in comparison.plan.places:
            known = None if place in comparison.results else self._queue.cache.find(comparison.plan.request(place))
            if known is not None:
                comparison.results[place] = known

    def _carry_over(self, comparison: Comparison) -> None:
        """What is known of the maps that were compared before."""
        before = self.comparison
        comparison.running = before.running
        for place, failure in before.failures.items():
            for same in comparison.places_of(before.plan.request(place)):
                comparison.failures[same] = failure

    # What comes

    @Slot(object)
    def _on_part(self, result: Result) -> None:
        for place in self.comparison.places_of(result.request):
            self.comparison.results[place] = result
            self.comparison.failures.pop(place, None)
        self._window.results.add(result, result.heatmaps[0])
        self._check_picture(result)
        self._refresh()

    @Slot(object)
    def _on_result(self, result: Result) -> None:
        """A map was made by itself, which may be one of those compared."""
        if self.is_open:
            self._check_picture(result)
            self._fill(self.comparison)
            self._refresh()

    @Slot(object, object)
    def _on_part_failed(self, request: Request, failure: Failure) -> None:
        for place in self.comparison.places_of(request):
            self.comparison.failures[place] = failure
        self._window.log.say(message(failure))
        self._refresh()

    @Slot(object, object)
    def _on_picture(self, path: Path, outcome: DisplayPicture | Failure) -> None:
        if isinstance(outcome, DisplayPicture):
            self.comparison.pictures[path] = outcome
        else:
            for place in self.comparison.plan.places:
                if self.comparison.plan.pictures[place[1]] == path:
                    self.comparison.failures.setdefault(place, outcome)
        self._refresh()
        self._settle()

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self._window.progress.setRange(0, total)
        self._window.progress.setValue(done)
        self._window.activity.setText(tr("Compared {done} / {total}", done=done, total=total))

    @Slot()
    def _on_all_done(self) -> None:
        self.comparison.running = False
        self._window.activity.setText(tr("Compared"))
        self._refresh()
        self._settle()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        if not busy and self.comparison.running:  # they were cancelled
            self.comparison.running = False
            self._view.refresh()

    def _settle(self) -> None:
        plan, known = self.comparison.plan, {*self.comparison.results, *self.comparison.failures}
        if all(place in known for place in plan.places) and not self.gallery.busy:
            self.settled.emit()

    # How it is seen

    def _refresh(self) -> None:
        self._view.refresh()
        self._likeness.update()
        self._studio.show_title()  # a chosen map may have come, which can be exported

    def _show_mode(self, name: str) -> None:
        self._view.show_page(self._modes[name])
        self._window.actions_by_id[name].setChecked(True)
        self._likeness.update()

    @Slot()
    def _on_look(self) -> None:
        comparison = self.comparison
        comparison.colormap, comparison.shared = str(self._window.colormap.currentData()), self._is_shared()
        self._view.refresh()

    def _is_shared(self) -> bool:
        return bool(self._window.normalisation.currentData() == "shared")

    @Slot(object)
    def _on_opened(self, place: Place) -> None:
        """This map by itself, in the single viewer."""
        result, heatmap = self.comparison.results.get(place), self.comparison.heatmap(place)
        if result is not None and heatmap is not None:
            self._left, self._seen = self.comparison.plan.pictures, result.request.image
            self.leave()
            self._studio.show_row(Row(result, heatmap))

    @Slot()
    def _choose_lab(self) -> None:
        """The four methods of the lab, compared."""
        self._view.bar.axis_box.setCurrentIndex(self._view.bar.axis_box.findData(Axis.METHODS))
        self._window.method_selector.choose(LAB)
        self.open_and_run()

    @Slot(bool)
    def _on_action(self, wanted: bool) -> None:
        if wanted:
            self.open_and_run()
        else:
            self.leave()

    @Slot(object)
    def _on_loaded(self, _: DisplayPicture) -> None:
        if self._to_run:
            self._to_run = False
            self.open_and_run()

    @Slot()
    def _on_retranslated(self) -> None:
        if self.is_open:
            self._planner.show_ticks()
            self._soon.start()

    def _connect(self) -> None:
        window, queue, view, bar = self._window, self._queue, self._view, self._view.bar
        actions = window.actions_by_id
        actions["compare"].triggered.connect(self._on_action)
        actions["leave_compare"].triggered.connect(self.leave)
        actions["compare_lab"].triggered.connect(self._choose_lab)
        actions["export_figure"].triggered.connect(self.figures.ask)
        group = QActionGroup(self)
        for name in MODES:
            group.addAction(actions[name])
            actions[name].triggered.connect(lambda _=False, name=name: self._show_mode(name))
        actions["show_grid"].setChecked(True)
        self._planner.changed.connect(self._soon.start)
        bar.all_wanted.connect(window.browser.list.selectAll)
        view.opened.connect(self._on_opened)
        view.pair_changed.connect(self._studio.show_title)
        view.cursor_moved.connect(window.canvas.cursor_moved)
        self.figures.failed.connect(self._studio.say_failure)
        self.gallery.arrived.connect(self._on_picture)
        queue.result_ready.connect(self._on_result)
        queue.part_ready.connect(self._on_part)
        queue.part_failed.connect(self._on_part_failed)
        queue.parts_progressed.connect(self._on_progress)
        queue.all_done.connect(self._on_all_done)
        queue.busy_changed.connect(self._on_busy)
        self._studio.choice_changed.connect(self._soon.start)
        self._studio.loader.loaded.connect(self._on_loaded)
        window.browser.image_chosen.connect(self._on_picked)
        window.browser.list.selectionModel().selectionChanged.connect(lambda *_: self._soon.start())
        window.results.row_chosen.connect(self.leave)
        window.colormap.currentIndexChanged.connect(self._on_look)
        window.normalisation.currentIndexChanged.connect(self._on_look)
        window.opacity.valueChanged.connect(lambda value: view.link.set_opacity(value / 100))
        window.canvas.view_changed.connect(view.link.set_view)
        window.retranslated.connect(self._on_retranslated)
        window.installEventFilter(self)
        view.link.set_opacity(window.opacity.value() / 100)
