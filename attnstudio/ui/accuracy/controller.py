"""Keeps the accuracy up to date while predictions come in, and lists the pictures of what is clicked."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction

from attnstudio.core.accuracy import Accuracy, bin_of
from attnstudio.core.picture_columns import NO_CLASS, State
from attnstudio.core.row_filter import RowFilter
from attnstudio.ui.accuracy.panel import AccuracyPanel
from attnstudio.ui.shell.docks import ExtraDock
from attnstudio.ui.shell.i18n import class_name, model_name, tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

_EVERY = 250  # ms between two updates, or, of many pictures, _REST times what one takes
_REST = 10
_CONCERNED = frozenset({"dataset", "labels", "predictions", "states"})


class AccuracyController(QObject):
    """Owns the accuracy of the predictions of the listed pictures, and when it is computed again.

    Args:
        action: shows and hides the panel.
        open_dataset, predict_all, match_classes: actions that lead to an accuracy.
    """

    def __init__(
        self,
        panel: AccuracyPanel,
        dock: ExtraDock,
        action: QAction,
        open_dataset: QAction,
        predict_all: QAction,
        match_classes: QAction,
        state: DatasetState,
        pictures: PictureList,
        selection: Selection,
        models: Models,
    ) -> None:
        super().__init__()
        self._panel, self._state, self._pictures = panel, state, pictures
        self._selection, self._models = selection, models
        self._open_dataset, self._predict_all, self._match_classes = open_dataset, predict_all, match_classes
        self._accuracy = Accuracy.of_columns(state.columns)
        self._is_stale = True
        self._update = QTimer(panel)  # it ends with the panel
        self._update.setSingleShot(True)
        self._update.setInterval(_EVERY)
        self._update.timeout.connect(self._refresh_seen)
        state.changed.connect(self._on_state)
        selection.changed.connect(self._on_selection)
        models.changed.connect(self._refresh_later)
        panel.classes.class_chosen.connect(self.list_class)
        panel.confusions.pair_chosen.connect(self.list_pair)
        panel.diagram.bin_chosen.connect(self.list_bin)
        panel.show_all_requested.connect(state.show_all)
        dock.bind(action, panel.tabs)
        dock.visibilityChanged.connect(self._refresh_seen)
        self.refresh()

    @property
    def accuracy(self) -> Accuracy:
        """Of what is known now."""
        if self._is_stale:
            self.refresh()
        return self._accuracy

    @property
    def is_pending(self) -> bool:
        """Whether the panel is about to be brought up to date."""
        return self._update.isActive()

    @Slot()
    def refresh(self) -> None:
        """Count anew, and show it."""
        self._update.stop()
        self._is_stale, started = False, time.perf_counter()
        self._accuracy = Accuracy.of_columns(self._state.columns)
        if self._accuracy.count:
            self._panel.show_accuracy(self._accuracy, self.class_name)
        else:
            self._panel.show_empty(*self._next_step())
        self._update.setInterval(max(_EVERY, round(_REST * 1000 * (time.perf_counter() - started))))
        self._panel.set_filtered(self._state.filter != RowFilter())

    def class_name(self, index: int) -> str:
        return class_name(self._state.class_name(index))

    @Slot(int)
    def list_class(self, index: int) -> None:
        """List and select the pictures with this label."""
        self._list(RowFilter(label=index))

    @Slot(int, int)
    def list_pair(self, label: int, predicted: int) -> None:
        self._list(RowFilter(label=label, predicted=predicted))

    @Slot(int)
    def list_bin(self, number: int) -> None:
        """Those with a label only: the others have no part in the diagram."""
        one, columns = self.accuracy.bins[number], self._state.columns
        counted = (columns.labels != NO_CLASS) & (columns.predicted != NO_CLASS) & ~columns.removed
        within = bin_of(columns.probability.astype(np.float64), len(self.accuracy.bins)) == number
        self._list(RowFilter(probability=(one.low, one.high)), np.flatnonzero(counted & within))

    def _list(self, wanted: RowFilter, rows: np.ndarray | None = None) -> None:
        """`rows`: to select; None: all that are listed."""
        self._state.set_filter(wanted)
        self._pictures.select_rows(self._state.view if rows is None else rows)

    def _next_step(self) -> tuple[str, QAction | None]:
        """Why there is no accuracy, and what leads to one."""
        columns = self._state.columns
        if self._is_regression():
            model = model_name(self._models.specs()[self._selection.now.model].name)
            return tr("{model} is a regression: no prediction of it is right or wrong.", model=model), None
        if not len(columns):
            return tr("No pictures yet. Open a data set with labels."), self._open_dataset
        if not (columns.labels != NO_CLASS).any():
            dataset = self._state.dataset
            if dataset is not None and dataset.class_names:
                return tr("No class of the data set is matched with one of the model."), self._match_classes
            text = tr("No picture has a label. Open a data set with labels, or label the selected pictures (Ctrl+L).")
            return text, self._open_dataset
        if (columns.states == State.WAITING).any():
            return tr("Predicting all pictures..."), None
        return tr("Predict all pictures first."), self._predict_all

    def _is_regression(self) -> bool:
        spec = self._models.specs().get(self._selection.now.model)
        return spec is not None and spec.meaning is not None and spec.meaning.kind == "regression"

    @Slot(object)
    def _on_state(self, changed: frozenset[str]) -> None:
        if changed & _CONCERNED:
            self._refresh_later()
        if "filter" in changed:
            self._panel.set_filtered(self._state.filter != RowFilter())

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if "model" in changed:
            self._refresh_later()

    @Slot()
    def _refresh_later(self) -> None:
        """Not restarted: what streams in is shown while it does. While nobody looks, nothing is counted."""
        self._is_stale = True
        if self._panel.isVisible() and not self._update.isActive():
            self._update.start()

    @Slot()
    def _refresh_seen(self) -> None:
        if self._is_stale and self._panel.isVisible():
            self.refresh()
