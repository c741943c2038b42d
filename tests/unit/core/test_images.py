"""Pictures from untrusted files: what opens, what each refusal says, and where a picture lies in an input."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from helpers import ROOT, pictures
from helpers.pictures import colours, most_memory, png, saved, tiff
from PIL import Image, ImageCms
from PIL.JpegImagePlugin import JpegImageFile

from attnstudio.core import images
from attnstudio.core.errors import PictureFailure
from attnstudio.core.images import decode, list_pictures, thumbnail
from attnstudio.core.placement import INTERPOLATIONS, RESIZES, Interpolation, Placement, Resize, fit

PHOTOS = sorted((ROOT.parent / "shared" / "photos").glob("*.jpg"))
GREY = (128, 128, 128)
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "picture.png"


def pixels_of(file: Path, data: bytes) -> np.ndarray:
    """uint8 (height, width, 3) of a file that decodes without a notice."""
    file.write_bytes(data)
    picture = decode(file)
    assert picture.notices == ()
    return picture.pixels


def notice_of(file: Path, data: bytes) -> tuple[np.ndarray, str]:
    """The pixels and the one notice of a file."""
    file.write_bytes(data)
    picture = decode(file)
    (notice,) = picture.notices
    assert str(file) in str(notice)
    return picture.pixels, str(notice)


def failure_of(file: Path, data: bytes | None = None) -> str:
    """The sentence that refuses a file."""
    if data is not None:
        file.write_bytes(data)
    with pytest.raises(PictureFailure) as caught:
        decode(file)
    assert caught.value.values["file"] == str(file)
    assert str(file) in str(caught.value)
    return str(caught.value)


def listed(pixels: np.ndarray) -> list[tuple[int, ...]]:
    """The colours of the first row."""
    return [tuple(colour) for colour in pixels[0].tolist()]


# What a decoded picture is


def test_pixels_are_read_only_contiguous_bytes(file: Path) -> None:
    file.write_bytes(saved(colours(), "PNG"))
    picture = decode(file)
    assert picture.path == file
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.c_contiguous
    assert not picture.pixels.flags.writeable
    np.testing.assert_array_equal(picture.pixels, colours())


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF", "WEBP", "JPEG", "MPO"])
def test_every_kind_opens_whatever_the_name(file: Path, kind: str) -> None:
    pixels = pixels_of(file.with_name("picture.jpg"), saved(colours(64, 32), kind, lossless=True, quality=100))
    lossy = kind in ("JPEG", "MPO")
    np.testing.assert_allclose(pixels[8::16, 16::32], colours(64, 32)[8::16, 16::32], atol=8 if lossy else 0)


def test_pictures_of_one_pixel_and_of_one_column(file: Path) -> None:
    assert listed(pixels_of(file, saved(np.full((1, 1, 3), 7, np.uint8), "PNG"))) == [(7, 7, 7)]
    column = np.arange(20000).astype(np.uint8)[:, None]
    np.testing.assert_array_equal(pixels_of(file, saved(column, "PNG"))[:, 0, 1], column[:, 0])


def test_constant_picture(file: Path) -> None:
    assert np.ptp(pixels_of(file, saved(np.full((9, 7, 3), 128, np.uint8), "PNG"))) == 0


@pytest.mark.parametrize("name", ["кошка.png", "🐈‍⬛ 猫.png", "a {b} %s.png"])
def test_names_of_any_letters(tmp_path: Path, name: str) -> None:
    np.testing.assert_array_equal(pixels_of(tmp_path / name, saved(colours(), "PNG")), colours())
    assert "empty" in failure_of(tmp_path / name, b"")


def test_path_of_more_than_260_characters(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 100) / ("b" * 100) / ("c" * 100)
    folder.mkdir(parents=True)
    np.testing.assert_array_equal(pixels_of(folder / "x.png", saved(colours(), "PNG")), colours())


@pytest.mark.skipif(not PHOTOS, reason="no shared photos in this checkout")
def test_photos() -> None:
    for photo in PHOTOS:
        picture = decode(photo)
        with Image.open(photo) as plain:
            expected = np.asarray(plain.convert("RGB"), np.int16)
            tolerance = 15 if plain.info.get("icc_profile") else 0
        np.testing.assert_allclose(picture.pixels, expected, atol=tolerance)
        assert picture.notices == ()


# Colours


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk(file: Path, kind: str) -> None:
    inks = [(0, 0, 0, 0), (255, 0, 0, 0), (0, 255, 0, 0), (0, 0, 255, 0), (0, 0, 0, 255), (0, 0, 0, 127)]
    pixels = np.repeat(np.repeat(np.array([inks], np.uint8), 16, 0), 16, 1)
    image = Image.frombytes("CMYK", (96, 16), pixels.tobytes())
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    decoded = pixels_of(file, saved(image, kind, **options))[8, 8::16]
    expected = [(255, 255, 255), (0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 0), GREY]
    np.testing.assert_allclose(decoded, expected, atol=2)


def test_cmyk_with_a_profile_uses_it(file: Path) -> None:
    inks = Image.frombytes("CMYK", (3, 1), bytes((255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255)))
    decoded = pixels_of(file, saved(inks, "TIFF", icc_profile=pictures.cyan_only_profile()))
    np.testing.assert_allclose(decoded[0], [(0, 0, 0), (255, 255, 255), (255, 255, 255)], atol=1)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P"])
def test_profile_is_converted_to_srgb(file: Path, mode: str) -> None:
    linear = np.array([[[0] * 3, [55] * 3, [118] * 3, [255] * 3]], np.uint8)
    image = Image.fromarray(linear).convert(mode, palette=Image.Palette.ADAPTIVE)
    decoded = pixels_of(file, saved(image, "PNG", icc_profile=pictures.linear_profile()))
    # the sRGB curve by hand: 1.055 * (v / 255) ** (1 / 2.4) - 0.055
    np.testing.assert_allclose(decoded[0, :, 0], [0, 128, 181, 255], atol=1)


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_grey_profile_is_converted_to_srgb(file: Path, mode: str) -> None:
    image = Image.fromarray(np.array([[0, 55, 118, 255]], np.uint8)).convert(mode)
    decoded = pixels_of(file, saved(image, "PNG", icc_profile=pictures.linear_grey_profile()))
    np.testing.assert_allclose(decoded[0], [[0] * 3, [128] * 3, [181] * 3, [255] * 3], atol=1)


def test_srgb_profile_changes_nothing(file: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    np.testing.assert_array_equal(pixels_of(file, saved(pixels, "PNG", icc_profile=profile)), pixels)


@pytest.mark.parametrize("profile", [b"no profile", pictures.linear_profile()[:200], pictures.cyan_only_profile()])
@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_damaged_or_foreign_profile_is_ignored_with_a_notice(file: Path, kind: str, profile: bytes) -> None:
    pixels, notice = notice_of(file, saved(colours(), kind, icc_profile=profile, lossless=True))
    assert "profile" in notice
    np.testing.assert_array_equal(pixels, colours())


def test_incomplete_profile_of_a_jpeg_is_ignored_with_a_notice(file: Path) -> None:
    data = saved(colours(), "JPEG", icc_profile=pictures.linear_profile())
    _, notice = notice_of(file, data.replace(b"ICC_PROFILE\0\1\1", b"ICC_PROFILE\0\1\2"))  # the second part is missing
    assert "profile" in notice


def test_one_bit_and_grey_and_ycbcr_and_lab(file: Path) -> None:
    bits = Image.fromarray(np.array([[0, 255, 0]], np.uint8)).convert("1")
    for kind in ("PNG", "TIFF", "BMP"):
        assert listed(pixels_of(file, saved(bits, kind))) == [(0, 0, 0), (255, 255, 255), (0, 0, 0)]
    assert listed(pixels_of(file, saved(np.array([[3, 200]], np.uint8), "PNG"))) == [(3, 3, 3), (200, 200, 200)]
    ycbcr = Image.fromarray(colours()).convert("YCbCr")
    np.testing.assert_allclose(pixels_of(file, saved(ycbcr, "TIFF")), colours(), atol=2)
    red = tiff(1, 1, struct.pack("Bbb", 138, 80, 69), samples=3, t262=8)  # CIELAB of the ICC's white point D50
    np.testing.assert_allclose(pixels_of(file, red)[0, 0], (255, 0, 0), atol=10)


# Transparency

HALF_RED = (192, 64, 64)  # (255, 0, 0) over mid grey, alpha 128


def test_rgba_and_la_lie_over_grey(file: Path) -> None:
    rgba = np.array([[[255, 0, 0, 255], [255, 0, 0, 128], [255, 0, 0, 0]]], np.uint8)
    for kind in ("PNG", "TIFF", "WEBP"):
        assert listed(pixels_of(file, saved(rgba, kind, lossless=True, exact=True))) == [(255, 0, 0), HALF_RED, GREY]
    la = Image.frombytes("LA", (3, 1), bytes((255, 255, 255, 128, 255, 0)))
    for kind in ("PNG", "TIFF"):
        assert listed(pixels_of(file, saved(la, kind))) == [(255, 255, 255), (192, 192, 192), GREY]
    premultiplied = tiff(2, 1, bytes((128, 128, 0, 0)), samples=2, t338=1)
    assert listed(pixels_of(file, premultiplied)) == [(192, 192, 192), GREY]


def test_palettes_with_alpha(file: Path) -> None:
    palette = Image.frombytes("P", (3, 1), bytes((0, 1, 2)))
    palette.putpalette([255, 0, 0, 255, 0, 0, 0, 255, 0])
    plain = [(255, 0, 0), (255, 0, 0), (0, 255, 0)]
    assert listed(pixels_of(file, saved(palette, "PNG"))) == plain
    several = saved(palette, "PNG", transparency=bytes((255, 128, 0)))
    assert listed(pixels_of(file, several)) == [(255, 0, 0), HALF_RED, GREY]
    for kind in ("PNG", "GIF"):
        assert listed(pixels_of(file, saved(palette, kind, transparency=2))) == [*plain[:2], GREY]
    with_alpha = palette.convert("PA")
    with_alpha.putalpha(Image.frombytes("L", (3, 1), bytes((255, 128, 0))))
    assert listed(pixels_of(file, saved(with_alpha, "TIFF"))) == [(255, 0, 0), HALF_RED, GREY]


def test_one_transparent_colour(file: Path) -> None:
    assert listed(pixels_of(file, saved(np.array([[9, 50]], np.uint8), "PNG", transparency=9))) == [GREY, (50, 50, 50)]
    rgb = np.array([[[9, 9, 9], [9, 9, 50]]], np.uint8)
    assert listed(pixels_of(file, saved(rgb, "PNG", transparency=(9, 9, 9)))) == [GREY, (9, 9, 50)]
    deep = np.array([[2570, 65535]], np.uint16)
    assert listed(pixels_of(file, saved(deep, "PNG", transparency=2570))) == [GREY, (255, 255, 255)]


# More than 8 bits


def greys(pixels: np.ndarray) -> list[int]:
    """The values of the first row of a picture without colour."""
    assert np.ptp(pixels, axis=2).max() == 0
    return [int(value) for value in pixels[0, :, 0]]


def test_16_bit_grey_is_scaled_by_257(file: Path) -> None:
    values = np.array([[0, 100 * 257, 100 * 257 + 129, 65535]], np.uint16)
    for kind in ("PNG", "TIFF"):
        assert greys(pixels_of(file, saved(values, kind))) == [0, 100, 101, 255]
    assert greys(pixels_of(file, saved(values.astype(">u2"), "TIFF"))) == [0, 100, 101, 255]
    white_is_zero = tiff(4, 1, values.tobytes(), bits=16, t262=0)
    assert greys(pixels_of(file, white_is_zero)) == [255, 155, 154, 0]
    twelve_bits = tiff(2, 1, bytes((0x80, 0x8F, 0xFF)), bits=12)  # 0x808 and 0xFFF
    assert greys(pixels_of(file, twelve_bits)) == [128, 255]


def test_16_bit_colour(file: Path) -> None:
    values = np.array([0, 100 * 257, 65535], "<u2").tobytes()
    assert listed(pixels_of(file, tiff(1, 1, values, bits=16, samples=3, t262=2))) == [(0, 100, 255)]


def test_32_bit_integers(file: Path) -> None:
    assert greys(pixels_of(file, saved(np.array([[0, 257, 65535]], np.int32), "TIFF"))) == [0, 1, 255]
    pixels, notice = notice_of(file, saved(np.array([[-1000, 0, 3000]], np.int32), "TIFF"))
    assert greys(pixels) == [0, 64, 255]
    assert "-1000.0" in notice and "3000.0" in notice
    unsigned = tiff(3, 1, np.array([0, 2**31, 2**32 - 1], "<u4").tobytes(), bits=32)
    assert greys(notice_of(file, unsigned)[0]) == [0, 128, 255]
    declared = saved(np.array([[-1000, 0, 3000]], np.int32), "TIFF", tiffinfo={340: -2000, 341: 2000})
    assert greys(pixels_of(file, declared)) == [64, 128, 255]


def test_float_within_0_and_1(file: Path) -> None:
    assert greys(pixels_of(file, saved(np.array([[0.25, 0.5]], np.float32), "TIFF"))) == [64, 128]


def test_float_with_nan_and_inf_is_black_there(file: Path) -> None:
    values = np.array([[0.2, 1.0, np.nan, np.inf, -np.inf]], np.float32)
    pixels, notice = notice_of(file, saved(values, "TIFF"))
    assert greys(pixels) == [51, 255, 0, 0, 0]
    assert "not finite" in notice
    assert greys(notice_of(file, saved(np.full((1, 2), np.nan, np.float32), "TIFF"))[0]) == [0, 0]
    file.write_bytes(saved(np.array([[-1, np.nan, 3e38]], np.float32), "TIFF"))
    picture = decode(file)
    assert greys(picture.pixels) == [0, 0, 255]
    assert len(picture.notices) == 2


def test_float_of_another_range(file: Path) -> None:
    values = np.array([[-10, 10, 30]], np.float32)
    pixels, notice = notice_of(file, saved(values, "TIFF"))
    assert greys(pixels) == [0, 128, 255]
    assert "-10.0" in notice and "30.0" in notice
    assert greys(pixels_of(file, saved(values, "TIFF", tiffinfo={340: 0.0, 341: 40.0}))) == [0, 64, 191]
    assert greys(notice_of(file, saved(np.full((1, 2), 7, np.float32), "TIFF"))[0]) == [0, 0]


def test_more_values_than_are_scaled_at_once(file: Path) -> None:
    values = np.linspace(0, 1, 1100 * 1000, dtype=np.float32).reshape(1100, 1000)
    expected = np.rint(values.astype(np.float64) * 255)
    np.testing.assert_array_equal(pixels_of(file, saved(values, "TIFF"))[..., 0], expected)


# EXIF


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "TIFF lzw", "JPEG"])
def test_exif_orientation(file: Path, kind: str, orientation: int) -> None:
    upright = colours(64, 32)
    options: dict[str, object] = {"exif": pictures.exif(orientation), "lossless": True}
    if kind == "TIFF lzw":
        options["compression"] = "tiff_lzw"
    elif kind == "JPEG":
        options |= {"quality": 100, "subsampling": 0}
    data = saved(pictures.turned(upright, orientation), kind.split()[0], **options)
    np.testing.assert_allclose(pixels_of(file, data), upright, atol=3 if kind == "JPEG" else 0)
    small = thumbnail(file, 32)
    assert small.shape == (16, 32, 3)
    np.testing.assert_allclose(small[4::8, 8::16], upright[8::16, 16::32], atol=12)


@pytest.mark.parametrize("orientation", [0, 9, 600])
def test_exif_orientation_that_means_nothing(file: Path, orientation: int) -> None:
    data = saved(colours(), "PNG", exif=pictures.exif(orientation))
    np.testing.assert_array_equal(pixels_of(file, data), colours())


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
@pytest.mark.parametrize("exif", [b"Exif\0\0no TIFF at all", b"Exif\0\0II*\0\x08\0", pictures.exif(1, cut_off=True)])
def test_broken_exif_is_ignored_with_a_notice(file: Path, kind: str, exif: bytes) -> None:
    pixels, notice = notice_of(file, saved(colours(64, 32), kind, exif=exif, lossless=True, quality=100))
    assert "EXIF" in notice
    assert pixels.shape == (32, 64, 3)


def test_orientation_is_used_although_the_rest_of_the_exif_is_broken(file: Path) -> None:
    stored = pictures.turned(colours(), 6)
    pixels, _ = notice_of(file, saved(stored, "PNG", exif=pictures.exif(6, cut_off=True)))
    np.testing.assert_array_equal(pixels, colours())


# Several frames


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_only_the_first_frame_with_a_notice(file: Path, kind: str) -> None:
    first, *others = (Image.new("RGB", (12, 8), colour) for colour in ("red", "blue", "lime"))
    data = saved(first, kind, save_all=True, append_images=others, lossless=True)
    pixels, notice = notice_of(file, data)
    assert np.unique(pixels.reshape(-1, 3), axis=0).tolist() == [[255, 0, 0]]
    assert "only the first" in notice


def test_preview_in_a_camera_file_is_no_frame(file: Path) -> None:
    first, preview = Image.new("RGB", (16, 16), (250, 0, 0)), Image.new("RGB", (16, 16), (0, 0, 250))
    data = saved(first, "MPO", save_all=True, append_images=[preview], quality=100)
    np.testing.assert_allclose(pixels_of(file, data)[4, 4], (250, 0, 0), atol=3)


# Refusals


def test_empty_file(file: Path) -> None:
    assert "empty" in failure_of(file, b"")


@pytest.mark.parametrize("text", ["This is text.\n", "<!doctype html><html>Not found</html>", "Это текст, не фото"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_text_named_jpg(file: Path, text: str, encoding: str) -> None:
    assert "is text, not a picture" in failure_of(file.with_suffix(".jpg"), text.encode(encoding))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        ("EPS", b"\xc5\xd0\xd3\xc6" + bytes(30)),
        ("PDF", b"%PDF-1.7\n"),
        ("FITS", b"SIMPLE  =                    T" + b" " * 2850),
        ("SVG", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("SVG", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- by hand -->\n<svg width="9"></svg>'),
        ("HEIC", struct.pack(">L4s4sL4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + bytes(99)),
        ("HEIC", struct.pack(">L4s4sL4s4s", 24, b"ftyp", b"mif1", 0, b"mif1", b"heic") + bytes(99)),
        ("AVIF", struct.pack(">L4s4sL4s4s", 24, b"ftyp", b"avif", 0, b"avif", b"mif1") + bytes(99)),
    ],
)
def test_kinds_that_are_not_opened_are_named(file: Path, kind: str, data: bytes) -> None:
    sentence = failure_of(file, data)
    assert kind in sentence
    assert "Save it as JPEG or PNG first" in sentence


def test_unknown_bytes(file: Path) -> None:
    assert "supported format (JPEG, PNG, WebP, TIFF, BMP, GIF)" in failure_of(file, bytes(range(256)))


def run_lengths(width: int, height: int, data: bytes, bits: int = 8) -> bytes:
    """A run-length encoded BMP."""
    start = 14 + 40 + 4 * 2**bits
    header = struct.pack("<IIIHHIIIIII", 40, width, height, 1, bits, 1 if bits == 8 else 2, len(data), 0, 0, 0, 0)
    palette = b"".join(bytes((number, number, 0, 0)) for number in range(2**bits))
    return b"BM" + struct.pack("<IHHI", start + len(data), 0, 0, start) + header + palette + data


@pytest.mark.parametrize("bits", [4, 8])
@pytest.mark.parametrize(("width", "height"), [(100_000_000, 1), (10_000, 10_000), (1, 17_000_000)])
def test_run_lengths_that_unpack_to_a_huge_bmp_are_refused_at_once(
    file: Path, width: int, height: int, bits: int
) -> None:
    start = time.process_time()
    sentence = failure_of(file, run_lengths(width, height, b"\1\1\0\0\0\1", bits))
    assert time.process_time() - start < 1
    assert "run-length encoded BMP" in sentence
    assert "16 million pixels" in sentence


def test_many_megabytes_of_run_lengths_are_refused_at_once(file: Path) -> None:
    assert "8 MB" in failure_of(file, run_lengths(100, 100, b"\0\0" * (4 * 2**20 + 1)))


def test_a_usual_bmp_of_run_lengths_is_opened(file: Path) -> None:
    pixels = pixels_of(file, run_lengths(40, 30, b"\x28\x07\0\0" * 15 + b"\x28\x09\0\0" * 15 + b"\0\1"))
    assert pixels[0, 0].tolist() == [0, 9, 9]  # from below
    assert pixels[-1, 0].tolist() == [0, 7, 7]


def test_a_jpeg_of_hundreds_of_scans_is_refused_at_once(file: Path) -> None:
    data = saved(Image.new("L", (2000, 2000), 77), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xc4")
    many = data[:-2] + data[last:-2] * 700 + data[-2:]
    start = time.process_time()
    assert "scans, far more than are usual" in failure_of(file, many)
    assert time.process_time() - start < 1
    file.write_bytes(data)
    assert thumbnail(file, 64).shape == (64, 64, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_truncated_picture(file: Path, kind: str) -> None:
    data = saved(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8), kind)
    sentence = failure_of(file, data[: len(data) // 2])
    assert f"{kind} picture that is damaged".lower() in sentence.lower()
    assert "Copy or download it again" in sentence


def test_bad_checksum_of_the_header(file: Path) -> None:
    data = bytearray(saved(colours(), "PNG"))
    data[29] ^= 1
    assert "checksum" in failure_of(file, bytes(data))


def test_bad_bytes_among_the_pixels(file: Path) -> None:
    data = bytearray(saved(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8), "PNG"))
    data[len(data) // 2] ^= 255
    assert "broken data stream" in failure_of(file, bytes(data))


@pytest.mark.parametrize("where", ["before", "after"])
def test_text_bomb(file: Path, where: str) -> None:
    assert len(pictures.text_bomb()) < 64_000
    assert "Decompressed data too large" in failure_of(file, png(8, 8, **{where: pictures.text_bomb()}))


def test_five_bands(file: Path) -> None:
    assert "unknown pixel mode" in failure_of(file, tiff(4, 4, bytes(4 * 4 * 5), samples=5))


def claims(side: int) -> dict[str, bytes]:
    """Small files of every kind that declare side x side pixels."""
    jpeg, bmp, gif = (bytearray(saved(colours(), kind)) for kind in ("JPEG", "BMP", "GIF"))
    frame = jpeg.index(b"\xff\xc0\0\x11\x08")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    bmp[18:26] = struct.pack("<LL", side, side)
    gif[6:10] = struct.pack("<HH", side, side)
    webp = saved(colours(), "WEBP", lossless=True)[12:]
    extended = struct.pack("<4sLL", b"VP8X", 10, 0) + struct.pack("<L", side - 1)[:3] * 2
    return {
        "PNG": png(side, side),
        "JPEG": bytes(jpeg),
        "BMP": bytes(bmp),
        "GIF": bytes(gif),
        "TIFF": tiff(side, side, bytes(64)),
        "WebP": struct.pack("<4sL4s", b"RIFF", 4 + len(extended + webp), b"WEBP") + extended + webp,
    }


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WebP"])
def test_header_that_claims_60000_by_60000(file: Path, kind: str) -> None:
    data = claims(60000)[kind]
    most = most_memory()
    assert "more than 100 million pixels" in failure_of(file, data)
    assert most_memory() - most < 64 * 2**20


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP"])
def test_just_above_the_cap_of_pixels(file: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 12 * 8)
    assert pixels_of(file, saved(colours(12, 8), kind)).shape == (8, 12, 3)
    assert "pixels" in failure_of(file, saved(np.zeros((1, 97, 3), np.uint8), kind))
    with pytest.raises(PictureFailure, match="pixels"):
        thumbnail(file, 8)


def test_pillow_agrees_with_the_cap() -> None:
    assert images.MAX_PIXELS == Image.MAX_IMAGE_PIXELS


def test_just_above_the_cap_of_bytes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(colours(), "PNG")
    monkeypatch.setattr(images, "MAX_BYTES", len(data))
    assert pixels_of(file, data).shape == (8, 12, 3)
    assert "larger than" in failure_of(file, data + b"\0")


def test_too_little_memory(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(self: JpegImageFile) -> None:
        raise MemoryError

    monkeypatch.setattr(JpegImageFile, "load", load)
    assert "not enough memory" in failure_of(file, saved(colours(), "JPEG"))


# Paths that are no files


def test_folder_named_like_a_picture(file: Path) -> None:
    file.mkdir()
    assert "is a folder" in failure_of(file)


def test_file_that_is_not_there(file: Path) -> None:
    assert "was not found" in failure_of(file)
    file.symlink_to(file.with_name("gone.png"))
    assert "was not found" in failure_of(file)
    under_a_file = file.with_name("text.txt")
    under_a_file.write_bytes(b"text")
    assert "was not found" in failure_of(under_a_file / "x.png")


def test_file_that_vanishes_before_it_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(saved(colours(), "PNG"))
    seen = file.stat()
    file.unlink()
    monkeypatch.setattr(Path, "stat", lambda self: seen)
    assert "was not found" in failure_of(file)


def test_link_that_leads_to_itself(file: Path) -> None:
    file.symlink_to(file)
    assert "link that leads to itself" in failure_of(file)


def within_seconds(file: Path) -> str:
    """The refusal, from a thread, so that a call that never returns fails the test."""
    sentences: list[str] = []
    thread = threading.Thread(target=lambda: sentences.append(failure_of(file)), daemon=True)
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    return sentences[0]


@needs_pipes
def test_pipe_is_refused_at_once(file: Path) -> None:
    os.mkfifo(file)
    assert "a device or a pipe" in within_seconds(file)
    assert "a device or a pipe" in failure_of(Path("/dev/zero"))


@needs_pipes
def test_file_that_becomes_a_pipe_does_not_block(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(saved(colours(), "PNG"))
    seen = file.stat()
    file.unlink()
    os.mkfifo(file)
    monkeypatch.setattr(Path, "stat", lambda self: seen)
    assert "empty" in within_seconds(file)


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root, or Windows, may read every file")
def test_file_without_permission(file: Path) -> None:
    file.write_bytes(saved(colours(), "PNG"))
    file.chmod(0)
    assert "no permission" in failure_of(file)


@pytest.mark.parametrize(
    ("error", "words"),
    [(PermissionError(13, "Permission denied"), "no permission"), (OSError(5, "I/O error"), "I/O error")],
)
def test_file_that_the_system_refuses_to_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def refuse(*_: object) -> int:
        raise error

    file.write_bytes(saved(colours(), "PNG"))
    monkeypatch.setattr(os, "open", refuse)
    assert words in failure_of(file)


def test_names_that_no_system_allows(tmp_path: Path) -> None:
    assert "cannot be read" in failure_of(tmp_path / "a\0b.png")
    assert "cannot be read" in failure_of(tmp_path / ("a" * 300))


# Whatever the bytes


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "TIFF lzw", "BMP", "GIF", "WEBP"])
def test_damaged_bytes_open_or_are_refused_in_a_sentence(file: Path, kind: str) -> None:
    random = np.random.default_rng(0)
    options = {"compression": "tiff_lzw"} if "lzw" in kind else {}
    whole = saved(
        colours(24, 16), kind.split()[0], exif=pictures.exif(6), icc_profile=pictures.linear_profile(), **options
    )
    refused = 0
    for _ in range(60):
        data = bytearray(whole)
        for place in random.integers(4, min(len(data), 600), 6):
            data[place] = random.integers(256)
        file.write_bytes(data)
        try:
            assert decode(file).pixels.shape[2] == 3
        except PictureFailure as failure:
            assert str(file) in str(failure)
            refused += 1
    assert refused > 0


def test_decoding_in_threads_leaves_the_warning_filters(file: Path) -> None:
    file.write_bytes(saved(colours(), "JPEG", exif=pictures.exif(1, cut_off=True)))
    before = list(warnings.filters)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(len(decode(file).notices))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [1] * 8
    assert warnings.filters == before


def test_decoding_imports_no_other_reader(file: Path) -> None:
    file.write_bytes(saved(colours(), "WEBP"))
    code = (
        "import sys; from pathlib import Path; from attnstudio.core.images import decode; decode(Path(sys.argv[1]));"
        "print([name for name in ('PIL.EpsImagePlugin', 'PIL.FitsImagePlugin', 'PySide6', 'matplotlib', 'tensorflow')"
        " if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code, file], capture_output=True, text=True, check=True).stdout
    assert output.strip() == "[]"


# Thumbnails


@pytest.mark.parametrize("size", [(300, 200), (200, 300), (30, 20), (1, 2000), (2000, 1)])
def test_thumbnail_keeps_the_shape(file: Path, size: tuple[int, int]) -> None:
    file.write_bytes(saved(np.zeros((size[1], size[0], 3), np.uint8), "PNG"))
    height, width, bands = thumbnail(file, 64).shape
    scale = min(1, 64 / max(size))
    assert (width, height, bands) == (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)), 3)


def test_thumbnail_of_a_large_jpeg_is_decoded_small(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_bytes(saved(Image.fromarray(colours()).resize((1600, 1200)), "JPEG", quality=95))
    sizes: list[tuple[int, int]] = []
    load = JpegImageFile.load

    def spy(file: JpegImageFile) -> object:
        sizes.append(file.size)
        return load(file)

    monkeypatch.setattr(JpegImageFile, "load", spy)
    small = thumbnail(file, 100)
    assert sizes[0] == (200, 150)
    assert small.shape == (75, 100, 3)
    whole = np.asarray(Image.fromarray(decode(file).pixels).resize((100, 75), Image.Resampling.BOX), np.int16)
    assert np.abs(small - whole).mean() < 2


def test_thumbnail_names_the_failure(file: Path) -> None:
    with pytest.raises(PictureFailure, match=r"picture\.png was not found"):
        thumbnail(file, 64)


# Lists


def test_list_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub.png").mkdir(parents=True)
    for name in ["b.JPG", "a.png", "c.tiff", ".hidden.png", "notes.txt", "png", "sub.png/deep.png", "д.webp"]:
        (folder / name).write_bytes(b"")
    (folder / "loop.png").symlink_to(folder / "loop.png")
    (folder / "link.gif").symlink_to(folder / "a.png")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.png")
    notes, gone = folder / "notes.txt", tmp_path / "gone.png"
    expected = [folder / name for name in ["a.png", "b.JPG", "c.tiff", "link.gif", "д.webp"]]
    assert list(list_pictures([gone, folder, notes, folder / "loop.png"])) == [
        gone,
        *expected,
        notes,
        folder / "loop.png",
    ]
    assert list(list_pictures([])) == []


def test_list_pictures_of_a_folder_of_10000(tmp_path: Path) -> None:
    for number in range(10_000):
        os.close(os.open(tmp_path / f"{number:05}.jpg", os.O_CREAT | os.O_WRONLY))
    found = list(list_pictures([tmp_path]))
    assert [path.name for path in found[:2]] == ["00000.jpg", "00001.jpg"]
    assert len(found) == 10_000


def test_of_many_files_those_named_as_pictures_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "named.jpg").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside.png").write_bytes(b"")
    gone = [tmp_path / f"{number}.png" for number in range(150)]
    given = [*gone, tmp_path / "named.jpg", tmp_path / "folder"]
    assert list(list_pictures(given)) == [*gone, tmp_path / "named.jpg", tmp_path / "folder" / "inside.png"]
    with pytest.raises(PictureFailure, match=r"named\.jpg is a folder, not a picture"):
        decode(tmp_path / "named.jpg")


# Placement


@pytest.mark.parametrize(
    ("picture", "resize", "box"),
    [
        ((400, 200), "stretch", (0, 0, 400, 200)),
        ((400, 200), "crop", (100, 0, 300, 200)),
        ((400, 200), "letterbox", (0, -100, 400, 300)),
        ((200, 400), "crop", (0, 100, 200, 300)),
        ((200, 400), "letterbox", (-100, 0, 300, 400)),
        ((300, 300), "crop", (0, 0, 300, 300)),
        ((300, 300), "letterbox", (0, 0, 300, 300)),
        ((1, 20000), "crop", (0, 9999.5, 1, 10000.5)),
        ((1, 20000), "letterbox", (-9999.5, 0, 10000.5, 20000)),
    ],
)
def test_placement_box(picture: tuple[int, int], resize: Resize, box: tuple[float, ...]) -> None:
    assert Placement.of(picture, (224, 224), resize).box == box


@pytest.mark.parametrize("resize", RESIZES)
@pytest.mark.parametrize("picture", [(333, 500), (500, 333), (1, 20000), (20000, 1), (224, 299), (7, 7)])
@pytest.mark.parametrize("size", [(224, 224), (299, 131)])
def test_placement_there_and_back(picture: tuple[int, int], size: tuple[int, int], resize: Resize) -> None:
    placement = Placement.of(picture, size, resize)
    left, top, right, bottom = placement.box
    assert placement.to_picture(0, 0) == pytest.approx((left, top))
    assert placement.to_picture(*size) == pytest.approx((right, bottom))
    assert placement.to_picture(size[0] / 2, size[1] / 2) == pytest.approx((picture[0] / 2, picture[1] / 2))
    for point in [(0, 0), (1.5, 2.25), size]:
        assert placement.to_input(*placement.to_picture(*point)) == pytest.approx(point, abs=1e-6)
    if resize != "stretch":
        assert (right - left) / (bottom - top) == pytest.approx(size[0] / size[1])
    if resize == "crop":
        assert left >= 0 and top >= 0 and right <= picture[0] and bottom <= picture[1]


# Fitting


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("shape", [(40, 30, 3), (30, 41, 3), (224, 224, 3), (500, 333, 3)])
def test_stretch_is_pillows_resize(shape: tuple[int, ...], interpolation: Interpolation) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    pixels.flags.writeable = False
    fitted = fit(pixels, Placement.of((shape[1], shape[0]), (224, 200), "stretch"), interpolation)
    resampling = Image.Resampling[interpolation.upper()]
    np.testing.assert_array_equal(fitted, np.asarray(Image.fromarray(pixels).resize((224, 200), resampling)))


@pytest.mark.parametrize("portrait", [False, True])
def test_crop_shows_the_middle(portrait: bool) -> None:
    pixels = np.zeros((20, 60, 3), np.uint8)
    pixels[:, 20:40] = (10, 200, 30)
    pixels = pixels.swapaxes(0, 1) if portrait else pixels
    fitted = fit(
        np.ascontiguousarray(pixels), Placement.of((pixels.shape[1], pixels.shape[0]), (32, 32), "crop"), "nearest"
    )
    assert np.unique(fitted.reshape(-1, 3), axis=0).tolist() == [[10, 200, 30]]


@pytest.mark.parametrize("portrait", [False, True])
def test_letterbox_shows_the_whole_on_grey(portrait: bool) -> None:
    pixels = np.full((30, 60, 3), (10, 200, 30), np.uint8)
    expected = np.full((32, 32, 3), 128, np.uint8)
    expected[8:24] = (10, 200, 30)
    if portrait:
        pixels, expected = pixels.swapaxes(0, 1), expected.swapaxes(0, 1)
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (32, 32), "letterbox")
    np.testing.assert_array_equal(fit(np.ascontiguousarray(pixels), placement, "bilinear"), expected)


@pytest.mark.parametrize("resize", RESIZES)
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
def test_pixels_of_the_input_lie_where_the_placement_says(resize: Resize, interpolation: Interpolation) -> None:
    pixels = np.zeros((300, 500, 3), np.uint8)
    pixels[120:150, 260:290] = 255
    placement = Placement.of((500, 300), (224, 160), resize)
    rows, columns = np.nonzero(fit(pixels, placement, interpolation)[..., 0] > 200)
    centre = placement.to_picture(columns.mean() + 0.5, rows.mean() + 0.5)
    assert centre == pytest.approx((275, 135), abs=1.5)


@pytest.mark.parametrize("resize", RESIZES)
@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("shape", [(20000, 1, 3), (1, 20000, 3)])
def test_line_of_20000_pixels(shape: tuple[int, ...], resize: Resize, interpolation: Interpolation) -> None:
    most = most_memory()
    placement = Placement.of((shape[1], shape[0]), (224, 224), resize)
    fitted = fit(np.full(shape, 255, np.uint8), placement, interpolation)
    assert fitted.shape == (224, 224, 3)
    assert np.count_nonzero(fitted[..., 0] == 255) == (224 if resize == "letterbox" else 224 * 224)
    assert most_memory() - most < 32 * 2**20


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "CMYK"])
def test_a_picture_of_pillow_is_what_its_file_is(mode: str, tmp_path: Path) -> None:
    colours = np.random.default_rng(0).integers(0, 256, (7, 9, 4), np.uint8)
    image = Image.fromarray(colours).convert("RGB" if mode in ("P", "1", "CMYK") else mode)
    image = image.convert(mode)
    image.save(tmp_path / "picture.tif")
    before = image.tobytes()
    np.testing.assert_array_equal(
        images.of_pillow(image, "picture").pixels, images.decode(tmp_path / "picture.tif").pixels
    )
    assert image.tobytes() == before


def test_a_picture_of_pillow_is_turned_upright_and_its_transparent_colour_is_grey(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (9, 7)).save(tmp_path / "turned.jpg", exif=exif)
    with Image.open(tmp_path / "turned.jpg") as image:
        assert images.of_pillow(image, "turned").pixels.shape == (9, 7, 3)
    see_through = Image.new("P", (2, 2), 0)
    see_through.info["transparency"] = 0
    assert (images.of_pillow(see_through, "clear").pixels == 128).all()


def test_a_broken_picture_of_pillow_is_named(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:4000])
    with Image.open(tmp_path / "half.png") as image, pytest.raises(PictureFailure, match=r"half\.png cannot be read"):
        images.of_pillow(image, "half.png")
