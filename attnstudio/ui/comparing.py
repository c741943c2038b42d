"""Connects the compare view with the panels and the job queue: what is chosen becomes a grid of requests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QActionGroup, QKeyEvent

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import all_specs
from attnstudio.core.request import Request, Result
from attnstudio.jobs.gallery import Gallery
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.jobs.work import Work
from attnstudio.ui.compare_lines import LAB, TOPS, method_lines, model_lines, target_lines, target_name
from attnstudio.ui.comparison import MOST_COLUMNS, MOST_ROWS, Axis, Comparison, Line, Place, Plan, similarities
from attnstudio.ui.figures import Figures
from attnstudio.ui.panels.compare_bar import MODES
from attnstudio.ui.panels.results import Row
from attnstudio.ui.studio import Studio
from attnstudio.ui.text import message, tr


class Comparing(QObject):
    """Opens and leaves the compare view, runs what is compared, and follows the choices while it is open."""

    settled = Signal()  # everything that was asked for is there, or has failed

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._window, self._queue = studio, studio.window, studio.queue
        self._view = self._window.compare
        self.gallery, self._matrices = Gallery(), Work()
        self.figures = Figures(self._window)
        self._targets = list(TOPS)  # that can be ticked
        self._to_run = False  # as soon as there is a picture
        self._picked: Path | None = None  # a picture that was just chosen in the list
        self._told = ""  # of the cells that are seen
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
        self._window.show_compare()
        self._window.actions_by_id["compare"].setChecked(True)
        self._studio.run = self.run
        self._show_ticks()
        self._show_plan(self._plan())
        self._view.take_focus()
        self._studio.show_title()
        self.run()

    @Slot()
    def leave(self) -> None:
        """Show one map again."""
        if not self.is_open:
            return
        self._window.show_canvas()
        self._window.actions_by_id["compare"].setChecked(False)
        self._studio.run = self._studio.explain
        self._matrices.drop()
        self._window.canvas.setFocus()
        self._studio.show_title()

    @Slot()
    def run(self) -> None:
        """Make the maps that are not there yet; those that failed are tried again."""
        comparison = self.comparison
        comparison.failures.clear()
        places = [place for place in comparison.plan.places if place not in comparison.results]
        comparison.running = bool(places)
        self._view.refresh()
        if places:
            self._window.progress.setRange(0, len(places))
            self._window.progress.setValue(0)
            self._queue.run_all(list(dict.fromkeys(map(comparison.plan.request, places))))
        else:
            self._settle()

    def stop(self) -> None:
        """End the threads."""
        self.gallery.stop()
        self._matrices.stop()
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

    # What is compared

    def _plan(self) -> Plan:
        """All that is chosen, as far as there is room."""
        base = self._studio.request()
        if base is None:
            return Plan(self._view.bar.axis)
        lines, pictures = self._lines(base), self._window.browser.selected() or [base.image]
        rows, columns = len(lines) - MOST_ROWS, len(pictures) - MOST_COLUMNS
        left_out = [
            text
            for count, text in (
                (rows, tr("{count} more rows are left out", count=rows)),
                (columns, tr("{count} more pictures are left out", count=columns)),
            )
            if count > 0
        ]
        plan = Plan(self._view.bar.axis, lines[:MOST_ROWS], tuple(pictures[:MOST_COLUMNS]))
        self._told = ", ".join(left_out) or self._hint(plan)
        return plan

    def _hint(self, plan: Plan) -> str:
        """What all cells have in common, or what to do next."""
        if plan.axis is Axis.METHODS:
            few = tr("Ctrl+click in the list of methods chooses several.")
            return few if len(plan.lines) < 2 else ""
        if not plan.lines:
            return tr("Choose a method, and tick what to compare.")
        return Comparison(plan).method()

    def _lines(self, base: Request) -> tuple[Line, ...]:
        ticked = self._view.bar.ticks.ticked
        match self._view.bar.axis:
            case Axis.METHODS:
                return method_lines(base)
            case Axis.MODELS:
                return model_lines(base, ticked, self._studio.specs(), self._studio.own)
            case Axis.TARGETS:
                return target_lines(base, ticked, self._class_names())

    def _show_ticks(self) -> None:
        """What can be ticked on the chosen axis; what was ticked stays so."""
        ticks, chosen = self._view.bar.ticks, self._window.model_picker.chosen
        self._view.bar.show_axis()
        match self._view.bar.axis:
            case Axis.MODELS:
                specs, own = self._studio.specs(), self._studio.own
                able = [key for key in self._studio.available() if key in all_specs() or own.is_open(key)]
                names = {key: specs[key].name for key in specs if key in able}
                ticks.show_items(names, set(ticks.ticked) & set(names) or {chosen}, may_add=False)
            case Axis.TARGETS:
                request = self._studio.request()
                marked = set(TOPS[:2])
                if request is not None:
                    marked.add(request.target)
                    self._targets += [] if request.target in self._targets else [request.target]
                names = {target: target_name(target, self._class_names()) for target in self._targets}
                ticks.show_items(names, set(ticks.ticked) & set(names) or marked, may_add=True)

    def _class_names(self) -> tuple[str, ...]:
        return self._studio.specs()[self._window.model_picker.chosen].class_names()

    @Slot()
    def _on_bar(self) -> None:
        if self.is_open:
            self._show_ticks()
            self._soon.start()

    @Slot(str)
    def _on_added(self, target: str) -> None:
        """A class that was written; whether the model knows it, its cells tell."""
        if target not in self._targets:
            self._targets.append(target)
        self._show_ticks()
        ticks = self._view.bar.ticks
        ticks.tick(target)

    @Slot(object)
    def _on_picked(self, path: Path) -> None:
        self._picked = path
        self._soon.start()

    @Slot()
    def _follow(self) -> None:
        """Something else is chosen. A single picture is looked at by itself; other rows and columns are laid out anew,
        with the maps that are known."""
        picked, self._picked = self._picked, None
        if not self.is_open:
            return
        if picked is not None and self._window.browser.selected() in ([picked], []):
            self.leave()
            return
        plan = self._plan()
        self._view.bar.show_about(self._told)
        if plan != self.comparison.plan:
            self._show_plan(plan)

    def _show_plan(self, plan: Plan) -> None:
        comparison = Comparison(plan, str(self._window.colormap.currentData()), self._is_shared())
        comparison.pictures = {
            path: picture for path, picture in self.comparison.pictures.items() if path in plan.pictures
        }
        for place in plan.places:
            if (known := self._queue.cache.find(plan.request(place))) is not None:
                comparison.results[place] = known
        self._view.bar.show_about(self._told)
        self._view.show_comparison(comparison)
        self._compare_maps()
        self.gallery.ask([path for path in plan.pictures if path not in comparison.pictures])

    # What comes

    @Slot(object)
    def _on_part(self, result: Result) -> None:
        for place in self.comparison.places_of(result.request):
            self.comparison.results[place] = result
            self.comparison.failures.pop(place, None)
        self._window.results.add(result, result.heatmaps[0])
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
        self._compare_maps()
        self._studio.show_title()  # a chosen map may have come, which can be exported

    def _show_mode(self, name: str) -> None:
        self._view.show_page(self._modes[name])
        self._window.actions_by_id[name].setChecked(True)
        self._compare_maps()

    @Slot()
    def _on_look(self) -> None:
        comparison = self.comparison
        comparison.colormap, comparison.shared = str(self._window.colormap.currentData()), self._is_shared()
        self._view.refresh()

    def _is_shared(self) -> bool:
        return bool(self._window.normalisation.currentData() == "shared")

    @Slot()
    def _compare_maps(self) -> None:
        """Find how alike the maps are, where that is what is seen."""
        table, comparison = self._view.correlation, self.comparison
        if not self.is_open or self._view.page is not table:
            return
        if not comparison.results:
            table.show_nothing(tr("How alike the maps are stands here once they are made."))
            return
        snapshot = replace(comparison, results=dict(comparison.results))
        measure, column = table.measure, table.column
        self._matrices.start(lambda ctx: similarities(snapshot, measure, column, ctx))

    @Slot(object)
    def _on_matrix(self, values: np.ndarray) -> None:
        names = [line.name for line in self.comparison.plan.lines]
        self._view.correlation.show_matrix(names, values)

    @Slot(object)
    def _on_no_matrix(self, failure: Failure) -> None:
        self._view.correlation.show_nothing(message(failure))

    @Slot(object)
    def _on_opened(self, place: Place) -> None:
        """This map by itself, in the single viewer."""
        result, heatmap = self.comparison.results.get(place), self.comparison.heatmap(place)
        if result is not None and heatmap is not None:
            self.leave()
            self._studio.show_row(Row(result, heatmap))

    @Slot(object)
    def _on_written(self, path: Path) -> None:
        text = tr("The figure is in {file}", file=path)
        self._window.activity.setText(text)
        self._window.log.say(text)

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
        self._view.retranslate()
        if self.is_open:
            self._show_ticks()
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
        bar.changed.connect(self._on_bar)
        bar.ticks.added.connect(self._on_added)
        bar.all_wanted.connect(window.browser.list.selectAll)
        view.opened.connect(self._on_opened)
        view.pair_changed.connect(self._studio.show_title)
        view.cursor_moved.connect(window.canvas.cursor_moved)
        view.correlation.wanted.connect(self._compare_maps)
        self._matrices.done.connect(self._on_matrix)
        self._matrices.failed.connect(self._on_no_matrix)
        self.figures.failed.connect(self._studio.say_failure)
        self.figures.written.connect(self._on_written)
        self.gallery.arrived.connect(self._on_picture)
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
