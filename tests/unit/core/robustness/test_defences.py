"""Defences at the input."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import median_filter

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.robustness.defences import DEFENCES, Defence, read_defences

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 16, 3), np.uint8)


def test_a_list_with_and_without_values() -> None:
    assert read_defences("jpeg, median:5,bits:3,jpeg") == (
        Defence("jpeg", 75),
        Defence("median", 5),
        Defence("bits", 3),
    )
    assert read_defences("") == ()
    assert str(Defence("jpeg", 75)) == "jpeg:75"


@pytest.mark.parametrize(
    ("text", "said"),
    [("blur", "The defences are: jpeg, median, bits."), ("bits:8", "from 1 to 7, not 8"), ("jpeg:x", "not x")],
)
def test_what_is_no_defence(text: str, said: str) -> None:
    with pytest.raises(ChoiceFailure, match=said):
        read_defences(text)


def test_jpeg() -> None:
    stream = BytesIO()
    Image.fromarray(PIXELS).save(stream, "JPEG", quality=60)
    assert np.array_equal(Defence("jpeg", 60)(PIXELS), np.asarray(Image.open(stream)))


def test_median_of_each_channel() -> None:
    expected = np.stack([median_filter(PIXELS[..., one], 3, mode="nearest") for one in range(3)], axis=-1)
    assert np.array_equal(Defence("median", 3)(PIXELS), expected)


def test_bits() -> None:
    assert np.array_equal(Defence("bits", 1)(PIXELS), np.where(PIXELS > 127, 255, 0))
    assert len(np.unique(Defence("bits", 4)(np.arange(256, dtype=np.uint8).reshape(16, 16, 1)))) == 16


def test_shapes_stay() -> None:
    for defence in DEFENCES:
        for channels in (1, 3):
            found = defence(PIXELS[..., :channels])
            assert found.shape == (20, 16, channels)
            assert found.dtype == np.uint8


def test_attacks_and_methods_have_no_name_in_common() -> None:
    """So that `--set ID.PARAM=VALUE` means one of them."""
    assert not set(ATTACKS.discover()) & set(METHODS.discover())
