"""Each kind of block of a report, in every format."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx as word
import matplotlib
import pytest
from helpers import reports
from PIL import Image, ImageFont

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


def test_a_page_may_end_within_a_large_figure_where_it_says_so() -> None:
    """Else most of the page before it stays empty."""
    large = replace(figure("red", (400, 700), "rows"), cuts=(200, 450))
    document = Document("Title", "", "en", "{number}/{count}", (Heading("Maps", 2), large))
    data = docx.render(document, DATE)
    drawn = list(word.Document(BytesIO(data)).element.body.iter("{*}inline"))
    crops = [next(one.iter("{*}srcRect")) for one in drawn]
    assert [(int(one.get("t")), int(one.get("b"))) for one in crops] == [(0, 71429), (28571, 35714), (64286, 0)]
    heights = [int(one.extent.cy) for one in drawn]
    assert [height / sum(heights) for height in heights] == pytest.approx([200 / 700, 250 / 700, 250 / 700], abs=1e-3)
    assert reports.in_docx(data).images == [(large.data, "rows")]
    parts = word.Document(BytesIO(data)).part.related_parts.values()
    assert sum(part.content_type.startswith("image/") for part in parts) == 1, "the file is there once"
    filled = tuple(Paragraph("a line") for _ in range(20))  # a part of the page is left
    for cuts, drawn_on_first in ((large.cuts, 1), ((), 0)):
        blocks: tuple[Block, ...] = (*filled, replace(large, cuts=cuts))
        pages = reports.inflated(pdf.render(replace(document, blocks=blocks), DATE))
        assert len(pages) == 2 and pages[0].count(b" Do") == drawn_on_first


HEADER = (
    "Метод",
    "Чувствительность к классу\u00a0↓",
    "Рандомизация модели\u00a0↑",
    "SaCo\u00a0↑",
    "Разреженность\u00a0↑",
)
OF_NUMBERS = Table(HEADER, ((Cell("Гауссиан в центре"), *(Cell("0,123") for _ in HEADER[1:])),))
OF_TEXTS = Table(
    ("Метрика", "Смысл", "Параметры", "Статья"),
    ((Cell("Чувствительность к классу"), *(Cell("steps = 100, baseline = black") for _ in range(3))),),
    (3, 6, 3, 3),
    numbers=False,
)


OF_OTHER_LETTERS = Table(("方法", "敏感性 SaCo\u00a0↑"), ((Cell("显著图"), Cell("0.123 😀")),))  # no font has them all


@pytest.mark.parametrize("table", [OF_NUMBERS, OF_TEXTS, OF_OTHER_LETTERS], ids=["numbers", "texts", "other letters"])
def test_no_word_of_a_heading_or_of_a_name_is_broken(table: Table) -> None:
    document = Document("Title", "", "ru", "{number}/{count}", (table,))
    [grid] = word.Document(BytesIO(docx.render(document, DATE))).tables
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    font = ImageFont.truetype(folder / "DejaVuSans.ttf", 90)  # wider than that of Word
    texts = (f"{table.header[0]} {table.rows[0][0].text}", *table.header[1:])
    for column, text in zip(grid.columns, texts, strict=True):
        longest = max(font.getlength(part) for part in text.split(" ")) / 90 * 9  # points
        assert column.width is not None and column.width.pt >= longest + 10.8, text
    assert sum(column.width.mm for column in grid.columns if column.width is not None) == pytest.approx(170, abs=0.1)
