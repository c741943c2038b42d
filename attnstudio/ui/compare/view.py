"""The compare view: a comparison as a grid, and two of its maps as a curtain, blinking, or as their difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from attnstudio.core.contrast import PLAIN
from attnstudio.core.overlay import DIVERGING
from attnstudio.core.picture_store import PictureStore
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.compare.bar import CompareBar
from attnstudio.ui.compare.blink import Blink
from attnstudio.ui.compare.correlation import Correlation
from attnstudio.ui.compare.curtain import Curtain
from attnstudio.ui.compare.difference import Difference
from attnstudio.ui.compare.grid import CompareGrid
from attnstudio.ui.compare.model import Axis, Comparison, Place, Plan
from attnstudio.ui.compare.pair import Pair, PairView
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import decimal, in_range
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import Link
from attnstudio.ui.viewer.scale_bar import ScaleBar


class CompareView(QWidget):
    """Shows a comparison. It computes nothing.

    Args:
        actions: of the window.
        pictures: where the pictures of exported maps come from, at their own size.
    """

    opened = Signal(object)  # Place: this map is to be seen by itself
    pair_changed = Signal()
    cursor_moved = Signal(object)  # ReadOut or None

    def __init__(self, actions: Mapping[str, QAction], pictures: PictureStore) -> None:
        super().__init__()
        self._pictures = pictures
        self.comparison = Comparison(Plan(Axis.METHODS))
        self.pair: tuple[Place, ...] = ()  # the two that are looked at together, or the only one
        self.link = Link()
        self.bar = CompareBar(actions)
        self.grid, self.correlation = CompareGrid(self.link), Correlation()
        self.scale, self.signed_scale = ScaleBar(), ScaleBar()  # the second one of signed maps
        self.curtain, self.blink, self.difference = Curtain(self.link), Blink(self.link), Difference(self.link)
        self._pages = QStackedWidget()
        for page in (self.grid, self.curtain, self.blink, self.difference, self.correlation):
            self._pages.addWidget(page)
        across = QHBoxLayout()
        across.setSpacing(0)
        across.addWidget(self._pages, 1)
        scales = QVBoxLayout()
        scales.setSpacing(0)
        for scale in (self.scale, self.signed_scale):
            scales.addWidget(scale)
        across.addLayout(scales)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(across, 1)
        self.grid.picked.connect(self.pick)
        self.grid.opened.connect(self.opened)
        for view in (self.grid, self.curtain, self.blink, self.difference):
            view.cursor_moved.connect(self.cursor_moved)
        self.retranslate()

    @property
    def page(self) -> QWidget:
        """The grid, or the pair view in its place."""
        return self._pages.currentWidget() or self.grid

    @property
    def picture(self) -> DisplayPicture | None:
        """Of the map that is chosen."""
        return self.comparison.picture(self.pair[0]) if self.pair else None

    @property
    def map(self) -> MapImage | None:
        """The one that is chosen: the first of the two."""
        return self.comparison.map(self.pair[0]) if self.pair else None

    @property
    def is_signed(self) -> bool:
        """Whether all maps in sight are."""
        signed, others = self._drawn()
        return bool(signed) and not others

    def show_comparison(self, comparison: Comparison) -> None:
        """Another one, or the same with other rows and columns."""
        self.comparison = comparison
        places = [place for place in comparison.plan.places if place[1] == 0] or list(comparison.plan.places)
        self.pair = tuple(places[:2])
        self.grid.show_comparison(comparison)
        self.correlation.show_pictures([path.stem for path in comparison.plan.pictures])
        self.refresh()
        self.pair_changed.emit()

    def refresh(self) -> None:
        """Show what has come since, or how it is to be seen now."""
        self.grid.refresh()
        self.grid.mark(self.pair)
        self._show_pair()
        self._show_scale()

    def show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self._show_pair()
        self._show_scale()
        self.take_focus()

    def take_focus(self) -> None:
        """For the keyboard: the page, or the chosen cell of the grid."""
        cell = self.grid.cells.get(self.pair[0]) if self.page is self.grid and self.pair else None
        (cell or self.page).setFocus()

    def pick(self, place: Place, second: bool) -> None:
        """Choose one of the two. The second follows the first to another picture."""
        other = self.pair[1] if len(self.pair) == 2 else place
        if second:
            self.pair = (self.pair[0], place)
        elif other[1] != place[1] or other == place:
            rows = len(self.comparison.plan.lines)
            row = other[0] if other[0] != place[0] else (place[0] + 1) % rows
            self.pair = (place, (row, place[1]))
        else:
            self.pair = (place, other)
        self.grid.mark(self.pair)
        self._show_pair()
        self._show_scale()
        self.pair_changed.emit()

    def chosen_pair(self) -> tuple[Pair | None, str]:
        """The two maps, or why there are none."""
        comparison = self.comparison
        if len(set(self.pair)) < 2 or self.pair[0][1] != self.pair[1][1]:
            return None, tr("Choose two maps of one picture in the grid: click the first, Ctrl+click the second.")
        first, second = (comparison.map(place) for place in self.pair)
        picture = comparison.picture(self.pair[0])
        if first is None or second is None or picture is None:
            return None, tr("These maps are not computed yet.")
        names = comparison.row_name(self.pair[0][0]), comparison.row_name(self.pair[1][0])
        return Pair(picture, names, (first, second), comparison.shrink(self.pair[0])), ""

    def exported(self) -> ExportableMap | None:
        """The chosen map, to be written to files at the size of the picture's file."""
        shown = self.map
        if shown is None:
            return None
        result = self.comparison.results[self.pair[0]]
        path, levels = result.request.image, result.request.levels
        name = result.request.methods[0].id
        if self.comparison.plan.axis is not Axis.METHODS:
            name += f".{result.target.index}" if self.comparison.plan.axis is Axis.TARGETS else f".{result.model.name}"
        return ExportableMap(
            path,
            name,
            result.request.methods[0].id,
            self.comparison.values(self.pair[0]),
            shown.values,
            result.placement,
            shown.scale,
            lambda: self._pictures.get(path, levels).pixels,
        )

    def fit(self) -> None:
        self.link.fit()

    def actual_size(self) -> None:
        """One pixel of the chosen picture's file on one of the screen."""
        page = (
            self.page if isinstance(self.page, PairView) else self.grid.cells.get(self.pair[0]) if self.pair else None
        )
        if page is not None:
            self.link.move_to(page.actual_factor(), self.link.centre)

    def zoom(self, factor: float) -> None:
        self.link.move_to(self.link.factor * factor, self.link.centre)

    def retranslate(self) -> None:
        for widget in (self, self.grid):
            widget.setAccessibleName(tr("Comparison"))
        self.bar.retranslate()
        for view in (self.curtain, self.blink, self.difference, self.correlation):
            view.retranslate()
        self.refresh()

    def _show_pair(self) -> None:
        if isinstance(self.page, PairView):
            self.page.show_pair(*self.chosen_pair())

    def _show_scale(self) -> None:
        """What the colours of the page mean: those of signed maps, and those of the others."""
        signed, others = self._drawn()
        self.signed_scale.setVisible(bool(signed))
        self.scale.setVisible(not signed or bool(others))
        if self.page is self.correlation:
            self.scale.show_scale(DIVERGING, "1", "0", "\N{MINUS SIGN}1")
        elif self.page is self.difference:
            reach = decimal(f"{self.difference.reach:.2g}")
            self.scale.show_scale(DIVERGING, f"+{reach}", "0", f"\N{MINUS SIGN}{reach}")
        else:
            self._show_own(self.scale, others, self.comparison.colormap, tr("max"), tr("min"))
            self._show_own(self.signed_scale, signed, DIVERGING, tr("for"), "0", tr("against"))

    def _show_own(self, bar: ScaleBar, places: Sequence[Place], colormap: str, *labels: str) -> None:
        """The scale of maps, with numbers where all of them share it, else with these labels."""
        scale = self.comparison.common_scale(places)
        if scale is None:
            every = self.comparison.contrasts.every
            contrast = PLAIN if every.by_percentile else every  # by which each map has its own
            bar.show_scale(colormap, *labels, contrast=contrast)
            return
        values = (scale.high, 0.0, scale.low) if scale.is_signed else (scale.high, scale.low)
        texts = [in_range(value, scale.low, scale.high) for value in values]
        bar.show_scale(scale.colormap, *texts, contrast=scale.contrast)

    def _drawn(self) -> tuple[list[Place], list[Place]]:
        """The signed maps of the page, and the others; similarities and differences have a scale of their own."""
        if self.page in (self.correlation, self.difference):
            return [], []
        places = self.pair if isinstance(self.page, PairView) else tuple(self.comparison.plan.places)
        signed = [place for place in places if self.comparison.is_signed(place)]
        return signed, [place for place in places if place not in signed]
