"""The maps of a run, as `attnstudio explain` left them in a folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.scaling import enlarged
from attnstudio.runs.reading import rows_of
from attnstudio.runs.rows import State
from attnstudio.runs.shards import read_shard, unreadable
from attnstudio.runs.status import Status


def open_run(folder: str | os.PathLike[str]) -> Run:
    """The pictures of a run that are done, with their maps.

    Raises:
        attnstudio.Failure: there is no run in the folder, or its journal cannot be read.
    """
    return Run(Path(folder))


class Run(Sequence["RunPicture"]):
    """The pictures that are done, in the order of the run. Nothing is read before it is asked for.

    Attributes:
        status: numbers of pictures: done, failed, waiting; the request; the reasons of failures.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.status = folder, Status.of(folder)
        self.status.require_maps()
        self._shard: tuple[Path, dict[tuple[int, str], np.ndarray]] | None = None  # the last one that was read
        done = self._rows("SELECT number FROM pictures WHERE state = ? ORDER BY number", State.DONE)
        self._numbers = np.array([number for (number,) in done], np.int64)
        self._size: tuple[int, int] = (0, 0)
        for (size,) in self._rows("SELECT value FROM facts WHERE name = 'input_size'"):
            width, height = json.loads(size)
            self._size = (height, width)

    @property
    def methods(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(self.status.request["methods"])

    @property
    def weights(self) -> str:
        """Checksum of those of the model."""
        return str(self.status.request.get("weights", ""))

    @property
    def paths(self) -> list[Path]:
        """Of the pictures that are done, in their order."""
        rows = self._rows("SELECT path FROM pictures WHERE state = ? ORDER BY number", State.DONE)
        return [Path(os.fsdecode(path)) for (path,) in rows]

    @property
    def failures(self) -> dict[Path, str]:
        """Why a picture has no maps."""
        rows = self._rows("SELECT path, error FROM pictures WHERE state = ? ORDER BY number", State.FAILED)
        return {Path(os.fsdecode(path)): error for path, error in rows}

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, which: int) -> RunPicture: ...

    @overload
    def __getitem__(self, which: slice) -> Sequence[RunPicture]: ...

    def __getitem__(self, which: int | slice) -> RunPicture | Sequence[RunPicture]:
        if isinstance(which, slice):
            return [self[number] for number in range(len(self))[which]]
        number = int(self._numbers[which])
        ((path, name, outputs, digest),) = self._rows(
            "SELECT path, name, outputs, digest FROM pictures WHERE number = ?", number
        )
        return RunPicture(self, number, Path(os.fsdecode(path)), os.fsdecode(name), json.loads(outputs), digest)

    def __iter__(self) -> Iterator[RunPicture]:
        return (self[number] for number in range(len(self)))

    def __repr__(self) -> str:
        return f"<Run {self.folder}: {next(self.status.lines())}>"

    def values(self, picture: RunPicture, method: str) -> np.ndarray:
        """As `picture[method]`."""
        shard = picture.outputs.get("shard")
        file = self.folder / (shard or f"{picture.name}.{method}.npy")
        try:
            stored = self._read_shard(file)[picture.number, method] if shard else np.load(file, allow_pickle=False)
        except (OSError, ValueError, KeyError) as error:
            raise unreadable(file, error) from error
        if stored.dtype.kind != "f" or stored.ndim != 2 or not stored.size or not np.isfinite(stored).all():
            raise unreadable(file)
        values = enlarged(stored, *self._size) if stored.dtype == np.float16 else stored
        values.setflags(write=False)
        return values

    def _read_shard(self, file: Path) -> dict[tuple[int, str], np.ndarray]:
        if self._shard is None or self._shard[0] != file:
            self._shard = file, read_shard(file)
        return self._shard[1]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        return rows_of(self.folder, query, *values)


class RunPicture(Mapping[str, np.ndarray]):
    """A picture and its maps by method: `picture["gradcam"]` is float32 (height, width) in 0..1, at the size of the
    model's input, read-only.

    Attributes:
        path: of the picture.
        digest: of the file's content as it was explained; None: not known.
        class_index, probability: of what was explained; of a difference of two classes those of the first.
    """

    def __init__(
        self, run: Run, number: int, path: Path, name: str, outputs: dict[str, Any], digest: str | None
    ) -> None:
        self._run, self.number, self.path, self.name, self.outputs = run, number, path, name, outputs
        self.digest = digest
        first: dict[str, Any] = next(iter(outputs["maps"].values()), {})
        self.class_index: int | None = first.get("class_index")
        self.probability: float | None = first.get("probability")

    def __getitem__(self, method: str) -> np.ndarray:
        if method not in self.outputs["maps"]:
            raise KeyError(method)
        if self._run.status.request["maps"] == "none":
            raise ChoiceFailure("The run in {folder} kept no maps: --maps none.", folder=self._run.folder)
        return self._run.values(self, method)

    def __iter__(self) -> Iterator[str]:
        return iter(self.outputs["maps"])

    def __len__(self) -> int:
        return len(self.outputs["maps"])

    def facts(self, method: str) -> dict[str, Any]:
        """Of a map: `layer`, `raw_min`, `raw_max`, `class_index`, `minus`, `probability`, as far as they are known."""
        return dict(self.outputs["maps"][method])

    def __repr__(self) -> str:
        return f"<RunPicture {self.path}: {', '.join(self)}>"
