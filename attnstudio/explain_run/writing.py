"""What a run writes of each picture: first its files, then its row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.cluster.message import Explained
from attnstudio.core.errors import EndedFailure, Failure, FullDiskFailure, GoneFailure, OutputFailure
from attnstudio.core.files import refuse_existing
from attnstudio.core.images import Picture, Source
from attnstudio.core.request import Request, Result
from attnstudio.runs.call import Call, file_state
from attnstudio.runs.journal_file import gone
from attnstudio.runs.outputs import Outputs
from attnstudio.runs.rows import Row
from attnstudio.runs.shards import ShardWriter
from attnstudio.runs.status import Status

Outcome = tuple[Picture, Result] | Explained | Failure


@dataclass(frozen=True, eq=False)
class Written:
    """What became of the picture in this place of the call."""

    position: int
    name: str  # of its files
    outcome: Result | Failure
    pixels: np.ndarray | None = None


class Writer:
    """Thread-safe, but for `note`. Owns the shard that is being filled."""

    def __init__(self, call: Call, request: Request, outputs: Outputs) -> None:
        self._call, self._journal, self._request, self._outputs = call, call.journal, request, outputs
        self._shards = ShardWriter(call.journal) if outputs.are_in_shards else None
        self._has_left_out = False
        self._count = self._bytes = 0  # of what is written, as far as threads count right: it is for an estimate

    def close(self) -> None:
        """Write what is left. Raises EndedFailure."""
        if self._shards is not None:
            try:
                self._shards.close()
            except EndedFailure as failure:
                raise self._ended(failure) from failure

    def refuse_foreign(self, position: int) -> None:
        """Raises ExistingFileFailure where a file of the picture is not the run's own."""
        name = self._call.name(position)
        for file in self._files(name):
            if self._journal.is_foreign(file):
                refuse_existing(file, force=False)

    def write(self, position: int, outcome: Outcome) -> Written:
        """Raises EndedFailure where no more can be written."""
        number, name = self._call.number(position), self._call.name(position)
        if not isinstance(outcome, Failure):
            try:
                with self._journal.writing(self._files(name)):
                    result = self._write_files(name, outcome)
                described: dict[str, object] = {"maps": _described(result)}
                if self._shards is None:
                    self._journal.done(number, result.source, result.seconds, described)
                else:
                    maps = {one.method: self._outputs.kept(one) for one in result.heatmaps}
                    self._bytes += sum(one.nbytes for one in maps.values())
                    self._shards.add(number, result.source, result.seconds, described, maps)
                self._weigh(name, result)
                return Written(position, name, result, None if isinstance(outcome, Explained) else outcome[0].pixels)
            except EndedFailure as failure:
                raise self._ended(failure) from failure
            except OutputFailure as failure:
                outcome = failure
        self._journal.failed(number, outcome)
        return Written(position, name, outcome)

    def note(self, result: Result) -> None:
        """What the journal keeps of the whole run."""
        if result.left_out and not self._has_left_out:
            self._has_left_out = True
            self._journal.set_fact("left_out", ", ".join(method for method, _ in result.left_out))

    def holds(self, row: Row) -> bool:
        """Whether the files of a picture that is done are there."""
        files = [file for method in row.outputs["maps"] for file in self._outputs.files(row.name, method)]
        if shard := row.outputs.get("shard"):
            files.append(self._outputs.folder / shard)
        return all(file.exists() for file in files)

    def adopt(self) -> None:
        """A journal that was made anew finds the files that are there, unless their picture is newer."""
        if not self._journal.is_to_restore:
            return
        methods = [call.id for call in self._request.methods]
        for row in self._journal.rows(self._call.numbers):
            written = _oldest(self._files(row.name))
            picture = file_state(row.path)
            if written is not None and picture is not None and picture[0] <= written:
                source = Source(row.path, *picture, "")
                self._journal.done(row.number, source, 0.0, {"maps": {method: {} for method in methods}})
        self._journal.restore({})

    def _files(self, name: str) -> list[Path]:
        """Those of a picture's maps, by every method of the request."""
        return [file for call in self._request.methods for file in self._outputs.files(name, call.id)]

    def _write_files(self, name: str, outcome: tuple[Picture, Result] | Explained) -> Result:
        """Raises OutputFailure."""
        if isinstance(outcome, Explained):
            self._outputs.write_made(outcome.result, outcome.overlays, name, force=True)
            return outcome.result
        picture, result = outcome
        self._outputs.write(result, picture.pixels, name, force=True)
        return result

    def _weigh(self, name: str, result: Result) -> None:
        files = (file for heatmap in result.heatmaps for file in self._outputs.files(name, heatmap.method))
        with suppress(OSError):
            self._bytes += sum(file.stat().st_size for file in files)
        self._count += 1

    def _ended(self, reason: EndedFailure) -> EndedFailure:
        """With what goes on, and how much is missing, as far as that can be said."""
        if isinstance(reason, GoneFailure):
            return gone(self._outputs.folder)
        if not isinstance(reason, FullDiskFailure):
            return reason
        if not self._count:
            return EndedFailure("{reason} The same call goes on then.", reason=reason)
        status = Status.of(self._outputs.folder)
        each = self._bytes / self._count
        return EndedFailure(
            "{reason} The {n} pictures that are left take about {megabytes} MB. The same call goes on then.",
            reason=reason,
            n=status.waiting,
            megabytes=math.ceil(each * status.waiting / 1e6),
        )


def _oldest(files: Sequence[Path]) -> int | None:
    """When the first of them was written, in nanoseconds; None: one is not there, or there are none."""
    try:
        return min((file.stat().st_mtime_ns for file in files), default=None)
    except OSError:
        return None


def _described(result: Result) -> dict[str, dict[str, object]]:
    """What the journal keeps of the maps of a picture, by method."""
    target = result.target
    return {
        heatmap.method: {
            "layer": heatmap.layer,
            "raw_min": heatmap.raw_min,
            "raw_max": heatmap.raw_max,
            "class_index": target.index,
            "minus": target.minus,
            "probability": result.prediction.probability(target.index),
        }
        for heatmap in result.heatmaps
    }
