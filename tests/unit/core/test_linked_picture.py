"""Pictures of the web: what is written, and what is refused, of a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.local_server import LocalServer, QuietHandler, running

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, DownloadFailure
from attnstudio.core.linked_picture import fetch


@dataclass
class Answer:
    body: bytes = b"a picture"
    kind: str = "image/png"
    status: int = 200
    length: int | None = None  # that is said; None: none is
    location: str = ""


class Server(LocalServer):
    answer = Answer()


class _Handler(QuietHandler):
    server: Server

    def do_GET(self) -> None:  # noqa: N802
        answer = self.server.answer
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        if answer.length is not None:
            self.send_header("Content-Length", str(answer.length))
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(answer.body)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with running(Server(_Handler), monkeypatch) as made:
        yield made


@pytest.mark.parametrize(
    ("link", "kind", "name"),
    [
        ("a/shark.jpg", "image/jpeg", "shark.jpg"),
        ("photo?id=7", "image/webp", "photo.webp"),
        ("", "image/png", "picture.png"),
        ("%D0%BA%D0%BE%D1%82.JPEG", "application/octet-stream", "кот.jpeg"),
        ("..%2F..%2Fetc%2Fpasswd", "image/png", "passwd.png"),
        (f"{'x' * 300}.png", "image/png", f"{'x' * 80}.png"),
    ],
    ids=["named", "by its kind", "no name", "another alphabet", "a way out", "long"],
)
def test_the_file_is_named_after_the_link(server: Server, tmp_path: Path, link: str, kind: str, name: str) -> None:
    server.answer = Answer(kind=kind)
    file = fetch(server.host + link, tmp_path, RunContext())
    assert file == tmp_path / name and file.read_bytes() == b"a picture"
    assert fetch(server.host + link, tmp_path, RunContext()) != file, "none is replaced"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(kind="text/html; charset=utf-8"), "leads to a page (text/html)"),
        (Answer(status=404), "(404 Not Found)"),
        (Answer(body=b"x" * 2000), "has more than"),
        (Answer(length=2000), "has more than"),
        (Answer(length=500), "cannot be fetched (Connection reset by peer)"),
        (Answer(status=302, location="file:///etc/passwd"), "(302"),
    ],
    ids=["a page", "gone", "endless", "said to be large", "cut off", "led to a file of this machine"],
)
def test_nothing_is_written_of_what_is_refused(server: Server, tmp_path: Path, answer: Answer, words: str) -> None:
    server.answer = answer
    with pytest.raises(DownloadFailure) as raised:
        fetch(server.host + "a.png", tmp_path, RunContext(), most=1000)
    assert words in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_nobody_answers(server: Server, tmp_path: Path) -> None:
    server.server_close()
    with pytest.raises(DownloadFailure, match="cannot be fetched"):
        fetch(server.host + "a.png", tmp_path, RunContext(), timeout=1)


def test_it_can_be_cancelled(server: Server, tmp_path: Path) -> None:
    ctx = RunContext()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        fetch(server.host + "a.png", tmp_path, ctx)
