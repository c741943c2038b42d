"""The program's icon in the forms that systems want, drawn from resources/icons/attnstudio.svg while it is packed."""

from __future__ import annotations

import os
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

DRAWN = Path(__file__).resolve().parent.parent / "resources" / "icons" / "attnstudio.svg"
SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)  # of the freedesktop.org icon theme "hicolor"
_WINDOWS = (16, 20, 24, 32, 40, 48, 64, 96, 128, 256)  # at 100, 125, 150, 200 and 250 %
_APPLE = (16, 32, 64, 128, 256, 512, 1024)


def drawn(size: int) -> Image.Image:
    """Of `size` x `size` pixels: drawn at that size, not scaled from another."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from PySide6.QtGui import QImageReader

    reader = QImageReader(str(DRAWN))
    reader.setScaledSize(QSize(size, size))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not reader.read().save(buffer, "PNG"):  # type: ignore[call-overload]  # the stub asks for bytes, Qt refuses them
        raise SystemExit(f"Cannot draw {DRAWN}: {reader.errorString()}")
    return Image.open(BytesIO(data.data())).convert("RGBA")


def for_system(folder: Path) -> Path:
    """The one file that an executable carries: .ico on Windows, .icns on a Mac, else .png."""
    sizes, name = {"win32": (_WINDOWS, "attnstudio.ico"), "darwin": (_APPLE, "attnstudio.icns")}.get(
        sys.platform, ((512,), "attnstudio.png")
    )
    pictures = [drawn(size) for size in sizes]
    file = folder / name
    pictures[-1].save(file, sizes=[picture.size for picture in pictures], append_images=pictures[:-1])
    return file


def for_theme(folder: Path) -> None:
    """What the desktops of Linux look for below a folder `icons`."""
    for size in SIZES:
        place = folder / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        drawn(size).save(place / "attnstudio.png")
    place = folder / "hicolor" / "scalable" / "apps"
    place.mkdir(parents=True, exist_ok=True)
    (place / "attnstudio.svg").write_bytes(DRAWN.read_bytes())
