"""One run of several, such as those of `--shard`: their files and rows in one folder, which goes on as any other."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.errors import ChoiceFailure, ExistingFileFailure, OutputFailure
from attnstudio.core.files import make_folder, output_failure, refuse_existing, write_atomically
from attnstudio.core.images import Source
from attnstudio.runs.difference import difference
from attnstudio.runs.journal import Journal
from attnstudio.runs.outputs import Outputs
from attnstudio.runs.reading import rows_of
from attnstudio.runs.rows import State
from attnstudio.runs.shards import ShardWriter, read_shard, unreadable
from attnstudio.runs.status import Status


@dataclass(frozen=True)
class _Row:
    """Of a picture in the run that did most of it."""

    folder: Path
    number: int
    path: Path
    name: str
    asked: str
    state: State
    source: Source
    reason: str
    error: str
    seconds: float
    outputs: Any


def merge(folders: Sequence[Path], output: Path) -> Status:
    """Make one run of several in a new folder, or go on with making it. The runs are left as they are.

    Raises:
        ChoiceFailure: they are of different requests, or the folder holds another run.
        OutputFailure: one of them is at work, or something cannot be read or written.
    """
    found = [Status.of(folder) for folder in folders]
    request = _common(found)
    if request.get("command") != "attack":
        found[0].require_maps()
    if output.resolve() in (folder.resolve() for folder in folders):
        raise ChoiceFailure("{folder} is one of the parts. Choose another folder for the whole.", folder=output)
    rows = _rows(folders)
    make_folder(output)
    with Journal(output, request, found[0].versions) as journal:
        asked = [row.asked for row in rows] if any(row.asked for row in rows) else None
        numbers = journal.enlist([row.path for row in rows], asked)
        states = journal.states()
        outputs = _outputs(output, request)
        shards = ShardWriter(journal) if outputs is not None and outputs.are_in_shards else None
        for number, row in zip(numbers.tolist(), rows, strict=True):
            if states[number] == State.DONE or row.state == State.WAITING:
                continue
            if row.state == State.FAILED:
                journal.failed_before(number, row.reason, row.error)
                continue
            name = journal.row(number).name
            try:
                _bring_files(_pairs(row, output, outputs, name), journal)
            except ExistingFileFailure as failure:
                journal.failed(number, failure)
                continue
            described = row.outputs if outputs is None else {"maps": row.outputs["maps"]}
            if shards is None:
                journal.done(number, row.source, row.seconds, described)
            else:
                shards.add(number, row.source, row.seconds, described, _maps(row))
        if shards is not None:
            shards.close()
        for name in ("input_size", "left_out"):
            if value := next(filter(None, (_fact(folder, name) for folder in folders)), ""):
                journal.set_fact(name, value)
        journal.forget_pace()
        journal.leave_out_before(left for folder in folders for left in _left_out(folder))
        return Status.of(output)


def _common(found: Sequence[Status]) -> dict[str, Any]:
    """Their request, without the part of the pictures that each took."""
    requests = [{name: value for name, value in one.request.items() if name != "shard"} for one in found]
    for one, request in zip(found, requests, strict=True):
        if request != requests[0]:
            raise ChoiceFailure(
                "{folder} holds a run of another request than {first} ({difference}).",
                folder=one.folder,
                first=found[0].folder,
                difference=difference(requests[0], request),
            )
        if one.is_running:
            raise OutputFailure("The run in {folder} is at work. Wait until it ends.", folder=one.folder)
    return requests[0]


def _rows(folders: Sequence[Path]) -> list[_Row]:
    """In the order of the whole, as `--shard` deals them out; of a picture that several have, the one that is done."""
    placed: list[tuple[int, int, _Row]] = []
    for place, folder in enumerate(folders):
        for row in rows_of(
            folder,
            "SELECT number, path, name, asked, state, modified, size, digest, reason, error, seconds, outputs "
            "FROM pictures ORDER BY number",
        ):
            number, path, name, asked, state, modified, size, digest, reason, error, seconds, outputs = row
            source = Source(Path(os.fsdecode(path)), modified or 0, size or 0, digest or "")
            loaded = None if outputs is None else json.loads(outputs)
            placed.append(
                (
                    number,
                    place,
                    _Row(
                        folder,
                        number,
                        source.path,
                        os.fsdecode(name),
                        asked,
                        State(state),
                        source,
                        reason or "",
                        error or "",
                        seconds or 0.0,
                        loaded,
                    ),
                )
            )
    best: dict[tuple[Path, str], _Row] = {}
    for _, _, one in sorted(placed, key=lambda item: item[:2]):
        known = best.get((one.path, one.asked))
        if known is None or (known.state != State.DONE and one.state == State.DONE):
            best[one.path, one.asked] = one
    return list(best.values())


def _maps(row: _Row) -> dict[str, np.ndarray]:
    file = row.folder / row.outputs["shard"]
    try:
        maps = read_shard(file)
        return {method: maps[row.number, method] for method in row.outputs["maps"]}
    except (OSError, ValueError, KeyError) as error:
        raise unreadable(file, error) from error


def _outputs(output: Path, request: Mapping[str, Any]) -> Outputs | None:
    """None: of attacks, which have no maps."""
    if request.get("command") == "attack":
        return None
    return Outputs(output, request["overlay"], request["maps"], maps_in=request["maps_in"])


def _pairs(row: _Row, output: Path, outputs: Outputs | None, name: str) -> list[tuple[Path, Path]]:
    """The files of a picture, where they are and where they belong. `name`: of the picture in the whole."""
    if outputs is None:
        folders = row.outputs["folders"]
        return [(row.folder / one / f"{row.name}.png", output / one / f"{name}.png") for one in folders]
    before = Outputs(row.folder, outputs.overlay, outputs.maps, maps_in=outputs.maps_in)
    return [
        pair
        for method in row.outputs["maps"]
        for pair in zip(before.files(row.name, method), outputs.files(name, method), strict=True)
    ]


def _bring_files(pairs: Sequence[tuple[Path, Path]], journal: Journal) -> None:
    """Raises ExistingFileFailure where one was in the folder before the run, OutputFailure."""
    for _, new in pairs:
        if journal.is_foreign(new):
            refuse_existing(new, force=False)
    for old, new in pairs:
        make_folder(new.parent)
        _bring(old, new)


def _bring(old: Path, new: Path) -> None:
    """A second name for the file where the system lets it have one, else a copy. Raises OutputFailure."""
    try:
        new.unlink(missing_ok=True)  # of a merge that was stopped; the part may have made it anew since
        os.link(old, new)
    except OSError:
        try:
            with old.open("rb") as content:
                write_atomically(new, partial(shutil.copyfileobj, content), force=False)
        except OSError as error:
            raise output_failure(new, error) from error


def _fact(folder: Path, name: str) -> str:
    return next((value for (value,) in rows_of(folder, "SELECT value FROM facts WHERE name = ?", name)), "")


def _left_out(folder: Path) -> list[tuple[bytes, str, str]]:
    return rows_of(folder, "SELECT path, reason, error FROM left_out")
