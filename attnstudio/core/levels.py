"""Which values of a picture with more than 8 bits a sample are shown black and white: its levels.

Cameras of 12 bits, CT and microscopes use a fraction of the 16 bits that they are saved with: by the full range they
would be nearly black.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Notice, Number, listed, tr_noop

LEVELS = (tr_noop("auto"), tr_noop("full"), tr_noop("file"), tr_noop("percentiles"))  # or LEVEL,WIDTH
WINDOW_FORM = r"\s*([-+]?\d+(?:\.\d*)?)\s*,\s*(\d+(?:\.\d*)?)\s*"  # level and width, as radiologists give them
PERCENTILES = (0.5, 99.5)
USED = 0.25  # auto: a picture that uses less of its range is spread over what it uses
_DARK, _BRIGHT = 16, 240  # of 255; a picture of nearly nothing beyond is as good as black, or white
SAMPLE = 4_000_000  # values of which percentiles are taken
_BLOCK = 2**20  # values scaled at once
_TABLE = np.arange(2**16, dtype=np.uint16)


@dataclass(frozen=True)
class Declared:
    """The range of values that a file declares.

    Attributes:
        full: the range that its kind of values has, or that it gives in so many words; None where there is none.
        significant: the part of it that was measured, if the file has it.
    """

    full: tuple[float, float] | None
    significant: tuple[float, float] | None = None


@dataclass(frozen=True)
class Range:
    """The values shown as black and white, and a notice about them."""

    low: float
    high: float
    notice: Notice | None = None


def check(levels: str) -> str:
    """The rule in its usual form. Raises ChoiceFailure where it is none."""
    if levels in LEVELS:
        return levels
    window = re.fullmatch(WINDOW_FORM, levels)
    if window is None or not 0 < float(window[2]) < 1e30 or abs(float(window[1])) > 1e30:
        raise ChoiceFailure(
            "Levels are {words}, or LEVEL,WIDTH such as 40,400 with a width above 0, not {levels}.",
            words=listed(map(Notice, LEVELS)),
            levels=levels or '""',
        )
    return f"{window[1]},{window[2]}"


def chosen_range(levels: str, values: np.ndarray, declared: Declared) -> Range:
    """Args:
    values: all finite ones of the picture, of any shape.
    """
    least, most = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    full, spread = declared.full, (least, most)
    if levels == "auto":
        return _automatic(least, most, full, declared.significant)
    if levels == "full":
        low, high = full or spread
    elif levels == "file":
        low, high = spread
    elif levels == "percentiles":
        low, high = _percentiles(values) if values.size else spread
        low, high = (low, high) if low < high else spread
    else:
        level, width = map(float, check(levels).split(","))
        low, high = level - width / 2, level + width / 2
    if low == high:
        low, high = full or spread
    if (low, high) == full:
        return Range(low, high)
    return Range(
        low,
        high,
        Notice(
            tr_noop("{file}: {low} is shown black and {high} white (levels: {levels})."),
            {"low": _written(low), "high": _written(high), "levels": Notice(levels)},
        ),
    )


def _automatic(
    least: float, most: float, full: tuple[float, float] | None, significant: tuple[float, float] | None
) -> Range:
    if full is None:
        return Range(
            least,
            most,
            Notice(
                tr_noop("{file} declares no range of values: {low} is shown black and {high} white."),
                {"low": least, "high": most},
            ),
        )
    if most - full[0] > USED * (full[1] - full[0]) or least == most == full[0]:
        return Range(*full)
    if significant is not None and significant[0] <= least < most <= significant[1]:
        low, high = significant
        template = tr_noop(
            "{file} declares values from {low} to {high}: {low} is shown black and {high} white. "
            "Choose other levels if that is wrong: full, file, percentiles, or LEVEL,WIDTH."
        )
    elif least < most:
        low, high = least, most
        template = tr_noop(
            "{file} uses only the values {low} to {high} of {top}: {low} is shown black and {high} white. "
            "Choose other levels if that is wrong: full, percentiles, or LEVEL,WIDTH."
        )
    else:
        return Range(*full)
    values = {"low": _written(low), "high": _written(high), "top": _written(full[1])}
    return Range(low, high, Notice(template, values))


def _percentiles(values: np.ndarray) -> tuple[float, float]:
    step = max(1, values.size // SAMPLE)
    low, high = np.percentile(values.reshape(-1)[::step], PERCENTILES)
    return float(low), float(high)


def scaled(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """uint8 of the same shape: `low` becomes 0 and `high` 255; `high` may be the lower one. Not a number becomes 0."""
    factor = 255 / (high - low) if high != low else 0.0
    table = scaled(_TABLE, low, high) if values.dtype == np.uint16 and values.size > _BLOCK else None
    grey = np.empty(values.size, np.uint8)
    flat = values.reshape(-1)
    for start in range(0, grey.size, _BLOCK):
        part = flat[start : start + _BLOCK]
        if table is not None:
            grey[start : start + _BLOCK] = table[part]
            continue
        known = np.where(np.isfinite(part), part, low).astype(np.float64)
        grey[start : start + _BLOCK] = np.clip(np.rint((known - low) * factor), 0, 255)
    return grey.reshape(values.shape)


def too_dark_or_bright(shown: np.ndarray, levels: str) -> Notice | None:
    """A notice where nearly all of a picture (uint8) that is not all the same came out black, or white by a window."""
    step = max(1, shown.size // SAMPLE)
    sample = shown.reshape(-1)[::step]
    dark, bright = np.percentile(sample, [10, 90])
    if bright < _DARK:
        template = tr_noop(
            "{file} is nearly black at these levels ({levels}). Choose others: file, percentiles, or LEVEL,WIDTH."
        )
    elif dark > _BRIGHT and levels not in LEVELS:
        template = tr_noop(
            "{file} is nearly white at these levels ({levels}). Choose others: file, percentiles, or LEVEL,WIDTH."
        )
    else:
        return None
    return Notice(template, {"levels": Notice(levels)})


def _written(value: float) -> Number:
    return Number(f"{value:.6g}")
