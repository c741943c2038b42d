"""The open data set, and what is known of each picture of the list: labels, predictions, the filter and the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from attnstudio.core.datasets.base import NO_LABEL, DataSet, without_labels
from attnstudio.core.datasets.matching import labels_by
from attnstudio.core.errors import Failure
from attnstudio.core.models.picture_labels import labels_by_name
from attnstudio.core.picture_columns import NO_CLASS, Column, PictureColumns, State
from attnstudio.core.picture_dates import modified
from attnstudio.core.picture_facts import NO_FACTS, PictureFacts, RowFacts
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.request import Request
from attnstudio.core.review import Review, of_word
from attnstudio.core.row_filter import RowFilter
from attnstudio.ui.state.picture_list import PictureList

MAX_NAMED = 5000  # pictures without labels whose names are compared with the classes, in the window's thread


class DatasetState(QObject):
    """Owns one row for each picture of the list, in its order; without a data set, rows that have no label yet.

    `view` holds the rows that are listed, filtered and sorted. It is made anew by another filter or order, and when a
    job has ended; not while rows are filled in, so that nothing jumps under the cursor.

    Attributes:
        dataset: None: none is open.
        columns: to be read only.
        class_names: of the model; labels and predictions are indices of them.
        predicted_by: what the predictions are of: model, options and input; None: there are none.
    """

    # frozenset of: "dataset" (other rows), "labels", "predictions", "regions", "reviews", "states", "filter", "order",
    # "view"
    changed = Signal(object)

    def __init__(self, pictures: PictureList) -> None:
        super().__init__()
        self.dataset: DataSet | None = None
        self.columns = PictureColumns(0)
        self.class_names: tuple[str, ...] = ()
        self.predicted_by: Request | None = None
        self.filter = RowFilter()
        self.sorted_by: tuple[Column, bool] | None = None  # and whether the greatest comes first
        self.view = np.empty(0, np.intp)
        self._places: np.ndarray | None = None
        self._pictures = pictures
        self._names: list[str] | None = None
        self._match = np.empty(0, np.int32)  # class of the data set -> class of the model
        self._by_hand: dict[int, str] = {}  # names of the classes that the user gave
        pictures.modelReset.connect(self._on_reset)
        pictures.list_changed.connect(self._on_list)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def names(self) -> Sequence[str]:
        """Of the pictures, in small letters. Collected once a list."""
        if self._names is None:
            self._names = [self._pictures.path(row).name.casefold() for row in range(len(self))]
        return self._names

    def modified(self, row: int) -> float:
        """When the picture's file was changed last, as it is sorted by: seconds since 1970; NaN: it is gone."""
        known = float(self.columns.dates[row])
        return modified(self._pictures.path(row)) if np.isnan(known) else known

    @property
    def labels_by_hand(self) -> Mapping[int, str]:
        """Names of classes by row."""
        return self._by_hand

    def open(self, dataset: DataSet, names: list[str] | None = None) -> None:
        """List its pictures in place of those that are open.

        Args:
            names: as `names`, where they are known already.
        """
        self.dataset, self._names = dataset, names
        self._match = without_labels(len(dataset.class_names))
        self._pictures.open(dataset.pictures)

    def set_classes(self, class_names: tuple[str, ...], match: np.ndarray | None = None) -> None:
        """The classes of the model, and which of them each class of the data set is.

        Args:
            match: int32, an index of a class of the model for each class of the data set; NO_CLASS: the model has
                none such. None: there are none, or labels are the model's indices already.
        """
        self.class_names = class_names
        classes = 0 if self.dataset is None else len(self.dataset.class_names)
        self._match = without_labels(classes) if match is None else match
        self._set_labels()
        self._report("labels")

    def set_label(self, rows: np.ndarray, label: int) -> None:
        """Give pictures a label; NO_CLASS takes it away."""
        self.columns.set_label(rows, label)
        name = "" if label == NO_CLASS else self.class_names[label]
        self._by_hand.update(dict.fromkeys(rows.tolist(), name))
        self._report("labels")

    def restore_labels(self, by_hand: Mapping[int, str]) -> None:
        """Labels that were given earlier."""
        self._by_hand = {row: name for row, name in by_hand.items() if 0 <= row < len(self)}
        self._set_labels()
        self._report("labels")

    def begin_predictions(self, request: Request) -> None:
        """Predictions of a model follow; those of another one go."""
        if request != self.predicted_by:
            self.columns.forget_predictions()
            self.predicted_by = request
            self._report("predictions", "states")

    def restore_predictions(self, request: Request, columns: Mapping[str, np.ndarray]) -> None:
        """Those of a request that were made earlier; nothing where they are not of these pictures and classes."""
        if self.columns.restore_predictions(columns, len(self.class_names)):
            self.predicted_by = request
            self._report("predictions", "states")
            self.refresh()

    def forget_predictions(self) -> None:
        if self.predicted_by is not None:
            self.columns.forget_predictions()
            self.predicted_by = None
            self._report("predictions", "states")
            self.refresh()

    def put(self, predictions: Sequence[tuple[int, PredictedRow | Failure]]) -> None:
        """Of some rows."""
        self.columns.put(predictions)
        self._report("predictions", "states")

    def set_states(self, rows: Sequence[int] | np.ndarray, state: State, failure: Failure | None = None) -> None:
        """What a job does with pictures."""
        self.columns.states[rows] = state
        if failure is not None:
            self.columns.failures.update(dict.fromkeys(map(int, rows), failure))
        self._report("states")

    def end_states(self) -> None:
        """A job ended: nothing waits for it any more."""
        states = self.columns.states
        states[states == State.WAITING] = State.NONE
        self._report("states")
        self.refresh()

    def set_regions(self, rows: Iterable[int], *, marked: bool) -> None:
        self.columns.regions[list(rows)] = marked
        self._report("regions")

    def set_dates(self, dates: np.ndarray) -> None:
        """Of all pictures."""
        self.columns.dates = dates
        self.refresh()

    def set_reviews(self, rows: np.ndarray, reviews: int | np.ndarray) -> None:
        """What a person says of the maps of some pictures."""
        self.columns.reviews[rows] = reviews
        self._report("reviews")

    @property
    def reviews(self) -> Mapping[int, int]:
        """Of the reviewed pictures, by row."""
        rows = np.flatnonzero(self.columns.reviews)
        return dict(zip(rows.tolist(), self.columns.reviews[rows].tolist(), strict=True))

    def review_of(self, path: Path) -> Review:
        row = self._pictures.row_of(path)
        return Review.NONE if row is None or row >= len(self) else Review(int(self.columns.reviews[row]))

    def set_filter(self, wanted: RowFilter) -> None:
        if wanted != self.filter:
            self.filter = wanted
            self._make_view()
            self._report("filter", "view")

    def show_all(self) -> None:
        self.set_filter(RowFilter())

    def sort(self, column: Column | None, *, descending: bool = False) -> None:
        """By a column; None: as they were opened."""
        wanted = None if column is None else (column, descending)
        if wanted != self.sorted_by:
            self.sorted_by = wanted
            self._make_view()
            self._report("order", "view")

    def refresh(self) -> None:
        """Filter and sort by what is known by now."""
        before = self.view
        self._make_view()
        if not np.array_equal(before, self.view):
            self._report("view")

    def places_of(self, rows: np.ndarray) -> np.ndarray:
        """intp, ascending: where those of the rows stand in the view that are listed."""
        if self._places is None:
            self._places = np.full(len(self), -1, np.intp)
            self._places[self.view] = np.arange(len(self.view))
        found = self._places[rows[rows < len(self._places)]]
        return np.sort(found[found >= 0])

    def place_of(self, row: int) -> int | None:
        """Where a row stands in the view; None: the filter hides it."""
        places = self.places_of(np.array([row]))
        return int(places[0]) if places.size else None

    @property
    def facts(self) -> RowFacts:
        """Of each row. A copy, for another thread."""
        return self._facts_by(self.columns.labels.copy())

    def facts_of(self, path: Path) -> PictureFacts:
        row = self._pictures.row_of(path)
        return NO_FACTS if row is None or row >= len(self) else self._facts_by(self.columns.labels).of(row)

    def _facts_by(self, labels: np.ndarray) -> RowFacts:
        return RowFacts(labels, {} if self.dataset is None else self.dataset.columns)

    def label_text(self, row: int) -> str:
        """The label as the model calls its class, or, where the model has none such, as the data set does."""
        label = int(self.columns.labels[row])
        if label != NO_CLASS:
            return self.class_name(label)
        if row in self._by_hand:
            return self._by_hand[row]
        if self.dataset is None or row >= len(self.dataset):
            return ""
        label, names = int(self.dataset.labels[row]), self.dataset.class_names
        return "" if label == NO_LABEL else names[label] if names else str(label)

    def class_name(self, index: int) -> str:
        return self.class_names[index] if 0 <= index < len(self.class_names) else str(index)

    def _set_labels(self) -> None:
        labels, first = np.full(len(self), NO_CLASS, np.int32), 0
        if self.dataset is not None and (self.dataset.has_labels or self.dataset.class_names):
            first = len(self.dataset)
            labels[:first] = labels_by(self.dataset, self._match, len(self.class_names))
        if self.class_names and 0 < len(self) - first <= MAX_NAMED:
            paths = [self._pictures.path(row) for row in range(first, len(self))]
            labels[first:] = labels_by_name(paths, self.class_names)
        known = {name: index for index, name in enumerate(self.class_names)}
        for row, name in self._by_hand.items():
            labels[row] = known.get(name, NO_CLASS)
        self.columns.set_label(np.arange(len(self)), labels)

    def _make_view(self) -> None:
        wanted = self.columns.matching(self.filter, self.names if self.filter.text else ())
        if self.sorted_by is None:
            self.view = np.flatnonzero(wanted)
        else:
            column, descending = self.sorted_by
            names = self.names if column is Column.NAME else ()
            order = self.columns.order(column, descending=descending, names=names, class_names=self.class_names)
            self.view = order[wanted[order]]
        self._places = None

    @Slot()
    def _on_reset(self) -> None:
        """Other pictures: those of a data set, where `open` has listed them."""
        if self.dataset is None or self._pictures.opened is not self.dataset.pictures:
            self.dataset, self._names = None, None
        self._by_hand = {}
        self.columns, self.predicted_by = PictureColumns(len(self._pictures)), None
        words = self.dataset.columns.get("review", ()) if self.dataset is not None else ()
        self.columns.reviews[: len(words)] = [of_word(word) for word in words]
        self._set_labels()
        self.filter, self.sorted_by = RowFilter(), None
        self._make_view()
        self._report("dataset", "labels", "predictions", "regions", "states", "filter", "order", "view")

    @Slot()
    def _on_list(self) -> None:
        """Pictures were added, removed, or put back."""
        added = len(self._pictures) - len(self)
        if added:
            self.columns.extend(added)
            self._names = None
            self._set_labels()
        is_other = not np.array_equal(self.columns.removed, self._pictures.removed)
        self.columns.removed = self._pictures.removed
        if added or is_other:
            self._make_view()
            self._report("dataset", "labels", "view")

    def _report(self, *names: str) -> None:
        self.changed.emit(frozenset(names))
