"""Bounded reading, and writing of files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from attnstudio.core import temporary_files
from attnstudio.core.context import check_token
from attnstudio.core.errors import ExistingFileFailure, FullDiskFailure, GoneFailure, OutputFailure

# What the system says of a disk or a network share that is not there any more.
_GONE = (
    errno.EIO,
    errno.ENODEV,
    errno.ENXIO,
    errno.ENOTCONN,
    errno.ESTALE,
    errno.EHOSTDOWN,
    errno.EHOSTUNREACH,
    errno.ENETDOWN,
    errno.ENETUNREACH,
    errno.ETIMEDOUT,
)

FileState = tuple[Path, int, int, str]  # time of its last change in nanoseconds, size in bytes, revision


def state(path: Path) -> FileState:
    """Two states of one file differ, also where another of the same time and size has replaced it. Raises OSError."""
    found = path.stat()
    return path, found.st_mtime_ns, found.st_size, revision(found)


def revision(status: os.stat_result) -> str:
    """Tells the file from one that replaces it: no program can set these, as it can the time of the last change.
    Changed permissions or another name change it too. On Windows the first part is the time of creation: there, a file
    that is written into, and whose time is then set back, looks as it was."""
    return f"{status.st_ctime_ns}.{status.st_ino}"


class NotAFileError(OSError):
    """The path names a folder, a device or a pipe."""


class TooLargeError(OSError):
    """The file is larger than allowed."""


def read_bounded(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """Content and status of a regular file of at most `most` bytes. Never blocks on a pipe.

    Raises:
        IsADirectoryError, NotAFileError: it is no regular file.
        TooLargeError
        OSError, ValueError: it cannot be read.
    """
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise NotAFileError(path)
    if status.st_size > most:
        raise TooLargeError(path)
    # Non-blocking, in case the file has become a pipe since; at most the checked size.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as stream:
        return stream.read(status.st_size), status


def write_atomically(path: Path, write: Callable[[BinaryIO], object], *, force: bool) -> None:
    """Write a file atomically: `write` fills a temporary file, which then replaces `path`.

    Whatever stops it (an exception, Ctrl-C, a kill, a power cut), `path` is as it was before, or complete, and the next
    program that writes into its folder removes what is left of the temporary file. A device or a pipe, such as
    /dev/null, is written into: replacing it would break it for every other program.

    Args:
        path: The file. Its folder must be there.
        write: Writes the content, from the start.
        force: Replace an existing file. Otherwise it is refused, even if it appears while `write` is at work.

    Raises:
        OutputFailure: the file is there already, or cannot be written.
        Cancelled: the job of this thread was stopped.
    """
    temporary: Path | None = None
    try:
        if is_device(path):
            _write_into(path, write)
            return
        refuse_existing(path, force=force)
        temporary_files.remove_abandoned(path.parent)
        temporary, stream = temporary_files.created(path.parent)
        with stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
            check_token()
            if sys.platform == "win32":  # which renames no open file
                stream.close()
            if force:
                temporary.replace(path)
            else:
                _publish_new(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        raise output_failure(path, error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def is_device(path: Path) -> bool:
    """Whether the path leads to something that is neither a regular file nor a folder."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _write_into(path: Path, write: Callable[[BinaryIO], object]) -> None:
    with tempfile.TemporaryFile() as buffer, path.open("wb") as device:
        write(cast(BinaryIO, buffer))  # which may need to seek
        buffer.seek(0)
        shutil.copyfileobj(buffer, device)


def _publish_new(temporary: Path, path: Path) -> None:
    """Link the content to its name. Unlike a rename, a link never replaces an existing file."""
    try:
        os.link(temporary, path)
    except OSError:  # the name is taken, or this file system has no hard links
        if os.path.lexists(path):
            raise _exists(path) from None
        temporary.rename(path)  # Windows refuses here too


def _sync_folder(folder: Path) -> None:
    """Makes the name last through a power cut, where the system lets a folder be synced."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents. Raises OutputFailure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailure(
            "The folder {file} cannot be created: {reason}. Choose another folder.",
            file=folder,
            reason=error.strerror,
        ) from error


def is_folder(path: Path) -> bool:
    """False where the share that it is on has gone away."""
    try:
        return path.is_dir()
    except OSError:
        return False


def refuse_existing(path: Path, *, force: bool) -> None:
    """Check before any work. Raises ExistingFileFailure if the file exists and `force` is false."""
    if not force and os.path.lexists(path) and not is_device(path):
        raise _exists(path)


def _exists(path: Path) -> ExistingFileFailure:
    return ExistingFileFailure("{file} already exists. Choose another name or folder, or allow overwriting.", file=path)


def output_failure(path: Path, error: OSError) -> OutputFailure:
    """Why a file was not written, and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullDiskFailure("The disk is full: {file} was not written. Free some space and try again.", file=path)
    if error.errno in _GONE:
        return GoneFailure(
            "Cannot write {file} ({reason}). Is the disk or the network share of its folder connected?",
            file=path,
            reason=error.strerror,
        )
    if not is_folder(path.parent):
        return GoneFailure(
            "Cannot write {file}: there is no folder {folder}. Create it, or choose another.",
            file=path,
            folder=path.parent,
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return OutputFailure(
            "Not allowed to write {file} ({reason}). Choose another folder, or close the program that has it open.",
            file=path,
            reason=error.strerror,
        )
    return OutputFailure(
        "Cannot write {file} ({reason}). Choose another name or folder.", file=path, reason=error.strerror or error
    )
