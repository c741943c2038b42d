"""Pictures from files that are not trusted: bounded, upright, 8-bit sRGB."""

from __future__ import annotations

import errno
import os
import re
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageCms, ImageFile, ImageOps
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import jpeg_factory
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

from attnstudio.core import array_pictures, high_depth, picture_cost
from attnstudio.core.decoder import DECODER, Decoded, Wanted
from attnstudio.core.errors import Cancelled, PictureFailure
from attnstudio.core.files import NotAFileError, TooLargeError, read_bounded, revision
from attnstudio.core.levels import check
from attnstudio.core.placement import GREY
from attnstudio.core.text import Notice, Number, tr_noop

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif"})
_ENDINGS = tuple(SUFFIXES)
_LOOKED_AT = 100  # dropped files, whether they are folders
MAX_BYTES = 512 * 2**20
MAX_PIXELS = 100_000_000

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # for the checks of Pillow's readers before they allocate


class _WebPFile(WebPImageFile):
    """With a bound on its memory: the decoder and Pillow hold two copies of the picture each."""

    def load_prepare(self) -> None:
        self._decoder = None  # the first frame, the only one that is used, was taken from it
        super().load_prepare()


# How a file of each kind begins, and its reader. Not Image.open: that imports every plugin and hides the real reason.
_READERS: dict[str, tuple[bytes, Callable[[BytesIO], ImageFile.ImageFile]]] = {
    "JPEG": (rb"\xff\xd8\xff", jpeg_factory),
    "PNG": (rb"\x89PNG\r\n\x1a\n", PngImageFile),
    "WebP": (rb"(?s)RIFF....WEBP", _WebPFile),
    "TIFF": (rb"II[*+]\0|MM\0[*+]", TiffImageFile),
    "BMP": (rb"BM", BmpImageFile),
    "GIF": (rb"GIF8[79]a", GifImageFile),
}
_REFUSED = {
    "HEIC or AVIF": rb"(?s)....ftyp(hei|hev|mif1|msf1|avi)",
    "EPS": rb"%!PS|\xc5\xd0\xd3\xc6",
    "PDF": rb"%PDF",
    "FITS": rb"SIMPLE  =",
    "SVG": rb"(?si)(\xef\xbb\xbf)?\s*<(svg\b|(\?xml|!--|!doctype svg).*<svg\b)",
}
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # bytes that no text holds, in any usual 8-bit encoding
_PROFILE_MODES = {"GRAY": "L", "RGB ": "RGB", "CMYK": "CMYK", "Lab ": "LAB"}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_LOCK = threading.Lock()  # one decoding at a time: it bounds the memory, and warning filters belong to the process
_ORIENTATION = 0x0112  # the tag of EXIF

Note = Callable[..., None]
T = TypeVar("T")
_Version = tuple[int, str]  # when a file was changed last, in nanoseconds, and its revision


@dataclass(frozen=True)
class Source:
    """A file as it was when it was read.

    `digest`: BLAKE2b of its content, in hex; of a row of an array that of its size and pixels, because the same bytes
    are other pictures in an array of another shape, type or range. `revision`: as core.files has it; of a picture in
    memory empty.
    """

    path: Path
    modified_ns: int
    size: int
    digest: str
    revision: str = ""


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture.

    Attributes:
        pixels: uint8 (height, width, 3), sRGB, read-only, C-contiguous.
        prepared: float32 (height, width, channels), the preprocessed model input, if the picture is one; `pixels` is
            then for display only.
    """

    source: Source
    pixels: np.ndarray
    notices: tuple[Notice, ...] = ()
    prepared: np.ndarray | None = None

    @property
    def path(self) -> Path:
        return self.source.path


def decode(path: Path, levels: str = "auto") -> Picture:
    """The picture in `path`: its first frame, upright, in sRGB, transparency over mid grey.

    Args:
        path: of a file, or of a picture in an array file, as core.array_pictures has it.
        levels: which values of a picture with more than 8 bits a sample are black and white, as core.levels has it.

    Raises:
        PictureFailure: the only exception, for any content of the file.
        ChoiceFailure: there are no such levels.
    """
    check(levels)
    if (place := array_pictures.place_of(path)) is not None:
        row = array_pictures.read(place)
        digest = _digest(repr(row.pixels.shape).encode() + row.pixels.tobytes())
        return Picture(Source(path, row.modified_ns, row.file_size, digest, row.revision), row.pixels)
    pixels, notices, data, version = _decode(path, None, levels, _pixels)
    return Picture(_source(path, data, version), pixels, notices)


def decode_image(path: Path, levels: str = "auto") -> tuple[Image.Image, Source, tuple[Notice, ...]]:
    """As `decode`, in Pillow's own memory, mode RGB: where only a resized copy is needed, a third less of the time.

    Raises:
        PictureFailure, ChoiceFailure: as `decode`.
    """
    check(levels)
    if array_pictures.place_of(path) is not None:
        picture = decode(path, levels)
        return Image.fromarray(picture.pixels), picture.source, picture.notices
    image, notices, data, version = _decode(path, None, levels, _image)
    return image, _source(path, data, version), notices


def source_of(path: Path) -> Source:
    """What is known of a picture's file as it is now. Raises PictureFailure where it cannot be read."""
    data, version = _read(path, str(path))
    return _source(path, data, version)


def _source(path: Path, data: bytes, version: _Version) -> Source:
    modified_ns, its_revision = version
    return Source(path, modified_ns, len(data), _digest(data), its_revision)


def decode_content(path: Path, data: bytes, modified_ns: int, levels: str = "auto") -> Picture:
    """As `decode`, of a file whose content was read elsewhere. `path`, `modified_ns`: of the file there.

    Raises:
        PictureFailure, ChoiceFailure: as `decode`.
    """
    version = modified_ns, ""
    pixels, notices, _, _ = _decode_read(lambda: (data, version), str(path), None, check(levels), _pixels)
    return Picture(_source(path, data, version), pixels, notices)


def decode_here(wanted: Wanted) -> Decoded:
    """In the process of `core.decoder`: whatever it takes. Raises PictureFailure."""
    version = 0, ""
    pixels, notices, _, _ = _decode_read(
        lambda: (wanted.data, version), wanted.file, wanted.side, wanted.levels, _pixels, here=True
    )
    return Decoded(pixels, notices)


def content(path: Path) -> tuple[bytes, int]:
    """The bytes of a picture's file, and when it was changed last, in nanoseconds. Raises PictureFailure."""
    data, (modified_ns, _) = _read(path, str(path))
    return data, modified_ns


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def of_pillow(image: Image.Image, name: str, levels: str = "auto") -> Picture:
    """As `decode`, of a picture in memory, which is left as it is. `name`: in place of its path.

    Raises:
        PictureFailure, ChoiceFailure: as `decode`.
    """
    content = BytesIO()
    try:
        upright = ImageOps.exif_transpose(image)
        if upright.has_transparency_data and upright.mode not in ("LA", "RGBA"):
            upright = upright.convert("RGBA")
        upright.save(content, "TIFF", icc_profile=upright.info.get("icc_profile"))
    except Exception as error:  # Pillow raises nearly anything on damaged files, which it reads only now
        raise PictureFailure(
            "The picture {file} cannot be read ({reason}).", file=name, reason=str(error) or type(error).__name__
        ) from error
    data = content.getvalue()
    pixels, notices, _, _ = _decode_read(lambda: (data, (0, "")), name, None, check(levels), _pixels)
    return Picture(Source(Path(name), 0, len(data), blake2b(data, digest_size=16).hexdigest()), pixels, notices)


def thumbnail(path: Path, side: int) -> np.ndarray:
    """The picture in `path`, shrunk: uint8 (height, width, 3), the longer side at most `side` pixels, read-only.

    Raises:
        PictureFailure: as `decode`.
    """
    if (place := array_pictures.place_of(path)) is not None:
        image = Image.fromarray(array_pictures.read(place).pixels)
        image.thumbnail((side, side), reducing_gap=2.0)
        return np.asarray(image)
    return _decode(path, side, "auto", _pixels)[0]


def upright_size(path: Path) -> tuple[int, int]:
    """(width, height) of the picture in `path` as `decode` gives it, from the file's header.

    Raises:
        PictureFailure: as `decode`, as far as that is known without the pixels.
    """
    if (place := array_pictures.place_of(path)) is not None:
        return array_pictures.size_of(place)
    data, _ = _read(path, str(path))
    kind = _kind(data, str(path))
    try:
        with _LOCK, warnings.catch_warnings():
            warnings.simplefilter("error")
            image = _READERS[kind][1](BytesIO(data))
            width, height = image.size
            if width * height > MAX_PIXELS or picture_cost.is_dear(image, data):
                raise Image.DecompressionBombError
            # Pillow knows it of a TIFF by itself; a PNG is unpacked for it.
            turned = kind != "TIFF" and image.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
    except Exception:  # of a damaged file, or of one whose EXIF data are: decode knows, and says
        height, width, _ = decode(path).pixels.shape
        return width, height
    return (height, width) if turned else (width, height)


def _image(decoded: Image.Image | np.ndarray) -> Image.Image:
    return Image.fromarray(decoded) if isinstance(decoded, np.ndarray) else decoded


def _pixels(image: Image.Image | np.ndarray) -> np.ndarray:
    """Read-only."""
    pixels = np.asarray(image)
    pixels.flags.writeable = False
    return pixels


def _decode(
    path: Path, side: int | None, levels: str, finish: Callable[[Image.Image | np.ndarray], T]
) -> tuple[T, tuple[Notice, ...], bytes, _Version]:
    """What `finish` makes of the picture, notices, the file's bytes, and their version."""
    file = str(path)
    return _decode_read(lambda: _read(path, file), file, side, levels, finish)


def _decode_read(
    read: Callable[[], tuple[bytes, _Version]],
    file: str,
    side: int | None,
    levels: str,
    finish: Callable[[Image.Image | np.ndarray], T],
    *,
    here: bool = False,
) -> tuple[T, tuple[Notice, ...], bytes, _Version]:
    """As `_decode`. `read`: gives the bytes, and their version; `file`: what the messages call it; `here`: in this
    process, whatever it takes."""
    notices: list[Notice] = []

    def note(template: str, *, warning: bool = False, **values: object) -> None:
        notices.append(Notice(template, {"file": file, **values}, warning))

    try:
        data, version = read()
        kind = _kind(data, file)
        with _LOCK, warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="PIL")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _begun(kind, data, file)
            is_elsewhere = not here and picture_cost.is_dear(image, data)
            if not is_elsewhere:
                finished = finish(_open(image, kind, data, side, levels, note))
        if is_elsewhere:
            found = DECODER.decode(Wanted(data, file, side, levels))
            notices.extend(found.notices)
            finished = finish(found.pixels)
    except (PictureFailure, Cancelled):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        limit = Number(f"{MAX_PIXELS / 1e6:g}")
        raise PictureFailure(
            "{file} has more than {limit} million pixels. Open a smaller version of it.", file=file, limit=limit
        ) from error
    except MemoryError as error:
        raise PictureFailure(
            "There is not enough memory to open {file}. Close other programs, or open a smaller version.", file=file
        ) from error
    except Exception as error:  # Pillow raises nearly anything on damaged files
        raise PictureFailure(
            "{file} is a {kind} picture that is damaged or of an unusual type ({reason}). "
            "Copy or download it again, or save it as JPEG or PNG in another program.",
            file=file,
            kind=kind,
            reason=str(error) or type(error).__name__,
        ) from error
    return finished, tuple(notices), data, version


def _read(path: Path, file: str) -> tuple[bytes, _Version]:
    """The bytes of an ordinary file of bounded size, and their version."""
    try:
        data, status = read_bounded(path, MAX_BYTES)
    except IsADirectoryError as error:
        raise PictureFailure("{file} is a folder, not a picture. Open the pictures inside it.", file=file) from error
    except NotAFileError as error:
        raise PictureFailure(
            "{file} is a device or a pipe, not a picture. Choose a picture file.", file=file
        ) from error
    except TooLargeError as error:
        limit = MAX_BYTES // 2**20
        raise PictureFailure(
            "{file} is larger than {limit} MB. Open a smaller version.", file=file, limit=limit
        ) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise PictureFailure("{file} was not found: it was moved or deleted. Choose it again.", file=file) from error
    except PermissionError as error:
        raise PictureFailure(
            "You have no permission to read {file}. Change its permissions, or choose another picture.", file=file
        ) from error
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None) == errno.ELOOP:
            raise PictureFailure("{file} is a link that leads to itself. Choose the picture.", file=file) from error
        reason = getattr(error, "strerror", None) or str(error)
        raise PictureFailure("{file} cannot be read: {reason}. Open a copy.", file=file, reason=reason) from error
    if not data:
        raise PictureFailure("{file} is empty. Copy or download it again.", file=file)
    return data, (status.st_mtime_ns, revision(status))


def _kind(data: bytes, file: str) -> str:
    """The key in `_READERS`, by content; the file's name says nothing."""
    head = data[:4096]
    for kind, (start, _) in _READERS.items():
        if re.match(start, head):
            return kind
    for kind, start in _REFUSED.items():
        if re.match(start, head):
            raise PictureFailure(
                "{file} is {kind}, which is not supported. Save it as JPEG or PNG first, then open that.",
                file=file,
                kind=kind,
            )
    if not _CONTROL.search(head):
        raise PictureFailure("{file} is text, not a picture. Download the picture again.", file=file)
    raise PictureFailure(
        "{file} is not in a supported format ({kinds}). Save it as JPEG or PNG first, then open that.",
        file=file,
        kinds=", ".join(_READERS),
    )


def _begun(kind: str, data: bytes, file: str) -> ImageFile.ImageFile:
    """With its header read. Raises PictureFailure where it is too large or too dear, and whatever Pillow raises."""
    image = _READERS[kind][1](BytesIO(data))
    if image.width * image.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    picture_cost.bound(image, data, file)
    return image


def _open(image: ImageFile.ImageFile, kind: str, data: bytes, side: int | None, levels: str, note: Note) -> Image.Image:
    """The first frame, upright, in mode RGB; with `side`, shrunk to it. Raises whatever Pillow raises."""
    width, height = image.size
    # Asked before loading: looking for a second frame drops the first. MPO is how cameras add a preview to a JPEG.
    if image.format != "MPO" and getattr(image, "is_animated", False):
        note(tr_noop("{file} has several frames or pages: only the first is used."))
    if side:
        longer = max(width, height)
        image.draft(None, (max(1, width * side // longer), max(1, height * side // longer)))
    packed = high_depth.packing(image)
    image.load()
    if packed:
        high_depth.spread_colour(image, packed, lambda: _READERS[kind][1](BytesIO(data)), data, levels, note)
    exif = image.info.get("exif", b"")
    try:
        ImageOps.exif_transpose(image, in_place=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of data that are cut off
            Image.Exif().load(exif)
    except MemoryError:
        raise
    except Exception:
        note(tr_noop("The EXIF data of {file} are damaged: the picture may not be upright."))
    deep = image.mode.startswith(("I", "F"))
    rgb = _rgb(high_depth.grey(image, data, levels, GREY, note) if deep else image, note)
    if side:
        rgb.thumbnail((side, side), reducing_gap=2.0)
    return rgb


def _rgb(image: Image.Image, note: Note) -> Image.Image:
    """A loaded picture of any mode in sRGB (mode RGB), its transparency over grey."""
    info = image.info
    if image.mode == "La":
        image = image.convert("LA")
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    if image.mode not in _PROFILE_MODES.values():
        image = image.convert("L" if image.mode in ("1", "LA") else "RGB")
    if "icc_profile" in info:
        try:
            image = _from_profile(image, info["icc_profile"])
        except (OSError, ValueError, TypeError, KeyError):
            note(tr_noop("The colour profile of {file} is damaged or does not fit the picture. It was ignored."))
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is None:
        return image
    ground = Image.new("RGB", image.size, (GREY, GREY, GREY))
    ground.paste(image, mask=alpha)
    return ground


def _from_profile(image: Image.Image, icc: bytes) -> Image.Image:
    """A picture of mode L, RGB, CMYK or LAB, taken from its ICC profile to sRGB, in mode RGB."""
    profile = ImageCms.ImageCmsProfile(BytesIO(icc))
    mode = _PROFILE_MODES[profile.profile.xcolor_space]
    if image.mode == "L" and mode == "RGB":
        image = image.convert("RGB")
    return ImageCms.ImageCmsTransform(profile, _SRGB, image.mode, "RGB").apply(image)


def is_named_as_picture(path: Path) -> bool:
    """By the end of its name. There may be ten thousand: `Path.suffix` takes five times as long."""
    return str(path).lower().endswith(_ENDINGS)


def list_pictures(paths: Sequence[Path]) -> Iterator[Path]:
    """The files in their order; for a folder, the pictures directly in it, by name, without hidden ones.

    Of many, those that are named as pictures are taken for files: on a network drive each look takes milliseconds.
    """
    are_many = len(paths) > _LOOKED_AT
    for path in paths:
        if (are_many and is_named_as_picture(path)) or not path.is_dir():
            yield path
            continue
        try:
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries if _listed(entry))
        except (OSError, ValueError):  # it cannot be read: decode says why
            yield path
        else:
            yield from (path / name for name in names)


def _listed(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.lower().endswith(_ENDINGS) and not entry.name.startswith(".") and entry.is_file()
    except OSError:  # a link that leads back to itself
        return False
