"""Names that are too long for a line of a cell."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def in_two_lines(name: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """A name as it fits two lines: broken where a word of it ends, shortened in the middle of the second one.

    Args:
        width: of a line, in pixels.
    """
    if metrics.horizontalAdvance(name) <= width:
        return (name,)
    fitting = next(end for end in range(len(name), 0, -1) if end == 1 or metrics.horizontalAdvance(name[:end]) <= width)
    ends = [found.end() for found in re.finditer(r"[\W_]+", name) if fitting // 2 < found.end() <= fitting]
    end = ends[-1] if ends else fitting
    return name[:end], metrics.elidedText(name[end:], Qt.TextElideMode.ElideMiddle, width)
