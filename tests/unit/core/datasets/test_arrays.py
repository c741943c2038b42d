"""Data sets in array files, compared with what NumPy and struct read."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.array_files import cifar_batch, idx, mnist_folder

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.datasets.base import NO_LABEL, DataSet, is_data_set, open_data_set
from attnstudio.core.errors import Cancelled, DataSetFailure

RNG = np.random.default_rng(2)
X, Y = RNG.integers(0, 256, (6, 8, 8, 3), dtype=np.uint8), np.array([3, 1, 4, 1, 5, 9])
XT, YT = RNG.integers(0, 256, (4, 8, 8, 3), dtype=np.uint8), np.array([2, 7, 1, 8])

LABELS = {
    "int64": Y,
    "uint8": Y.astype(np.uint8),
    "floats": Y.astype(np.float32),
    "column": Y[:, None],
    "one-hot": np.eye(10)[Y],
    "one-hot bool": np.eye(10, dtype=bool)[Y],
}
NAMES = [("x_test", "y_test"), ("x", "y"), ("X", "y"), ("images", "labels"), ("test_images", "test_labels")]
NAMES += [("arr_0", "arr_1"), ("data", "target"), ("testImages", "testLabels")]


@pytest.mark.parametrize("pictures, labels", NAMES)
def test_the_names_that_courses_use(pictures: str, labels: str, tmp_path: Path) -> None:
    arrays: dict[str, Any] = {labels: Y, pictures: X}
    np.savez(tmp_path / "a.npz", **arrays)
    found = open_data_set(tmp_path / "a.npz")
    assert is_data_set(tmp_path / "a.npz") and not found.left_out and found.class_names == ()
    assert found.labels.tolist() == Y.tolist() and found.pictures[2] == tmp_path / "a.npz" / f"{pictures}[2]"
    assert all(np.array_equal(images.decode(path).pixels, X[place]) for place, path in enumerate(found.pictures))


@pytest.mark.parametrize("form", LABELS)
def test_the_forms_of_labels(form: str, tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x=X, y=LABELS[form])
    assert open_data_set(tmp_path / "a.npz").labels.tolist() == Y.tolist()


def test_labels_that_are_names(tmp_path: Path) -> None:
    names = np.array(["dog", "кот", "dog", "", "ant", "кот"])
    np.savez(tmp_path / "a.npz", x=X, y=names)
    found = open_data_set(tmp_path / "a.npz")
    assert found.class_names == ("ant", "dog", "кот") and found.labels.tolist() == [1, 2, 1, NO_LABEL, 0, 2]


def test_names_in_an_array_of_their_own(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X, y=np.array([0, 1, 2, 1, 0, 7]), class_names=np.array(["a", "b", "c"]))
    found = open_data_set(tmp_path / "a.npz")
    assert found.class_names == ("a", "b", "c") and found.labels.tolist() == [0, 1, 2, 1, 0, NO_LABEL]
    assert "label 7, which no class has" in str(found.left_out[0].reason)


def test_training_and_test_arrays_are_distinguished(tmp_path: Path) -> None:
    np.savez(tmp_path / "mnist.npz", x_train=X, y_train=Y, x_test=XT, y_test=YT)
    found = open_data_set(tmp_path / "mnist.npz")
    assert found.labels.tolist() == [*YT, *Y] and list(found.columns["split"]) == ["test"] * 4 + ["train"] * 6
    assert found.pictures[4] == tmp_path / "mnist.npz" / "x_train[0]" and len(found.pictures[3:6]) == 3
    alone = open_data_set(tmp_path / "mnist.npz" / "x_train")
    assert alone.labels.tolist() == Y.tolist() and not alone.columns
    with pytest.raises(DataSetFailure, match="holds no pictures"):
        open_data_set(tmp_path / "mnist.npz" / "y_train")
    with pytest.raises(DataSetFailure, match="no array x_val"):
        open_data_set(tmp_path / "mnist.npz" / "x_val")


def test_an_npy_with_its_labels_next_to_it(tmp_path: Path) -> None:
    np.save(tmp_path / "x_test.npy", X)
    np.save(tmp_path / "y_test.npy", Y)
    assert open_data_set(tmp_path / "x_test.npy").labels.tolist() == Y.tolist()
    np.save(tmp_path / "photos.npy", X)
    found = open_data_set(tmp_path / "photos.npy")
    assert len(found) == 6 and not found.has_labels and not found.left_out


def left_out(found: DataSet) -> str:
    assert len(found) == 6 and not found.has_labels
    return "; ".join(str(one.reason) for one in found.left_out)


BAD_LABELS = {
    "pickled": (np.array([{}] * 6, dtype=object), "pickled objects"),
    "fewer": (Y[:5], "5 of them for 6 pictures"),
    "shares": (np.full((6, 2), 0.5), "several of them, or shares"),
    "between": (Y + 0.4, "not whole numbers"),
    "complex": (Y + 1j, "type is complex128"),
    "cube": (np.zeros((6, 2, 2)), "shape is 6x2x2"),
}


@pytest.mark.parametrize("case", BAD_LABELS)
def test_labels_that_cannot_be_used_cost_no_picture(case: str, tmp_path: Path) -> None:
    labels, reason = BAD_LABELS[case]
    np.savez(tmp_path / "a.npz", x=X, y=labels)
    assert reason in left_out(open_data_set(tmp_path / "a.npz"))


def test_a_file_of_pickled_objects_is_not_opened_whatever_they_are_called(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", sizes=np.arange(3), weights=np.array([{}] * 6, dtype=object))
    with pytest.raises(DataSetFailure, match=r"weights in .*a\.npz holds pickled.* can run program code"):
        open_data_set(tmp_path / "a.npz")


def test_an_array_that_is_preprocessed_is_refused_as_a_whole(tmp_path: Path) -> None:
    values = np.random.default_rng(0).uniform(-1, 1, (6, 8, 8, 3)).astype(np.float32)
    np.savez(tmp_path / "a.npz", x_test=values, y_test=np.arange(6))
    with pytest.raises(DataSetFailure, match="before the model's preprocessing"):
        open_data_set(tmp_path / "a.npz")
    np.savez(tmp_path / "b.npz", x_train=values, x_test=np.abs(values))
    found = open_data_set(tmp_path / "b.npz")
    assert len(found) == 6 and [one.name for one in found.left_out] == ["x_train"]


def test_pickled_pictures_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.array([{}] * 6, dtype=object), y=Y)
    with pytest.raises(DataSetFailure, match="can run program code"):
        open_data_set(tmp_path / "a.npz")


@pytest.mark.parametrize(
    "content, reason",
    [
        ({"weights": np.zeros(3), "bias": np.zeros((2, 2))}, "holds no pictures"),
        ({"x": np.zeros((0, 8, 8))}, "holds no pictures"),
        ({}, "holds no pictures"),
    ],
)
def test_files_without_pictures(content: dict[str, Any], reason: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", **content)
    with pytest.raises(DataSetFailure, match=reason):
        open_data_set(tmp_path / "a.npz")


def test_a_cut_off_archive_is_damaged(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=X, y=Y)
    data = (tmp_path / "a.npz").read_bytes()
    for length in (0, 3, 100, len(data) - 10):
        (tmp_path / "a.npz").write_bytes(data[:length])
        with pytest.raises(DataSetFailure, match="damaged"):
            open_data_set(tmp_path / "a.npz")


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_the_four_files_of_mnist(ending: str, tmp_path: Path) -> None:
    pictures, labels = mnist_folder(tmp_path, ending)
    found = open_data_set(tmp_path)
    assert found.labels.tolist() == labels.tolist() and not found.left_out
    assert list(found.columns["split"]) == ["test"] * 3 + ["train"] * 5
    for place, path in enumerate(found.pictures):
        assert np.array_equal(images.decode(path).pixels[..., 1], pictures[place])
    for name in ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"):
        assert open_data_set(tmp_path / (name + ending)).labels.tolist() == labels[:3].tolist()


def test_mnist_without_labels_or_cut_off(tmp_path: Path) -> None:
    _, labels = mnist_folder(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    test = tmp_path / "t10k-images-idx3-ubyte"
    test.write_bytes(test.read_bytes()[:-10])
    found = open_data_set(tmp_path)
    assert len(found) == 7 and found.labels.tolist() == [*labels[:2], *[NO_LABEL] * 5]
    assert "cut off after 2 of 3" in str(found.left_out[0].reason)
    assert "no file of labels" in str(found.left_out[1].reason)


def test_a_file_that_is_only_called_so(tmp_path: Path) -> None:
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"<html>not found</html>")
    with pytest.raises(DataSetFailure, match="no IDX file"):
        open_data_set(tmp_path / "train-images-idx3-ubyte")
    idx(tmp_path / "t10k-images-idx3-ubyte", X[..., 0])
    found = open_data_set(tmp_path)
    assert len(found) == 6 and "no IDX file" in " ".join(str(one.reason) for one in found.left_out)


def test_cifar_10(tmp_path: Path) -> None:
    test = cifar_batch(tmp_path / "test_batch.bin", [(3,), (9,)], 1)
    train = cifar_batch(tmp_path / "data_batch_1.bin", [(0,), (1,), (2,)], 2)
    (tmp_path / "batches.meta.txt").write_text("\n".join("abcdefghij") + "\n\n")
    found = open_data_set(tmp_path)
    assert found.class_names == tuple("abcdefghij") and found.labels.tolist() == [3, 9, 0, 1, 2]
    for path, expected in zip(found.pictures, [*test, *train], strict=True):
        assert np.array_equal(images.decode(path).pixels, expected)
    alone = open_data_set(tmp_path / "data_batch_1.bin")
    assert alone.labels.tolist() == [0, 1, 2]


def test_cifar_100_and_a_cut_off_batch(tmp_path: Path) -> None:
    expected = cifar_batch(tmp_path / "test.bin", [(1, 30), (2, 99)])
    found = open_data_set(tmp_path / "test.bin")
    assert found.labels.tolist() == [30, 99] and found.class_names == ()
    assert np.array_equal(images.decode(found.pictures[1]).pixels, expected[1])
    cifar_batch(tmp_path / "test_batch.bin", [(3,), (9,)])
    file = tmp_path / "test_batch.bin"
    file.write_bytes(file.read_bytes()[:-1])
    found = open_data_set(file)
    assert len(found) == 1 and "cut off after 1 of 2" in str(found.left_out[0].reason)


def test_a_packed_array_is_unpacked_while_it_can_be_cancelled(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x=RNG.integers(0, 256, (4000, 28, 28), dtype=np.uint8))
    cancelled, seen = threading.Event(), list[tuple[int, int]]()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        cancelled.set()

    with pytest.raises(Cancelled):
        open_data_set(tmp_path / "a.npz", cancelled=cancelled, progress=progress)
    assert len(seen) == 1 and 0 < seen[0][0] < seen[0][1] == 4000 and not list(paths.unpacked_arrays().iterdir())
    assert len(open_data_set(tmp_path / "a.npz")) == 4000


def test_a_cut_off_gzip_is_reported_when_it_is_opened(tmp_path: Path) -> None:
    file = idx(tmp_path / "x-images-idx3-ubyte.gz", RNG.integers(0, 256, (400, 28, 28), dtype=np.uint8))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    found = open_data_set(file)
    assert 0 < len(found) < 400 and "cut off after" in str(found.left_out[1].reason)


def test_one_damaged_array_of_several_is_listed(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x_test=RNG.integers(0, 256, (400, 28, 28), dtype=np.uint8), x_train=X)
    data = bytearray((tmp_path / "a.npz").read_bytes())
    data[5000] ^= 255
    (tmp_path / "a.npz").write_bytes(data)
    found = open_data_set(tmp_path / "a.npz")
    assert found.pictures[0] == tmp_path / "a.npz" / "x_train[0]" and [one.name for one in found.left_out] == ["x_test"]
