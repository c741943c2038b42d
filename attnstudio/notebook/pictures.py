"""The pictures of a call: arrays, paths, pictures of Pillow, in any mix."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from attnstudio import paths as program_paths
from attnstudio.core import images
from attnstudio.core.datasets.base import without_labels
from attnstudio.core.datasets.given import GivenPictures, open_given
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models import prepared
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.text import Notice, Number, tr_noop
from attnstudio.notebook.model_choice import AUTO, NONE, ModelChoice

OneImage: TypeAlias = "np.ndarray | Image.Image | str | os.PathLike[str]"
Images: TypeAlias = "OneImage | Sequence[OneImage]"
_CHANNELS = (1, 3, 4)
_SHOWN = 10  # of what is left out
LEFT_OUT = tr_noop("{name} is left out: {reason}")


@dataclass(frozen=True, eq=False)
class Pictures:
    """Read when they are needed, if they are files.

    Attributes:
        labels: int32 (n,), indices of the model's classes; -1: not known.
        of_data_sets: numbers of those that are left out if they cannot be explained, because nobody named them.
        notices: what was guessed, and what is left out.
        regions: the annotation files of the data sets.
    """

    paths: tuple[Path, ...]
    in_memory: dict[int, Picture]
    labels: np.ndarray
    of_data_sets: frozenset[int]
    notices: tuple[Notice, ...]
    store: PictureStore
    regions: tuple[Path, ...] = ()

    def __len__(self) -> int:
        return len(self.paths)

    def get(self, number: int) -> Picture:
        """Raises PictureFailure."""
        return self.in_memory.get(number) or self.store.get(self.paths[number])

    def only(self, numbers: Sequence[int]) -> Pictures:
        """Some of them."""
        places = {number: place for place, number in enumerate(numbers)}
        return replace(
            self,
            paths=tuple(self.paths[number] for number in numbers),
            in_memory={places[number]: one for number, one in self.in_memory.items() if number in places},
            labels=self.labels[list(numbers)],
            of_data_sets=frozenset(places[number] for number in self.of_data_sets if number in places),
        )


def size_of(given: Images) -> tuple[int, int] | None:
    """(width, height), where all pictures are arrays of one size. Raises ChoiceFailure for what is no picture."""
    sizes = {(one.shape[1], one.shape[0]) if isinstance(one, np.ndarray) else None for one in _each(given)}
    return sizes.pop() if len(sizes) == 1 else None


def pictures(given: Images, chosen: ModelChoice) -> Pictures:
    """Look through what was given; files are not read yet.

    Raises:
        ChoiceFailure: it is no picture, or there are none.
        PictureFailure: a picture of Pillow cannot be read.
        DataSetFailure: a data set cannot be read.
    """
    paths: list[Path] = []
    labels: list[np.ndarray] = []
    in_memory: dict[int, Picture] = {}
    arrays: dict[int, np.ndarray] = {}
    of_data_sets: set[int] = set()
    notices: list[Notice] = []
    regions: dict[Path, None] = {}
    for are_paths, group in groupby(_each(given), lambda one: isinstance(one, (str, os.PathLike))):
        if are_paths:
            named = [Path(one) for one in group]
            found = _of_paths(named)
            for path, part in zip(named, found.parts, strict=True):
                if len(part) != 1 or part.pictures[0] != path:
                    of_data_sets |= set(range(len(paths), len(paths) + len(part)))
                paths += part.pictures
            its_labels, left_out = _labels(found, chosen)
            labels.append(its_labels)
            notices += left_out
            regions |= dict.fromkeys(found.regions)
            continue
        for number, one in enumerate(group, len(paths)):
            name = f"image-{number}"
            if isinstance(one, Image.Image):
                name = Path(getattr(one, "filename", "") or name).name
                in_memory[number] = images.of_pillow(one, name)
            else:
                arrays[number] = one
            paths.append(Path(name))
            labels.append(without_labels(1))
    if not paths:
        raise ChoiceFailure("There are no pictures.")
    if chosen.preprocessing == NONE and len(arrays) < len(paths):
        raise ChoiceFailure('preprocessing="none" is for arrays: files and pictures of Pillow hold pixels.')
    _refuse_rows(list(arrays.values()), chosen)
    if arrays:
        read, guessed = _read(arrays, chosen)
        in_memory |= {number: _picture(paths[number], *read[number]) for number in read}
        notices += guessed
    together = np.concatenate(labels)
    return Pictures(
        tuple(paths), in_memory, together, frozenset(of_data_sets), tuple(notices), PictureStore(), tuple(regions)
    )


def _refuse_rows(arrays: Sequence[np.ndarray], chosen: ModelChoice) -> None:
    """Raises ChoiceFailure for a table whose rows are the inputs of the model, such as (n, 784): it is no picture."""
    width, height = chosen.spec.input_size
    for one in arrays:
        if one.ndim == 2 and one.shape[1] == width * height * chosen.spec.channels:
            raise ChoiceFailure(
                "The array has the shape {shape}, a row for each picture. Give it the shape of pictures: "
                "reshape(-1, {height}, {width}, {channels}).",
                shape=one.shape,
                height=height,
                width=width,
                channels=chosen.spec.channels,
            )


def _of_paths(paths: Sequence[Path]) -> GivenPictures:
    """Pictures, folders and data sets, a part each."""
    found = open_given(paths)
    for _, failure in found.failures:
        raise failure
    return found


def _labels(found: GivenPictures, chosen: ModelChoice) -> tuple[np.ndarray, list[Notice]]:
    """And what is left out."""
    names = chosen.spec.class_names()
    match = RememberedMatches.load(program_paths.class_matches_file()).match
    left_out = [*found.left_out, *found.without_class(names, match)]
    notices = [Notice(LEFT_OUT, {"name": one.name, "reason": one.reason}) for one in left_out[:_SHOWN]]
    if len(left_out) > _SHOWN:
        notices.append(Notice(tr_noop("And {count} more."), {"count": len(left_out) - _SHOWN}))
    notices += found.assumed_orders(names, match)
    return found.labels(names, match), notices


def _each(given: Any) -> Iterator[Any]:
    """Paths, pictures of Pillow, and arrays (height, width[, channels])."""
    if isinstance(given, (str, os.PathLike, Image.Image)):
        yield given
    elif isinstance(given, Sequence):
        for one in given:
            yield one if isinstance(one, (str, os.PathLike, Image.Image)) else _array(one, (2, 3))
    else:
        array = _array(given, (2, 3, 4))
        yield from [array] if array.ndim == 2 or (array.ndim == 3 and array.shape[-1] in _CHANNELS) else array


def _array(given: Any, dimensions: tuple[int, ...]) -> np.ndarray:
    """Also of a tensor. Raises ChoiceFailure."""
    try:
        array = np.asarray(given)
    except Exception as error:  # of somebody else's object
        raise _no_pictures(type(given).__name__) from error
    if array.dtype.kind not in "uif":
        raise _no_pictures(f"{type(given).__name__} of {array.dtype}")
    shape = array.shape
    if array.ndim not in dimensions or 0 in shape or (array.ndim == 4 and shape[-1] not in _CHANNELS):
        raise ChoiceFailure(
            "An array of pictures has the shape (n, height, width) or (n, height, width, channels) with 1, 3 or 4 "
            "channels, a single one the same without n; this one has the shape {shape}.",
            shape=shape,
        )
    return array


def _no_pictures(kind: str) -> ChoiceFailure:
    return ChoiceFailure(
        "Pictures are arrays of numbers, paths, pictures of Pillow, or a sequence of these, not {kind}.", kind=kind
    )


def _read(
    arrays: dict[int, np.ndarray], chosen: ModelChoice
) -> tuple[dict[int, tuple[np.ndarray, np.ndarray | None]], tuple[Notice, ...]]:
    """By number: pixels, uint8 (height, width, 3), and what the model takes where that is known already."""
    spec = chosen.spec
    if chosen.preprocessing == NONE:
        return {number: _prepared(one, spec.preprocessing) for number, one in arrays.items()}, ()
    if all(one.dtype == np.uint8 for one in arrays.values()):
        return {number: (_pixels(one), None) for number, one in arrays.items()}, ()
    low = min(float(one.min()) for one in arrays.values())
    high = max(float(one.max()) for one in arrays.values())
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ChoiceFailure("The arrays hold numbers that are not finite.")
    guesses = chosen.preprocessing == AUTO
    values: dict[str, object] = {"low": Number(f"{low:.4g}"), "high": Number(f"{high:.4g}")}
    if low < 0 or high > 255:
        if not guesses:
            raise ChoiceFailure(
                "The arrays hold numbers from {low} to {high}; pixels are from 0 to 255, or from 0 to 1. If they are "
                'what the model takes, give preprocessing="none".',
                **values,
            )
        text = tr_noop(
            "The arrays hold numbers from {low} to {high}: they are taken for what the model takes, as with "
            'preprocessing="none".'
        )
        return {number: _prepared(one, spec.preprocessing) for number, one in arrays.items()}, (Notice(text, values),)
    whole = all(one.dtype.kind in "ui" for one in arrays.values())
    scale = 1 if whole or high > 1 else 255
    if scale == 255:
        text = tr_noop("The arrays hold numbers from {low} to {high}: they are taken for pixels from 0 to 1.")
    else:
        text = tr_noop("The arrays hold numbers from {low} to {high}: they are taken for pixels from 0 to 255.")
    read = {number: _levels(one, scale, chosen) for number, one in arrays.items()}
    return read, () if whole or not guesses else (Notice(text, values),)


def _levels(array: np.ndarray, scale: int, chosen: ModelChoice) -> tuple[np.ndarray, np.ndarray | None]:
    """Of pixels that are no bytes. Between two levels nothing is lost where the picture has the input's size."""
    spec = chosen.spec
    levels = (array.astype(np.float64) * scale).astype(np.float32)
    pixels = _pixels(np.clip(levels + 0.5, 0, 255).astype(np.uint8))
    rounded = np.abs(levels - np.round(levels)).max() > 1e-3
    channels = 1 if levels.ndim == 2 else levels.shape[-1]
    if not rounded or channels != spec.channels or levels.shape[:2] != spec.input_size[::-1]:
        return pixels, None
    return pixels, PREPROCESSING[spec.preprocessing](levels.reshape(*levels.shape[:2], channels))


def _prepared(array: np.ndarray, preprocessing: str) -> tuple[np.ndarray, np.ndarray]:
    values = np.ascontiguousarray(array.reshape(*array.shape[:2], -1), np.float32)
    if not np.isfinite(values).all():
        raise ChoiceFailure("The arrays hold numbers that are not finite.")
    if values.shape[-1] not in (1, 3):
        raise ChoiceFailure("What a model takes has 1 or 3 channels, not {count}.", count=values.shape[-1])
    return prepared.displayed(values, preprocessing)[0], values


def _pixels(array: np.ndarray) -> np.ndarray:
    """uint8 (height, width[, channels]) -> (height, width, 3), transparency over mid grey."""
    if array.ndim == 3 and array.shape[-1] == 4:
        return images.of_pillow(Image.fromarray(array), "image").pixels
    return np.ascontiguousarray(np.broadcast_to(array.reshape(*array.shape[:2], -1), (*array.shape[:2], 3)))


def _picture(path: Path, pixels: np.ndarray, values: np.ndarray | None) -> Picture:
    """The arrays are copies: the caller's may change."""
    pixels = np.array(pixels, order="C")
    pixels.setflags(write=False)
    data = pixels if values is None else values
    digest = blake2b(np.ascontiguousarray(data).data, digest_size=16).hexdigest()
    return Picture(Source(path, 0, data.nbytes, digest), pixels, (), values)
