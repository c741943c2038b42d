"""Activation maximisation: pictures that excite classes or channels, and those of the list that do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QCheckBox, QListWidgetItem, QSplitter, QVBoxLayout, QWidget

from attnstudio.core.features.base import DEFAULT_MAXIMISER, MAXIMISERS
from attnstudio.core.features.maximise import Maximised, faded
from attnstudio.core.params import Value
from attnstudio.jobs.maximisation import Maximisation, Ranking
from attnstudio.ui.features.icons import Captioned, CaptionedPictures
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, tr
from attnstudio.ui.shell.numbers import in_range, percent
from attnstudio.ui.widgets.base import Pages, Panel, faint, heading
from attnstudio.ui.widgets.class_search import ClassSearch, entry
from attnstudio.ui.widgets.param_form import ParamForm
from attnstudio.ui.widgets.plain import plain
from attnstudio.ui.widgets.run_bar import RunBar
from attnstudio.ui.widgets.scroll_area import ScrollArea

_SIDE, _SMALL = 104, 64  # pixels of made pictures, and of the list's
_UNIT_WIDTH, _FORM_WIDTH = 200, 264
STRONGEST = 12  # pictures of the list that are shown, and saved


class FeaturesPanel(Panel):
    """A view of made pictures and of a ranking. Owns what is to be excited, and how, until it is asked for."""

    picture_requested = Signal(object)  # Path

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Maximisation | None = None
        self._ranking: Ranking | None = None
        self._names: tuple[str, ...] = ()
        self._strongest: list[tuple[Path, float]] = []
        self._missing: set[Path] = set()  # thumbnails of them
        self._index = ""  # of the class that was chosen from the list
        self.wish_thumbnail: Callable[[Path], None] = lambda _: None
        self.unit = ClassSearch()
        self.unit.setFixedWidth(_UNIT_WIDTH)
        self.bar = RunBar(self.unit)
        self.way = self.bar.choice
        self.bar.result.hide()
        for name in MAXIMISERS.discover():
            self.way.addItem("", name)
        self.way.setCurrentIndex(self.way.findData(DEFAULT_MAXIMISER))
        self.form, self.summary = ParamForm(), faint()
        self.like_pictures, self.fade = QCheckBox(), QCheckBox()
        self.made, self.ranked = CaptionedPictures(_SIDE, wrapped=True), CaptionedPictures(_SMALL, wrapped=False)
        self.about_ranked = heading()
        self.pages = Pages(self._content())
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self._area = self._choices()
        split.addWidget(self._area)
        split.addWidget(self.pages)
        split.setSizes([_FORM_WIDTH, 3 * _FORM_WIDTH])
        split.setStretchFactor(1, 1)
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.bar)
        self.stack.addWidget(split, 1)
        self.way.activated.connect(self._show_way)
        self.unit.chosen.connect(self._on_class)
        self.fade.toggled.connect(self._show)
        self.made.currentRowChanged.connect(self._show_ranking)
        for signal in (self.ranked.itemClicked, self.ranked.itemActivated):
            signal.connect(self._on_ranked)
        self.show_nothing()
        self._show_way()
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    @property
    def wanted(self) -> str:
        """What is to be excited, as `read_units` reads it."""
        text = self.unit.text().strip()
        is_listed = self._index and text == entry(self._names[int(self._index)], int(self._index))
        return self._index if is_listed else text

    @property
    def chosen_way(self) -> tuple[str, tuple[tuple[str, Value], ...]]:
        """The maximiser, with those of its parameters that differ from their defaults."""
        maximiser = MAXIMISERS.discover()[self.way.currentData()]
        defaults = {param.name: param.default for param in maximiser.params}
        return maximiser.id, tuple(one for one in self.form.values().items() if one[1] != defaults[one[0]])

    @property
    def shown(self) -> Maximisation | None:
        return self._shown

    @property
    def ranking(self) -> Ranking | None:
        """Of the list's pictures; not complete while they are looked at, or where that was cancelled."""
        return self._ranking

    def want(self, text: str) -> None:
        """`text`: as `read_units` reads it."""
        self.unit.setText(text)

    def show_classes(self, names: Sequence[str]) -> None:
        self._names, self._index = tuple(names), ""
        self.unit.show_classes(names)

    def show_made(self, found: Maximisation) -> None:
        self._shown = found
        self.pages.show_content()
        self.bar.save.setEnabled(any(one.done == 1 for one in found.found))
        self._show()
        if self.made.currentRow() < 0 and self.made.count():
            self.made.setCurrentRow(0)

    def show_ranking(self, ranking: Ranking | None) -> None:
        self._ranking = ranking
        self._show_ranking()

    @property
    def awaits_thumbnails(self) -> bool:
        return bool(self._missing)

    def show_thumbnail(self, path: Path, image: QImage) -> None:
        self._missing.discard(path)
        for row, (one, _) in enumerate(self._strongest):
            if one == path and not image.isNull():
                self.ranked.show_image(row, image)

    def show_nothing(self) -> None:
        self._shown = self._ranking = None
        self.made.clear()
        self.bar.save.setEnabled(False)
        self.pages.setCurrentIndex(0)
        self._show_ranking()

    def retranslate(self) -> None:
        self._area.setAccessibleName(tr("Parameters"))
        self.bar.show_texts(
            tr("&Way:"),
            tr("Make"),
            tr("Make a picture that excites this class or channel most, and look which pictures of the list do"),
            tr("Save the pictures in a folder..."),
        )
        self.way.setAccessibleName(tr("Way to maximise an activation"))
        for row in range(self.way.count()):
            maximiser = MAXIMISERS.discover()[self.way.itemData(row)]
            self.way.setItemText(row, tr(maximiser.name))
        self.unit.setPlaceholderText(tr("Class, or layer[channel]"))
        self.unit.setToolTip(
            plain(
                tr("What is to be excited: a class, or channels of a layer, such as {example}", example="block_3[0-8]")
            )
        )
        self.unit.setAccessibleName(tr("Class or channels that are to be excited"))
        self.like_pictures.setText(tr("Like my pictures"))
        self.like_pictures.setToolTip(
            tr("With the magnitudes of the listed pictures, in place of those of most photos")
        )
        self.fade.setText(tr("Fade the rest"))
        self.fade.setToolTip(tr("Grey where the unit hardly looked while the picture was made"))
        self.made.setAccessibleName(tr("Pictures that excite a unit most"))
        self.ranked.setAccessibleName(tr("Pictures of the list that excite it most"))
        self.form.retranslate()
        self.summary.setText(tr(MAXIMISERS.discover()[self.way.currentData()].summary))
        self.pages.empty.setText(
            tr(
                "A picture that excites a class or a channel most shows what it looks for. Name a class and press "
                "Make, or right-click a layer or a channel in the inspector."
            )
        )
        self._show()
        self._show_ranking()

    @Slot(str)
    def _on_class(self, target: str) -> None:
        if target.isdecimal() and int(target) < len(self._names):
            self._index = target
            self.unit.show_target(target)

    @Slot()
    def _show_way(self) -> None:
        maximiser = MAXIMISERS.discover()[self.way.currentData()]
        self.form.show_params(maximiser.params, {})
        self.summary.setText(tr(maximiser.summary))
        self.like_pictures.setVisible(maximiser.takes_spectrum)

    @Slot()
    def _show(self) -> None:
        if self._shown is not None:
            self.made.show_pictures([self._captioned(one) for one in self._shown.found])

    def _captioned(self, found: Maximised) -> Captioned:
        reach = max(abs(found.before), abs(found.value))
        before, value = (in_range(one, 0, reach) for one in (found.before, found.value))
        name = found.unit.name([class_name(one) for one in self._names])
        pixels = faded(found) if self.fade.isChecked() else found.pixels
        reached = f"{before} → {value}" if found.done == 1 else f"{percent(found.done, 0)}: {value}"
        return Captioned(
            pixels,
            f"{name}\n{reached}",
            tr("{name}: {before} for the first picture, {value} for this one", name=name, before=before, value=value),
        )

    @Slot()
    def _show_ranking(self) -> None:
        ranking, row = self._ranking, max(0, self.made.currentRow())
        self._strongest = []
        if ranking is not None and row < len(ranking.units):
            self._strongest = ranking.strongest(row, STRONGEST)
            name = ranking.units[row].name([class_name(one) for one in self._names])
            self.about_ranked.setText(
                tr("Your pictures that excite {name} most", name=name)
                if ranking.is_complete
                else tr(
                    "Your pictures that excite {name} most, of {looked} of {count}",
                    name=name,
                    looked=ranking.looked,
                    count=len(ranking.pictures),
                )
            )
        for widget in (self.about_ranked, self.ranked):
            widget.setVisible(bool(self._strongest))
        reach = max((abs(value) for _, value in self._strongest), default=0.0)
        self.ranked.show_pictures(
            [
                Captioned(
                    None, f"{in_range(value, 0, reach)}\n{path.name}", f"{path.name}: {in_range(value, 0, reach)}"
                )
                for path, value in self._strongest
            ]
        )
        self._missing = {path for path, _ in self._strongest}
        for path, _ in self._strongest:
            self.wish_thumbnail(path)

    @Slot(QListWidgetItem)
    def _on_ranked(self, item: QListWidgetItem) -> None:
        self.picture_requested.emit(self._strongest[self.ranked.row(item)][0])

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self.made, 1)
        column.addWidget(self.about_ranked)
        column.addWidget(self.ranked)
        return content

    def _choices(self) -> ScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        for widget in (self.summary, self.fade, self.like_pictures, self.form):
            column.addWidget(widget)
        column.addStretch()
        area = ScrollArea(inside, horizontal=False)
        area.setMinimumWidth(_FORM_WIDTH)
        return area
