"""Machines of a small network, made of network namespaces: each has a cable that can be pulled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence

import pytest


class Network:
    """Used in a `with`. Machines have the addresses 10.77.0.1, .2 ... in their order."""

    def __init__(self, machines: Sequence[str]) -> None:
        self._prefix = f"as{uuid.uuid4().hex[:6]}"
        self._switch = f"{self._prefix}-switch"
        self.addresses = {name: f"10.77.0.{number}" for number, name in enumerate(machines, 1)}

    def __enter__(self) -> Network:
        """Skips the test where this may not be done."""
        if sys.platform != "linux" or not shutil.which("ip"):
            pytest.skip("network namespaces need Linux and the command ip")
        try:
            self._ip("netns", "add", self._switch)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces are not allowed here: {error.stderr.strip()}")
        try:
            self._ip("-n", self._switch, "link", "add", "bridge", "type", "bridge")
            self._ip("-n", self._switch, "link", "set", "bridge", "up")
            for name, address in self.addresses.items():
                self._plug(self._namespace(name), name, address)
        except subprocess.CalledProcessError as error:
            self.__exit__()
            pytest.skip(f"virtual networks are not allowed here: {error.stderr.strip()}")
        return self

    def __exit__(self, *_: object) -> None:
        for namespace in (*map(self._namespace, self.addresses), self._switch):
            subprocess.run(["ip", "netns", "del", namespace], capture_output=True, check=False)

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], hidden: Sequence[str] = ()
    ) -> subprocess.Popen[str]:
        """Run a command on a machine. `hidden`: folders that it does not have."""
        script = "".join(f'mount -t tmpfs none "{folder}" && ' for folder in hidden) + 'exec "$@"'
        return subprocess.Popen(
            ["ip", "netns", "exec", self._namespace(name), "sh", "-c", script, "sh", *command],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pull(self, name: str) -> None:
        """Its cable: nothing gets through, and nobody is told."""
        self._ip("-n", self._switch, "link", "set", f"to-{name}", "down")

    def plug_in(self, name: str) -> None:
        self._ip("-n", self._switch, "link", "set", f"to-{name}", "up")

    def _namespace(self, name: str) -> str:
        return f"{self._prefix}-{name}"

    def _plug(self, namespace: str, name: str, address: str) -> None:
        self._ip("netns", "add", namespace)
        self._ip("-n", namespace, "link", "set", "lo", "up")
        self._ip("-n", self._switch, "link", "add", f"to-{name}", "type", "veth", "peer", "cable", "netns", namespace)
        self._ip("-n", self._switch, "link", "set", f"to-{name}", "master", "bridge", "up")
        self._ip("-n", namespace, "addr", "add", f"{address}/24", "dev", "cable")
        self._ip("-n", namespace, "link", "set", "cable", "up")

    @staticmethod
    def _ip(*words: str) -> None:
        subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
