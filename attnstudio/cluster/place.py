"""Where long jobs run: here, on processes of this machine, or on a cluster."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.errors import ChoiceFailure, Failure

DEFAULT_PORT = 8786
_LOCAL = "local:"
_ADDRESS = re.compile(r"(tls|tcp)://(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(\d{1,5})")


class ClusterFailure(Failure):
    """A cluster that cannot be reached, or that has gone away."""


@dataclass(frozen=True)
class Place:
    """Where long jobs run.

    Attributes:
        processes: of this machine; 0: none but this one.
        address: of a scheduler, `tls://HOST:PORT`; `tcp://` only on this machine. Empty: there is none.
        certificates: the folder that `attnstudio cluster init` has made, or this machine's part of it.

    Raises:
        ChoiceFailure: it is no place, or not a safe one.
    """

    processes: int = 0
    address: str = ""
    certificates: Path | None = None

    def __post_init__(self) -> None:
        if self.address:
            require_safe(self.address, self.certificates)

    @staticmethod
    def parse(text: str, certificates: Path | None = None) -> Place:
        """Of `local:N`, or the address of a scheduler. Raises ChoiceFailure."""
        if not text.startswith(_LOCAL):
            return Place(address=text, certificates=certificates)
        number = text.removeprefix(_LOCAL)
        if not number.isdecimal() or not 1 <= int(number) <= 1024:
            raise ChoiceFailure("{text}: N of local:N is the number of processes, 1 to 1024.", text=text)
        return Place(processes=int(number))

    @property
    def is_here(self) -> bool:
        """Whether this process does the work itself."""
        return not self.processes and not self.address

    def __str__(self) -> str:
        return self.address or (f"{_LOCAL}{self.processes}" if self.processes else "")


HERE = Place()


def host_and_port(address: str) -> tuple[str, int]:
    """Raises ChoiceFailure where it is no address of a scheduler."""
    match = _ADDRESS.fullmatch(address)
    if match is None or not 0 < int(match[3]) < 65536:
        raise ChoiceFailure(
            "{address} is no address of a scheduler. It is tls://HOST:PORT, such as tls://192.168.1.10:{port}, or "
            "local:N for N processes of this machine.",
            address=address,
            port=DEFAULT_PORT,
        )
    return match[2].strip("[]"), int(match[3])


def require_safe(address: str, certificates: Path | None) -> None:
    """Raises ChoiceFailure where a connection to the address would not be encrypted, or not of both sides' identity."""
    host, _ = host_and_port(address)
    if address.startswith("tcp://"):
        if not is_loopback(host):
            raise ChoiceFailure(
                "{address} is refused: without TLS anybody on the network could run programs on this cluster, because "
                "its scheduler runs whatever it is sent. Make certificates with attnstudio cluster init, and use "
                "tls:// and --certificates.",
                address=address,
            )
        return
    if certificates is None:
        raise ChoiceFailure(
            "{address} needs --certificates DIR: the folder that attnstudio cluster init has made.", address=address
        )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine. No other name is looked up: it may mean another machine a moment later."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
