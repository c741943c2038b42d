"""Pictures that links lead to, fetched into files."""

from __future__ import annotations

import errno
import http.client
import os
import re
from pathlib import Path, PurePosixPath
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit

from attnstudio.core import web
from attnstudio.core.context import RunContext
from attnstudio.core.errors import DownloadFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.images import MAX_BYTES, SUFFIXES

_BLOCK = 2**16
_LONGEST_NAME = 80  # characters


def fetch(link: str, folder: Path, ctx: RunContext, most: int = MAX_BYTES, timeout: float = web.TIMEOUT) -> Path:
    """Write what the link leads to into a new file of the folder. Whether it is a picture is seen when it is opened.

    Args:
        link: of http or https.
        ctx: receives progress in bytes (a total of 0 is unknown).
        most: bytes that are received.

    Raises:
        DownloadFailure: the server sends nothing, too much, or a page.
        OutputFailure: the file cannot be written.
    """
    host = urlsplit(link).netloc
    try:
        with web.connect(link, {"Accept": "image/*,*/*;q=0.5"}, timeout) as response:
            kind = response.headers.get_content_type()
            if kind.startswith("text/"):
                raise DownloadFailure(
                    "{link} leads to a page ({kind}), not to a picture. Save the picture, and open its file.",
                    link=link,
                    kind=kind,
                )
            content = _received(response, link, ctx, most)
    except HTTPError as error:
        error.close()
        raise DownloadFailure(
            "{host} does not send {link} ({code} {reason}).", host=host, link=link, code=error.code, reason=error.reason
        ) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DownloadFailure(
            "{link} cannot be fetched ({reason}). Check the network and the link.",
            link=link,
            reason=web.reason_of(error),
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    file = _free(folder, _name(link, kind))
    write_atomically(file, lambda stream: stream.write(content), force=False)
    return file


def _received(response: http.client.HTTPResponse, link: str, ctx: RunContext, most: int) -> bytearray:
    total, content = response.length or 0, bytearray()
    while max(total, len(content)) <= most:
        ctx.check_cancelled()
        block = response.read1(_BLOCK)
        content += block
        ctx.progress(len(content), total)
        if not block and len(content) < total:
            raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET))
        if not block:
            return content
    raise DownloadFailure("{link} has more than {most} MB: it is not fetched.", link=link, most=most // 2**20)


def _name(link: str, kind: str) -> str:
    """That of the link, as far as it can be one of a file, with the ending of a picture."""
    path = PurePosixPath(unquote(urlsplit(link).path))
    stem = re.sub(r"[^\w-]+", "_", path.stem)[:_LONGEST_NAME].strip("_") or "picture"
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        suffix = "." + kind.partition("/")[2]
    return stem + (suffix if suffix in SUFFIXES else ".png")


def _free(folder: Path, name: str) -> Path:
    """Where no file is yet."""
    file, number = folder / name, 2
    while file.exists():
        file, number = folder / f"{Path(name).stem}-{number}{Path(name).suffix}", number + 1
    return file
