"""Pictures that a model is shown through random square crops, so that what excites a unit does so wherever it is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.features.base import Climb
from attnstudio.core.params import FloatParam, IntParam
from attnstudio.core.text import tr_noop

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

CROPS = IntParam("crops", tr_noop("Crops"), tr_noop("Random crops of the picture that a step looks at."), 8, 1, 64)
FIRST_CROP = FloatParam(
    "first_crop", tr_noop("First crops"), tr_noop("Mean size of the crops at the beginning."), 0.8, 0.05, 1, 0.05
)
LAST_CROP = FloatParam(
    "last_crop", tr_noop("Last crops"), tr_noop("Mean size of the crops at the end."), 0.3, 0.05, 1, 0.05
)
NOISE = FloatParam(
    "noise", tr_noop("Noise"), tr_noop("Standard deviation of what is added to pixels of 0..1."), 0.05, 0, 1, 0.01
)
_SPREAD, _LEAST = 0.05, 0.05  # of the sizes of crops, as shares of the side


class CroppedClimb(Climb):
    """A climb that sees crops of its picture, enlarged to the picture's size.

    Args:
        shape: of the picture: height, width, channels.
        params: the values of CROPS, FIRST_CROP, LAST_CROP and NOISE, by name.
    """

    def __init__(self, shape: tuple[int, int, int], params: Mapping[str, Any], rng: np.random.Generator) -> None:
        self._shape, self._rng = shape, rng
        self._count, self._noise = params["crops"], params["noise"]
        self._sizes = params["first_crop"], params["last_crop"]
        self._weight = np.zeros(shape[:2], np.float32)
        self._crops: list[tuple[csr_matrix, csr_matrix]] = []  # of this step

    @abstractmethod
    def ascend(self, gradient: np.ndarray) -> None:
        """Take a step; `gradient`: dy/dx of the whole picture."""

    @property
    def weight(self) -> np.ndarray:
        return self._weight

    def show(self, done: float) -> np.ndarray:
        height, width, _ = self._shape
        first, last = self._sizes
        mean = first + done * (last - first)
        sizes = np.clip(self._rng.normal(mean, _SPREAD, self._count), _LEAST, 1)
        starts = self._rng.random((2, self._count)) * (1 - sizes)
        self._crops = [
            (sampling(height, top, size), sampling(width, left, size))
            for top, left, size in zip(*starts, sizes, strict=True)
        ]
        picture = self.picture
        views = np.stack([sampled(picture, *crop) for crop in self._crops])
        if self._noise:
            views += self._rng.standard_normal(views.shape, np.float32) * np.float32(self._noise)
        return views

    def step(self, gradients: np.ndarray) -> None:
        each = (sampled_back(one, *crop) for one, crop in zip(gradients, self._crops, strict=True))
        gradient = np.mean(list(each), axis=0)
        self._weight += np.abs(gradient).sum(axis=-1)
        self.ascend(gradient)


def sampling(side: int, start: float, size: float) -> csr_matrix:
    """(side, side): what each pixel of an enlarged part takes of the pixels of the whole, bilinearly.

    Args:
        start, size: of the part, as shares of the side.
    """
    from scipy.sparse import csr_matrix

    places = np.clip((start + (np.arange(side) + 0.5) / side * size) * side - 0.5, 0, side - 1)
    below = np.minimum(places.astype(int), max(side - 2, 0))
    share = (places - below).astype(np.float32)
    numbers = np.tile(np.arange(side), 2)
    taken = np.concatenate([below, np.minimum(below + 1, side - 1)])
    return csr_matrix((np.concatenate([1 - share, share]), (numbers, taken)), (side, side))


def sampled(picture: np.ndarray, rows: csr_matrix, columns: csr_matrix) -> np.ndarray:
    """A view of a picture (height, width, channels), of the same shape; the matrices are those of `sampling`."""
    return _along_columns(columns, _along_rows(rows, picture))


def sampled_back(gradient: np.ndarray, rows: csr_matrix, columns: csr_matrix) -> np.ndarray:
    """The adjoint of `sampled`: dy/dview -> dy/dpicture."""
    return _along_rows(rows.T, _along_columns(columns.T, gradient))


def _along_rows(matrix: csr_matrix, values: np.ndarray) -> np.ndarray:
    found: np.ndarray = matrix @ values.reshape(len(values), -1)
    return found.reshape(values.shape)


def _along_columns(matrix: csr_matrix, values: np.ndarray) -> np.ndarray:
    return _along_rows(matrix, values.transpose(1, 0, 2)).transpose(1, 0, 2)
