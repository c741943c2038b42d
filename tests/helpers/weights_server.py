"""A server of weights on this machine, for the tests of the window."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from attnstudio.core.models import zoo
from helpers.local_server import LocalServer, QuietHandler, running


class WeightsServer(LocalServer):
    """Serves its body at every path. `pause_at`: bytes after which each answer waits for `go_on`."""

    def __init__(self, body: bytes) -> None:
        super().__init__(_Handler)
        self.body = body
        self.status: int | None = None  # answered to everything
        self.pause_at: int | None = None
        self.go_on = threading.Event()
        self.asked: list[tuple[str, str | None]] = []  # path and Range of each request


class _Handler(QuietHandler):
    server: WeightsServer

    def do_GET(self) -> None:  # noqa: N802
        server, requested = self.server, self.headers["Range"]
        server.asked.append((self.path, requested))
        if server.status:
            self.send_error(server.status)
            return
        start = int(requested.removeprefix("bytes=").removesuffix("-")) if requested else 0
        self.send_response(206 if requested else 200)
        if requested:
            self.send_header("Content-Range", f"bytes {start}-{len(server.body) - 1}/{len(server.body)}")
        self.send_header("Content-Length", str(len(server.body) - start))
        self.send_header("ETag", '"one"')
        self.end_headers()
        if server.pause_at is not None:
            self.wfile.write(server.body[start : server.pause_at])
            start = max(start, server.pause_at)
            server.go_on.wait(30)
        self.wfile.write(server.body[start:])


@contextmanager
def serving(body: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    """Every model of the zoo has this body as its weights, from a server of the test's own."""
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    rows = tuple(replace(row, size=len(body), checksum=digest) for row in zoo.table())
    monkeypatch.setattr(zoo, "table", lambda: rows)
    server = WeightsServer(body)
    with running(server, monkeypatch, server.go_on):
        monkeypatch.setattr(zoo, "HOST", server.host)
        yield server
