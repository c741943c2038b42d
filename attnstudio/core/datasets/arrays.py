"""NumPy's .npz and .npy: arrays of pictures with arrays of labels beside them, by the names that courses use."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from attnstudio.core.array_pictures import layout_of, place_of
from attnstudio.core.array_rows import ArrayRows, names_in, rows_of, shape_of
from attnstudio.core.datasets.array_parts import ArrayParts, ArrayPictures, Labels, as_data_set, picture_paths
from attnstudio.core.datasets.base import FORMS, NO_LABEL, DataSet, DataSetForm, LeftOut, Reading, without_labels
from attnstudio.core.datasets.folders import Place, listing
from attnstudio.core.errors import DataSetFailure, Failure, PictureFailure
from attnstudio.core.text import Notice, tr_noop

_PICTURES = ("x", "images", "image", "imgs", "pictures", "pixels", "data")
_LABELS = ("y", "labels", "label", "targets", "target", "classes", "t")
_NAMES = ("class_names", "classes", "label_names", "labels_names", "target_names", "names")
_SPLITS = ("test", "val", "valid", "validation", "train")  # the order in which they are shown
_WORDS = re.compile(r"[^\W_]+")
_MAX_LABEL_BYTES = 512 * 2**20
_MAX_CLASSES = 100_000
_BLOCK = 65_536  # rows
_WHOLE = 1e-3  # how far labels may be from whole numbers


class Pair(NamedTuple):
    """Arrays that belong together: each a file and a name in it."""

    pictures: tuple[Path, str]
    labels: tuple[Path, str] | None
    split: str


@FORMS.register
class Arrays(DataSetForm):
    """`x_test`/`y_test`, `x`/`y`, `images`/`labels` and so on; one array of an .npz by itself as `mnist.npz/x_test`."""

    id = "arrays"
    name = ".npz or .npy with arrays such as x_test and y_test"
    rank = 10

    def recognises(self, place: Place) -> bool:
        path = place.path
        if _is_numpy(path):
            return place.is_file
        return _is_numpy(path.parent) and path.parent.is_file() and place_of(path) is None

    def read(self, path: Path, reading: Reading) -> DataSet:
        file, alone = (path, None) if _is_numpy(path) and path.is_file() else (path.parent, path.name)
        try:
            names = names_in(file)
            pairs = _pairs(file, names, alone)
        except PictureFailure as failure:
            raise as_data_set(failure) from failure
        if not pairs:
            _require_readable(file, names)
            raise DataSetFailure(
                "{file} holds no pictures: its arrays are {arrays}. Name the one of the pictures x_test, x or images, "
                "and that of the labels y_test, y or labels.",
                file=file,
                arrays=", ".join(f"{name} {_shown_shape(file, name)}" for name in names[:8]) or "-",
            )
        parts = ArrayParts(path, len(pairs), reading)
        for pair in pairs:
            with parts.attempt(pair.pictures[1]):
                there = picture_paths(*pair.pictures, reading)
                parts.add(there, read_labels(pair, there, parts.left_out, reading), pair.split)
        return parts.data_set(_class_names(file, names), file)


def read_labels(pair: Pair, pictures: ArrayPictures, left_out: list[LeftOut], reading: Reading) -> Labels:
    """The labels of an array of pictures; none, with the reason in `left_out`, where they cannot be used."""
    count = len(pictures.paths)
    if pair.labels is None:
        return Labels(without_labels(count))
    file, name = pair.labels
    try:
        declared, shape, dtype = shape_of(file, name)
        if declared * max(1, math.prod(shape)) * dtype.itemsize > _MAX_LABEL_BYTES:
            limit = _MAX_LABEL_BYTES // 2**20
            raise _unfit(file, name, Notice(tr_noop("they take more than {limit} MB"), {"limit": limit}))
        if declared != pictures.declared:
            template = tr_noop("there are {labels} of them for {n} pictures")
            raise _unfit(file, name, Notice(template, {"labels": declared, "n": pictures.declared}))
        rows = rows_of(file, name)
        if rows.count < rows.declared:
            raise _unfit(file, name, Notice(tr_noop("the file is cut off")))
        found = _labels(rows, file, name, reading)
        return Labels(found.indices[:count], found.names)
    except Failure as failure:
        left_out.append(LeftOut(name, failure))
    except OSError as error:
        left_out.append(LeftOut(name, _unfit(file, name, error.strerror or str(error))))
    return Labels(without_labels(count))


def _labels(rows: ArrayRows, file: Path, name: str, reading: Reading) -> Labels:
    """Whole numbers, (n,) or (n, 1); one-hot (n, classes); texts. Raises DataSetFailure, OSError."""
    kind, width = rows.dtype.kind, int(np.prod(rows.shape, dtype=np.int64))
    if kind in "US" and width == 1:
        return _named(rows, file, name, reading)
    if kind not in "biuf":
        raise _unfit(file, name, Notice(tr_noop("their type is {type}"), {"type": rows.dtype}))
    found = []
    for block in rows.blocks(max(1, _BLOCK // max(1, width))):
        reading.step(0)
        values = block.reshape(len(block), -1)
        if values.shape[1] == 1:
            found.append(_whole(values[:, 0], file, name))
        elif values.ndim == 2 and len(rows.shape) == 1 and values.shape[1] <= _MAX_CLASSES:
            found.append(_one_hot(values, file, name))
        else:
            shape = "x".join(map(str, (rows.count, *rows.shape)))
            raise _unfit(file, name, Notice(tr_noop("their shape is {shape}"), {"shape": shape}))
    return Labels(np.concatenate(found) if found else without_labels(0))


def _whole(values: np.ndarray, file: Path, name: str) -> np.ndarray:
    if values.dtype.kind == "f":
        missing = ~np.isfinite(values)
        rounded = np.round(np.where(missing, NO_LABEL, values))
        if (np.abs(np.where(missing, NO_LABEL, values) - rounded) > _WHOLE).any():
            raise _unfit(file, name, Notice(tr_noop("they are not whole numbers")))
        values = rounded
    if values.size and (values.max() > np.iinfo(np.int32).max or values.min() < np.iinfo(np.int32).min):
        raise _unfit(file, name, Notice(tr_noop("they are too large for numbers of classes")))
    return values.astype(np.int32)


def _one_hot(values: np.ndarray, file: Path, name: str) -> np.ndarray:
    """A row of zeros has no label."""
    if not (((values == 0) | (values == 1)).all() and (values.sum(axis=1) <= 1).all()):
        raise _unfit(file, name, Notice(tr_noop("a picture has several of them, or shares of them")))
    return np.where(values.any(axis=1), values.argmax(axis=1), NO_LABEL).astype(np.int32)


def _named(rows: ArrayRows, file: Path, name: str, reading: Reading) -> Labels:
    index: dict[str, int] = {}
    found = np.empty(rows.count, np.int32)
    place = 0
    for block in rows.blocks(_BLOCK):
        reading.step(0)
        for value in block.reshape(-1).tolist():
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
            found[place] = index.setdefault(text.strip(), len(index)) if text.strip() else NO_LABEL
            place += 1
        if len(index) > _MAX_CLASSES:
            raise _unfit(file, name, Notice(tr_noop("nearly every one is another text")))
    names = sorted(index)
    order = np.empty(len(index) + 1, np.int32)
    order[[index[one] for one in names]] = np.arange(len(index))
    order[-1] = NO_LABEL
    return Labels(order[found], tuple(names))


def _pairs(file: Path, names: list[str], alone: str | None) -> list[Pair]:
    """Arrays of pictures with those of their labels; first those that are called like it. Raises PictureFailure."""
    fitting = [name for name in names if _is_of_pictures(file, name)]
    if alone is not None:
        if alone not in names:
            raise PictureFailure(
                "{file} has no array {array}. Open the file to see which it has.", file=file, array=alone
            )
        fitting = [name for name in fitting if name == alone]
    called = [name for name in fitting if any(word in _PICTURES for word in _words(name))]
    if file.suffix.lower() == ".npy":
        labels_file = _labels_file(file)
        return [Pair((file, name), labels_file, "") for name in fitting]
    chosen = called or fitting
    pairs = []
    for name in chosen:
        labels = _partner(name, names) or (_only_column(file, names) if len(chosen) == 1 else None)
        pairs.append(Pair((file, name), None if labels is None else (file, labels), _split(name)))
    order = {split: place for place, split in enumerate(_SPLITS)}
    return sorted(pairs, key=lambda pair: order.get(pair.split, len(order)))


def _is_of_pictures(file: Path, name: str) -> bool:
    try:
        _, shape, dtype = shape_of(file, name)
    except PictureFailure:
        if any(word in _PICTURES for word in _words(name)):
            raise  # such as pickled pictures: the reason is reported
        return False
    return dtype.kind in "biuf" and layout_of(shape) is not None


def _require_readable(file: Path, names: Sequence[str]) -> None:
    """Raises DataSetFailure with the reason why the first unreadable array is one."""
    for name in names:
        try:
            shape_of(file, name)
        except PictureFailure as failure:
            raise as_data_set(failure) from failure


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name))]


def _split(name: str) -> str:
    words = _words(name)
    return next((split for split in _SPLITS if split in words), name)


def _partner(name: str, names: Sequence[str]) -> str | None:
    """The array that is called as this one, with a word for labels in place of that for pictures."""
    by_words = {tuple(sorted(_words(other))): other for other in names}
    words = _words(name)
    for place, word in enumerate(words):
        if word in _PICTURES:
            rest = words[:place] + words[place + 1 :]
            for wanted in _LABELS:
                if (found := by_words.get(tuple(sorted([*rest, wanted])))) is not None:
                    return found
    return None


def _only_column(file: Path, names: Sequence[str]) -> str | None:
    """The one array that can be labels, of those that nothing is called like."""
    fitting = []
    for name in names:
        if name.lower() in _NAMES:
            continue
        try:
            _, shape, dtype = shape_of(file, name)
        except PictureFailure:
            continue
        if shape in ((), (1,)) and dtype.kind in "biufUS":
            fitting.append(name)
    return fitting[0] if len(fitting) == 1 else None


def _labels_file(file: Path) -> tuple[Path, str] | None:
    """The .npy of the labels in the folder of one of pictures."""
    try:
        files = [Path(name) for name in listing(file.parent).others if name.lower().endswith(".npy")]
        stems = [one.stem for one in files if one.name != file.name]
    except OSError:
        return None
    found = _partner(file.stem, stems)
    return None if found is None else (file.with_name(found + file.suffix), found)


def _class_names(file: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Of an array that holds them, where there is one."""
    for name in names:
        if name.lower() not in _NAMES:
            continue
        try:
            count, shape, dtype = shape_of(file, name)
            if dtype.kind == "U" and shape == () and 0 < count <= _MAX_CLASSES:
                return tuple(str(text) for text in rows_of(file, name).values(0, count).tolist())
        except (Failure, OSError):
            continue
    return ()


def _shown_shape(file: Path, name: str) -> str:
    try:
        count, shape, _ = shape_of(file, name)
    except PictureFailure:
        return "?"
    return "x".join(map(str, (count, *shape)))


def _is_numpy(path: Path) -> bool:
    return path.suffix.lower() in (".npz", ".npy")


def _unfit(file: Path, name: str, reason: object) -> DataSetFailure:
    return DataSetFailure("The labels {array} in {file} are not used: {reason}.", array=name, file=file, reason=reason)
