"""An HTTP server on this machine that ends with its test."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest


class LocalServer(http.server.ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server waits for its threads

    def __init__(self, handler: type[http.server.BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def host(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, *_: object) -> None:
        """The client left."""


class QuietHandler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Silent."""


S = TypeVar("S", bound=LocalServer)


@contextmanager
def running(server: S, monkeypatch: pytest.MonkeyPatch, released: threading.Event | None = None) -> Iterator[S]:
    """The server at work. `released`: what its answers may wait for; it is set at the end."""
    monkeypatch.setenv("no_proxy", "*")
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            if released is not None:
                released.set()
            server.shutdown()
            thread.join()
