"""A map as files: its numbers in the formats that other programs read, the overlay picture; and its numbers as text."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically

_NUMBER = "%.9g"  # enough digits to distinguish float32 values


def write_array(path: Path, values: np.ndarray, *, force: bool) -> None:
    """A .npy file, whole or not at all."""
    write_atomically(path, lambda file: _write_npy(file, values), force=force)


def write_png(path: Path, pixels: np.ndarray, *, force: bool) -> None:
    """uint8 (height, width, 3) as PNG, whole or not at all."""
    write_atomically(path, lambda file: Image.fromarray(pixels).save(file, format="PNG"), force=force)


def write_map(path: Path, values: np.ndarray, *, force: bool) -> None:
    """Write a map's numbers in the format of the file's ending, whole or not at all.

    .npy and .tif: float32 as they are. .png: grey with 16 bits, 0 is 0 and 65535 is 1. .csv: one line a row of pixels.

    Args:
        values: (height, width) in 0..1, at the size of the model's input.

    Raises:
        OutputFailure: no format has this ending, or the file cannot be written.
    """
    write = MAP_FORMATS.get(path.suffix.lower())
    if write is None:
        raise OutputFailure(
            "{file} was not written: its ending is not a map format. Use one of these: {endings}.",
            file=path,
            endings=", ".join(MAP_FORMATS),
        )
    single = np.asarray(values, np.float32)
    write_atomically(path, lambda file: write(file, single), force=force)


def as_text(values: np.ndarray) -> str:
    """A map's numbers as spreadsheets paste them: a line for each row of pixels, tabs between the numbers."""
    stream = BytesIO()
    np.savetxt(stream, values, _NUMBER, delimiter="\t")
    return stream.getvalue().decode()


def _write_npy(file: BinaryIO, values: np.ndarray) -> None:
    """Written through a buffer: NumPy's own errors do not name a full disk."""
    content = BytesIO()
    np.save(content, values)
    file.write(content.getbuffer())


def _write_csv(file: BinaryIO, values: np.ndarray) -> None:
    np.savetxt(file, values, _NUMBER, delimiter=",")


def _write_png16(file: BinaryIO, values: np.ndarray) -> None:
    levels = (np.clip(values, 0, 1) * 65535 + 0.5).astype(np.uint16)
    Image.fromarray(levels).save(file, format="PNG")


def _write_tiff(file: BinaryIO, values: np.ndarray) -> None:
    Image.fromarray(values).save(file, format="TIFF")


MAP_FORMATS: dict[str, Callable[[BinaryIO, np.ndarray], None]] = {
    ".npy": _write_npy,
    ".png": _write_png16,
    ".tif": _write_tiff,
    ".tiff": _write_tiff,
    ".csv": _write_csv,
}
