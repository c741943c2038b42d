"""What the method chooser lists: favourites, methods used last, sets, and all methods by family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attnstudio.core.methods.base import METHODS, Family, Method
from attnstudio.core.request import LAB_METHODS, MethodCall, ModelInfo
from attnstudio.ui.explain.method_choice import Calls, fast_methods, of_family
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_text import FAMILIES
from attnstudio.ui.shell.i18n import tr


@dataclass(frozen=True)
class Row:
    """
    Attributes:
        calls: what it chooses.
        method: None: it is a set.
        is_own: whether it is a set of the user's own.
    """

    name: str
    calls: Calls
    method: Method | None = None
    is_own: bool = False


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]


def listed(lists: MethodLists, info: ModelInfo | None) -> list[Section]:
    """Everything, the favourites first."""
    known = METHODS.discover()

    def rows(methods: Sequence[Method]) -> tuple[Row, ...]:
        return tuple(Row(tr(one.name), (lists.call(one.id),), one) for one in methods)

    own = tuple(Row(name, calls, is_own=True) for name, calls in lists.sets.items())
    built_in = (
        Row(tr("The lab's four"), tuple(map(MethodCall, LAB_METHODS))),
        Row(tr("All fast"), fast_methods(info)),
    )
    found = [
        Section(tr("Favourites"), rows([known[one] for one in lists.favourites])),
        Section(tr("Used last"), rows([known[one] for one in lists.recent if one not in lists.favourites])),
        Section(tr("Sets"), (*built_in, *own)),
        *(Section(tr(FAMILIES[family]), rows(of_family(family))) for family in Family),
    ]
    return [section for section in found if section.rows]


def matching(sections: Sequence[Section], typed: str) -> tuple[list[Section], Row | None]:
    """The sections with the rows that hold every typed word, each row once, and the row that matches best."""
    words = typed.casefold().split()
    found: list[Section] = []
    seen: dict[Row, int] = {}
    for section in reversed(sections):  # a favourite is listed in its family too
        ranks = {row: rank for row in section.rows if (rank := _rank(row, section, words)) is not None}
        rows = tuple(row for row in ranks if row not in seen)
        seen |= {row: ranks[row] for row in rows}
        if rows:
            found.insert(0, Section(section.title, rows))
    order = [row for section in found for row in section.rows]
    return found, min(order, key=seen.__getitem__, default=None)


def _rank(row: Row, section: Section, words: Sequence[str]) -> int | None:
    """0: the words begin the name, 1: words of it, 2: they are elsewhere in it, 3: in what is said of the method."""
    name = row.name.casefold()
    worst = 0 if name.startswith(" ".join(words)) else 1
    said = " ".join(_said(row, section)).casefold()
    for word in words:
        if re.search(rf"\b{re.escape(word)}", name):
            continue
        if word in name:
            worst = max(worst, 2)
        elif word in said:
            worst = 3
        else:
            return None
    return worst


def _said(row: Row, section: Section) -> Iterator[str]:
    yield section.title
    if row.method is not None:
        yield from (row.method.id, row.method.name, row.method.paper, tr(row.method.summary))
