"""The window's state as a session, and a session as the window's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import compress
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.regions import Region
from attnstudio.core.request import Result
from attnstudio.export.session_content import KeptMap, Layout, Predictions, Scores, Session, is_user_model
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions, Normalisation, View
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import chosen_request, prediction_request
from attnstudio.ui.state.results import ResultRows
from attnstudio.ui.state.selection import MOST_PROBABLE, Selection

T = TypeVar("T")
_MOST_SELECTED, _MOST_PREDICTED = 1000, 100_000  # pictures


class Regions(Protocol):
    """The regions of the pictures that are open."""

    def regions(self) -> Mapping[Path, Region]: ...

    def replace(self, regions: Mapping[Path, Region], /) -> None: ...


class Arranged(Protocol):
    """What is to be seen."""

    def now(self) -> Layout: ...

    def restore(self, layout: Layout, /) -> None: ...


class Measured(Protocol):
    """What was measured."""

    def scores(self) -> Scores | None: ...

    def restore(self, scores: Scores, /) -> None: ...


class Attacking(Protocol):
    """How pictures are attacked."""

    def saved(self) -> AttackCall: ...

    def restore(self, call: AttackCall, /) -> None: ...


class Kept(Protocol):
    """The maps that the user keeps."""

    items: tuple[KeptMap, ...]

    def restore(self, kept: Sequence[KeptMap], /) -> None: ...


class SessionState:
    """Reads and sets the state objects; owns none of the state."""

    def __init__(
        self,
        selection: Selection,
        display: DisplayOptions,
        models: Models,
        pictures: PictureList,
        dataset: DatasetState,
        regions: Regions,
        results: ResultRows,
        measured: Measured,
        attacking: Attacking,
        kept: Kept,
        arranged: Arranged,
    ) -> None:
        self._selection, self._display, self._models = selection, display, models
        self._pictures, self._dataset, self._regions = pictures, dataset, regions
        self._results, self._measured, self._attacking, self._arranged = results, measured, attacking, arranged
        self._kept_maps = kept
        self._listed: tuple[Path, ...] = ()
        self._whole: tuple[Path, ...] = ()  # the whole paths of `_listed`

    def session(self) -> Session | None:
        """The state of the window; None until a picture is shown."""
        state = self.without_regions()
        if state is None:
            return None
        return replace(state, regions={path.absolute(): found for path, found in self._regions.regions().items()})

    def without_regions(self) -> Session | None:
        """As `session`, at a cost that does not grow with the number of pictures."""
        request, display = chosen_request(self._selection, self._models), self._display.now
        if request is None:
            return None
        return Session(
            pictures=self._whole_paths(),
            dataset=None if self._dataset.dataset is None else self._dataset.dataset.path,
            labels=self._by_kept_row(self._dataset.labels_by_hand),
            reviews=self._by_kept_row(self._dataset.reviews),
            removed=tuple(np.flatnonzero(self._pictures.removed[: len(self._pictures.opened)]).tolist()),
            picture=request.image.absolute(),
            model=request.model,
            options=request.options,
            methods=request.methods,
            target=request.target,
            layer=request.layer,
            inputs=self._selection.now.inputs,
            display={
                "colormap": display.colormap,
                "opacity": display.opacity,
                "normalisation": display.normalisation.value,
                "view": display.view.value,
            },
            contrasts=display.contrasts,
            selected=self._selected(),
            layout=self._arranged.now(),
            predictions=self._predictions(),
            results=tuple(self._results.results),
            kept=self._kept_maps.items,
            scores=self._measured.scores(),
            attack=self._attacking.saved(),
        )

    def show(self, state: Session) -> Path | None:
        """Make a session the state of the window; returns its picture, which is to be opened.

        That of a data set is opened with it. Without pictures, those that are open stay; without its model, the one
        that is chosen.
        """
        now, display = self._selection.now, state.display
        self._display.set(
            colormap=str(display["colormap"]),
            opacity=float(display["opacity"]),
            normalisation=Normalisation(str(display["normalisation"])),
            view=View(str(display["view"])),
            contrasts=state.contrasts,
        )
        self._regions.replace(state.regions)
        has_model = self.has_model(state)
        self._selection.set(
            picture=None
            if state.pictures or state.dataset
            else now.picture,  # nothing is explained until that of the session is open
            model=state.model if has_model else now.model,
            target=state.target if has_model else MOST_PROBABLE,
            layer=state.layer if has_model else "auto",
            methods=state.methods or now.methods,
            inputs=state.inputs,
        )
        if not state.pictures or state.dataset is not None:
            return None
        self._pictures.replace(state.pictures)
        return state.picture or state.pictures[0]

    def show_rest(self, state: Session) -> None:
        """What needs the pictures to be listed, and one of them to be open."""
        if state.dataset is not None:
            self._pictures.set_removed(
                np.array([row for row in state.removed if row < len(self._pictures)], np.intp), removed=True
            )
        if state.reviews:
            rows = [row for row in state.reviews if row < len(self._pictures)]
            self._dataset.set_reviews(np.array(rows, np.intp), np.array([state.reviews[row] for row in rows], np.int8))
        if state.dataset is None and state.labels:
            self._dataset.restore_labels(state.labels)
        self._pictures.select(state.selected)
        request = prediction_request(self._selection, self._models)
        if state.predictions is not None and request.model == state.model:
            self._dataset.restore_predictions(request, vars(state.predictions))
        if state.scores is not None and state.scores.evaluation.request.model in self._models.specs():
            self._measured.restore(state.scores)
        if state.attack is not None:
            self._attacking.restore(state.attack)
        self._arranged.restore(state.layout)
        known = self._models.specs()
        self._kept_maps.restore([one for one in state.kept if one.request.model in known])

    def results_of(self, state: Session) -> list[Result]:
        """Its maps, as far as their models are here."""
        known = self._models.specs()
        return [result for result in state.results if result.request.model in known]

    def has_model(self, state: Session) -> bool:
        """Whether its model can be chosen; a user's own one is listed, with its options, if its file is there."""
        path = Path(state.model)
        if is_user_model(state.model) and path.is_file():
            self._models.list_provisionally(path, state.options)
        return state.model in self._models.specs()

    def missing_weights(self) -> str:
        """The id of the chosen model where its weights have to be downloaded first; else empty."""
        chosen = self._selection.now.model
        return "" if self._models.is_available(chosen) else chosen

    def _selected(self) -> tuple[Path, ...]:
        rows = self._pictures.selected_rows
        return tuple(self._pictures.path(int(row)).absolute() for row in rows) if len(rows) <= _MOST_SELECTED else ()

    def _predictions(self) -> Predictions | None:
        """A copy, which may be written while others are made. Those of more pictures are predicted again."""
        columns, by = self._dataset.columns, self._dataset.predicted_by
        if by is None or len(columns) > _MOST_PREDICTED:
            return None
        return Predictions(*(getattr(columns, one.name) for one in fields(Predictions))).of(self._kept())

    def _by_kept_row(self, values: Mapping[int, T]) -> dict[int, T]:
        """By the rows that the session has, from those of the list."""
        kept = self._kept()
        place = np.cumsum(kept) - 1
        return {int(place[row]): value for row, value in values.items() if kept[row]}

    def _kept(self) -> np.ndarray:
        """bool (n,): the rows of the list that the session has: of a data set all, without the removed others."""
        kept = ~self._pictures.removed
        kept[: len(self._pictures.opened)] = True
        return kept

    def _whole_paths(self) -> tuple[Path, ...]:
        """Collected once for each list: there may be ten thousand."""
        if self._dataset.dataset is not None:
            kept = self._kept()[len(self._pictures.opened) :]
            return tuple(path.absolute() for path in compress(self._pictures.added, kept))
        if self._pictures.paths is not self._listed:
            self._listed = self._pictures.paths
            self._whole = tuple(path.absolute() for path in self._listed)
        return self._whole
