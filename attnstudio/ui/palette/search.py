"""Finding entries by what is typed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable

from attnstudio.ui.palette.entries import Entry

MOST = 60


def find(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that hold every typed word, the nearest first; at equal distance as they come."""
    words = typed.casefold().split()
    found = ((rank, number, entry) for number, entry in enumerate(entries) if (rank := _rank(words, entry)) is not None)
    return [entry for _, _, entry in heapq.nsmallest(MOST, found, key=lambda one: one[:2])]


def _rank(words: list[str], entry: Entry) -> tuple[int, int] | None:
    """Words at the beginning of the text, then at the beginning of a word in it, then anywhere; short texts first."""
    text = entry.text.casefold()
    also = entry.also.casefold()
    worst = 0
    for word in words:
        if text.startswith(word):
            continue
        if word == entry.detail.casefold() or re.search(rf"\b{re.escape(word)}", f"{text} {also}"):
            worst = max(worst, 1)
        elif word in text or word in also:
            worst = max(worst, 2)
        else:
            return None
    return (worst, len(text)) if words else (0, 0)
