"""The content of a report, independent of its format. All texts are in the report's language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    PLAIN = "plain"
    LEAD = "lead"  # the conclusion
    WARNING = "warning"
    NOTE = "note"  # small print


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2  # 2: a section, 3: a part of one


@dataclass(frozen=True)
class Paragraph:
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Pairs:
    """Names and their values."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        small: text below, in small print.
        signs: after the text; explained by a legend.
        alarming: shown in red too.
        link: address of what the text names.
    """

    text: str
    small: str = ""
    signs: str = ""
    alarming: bool = False
    link: str = ""


@dataclass(frozen=True)
class Table:
    """The first column names the rows. `widths`: of the columns, relative; empty: the first is wider than the rest."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    numbers: bool = True


@dataclass(frozen=True, eq=False)
class Figure:
    """A PNG or JPEG file with a text for those who cannot see it.

    Attributes:
        size: (width, height), 96 an inch.
        cuts: where a page may end within it, in pixels from the top.
    """

    data: bytes
    size: tuple[int, int]
    text: str
    cuts: tuple[int, ...] = ()

    @property
    def pieces(self) -> list[tuple[float, float]]:
        """What no page ends in: from where to where, as shares of the height."""
        ends = [cut / self.size[1] for cut in self.cuts]
        return list(zip([0.0, *ends], [*ends, 1.0], strict=True))

    @property
    def mime(self) -> str:
        return "image/png" if self.data.startswith(b"\x89PNG") else "image/jpeg"


@dataclass(frozen=True, eq=False)
class PictureCard:
    """A small picture, and what there is to say of it."""

    figure: Figure
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Formula:
    """In TeX, as far as matplotlib reads it."""

    tex: str


@dataclass(frozen=True)
class Code:
    """To be copied as it is."""

    text: str


Block = Heading | Paragraph | Pairs | Table | Figure | PictureCard | Formula | Code


def stays(block: Block, following: Block | None) -> bool:
    """Whether no page should end between two blocks."""
    match block:
        case Heading():
            return True
        case Paragraph(tone=Tone.NOTE):
            return isinstance(following, Formula | Figure | Table | Paragraph)
        case Paragraph():
            return isinstance(following, Formula | Figure | Table)
        case Formula():
            return isinstance(following, Figure)
        case Figure():
            return isinstance(following, Pairs)
    return False


@dataclass(frozen=True, eq=False)
class Document:
    """`language`: as in the `lang` of HTML. `author`: may be empty."""

    title: str
    subtitle: str
    language: str
    page: str  # "Page {number} of {count}"
    blocks: tuple[Block, ...]
    author: str = ""


def printable(part: Any) -> Any:
    """A part of a document without what no format can print: bytes of file names that are no text, and control
    characters, are written as Python writes them."""
    if isinstance(part, Tone | bytes):
        return part
    if isinstance(part, str):
        return "".join(map(_printable, part))
    if isinstance(part, tuple):
        return tuple(map(printable, part))
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{one.name: printable(getattr(part, one.name)) for one in fields(part)})
    return part


def _printable(letter: str) -> str:
    is_text = letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    return letter if is_text else letter.encode("unicode_escape", "backslashreplace").decode("ascii")
