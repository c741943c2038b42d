"""Maps and figures as files: what other programs read from them, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from attnstudio.core.contrast import Contrast
from attnstudio.core.errors import OutputFailure
from attnstudio.core.overlay import DIVERGING, colour_table
from attnstudio.core.placement import Placement
from attnstudio.export.arrays import MAP_FORMATS, as_text, write_map
from attnstudio.export.figure import FORMATS, LAB_STYLE, Cell, FigureStyle, write_difference, write_figure, write_matrix

MAP = np.random.default_rng(3).random((6, 8), np.float32)
MAP[0, 0], MAP[-1, -1] = 0, 1
MAP.setflags(write=False)
GREY = np.full((60, 90, 3), 128, np.uint8)
PLACE = Placement.of((90, 60), (8, 6), "stretch")


def cell(title: str = "shark", values: np.ndarray = MAP, note: str = "") -> Cell:
    return Cell(title, GREY, values, PLACE, note)


# The numbers of a map


def _read_png(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        assert image.mode in ("I;16", "I"), "not 16 bits"
        return np.asarray(image) / 65535


def _read_tiff(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        assert image.mode == "F"
        return np.asarray(image)


READERS: dict[str, Callable[[Path], np.ndarray]] = {
    ".npy": np.load,
    ".png": _read_png,
    ".tif": _read_tiff,
    ".tiff": _read_tiff,
    ".csv": lambda path: np.loadtxt(path, np.float32, delimiter=","),
}


@pytest.mark.parametrize("ending", MAP_FORMATS)
def test_a_map_is_read_back_as_it_was(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"map{ending}"
    write_map(file, MAP, force=False)
    there = READERS[ending](file)
    assert there.shape == MAP.shape
    if ending == ".png":
        assert np.abs(there - MAP).max() <= 0.5 / 65535 + 1e-9
    else:
        assert there.dtype == np.float32
        assert np.array_equal(there, MAP)


def test_the_ending_may_be_in_capitals(tmp_path: Path) -> None:
    write_map(tmp_path / "MAP.CSV", MAP, force=False)
    assert len((tmp_path / "MAP.CSV").read_text().splitlines()) == 6


@pytest.mark.parametrize("name", ["map.jpg", "map", "map.npz"])
def test_an_ending_without_a_format_is_refused_with_those_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputFailure, match=r"\.npy, \.png, \.tif, \.tiff, \.csv") as caught:
        write_map(tmp_path / name, MAP, force=True)
    assert str(tmp_path / name) in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_file_is_not_replaced_without_force(tmp_path: Path) -> None:
    (tmp_path / "map.npy").write_text("mine")
    with pytest.raises(OutputFailure, match="already exists"):
        write_map(tmp_path / "map.npy", MAP, force=False)
    assert (tmp_path / "map.npy").read_text() == "mine"


def test_text_is_what_a_spreadsheet_pastes() -> None:
    lines = as_text(MAP).splitlines()
    assert len(lines) == 6
    assert np.array_equal(np.array([line.split("\t") for line in lines]).astype(np.float32), MAP)


# Figures


def _pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def _share(pixels: np.ndarray, colour: np.ndarray) -> float:
    return float((np.abs(pixels - colour).max(axis=-1) <= 3).mean())


def _holds(pixels: np.ndarray, colour: np.ndarray, share: float = 0.001) -> bool:
    return bool((np.abs(pixels - colour).max(axis=-1) <= 3).mean() > share)


def test_the_figure_has_a_row_a_name_and_a_column_a_cell(tmp_path: Path) -> None:
    write_figure(tmp_path / "f.png", [("one", [cell()] * 3), ("other", [cell()] * 3)], force=False)
    assert _pixels(tmp_path / "f.png").shape == (2 * 450, 3 * 450, 3)


@pytest.mark.parametrize("dpi", [72, 300])
def test_the_figure_has_the_dpi_that_is_requested(tmp_path: Path, dpi: int) -> None:
    write_figure(tmp_path / "f.png", [("one", [cell()])], FigureStyle(dpi=dpi), force=False)
    with Image.open(tmp_path / "f.png") as image:
        assert image.size == (3 * dpi, 3 * dpi)
        assert image.info["dpi"][0] == pytest.approx(dpi, abs=0.1)


def test_the_lab_has_jet_over_the_picture_and_no_bar(tmp_path: Path) -> None:
    flat = cell(values=np.ones((6, 8), np.float32))
    write_figure(tmp_path / "f.png", [("one", [flat])], LAB_STYLE, force=False)
    pixels = _pixels(tmp_path / "f.png")
    top = colour_table("jet")[-1].astype(int)
    assert _holds(pixels, (top + 128) // 2, 0.1)
    assert not _holds(pixels, top)


def test_colormap_opacity_and_bar_are_those_requested(tmp_path: Path) -> None:
    half = cell(values=np.full((6, 8), 0.5, np.float32))
    write_figure(tmp_path / "f.png", [("one", [half])], FigureStyle("viridis", 0.25, colour_bar=True), force=False)
    pixels = _pixels(tmp_path / "f.png")
    middle = colour_table("viridis")[128].astype(int)
    assert _holds(pixels, np.round(128 * 0.75 + middle * 0.25).astype(int), 0.1)
    for place in (2, 128, 253):
        assert _holds(pixels, colour_table("viridis")[place].astype(int), 0.00005), "the bar is opaque"


def test_contrast_bends_the_colours_of_the_map_and_of_the_bar(tmp_path: Path) -> None:
    third = replace(cell(values=np.full((6, 8), 0.3, np.float32)), contrast=Contrast(0.2, 0.6, 0.5))
    write_figure(tmp_path / "f.png", [("one", [third])], FigureStyle("viridis", 0.25, colour_bar=True), force=False)
    pixels = _pixels(tmp_path / "f.png")
    colour = colour_table("viridis")[round(255 * 0.25**0.5)].astype(int)
    assert _holds(pixels, np.round(128 * 0.75 + colour * 0.25).astype(int), 0.1)
    first, last = (_share(pixels, colour_table("viridis")[place].astype(int)) for place in (0, 255))
    assert last == pytest.approx(2 * first, rel=0.1), "of the bar a fifth is below the range and two fifths are above"


def test_a_place_without_a_cell_stays_empty(tmp_path: Path) -> None:
    write_figure(tmp_path / "f.png", [("one", [cell(), None]), ("other", [cell(), cell()])], force=False)
    pixels = _pixels(tmp_path / "f.png")
    assert (pixels[:440, 500:] == 255).all()
    assert (pixels[460:, 500:] != 255).any()


def test_text_stays_text_in_svg(tmp_path: Path) -> None:
    file = tmp_path / "f.svg"
    row = [cell("акула\ntiger shark (3) 98.7 %", note="0.12 с")]
    write_figure(file, [("Метод", row)], FigureStyle(notes=True), force=False)
    texts = [one for one in ElementTree.parse(file).iter() if one.tag.endswith("}text")]
    assert {"Метод", "акула", "tiger shark (3) 98.7 %", "0.12 с"} <= {one.text for one in texts}
    assert all("DejaVu Sans" in one.get("style", "") for one in texts)


def test_the_lab_has_no_notes_below(tmp_path: Path) -> None:
    write_figure(tmp_path / "f.svg", [("one", [cell(note="0.12 s")])], force=False)
    assert "0.12 s" not in (tmp_path / "f.svg").read_text()


def test_a_pdf_carries_its_fonts(tmp_path: Path) -> None:
    file = tmp_path / "f.pdf"
    write_figure(file, [("Метод", [cell("акула")])], force=False)
    data = file.read_bytes()
    assert data.startswith(b"%PDF")
    assert b"DejaVuSans" in data
    assert b"/FontFile2" in data, "the letters are drawings, or their font is not in the file"


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_does_every_figure(tmp_path: Path, ending: str) -> None:
    begins = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[ending]
    grid, difference, matrix = (tmp_path / f"{name}{ending}" for name in ("grid", "difference", "matrix"))
    write_figure(grid, [("one", [cell()])], FigureStyle(colour_bar=True), force=False)
    write_difference(
        difference, (cell("A"), cell("B")), cell("A - B", MAP - 0.5), FigureStyle(colour_bar=True), force=False
    )
    write_matrix(matrix, ["A", "B"], np.eye(2), "Spearman", force=False)
    assert all(file.read_bytes().startswith(begins) for file in (grid, difference, matrix))


def test_a_difference_is_coloured_about_zero(tmp_path: Path) -> None:
    halves = np.zeros((6, 8), np.float32)
    halves[:, :4], halves[:, 4:] = -0.5, 0.25
    write_difference(
        tmp_path / "d.png", (cell("A"), cell("B")), cell("A - B", halves), FigureStyle(opacity=1.0), force=False
    )
    pixels = _pixels(tmp_path / "d.png")
    table = colour_table(DIVERGING).astype(int)
    assert _holds(pixels, table[0], 0.02), "the largest is at one end"
    assert _holds(pixels, table[192], 0.02), "half of it is half way from the middle to the other"


def test_no_difference_is_neutral(tmp_path: Path) -> None:
    write_difference(
        tmp_path / "d.png", (cell(), cell()), cell("A - B", np.zeros((6, 8))), FigureStyle(opacity=1.0), force=False
    )
    assert _holds(_pixels(tmp_path / "d.png"), colour_table(DIVERGING)[128].astype(int), 0.05)


def test_a_matrix_writes_its_numbers_and_names(tmp_path: Path) -> None:
    values = np.array([[1, -0.25], [-0.25, 1]])
    write_matrix(tmp_path / "m.svg", ["Grad-CAM", "Сглаживание"], values, "SSIM", force=False)
    texts = [one.text for one in ElementTree.parse(tmp_path / "m.svg").iter() if one.tag.endswith("}text")]
    assert texts.count("-0.25") == 2
    assert texts.count("1.00") >= 2
    assert texts.count("Сглаживание") == 2
    assert "SSIM" in texts


def test_a_figure_has_the_decimal_sign_of_its_style_in_its_numbers_alone(tmp_path: Path) -> None:
    style = FigureStyle(colour_bar=True, decimal_sign=",")
    matrix, difference = tmp_path / "m.svg", tmp_path / "d.svg"
    write_matrix(matrix, ["v1.5", "B"], np.array([[1, -0.25], [-0.25, 1]]), "SSIM", style, force=False)
    write_difference(difference, (cell("A 0.5"), cell("B")), cell("A - B", MAP - 0.5), style, force=False)
    for file in (matrix, difference):
        texts = [one.text or "" for one in ElementTree.parse(file).iter() if one.tag.endswith("}text")]
        assert {text for text in texts if re.search(r"\d\.\d", text)} <= {"v1.5", "A 0.5"}
        assert sum(bool(re.fullmatch(r"\W?\d,\d+", text)) for text in texts) > 3
    assert "-0,25" in matrix.read_text("utf-8")


@pytest.mark.parametrize("name", ["f.jpg", "f", "f.eps"])
def test_a_figure_with_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputFailure, match=r"\.png, \.svg, \.pdf"):
        write_figure(tmp_path / name, [("one", [cell()])], force=True)
    with pytest.raises(OutputFailure, match=r"\.png, \.svg, \.pdf"):
        write_matrix(tmp_path / name, ["A"], np.eye(1), "SSIM", force=True)
    assert not list(tmp_path.iterdir())


def test_a_figure_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match="no folder"):
        write_figure(tmp_path / "gone" / "f.png", [("one", [cell()])], force=False)
    (tmp_path / "f.png").write_text("mine")
    with pytest.raises(OutputFailure, match="already exists"):
        write_figure(tmp_path / "f.png", [("one", [cell()])], force=False)
    assert [file.read_text() for file in tmp_path.iterdir()] == ["mine"]
