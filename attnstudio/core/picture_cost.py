"""What it takes to decode a picture, by its header: some files of a hundred bytes take minutes."""

from __future__ import annotations

from PIL import ImageFile

from attnstudio.core.errors import PictureFailure
from attnstudio.core.text import Number

MAX_RUN_LENGTH_PIXELS, MAX_RUN_LENGTH_BYTES = 16_000_000, 8 * 2**20  # of a BMP
MAX_SCANNED_PIXELS = 2_500_000_000  # of a JPEG, over all its scans
# Beyond these a picture is decoded in a process that can be given up.
_SCANNED_PIXELS = 500_000_000  # a progressive JPEG of 50 megapixels in ten scans
_PIXELS, _PIXELS_A_BYTE = 16_000_000, 40  # photos have 1 to 20
_SLOW_PIXELS = 4_000_000  # of kinds that take far longer a pixel


def bound(image: ImageFile.ImageFile, data: bytes, file: str) -> None:
    """Refuse, before it is loaded, what would take far longer than others of its size. Raises PictureFailure."""
    if _is_run_length(image):
        # Pillow unpacks these in Python: a file of a hundred bytes can take a minute.
        if image.width * image.height > MAX_RUN_LENGTH_PIXELS or len(data) > MAX_RUN_LENGTH_BYTES:
            raise PictureFailure(
                "{file} is a run-length encoded BMP, supported up to {limit} million pixels and {megabytes} MB. "
                "Save it as PNG in another program, then open that.",
                file=file,
                limit=Number(f"{MAX_RUN_LENGTH_PIXELS / 1e6:g}"),
                megabytes=MAX_RUN_LENGTH_BYTES // 2**20,
            )
    elif _scanned(image, data) > MAX_SCANNED_PIXELS:
        raise PictureFailure(
            "{file} is a JPEG in {count} scans, far more than are usual. "
            "Save it as PNG in another program, then open that.",
            file=file,
            count=_scans(data),
        )


def is_dear(image: ImageFile.ImageFile, data: bytes) -> bool:
    """Whether a picture that is not loaded yet takes far longer, or far more memory, than others of its file's size."""
    pixels = image.width * image.height
    if _is_run_length(image):
        return pixels > _SLOW_PIXELS or len(data) > MAX_RUN_LENGTH_BYTES // 8
    if image.info.get("interlace") or image.info.get("compression") == "jpeg":  # of PNG, of TIFF
        return pixels > _SLOW_PIXELS
    packed = pixels > _PIXELS and pixels > _PIXELS_A_BYTE * len(data)
    return packed or _scanned(image, data) > _SCANNED_PIXELS


def _is_run_length(image: ImageFile.ImageFile) -> bool:
    return bool(image.tile) and image.tile[0].codec_name == "bmp_rle"


def _scanned(image: ImageFile.ImageFile, data: bytes) -> int:
    """Pixels of a JPEG over all its scans: each decodes the whole picture, and takes only a few bytes of the file."""
    return image.width * image.height * _scans(data) if image.format in ("JPEG", "MPO") else 0


def _scans(data: bytes) -> int:
    """Of a JPEG; 1 to 20 are usual."""
    return data.count(b"\xff\xda")
