"""What attacks did to the pictures of a call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

import numpy as np

from attnstudio.core.attacks.attack_call import eps_text
from attnstudio.core.attacks.attack_notices import all_of_target, all_wrong
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.attacks.result import Attacked as AttackedPicture
from attnstudio.core.attacks.result import answer, success_rate
from attnstudio.core.attacks.warnings import Measured, robustness_warnings
from attnstudio.core.errors import Failure
from attnstudio.core.files import make_folder
from attnstudio.core.text import Notice, counted
from attnstudio.export.arrays import write_png
from attnstudio.export.file_names import unique_names

OnePicture = tuple[AttackedPicture, ...]


class Attacked(Sequence[OnePicture]):
    """Attacked pictures: `attacked[0]` has one result for each eps, `attacked.accuracy` one number for each eps.

    Attributes:
        paths: of the pictures; of arrays "image-0", "image-1"...
        eps: those that were tried.
        failures: pictures that are left out, each with the reason.
        smallest_eps: float64 (n,), the smallest eps with which the attack succeeds on each picture, found by bisection
            between 0 and the largest of `eps`; inf: it fails with all; NaN: the picture was not attacked. Of an attack
            that looks for the smallest change, the size of that. None: it was not looked for.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        results: Sequence[OnePicture],
        failures: Mapping[Path, Failure],
        smallest_eps: np.ndarray | None = None,
    ) -> None:
        self.paths, self._results, self.failures = tuple(paths), tuple(results), dict(failures)
        self.smallest_eps = smallest_eps
        self.eps = tuple(one.eps for one in self._results[0])

    def __len__(self) -> int:
        return len(self._results)

    @overload
    def __getitem__(self, index: int) -> OnePicture: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[OnePicture]: ...

    def __getitem__(self, index: int | slice) -> OnePicture | Sequence[OnePicture]:
        return self._results[index]

    def __iter__(self) -> Iterator[OnePicture]:
        return iter(self._results)

    @property
    def clean_accuracy(self) -> float:
        """Share of the pictures that the model is right about without an attack; 1 where the labels are its own
        answers."""
        return float(np.mean([answer(one[0].before.prediction) == one[0].label for one in self]))

    @property
    def accuracy(self) -> np.ndarray:
        """float64 (eps,): the share of all pictures that the model is right about under attack."""
        return np.array([np.mean([one.is_correct for one in column]) for column in zip(*self, strict=True)])

    @property
    def success(self) -> np.ndarray:
        """float64 (eps,): the share of the pictures on which the attack succeeded, of those that were attacked: the
        model was right about them, and they are not of the target."""
        rates = [success_rate(column) for column in zip(*self, strict=True)]
        return np.array([hits / count if count else np.nan for hits, count in rates])

    @property
    def adversarial(self) -> np.ndarray:
        """uint8 (eps, n, height, width, channels), 8-bit pixels at the model's input size."""
        return np.stack([[one.adversarial for one in column] for column in zip(*self, strict=True)])

    @property
    def l2(self) -> np.ndarray:
        """float64 (eps, n): lengths of the changes, as shares of 0..1."""
        return np.array([[one.l2 for one in column] for column in zip(*self, strict=True)])

    @property
    def linf(self) -> np.ndarray:
        """float64 (eps, n): the largest change of a value, as a share of 0..1."""
        return np.array([[one.linf for one in column] for column in zip(*self, strict=True)])

    @property
    def warnings(self) -> tuple[Notice, ...]:
        """Signs that what was measured is no robustness."""
        if all(one[0].success is None for one in self):
            return (all_of_target() if self.clean_accuracy else all_wrong(),)
        measured = []
        for column in zip(*self, strict=True):
            hits, count = success_rate(column)
            first = column[0]
            measured.append(Measured(first.call.id, first.norm, first.eps, count - hits, count))
        return robustness_warnings(measured)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = True) -> list[Path]:
        """Write each attacked picture as a PNG, exact; of several eps in a folder each.

        Raises:
            attnstudio.Failure: a file cannot be written, or is there and must not be overwritten.
        """
        written = []
        for number, column in enumerate(zip(*self, strict=True)):
            name = eps_text(self.eps[number], column[0].norm).replace("/", "-of-")
            inside = Path(folder) / f"eps-{name}" if len(self.eps) > 1 else Path(folder)
            make_folder(inside)
            for own_name, one in zip(unique_names(self.paths), column, strict=True):
                written.append(inside / f"{own_name}.png")
                write_png(written[-1], one.picture.pixels, force=overwrite)
        return written

    def __repr__(self) -> str:
        first, shares = self[0][0], zip(self.eps, self.accuracy, strict=True)
        after = ", ".join(f"{share:.1%} at eps {eps_text(eps, first.norm)}" for eps, share in shares)
        sizes = [one[-1].size for one in self if one[-1].success]
        if not ATTACKS.discover()[first.call.id].bounded and sizes:
            after += f"; median size of the changes {np.median(sizes):.3g} by {first.norm}"
        elif self.smallest_eps is not None:
            after += self._median_text(first.norm)
        pictures = counted(len(self), "picture")
        return f"<Attacked by {first.call.id}: {pictures}, accuracy {self.clean_accuracy:.1%} before, {after}>"

    def _median_text(self, norm: Norm) -> str:
        """As the command line has it: an eps that was tried, of the pictures that were attacked."""
        assert self.smallest_eps is not None
        attacked = self.smallest_eps[~np.isnan(self.smallest_eps)]
        if not len(attacked):
            return ""
        median = float(np.quantile(attacked, 0.5, method="lower"))
        text = f"above {eps_text(max(self.eps), norm)}" if np.isinf(median) else eps_text(median, norm)
        return f"; median smallest eps {text}"
