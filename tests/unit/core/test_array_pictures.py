"""Pictures inside array files, compared with what NumPy reads."""

from __future__ import annotations

import gzip
import os
import struct
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from helpers.array_files import cifar_batch, idx

from attnstudio import paths
from attnstudio.core import array_pictures, array_rows, images
from attnstudio.core.errors import PictureFailure
from attnstudio.core.picture_store import PictureStore, is_current

RNG = np.random.default_rng(1)
BYTES = RNG.integers(0, 256, (6, 9, 7, 3), dtype=np.uint8)
GREY = BYTES[..., 0]
SHARES = (BYTES / 255).astype(np.float32)


def rgb(grey: np.ndarray) -> np.ndarray:
    return np.repeat(grey[..., None], 3, axis=-1)


FORMS: dict[str, tuple[np.ndarray, np.ndarray | None]] = {
    "uint8": (BYTES, BYTES),
    "grey": (GREY, rgb(GREY)),
    "grey with an axis": (GREY[..., None], rgb(GREY)),
    "shares float32": (SHARES, BYTES),
    "shares float64": (SHARES.astype(np.float64), BYTES),
    "shares big-endian": (SHARES.astype(">f4"), BYTES),
    "float16 to 255": (BYTES.astype(np.float16), BYTES),
    "int64 to 255": (BYTES.astype(np.int64), BYTES),
    "bool": (GREY > 127, rgb(np.where(GREY > 127, 255, 0).astype(np.uint8))),
    "channels first": (BYTES.transpose(0, 3, 1, 2).copy(), BYTES),
    "MNIST's rows": (RNG.integers(0, 256, (4, 784), dtype=np.uint8), None),
    "CIFAR's rows": (RNG.integers(0, 256, (4, 3072), dtype=np.uint8), None),
}


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed], ids=["stored", "compressed"])
@pytest.mark.parametrize("form", FORMS)
def test_rows_of_an_npz(form: str, save: Callable[..., None], tmp_path: Path) -> None:
    values, expected = FORMS[form]
    if expected is None and values.shape[1] == 784:
        expected = rgb(values.reshape(-1, 28, 28))
    elif expected is None:
        expected = values.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    file = tmp_path / "data.npz"
    save(file, x_test=values, y_test=np.arange(len(values)))
    for index in (3, 0):
        picture = images.decode(file / f"x_test[{index}]")
        assert picture.pixels.dtype == np.uint8 and not picture.pixels.flags.writeable
        assert np.array_equal(picture.pixels, expected[index])
    assert images.upright_size(file / "x_test[0]") == expected.shape[1:3][::-1]


def test_rows_of_an_npy_an_idx_file_and_a_cifar_batch(tmp_path: Path) -> None:
    np.save(tmp_path / "фото.npy", BYTES)
    assert np.array_equal(images.decode(tmp_path / "фото.npy" / "фото[5]").pixels, BYTES[5])
    for name in ("t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz"):
        file = idx(tmp_path / name, GREY)
        assert np.array_equal(images.decode(file / "images[4]").pixels, rgb(GREY)[4])
    for name, labels in (("test_batch.bin", [(3,)] * 4), ("test.bin", [(1, 30)] * 4)):
        expected = cifar_batch(tmp_path / name, labels)
        assert np.array_equal(images.decode(tmp_path / name / "images[3]").pixels, expected[3])


def test_alpha_is_over_grey(tmp_path: Path) -> None:
    values = np.zeros((1, 2, 2, 4), np.uint8)
    values[0, 0] = 255
    np.save(tmp_path / "a.npy", values)
    pixels = images.decode(tmp_path / "a.npy" / "a[0]").pixels
    assert pixels[0, 0].tolist() == [255] * 3 and pixels[1, 1].tolist() == [128] * 3


def test_a_dark_picture_of_an_array_to_255_stays_dark(tmp_path: Path) -> None:
    values = np.stack([np.full((4, 4), 1.0), np.full((4, 4), 255.0)])
    np.save(tmp_path / "a.npy", values)
    assert images.decode(tmp_path / "a.npy" / "a[0]").pixels.max() == 1


def test_a_thumbnail_keeps_the_proportions(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", RNG.integers(0, 256, (2, 100, 50, 3), dtype=np.uint8))
    assert images.thumbnail(tmp_path / "a.npy" / "a[1]", 20).shape == (20, 10, 3)


def pickled(file: Path) -> None:
    np.savez(file, x=np.array([{"a": 1}], dtype=object))


BAD = {
    "pickled": (pickled, "pickled objects"),
    "columns": (lambda file: np.savez(file, x=np.asfortranarray(BYTES)), "column by column"),
    "complex": (lambda file: np.savez(file, x=BYTES.astype(np.complex64)), "no array of pictures"),
    "texts": (lambda file: np.savez(file, x=np.array(["a", "b"])), "no array of pictures"),
    "two channels": (lambda file: np.savez(file, x=BYTES[..., :2]), "no array of pictures"),
    "preprocessed": (lambda file: np.savez(file, x=(SHARES - 0.5) / 0.2), "neither from 0 to 1 nor"),
    "16 bits": (lambda file: np.savez(file, x=BYTES.astype(np.uint16) * 257), "neither from 0 to 1 nor"),
    "another array": (lambda file: np.savez(file, other=BYTES), "no array x"),
    "no zip": (lambda file: file.write_bytes(b"PK\3\4 not really"), "damaged"),
    "empty": (lambda file: file.write_bytes(b""), "damaged"),
    "folder": (lambda file: file.mkdir(), "not found"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_says_why(case: str, tmp_path: Path) -> None:
    write, reason = BAD[case]
    write(tmp_path / "a.npz")
    with pytest.raises(PictureFailure, match=reason):
        images.decode(tmp_path / "a.npz" / "x[0]")


def test_a_row_behind_the_last(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", BYTES)
    with pytest.raises(PictureFailure, match=r"the last one of this array is 5"):
        images.decode(tmp_path / "a.npy" / "a[6]")


@pytest.mark.parametrize("name", ["a.npy", "x-images-idx3-ubyte"])
def test_what_a_cut_off_file_still_has_is_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / name
    if file.suffix:
        np.save(file, GREY)
    else:
        idx(file, GREY)
    file.write_bytes(file.read_bytes()[: -GREY[0].nbytes - 5])
    array = "a" if file.suffix else "images"
    assert np.array_equal(images.decode(file / f"{array}[3]").pixels, rgb(GREY)[3])
    with pytest.raises(PictureFailure, match="cut off after 4 of 6"):
        images.decode(file / f"{array}[5]")


def test_a_cut_off_gzip_gives_what_it_has(tmp_path: Path) -> None:
    values = RNG.integers(0, 256, (400, 28, 28), dtype=np.uint8)
    file = idx(tmp_path / "x-images-idx3-ubyte.gz", values)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert np.array_equal(images.decode(file / "images[0]").pixels, rgb(values)[0])
    with pytest.raises(PictureFailure, match="cut off after"):
        images.decode(file / "images[399]")


def test_a_damaged_member_is_refused_once_and_again(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    np.savez_compressed(file, x=RNG.integers(0, 256, (50, 28, 28), dtype=np.uint8))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 255
    file.write_bytes(data)
    for _ in range(2):
        with pytest.raises(PictureFailure):
            images.decode(file / "x[49]")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    header = {"descr": "|u1", "fortran_order": False, "shape": (2**34, 1000, 1000)}
    file = tmp_path / "a.npz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.npy", "w") as stream:
        np.lib.format.write_array_header_1_0(stream, header)
        stream.write(bytes(10**6))
    with pytest.raises(PictureFailure, match="another size"):
        images.decode(file / "x[0]")
    packed = idx(tmp_path / "x-images-idx3-ubyte", GREY).read_bytes()
    huge = packed[:4] + struct.pack(">3I", 2**31, 1000, 1000) + packed[16:]
    (tmp_path / "y-images-idx3-ubyte.gz").write_bytes(gzip.compress(huge))
    with pytest.raises(PictureFailure, match="another size"):
        images.decode(tmp_path / "y-images-idx3-ubyte.gz" / "images[0]")


def test_a_header_cannot_claim_a_giant_picture(tmp_path: Path) -> None:
    file = tmp_path / "a.npy"
    with file.open("wb") as stream:
        np.lib.format.write_array_header_1_0(
            stream, {"descr": "|u1", "fortran_order": False, "shape": (1, 10**6, 10**6)}
        )
    with pytest.raises(PictureFailure, match="million pixels"):
        images.decode(file / "a[0]")


@pytest.mark.parametrize(
    "header", [b"{'descr': '|u1',ape': (6, 8), }", b"(", b"\xff\xfe", b"{'descr': 'O'}", b"[" * 9000]
)
def test_a_damaged_header(header: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.npy"
    file.write_bytes(b"\x93NUMPY\x01\0" + struct.pack("<H", len(header)) + header + bytes(100))
    with pytest.raises(PictureFailure, match="damaged"):
        images.decode(file / "a[0]")


def test_the_digest_is_that_of_the_row(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=BYTES)
    np.savez_compressed(tmp_path / "b.npz", x=BYTES[::-1])
    one, same = images.decode(tmp_path / "a.npz" / "x[1]"), images.decode(tmp_path / "b.npz" / "x[4]")
    assert one.source.digest == same.source.digest
    assert one.source.digest != images.decode(tmp_path / "a.npz" / "x[2]").source.digest


def test_a_store_notices_that_the_array_file_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.npy"
    np.save(file, BYTES)
    store, reported = PictureStore(), list[Path]()
    store.listen(reported.append)
    first = store.get(file / "a[1]")
    assert is_current(first.source) and store.get(file / "a[1]") is first
    np.save(file, BYTES[::-1].astype(np.float32))
    assert not is_current(first.source)
    assert np.array_equal(store.get(file / "a[1]").pixels, BYTES[4]) and reported == [file / "a[1]"]


def test_an_emptied_cache_is_filled_again(tmp_path: Path) -> None:
    file = tmp_path / "a.npz"
    np.savez_compressed(file, x=BYTES)
    images.decode(file / "x[0]")
    unpacked = list(paths.unpacked_arrays().iterdir())
    assert len(unpacked) == 1
    unpacked[0].unlink()
    assert np.array_equal(images.decode(file / "x[1]").pixels, BYTES[1])


def test_the_cache_drops_what_was_not_used_for_longest(tmp_path: Path) -> None:
    for age, name in enumerate(("new", "old", "older")):
        (tmp_path / f"{name}.rows").write_bytes(bytes(100))
        os.utime(tmp_path / f"{name}.rows", ns=(10**18 - age, 10**18 - age))
    array_rows.make_room(150, tmp_path, limit=260)
    assert [one.name for one in tmp_path.iterdir()] == ["new.rows"]


def test_a_picture_with_values_that_are_not_finite_fails_alone(tmp_path: Path) -> None:
    values = SHARES.copy()
    values[2, 0, 0, 0], values[3, 0, 0, 0] = np.nan, np.inf
    np.save(tmp_path / "a.npy", values)
    for row in (2, 3):
        with pytest.raises(PictureFailure, match=rf"a\[{row}\] has values that are not finite"):
            images.decode(tmp_path / "a.npy" / f"a[{row}]")
    assert np.array_equal(images.decode(tmp_path / "a.npy" / "a[1]").pixels, BYTES[1])


def test_the_same_bytes_are_other_pictures_in_another_array(tmp_path: Path) -> None:
    """Their digests differ: predictions are kept by them."""
    planes = RNG.integers(0, 2, (2, 3, 32, 32), dtype=np.uint8)
    dark = planes.astype(np.float32)
    bright = dark.copy()
    bright[1, 0, 0, 0] = 255
    arrays: dict[str, np.ndarray] = {
        "first": planes,
        "last": planes.reshape(2, 32, 32, 3),
        "wide": planes[:, 0].reshape(2, 16, 64),
        "high": planes[:, 0].reshape(2, 64, 16),
        "shares": dark,
        "levels": bright,
    }
    for name, values in arrays.items():
        np.save(tmp_path / f"{name}.npy", values)

    def digest(name: str) -> str:
        return images.decode(tmp_path / f"{name}.npy" / f"{name}[0]").source.digest

    assert digest("first") != digest("last")
    assert digest("wide") != digest("high")
    assert digest("shares") != digest("levels")


def test_threads_read_at_once(tmp_path: Path) -> None:
    values = RNG.integers(0, 256, (200, 28, 28), dtype=np.uint8)
    np.savez_compressed(tmp_path / "a.npz", x=values)
    wrong: list[int] = []

    def read(start: int) -> None:
        for index in range(start, 200, 4):
            if not np.array_equal(images.decode(tmp_path / "a.npz" / f"x[{index}]").pixels[..., 0], values[index]):
                wrong.append(index)

    threads = [threading.Thread(target=read, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_file_whose_own_name_looks_so_is_a_file(tmp_path: Path) -> None:
    assert array_pictures.place_of(tmp_path / "x[1]") is None
    with pytest.raises(PictureFailure, match="not found"):
        images.decode(tmp_path / "x[1]")
