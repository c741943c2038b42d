"""What jobs over the selected pictures begin with: the pictures, and what is explained of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from attnstudio.core.request import Request
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.requests import request_for
from attnstudio.ui.state.selection import Selection


class SelectedPictures:
    """The selection in the list with all that is chosen. Owns nothing."""

    def __init__(
        self,
        selection: Selection,
        models: Models,
        pictures: PictureList,
        dataset: DatasetState,
        notifier: Notifier,
    ) -> None:
        self._selection, self._models, self._notifier = selection, models, notifier
        self._pictures, self._dataset = pictures, dataset

    def take(self, again: Callable[[], object]) -> tuple[Request, np.ndarray] | None:
        """What is explained, and the rows of the pictures, intp, in the order in which they are seen.

        None where nothing can begin, which the user is told.

        Args:
            again: called when the model, which has to be vetted first, can run.
        """
        rows = self._pictures.selected_rows
        request = request_for(Path(), self._selection, self._models)
        if not rows.size:
            self._notifier.show(lambda: tr("No picture is selected."), Scope.JOB)
        elif not request.methods:
            self._notifier.show(lambda: tr("No method selected. Choose one method or several."), Scope.JOB)
        elif self._models.require(request.model, again):
            return request, self._dataset.view[self._dataset.places_of(rows)]
        return None
