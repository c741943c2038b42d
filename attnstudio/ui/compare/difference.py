"""One map less another over their picture, in two colours about zero."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent

from attnstudio.core.errors import Failure
from attnstudio.core.overlay import DIVERGING, Scale
from attnstudio.core.similarity import placed_on
from attnstudio.ui.compare.pair import Pair, PairView
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import Link


class Difference(PairView):
    """A - B on the first one's grid. `reach`: the largest difference, which both ends of the colours stand for."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.reach = 1.0
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(tr("Difference of two maps"))

    def show_pair(self, pair: Pair | None, reason: str = "") -> None:
        values = None
        if pair is not None:
            try:
                values = difference(pair)
            except Failure as failure:
                pair, reason = None, message(failure)
        super().show_pair(pair, reason)
        if pair is not None and values is not None:
            self.reach = float(np.abs(values).max()) or 1.0
            self.map = _coloured(values, self.reach, pair.maps[0])

    def paintEvent(self, _: QPaintEvent) -> None:  # noqa: N802
        painter = self.begin()
        if self.pair is not None:
            self.paint_map(painter, self.map, self.area())
            self.title(painter, "{}  \N{MINUS SIGN}  {}".format(*self.pair.names), Qt.AlignmentFlag.AlignHCenter)
        self.end(painter)


def difference(pair: Pair) -> np.ndarray:
    """float32, the first map less the second on the first one's grid. Raises ChoiceFailure where they do not match."""
    first, second = pair.maps
    return _strengths(first) - placed_on(first.placement, _strengths(second), second.placement)


def _strengths(shown: MapImage) -> np.ndarray:
    """With the map's own zero at 0: 0 to 1, of a signed map -1 to 1."""
    return 2 * shown.values - 1 if shown.scale.is_signed else shown.values


def _coloured(values: np.ndarray, reach: float, like: MapImage) -> MapImage:
    """-reach..reach -> 0..1, as the diverging colours have it."""
    return MapImage((values / reach + 1) / 2, like.placement, Scale(DIVERGING, -reach, reach))
