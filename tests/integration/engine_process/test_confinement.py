"""What a model file could try, tried by a process that has given up its rights: the table of docs/engine-process.md."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import helpers
import pytest

from attnstudio.engine_process.confine import NETWORK, PROGRAMS, READING, WRITING

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has other means, or none")
# What is refused says so by an OSError, or, where it is a call of the C library, by -1.
ATTEMPTS = {
    "connect by TCP": (NETWORK, "socket.create_connection(('127.0.0.1', {port}), 2)"),
    "send by UDP": (NETWORK, "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))"),
    "connect to a Unix socket": (NETWORK, "socket.socket(socket.AF_UNIX).connect('{folder}/nobody')"),
    "start a program": (PROGRAMS, "subprocess.run(['true'])"),
    "start a shell": (PROGRAMS, "failed(-os.system('true'))"),
    "fork": (PROGRAMS, "os._exit(0) if os.fork() == 0 else None"),
    "exec": (PROGRAMS, "os.execv('/bin/true', ['true'])"),
    "kill the window": (PROGRAMS, "os.kill({parent}, 0)"),  # 0 asks only whether it may
    "trace the window": (PROGRAMS, "failed(ctypes.CDLL(None).ptrace(16, {parent}, 0, 0))"),
    "enter another namespace": (PROGRAMS, "failed(ctypes.CDLL(None).unshare(0x10000000))"),
    "read the memory of the window": (READING, "open('/proc/{parent}/mem', 'rb').read(1)"),
    "read the environment of the window": (READING, "open('/proc/{parent}/environ', 'rb').read()"),
    "read a key in ~/.ssh": (READING, "open('{home}/.ssh/id_ed25519').read()"),
    "list the home folder": (READING, "os.listdir('{home}')"),
    "read the list of users": (READING, "open('/etc/passwd').read()"),
    "follow a link out of a folder that may be read": (READING, "open('{folder}/allowed/link').read()"),
    "read by way of another process's root": (READING, "open('/proc/{parent}/root{folder}/secret').read()"),
    "write into memory that other programs share": (READING, "open('/dev/shm/{shared}', 'r+b')"),
    "create a file in the home folder": (WRITING, "open('{home}/new', 'w').write('x')"),
    "create a file in a folder that may be read": (WRITING, "open('{folder}/allowed/new', 'w').write('x')"),
    "write a temporary file": (WRITING, "tempfile.TemporaryFile(dir='/tmp').write(b'x' * 100000)"),
    "create shared memory of a gigabyte": (WRITING, "os.truncate(os.memfd_create('x'), 2**30)"),
    "overwrite a model": (WRITING, "open('{folder}/allowed/model', 'r+').write('x')"),
    "delete a model": (WRITING, "os.remove('{folder}/allowed/model')"),
    "rename a model": (WRITING, "os.rename('{folder}/allowed/model', '{folder}/allowed/other')"),
    "truncate a model": (WRITING, "os.truncate('{folder}/allowed/model', 0)"),
    "make a folder": (WRITING, "os.mkdir('{folder}/allowed/more')"),
    "make a link": (WRITING, "os.symlink('/etc/passwd', '{folder}/allowed/p')"),
    "change the rights of a file": (PROGRAMS, "os.chmod('{folder}/allowed/model', 0o777)"),
    "change the dates of a file": (PROGRAMS, "os.utime('{folder}/allowed/model', (1, 1))"),
}
NEEDED = {
    "a file that may be read": "open('{folder}/allowed/model').read()",
    "a thread": "threading.Thread(target=len, args=('',)).start()",
    "a signal to itself": "os.kill(os.getpid(), 0)",
    "facts about itself": "open('/proc/self/status').read()",
}
PROGRAM = """
import ctypes, json, os, socket, subprocess, sys, tempfile, threading
from attnstudio.engine_process.confine import confine

def failed(status):
    if status < 0:
        raise OSError("refused")

tempfile.tempdir = "/tmp"
refused, found = confine([{allowed!r}]), {{}}
for name, attempt in json.loads({attempts!r}).items():
    try:
        exec(attempt)
        found[name] = "done"
    except OSError as error:
        found[name] = "refused"
print(json.dumps([sorted(refused), found]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a folder that may be read, a home with a key, and a secret."""
    folder = tmp_path_factory.mktemp("place")
    (folder / "allowed").mkdir()
    (folder / "allowed" / "model").write_text("weights")
    (folder / "secret").write_text("secret")
    (folder / "allowed" / "link").symlink_to(folder / "secret")
    (folder / "home" / ".ssh").mkdir(parents=True)
    (folder / "home" / ".ssh" / "id_ed25519").write_text("key")
    return folder


@pytest.fixture(scope="module")
def outcomes(place: Path) -> tuple[frozenset[str], dict[str, str]]:
    """What the system refuses, as the process says, and what came of each attempt. All are made by one process."""
    attempts = {name: attempt for name, (_, attempt) in ATTEMPTS.items()} | NEEDED
    shared = Path("/dev/shm") / f"attnstudio-test-{os.getpid()}"
    shared.write_bytes(b"another program's")
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            words = {"port": server.getsockname()[1], "folder": place, "home": place / "home", "parent": os.getpid()}
            words |= {"shared": shared.name}
            tried = json.dumps({name: attempt.format(**words) for name, attempt in attempts.items()})
            code = PROGRAM.format(allowed=str(place / "allowed"), attempts=tried)
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=helpers.ROOT
            )
        assert done.returncode == 0, done.stderr
        assert shared.read_bytes() == b"another program's"
    finally:
        shared.unlink()
    refused, found = json.loads(done.stdout)
    return frozenset(refused), found


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_refused(name: str, outcomes: tuple[frozenset[str], dict[str, str]]) -> None:
    refused, found = outcomes
    if ATTEMPTS[name][0] not in refused:
        pytest.skip("this system does not offer it")
    assert found[name] == "refused"


def test_what_the_engine_needs_is_allowed(outcomes: tuple[frozenset[str], dict[str, str]]) -> None:
    assert {outcomes[1][name] for name in NEEDED} == {"done"}


def test_nothing_has_changed(place: Path, outcomes: tuple[frozenset[str], dict[str, str]]) -> None:
    if WRITING not in outcomes[0]:
        pytest.skip("this system does not offer it")
    assert (place / "allowed" / "model").read_text() == "weights"
    files = sorted(str(one.relative_to(place)) for one in place.rglob("*") if not one.is_dir())
    assert files == ["allowed/link", "allowed/model", "home/.ssh/id_ed25519", "secret"]


def test_the_table_in_the_docs_has_them_all() -> None:
    text = (helpers.ROOT / "docs" / "engine-process.md").read_text("utf-8")
    rows = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)
    assert [name for name in ATTEMPTS if name not in rows] == []
