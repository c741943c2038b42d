"""Selections of many rows as ranges: an index for each of a million cells would take minutes."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex
from PySide6.QtWidgets import QAbstractItemView


def selected_places(view: QAbstractItemView) -> np.ndarray:
    """intp: the rows of the view that are selected."""
    selection: Any = view.selectionModel().selection()
    ranges = [np.arange(one.top(), one.bottom() + 1) for one in selection]
    return np.sort(np.concatenate(ranges)) if ranges else np.empty(0, np.intp)


def select_places(view: QAbstractItemView, places: np.ndarray, current: QModelIndex) -> None:
    """Select these rows, ascending, and no others; `current` has the focus, where it is valid."""
    model, wanted = view.model(), QItemSelection()
    last = model.columnCount() - 1
    ends = np.flatnonzero(np.diff(places) != 1)
    if places.size:
        firsts, lasts = places[[0, *(ends + 1)]], places[[*ends, len(places) - 1]]
        for first, final in zip(firsts.tolist(), lasts.tolist(), strict=True):
            wanted.append(QItemSelectionRange(model.index(first, 0), model.index(final, last)))
    chosen, flag = view.selectionModel(), QItemSelectionModel.SelectionFlag
    chosen.setCurrentIndex(current, flag.NoUpdate)
    chosen.select(wanted, flag.ClearAndSelect)
