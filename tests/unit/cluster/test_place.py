"""Places where long jobs run, and which of them are safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.cluster.place import HERE, Place, host_and_port, is_loopback
from attnstudio.core.errors import ChoiceFailure


def test_processes_of_this_machine() -> None:
    assert Place.parse("local:3") == Place(processes=3)
    assert str(Place.parse("local:3")) == "local:3"
    assert HERE.is_here and not Place.parse("local:1").is_here


@pytest.mark.parametrize("text", ["local:", "local:0", "local:-1", "local:two", "local:5000", "local:1.5"])
def test_no_number_of_processes(text: str) -> None:
    with pytest.raises(ChoiceFailure, match="number of processes"):
        Place.parse(text)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("tls://10.0.0.1:8786", ("10.0.0.1", 8786)),
        ("tls://lab-7.example.org:1", ("lab-7.example.org", 1)),
        ("tls://[fd00::1]:8786", ("fd00::1", 8786)),
        ("tcp://127.0.0.1:65535", ("127.0.0.1", 65535)),
    ],
)
def test_addresses(address: str, found: tuple[str, int]) -> None:
    assert host_and_port(address) == found


@pytest.mark.parametrize(
    "address",
    ["", "10.0.0.1:8786", "tls://10.0.0.1", "http://a:1", "tls://a:0", "tls://a:99999", "tls://a b:1", "tls://:1"],
)
def test_no_addresses(address: str) -> None:
    with pytest.raises(ChoiceFailure, match="no address of a scheduler"):
        host_and_port(address)


@pytest.mark.parametrize(
    "address", ["tcp://10.0.0.1:8786", "tcp://192.168.1.4:80", "tcp://[fd00::1]:8786", "tcp://0.0.0.0:1"]
)
def test_what_is_not_encrypted_is_refused_with_the_reason(address: str, tmp_path: Path) -> None:
    for certificates in (None, tmp_path):
        with pytest.raises(ChoiceFailure, match="scheduler runs whatever it is sent"):
            Place.parse(address, certificates)


def test_the_loopback_needs_no_encryption() -> None:
    assert Place.parse("tcp://127.0.0.1:8786").address == "tcp://127.0.0.1:8786"
    assert is_loopback("::1") and is_loopback("localhost") and not is_loopback("10.0.0.1")


def test_tls_needs_certificates(tmp_path: Path) -> None:
    with pytest.raises(ChoiceFailure, match="--certificates"):
        Place.parse("tls://10.0.0.1:8786")
    assert Place.parse("tls://10.0.0.1:8786", tmp_path).certificates == tmp_path
