"""Finding and downloading weights, against a real server on this machine."""

from __future__ import annotations

import base64
import errno
import hashlib
import itertools
import os
import random
import shutil
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers.local_server import LocalServer, QuietHandler, running

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, DownloadFailure, ModelFailure
from attnstudio.core.models import download, weights
from attnstudio.core.models.download import install
from attnstudio.core.models.weights import WeightsFile, find, search_folders

BODY = random.Random(1).randbytes(900_000)
OTHER = random.Random(2).randbytes(700_000)
NO_WAITS = (0.0,) * 5
NAME = "net_weights.h5"


class Site(LocalServer):
    """Serves one body at every path. The attributes say how well."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.body = BODY
        self.etag: str | None = '"one"'
        self.modified: str | None = None
        self.hashes: list[str] = []  # x-goog-hash headers
        self.sends_length = True
        self.knows_ranges = True
        self.range_offset = 0  # how far a range starts from where it was asked for
        self.status: int | None = None  # answered to everything
        self.breaks: list[int] = []  # bytes of the body that each next answer sends before it closes the connection
        self.resets = False  # close it the hard way
        self.silent_before: int | None = None  # sends nothing from this byte on; -1: no headers either
        self.released = threading.Event()  # ends the silence
        self.ranges: list[tuple[str | None, str | None]] = []  # log: Range and If-Range of each request

    @property
    def url(self) -> str:
        return f"{self.host}{NAME}"


class Handler(QuietHandler):
    server: Site

    def do_GET(self) -> None:  # noqa: N802
        site, requested = self.server, self.headers["Range"]
        site.ranges.append((requested, self.headers["If-Range"]))
        if self.path.startswith("/to:"):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to:"))
            self.end_headers()
            return
        if site.status:
            self.send_error(site.status)
            return
        if site.silent_before == -1:
            site.released.wait(30)
            return
        start = 0
        if requested and site.knows_ranges and self.headers["If-Range"] in (site.etag, site.modified):
            start = int(requested.removeprefix("bytes=").removesuffix("-")) + site.range_offset
            if start >= len(site.body):
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(site.body) - 1}/{len(site.body)}")
        else:
            self.send_response(200)
        headers = [("ETag", site.etag), ("Last-Modified", site.modified), *(("x-goog-hash", h) for h in site.hashes)]
        for name, value in headers:
            if value is not None:
                self.send_header(name, value)
        rest = site.body[start:]
        if site.sends_length:
            self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        if site.silent_before is not None:
            self.wfile.write(rest[: site.silent_before])
            site.silent_before = None
            site.released.wait(30)
            return
        self.wfile.write(rest[: site.breaks.pop(0)] if site.breaks else rest)
        if site.resets:
            site.resets = False
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    server = Site()
    with running(server, monkeypatch, server.released):
        yield server


@pytest.fixture
def closed_url(monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a port where nobody listens."""
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/{NAME}"


def sha256(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def goog(body: bytes) -> list[str]:
    """As Google's storage sends it: one header for each algorithm."""
    return ["crc32c=AAAAAA==", f"md5={base64.b64encode(hashlib.md5(body).digest()).decode()}"]


Describe = Callable[[str], WeightsFile]


def known(url: str) -> WeightsFile:
    return WeightsFile(url, NAME, len(BODY), sha256(BODY))


def unknown(url: str) -> WeightsFile:
    return WeightsFile(url, NAME, None, None)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def assert_installed(path: Path, folder: Path, body: bytes = BODY) -> None:
    assert path == folder / NAME
    assert path.read_bytes() == body
    assert names(folder) == [NAME]


def part_size(folder: Path) -> int:
    return (folder / f"{NAME}.part").stat().st_size


# Whole downloads


@pytest.mark.parametrize("describe", [known, unknown])
def test_downloads_with_progress_up_to_the_size(site: Site, tmp_path: Path, describe: Describe) -> None:
    steps: list[tuple[int, int]] = []
    folder = tmp_path / "user" / "models"
    path = install(describe(site.url), folder, RunContext(on_progress=lambda *step: steps.append(step)))
    assert_installed(path, folder)
    assert steps[-1] == (len(BODY), len(BODY))
    assert {total for _, total in steps} == {len(BODY)}
    assert all(0 < after[0] - before[0] <= weights.BLOCK for before, after in itertools.pairwise(steps))
    assert site.ranges == [(None, None)]


def test_the_total_is_0_where_unknown(site: Site, tmp_path: Path) -> None:
    site.sends_length = False
    steps: list[tuple[int, int]] = []
    path = install(unknown(site.url), tmp_path, RunContext(on_progress=lambda *step: steps.append(step)))
    assert_installed(path, tmp_path)
    assert steps[-1] == (len(BODY), 0)


def test_follows_a_redirect(site: Site, tmp_path: Path) -> None:
    url = site.url.replace(f"/{NAME}", f"/to:{site.url}")
    assert_installed(install(known(url), tmp_path, RunContext()), tmp_path)


@pytest.mark.parametrize(
    ("target", "says"),
    [("ftp://127.0.0.1/x", "unknown url type: ftp"), ("file:///etc/hostname", "Redirection to url .* is not allowed")],
)
def test_no_redirect_leads_out_of_the_web(site: Site, tmp_path: Path, target: str, says: str) -> None:
    url = site.url.replace(f"/{NAME}", f"/to:{target}")
    with pytest.raises(DownloadFailure, match=says):
        install(unknown(url), tmp_path, RunContext())
    assert names(tmp_path) == []


@pytest.mark.parametrize("describe", [known, unknown])
def test_what_is_installed_needs_no_connection(closed_url: str, tmp_path: Path, describe: Describe) -> None:
    (tmp_path / NAME).write_bytes(BODY)
    assert_installed(install(describe(closed_url), tmp_path, RunContext()), tmp_path)


@pytest.mark.parametrize("there", [BODY[:1000], OTHER, OTHER + OTHER[: len(BODY) - len(OTHER)]])
def test_what_is_installed_wrongly_is_replaced(site: Site, tmp_path: Path, there: bytes) -> None:
    (tmp_path / NAME).write_bytes(there)
    assert_installed(install(known(site.url), tmp_path, RunContext()), tmp_path)


# Broken connections


@pytest.mark.parametrize("describe", [known, unknown])
def test_continues_where_the_connection_broke(site: Site, tmp_path: Path, describe: Describe) -> None:
    site.breaks = [300_000, 200_000]
    steps: list[int] = []
    ctx = RunContext(on_progress=lambda done, _: steps.append(done))
    assert_installed(install(describe(site.url), tmp_path, ctx, waits=NO_WAITS), tmp_path)
    assert site.ranges == [(None, None), ("bytes=300000-", '"one"'), ("bytes=500000-", '"one"')]
    assert steps == sorted(set(steps))


def test_survives_a_reset(site: Site, tmp_path: Path) -> None:
    site.breaks, site.resets = [300_000], True
    assert_installed(install(known(site.url), tmp_path, RunContext(), waits=NO_WAITS), tmp_path)


def test_survives_silence(site: Site, tmp_path: Path) -> None:
    site.silent_before = 300_000
    assert_installed(install(known(site.url), tmp_path, RunContext(), waits=NO_WAITS, timeout=1.0), tmp_path)
    assert site.ranges[:2] == [(None, None), ("bytes=300000-", '"one"')]


def test_gives_up_after_five_new_tries_and_continues_later(site: Site, tmp_path: Path) -> None:
    site.breaks = [1000] * 6
    with pytest.raises(
        DownloadFailure, match="The part that was received is kept; start the download again to resume it"
    ):
        install(known(site.url), tmp_path, RunContext(), waits=NO_WAITS)
    assert len(site.ranges) == 6
    assert part_size(tmp_path) == 6000
    assert_installed(install(known(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges[6:] == [("bytes=6000-", '"one"')]


def test_waits_as_set_between_tries_and_a_cancel_ends_the_wait(site: Site, tmp_path: Path) -> None:
    waited: list[float] = []

    class Told(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            return len(waited) == 3

    site.breaks = [1000] * 9
    with pytest.raises(Cancelled):
        install(known(site.url), tmp_path, RunContext(cancelled=Told()))
    assert waited == [1.0, 2.0, 4.0]
    assert len(download.WAITS) == 5


def broken_off(site: Site, folder: Path) -> None:
    """Leaves a part of 300,000 bytes, and an empty log."""
    site.breaks = [300_000]
    with pytest.raises(DownloadFailure):
        install(unknown(site.url), folder, RunContext(), waits=())
    assert part_size(folder) == 300_000
    site.ranges.clear()


def test_starts_anew_where_the_file_has_changed(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    site.body, site.etag = OTHER, '"two"'
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path, OTHER)
    assert site.ranges == [("bytes=300000-", '"one"')]


def test_starts_anew_where_ranges_are_ignored(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    site.knows_ranges = False
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges == [("bytes=300000-", '"one"')]


def test_starts_anew_where_another_range_is_sent(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    site.range_offset = 7
    assert_installed(install(unknown(site.url), tmp_path, RunContext(), waits=NO_WAITS), tmp_path)
    assert site.ranges == [("bytes=300000-", '"one"'), (None, None)]


def test_starts_anew_where_the_part_is_too_long(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    with (tmp_path / f"{NAME}.part").open("ab") as stream:
        stream.write(BODY)
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges == [("bytes=1200000-", '"one"'), (None, None)]


@pytest.mark.parametrize("notes", [None, "{", "[]", '{"url": "http://elsewhere/", "validator": "1"}'])
def test_starts_anew_where_nothing_is_known_of_the_part(site: Site, tmp_path: Path, notes: str | None) -> None:
    broken_off(site, tmp_path)
    (tmp_path / f"{NAME}.part.json").unlink()
    if notes:
        (tmp_path / f"{NAME}.part.json").write_text(notes, "utf-8")
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges == [(None, None)]


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_continues_by_date_where_there_is_no_strong_etag(site: Site, tmp_path: Path, etag: str | None) -> None:
    site.etag, site.modified = etag, "Mon, 01 Jan 2024 00:00:00 GMT"
    broken_off(site, tmp_path)
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges == [("bytes=300000-", site.modified)]


def test_a_complete_part_needs_no_connection(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    (tmp_path / f"{NAME}.part").write_bytes(BODY)
    site.status = 500
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges == []


def test_a_cancel_keeps_the_part_and_a_second_call_finishes(site: Site, tmp_path: Path) -> None:
    cancelled = threading.Event()

    def progress(done: int, _: int) -> None:
        if done >= 300_000:
            cancelled.set()

    with pytest.raises(Cancelled):
        install(known(site.url), tmp_path, RunContext(on_progress=progress, cancelled=cancelled))
    kept = part_size(tmp_path)
    assert 300_000 <= kept <= 300_000 + weights.BLOCK
    assert_installed(install(known(site.url), tmp_path, RunContext()), tmp_path)
    assert site.ranges[1:] == [(f"bytes={kept}-", '"one"')]


# Wrong content


def test_a_wrong_checksum_removes_what_was_received(site: Site, tmp_path: Path) -> None:
    site.body = OTHER + OTHER[: len(BODY) - len(OTHER)]
    with pytest.raises(DownloadFailure, match=rf"{NAME} from http://127.* is damaged: its sha256 is wrong"):
        install(known(site.url), tmp_path, RunContext())
    assert names(tmp_path) == []


def test_an_md5_is_checked(site: Site, tmp_path: Path) -> None:
    file = WeightsFile(site.url, NAME, None, f"md5:{hashlib.md5(BODY).hexdigest().upper()}")
    assert_installed(install(file, tmp_path, RunContext()), tmp_path)


def test_the_servers_checksum_is_checked(site: Site, tmp_path: Path) -> None:
    site.hashes = goog(OTHER)
    with pytest.raises(DownloadFailure, match="its md5 is wrong"):
        install(unknown(site.url), tmp_path, RunContext())
    assert names(tmp_path) == []
    site.hashes = goog(BODY)
    assert_installed(install(unknown(site.url), tmp_path, RunContext()), tmp_path)


def test_the_servers_checksum_is_remembered_over_a_break(site: Site, tmp_path: Path) -> None:
    site.hashes = [",".join(goog(OTHER))]
    broken_off(site, tmp_path)
    site.hashes = []
    with pytest.raises(DownloadFailure, match="its md5 is wrong"):
        install(unknown(site.url), tmp_path, RunContext())


def test_another_size_than_known_is_refused_and_keeps_the_part(site: Site, tmp_path: Path) -> None:
    broken_off(site, tmp_path)
    site.body, site.etag = b"<html>Please log in", None
    with pytest.raises(DownloadFailure, match="has 19 bytes instead of 900000"):
        install(known(site.url), tmp_path, RunContext())
    assert part_size(tmp_path) == 300_000


# Failures a person can read


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (404, r"no longer exists \(404 Not Found\).*Copy"),
        (403, r"refuses to send .* \(403 Forbidden\).*copy"),
        (416, r"refuses to send .* \(416 "),
        (500, r"cannot send .* now \(500 .*Try again later"),
        (503, r"cannot send .* now \(503 .*Try again later"),
    ],
)
def test_a_servers_refusal(site: Site, tmp_path: Path, status: int, says: str) -> None:
    site.status = status
    with pytest.raises(DownloadFailure, match=says) as caught:
        install(known(site.url), tmp_path, RunContext(), waits=NO_WAITS)
    assert site.url in str(caught.value)
    assert len(site.ranges) == 1
    assert names(tmp_path) == []


def test_no_network(closed_url: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailure) as caught:
        install(known(closed_url), tmp_path, RunContext(), waits=(60.0,))
    text = str(caught.value)
    assert text.startswith(f"Cannot reach {closed_url.split('/')[2]} (")
    assert text.endswith(f"Or copy {NAME} from another machine into {tmp_path}.")


def test_a_server_that_never_responds(site: Site, tmp_path: Path) -> None:
    site.silent_before = -1
    with pytest.raises(DownloadFailure, match=r"Cannot reach 127.* \(timed out\)"):
        install(known(site.url), tmp_path, RunContext(), timeout=0.1)


def test_a_file_in_place_of_the_folder(site: Site, tmp_path: Path) -> None:
    (tmp_path / "models").write_bytes(b"")
    with pytest.raises(DownloadFailure, match=r"Cannot write .*models.*permissions, or choose another model folder"):
        install(known(site.url), tmp_path / "models", RunContext())
    assert site.ranges == []


def test_too_little_space_is_reported_first(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=len(BODY) - 1))
    with pytest.raises(DownloadFailure, match="has 1 MB, and there are 0 MB left"):
        install(known(site.url), tmp_path, RunContext())
    assert site.ranges == []


def test_a_disk_that_fills_up(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DownloadFailure, match=rf"disk is full: .*{NAME} is not complete"):
        install(known(site.url), tmp_path, RunContext())
    assert not (tmp_path / NAME).exists()


# Finding


FILE = WeightsFile("https://example.org/x", NAME, None, None)


def test_finds_in_the_order_of_folders_and_names(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    assert find("net", FILE, None, [first, second, tmp_path / "missing"]) is None
    for path in (second / NAME, second / "net.weights.h5", first / NAME, first / "net.weights.h5"):
        path.write_bytes(b"x")
        assert find("net", FILE, None, [tmp_path / "missing", first, second]) == path


def test_what_the_user_names_comes_first_and_must_be_there(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"x")
    own = tmp_path / "own.h5"
    with pytest.raises(ModelFailure, match=r"There is no weights file .*own\.h5"):
        find("net", FILE, own, [tmp_path])
    own.write_bytes(b"y")
    assert find("net", FILE, own, [tmp_path]) == own


def test_search_folders() -> None:
    bundle, user = Path("bundle"), Path("user")
    home = Path.home() / ".keras" / "models"
    assert search_folders({}, bundle, user) == (bundle, user, home)
    assert search_folders({"ATTNSTUDIO_MODELS": "", "KERAS_HOME": ""}, bundle, user) == (bundle, user, home)
    environ = {"ATTNSTUDIO_MODELS": "own", "KERAS_HOME": "keras"}
    assert search_folders(environ, bundle, user) == (Path("own"), bundle, user, Path("keras", "models"))


# Folders that cannot be looked into


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "models"
    blocked.write_text("a file where a folder should be", "utf-8")
    assert find("mobilenet_v2", None, None, (blocked, tmp_path)) is None
    reported = str(weights.unreadable((tmp_path / "none", tmp_path, blocked)))
    assert reported.startswith(f"The folder of weights {blocked} cannot be read (Not a directory).")
    assert "ATTNSTUDIO_MODELS" in reported


def test_a_folder_without_permission_hides_its_files_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, open_one = tmp_path / "locked", tmp_path / "open"
    open_one.mkdir()
    (open_one / "mobilenet_v2.weights.h5").write_bytes(b"weights")
    stat = Path.stat

    def refused(path: Path, **how: bool) -> os.stat_result:
        if path.is_relative_to(locked):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **how)

    monkeypatch.setattr(Path, "stat", refused)
    assert find("mobilenet_v2", None, None, (locked, open_one)) == open_one / "mobilenet_v2.weights.h5"
    assert find("vgg16", None, None, (locked, open_one)) is None


def test_missing_weights_are_not_to_be_had_again_where_their_folder_cannot_be_read(tmp_path: Path) -> None:
    blocked = tmp_path / "models"
    blocked.write_text("a file", "utf-8")
    with pytest.raises(ModelFailure, match=rf"of MobileNetV2 were not found\. The folder of weights {blocked} cannot"):
        Engine((blocked,)).load("mobilenet_v2")


def test_no_notice_if_all_folders_can_be_read(tmp_path: Path) -> None:
    assert weights.unreadable((tmp_path, tmp_path / "none")) is None
