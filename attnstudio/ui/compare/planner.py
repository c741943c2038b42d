"""The rows and columns of a comparison: what can be ticked, and the plan from what is ticked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.request import Request
from attnstudio.ui.compare.bar import CompareBar
from attnstudio.ui.compare.model import MOST_COLUMNS, MOST_ROWS, Axis, Comparison, Line, Plan
from attnstudio.ui.compare.rows import TOPS, method_lines, model_lines, target_lines
from attnstudio.ui.shell.i18n import model_name, tr
from attnstudio.ui.shell.target_text import target_text
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import chosen_request
from attnstudio.ui.state.selection import Selection


class Planner(QObject):
    """Owns what is ticked in the bar above the comparison, for each axis, and which page of the pictures is shown."""

    changed = Signal()  # other rows are chosen

    def __init__(
        self, bar: CompareBar, selection: Selection, models: Models, pictures: PictureList, dataset: DatasetState
    ) -> None:
        super().__init__()
        self._bar, self._selection, self._models, self._pictures = bar, selection, models, pictures
        self._dataset, self._page = dataset, 0
        self._targets = list(TOPS)  # that can be ticked
        self._ticked: dict[Axis, set[str]] = {}
        self.hint = ""  # of the latest plan: what it leaves out, or what to do next
        bar.page_turned.connect(self._on_page)
        pictures.selection_changed.connect(self._on_pictures)
        bar.axis_changed.connect(self._on_axis)
        bar.ticks.changed.connect(self._on_ticked)
        bar.ticks.added.connect(self._on_added)

    def reset(self) -> None:
        """Nothing is ticked."""
        self._ticked.clear()

    @property
    def ticked(self) -> Mapping[Axis, Collection[str]]:
        """By axis, where the user ticked something."""
        return self._ticked

    def restore(self, axis: str, ticked: Mapping[str, Collection[str]]) -> None:
        """As it was; what this version does not have is left out."""
        self._ticked = {one: set(ticked[one]) for one in Axis if one in ticked}
        self._targets += [one for one in ticked.get(Axis.TARGETS, ()) if one not in self._targets]
        if axis in list(Axis):
            self._bar.axis_box.setCurrentIndex(self._bar.axis_box.findData(Axis(axis)))

    def plan(self) -> Plan:
        """All that is chosen, as far as there is room."""
        base = chosen_request(self._selection, self._models)
        if base is None:
            return Plan(self._bar.axis)
        lines, pictures = self._lines(base), self._pictures.selected or (base.image,)
        left_out = []
        if len(lines) > MOST_ROWS:
            left_out.append(tr("{shown} of {n} rows", shown=MOST_ROWS, n=len(lines)))
        first = self._page * MOST_COLUMNS
        shown = pictures[first : first + MOST_COLUMNS]
        if len(pictures) > MOST_COLUMNS:
            left_out.append(
                tr(
                    "pictures {first} to {last} of {count}",
                    first=first + 1,
                    last=first + len(shown),
                    count=len(pictures),
                )
            )
        self._bar.show_pages(is_first=first == 0, is_last=first + MOST_COLUMNS >= len(pictures))
        plan = Plan(self._bar.axis, lines[:MOST_ROWS], shown, tuple(map(self._dataset.facts_of, shown)))
        self.hint = ", ".join(left_out) or self._hint(plan)
        return plan

    def _hint(self, plan: Plan) -> str:
        """What all cells have in common, or what to do next."""
        if plan.axis is Axis.METHODS:
            few = tr("Ctrl+click in the list of methods selects several.")
            return few if len(plan.lines) < 2 else ""
        if not plan.lines:
            return tr("Choose a method, and tick what to compare.")
        return Comparison(plan).method()

    def _lines(self, base: Request) -> tuple[Line, ...]:
        ticked = self._bar.ticks.ticked
        match self._bar.axis:
            case Axis.METHODS:
                return method_lines(base)
            case Axis.MODELS:
                return model_lines(base, ticked, self._models)
            case _:
                return target_lines(base, ticked, self._class_names())

    def show_ticks(self) -> None:
        """What can be ticked on the chosen axis; what was ticked stays so."""
        ticked = self._ticked.get(self._bar.axis, set())
        self._bar.show_axis()
        match self._bar.axis:
            case Axis.MODELS:
                specs = self._models.specs()
                able = set(filter(self._models.is_ready, self._models.available()))
                names = {key: model_name(specs[key].name) for key in specs if key in able}
                self._bar.ticks.show_items(names, ticked or {self._selection.now.model}, may_add=False)
            case Axis.TARGETS:
                request = chosen_request(self._selection, self._models)
                marked = set(TOPS[:2])
                if request is not None:
                    marked.add(request.target)
                    self._targets += [] if request.target in self._targets else [request.target]
                names = {target: target_text(target, self._class_names()) for target in self._targets}
                self._bar.ticks.show_items(names, ticked or marked, may_add=True)

    @Slot(int)
    def _on_page(self, by: int) -> None:
        self._page = max(0, self._page + by)
        self.changed.emit()

    @Slot()
    def _on_pictures(self) -> None:
        """Others are selected: they begin on the first page."""
        self._page = 0

    def _class_names(self) -> tuple[str, ...]:
        return self._models.specs()[self._selection.now.model].class_names()

    @Slot()
    def _on_axis(self) -> None:
        self.show_ticks()
        self.changed.emit()

    @Slot()
    def _on_ticked(self) -> None:
        self._ticked[self._bar.axis] = set(self._bar.ticks.ticked)
        self.changed.emit()

    @Slot(str)
    def _on_added(self, target: str) -> None:
        """A class that was written; whether the model knows it, its cells tell."""
        self._targets += [] if target in self._targets else [target]
        self._ticked[Axis.TARGETS] = {*self._bar.ticks.ticked, target}
        self._on_axis()
