"""Reports of a real evaluation: the built-in model on drawn scenes."""

from __future__ import annotations

import errno
import re
import shlex
from dataclasses import replace
from datetime import datetime
from html import escape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from helpers import reports
from PIL import Image

from attnstudio.cli import parser
from attnstudio.core import images, scenes
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure, Failure, OutputFailure, PictureFailure
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import NO_REGION, Case, Evaluated
from attnstudio.core.evaluation.statistics import FEWEST
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.text import Notice, localised
from attnstudio.export.command import evaluate_command
from attnstudio.export.report import docx, html, pdf
from attnstudio.export.report.blocks import Cell, Document, Figure, Formula, Heading, Pairs, Paragraph, Table
from attnstudio.export.report.content import document
from attnstudio.export.report.formats import check, write_report
from attnstudio.export.report.parts import evenly, number
from attnstudio.export.translation import translator

DATE = datetime(2026, 3, 4, 5, 6)
CALLS = (MethodCall("saliency"), MethodCall("gradcam", (("eigen_smooth", True),)), MethodCall("guided_backprop"))
METRICS = (MetricCall("energy"), MetricCall("insertion", (("steps", 4),)), MetricCall("sparseness"))
VOID = {"meta", "img", "br"}


@pytest.fixture(scope="module")
def evaluation(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """Seven scenes; one explains a class that is not there, one has no region, and an eighth is damaged."""
    folder = tmp_path_factory.mktemp("scenes")
    given = {call.id: call for call in CALLS}
    calls = add_controls(list(given.values()))
    request = Request(Path(), "demo", calls, seed=3)
    cases: list[Case | Failure] = []
    for seed in (4, 5, 6, 7, 8, 9, 10):
        scene, path = scenes.draw(seed), folder / f"<scene> $x$ {seed}.png"
        Image.fromarray(scene.picture).save(path)
        picture = images.decode(path)
        region = NO_REGION if seed == 6 else scene.mask
        target = (scene.class_index + 1) % len(scenes.CLASSES) if seed == 4 else scene.class_index
        cases.append(Case(picture, region, str(target)))
    done = [one for one in engine.evaluate(request, METRICS, cases, RunContext(seed=3)) if isinstance(one, Evaluated)]
    failures = {Path("empty.jpg"): PictureFailure("{file} is empty. Copy or download it again.", file="empty.jpg")}
    return Evaluation(request, METRICS, tuple(done), failures, folder / "boxes.json", 1.5)


@pytest.fixture(scope="module")
def bare(evaluation: Evaluation) -> Evaluation:
    """Without maps, metrics and regions: what takes no time to write."""
    done = tuple(Evaluated(Case(one.case.picture), replace(one.result, heatmaps=()), ()) for one in evaluation.pictures)
    return replace(evaluation, metrics=(), pictures=done, failures={}, regions=None)


class Parsed(HTMLParser):
    """Text, addresses, and whether every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.addresses: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.language: str | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [(tag, value or "") for name, value in attrs if name in ("src", "href")]
        if tag == "html":
            self.language = dict(attrs)["lang"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(self.words)


@pytest.fixture(scope="module")
def report_document(evaluation: Evaluation) -> Document:
    return document(evaluation, "en", DATE)


@pytest.fixture(scope="module")
def english(report_document: Document) -> str:
    return html.render(report_document).decode()


@pytest.fixture(scope="module")
def russian(evaluation: Evaluation) -> Document:
    return document(evaluation, "ru", DATE)


def test_html_is_one_well_formed_file_that_asks_for_nothing(english: str) -> None:
    parsed = Parsed(english)
    assert english.startswith("<!DOCTYPE html>") and parsed.language == "en" and not parsed.open
    assert not parsed.tags & {"script", "link", "iframe", "object"}
    sources = [value for tag, value in parsed.addresses if tag == "img"]
    assert sources and all(re.match(r"data:image/(png|jpeg);base64,", one) for one in sources)
    links = [value for tag, value in parsed.addresses if tag != "img"]
    assert links and all(one.startswith(("https://arxiv.org/abs/", "https://doi.org/")) for one in links)
    assert "url(" not in english and "@import" not in english


def test_every_number_of_the_summary_is_in_the_report(evaluation: Evaluation, english: str) -> None:
    text = Parsed(english).text
    found = [cell.estimate for cell in evaluation.summary.cells.values() if cell.estimate]
    assert len(found) == 15
    for one in found:
        assert number(one.mean, translator("en")) in text
        if one.low is None or one.high is None:
            assert one.count < FEWEST
            continue
        assert f"{number(one.low, translator('en'))} to {number(one.high, translator('en'))}" in text


def test_each_metric_has_its_sentence_and_forest_plot_before_the_table(report_document: Document) -> None:
    start = report_document.blocks.index(Heading("Comparison of the methods"))
    blocks = report_document.blocks[start : report_document.blocks.index(Heading("Scores"))]
    plots = [block for block in blocks if isinstance(block, Figure)]
    assert [plot.text.partition(":")[0] for plot in plots] == ["Energy in the region", "Insertion", "Sparseness"]
    said = [block.text.partition(":")[0] for block in blocks if isinstance(block, Paragraph)]
    assert said == ["Energy in the region", "Insertion", "Sparseness"]
    assert all("Random" in plot.text and plot.data.startswith(b"\x89PNG") for plot in plots)


def test_everything_somebody_needs_to_judge_and_repeat_it_is_there(evaluation: Evaluation, english: str) -> None:
    text = Parsed(english).text
    for sentence in conclusion(evaluation):
        assert str(sentence) in text
    for one in evaluation.pictures:
        assert one.case.picture.source.digest in text and one.case.picture.path.name in text
    assert "eigen_smooth = True" in text and "First component: yes" in text
    assert "= False" not in text and "noise_samples" not in text, "what is off says nothing"
    assert "steps = 4, baseline = blur" in text
    assert "empty.jpg is empty. Copy or download it again." in text
    assert evaluate_command(evaluation) in text
    for package in ("attnstudio", "keras", "tensorflow", "numpy", "Pillow"):
        assert re.search(rf"{package} \d", text)


def test_the_class_check_comes_before_the_scores(evaluation: Evaluation, english: str) -> None:
    (warned,) = [one.result.class_warning for one in evaluation.pictures if one.result.class_warning]
    assert english.index(escape(str(warned))) < english.index("<h2>Scores")
    assert 'class="warning"' in english


def test_the_labs_figure_has_a_row_a_method_and_a_column_a_picture(report_document: Document) -> None:
    lab = next(block for block in report_document.blocks if isinstance(block, Figure) and "Random" in block.text)
    assert lab.mime == "image/jpeg" and lab.size == (3 * 270, 5 * 270)  # seven pictures are three and four
    assert lab.text.startswith("Saliency, Grad-CAM, Guided backpropagation, Random, Centre Gaussian: <scene>")
    pixels = np.asarray(Image.open(BytesIO(lab.data)))[:, 40:]  # without the names of the methods
    assert len(lab.cuts) == 4
    for cut in lab.cuts:
        assert pixels[cut].min() > 220, "a page may end between two rows, not in one"
        assert max(pixels[cut - 30].min(), pixels[cut + 30].min()) < 200


def test_each_method_is_described_with_its_formula_its_maps_and_its_time(
    evaluation: Evaluation, report_document: Document
) -> None:
    blocks = report_document.blocks
    place = blocks.index(Heading("Grad-CAM", 3))
    description, formula, maps, facts = blocks[place + 1 : place + 5]
    method = METHODS.discover()["gradcam"]
    assert description == Paragraph(method.description) and formula == Formula(method.formula)
    assert isinstance(maps, Figure) and maps.size == (4 * 270, 270) and maps.text.startswith("Grad-CAM: <scene>")
    assert isinstance(facts, Pairs)
    seconds = median(one.result.heatmaps[1].map_seconds for one in evaluation.pictures)
    time = dict(facts.rows)["Time of a map"]
    assert "median of 7 pictures" in time and float(time.split()[0]) == pytest.approx(1000 * seconds, abs=0.5)
    assert Paragraph(f"Random. {METHODS.discover()['random'].description}") in blocks


def test_more_pictures_and_methods_than_a_page_has_are_shared_out() -> None:
    assert [list(part) for part in evenly(range(7), 4)] == [[0, 1, 2], [3, 4, 5, 6]]
    assert evenly(range(0), 4) == []


def test_without_maps_metrics_or_regions_there_is_still_a_report(bare: Evaluation) -> None:
    report_document = document(bare, "en", DATE)
    text = Parsed(html.render(report_document).decode()).text
    assert "No metric was measured" in text and "Scores" not in text and "Maps" not in text
    assert pdf.render(report_document, DATE).startswith(b"%PDF")


def test_many_pictures_are_listed_up_to_a_limit_and_take_a_few_megabytes(evaluation: Evaluation) -> None:
    report_document = document(replace(evaluation, pictures=evaluation.pictures * 5), "en", DATE)
    data = html.render(report_document)
    text = Parsed(data.decode()).text
    assert "The first 30 of 35 pictures are listed." in text
    assert "The maps of 12 of 35 pictures are shown." in text
    assert max(len(block.rows) for block in report_document.blocks if isinstance(block, Table)) == 30
    assert len(data) < 6 * 2**20


def test_a_report_is_the_same_each_time(evaluation: Evaluation, report_document: Document, english: str) -> None:
    again = document(evaluation, "en", DATE)
    assert html.render(again).decode() == english
    assert pdf.render(again, DATE) == pdf.render(report_document, DATE)


def test_russian_leaves_no_english_sentence_that_has_a_translation(english: str, russian: Document) -> None:
    translate = translator("ru")
    words = Parsed(html.render(russian).decode()).words
    translated = [word for word in Parsed(english).words if translate(word) != word]
    assert "Model" in translated and "Top classes" in translated
    assert russian.language == "ru" and set(translated) & set(words) == set()


def test_russian_has_decimal_commas_up_to_what_repeats_it(evaluation: Evaluation, russian: Document) -> None:
    text = Parsed(html.render(russian).decode()).text
    told, provenance, _ = text[text.index("Вывод") :].partition("Сведения о воспроизведении")
    assert provenance
    assert re.findall(r".{20}\d\.\d.{20}", told) == []
    assert re.findall(r"\d (?:%|с|МБ)(?!\w)", text) == []
    one = evaluation.pictures[0].result
    assert one.prediction.text(one.prediction.top()[0]).replace(".", ",").replace(" ", "\u00a0") in told


def test_pdf_holds_its_text_in_the_readers_letters(evaluation: Evaluation, russian: Document) -> None:
    data = pdf.render(russian, DATE)
    pages = pdf_pages(data)
    text = "".join("".join(pages).split())
    assert "2026-03-0405:06" in text
    assert "вероятные" in "\n".join(pages) and "Изображение" in "\n".join(pages)
    found = [cell.estimate for cell in evaluation.summary.cells.values() if cell.estimate]
    assert found and all(number(one.mean, translator("ru")) in text for one in found)
    assert "".join(evaluate_command(evaluation).split()) in text
    assert b"/Lang (ru)" in data and len(pages) >= 3


def test_pdf_has_the_pictures_and_numbers_its_pages(evaluation: Evaluation, report_document: Document) -> None:
    data = pdf.render(report_document, DATE)
    figures = sum(isinstance(block, Figure | Formula) for block in report_document.blocks)
    assert data.count(b"/Subtype /Image") == figures + len(evaluation.pictures)
    assert data.count(b"https://arxiv.org/abs/") >= len(METRICS)
    pages = pdf_pages(data)
    assert all(
        page.replace("\n", "").endswith(f"Page {number} of {len(pages)}") for number, page in enumerate(pages, 1)
    )


def test_word_has_the_same_content_as_html(russian: Document) -> None:
    written, shown = reports.in_docx(docx.render(russian, DATE)), reports.in_html(html.render(russian))
    assert written == shown and len(shown.text) > 3000 and len(shown.images) > 6


def test_a_table_longer_than_a_page_repeats_its_heading() -> None:
    rows = tuple((Cell(f"row {number}"), Cell(str(number))) for number in range(150))
    long = Document("Title", "", "en", "{number}/{count}", (Table(("Name", "Number of it"), rows),))
    pages = pdf_pages(pdf.render(long, DATE))
    assert len(pages) > 2 and all("Number of it" in page for page in pages)
    assert all(any(f"row {number}" in page.split("\n") for page in pages) for number in range(150))


def test_what_is_wider_or_higher_than_a_page_stays_on_it() -> None:
    word = "x" * 300
    drawn = BytesIO()
    Image.new("RGB", (20, 2000)).save(drawn, "PNG")
    blocks = (Paragraph(word), Table(("a", "b"), ((Cell(word), Cell(word)),)), Figure(drawn.getvalue(), (20, 2000), ""))
    data = pdf.render(Document("Title", "", "en", "{number}/{count}", blocks), DATE)
    assert "".join("".join(pdf_pages(data)).split()).count("x") == 3 * len(word)
    boxes = [
        one
        for stream in reports.inflated(data)
        for one in re.findall(rb"q ([\d.]+) 0 0 ([\d.]+) ([\d.]+) ([\d.]+) cm", stream)
    ]
    (box,) = [tuple(map(float, one)) for one in boxes]
    assert box[1] < 842 - 2 * 42 and box[3] > 42


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page, a line a piece: its codes, read back by the table of each font."""
    tables = [
        {int(code, 16): chr(int(letter, 16)) for code, letter in re.findall(rb"<(\w{4})> <(\w{4})>", one)}
        for one in re.findall(rb"begincmap(.*?)endcmap", data, re.DOTALL)
    ]
    pages = []
    for stream in reports.inflated(data):
        pieces, font = [], 0
        for chosen, piece in re.findall(rb"/F(\d) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", stream, re.DOTALL):
            if chosen:
                font = int(chosen) - 1
                continue
            codes = re.sub(rb"\\(.)", lambda escaped: {b"r": b"\r"}.get(escaped[1], escaped[1]), piece, flags=re.DOTALL)
            pairs = zip(codes[::2], codes[1::2], strict=True)
            pieces.append("".join(tables[font][high * 256 + low] for high, low in pairs))
        if pieces:
            pages.append("\n".join(pieces).replace("\u00a0", " "))
    return pages


@pytest.mark.parametrize("ending", ["html", "HTM", "pdf", "docx"])
def test_the_ending_chooses_the_format(bare: Evaluation, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"report.{ending}"
    write_report(file, bare, "en", force=False)
    start = {"pdf": b"%PDF", "docx": b"PK"}.get(ending, b"<!DOCTYPE html>")
    assert file.read_bytes().startswith(start)
    with pytest.raises(OutputFailure, match="already exists"):
        write_report(file, bare, "en", force=False)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_another_ending_or_language_is_refused_by_name(bare: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(ChoiceFailure, match=r"report\.odt.*\.html, \.htm, \.pdf, \.docx"):
        check(tmp_path / "report.odt")
    with pytest.raises(ChoiceFailure, match=r"no language fr.*: en, ru"):
        write_report(tmp_path / "report.html", bare, "fr", force=False)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_a_full_disk_leaves_what_was_there(
    bare: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    file = tmp_path / f"report.{ending}"
    file.write_text("the one before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputFailure, match="The disk is full"):
        write_report(file, bare, "en", force=True)
    assert file.read_text() == "the one before" and len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_not_there_is_named(evaluation: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match="there is no folder"):
        write_report(tmp_path / "none" / "report.html", evaluation, "en", force=False)
    assert not list(tmp_path.iterdir())


def test_the_command_asks_for_the_same(evaluation: Evaluation) -> None:
    """Read back by the command line's own parser."""
    words = shlex.split(evaluate_command(evaluation))
    assert words[:2] == ["attnstudio", "evaluate"]
    requested = parser().parse_args(words[1:])
    assert requested.pictures == [*(one.case.picture.path for one in evaluation.pictures), Path("empty.jpg")]
    assert (requested.model, requested.seed, requested.boxes) == ("demo", 3, evaluation.regions)
    assert (requested.method, requested.set) == ("saliency,gradcam,guided_backprop", ["gradcam.eigen_smooth=true"])
    assert (requested.metric, requested.set_metric) == ("energy,insertion,sparseness", ["insertion.steps=4"])
    assert requested.target == "annotated"


def test_the_command_names_what_differs_from_the_defaults_and_no_more(evaluation: Evaluation) -> None:
    options = ModelOptions(Path("my labels.txt"), "zero_to_one", "scores", (320, 240))
    request = Request(
        Path(), "net.keras", (MethodCall("random"),), "3", "conv", "crop", "nearest", Path("w.h5"), "cpu", 7, options
    )
    requested = parser().parse_args(
        shlex.split(evaluate_command(replace(evaluation, request=request, regions=None)))[1:]
    )
    assert (requested.model, requested.weights, requested.method) == ("net.keras", Path("w.h5"), "random")
    assert (requested.labels, requested.preprocessing) == (Path("my labels.txt"), "zero_to_one")
    assert (requested.model_output, requested.input_size) == ("scores", (320, 240))
    assert (requested.target, requested.layer, requested.resize, requested.interpolation) == (
        "3",
        "conv",
        "crop",
        "nearest",
    )
    assert (requested.device, requested.seed, requested.boxes) == ("cpu", 7, None)
    plain = evaluate_command(replace(evaluation, request=Request(Path(), "demo", CALLS[:1]), regions=None))
    assert not set(plain.split()) & {"--set", "--target", "--layer", "--resize", "--device", "--seed", "--weights"}


def test_text_without_a_window_is_translated() -> None:
    russian = translator("ru")
    assert translator("en")("Model") == "Model" and russian("Model") == "Модель"
    assert russian("No such text.") == "No such text."
    inner = PictureFailure("{file} is empty. Copy or download it again.", file="a.jpg")
    assert localised(inner, russian) == "Файл a.jpg пуст. Скопируйте или скачайте его снова."
    several = Notice("{one}, {other}", {"one": Notice("Model"), "other": "x"})
    assert localised(several, russian) == "Модель, x" and str(several) == "Model, x"
    assert localised(Notice("{what} ({n})", {"what": inner, "n": 1}), russian).startswith("Файл a.jpg пуст.")


@pytest.mark.parametrize("levels", ["percentiles", "40,400", "-600,1500"])
def test_the_command_repeats_the_levels(evaluation: Evaluation, levels: str) -> None:
    request = replace(evaluation.request, levels=levels)
    command = evaluate_command(replace(evaluation, request=request, regions=None))
    assert parser().parse_args(shlex.split(command)[1:]).levels == levels
