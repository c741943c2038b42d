"""Where a patch lies, or a map is moved to: chosen by the picture's region, or by a click on the original."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Slot

from attnstudio.core import regions
from attnstudio.core.attacks.placed import Box, Placed
from attnstudio.core.params import complete
from attnstudio.core.placement import Placement
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.attacks.chosen import ChosenAttack
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.view import AttackView
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection


class PlaceController(QObject):
    """Owns nothing: the place is a parameter of the attack."""

    def __init__(
        self,
        panel: AttackPanel,
        view: AttackView,
        state: AttackState,
        chosen: ChosenAttack,
        selection: Selection,
        models: Models,
    ) -> None:
        super().__init__()
        self._panel, self._view, self._state, self._chosen, self._models = panel, view, state, chosen, models
        panel.region_requested.connect(self.use_region)
        view.picture.place_chosen.connect(self.use_point)
        for changed in (state.changed, selection.changed):
            changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def use_region(self) -> None:
        """The attack is to work round the region of the picture, as far as the model sees it."""
        request, region, size = self._chosen.request, self._chosen.region, self._input_size()
        if request is None or region is None or size is None:
            return
        height, width = region.shape
        seen = regions.on_input(region, Placement.of((width, height), size, request.resize))
        rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
        if rows.size:
            across, down = size
            self._put((columns[0] / across, rows[0] / down, (columns[-1] + 1) / across, (rows[-1] + 1) / down))

    @Slot(QPointF)
    def use_point(self, point: QPointF) -> None:
        form = self._state.now.form
        if isinstance(form, Placed) and form.takes_point:
            self._put((point.x(), point.y(), point.x(), point.y()))

    @Slot()
    def refresh(self) -> None:
        """The choices, or the region of the picture, changed."""
        self._panel.show_place(has_region=self._chosen.has_region)
        self._view.picture.show_place(self._place())

    def _place(self) -> QRectF | None:
        form, now, size = self._state.now.form, self._state.now, self._input_size()
        if not isinstance(form, Placed) or size is None:
            return None
        box = form.place(complete(form.params, dict(now.params)), now.eps, size)
        return None if box is None else QRectF(QPointF(*box[:2]), QPointF(*box[2:]))

    def _put(self, box: Box) -> None:
        form, now, size = self._state.now.form, self._state.now, self._input_size()
        if isinstance(form, Placed) and size is not None:
            found, eps = form.placed(box, now.eps, size)
            self._state.set(params=tuple({**dict(now.params), **found}.items()), eps=eps)

    def _input_size(self) -> tuple[int, int] | None:
        """(width, height) of the model's input, for an attack that has a place; None: not known."""
        request = self._chosen.request
        if request is None or not isinstance(self._state.now.form, Placed):
            return None
        spec = self._models.specs().get(request.model)
        return None if spec is None else spec.input_size
