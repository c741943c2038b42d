"""Exports that are not finished, in the user's state folder: what each is, and the journal of what it has written.

<process>.<random>/export.attn   the request, as a session has it
                   export.json   pictures, what is explained of each, and what is written
                   run.sqlite    what became of each picture
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.errors import ChoiceFailure, Failure, OutputFailure
from attnstudio.core.files import make_folder, output_failure, write_atomically
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.request import INPUT_PARAMS, Request
from attnstudio.core.targets import column_of
from attnstudio.export import session
from attnstudio.export.codec import Codec
from attnstudio.export.selection import SelectionOutputs
from attnstudio.export.session import Session
from attnstudio.recovery import left_at
from attnstudio.runs.journal import Journal
from attnstudio.runs.reading import rows_of
from attnstudio.runs.rows import State

_SESSION, _FILE = f"export{session.SUFFIX}", "export.json"
_NAMES, _FIRST_PAGE = "names", "first page"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Export:
    """What is exported. `facts`: of each picture, in their order."""

    request: Request
    pictures: tuple[Path, ...]
    facts: RowFacts
    outputs: SelectionOutputs

    def part(self, places: np.ndarray) -> Export:
        """Of some of the pictures."""
        chosen = places.tolist()
        pictures = tuple(self.pictures[place] for place in chosen)
        return replace(self, pictures=pictures, facts=self.facts.part(places))


class UnfinishedExport:
    """An export on disk, from its beginning until it has ended. Owns its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def is_there(self) -> bool:
        return self.folder.is_dir()

    def begin(self, export: Export) -> None:
        """Write down what is exported. Raises OutputFailure."""
        make_folder(self.folder)
        inputs = {param.name: getattr(export.request, param.name) for param in INPUT_PARAMS}
        request = export.request
        chosen = Session(
            (), None, request.model, request.options, request.methods, request.target, request.layer, inputs
        )
        session.write(self.folder / _SESSION, chosen, force=True)
        content = json.dumps(_to_json(export)).encode()
        write_atomically(self.folder / _FILE, lambda file: file.write(content), force=True)

    def read(self) -> Export:
        """Raises Failure where it cannot go on."""
        chosen = session.read(self.folder / _SESSION).session
        inputs = dict[str, Any](chosen.inputs)
        request = Request(
            Path(), chosen.model, chosen.methods, chosen.target, chosen.layer, options=chosen.options, **inputs
        )
        try:
            return _from_json(json.loads((self.folder / _FILE).read_bytes()), request)
        except OSError as error:
            raise output_failure(self.folder / _FILE, error) from error
        except (ValueError, KeyError, TypeError, ChoiceFailure) as error:
            raise ChoiceFailure(
                "The export in {file} cannot go on: {reason}.", file=self.folder, reason=error
            ) from error

    def progress(self) -> int:
        """How many pictures are done or have failed; 0 where its journal cannot be read, which its run will say."""
        try:
            ((count,),) = rows_of(self.folder, "SELECT COUNT(*) FROM pictures WHERE state != ?", State.WAITING)
        except OutputFailure:
            return 0
        return int(count)

    def journal(self) -> ExportJournal:
        """Raises OutputFailure."""
        return ExportJournal(self.folder)

    def adopt(self, root: Path) -> UnfinishedExport:
        """Make it one of this process. Raises OSError where another window was faster."""
        return UnfinishedExport(self.folder.rename(_fresh(root)))

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class ExportJournal:
    """What became of each picture of an export, by its place. Opened by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._journal = Journal(folder, {"command": "export"}, {})

    def close(self) -> None:
        self._journal.__exit__()

    def names(self, count: int) -> list[str] | None:
        """Of the pictures' files; empty: they stay as they are. None: not decided yet."""
        text = self._journal.fact(_NAMES)
        found = json.loads(text) if text else None
        return found if isinstance(found, list) and len(found) == count else None

    def first_page(self) -> int:
        """The number of the first page of the figure of all pictures."""
        text = self._journal.fact(_FIRST_PAGE)
        return int(text) if text and text.isdecimal() else 1

    def set_names(self, names: Sequence[str], first_page: int = 1) -> None:
        self._journal.set_fact(_FIRST_PAGE, str(first_page))
        self._journal.enlist([Path(str(place)) for place in range(len(names))])
        self._journal.set_fact(_NAMES, json.dumps(names))

    def states(self, count: int) -> np.ndarray:
        """uint8 (count,)."""
        found = self._journal.states()
        return found if len(found) == count else np.full(count, State.WAITING, np.uint8)

    def done(self, place: int) -> None:
        self._journal.adopt(place, None)

    def failed(self, place: int, failure: Failure) -> None:
        self._journal.failed(place, failure)


class UnfinishedExports:
    """Those of this computer's user. `root`: None: nothing is written down."""

    def __init__(self, root: Path | None) -> None:
        self._root = root

    def begin(self, export: Export) -> UnfinishedExport | None:
        """None where it cannot be written down; it is no reason not to export."""
        if self._root is None:
            return None
        unfinished = UnfinishedExport(_fresh(self._root))
        try:
            unfinished.begin(export)
        except (Failure, OSError) as error:
            _LOG.warning("the export would not go on after a restart: %s", error)
            unfinished.remove()
            return None
        return unfinished

    def abandoned(self) -> list[UnfinishedExport]:
        """Those of windows whose process has ended, the oldest first; they are of this process from now on."""
        if self._root is None or not self._root.is_dir():
            return []
        left = {folder: time for folder in self._root.iterdir() if (time := left_at(folder)) is not None}
        found = []
        for folder in sorted(left, key=left.__getitem__):
            with suppress(OSError):
                found.append(UnfinishedExport(folder).adopt(self._root))
        return found


def _fresh(root: Path) -> Path:
    return root / f"{os.getpid()}.{uuid.uuid4().hex}"


def _to_json(export: Export) -> dict[str, Any]:
    column = column_of(export.request.target)
    cells = None if column is None else export.facts.columns.get(column)
    return {
        "pictures": [str(path) for path in export.pictures],
        "labels": export.facts.labels.tolist(),
        "cells": None if cells is None else list(cells),
        "outputs": Codec().encode(export.outputs),
    }


def _from_json(content: dict[str, Any], request: Request) -> Export:
    pictures = tuple(Path(path) for path in content["pictures"])
    labels = np.array(content["labels"], np.int32)
    column, cells = column_of(request.target), content["cells"]
    if labels.shape != (len(pictures),):
        raise ValueError("a label is missing")
    columns = {} if column is None or cells is None else {column: [str(cell) for cell in cells]}
    outputs = Codec().decode(SelectionOutputs, content["outputs"])
    if not outputs.maps.contrast.is_valid:
        raise ValueError(f"{outputs.maps.contrast} cannot be")
    return Export(replace(request, image=Path()), pictures, RowFacts(labels, columns), outputs)
