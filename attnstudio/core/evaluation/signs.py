"""What the signs in tables of scores mean: the same in the window, in reports and on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.evaluation.summary import Cell, Mark
from attnstudio.core.text import tr_noop

NO_BETTER, NOT_SHOWN_BETTER, FAILS = "!", "?", "✗"
MARKS = {Mark.BEST: "★", Mark.AMONG_BEST: "☆", Mark.WORST: "▼", Mark.AMONG_WORST: "▽"}
MEANINGS = {
    MARKS[Mark.BEST]: tr_noop("best"),
    MARKS[Mark.AMONG_BEST]: tr_noop("among the best"),
    MARKS[Mark.WORST]: tr_noop("worst"),
    MARKS[Mark.AMONG_WORST]: tr_noop("among the worst"),
    NO_BETTER: tr_noop("no better than a control"),
    NOT_SHOWN_BETTER: tr_noop("not shown better than a control"),
    FAILS: tr_noop("fails the sanity check"),
}


def signs(cell: Cell) -> tuple[str, ...]:
    """Of one cell."""
    found = [MARKS[cell.mark]] if cell.mark else []
    if cell.no_better_than:
        found.append(NO_BETTER)
    elif cell.not_shown_better_than:
        found.append(NOT_SHOWN_BETTER)
    return (*found, FAILS) if cell.fails else tuple(found)


def used(cells: Iterable[Cell]) -> list[str]:
    """The signs that some cell has, in the order of MEANINGS."""
    there = {sign for cell in cells for sign in signs(cell)}
    return [sign for sign in MEANINGS if sign in there]
