"""A report as PDF: A4, real text in letters that have Cyrillic, tables that break over pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core.context import check_token
from attnstudio.export.report.blocks import (
    Block,
    Code,
    Document,
    Figure,
    Formula,
    Heading,
    Pairs,
    Paragraph,
    PictureCard,
    Table,
    Tone,
    stays,
)
from attnstudio.export.report.columns import column_widths
from attnstudio.export.report.formulas import drawn

if TYPE_CHECKING:
    from fpdf import FPDF

# Millimetres.
_MARGIN, _FOOT = 15.0, 18.0
_WIDTH, _HEIGHT = 210 - 2 * _MARGIN, 297 - _MARGIN - _FOOT
_HEADED = 32.0  # a heading with notes
_BEGINNING = 15.0
_THUMBNAIL, _GAP, _NAMES = 38.0, 4.0, 42.0
_PADDING = 3.0  # of a cell, on both sides together
_PIXEL = 25.4 / 96
_SANS, _MONO = "DejaVu", "DejaVuMono"
_FONTS = ((_SANS, "", "Sans"), (_SANS, "B", "Sans-Bold"), (_MONO, "", "SansMono"))
_INK, _SOFT, _LINE, _ALARM, _ACCENT = (28, 30, 33), (92, 99, 107), (200, 205, 210), (176, 0, 32), (29, 95, 168)
_BODY, _SMALL, _TABLE = 10.0, 8.0, 8.0  # points
_LEADING = 0.5  # millimetres a line, for each point


def render(document: Document, date: datetime) -> bytes:
    """The whole file."""
    pdf = _empty(document)
    pdf.set_title(document.title)
    pdf.set_lang(document.language)
    pdf.set_creator("attnstudio")
    if document.author:
        pdf.set_author(document.author)
    pdf.set_creation_date(date.astimezone())
    pdf.add_page()
    _text(pdf, document.title, 19, bold=True)
    _text(pdf, document.subtitle, _BODY, _SOFT)
    pdf.ln(2)
    is_kept = False
    for number, block in enumerate(document.blocks):
        check_token()
        following = document.blocks[number + 1 :]
        if not is_kept:
            _keep(pdf, min(_together(pdf, block, following), _HEIGHT))
        is_kept = stays(block, next(iter(following), None))
        _block(pdf, block)
    return bytes(pdf.output())


def _empty(document: Document) -> FPDF:
    from fpdf import FPDF

    class Numbered(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(_SANS, "", _SMALL)
            self.set_text_color(*_SOFT)
            self.cell(_WIDTH, 5, document.page.format(number=self.page_no(), count="{nb}"), align="C")

    import matplotlib

    pdf = Numbered(format="A4")
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    for family, style, file in _FONTS:
        pdf.add_font(family, style, folder / f"DejaVu{file}.ttf")
    pdf.set_margins(_MARGIN, _MARGIN)
    pdf.set_auto_page_break(True, _FOOT)
    pdf.set_draw_color(*_LINE)
    return pdf


def _block(pdf: FPDF, block: Block) -> None:
    match block:
        case Heading():
            _heading(pdf, block)
        case Paragraph():
            _paragraph(pdf, block)
        case Pairs():
            for name, value in block.rows:
                _pair(pdf, name, value, pdf.l_margin, _WIDTH)
            pdf.ln(2)
        case Table():
            _table(pdf, block)
        case Figure():
            _figure(pdf, block)
        case PictureCard():
            _metadata(pdf, block)
        case Formula():
            _figure(pdf, drawn(block.tex))
        case Code():
            pdf.set_font(_MONO, "", _SMALL)
            pdf.set_text_color(*_INK)
            pdf.set_fill_color(243, 245, 247)
            pdf.multi_cell(
                _WIDTH, _SMALL * _LEADING, block.text, fill=True, padding=2, align="L", new_x="LMARGIN", new_y="NEXT"
            )
            pdf.ln(2)


def _text(
    pdf: FPDF, text: str, size: float, colour: tuple[int, int, int] = _INK, *, bold: bool = False, width: float = _WIDTH
) -> None:
    """Lines from where the pen is; it ends at the beginning of the next."""
    left = pdf.get_x()
    pdf.set_font(_SANS, "B" if bold else "", size)
    pdf.set_text_color(*colour)
    pdf.multi_cell(width, size * _LEADING, text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.set_x(left)


def _together(pdf: FPDF, block: Block, following: Sequence[Block]) -> float:
    """The height of a block with those that stay with it; of long ones, of their beginning."""
    match block:
        case Heading():
            height = 14.0
        case Paragraph():
            height = _height(pdf, block.text, _SMALL if block.tone is Tone.NOTE else _BODY, _WIDTH) + 2
        case Figure():
            top, bottom = block.pieces[0]
            height = _size(block)[1] * (bottom - top)
        case Formula():
            height = _size(drawn(block.tex))[1] + 2
        case _:
            height = _BEGINNING
    after = next(iter(following), None)
    return height + (_together(pdf, after, following[1:]) if after is not None and stays(block, after) else 0)


def _heading(pdf: FPDF, heading: Heading) -> None:
    size, above = (14.0, 6.0) if heading.level == 2 else (11.0, 3.0)
    if pdf.get_y() > _MARGIN:
        pdf.ln(above)
    pdf.start_section(heading.text, heading.level - 2, strict=False)
    _text(pdf, heading.text, size, bold=True)
    pdf.ln(1.5)


def _paragraph(pdf: FPDF, paragraph: Paragraph) -> None:
    size, colour = (_SMALL, _SOFT) if paragraph.tone is Tone.NOTE else (_BODY, _INK)
    bar = {Tone.LEAD: _ACCENT, Tone.WARNING: _ALARM}.get(paragraph.tone)
    inset = 3.0 if bar else 0.0
    _keep(pdf, _height(pdf, paragraph.text, size, _WIDTH - inset))
    top = pdf.get_y()
    pdf.set_x(pdf.l_margin + inset)
    _text(pdf, paragraph.text, size, colour, width=_WIDTH - inset)
    if bar:
        pdf.set_fill_color(*bar)
        pdf.rect(pdf.l_margin, top, 0.8, pdf.get_y() - top, style="F")
    pdf.set_x(pdf.l_margin)
    pdf.ln(1.8)


def _pair(pdf: FPDF, name: str, value: str, left: float, width: float) -> None:
    value_width = width - _NAMES
    _keep(pdf, max(_height(pdf, value, _SMALL, value_width), _height(pdf, name, _SMALL, _NAMES - 2)))
    top = pdf.get_y()
    pdf.set_x(left)
    _text(pdf, name, _SMALL, _SOFT, width=_NAMES - 2)
    below = pdf.get_y()
    pdf.set_xy(left + _NAMES, top)
    _text(pdf, value, _SMALL, width=value_width)
    pdf.set_xy(pdf.l_margin, max(below, pdf.get_y()) + 0.6)


def _table(pdf: FPDF, table: Table) -> None:
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    widths = tuple(column_widths(table, _WIDTH, _TABLE, _PADDING))
    aligns = ["LEFT", *("RIGHT" if table.numbers else "LEFT" for _ in table.header[1:])]
    pdf.set_font(_SANS, "", _TABLE)
    pdf.set_text_color(*_INK)
    pdf.set_fill_color(255)
    pdf.set_x(pdf.l_margin)
    with pdf.table(
        width=_WIDTH,
        col_widths=widths,
        text_align=aligns,
        line_height=_TABLE * _LEADING,
        padding=(0.8, 1),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=_INK),
        v_align="TOP",
    ) as grid:
        grid.row(table.header)
        for cells in table.rows:
            row = grid.row()
            for cell in cells:
                text = f"{cell.text} {cell.signs}" if cell.signs else cell.text
                style = FontFace(color=_ALARM) if cell.alarming else None
                row.cell(f"{text}\n{cell.small}" if cell.small else text, style=style, link=cell.link or None)
    pdf.ln(3)


def _figure(pdf: FPDF, figure: Figure) -> None:
    width, height = _size(figure)
    left = pdf.l_margin + (_WIDTH - width) / 2
    for top, bottom in figure.pieces:
        seen = height * (bottom - top)
        _keep(pdf, seen)
        begin = pdf.get_y()
        with pdf.rect_clip(left, begin, width, seen):
            _image(pdf, figure, left, width, begin - height * top)
        pdf.set_y(begin + seen)
    pdf.ln(2)


def _size(figure: Figure) -> tuple[float, float]:
    """As large as on a screen, if the page has room for it, below a heading."""
    across, down = figure.size
    width = min(across * _PIXEL, _WIDTH, (_HEIGHT - _HEADED) * across / down)
    return width, width * down / across


def _metadata(pdf: FPDF, metadata: PictureCard) -> None:
    across, down = metadata.figure.size
    width = min(_THUMBNAIL, _THUMBNAIL * across / down)
    left, value_width = pdf.l_margin + _THUMBNAIL + _GAP, _WIDTH - _THUMBNAIL - _GAP
    texts = [_height(pdf, value, _SMALL, value_width - _NAMES) + 0.6 for _, value in metadata.rows]
    _keep(pdf, max(_THUMBNAIL, sum(texts) + _height(pdf, metadata.title, 9, value_width) + 2))
    top = pdf.get_y()
    _image(pdf, metadata.figure, pdf.l_margin, width)
    pdf.set_xy(left, top)
    _text(pdf, metadata.title, 9, bold=True, width=value_width)
    pdf.set_y(pdf.get_y() + 1)
    for name, value in metadata.rows:
        _pair(pdf, name, value, left, value_width)
    pdf.set_y(max(pdf.get_y(), top + width * down / across) + 4)


def _image(pdf: FPDF, figure: Figure, left: float, width: float, top: float | None = None) -> None:
    y = pdf.get_y() if top is None else top
    pdf.image(BytesIO(figure.data), x=left, y=y, w=width, alt_text=figure.text)


def _height(pdf: FPDF, text: str, size: float, width: float) -> float:
    """Of the text's lines."""
    from fpdf.enums import MethodReturnValue

    pdf.set_font(_SANS, "", size)
    line = size * _LEADING
    height = pdf.multi_cell(width, line, text, align="L", dry_run=True, output=MethodReturnValue.HEIGHT)
    assert isinstance(height, float)
    return height


def _keep(pdf: FPDF, height: float) -> None:
    """Start a new page if a block of this height does not fit on the current one but on an empty one."""
    if height <= _HEIGHT and pdf.will_page_break(height):
        pdf.add_page()
