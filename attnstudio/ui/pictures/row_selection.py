"""Selections of many rows as ranges: an index for each of a million cells would take minutes."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex
from PySide6.QtWidgets import QAbstractItemView


def selected_places(view: QAbstractItemView) -> np.ndarray:
    """intp: the rows of the view that are selected."""
    selection: Any = view.selectionModel().selection()
    ranges = [np.arange(one.top(), one.bottom() + 1) for one in selection]
    return np.unique(np.concatenate(ranges)) if ranges else np.empty(0, np.intp)


def select_places(view: QAbstractItemView, places: np.ndarray, current: QModelIndex) -> None:
    """Select these rows, ascending, and no others; `current` has the focus, where it is valid."""
    model, wanted = view.model(), QItemSelection()
    last = model.columnCount() - 1
    for run in np.split(places, np.flatnonzero(np.diff(places) != 1) + 1) if places.size else ():
        wanted.select(model.index(int(run[0]), 0), model.index(int(run[-1]), last))
    chosen, flag = view.selectionModel(), QItemSelectionModel.SelectionFlag
    chosen.setCurrentIndex(current, flag.NoUpdate)
    chosen.select(wanted, flag.ClearAndSelect)
