"""A report as a Word document: A4, with styles that can be changed, real tables and a heading for each section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from attnstudio.core.context import check_token
from attnstudio.export.report.blocks import (
    Block,
    Cell,
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
    from docx.document import Document as Word
    from docx.table import _Cell, _Row
    from docx.text.paragraph import Paragraph as Text

# Millimetres.
_MARGIN = 20
_WIDTH, _HIGHEST = 210 - 2 * _MARGIN, 215
_NAMES, _THUMBNAIL, _CARD_NAMES = 45, 40, 32
_PADDING = 5.0  # of a cell, on both sides together, with some play
_PIXEL = 25.4 / 96
_SHORT = 10  # rows of a table that stays on one page
_INK, _SOFT, _LINE, _ALARM, _ACCENT, _TINT = "1C1E21", "5C636B", "C8CDD2", "B00020", "1D5FA8", "F3F5F7"
_BODY, _SMALL = 11, 9  # points
_STYLES = {Tone.PLAIN: "Normal", Tone.LEAD: "Report lead", Tone.WARNING: "Report warning", Tone.NOTE: "Report note"}
_CODE, _ROW, _SMALL_PRINT, _LINK = "Report code", "Report table", "Report small print", "Report link"
_LANGUAGES = {"en": "en-US", "ru": "ru-RU"}


def render(document: Document, date: datetime) -> bytes:
    """The whole file."""
    import docx

    word = docx.Document()
    _page(word, document.page)
    _styles(word, _LANGUAGES[document.language])
    about = word.core_properties
    about.title, about.author, about.language = document.title, document.author, document.language
    about.comments, about.created, about.modified = "", date, date
    word.add_paragraph(document.title, "Title")
    word.add_paragraph(document.subtitle, "Subtitle")
    for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=True):
        check_token()
        line = _block(word, block)
        if line is not None and stays(block, following):
            line.paragraph_format.keep_with_next = True
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _block(word: Word, block: Block) -> Text | None:
    """The line that may have to stay with the block that follows."""
    match block:
        case Heading():
            return word.add_heading(block.text, block.level - 1)
        case Paragraph():
            return word.add_paragraph(block.text, _STYLES[block.tone])
        case Pairs():
            _pairs(word, block.rows, (_NAMES, _WIDTH - _NAMES))
            word.add_paragraph(style=_SMALL_PRINT)  # two tables without one between them are one
        case Table():
            _table(word, block)
        case Figure():
            return _figure(word, block)
        case PictureCard():
            _card(word, block)
        case Formula():
            return _figure(word, drawn(block.tex))
        case Code():
            word.add_paragraph(block.text, _CODE)
    return None


def _page(word: Word, numbered: str) -> None:
    """A4, and at the foot of each page its number. `numbered`: as `Document.page`."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in numbered.replace("{", "\0{").replace("}", "}\0").split("\0"):
        if field := {"{number}": "PAGE", "{count}": "NUMPAGES"}.get(part):
            foot._p.append(_element("fldSimple", {"instr": field}, _element("r", {}, _text("1"))))
        elif part:
            foot.add_run(part)


def _styles(word: Word, language: str) -> None:
    """All looks are styles of their own, so that a reader can change them in one place."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    for lang in word.styles.element.iter(_name("lang")):
        lang.set(_name("val"), language)

    def style(name: str, size: float, colour: str = _INK, kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Any:
        known = name in word.styles
        one: Any = word.styles[name] if known else word.styles.add_style(name, kind)
        if not known:
            one.base_style = word.styles["Normal"] if kind is WD_STYLE_TYPE.PARAGRAPH else None
        one.font.size, one.font.color.rgb = Pt(size), RGBColor.from_string(colour)
        fonts = one.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        for key in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(_name(key), "Calibri")
        return one

    style("Normal", _BODY).paragraph_format.space_after = Pt(6)
    title = style("Title", 24)
    for edge in title.element.iter(_name("pBdr")):
        edge.getparent().remove(edge)
    title.paragraph_format.space_after = Pt(4)
    subtitle = style("Subtitle", _BODY, _SOFT)
    subtitle.font.italic = False
    for name, size, above in (("Heading 1", 16, 18), ("Heading 2", 13, 12)):
        heading = style(name, size)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(above), Pt(4)
    for tone, colour in ((Tone.LEAD, _ACCENT), (Tone.WARNING, _ALARM)):
        bordered = style(_STYLES[tone], _BODY)
        bordered.element.get_or_add_pPr().insert(0, _bar(colour))
        bordered.paragraph_format.left_indent = Mm(3)
    style(_STYLES[Tone.NOTE], _SMALL, _SOFT)
    style(_ROW, _SMALL).paragraph_format.space_after = Pt(0)
    style(_SMALL_PRINT, _SMALL - 1, _SOFT).paragraph_format.space_after = Pt(0)
    style(_LINK, _SMALL, _ACCENT, WD_STYLE_TYPE.CHARACTER)
    code = style(_CODE, _SMALL)
    for key in ("ascii", "hAnsi", "cs"):
        code.element.rPr.rFonts.set(_name(key), "Consolas")
    code.element.get_or_add_pPr().insert(0, _element("shd", {"val": "clear", "color": "auto", "fill": _TINT}))


def _bar(colour: str) -> Any:
    """A line on the left of a paragraph."""
    return _element("pBdr", {}, _element("left", {"val": "single", "sz": "18", "space": "6", "color": colour}))


def _pairs(place: Word | _Cell, rows: Sequence[tuple[str, str]], widths: tuple[int, int]) -> None:
    from docx.shared import RGBColor

    grid = _grid(place, len(rows), widths)
    for row, (name, value) in zip(grid.rows, rows, strict=True):
        first, second = row.cells
        first.paragraphs[0].add_run(name).font.color.rgb = RGBColor.from_string(_SOFT)
        second.paragraphs[0].add_run(value)
    if len(rows) <= _SHORT:
        _keep_together(list(grid.rows))


def _table(word: Word, table: Table) -> None:
    widths = column_widths(table, _WIDTH, _SMALL, _PADDING)
    grid = _grid(word, 1 + len(table.rows), widths, lines=True)
    rows = grid.rows
    head = rows[0]
    head._tr.get_or_add_trPr().append(_element("tblHeader"))
    for number, (place, text) in enumerate(zip(head.cells, table.header, strict=True)):
        _cell(place, Cell(text), bold=True, right=table.numbers and number > 0)
    for row, cells in zip(list(rows)[1:], table.rows, strict=True):
        for number, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            _cell(place, cell, bold=number == 0, right=table.numbers and number > 0)
    _keep_together(list(rows) if len(table.rows) <= _SHORT else list(rows)[:2])
    word.add_paragraph(style=_SMALL_PRINT)


def _keep_together(rows: Sequence[_Row]) -> None:
    """No page ends between them."""
    for row in rows[:-1]:
        for place in row.cells:
            place.paragraphs[0].paragraph_format.keep_with_next = True


def _cell(place: _Cell, cell: Cell, *, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import RGBColor

    line = place.paragraphs[0]
    if cell.link:
        _link(line, cell.text, cell.link)
    else:
        run = line.add_run(cell.text)
        run.bold = bold
        if cell.alarming:
            run.font.color.rgb = RGBColor.from_string(_ALARM)
    if cell.signs:
        line.add_run(f" {cell.signs}").bold = True
    lines = [line, place.add_paragraph(cell.small, _SMALL_PRINT)] if cell.small else [line]
    for one in lines if right else ():
        one.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _grid(place: Word | _Cell, count: int, widths: Sequence[float], *, lines: bool = False) -> Any:
    """A table of that many rows; no row breaks over pages."""
    from docx.shared import Mm

    grid: Any = place.add_table(count, len(widths))
    grid.autofit = False
    if lines:
        border = {"val": "single", "sz": "4", "space": "0", "color": _LINE}
        edges = [_element(side, border) for side in ("top", "bottom", "insideH")]
        later = [f"w:{name}" for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
        grid._tbl.tblPr.insert_element_before(_element("tblBorders", {}, *edges), *later)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(_element("cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = _ROW
    return grid


def _figure(word: Word, figure: Figure) -> Text:
    """The last line of it: pages may end between its pieces, each of which is a line."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    across, down = figure.size
    width = min(_WIDTH, across * _PIXEL, _HIGHEST * across / down)
    for number, piece in enumerate(figure.pieces):
        line = word.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _image(line, figure, width, *piece)
        if number + 1 < len(figure.pieces):
            line.paragraph_format.space_after = Pt(0)
    return line


def _card(word: Word, card: PictureCard) -> None:
    across, down = card.figure.size
    wide = _WIDTH - _THUMBNAIL - 4
    grid = _grid(word, 1, (_THUMBNAIL + 4, wide))
    picture, facts = grid.rows[0].cells
    _image(picture.paragraphs[0], card.figure, min(_THUMBNAIL, _THUMBNAIL * across / down))
    facts.paragraphs[0].add_run(card.title).bold = True
    _pairs(facts, card.rows, (_CARD_NAMES, wide - _CARD_NAMES - 4))
    word.add_paragraph(style=_SMALL_PRINT)


def _image(line: Text, figure: Figure, width: float, top: float = 0.0, bottom: float = 1.0) -> None:
    """`top`, `bottom`: of what is seen of it, as shares of its height; the file is there once for all pieces."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    drawn: Any = line.add_run().add_picture(BytesIO(figure.data), Mm(width))
    if not top:
        drawn._inline.docPr.set("descr", figure.text)
    if bottom - top < 1:
        drawn.height = round(drawn.height * (bottom - top))
        fill = drawn._inline.graphic.graphicData.pic.blipFill
        crop = {"t": str(round(1e5 * top)), "b": str(round(1e5 * (1 - bottom)))}
        fill.insert(1, fill.makeelement(qn("a:srcRect"), crop))


def _link(line: Text, text: str, address: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml.ns import qn

    look = _element("rPr", {}, _element("rStyle", {"val": str(line.part.get_style_id(_LINK, WD_STYLE_TYPE.CHARACTER))}))
    link = _element("hyperlink", {}, _element("r", {}, look, _text(text)))
    link.set(qn("r:id"), line.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    line._p.append(link)


def _text(text: str) -> Any:
    made = _element("t")
    made.text = text
    return made


def _element(tag: str, attributes: dict[str, str] | None = None, *children: Any) -> Any:
    """Of Office Open XML's main namespace."""
    from docx.oxml import OxmlElement

    made = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        made.set(_name(name), value)
    made.extend(children)
    return made


def _name(attribute: str) -> str:
    from docx.oxml.ns import qn

    return qn(f"w:{attribute}")
