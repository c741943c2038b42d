"""The regions of pictures from one start to the next: a file with one line of JSON for each picture."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from attnstudio.core.annotations.region_json import from_json, to_json
from attnstudio.core.errors import OutputFailure, RegionFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.regions import Region

_LOG = logging.getLogger(__name__)
MAX_PICTURES = 3000


class RegionStore:
    """By the path of the picture, the one changed last at the end. A damaged line costs what it holds.

    Several windows share the file: each writes what it has changed, and leaves the rest as it is.
    """

    def __init__(self, file: Path | None) -> None:
        """`file`: None: nothing is saved for the next start."""
        self._file = file
        self._regions: dict[Path, Region] = {}
        self._unparsed: dict[Path, object] = {}  # lines of the file, parsed when needed
        self._changed: dict[Path, Region | None] = {}  # since it was saved

    @staticmethod
    def load(file: Path) -> RegionStore:
        """What the file holds; nothing where there is none."""
        store = RegionStore(file)
        try:
            store._unparsed = _read(file)
        except OSError as error:
            _LOG.warning("regions in %s cannot be read (%s): draw or open them again", file, error)
        return store

    def get(self, path: Path) -> Region | None:
        path = path.absolute()
        if path in self._unparsed:
            said = self._unparsed.pop(path)
            try:
                self._regions[path] = from_json(said, path)
            except RegionFailure as failure:
                _LOG.warning("a saved region is lost: %s", failure)
        return self._regions.get(path)

    def paths(self) -> set[Path]:
        """Of the pictures that may have a region."""
        return {*self._unparsed, *self._regions}

    def put(self, path: Path, region: Region | None) -> None:
        path = path.absolute()
        self._unparsed.pop(path, None)
        self._regions.pop(path, None)
        if region is not None:
            self._regions[path] = region
        self._changed.pop(path, None)
        self._changed[path] = region

    def save(self) -> None:
        """Written whole or not at all; a folder that cannot be written costs the regions of the next start."""
        if self._file is None:
            return
        try:
            every = _read(self._file)
            for path, region in self._changed.items():
                every.pop(path, None)
                if region is not None:
                    every[path] = to_json(region)
            latest = list(every.items())[-MAX_PICTURES:]
            text = "".join(json.dumps([str(path), said]) + "\n" for path, said in latest)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, lambda stream: stream.write(text.encode("ascii")), force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("regions are not saved: %s", error)
        else:
            self._changed.clear()


def _read(file: Path) -> dict[Path, object]:
    """What the file says of each picture; nothing where there is none."""
    found: dict[Path, object] = {}
    try:
        lines = file.read_text("ascii", "replace").splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            path, said = json.loads(line)
            found[Path(path)] = said
        except (ValueError, TypeError, RecursionError) as error:
            _LOG.warning("a line of %s cannot be read (%s): its region is lost", file, error)
    return found
