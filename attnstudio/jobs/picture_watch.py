"""Notices that a picture in use was changed or removed on the disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal, Slot

from attnstudio.core.array_pictures import file_of
from attnstudio.core.images import Source
from attnstudio.core.picture_store import PictureStore

_SETTLE_MS = 100  # a program that saves a file writes to it several times
MOST = 512  # files that are watched: some systems keep every one of them open
_State = tuple[int, int] | None  # time in nanoseconds and size; None: it is not there


class PictureWatch(QObject):
    """Owns which files are in use, and as what they are known. Reports each change of them once.

    The file system's own notification is used where there is one; elsewhere a change is noticed when the store is next
    asked for the picture.
    """

    changed = Signal(object)  # Path
    vanished = Signal(object)  # Path

    _found = Signal(object)  # Path; from any thread

    def __init__(self, store: PictureStore) -> None:
        super().__init__()
        self._used: dict[str, dict[Path, Source]] = {}  # by who uses them
        self._states: dict[Path, _State] = {}
        self._suspects: set[Path] = set()
        self._system = QFileSystemWatcher(self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._check_suspects)
        self._system.fileChanged.connect(self._on_file)
        self._system.directoryChanged.connect(self._on_folder)
        self._found.connect(self._check, Qt.ConnectionType.QueuedConnection)
        store.listen(self._found.emit)

    def use(self, user: str, sources: Iterable[Source]) -> None:
        """Watch these files for a user, and no longer those that it named before.

        Args:
            user: names who uses them, such as the viewer.
        """
        self._used[user] = {source.path: source for source in sources}
        used = {path: source for those in self._used.values() for path, source in those.items()}
        known = {path: state for path, state in self._states.items() if path in used}
        self._states = {path: (source.modified_ns, source.size) for path, source in used.items()}
        self._states |= {path: state for path, state in known.items() if path not in self._used[user]}
        self._watch()
        for path, state in self._states.items():
            if _state(path) != state:
                self._suspects.add(path)
        if self._suspects:
            self._settling.start()

    def stop(self) -> None:
        """Watch nothing any more. The system's watcher ends here: not in whichever thread collects what is left."""
        self._settling.stop()
        self._states, self._used = {}, {}
        if shiboken6.isValid(self._system):
            shiboken6.delete(self._system)

    def _watch(self) -> None:
        """Let the system watch the files, and the folders of those that are not there."""
        if not shiboken6.isValid(self._system):  # it is stopped
            return
        wanted = {str(path) for path, state in list(self._states.items())[:MOST] if state is not None}
        wanted |= {str(path.parent) for path, state in self._states.items() if state is None}
        watched = {*self._system.files(), *self._system.directories()}
        if gone := watched - wanted:
            self._system.removePaths(list(gone))
        if fresh := [path for path in wanted - watched if Path(path).exists()]:
            self._system.addPaths(fresh)

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self._suspects.add(Path(name))
        self._settling.start()

    @Slot(str)
    def _on_folder(self, name: str) -> None:
        self._suspects |= {path for path, state in self._states.items() if state is None and str(path.parent) == name}
        self._settling.start()

    @Slot()
    def _check_suspects(self) -> None:
        suspects, self._suspects = self._suspects, set()
        for path in suspects:
            self._check(path)

    @Slot(object)
    def _check(self, path: Path) -> None:
        if path not in self._states:
            return
        state = _state(path)
        if state != self._states[path]:
            self._states[path] = state
            (self.vanished if state is None else self.changed).emit(path)
        self._watch()  # a file that was replaced by another is no longer watched by itself


def _state(path: Path) -> _State:
    try:
        status = file_of(path).stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size
