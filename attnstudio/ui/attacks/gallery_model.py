"""The attacked pictures of one attack with one eps as a list."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from attnstudio.core.attacks.base import Kind
from attnstudio.core.robustness.record import AttackRecord
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import class_name, tr
from attnstudio.ui.shell.numbers import number, percent
from attnstudio.ui.widgets.plain import plain

_Index = QModelIndex | QPersistentModelIndex
SIDE = 80  # of a picture, in pixels
_MOST = 400  # pictures that are held, several screens full; others are decoded again
ITEM = Qt.ItemDataRole.UserRole


class Verdict(StrEnum):
    """What became of a picture."""

    SUCCESS = "success"
    FAILURE = "failure"
    WRONG_BEFORE = "wrong before"
    OF_TARGET = "of the target"


_WORDS = {
    Verdict.SUCCESS: tr_noop("fooled"),
    Verdict.FAILURE: tr_noop("not fooled"),
    Verdict.WRONG_BEFORE: tr_noop("wrong before"),
    Verdict.OF_TARGET: tr_noop("of the target class"),
}
_WORDS_OF_MAP = {**_WORDS, Verdict.SUCCESS: tr_noop("answer stays"), Verdict.FAILURE: tr_noop("answer changed")}


def verdict_words(kind: Kind) -> dict[Verdict, str]:
    """An attack on the map is to leave the answer."""
    return _WORDS_OF_MAP if kind is Kind.EXPLANATION else _WORDS


@dataclass(frozen=True)
class GalleryItem:
    """`row`: of the picture; `names`: of the classes."""

    row: int
    path: Path
    record: AttackRecord
    names: Sequence[str]

    @property
    def verdict(self) -> Verdict:
        if self.record.success is None:
            return Verdict.OF_TARGET if self.record.was_right else Verdict.WRONG_BEFORE
        return Verdict.SUCCESS if self.record.success else Verdict.FAILURE

    @property
    def word(self) -> str:
        return tr(verdict_words(self.record.key.form.kind)[self.verdict])

    @property
    def lines(self) -> tuple[str, str]:
        """The class before, and what it became."""
        one = self.record
        before, after = class_name(self.names[one.before]), class_name(self.names[one.after])
        if self.verdict is Verdict.WRONG_BEFORE:
            return class_name(self.names[one.label]), tr("taken for {name}", name=before)
        return before, f"→ {after}" if after != before else tr("stays")

    @property
    def explanation(self) -> str:
        """Of all that is known, for the tool tip and screen readers."""
        one, (before, after) = self.record, self.lines
        shares = f"{percent(one.before_probability)} → {percent(one.after_probability)}"
        sizes = tr("L2 {l2}, L∞ {linf}/255", l2=number(one.l2, 3), linf=number(255 * one.linf, 0))
        return "\n".join((self.path.name, f"{self.word}: {before} {after}", shares, sizes))


class GalleryModel(QAbstractTableModel):
    """Owns the items, and the decoded pictures that were seen last."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._items: list[GalleryItem] = []
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()  # by row of the picture
        self.ratio: Callable[[], float] = lambda: 1.0  # of the screen's pixels

    @property
    def items(self) -> Sequence[GalleryItem]:
        return self._items

    def show_items(self, items: Sequence[GalleryItem], *, same_pictures: bool) -> None:
        """`same_pictures`: whether what was decoded is still right."""
        self.beginResetModel()
        self._items = list(items)
        if not same_pictures:
            self._pixmaps.clear()
        self.endResetModel()

    def show_picture(self, item: GalleryItem) -> None:
        """One whose attacked picture came later."""
        for place, one in enumerate(self._items):
            if one.row == item.row:
                self._items[place] = item
                self.dataChanged.emit(self.index(place, 0), self.index(place, 0))

    def pixmap(self, item: GalleryItem) -> QPixmap:
        """Null until its file is there."""
        if item.row in self._pixmaps:
            self._pixmaps.move_to_end(item.row)
            return self._pixmaps[item.row]
        if not item.record.png:
            return QPixmap()
        side = round(SIDE * self.ratio())
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(QImage.fromData(item.record.png).scaled(side, side, kept, smooth))
        pixmap.setDevicePixelRatio(self.ratio())
        self._pixmaps[item.row] = pixmap
        if len(self._pixmaps) > _MOST:
            self._pixmaps.popitem(last=False)
        return pixmap

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._items)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "\n".join((item.word, *item.lines))
            case Qt.ItemDataRole.ToolTipRole:
                return plain(item.explanation)
            case Qt.ItemDataRole.AccessibleTextRole:
                return item.explanation
        return item if role == ITEM else None
