"""Masks of classes as Pascal VOC writes them: the border round an object has the number 255 and is void."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.annotation_files import SIZE, box, notices, only, pixels_of, written
from helpers.pictures import saved
from PIL import Image

from attnstudio.core.annotations.base import load
from attnstudio.core.errors import RegionFailure

OBJECT, BORDER = box(10, 8, 30, 24), box(8, 6, 32, 26)
# 480 - 320 of 1200 pixels are void
VOID = "the value 255 is treated as void, not as an object, as in class masks of Pascal VOC: 13 %."


def numbers(value: int = 15, void: int = 255) -> np.ndarray:
    """uint8: an object in its border."""
    return np.where(OBJECT, value, np.where(BORDER, void, 0)).astype(np.uint8)


def voc_palette() -> list[int]:
    """Written out bit by bit: number 1 is dark red, 15 a blue, and 255 a pale yellow."""
    colours = []
    for number in range(256):
        rgb = [0, 0, 0]
        for place in range(8):
            for channel in range(3):
                rgb[channel] |= (number >> (3 * place + channel) & 1) << (7 - place)
        colours += rgb
    assert colours[3:6] == [128, 0, 0] and colours[45:48] == [192, 128, 128] and colours[765:] == [224, 224, 192]
    return colours


def indexed(values: np.ndarray, palette: list[int]) -> Image.Image:
    image = Image.fromarray(values)
    image.putpalette(palette)
    return image


def greys() -> list[int]:
    return [level for number in range(256) for level in (number, number, number)]


MASKS: dict[str, np.ndarray | Image.Image] = {
    "VOC": indexed(numbers(), voc_palette()),
    "VOC's objects": indexed(numbers(1), voc_palette()),
    "only two colours of VOC's": indexed(numbers(), [0] * 45 + [192, 128, 128] + [0] * 717 + [224, 224, 192]),
    "a palette of greys": indexed(numbers(), greys()),
    "grey": numbers(),
    "grey, of Cityscapes": numbers(18),
    "colours": indexed(numbers(), voc_palette()).convert("RGB"),
    "VOC's colours by other numbers": indexed(
        np.where(OBJECT, 1, np.where(BORDER, 2, 0)).astype(np.uint8), [0, 0, 0, 192, 128, 128, 224, 224, 192]
    ),
    "grey as colours": np.repeat(numbers()[..., None], 3, axis=-1),
}


@pytest.mark.parametrize("name", MASKS)
def test_the_border_of_an_object_is_void(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / "fish.png", saved(MASKS[name], "PNG"))
    np.testing.assert_array_equal(pixels_of(file), OBJECT)
    assert notices(load(file, ["fish.png"])) == [VOID]


@pytest.mark.parametrize("kind", ["BMP", "GIF", "TIFF"])
def test_in_other_exact_files_too(tmp_path: Path, kind: str) -> None:
    file = written(tmp_path / "fish", saved(numbers(), kind))
    np.testing.assert_array_equal(pixels_of(file), OBJECT)


BINARY: dict[str, np.ndarray | Image.Image] = {
    "0 and 255": numbers(255),
    "1 bit": numbers(255) > 0,
    "a palette of black and white": indexed(numbers(255), greys()),
    "colours": np.repeat(numbers(255)[..., None], 3, axis=-1),
    "soft edges": numbers(255, 130),
    "edges that a JPEG left": np.where(BORDER, 255 - numbers(255) % 7, numbers(255)).astype(np.uint8),
    "VOC's void among other colours": np.where(
        OBJECT[..., None], np.array([224, 224, 192], np.uint8), np.array([255, 0, 0], np.uint8) * BORDER[..., None]
    ).astype(np.uint8),
    "16 bits": numbers(15).astype(np.uint16),
}


@pytest.mark.parametrize("name", BINARY)
def test_the_255_of_other_masks_is_the_object(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / "fish.png", saved(BINARY[name], "PNG"))
    np.testing.assert_array_equal(pixels_of(file), BORDER)
    assert load(file, ["fish.png"]).notices == ()


def test_a_mask_of_void_alone_says_so(tmp_path: Path) -> None:
    file = written(tmp_path / "fish.png", saved(indexed(numbers(255), voc_palette()), "PNG"))
    with pytest.raises(RegionFailure, match=r"fish\.png \(fish\.png\): the mask contains only void pixels \(255"):
        load(file, ["fish.png"])


def test_an_object_of_voc_without_void_says_nothing(tmp_path: Path) -> None:
    file = written(tmp_path / "fish.png", saved(indexed(numbers(15, 0), voc_palette()), "PNG"))
    assert load(file, ["fish.png"]).notices == () and len(only(load(file, ["fish.png"])).shapes) == 1
    np.testing.assert_array_equal(pixels_of(file, SIZE), OBJECT)
