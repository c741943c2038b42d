"""Pictures of more than 8 bits: which of their values are black and white, and the notices."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from helpers.pictures import png_chunk, saved, tiff
from PIL import Image

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.images import decode, thumbnail
from attnstudio.core.levels import check

GREY, COLOUR, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 4, 6  # kinds of PNG
RAMP = np.add.outer(np.arange(60), np.arange(80)).astype(np.uint16) * 27 + 3  # 3 to 3729, as of 12 bits
OPAQUE = np.full_like(RAMP, 65535)
COLOURS = np.stack([RAMP, RAMP[::-1], RAMP // 2], -1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "picture.png"


def png16(values: np.ndarray, kind: int, significant: int = 0) -> bytes:
    """A PNG of 16 bits a sample. `values`: (height, width, samples)."""
    height, width = values.shape[:2]
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, kind, 0, 0, 0))
    samples = {GREY: 1, COLOUR: 3, GREY_ALPHA: 2, COLOUR_ALPHA: 4}[kind]
    said = png_chunk(b"sBIT", bytes([significant] * samples)) if significant else b""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    return b"\x89PNG\r\n\x1a\n" + header + said + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")


def spread(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """By the formula: uint8 of the same shape."""
    return np.clip(np.rint((values.astype(np.float64) - low) / (high - low) * 255), 0, 255).astype(np.uint8)


def decoded(file: Path, data: bytes, levels: str = "auto") -> tuple[np.ndarray, list[str]]:
    """The pixels and the notices."""
    file.write_bytes(data)
    picture = decode(file, levels)
    assert all(str(file) in str(notice) for notice in picture.notices)
    return picture.pixels, [str(notice) for notice in picture.notices]


KINDS = {
    "grey PNG": (png16(RAMP, GREY), RAMP),
    "grey PNG with alpha": (png16(np.stack([RAMP, OPAQUE], -1), GREY_ALPHA), RAMP),
    "colour PNG": (png16(COLOURS, COLOUR), COLOURS),
    "colour PNG with alpha": (png16(np.dstack([COLOURS, OPAQUE]), COLOUR_ALPHA), COLOURS),
    "grey TIFF": (saved(RAMP, "TIFF"), RAMP),
    "grey TIFF, other byte order": (saved(RAMP.astype(">u2"), "TIFF"), RAMP),
    "colour TIFF": (tiff(80, 60, COLOURS.astype("<u2").tobytes(), bits=16, samples=3, t262=2), COLOURS),
    "32-bit TIFF": (saved(RAMP.astype(np.int32), "TIFF"), RAMP),
    "packed grey TIFF": (saved(Image.fromarray(RAMP), "TIFF", compression="tiff_lzw"), RAMP),
}


@pytest.mark.parametrize("kind", KINDS)
def test_twelve_bits_in_sixteen_are_spread_over_what_they_use(kind: str, file: Path) -> None:
    data, values = KINDS[kind]
    pixels, notices = decoded(file, data)
    expected = spread(values, values.min(), values.max())
    np.testing.assert_array_equal(pixels, np.broadcast_to(expected.reshape(60, 80, -1), (60, 80, 3)))
    (notice,) = notices
    assert f"uses only the values {values.min()} to {values.max()} of 65535" in notice


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("levels", "low", "high"), [("file", None, None), ("2048,4096", 0, 4096), ("1000,500.0", 750, 1250)]
)
def test_levels_can_be_chosen(kind: str, levels: str, low: float | None, high: float | None, file: Path) -> None:
    data, values = KINDS[kind]
    pixels, notices = decoded(file, data, levels)
    low, high = values.min() if low is None else low, values.max() if high is None else high
    expected = spread(values, low, high).reshape(60, 80, -1)
    np.testing.assert_array_equal(pixels, np.broadcast_to(expected, (60, 80, 3)))
    assert f"{low} is shown black and {high} white (levels: {levels})" in notices[0]


@pytest.mark.parametrize("kind", KINDS)
def test_the_full_range_can_be_chosen_and_is_reported_to_be_dark(kind: str, file: Path) -> None:
    data, values = KINDS[kind]
    pixels, (notice,) = decoded(file, data, "full")
    assert np.abs(pixels[..., 0] - values.reshape(60, 80, -1)[..., 0] / 257).max() <= 1
    assert "nearly black at these levels (full)" in notice


def test_percentiles_leave_a_hot_pixel_out(file: Path) -> None:
    hot = RAMP.copy()
    hot[0, 0] = 65535
    pixels, (notice,) = decoded(file, png16(hot, GREY))
    assert pixels.max(initial=0, where=hot[..., None] < 65535) < 16
    assert "nearly black at these levels (auto)" in notice
    low, high = np.percentile(hot, [0.5, 99.5])
    pixels, _ = decoded(file, png16(hot, GREY), "percentiles")
    np.testing.assert_array_equal(pixels[..., 0], spread(hot, low, high))


@pytest.mark.parametrize("kind", [GREY, COLOUR])
def test_a_png_may_say_how_many_bits_were_measured(kind: int, file: Path) -> None:
    values = RAMP if kind == GREY else COLOURS
    pixels, (notice,) = decoded(file, png16(values, kind, significant=12))
    np.testing.assert_array_equal(pixels[..., 0], spread(RAMP, 0, 4095))
    assert "declares values from 0 to 4095" in notice


def test_a_tiff_may_say_what_its_greatest_value_is(file: Path) -> None:
    data = tiff(80, 60, RAMP.tobytes(), bits=16, t280=0, t281=4095)
    pixels, (notice,) = decoded(file, data)
    np.testing.assert_array_equal(pixels[..., 0], spread(RAMP, 0, 4095))
    assert "declares values from 0 to 4095" in notice


@pytest.mark.parametrize("kind", [GREY, COLOUR, GREY_ALPHA, COLOUR_ALPHA])
def test_what_uses_its_range_is_not_touched(kind: int, file: Path) -> None:
    grey = RAMP * 16
    values = {GREY: grey, COLOUR: COLOURS * 16, GREY_ALPHA: np.stack([grey, OPAQUE], -1)}.get(
        kind, np.dstack([COLOURS * 16, OPAQUE])
    )
    pixels, notices = decoded(file, png16(values, kind, significant=12))
    assert notices == []
    assert np.abs(pixels[..., 0] - grey / 257).max() <= 1


def test_black_is_black(file: Path) -> None:
    for kind, values in ((GREY, np.zeros_like(RAMP)), (COLOUR, np.zeros_like(COLOURS))):
        pixels, notices = decoded(file, png16(values, kind))
        assert pixels.max() == 0
        assert notices == []


def test_alpha_stays_as_it_is(file: Path) -> None:
    half = np.full_like(RAMP, 32896)  # 128 * 257
    pixels, _ = decoded(file, png16(np.stack([RAMP, half], -1), GREY_ALPHA))
    expected = spread(RAMP, RAMP.min(), RAMP.max()) * (128 / 255) + 128 * (127 / 255)
    assert np.abs(pixels[..., 0] - expected).max() <= 1


def test_levels_outside_the_values_are_reported(file: Path) -> None:
    assert "nearly white" in decoded(file, png16(RAMP, GREY), "-9000,10")[1][1]
    assert "nearly black" in decoded(file, png16(COLOURS, COLOUR), "60000,10")[1][1]


def test_levels_are_nothing_to_pictures_of_8_bits(file: Path) -> None:
    values = np.arange(60 * 80, dtype=np.uint16).reshape(60, 80) % 12
    data = saved(values.astype(np.uint8), "PNG")
    for levels in ("auto", "full", "file", "percentiles", "4,2"):
        pixels, notices = decoded(file, data, levels)
        np.testing.assert_array_equal(pixels[..., 0], values)
        assert notices == []


def test_signed_values_of_a_scanner(file: Path) -> None:
    hounsfield = (RAMP.astype(np.int32) - 1024)[:, :, None][..., 0]
    data = saved(hounsfield, "TIFF")
    pixels, (notice,) = decoded(file, data, "40,400")
    np.testing.assert_array_equal(pixels[..., 0], spread(hounsfield, -160, 240))
    assert "-160 is shown black and 240 white (levels: 40,400)" in notice
    assert "declares no range" in decoded(file, data)[1][0]


def test_a_dark_picture_of_decimals(file: Path) -> None:
    values = RAMP.astype(np.float32) / 65535
    pixels, (notice,) = decoded(file, saved(values, "TIFF"))
    np.testing.assert_allclose(pixels[..., 0], spread(values, values.min(), values.max()), atol=1)
    assert "of 1:" in notice


def test_a_large_picture_is_spread_by_its_extremes(file: Path) -> None:
    values = np.full((2500, 2000, 3), 1000, np.uint16)
    values[1234, 567], values[2000, 3] = 7, 4000
    pixels, (notice,) = decoded(file, png16(values, COLOUR))
    assert "uses only the values 7 to 4000" in notice
    assert [int(pixels[place][1]) for place in ((1234, 567), (2000, 3), (0, 0))] == [0, 255, round(993 / 3993 * 255)]


def test_thumbnails_are_seen_too(file: Path) -> None:
    file.write_bytes(png16(COLOURS, COLOUR))
    assert thumbnail(file, 40).max() > 200


@pytest.mark.parametrize("levels", ["", "dark", "40", "40,0", "40,-3", "a,b", "1,2,3", "nan,1", "1,1e999", "AUTO"])
def test_what_is_no_rule_is_reported(levels: str, file: Path) -> None:
    file.write_bytes(png16(RAMP, GREY))
    with pytest.raises(ChoiceFailure, match="Levels are auto, full, file, percentiles, or LEVEL,WIDTH"):
        decode(file, levels)


def test_one_window_has_one_form() -> None:
    assert check(" 40 , 400 ") == check("40,400") == "40,400"
