"""What a model file could try, tried by a process that has given up its rights."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import helpers
import pytest

from attnstudio.engine_process.confine import NETWORK, PROGRAMS, READING, WRITING

ATTEMPTS = {
    "connect": (NETWORK, "socket.create_connection(('127.0.0.1', {port}), 2)"),
    "udp": (NETWORK, "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))"),
    "unix socket": (NETWORK, "socket.socket(socket.AF_UNIX).connect('{folder}/nobody')"),
    "program": (PROGRAMS, "subprocess.run(['true'])"),
    "shell": (PROGRAMS, "0 / (os.system('true') == 0)"),
    "fork": (PROGRAMS, "os.fork()"),
    "exec": (PROGRAMS, "os.execv('/bin/true', ['true'])"),
    "signal to the parent": (PROGRAMS, "os.kill(os.getppid(), 0)"),
    "trace": (PROGRAMS, "0 / (ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) + 1)"),
    "secret": (READING, "open('{folder}/secret').read()"),
    "passwd": (READING, "open('/etc/passwd').read()"),
    "home": (READING, "os.listdir(os.path.expanduser('~'))"),
    "link to a secret": (READING, "open('{folder}/allowed/link').read()"),
    "secret by a copy of its handle": (READING, "open('/proc/{parent}/root{folder}/secret').read()"),
    "new file": (WRITING, "open('{folder}/new', 'w').write('x')"),
    "temporary file": (WRITING, "tempfile.TemporaryFile(dir='/tmp').write(b'x' * 100000)"),
    "file that may be read": (WRITING, "open('{folder}/allowed/model', 'r+').write('x')"),
    "remove": (WRITING, "os.remove('{folder}/allowed/model')"),
    "rename": (WRITING, "os.rename('{folder}/allowed/model', '{folder}/allowed/other')"),
    "folder": (WRITING, "os.mkdir('{folder}/allowed/more')"),
    "link": (WRITING, "os.symlink('/etc/passwd', '{folder}/allowed/p')"),
    "truncate": (WRITING, "os.truncate('{folder}/allowed/model', 0)"),
    "rights": (PROGRAMS, "os.chmod('{folder}/allowed/model', 0o777)"),
    "dates": (PROGRAMS, "os.utime('{folder}/allowed/model', (1, 1))"),
}
PROGRAM = """
import ctypes, os, socket, subprocess, sys, tempfile
from attnstudio.engine_process.confine import confine
refused = confine([{allowed!r}])
if {kind!r} not in refused:
    print("not refused here"); sys.exit()
try:
    {attempt}
except ZeroDivisionError:  # of a call that says so with its answer
    print("refused")
except OSError as error:
    print("refused", type(error).__name__)
else:
    print("done")
"""


def probe(tmp_path: Path, kind: str, attempt: str) -> str:
    (tmp_path / "allowed").mkdir(exist_ok=True)
    (tmp_path / "allowed" / "model").write_text("weights")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "allowed" / "link").symlink_to(tmp_path / "secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = {"port": server.getsockname()[1], "folder": tmp_path, "parent": os.getpid()}
        code = PROGRAM.format(allowed=str(tmp_path / "allowed"), kind=kind, attempt=attempt.format(**words))
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=helpers.ROOT
        )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system has other means, or none")
@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_refused(name: str, tmp_path: Path) -> None:
    kind, attempt = ATTEMPTS[name]
    found = probe(tmp_path, kind, attempt)
    if found == "not refused here":
        pytest.skip("this system does not offer it")
    assert found.startswith("refused"), found
    assert (tmp_path / "allowed" / "model").read_text() == "weights"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["allowed", "secret"]


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
@pytest.mark.parametrize(
    "attempt",
    [
        "open('{folder}/allowed/model').read()",
        "__import__('threading').Thread(target=print).start()",
        "os.kill(os.getpid(), 0)",
        "open('/proc/self/status').read()",
    ],
)
def test_what_the_engine_needs_is_allowed(attempt: str, tmp_path: Path) -> None:
    assert probe(tmp_path, WRITING, attempt).endswith("done")
