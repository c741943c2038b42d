"""Pictures inside array files, by paths such as `mnist.npz/x_test[17]`: read from the disk one by one, in 8 bits."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from attnstudio.core.array_rows import MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS, ArrayRows, rows_of
from attnstudio.core.errors import PictureFailure
from attnstudio.core.files import revision
from attnstudio.core.placement import GREY
from attnstudio.core.text import Number

_NAME = re.compile(r"(.+)\[(\d{1,12})\]")
_SAMPLE_ROWS, _SAMPLE_BYTES = 64, 64 * 2**20
_TOLERANCE = 1e-3  # values may lie so much outside of 0..1, relative to the range
_FLAT = {784: (28, 28, 1), 3072: (3, 32, 32)}  # rows of MNIST and CIFAR
_KNOWN = 64


class ArrayPlace(NamedTuple):
    """Where a picture is: in which file, which of its arrays, which row."""

    file: Path
    array: str
    row: int


@dataclass(frozen=True, eq=False)
class ArrayPicture:
    """A row as a picture. `pixels`: uint8 (height, width, 3), read-only."""

    pixels: np.ndarray
    modified_ns: int
    file_size: int
    revision: str  # of the file


def path_of(file: Path, array: str, row: int) -> Path:
    return file / f"{array}[{row}]"


def place_of(path: Path) -> ArrayPlace | None:
    """Of a picture in an array file; None: the path is an ordinary one."""
    if not path.name.endswith("]") or (match := _NAME.fullmatch(path.name)) is None:
        return None
    try:
        inside = path.parent.is_file()
    except (OSError, ValueError):
        return None
    return ArrayPlace(path.parent, match[1], int(match[2])) if inside else None


def file_of(path: Path) -> Path:
    """The file on the disk that a picture comes from."""
    place = place_of(path)
    return path if place is None else place.file


def size_of(place: ArrayPlace) -> tuple[int, int]:
    """(width, height). Raises PictureFailure."""
    height, width, _ = _layout(place, rows_of(place.file, place.array)).picture
    return width, height


def read(place: ArrayPlace) -> ArrayPicture:
    """Raises PictureFailure."""
    file = str(path_of(*place))
    rows = rows_of(place.file, place.array)
    layout = _layout(place, rows)
    if place.row >= rows.count:
        if place.row < rows.declared:
            raise PictureFailure(
                "{file} is not there: {array_file} is cut off after {count} of {n} pictures. Copy or download "
                "it again.",
                file=file,
                array_file=place.file,
                count=rows.count,
                n=rows.declared,
            )
        raise PictureFailure(
            "{file} is not there: the last one of this array is {last}.", file=file, last=rows.declared - 1
        )
    try:
        status = place.file.stat()
        data = rows.read(place.row)
    except OSError as error:
        reason: object = error.strerror or (error.args[0] if error.args else type(error).__name__)
        raise PictureFailure("{file} cannot be read: {reason}. Open a copy.", file=file, reason=reason) from error
    values = np.frombuffer(data, rows.dtype).reshape(layout.row)
    if layout.is_channels_first:
        values = np.moveaxis(values, 0, -1)
    pixels = _rgb(values.reshape(layout.picture), file, place, rows)
    pixels.flags.writeable = False
    return ArrayPicture(pixels, status.st_mtime_ns, status.st_size, revision(status))


def require_range(file: Path, array: str) -> None:
    """Raises PictureFailure where the values of an array are such that none of its rows can be read as a picture."""
    place = ArrayPlace(file, array, 0)
    rows = rows_of(file, array)
    _layout(place, rows)
    if rows.dtype != np.uint8:
        _scale(place, rows)


class _Layout(NamedTuple):
    """`row`: the shape as stored. `picture`: (height, width, channels)."""

    row: tuple[int, ...]
    picture: tuple[int, int, int]
    is_channels_first: bool


def layout_of(shape: tuple[int, ...]) -> _Layout | None:
    """Of a row of this shape; None: it is no picture."""
    if len(shape) == 1:
        flat = _FLAT.get(shape[0])
        return None if flat is None else layout_of(flat)
    if len(shape) == 2:
        shape = (*shape, 1)
    if len(shape) != 3 or not all(shape):
        return None
    if shape[2] in (1, 3, 4):
        return _Layout(shape, (shape[0], shape[1], shape[2]), False)
    if shape[0] in (1, 3, 4):
        return _Layout(shape, (shape[1], shape[2], shape[0]), True)
    return None


def _layout(place: ArrayPlace, rows: ArrayRows) -> _Layout:
    layout = layout_of(rows.shape)
    if layout is None or rows.dtype.kind not in "biuf":
        raise PictureFailure(
            "{array} in {file} is no array of pictures: its rows have the shape {shape} and the type {type}. Choose "
            "one of (n, height, width) or (n, height, width, 1, 3 or 4).",
            file=place.file,
            array=place.array,
            shape="x".join(map(str, rows.shape)) or "1",
            type=rows.dtype,
        )
    height, width, _ = layout.picture
    if height * width > MAX_PICTURE_PIXELS or rows.row_bytes > MAX_PICTURE_BYTES:
        raise PictureFailure(
            "{file} has more than {limit} million pixels. Open a smaller version of it.",
            file=path_of(*place),
            limit=Number(f"{MAX_PICTURE_PIXELS / 1e6:g}"),
        )
    return layout


def _rgb(values: np.ndarray, file: str, place: ArrayPlace, rows: ArrayRows) -> np.ndarray:
    """(height, width, 1, 3 or 4) of any numbers as uint8 (height, width, 3)."""
    if values.dtype != np.uint8:
        scale = _scale(place, rows)
        if values.dtype.kind == "f":
            values = values.astype(np.float64 if values.dtype.itemsize > 4 else np.float32)
            if not np.isfinite(values).all():  # in place of what is unknown, any value would change the prediction
                raise PictureFailure(
                    "{file} has values that are not finite numbers. Replace them, and save the array again.", file=file
                )
        low, high = float(values.min()), float(values.max())
        top = 255 / scale
        if low < -_TOLERANCE * top or high > (1 + _TOLERANCE) * top:
            raise _out_of_range(file, low, high)
        values = np.clip(values * np.float32(scale) + 0.5, 0, 255).astype(np.uint8)
    if values.shape[2] == 4:
        alpha = values[..., 3:].astype(np.float32) / 255
        values = (values[..., :3] * alpha + GREY * (1 - alpha) + 0.5).astype(np.uint8)
    return np.array(np.broadcast_to(values, (*values.shape[:2], 3)), order="C")


_SCALES: OrderedDict[tuple[Path, str, int, int], float] = OrderedDict()
_LOCK = threading.Lock()


def _scale(place: ArrayPlace, rows: ArrayRows) -> float:
    """The factor from values to 0..255: 255 if the whole array is in 0..1. Raises PictureFailure."""
    if rows.dtype.kind == "b":
        return 255.0
    try:
        status = place.file.stat()
        key = (place.file, place.array, status.st_mtime_ns, status.st_size)
        with _LOCK:
            if (known := _SCALES.get(key)) is not None:
                return known
        low, high = _sampled_range(rows)
    except OSError as error:
        raise PictureFailure(
            "{file} cannot be read: {reason}. Open a copy.", file=place.file, reason=error.strerror or error
        ) from error
    if low < -_TOLERANCE * max(high, 1) or high > 255 * (1 + _TOLERANCE):
        raise _out_of_range(f"{place.file}: {place.array}", low, high)
    scale = 255.0 if rows.dtype.kind == "f" and high <= 1 + _TOLERANCE else 1.0
    with _LOCK:
        _SCALES[key] = scale
        while len(_SCALES) > _KNOWN:
            _SCALES.popitem(last=False)
    return scale


def _sampled_range(rows: ArrayRows) -> tuple[float, float]:
    """The least and the greatest finite value of rows that are spread evenly. Raises OSError."""
    most = max(1, min(_SAMPLE_ROWS, _SAMPLE_BYTES // max(1, rows.row_bytes), rows.count))
    lows, highs = [0.0], [0.0]
    for index in np.linspace(0, rows.count - 1, most).astype(int):
        values = rows.values(int(index), 1)
        if values.dtype.kind == "f":
            values = values[np.isfinite(values)]
        if values.size:
            lows.append(float(values.min()))
            highs.append(float(values.max()))
    return min(lows), max(highs)


def _out_of_range(file: str, low: float, high: float) -> PictureFailure:
    return PictureFailure(
        "{file} has values from {low} to {high}: neither from 0 to 1 nor from 0 to 255. Save the pictures as they are "
        "before the model's preprocessing.",
        file=file,
        low=Number(f"{low:.4g}"),
        high=Number(f"{high:.4g}"),
    )
