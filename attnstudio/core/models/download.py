"""Downloads of weights files: resumed where they stopped, and checked."""

from __future__ import annotations

import base64
import errno
import http.client
import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlsplit

from attnstudio.core import web
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, DownloadFailure
from attnstudio.core.models.weights import BLOCK, WeightsFile, has_checksum, is_intact

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)  # seconds, before each new try after a broken connection


def install(
    file: WeightsFile, folder: Path, ctx: RunContext, *, waits: Sequence[float] = WAITS, timeout: float = web.TIMEOUT
) -> Path:
    """Download a file into the folder unless it exists. An interrupted download is resumed.

    Args:
        ctx: receives progress in bytes (a total of 0 is unknown); checked for cancellation.
        waits: seconds to wait before each new try after the connection broke.
        timeout: seconds of silence after which a connection counts as broken.

    Raises:
        DownloadFailure: it was not received completely, or its checksum is wrong.
        Cancelled: the received part stays for the next try.
    """
    target = folder / file.file_name
    try:
        if is_intact(target, file, ctx):
            return target
        folder.mkdir(parents=True, exist_ok=True)
        download = _Download(file, folder, ctx, timeout)
        download.run(waits)
        download.part.replace(target)
        download.forget()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadFailure(
                "The disk is full: {file} is not complete. Free some space and start the download again to resume it.",
                file=target,
            ) from error
        raise DownloadFailure(
            "Cannot write {file} ({reason}). Check the folder's permissions, or choose another model folder.",
            file=target,
            reason=error.strerror or error,
        ) from error
    return target


class _BrokenError(Exception):
    """The connection broke. The argument says why."""


@dataclass(frozen=True)
class _Notes:
    """Metadata of a partial download, from the response headers."""

    url: str
    validator: str | None = None  # the ETag or the date of the version that the part belongs to
    total: int | None = None
    checksum: str | None = None


class _Download:
    """The part of a file received so far, and the connections that complete it."""

    def __init__(self, file: WeightsFile, folder: Path, ctx: RunContext, timeout: float) -> None:
        self.part, self._notes_file = file.part(folder), file.notes(folder)
        self._file, self._ctx, self._timeout = file, ctx, timeout
        self._reached = False  # no new try with a server that never responded
        host = urlsplit(file.url).netloc
        self._place = dict[str, object](url=file.url, host=host, file_name=file.file_name, folder=folder)

    def run(self, waits: Sequence[float]) -> None:
        """Completes the part and checks it, over as many connections as `waits` allows."""
        self._check_space()
        for wait in (*waits, None):
            try:
                return self._verify(self._receive())
            except _BrokenError as broken:
                values = {**self._place, "reason": broken}
                if not self._reached:
                    raise DownloadFailure(
                        "Cannot reach {host} ({reason}). Check the network and try again. "
                        "Or copy {file_name} from another machine into {folder}.",
                        **values,
                    ) from broken
                if wait is None:
                    raise DownloadFailure(
                        "The connection to {host} broke ({reason}) before {file_name} was complete. The part that "
                        "was received is kept; start the download again to resume it.",
                        **values,
                    ) from broken
                if self._ctx.cancelled.wait(wait):
                    raise Cancelled from None

    def forget(self) -> None:
        """Removes the part and the notes."""
        self.part.unlink(missing_ok=True)
        self._notes_file.unlink(missing_ok=True)

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.part.parent).free
        if self._file.size is not None and free < self._file.size - self._received():
            raise DownloadFailure(
                "{file_name} has {size} MB, and there are {free} MB left on the disk of {folder}. "
                "Free some space, or choose another model folder.",
                size=self._file.size // 10**6 + 1,
                free=free // 10**6,
                **self._place,
            )

    def _received(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _notes(self) -> _Notes:
        try:
            notes = _Notes(**json.loads(self._notes_file.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return _Notes(self._file.url)
        return notes if notes.url == self._file.url else _Notes(self._file.url)

    def _receive(self) -> _Notes:
        """Over one connection, the rest of the file, or all of it where the server has another version by now."""
        notes, done = self._notes(), self._received()
        if done and done == notes.total:
            return notes
        resume = {"Range": f"bytes={done}-", "If-Range": notes.validator} if done and notes.validator else {}
        try:
            response = self._connect(resume)
        except HTTPError as error:
            with error:
                if error.code != 416 or not resume:
                    raise self._refusal(error) from None
            self.forget()
            return self._receive()
        with response, self.part.open("ab") as stream:
            if response.status != 206:
                notes, done = self._described(response), 0
                stream.truncate(0)  # before the notes change, so that they always describe the part
                self._notes_file.write_text(json.dumps(asdict(notes)), "utf-8")
            elif not str(response.headers["Content-Range"]).startswith(f"bytes {done}-"):
                stream.truncate(0)
                raise _BrokenError("the server sent another range than requested")
            self._copy(response, stream, done, notes.total)
        return notes

    def _connect(self, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        try:
            response = web.connect(self._file.url, headers, self._timeout)
        except HTTPError:
            raise
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenError(web.reason_of(error)) from error
        self._reached = True
        return response

    def _described(self, response: http.client.HTTPResponse) -> _Notes:
        """What the headers of a whole file say of it."""
        etag = response.headers["ETag"]
        total = self._file.size if response.length is None else response.length
        if self._file.size not in (None, total):
            raise DownloadFailure(
                "{url} has {found} bytes instead of {size}: it is another file, or a log-in page of your network. "
                "Copy {file_name} from another machine into {folder}.",
                found=total,
                size=self._file.size,
                **self._place,
            )
        md5 = re.search(r"md5=([A-Za-z0-9+/]{22}==)", ",".join(response.headers.get_all("x-goog-hash", [])))
        return _Notes(
            self._file.url,
            etag if etag and not etag.startswith("W/") else response.headers["Last-Modified"],
            total,
            f"md5:{base64.b64decode(md5[1]).hex()}" if md5 else None,
        )

    def _copy(self, response: http.client.HTTPResponse, stream: IO[bytes], done: int, total: int | None) -> None:
        while total is None or done < total:
            self._ctx.check_cancelled()
            try:
                block = response.read1(BLOCK if total is None else min(BLOCK, total - done))
            except (OSError, http.client.HTTPException) as error:
                raise _BrokenError(web.reason_of(error)) from error
            if not block:
                break
            stream.write(block)
            done += len(block)
            self._ctx.progress(done, total or 0)
        stream.flush()
        os.fsync(stream.fileno())
        if total is not None and stream.tell() != total:
            raise _BrokenError("it was closed too early")

    def _verify(self, notes: _Notes) -> None:
        checksum = self._file.checksum or notes.checksum
        if checksum and not has_checksum(self.part, checksum, self._ctx):
            self.forget()
            raise DownloadFailure(
                "{file_name} from {url} is damaged: its {checksum} is wrong. It was removed; download it again. "
                "If that fails too, copy it from another machine into {folder}.",
                checksum=checksum.partition(":")[0],
                **self._place,
            )

    def _refusal(self, error: HTTPError) -> DownloadFailure:
        """Of a server that answered, but did not send the file."""
        values = {**self._place, "code": error.code, "reason": error.reason}
        if error.code in (404, 410):
            return DownloadFailure(
                "{url} no longer exists ({code} {reason}). Copy {file_name} from another machine into {folder}.",
                **values,
            )
        if error.code == 429 or error.code >= 500:
            return DownloadFailure("{host} cannot send {url} now ({code} {reason}). Try again later.", **values)
        return DownloadFailure(
            "{host} refuses to send {url} ({code} {reason}). Check the proxy of your network, "
            "or copy {file_name} from another machine into {folder}.",
            **values,
        )
