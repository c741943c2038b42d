"""What is attacked, and how: read from the choices of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from attnstudio.core import regions
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.regions import Region
from attnstudio.core.request import Request
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.requests import current_request
from attnstudio.ui.state.selection import Selection


class ChosenAttack:
    """Owns nothing.

    Args:
        region_of: where the object is in a picture, as far as that is known.
    """

    def __init__(
        self, state: AttackState, selection: Selection, models: Models, region_of: Callable[[Path], Region | None]
    ) -> None:
        self._state, self._selection, self._models, self._region_of = state, selection, models, region_of

    @property
    def request(self) -> Request | None:
        """What is explained before and after, by one method at most; None until a picture is shown."""
        request = current_request(self._selection, self._models)
        if request is None:
            return None
        return replace(request, methods=request.methods[:1], label=self._selection.now.facts.label)

    @property
    def picture(self) -> Picture | None:
        """The one that is shown."""
        shown = self._selection.now.picture
        return None if shown is None else shown.picture

    @property
    def region(self) -> np.ndarray | None:
        """Where the object is in it: bool (height, width)."""
        if (picture := self.picture) is None or (region := self._region_of(picture.path)) is None:
            return None
        height, width = picture.pixels.shape[:2]
        return regions.mask(region, (width, height))

    @property
    def has_region(self) -> bool:
        picture = self.picture
        return picture is not None and self._region_of(picture.path) is not None

    @property
    def is_live(self) -> bool:
        """Whether attack and map are quick enough to follow a slider."""
        costs = [METHODS.discover()[call.id].cost for call in self._selection.now.methods[:1]]
        return {self._state.now.form.cost, *costs} == {Cost.SINGLE}
