"""Files that must do no harm, by the names that the design of the program's safety gives them, and what each must show.

No Qt and no TensorFlow before a model is made: the finished bundle is tried with these files too.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from attnstudio import paths
from helpers import own_models, pictures
from helpers.bad_models import BAD, Made, honest, without_end
from helpers.pictures import colours, png, saved, tiff

SCENE = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[0]
with Image.open(SCENE) as _scene:
    SCENE_SIZE = _scene.size
_WRITE_ONLY = Path("/sys/bus/platform/drivers_probe")  # an ordinary file that Linux lets nobody read, not even root
_NOISE = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)

Make = Callable[[Path], Path]


class CannotMake(Exception):
    """This system has no such files. Says why."""


@dataclass(frozen=True)
class Case:
    """One hostile file.

    Attributes:
        make: puts it into a folder; returns what is given to the program.
        refused: what is said of it, a regular expression; empty where it opens.
        notice: what is said although it opens.
        size: (width, height) of the picture that opens.
    """

    name: str
    make: Make
    refused: str = ""
    notice: str = ""
    size: tuple[int, int] | None = None

    @property
    def opens(self) -> bool:
        return not self.refused

    def matches(self, message: str, path: Path) -> bool:
        """Whether a message says of the file at `path` what it must."""
        return re.search(self.refused or self.notice, message.replace(str(path), path.name)) is not None

    def __str__(self) -> str:
        return self.name


def _bytes(name: str, data: Callable[[], bytes]) -> Make:
    """A file of this name and content."""

    def make(folder: Path) -> Path:
        (folder / name).write_bytes(data())
        return folder / name

    return make


# Pictures


def _cut(kind: str) -> bytes:
    whole = saved(_NOISE, kind)
    return whole[: len(whole) // 2]


def _bad_checksum() -> bytes:
    data = bytearray(saved(colours(), "PNG"))
    data[29] ^= 1  # of the header
    return bytes(data)


def _transparent_palette() -> bytes:
    palette = Image.fromarray(colours()).quantize(4)
    return saved(palette, "PNG", transparency=bytes((255, 128, 0)))


def _in_mode(mode: str) -> Callable[[], bytes]:
    return lambda: saved(Image.fromarray(colours()).convert(mode), "PNG")


def _animated(kind: str) -> Callable[[], bytes]:
    def data() -> bytes:
        first, *others = (Image.new("RGB", (12, 8), colour) for colour in ("red", "blue", "lime"))
        return saved(first, kind, save_all=True, append_images=others, lossless=True)

    return data


def _not_finite() -> bytes:
    return saved(np.array([[0.2, 1.0, np.nan], [np.inf, -np.inf, 0.5]], np.float32), "TIFF")


def _turned(orientation: int) -> bytes:
    stored = pictures.turned(colours(64, 32), orientation)
    return saved(stored, "JPEG", exif=pictures.exif(orientation), quality=95)


def _of_a_phone() -> bytes:
    return struct.pack(">L4s4sL4s4s", 24, b"ftyp", b"heic", 0, b"mif1", b"heic") + bytes(99)


def _folder(folder: Path) -> Path:
    (folder / "x.png").mkdir()
    return folder / "x.png"


def _loop(folder: Path) -> Path:
    try:
        (folder / "loop.png").symlink_to("loop.png")
    except OSError as error:
        raise CannotMake(f"this user may make no symbolic links ({error})") from error
    return folder / "loop.png"


def _pipe(folder: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        raise CannotMake("this system has no named pipes")
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def _deep(folder: Path) -> Path:
    deep = folder.joinpath(*(letter * 100 for letter in "abc"))
    deep.mkdir(parents=True)
    return Path(shutil.copy(SCENE, deep / "deep.jpg"))


def _vanished(folder: Path) -> Path:
    path = Path(shutil.copy(SCENE, folder / "vanished.jpg"))
    path.unlink()
    return path


def _unreadable(folder: Path) -> Path:
    path = Path(shutil.copy(SCENE, folder / "secret.jpg"))
    path.chmod(0)
    if not os.access(path, os.R_OK):
        return path
    path.unlink()  # root reads everything
    if not _WRITE_ONLY.is_file():
        raise CannotMake("this user may read every file")
    path.symlink_to(_WRITE_ONLY)
    return path


_DAMAGED = r"picture that is damaged or of an unusual type .*Copy or download it again"
_OTHER_KIND = r", which is not supported\. Save it as JPEG or PNG first"
_TOO_LARGE = r"has more than 100 million pixels\. Open a smaller version of it"
_FIRST = "several frames or pages: only the first is used"

PICTURES = (
    Case("zero bytes", _bytes("empty.png", bytes), r"is empty\. Copy or download it again"),
    Case(
        "text named .jpg",
        _bytes("text.jpg", lambda: "<html>Не найдено</html>".encode()),
        r"is text, not a picture\. Download the picture again",
    ),
    Case("PNG named .jpg", _bytes("other.jpg", _in_mode("RGB")), size=(12, 8)),
    Case(
        "EPS named .png",
        _bytes("drawing.png", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(it ran) run\n"),
        "is EPS" + _OTHER_KIND,
    ),
    Case("truncated JPEG", _bytes("cut.jpg", partial(_cut, "JPEG")), "JPEG " + _DAMAGED),
    Case("truncated PNG", _bytes("cut.png", partial(_cut, "PNG")), "PNG " + _DAMAGED),
    Case("bad CRC", _bytes("checksum.png", _bad_checksum), _DAMAGED),
    Case("1x1", _bytes("dot.png", lambda: saved(np.full((1, 1, 3), 7, np.uint8), "PNG")), size=(1, 1)),
    Case("1x20000", _bytes("line.png", lambda: saved(np.zeros((20000, 1, 3), np.uint8), "PNG")), size=(1, 20000)),
    Case("header claiming 60000x60000", _bytes("claim.png", lambda: png(60000, 60000)), _TOO_LARGE),
    Case("just above the cap", _bytes("large.png", lambda: saved(Image.new("1", (10_000, 10_001)), "PNG")), _TOO_LARGE),
    Case(
        "PNG text bomb",
        _bytes("bomb.png", lambda: png(8, 8, before=pictures.text_bomb())),
        r"\(Decompressed data too large.*Copy or download it again",
    ),
    Case("CMYK", _bytes("inks.jpg", lambda: saved(Image.fromarray(colours()).convert("CMYK"), "JPEG")), size=(12, 8)),
    Case(
        "16-bit grey",
        _bytes("deep.png", lambda: saved(np.arange(96, dtype=np.uint16).reshape(8, 12) * 600, "PNG")),
        size=(12, 8),
    ),
    Case(
        "float TIFF with NaN and Inf",
        _bytes("float.tif", _not_finite),
        notice="values that are not finite",
        size=(3, 2),
    ),
    Case("constant picture", _bytes("grey.png", lambda: saved(np.full((9, 7, 3), 128, np.uint8), "PNG")), size=(7, 9)),
    Case("palette with alpha", _bytes("palette.png", _transparent_palette), size=(12, 8)),
    Case("1-bit", _bytes("bits.png", _in_mode("1")), size=(12, 8)),
    Case("LA", _bytes("la.png", _in_mode("LA")), size=(12, 8)),
    Case("RGBA", _bytes("rgba.png", _in_mode("RGBA")), size=(12, 8)),
    Case("animated GIF", _bytes("moving.gif", _animated("GIF")), notice=_FIRST, size=(12, 8)),
    Case("animated WebP", _bytes("moving.webp", _animated("WEBP")), notice=_FIRST, size=(12, 8)),
    Case("animated PNG", _bytes("moving.png", _animated("PNG")), notice=_FIRST, size=(12, 8)),
    Case("multipage TIFF", _bytes("pages.tif", _animated("TIFF")), notice=_FIRST, size=(12, 8)),
    Case("5-band TIFF", _bytes("bands.tif", lambda: tiff(4, 4, bytes(4 * 4 * 5), samples=5)), "TIFF " + _DAMAGED),
    *(
        Case(f"EXIF {number}", _bytes(f"turned{number}.jpg", partial(_turned, number)), size=(64, 32))
        for number in range(2, 9)
    ),
    Case(
        "broken EXIF",
        _bytes("exif.jpg", lambda: saved(colours(), "JPEG", exif=pictures.exif(1, cut_off=True))),
        notice="EXIF data of .* are damaged",
        size=(12, 8),
    ),
    Case(
        "corrupt ICC",
        _bytes("profile.png", lambda: saved(colours(), "PNG", icc_profile=pictures.linear_profile()[:200])),
        notice="colour profile of .* is damaged",
        size=(12, 8),
    ),
    Case("HEIC without a codec", _bytes("phone.png", _of_a_phone), "is HEIC or AVIF" + _OTHER_KIND),
    Case("a directory named x.png", _folder, r"There are no pictures in .*x\.png"),
    Case("a symlink loop", _loop, r"is a link that leads to itself\. Choose the picture"),
    Case("a FIFO", _pipe, r"is a device or a pipe, not a picture\. Choose a picture file"),
    Case("a Cyrillic name", _bytes("кошка на ковре.png", _in_mode("RGB")), size=(12, 8)),
    Case("an emoji name", _bytes("🐈‍⬛ {0} %s.png", _in_mode("RGB")), size=(12, 8)),
    Case("a path over 260 characters", _deep, size=SCENE_SIZE),
    Case("a file that vanishes", _vanished, r"was not found: it was moved or deleted\. Choose it again"),
    Case("a file that cannot be read", _unreadable, r"You have no permission to read .*Change its permissions"),
)


# Models


def _bad(key: str) -> Case:
    says, maker = BAD[key]
    return Case(key.replace("_", " "), lambda folder: maker(Made(folder, *honest())), says)


def _saved(name: str, build: Callable[[], Any]) -> Make:
    def make(folder: Path) -> Path:
        build().save(folder / name)
        return folder / name

    return make


# Refused before Keras sees them, with one of these ways out.
WAY_OUT = r"\b([Ss]ave|Copy|loads models of up to)\b"
_IN_HDF5 = ("cve_2025_9905", "cve_2026_0897", "cve_2026_1669", "cve_2026_12570")
SCANNED_MODELS = (
    *map(_bad, (key for key in BAD if key.startswith("cve") and not key.startswith(_IN_HDF5))),
    *map(_bad, ("a_torch_module", "a_way_up", "a_saved_model", "a_pickled_npz", "a_cut_file")),
)
# As these, but by the child process: the HDF5 library looks at them, which is not safe either.
HDF5_MODELS = (
    *map(_bad, (key for key in BAD if key.startswith(_IN_HDF5))),
    Case(
        "HDF5 without end",
        lambda folder: without_end(Made(folder, *honest())),
        r"are damaged.*Copy it again from the original",
    ),
)
# Their files are as Keras writes them: what is wrong shows when they are loaded.
LOADED_MODELS = (
    Case(
        "no conv layer",
        _saved("flat.keras", own_models.no_layer_with_places),
        r"has no layer with height and width, required by: .*\. Choose a gradient or a perturbation method",
    ),
    Case(
        "wrong channels", _saved("channels.keras", own_models.four_channels), r"has 4 channels\. A picture gives it 3"
    ),
    Case("NaN weights", _saved("nan.keras", own_models.not_a_number), r"not finite: .*Choose an earlier checkpoint"),
)
MODELS = (*SCANNED_MODELS, *HDF5_MODELS, *LOADED_MODELS)


# Files of the program's own

SESSION = Case(
    "damaged session",
    _bytes("damaged.attn", lambda: b'{"format": "attnstudio session", "version": 1, "pictures": ['),
    r"is damaged, or not a session .*Copy it again, or choose another file",
)
SETTINGS = (b"", b"{ half of a file", b"\xff\xfe\x00", b"[" * 100_000, b'{"opacity": "much", "model": null}')
