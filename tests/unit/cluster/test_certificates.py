"""The authority of a cluster and its certificates, by real TLS."""

from __future__ import annotations

import socket
import ssl
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from attnstudio.cluster import certificates
from attnstudio.cluster.certificates import Identity, Role
from attnstudio.cluster.place import ClusterFailure
from attnstudio.cluster.reach import require_reachable
from attnstudio.core.errors import ExistingFileFailure, OutputFailure


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("certificates") / "lab"
    certificates.init(found)
    return found


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("certificates") / "other"
    certificates.init(found)
    return found


def served(answer: Callable[[socket.socket], None]) -> tuple[str, threading.Thread]:
    """A server of one connection on the loopback: its address, without the protocol."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with closing(listening), listening.accept()[0] as connection:
            try:
                answer(connection)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    return f"127.0.0.1:{listening.getsockname()[1]}", thread


def scheduler(folder: Path, role: Role = "scheduler") -> tuple[str, threading.Thread]:
    """What a scheduler does first: it greets at once, if it likes the other side's certificate."""

    def answer(connection: socket.socket) -> None:
        with (
            Identity.of(folder, role).context(ssl.Purpose.CLIENT_AUTH).wrap_socket(connection, server_side=True) as one
        ):
            one.sendall(b"hello")
            one.recv(1)

    return served(answer)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_keys_are_for_their_owner_only(folder: Path) -> None:
    keys = sorted(folder.glob("*-key.pem"))
    assert [key.name for key in keys] == ["ca-key.pem", "client-key.pem", "scheduler-key.pem", "worker-key.pem"]
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_an_authority_is_not_overwritten(folder: Path) -> None:
    before = (folder / "ca.pem").read_bytes()
    with pytest.raises(OutputFailure, match="already exists") as refused:
        certificates.init(folder)
    assert not isinstance(refused.value, ExistingFileFailure), "the command line would advise --force"
    assert (folder / "ca.pem").read_bytes() == before


@pytest.mark.parametrize("role", ["client", "worker"])
def test_those_of_one_authority_trust_each_other(folder: Path, role: Role) -> None:
    address, thread = scheduler(folder)
    require_reachable(f"tls://{address}", folder, role)
    thread.join()


def test_a_machine_needs_its_own_files_only(folder: Path, tmp_path: Path) -> None:
    for name in ("ca.pem", "client.pem", "client-key.pem"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    Identity.of(tmp_path, "client")
    with pytest.raises(ClusterFailure, match=r"has no worker\.pem"):
        Identity.of(tmp_path, "worker")


def test_another_authority_is_refused_by_both_sides(folder: Path, other: Path, tmp_path: Path) -> None:
    address, thread = scheduler(other)
    with pytest.raises(ClusterFailure, match="certificate of another authority"):
        require_reachable(f"tls://{address}", folder, "client")
    thread.join()
    # One who believes the scheduler, and has a certificate of his own making.
    (tmp_path / "ca.pem").write_bytes((other / "ca.pem").read_bytes())
    for name in ("client.pem", "client-key.pem"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    address, thread = scheduler(other)
    with pytest.raises(ClusterFailure, match="refuses the certificate"):
        require_reachable(f"tls://{address}", tmp_path, "client")
    thread.join()


def test_a_client_cannot_pose_as_a_scheduler(folder: Path) -> None:
    address, thread = scheduler(folder, "client")
    with pytest.raises(ClusterFailure, match=r"unsuitable certificate purpose|unsupported certificate purpose"):
        require_reachable(f"tls://{address}", folder, "worker")
    thread.join()


def test_what_has_expired_is_named(tmp_path: Path) -> None:
    certificates.init(tmp_path, days=0)
    with pytest.raises(ClusterFailure, match=r"client\.pem was valid until 20"):
        Identity.of(tmp_path, "client")


def test_damaged_certificates_are_named(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "worker-key.pem").write_bytes(b"-----BEGIN PRIVATE KEY-----\n")
    with pytest.raises(ClusterFailure, match=r"worker\.pem cannot be used"):
        Identity.of(tmp_path, "worker")


def test_a_server_without_tls_is_named(folder: Path) -> None:
    address, thread = served(lambda connection: connection.sendall(b"220 mail.example.org ready\r\n"))
    with pytest.raises(ClusterFailure, match=r"does not speak TLS|hung up"):
        require_reachable(f"tls://{address}", folder, "client")
    thread.join()


def test_nobody_listens(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(ClusterFailure, match="cannot be reached: Connection refused"):
        require_reachable(f"tls://127.0.0.1:{port}", folder, "client")
