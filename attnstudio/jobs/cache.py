"""Cache of computed maps, by the content of the picture and not by its path."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from attnstudio.core.array_pictures import file_of
from attnstudio.core.images import Source
from attnstudio.core.request import Heatmap, MethodCall, Request, Result
from attnstudio.runs.stored_maps import StoredMaps

LIMIT_BYTES = 256 * 1024 * 1024
_KNOWN_FILES = 100_000
_File = tuple[Path, int, int]  # with its time and its size
_Key = tuple[str, Request]  # a digest, and a request for one method or none


@dataclass(frozen=True, eq=False)
class _Entry:
    result: Result
    heatmap: Heatmap | None  # None: a result without methods

    @property
    def size(self) -> int:
        logits = 2 * self.result.prediction.logits.nbytes
        return logits + (0 if self.heatmap is None else self.heatmap.values.nbytes)


class ResultCache:
    """Keeps the maps used last, by picture content, model, layer, target, method and parameters. Thread-safe.

    Attributes:
        stored: those of the run that is open.
    """

    def __init__(self) -> None:
        self.size = 0  # bytes
        self.stored: StoredMaps | None = None
        self._lock = threading.RLock()
        self._digests: OrderedDict[_File, str] = OrderedDict()
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def recognise(self, source: Source) -> None:
        """Remember the digest of a file; it holds while time and size of the file stay the same."""
        with self._lock:
            file = (source.path, source.modified_ns, source.size)
            self._digests[file] = source.digest
            self._digests.move_to_end(file)
            while len(self._digests) > _KNOWN_FILES:
                self._digests.popitem(last=False)

    def has(self, request: Request) -> bool:
        """Whether the maps of a request need not be computed."""
        return self.find(request) is not None or (self.stored is not None and self.stored.has(request))

    def find(self, request: Request) -> Result | None:
        """The result of a request, if every map of it is cached."""
        with self._lock:
            source = self._source(request.image)
            if source is None:
                return None
            keys = _keys(source.digest, request)
            if any(key not in self._entries for key in keys):
                return None
            for key in keys:
                self._entries.move_to_end(key)
            found = [self._entries[key] for key in keys]
            return replace(
                found[0].result,
                request=request,
                source=source,
                heatmaps=tuple(entry.heatmap for entry in found if entry.heatmap is not None),
                notices=(),  # already shown when the maps were computed; those of each map stay with it
            )

    def add(self, result: Result) -> None:
        """Add the maps of a finished request; the least recently used ones are evicted."""
        with self._lock:
            self.recognise(result.source)
            bare = replace(result, heatmaps=(), left_out=())
            left_out = {method for method, _ in result.left_out}
            calls = tuple(call for call in result.request.methods if call.id not in left_out)
            keys = _keys(result.source.digest, replace(result.request, methods=calls))
            for key, heatmap in zip(keys, result.heatmaps or (None,), strict=True):
                if key not in self._entries:
                    self._entries[key] = _Entry(bare, heatmap)
                    self.size += self._entries[key].size
            while self.size > LIMIT_BYTES:
                _, dropped = self._entries.popitem(last=False)
                self.size -= dropped.size

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self._digests.clear()
            self.size = 0

    def _source(self, path: Path) -> Source | None:
        try:
            state = file_of(path).stat()
        except OSError:
            return None
        digest = self._digests.get((path, state.st_mtime_ns, state.st_size))
        return None if digest is None else Source(path, state.st_mtime_ns, state.st_size, digest)


def _keys(digest: str, request: Request) -> list[_Key]:
    each: tuple[tuple[MethodCall, ...], ...] = tuple((call,) for call in request.methods) or ((),)
    return [(digest, replace(request, image=Path(), methods=methods)) for methods in each]
