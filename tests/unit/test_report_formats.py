"""Each kind of block of a report, in every format."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import docx as word
import pytest
from helpers import reports
from PIL import Image

from attnstudio.export.report import docx, html, pdf
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
    printable,
)

DATE = datetime(2026, 3, 4, 5, 6).astimezone()


def figure(colour: str, size: tuple[int, int], text: str) -> Figure:
    stream = BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return Figure(stream.getvalue(), size, text)


RED, BLUE = figure("red", (300, 200), "a <red> one"), figure("blue", (40, 400), "a blue one")
BLOCKS: tuple[Block, ...] = (
    Heading("Вывод"),
    *(Paragraph(f"in {tone} & <b>", tone) for tone in Tone),
    Pairs((("Name", "value"), ("Other", "a < b"))),
    Heading("Part", 3),
    Table(
        ("Name", "Number of it"),
        (
            (Cell("first"), Cell("0,718", "0,6 to 0,8", "▲= ○")),
            (Cell("second", link="https://arxiv.org/abs/1610.02391"), Cell("–", alarming=True)),
        ),
    ),
    Formula(r"w_k = \frac{1}{Z} \sum_{i,j} G_k^{ij}"),
    RED,
    PictureCard(BLUE, "blue.png", (("File", "/pictures/blue.png"),)),
    Code("attnstudio evaluate 'blue.png'"),
)
DOCUMENT = Document("What it looks at", "2026-03-04", "ru", "Страница {number} из {count}", BLOCKS, "A. Student")


def test_word_and_html_have_the_same_content() -> None:
    written, shown = reports.in_docx(docx.render(DOCUMENT, DATE)), reports.in_html(html.render(DOCUMENT))
    assert written == shown
    assert "Вывод" in shown.text and "0,7180,6to0,8" in shown.text.replace("▲=○", "")
    assert shown.images[1:] == [(RED.data, RED.text), (BLUE.data, BLUE.text)]
    assert shown.images[0][1] == r"w_k = \frac{1}{Z} \sum_{i,j} G_k^{ij}"
    assert shown.links == ["https://arxiv.org/abs/1610.02391"]


def test_word_has_headings_styles_and_real_tables() -> None:
    found = word.Document(BytesIO(docx.render(DOCUMENT, DATE)))
    styles = {one.text: one.style.name for one in found.paragraphs if one.style is not None}
    assert styles["What it looks at"] == "Title" and styles["Вывод"] == "Heading 1" and styles["Part"] == "Heading 2"
    assert styles["in lead & <b>"] == "Report lead" and styles["in note & <b>"] == "Report note"
    table = found.tables[1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Name", "Number of it"],
        ["first", "0,718 ▲= ○\n0,6 to 0,8"],
        ["second", "–"],
    ]
    (repeated,) = found.element.body.iter("{*}tblHeader")
    assert "Number of it" in repeated.getparent().getparent().xml


def test_word_keeps_tables_apart_and_short_ones_on_a_page() -> None:
    short = Table(("a", "b"), ((Cell("1"), Cell("2")), (Cell("3"), Cell("4"))))
    document = Document("", "", "en", "", (Pairs((("c", "d"),)), short))
    found = word.Document(BytesIO(docx.render(document, DATE)))
    kinds = ["rows" if hasattr(part, "rows") else "text" for part in found.iter_inner_content()]
    assert kinds[2:] == ["rows", "text", "rows", "text"]
    lines = [row.cells[0].paragraphs[0] for row in found.tables[1].rows]
    assert [line.paragraph_format.keep_with_next for line in lines] == [True, True, None]


def test_word_keeps_what_is_said_of_a_figure_with_it() -> None:
    document = Document("", "", "en", "", (RED, Pairs((("a", "1"), ("b", "2"), ("c", "3")))))
    found = word.Document(BytesIO(docx.render(document, DATE)))
    assert found.paragraphs[2].paragraph_format.keep_with_next, "the figure stays with the rows"
    lines = [row.cells[0].paragraphs[0] for row in found.tables[0].rows]
    assert [line.paragraph_format.keep_with_next for line in lines] == [True, True, None]


def test_word_says_who_wrote_it_in_which_language_and_on_which_page() -> None:
    found = word.Document(BytesIO(docx.render(DOCUMENT, DATE)))
    about = found.core_properties
    assert (about.title, about.author, about.language) == (DOCUMENT.title, "A. Student", "ru")
    assert 'w:val="ru-RU"' in found.styles.element.xml
    foot = found.sections[0].footer.part.element.xml
    assert foot.index("Страница") < foot.index('"PAGE"') < foot.index(" из ") < foot.index('"NUMPAGES"')


def test_a_figure_is_as_wide_as_the_page_at_most_and_keeps_its_shape() -> None:
    wide, high = figure("red", (3000, 300), "wide"), figure("red", (100, 9000), "high")
    document = Document("", "", "en", "", (wide, high, RED))
    found = word.Document(BytesIO(docx.render(document, DATE)))
    section = found.sections[0]
    assert section.page_width and section.left_margin and section.right_margin and section.page_height
    assert section.page_height.mm == pytest.approx(297, abs=0.1)
    room = section.page_width - section.left_margin - section.right_margin
    sizes = [(one.width, one.height) for one in found.inline_shapes]
    assert sizes[0][0] == pytest.approx(room, rel=1e-3)
    assert sizes[1][1] < section.page_height - 2 * section.left_margin
    assert sizes[2][0].mm == pytest.approx(300 / 96 * 25.4, abs=0.1)
    for (width, height), one in zip(sizes, (wide, high, RED), strict=True):
        assert width / height == pytest.approx(one.size[0] / one.size[1], rel=0.01)


def test_what_no_format_can_print_is_written_as_python_writes_it() -> None:
    unclean = Document("a\x01b", "", "en", "", (Table(("\udcff", "line\nbreak"), ((Cell("\x00"), Cell("ж")),)), RED))
    clean = printable(unclean)
    assert clean.title == r"a\x01b" and clean.blocks[0].header == (r"\udcff", "line\nbreak")
    assert clean.blocks[0].rows[0] == (Cell(r"\x00"), Cell("ж")) and clean.blocks[1].data == RED.data
    assert r"\udcff" in reports.in_docx(docx.render(clean, DATE)).text
    assert pdf.render(clean, DATE).startswith(b"%PDF")
