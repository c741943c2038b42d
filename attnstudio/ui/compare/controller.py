"""Opens and leaves the comparison, and lets it follow what is selected while it is open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from attnstudio.core.request import LAB_METHODS, MethodCall
from attnstudio.export.session_content import ComparisonState
from attnstudio.ui.compare.bar import MODES
from attnstudio.ui.compare.model import Axis, Comparison, Place
from attnstudio.ui.compare.planner import Planner
from attnstudio.ui.compare.presenter import ComparePresenter
from attnstudio.ui.compare.runner import ComparisonRunner
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.results import Row
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Page, Viewed


class CompareController(QObject):
    """Owns what the comparison waits for: its first picture, and the pictures of one that was left to see a map."""

    row_requested = Signal(object)  # Row: this map is to be seen by itself
    focus_released = Signal()  # the keyboard was in the comparison, which is left

    def __init__(
        self,
        view: CompareView,
        actions: Mapping[str, QAction],
        runner: ComparisonRunner,
        presenter: ComparePresenter,
        planner: Planner,
        selection: Selection,
        pictures: PictureList,
        viewed: Viewed,
    ) -> None:
        super().__init__()
        self._view, self._actions, self._runner = view, actions, runner
        self._presenter, self._planner = presenter, planner
        self._selection, self._pictures, self._viewed = selection, pictures, viewed
        self._run_when_open = False  # when the first picture is open
        self._picked: Path | None = None  # a picture that was just chosen in the list
        self._left: tuple[Path, ...] = ()  # the pictures of a comparison that was left to see one of its maps,
        self._seen: Path | None = None  # which is of this picture
        self._debounce = QTimer(self)  # several choices may change at a time
        self._debounce.setSingleShot(True)
        self._debounce.setInterval(0)
        self._debounce.timeout.connect(self._follow)
        self._connect()

    @property
    def is_open(self) -> bool:
        return self._viewed.now.page is Page.COMPARE

    @property
    def is_pending(self) -> bool:
        """Whether pictures are being decoded, or other rows and columns are about to be laid out."""
        return self._debounce.isActive() or self._runner.is_loading

    @property
    def comparison(self) -> Comparison:
        return self._runner.comparison

    @Slot()
    def open_and_run(self) -> None:
        """Compare what is selected; once there is a picture, where there is none yet."""
        if self._selection.now.picture is None:
            self._run_when_open = True
            return
        selected = self._pictures.selected
        if len(selected) <= 1 and set(selected) <= set(self._left):
            self._pictures.select(self._left)
        self._left, self._picked = (), None  # what was picked before does not lead out
        self._viewed.set(page=Page.COMPARE)
        self._planner.show_ticks()
        self._lay_out()
        self._view.take_focus()
        self.run()

    def arrangement(self) -> ComparisonState:
        """For a session."""
        bar, ticked = self._view.bar, self._planner.ticked
        return ComparisonState(
            self.is_open, bar.axis, {axis: tuple(sorted(ticked[axis])) for axis in ticked}, self._presenter.mode
        )

    def arrange(self, state: ComparisonState) -> None:
        """As a session has it: with the maps that are known, and the others when they are run."""
        self._planner.restore(state.axis, state.ticked)
        if state.mode in MODES:
            self._actions[state.mode].trigger()
        if state.is_open and self._selection.now.picture is not None:
            self._picked = None
            self._viewed.set(page=Page.COMPARE)
            self._planner.show_ticks()
            self._lay_out()

    @Slot()
    def leave(self) -> bool:
        """Show one map again; returns whether a comparison was open."""
        if not self.is_open:
            return False
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self._view.isAncestorOf(focus)
        self._viewed.set(page=Page.PICTURE)
        if had_focus:  # else it stays in the list in which a picture was chosen
            self.focus_released.emit()
        self._runner.leave()
        return True

    @Slot()
    def run(self) -> None:
        """Compute the maps that are not there yet; those that failed are tried again."""
        if self._debounce.isActive():
            self._debounce.stop()
            self._follow()
        if self.is_open:
            self._runner.run()

    def reset(self) -> None:
        """Leave it, and forget what was ticked and what it would come back to."""
        self.leave()
        self._left = ()
        self._planner.reset()

    def stop(self) -> None:
        """End the threads."""
        self._runner.stop()

    @Slot()
    def retranslate(self) -> None:
        if self.is_open:
            self._planner.show_ticks()
            self._debounce.start()

    @Slot(object)
    def on_picture_chosen(self, path: Path) -> None:
        """The user chose a single picture in the list."""
        self._picked = path
        if path != self._seen:
            self._left = ()
        self._debounce.start()

    @Slot()
    def on_maps_computed(self) -> None:
        """Maps were computed by themselves, which may be among those compared."""
        if self.is_open:
            self._runner.add_cached()

    @Slot()
    def _follow(self) -> None:
        """Something else is selected. A single picture is looked at by itself; other rows and columns are laid out
        anew, with the maps that are known, and a run goes on with them."""
        picked, self._picked = self._picked, None
        if not self.is_open:
            return
        if picked is not None and self._pictures.selected in ((picked,), ()):
            self.leave()
            return
        if self._planner.plan() != self.comparison.plan:
            self._lay_out()
        self._view.bar.show_about(self._planner.hint)

    def _lay_out(self) -> None:
        self._runner.set_plan(self._planner.plan())
        self._presenter.show(self._planner.hint)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if self._run_when_open and self._selection.now.picture is not None:
            self._run_when_open = False
            self.open_and_run()
        else:
            self._debounce.start()

    @Slot(object)
    def _on_opened(self, place: Place) -> None:
        result, heatmap = self.comparison.results.get(place), self.comparison.heatmap(place)
        if result is not None and heatmap is not None:
            self._left, self._seen = self.comparison.plan.pictures, result.request.image
            self.leave()
            self.row_requested.emit(Row(result, heatmap))

    @Slot()
    def _compare_lab(self) -> None:
        """The four methods of the lab, compared."""
        self._view.bar.axis_box.setCurrentIndex(self._view.bar.axis_box.findData(Axis.METHODS))
        self._selection.choose(methods=tuple(map(MethodCall, LAB_METHODS)))
        self.open_and_run()

    @Slot(bool)
    def _on_action(self, wanted: bool) -> None:
        if wanted:
            self.open_and_run()
        else:
            self.leave()

    @Slot()
    def _select_all(self) -> None:
        self._pictures.select(self._pictures.paths)

    def _connect(self) -> None:
        actions, view = self._actions, self._view
        actions["compare"].triggered.connect(self._on_action)
        actions["leave_compare"].triggered.connect(self.leave)
        actions["compare_lab"].triggered.connect(self._compare_lab)
        view.bar.all_requested.connect(self._select_all)
        view.opened.connect(self._on_opened)
        self._planner.changed.connect(self._debounce.start)
        self._pictures.selection_changed.connect(self._debounce.start)
        self._selection.changed.connect(self._on_selection)
