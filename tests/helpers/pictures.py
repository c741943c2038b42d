"""Makers of the odd files that test_images.py decodes."""

from __future__ import annotations

import struct
import sys
import zlib
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

SHORT, LONG = 3, 4


def saved(image: Image.Image | np.ndarray, kind: str, **options: object) -> bytes:
    """What Pillow writes; an array is taken as it is."""
    stream = BytesIO()
    (Image.fromarray(image) if isinstance(image, np.ndarray) else image).save(stream, kind, **options)
    return stream.getvalue()


def colours(width: int = 12, height: int = 8) -> np.ndarray:
    """uint8 (height, width, 3): four quarters of different colours."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (200, 30, 30)
    pixels[: height // 2, width // 2 :] = (30, 200, 30)
    pixels[height // 2 :, : width // 2] = (30, 30, 200)
    pixels[height // 2 :, width // 2 :] = (220, 220, 40)
    return pixels


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """An 8-bit grey PNG that declares this size and holds 64 black pixels, with chunks before and after the pixels."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(bytes(8 * 9)))
    return b"\x89PNG\r\n\x1a\n" + header + before + body + after + png_chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG text chunk of a few kilobytes that unpacks to 32 MB."""
    return png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(32 * 2**20), 9))


def tiff(width: int, height: int, data: bytes, *, bits: int = 8, samples: int = 1, **tags: int) -> bytes:
    """An uncompressed little-endian TIFF. `tags`: t262=1 sets tag 262."""
    entries = {
        256: (LONG, [width]),
        257: (LONG, [height]),
        258: (SHORT, [bits] * samples),
        259: (SHORT, [1]),
        262: (SHORT, [1]),
        273: (LONG, [8]),
        277: (SHORT, [samples]),
        278: (LONG, [height]),
        279: (LONG, [len(data)]),
    }
    entries |= {int(name[1:]): (SHORT, [value]) for name, value in tags.items()}
    far, far_start = b"", 8 + len(data)
    fields = b""
    for tag, (kind, values) in sorted(entries.items()):
        packed = struct.pack(f"<{len(values)}{'H' if kind == SHORT else 'L'}", *values)
        if len(packed) > 4:
            packed, far = struct.pack("<L", far_start + len(far)), far + packed + bytes(len(packed) % 2)
        fields += struct.pack("<HHL", tag, kind, len(values)) + packed.ljust(4, b"\0")
    start = struct.pack("<2sHL", b"II", 42, far_start + len(far))
    return start + data + far + struct.pack("<H", len(entries)) + fields + bytes(4)


def exif(orientation: int, *, cut_off: bool = False) -> bytes:
    """EXIF data with an orientation and, if `cut_off`, a text that lies beyond their end."""
    entries = struct.pack("<HHLHH", 274, SHORT, 1, orientation, 0)
    entries += struct.pack("<HHLL", 305, 2, 100, 9999) if cut_off else b""
    return b"Exif\0\0" + struct.pack("<2sHLH", b"II", 42, 8, len(entries) // 12) + entries + bytes(4)


def turned(upright: np.ndarray, orientation: int) -> np.ndarray:
    """How a camera stores an upright picture under an EXIF orientation (row 0 and column 0 as the standard says)."""
    swapped = upright.swapaxes(0, 1)
    stored = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: swapped,
        6: np.rot90(upright, 1),
        7: swapped[::-1, ::-1],
        8: np.rot90(upright, -1),
    }[orientation]
    return np.ascontiguousarray(stored)


def linear_profile() -> bytes:
    """The sRGB ICC profile with linear light in place of its curve."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    curve = profile.index(b"para\0\0\0\0\0\3")
    profile[curve + 12 : curve + 32] = struct.pack(">5l", 2**16, 2**16, 0, 2**16, 0)
    return bytes(profile)


def cyan_only_profile() -> bytes:
    """A CMYK ICC profile of a strange press: cyan ink prints black, the other inks print nothing."""
    ramp = bytes(range(256))
    inks_to_lab = b"".join(bytes((0 if cell >= 8 else 255, 128, 128)) for cell in range(16))  # cyan varies slowest
    matrix = struct.pack(">9l", 2**16, 0, 0, 0, 2**16, 0, 0, 0, 2**16)
    table = b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix + ramp * 4 + inks_to_lab + ramp * 3
    table += bytes(-len(table) % 4)
    return _profile(b"prtr", b"CMYK", b"Lab ", A2B0=table)


def linear_grey_profile() -> bytes:
    """A grey ICC profile of linear light."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", kTRC=b"curv" + bytes(8))


def _profile(kind: bytes, space: bytes, connection: bytes, **tags: bytes) -> bytes:
    """An ICC profile of version 2.4 with these tags, each a multiple of 4 bytes, and a white point."""
    d50 = struct.pack(">3l", 63190, 65536, 54061)
    tags["wtpt"] = b"XYZ " + bytes(4) + d50
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">L", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sLL", name.encode(), start + len(body), len(data))
        body += data
    size = start + len(body)
    header = struct.pack(">L4sL4s4s4s12s4s", size, b"", 0x02400000, kind, space, connection, b"", b"acsp")
    return (header.ljust(68, b"\0") + d50).ljust(128, b"\0") + table + body


def most_memory() -> int:
    """Peak memory of this process in bytes; 0 if the system does not report it."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
