"""How wide the columns of a table are: so that no word of a heading, and no number, is broken."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.export.report.blocks import Table

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

_EM = 100  # points
_FIXED = 2**16  # one point, in what the font counts its advances in
_POINT = 25.4 / 72  # millimetres
_MOST = 0.35  # of the table, for one column: what is longer is broken


def column_widths(table: Table, total: float, points: float, padding: float) -> list[float]:
    """Millimetres. By the shares of the table, but for columns whose words need more, which take it from the others.

    Args:
        total: of the table, in millimetres.
        points: of the letters.
        padding: of a cell, left and right together, in millimetres.
    """
    shares = table.widths or (8, *(5 for _ in table.header[1:]))
    wanted = [total * share / sum(shares) for share in shares]
    needed = [min(_needed(table, place) * points * _POINT + padding, _MOST * total) for place in range(len(shares))]
    if sum(needed) >= total:
        return [total * one / sum(needed) for one in needed]
    missing = sum(max(0.0, least - width) for least, width in zip(needed, wanted, strict=True))
    spare = sum(max(0.0, width - least) for least, width in zip(needed, wanted, strict=True))
    part = missing / spare if spare else 0.0
    return [
        least if width < least else width - part * (width - least) for least, width in zip(needed, wanted, strict=True)
    ]


def _needed(table: Table, place: int) -> float:
    """The longest word of a column, in ems; of texts that no row is named by, such as paths, only the heading's."""
    texts = [table.header[place]]
    if table.numbers or place == 0:
        texts += [f"{row[place].text} {row[place].signs}" for row in table.rows]
    words = (word for text in texts for word in re.split(r"[ \t\r\n]+", text))  # no-break spaces hold
    return max((sum(map(_advance, word)) for word in words), default=0.0)


@cache
def _advance(letter: str) -> float:
    """The width of a letter, in ems; one that the font lacks, such as a Chinese one, is as wide as high."""
    if not _font().get_char_index(ord(letter)):
        return 1.0
    return _font().load_char(ord(letter)).linearHoriAdvance / _FIXED / _EM


@cache
def _font() -> FT2Font:
    """That of the PDF, in bold; Word's is narrower."""
    import matplotlib
    from matplotlib.ft2font import FT2Font

    font = FT2Font(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf")
    font.set_size(_EM, 72)
    return font
