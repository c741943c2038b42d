"""The unit tier builds no TensorFlow graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from helpers.works import WithoutWorkers


@pytest.fixture(autouse=True)
def _no_tensorflow() -> Iterator[None]:
    """Fails a test that imports TensorFlow into this process: it belongs to the integration tier."""
    before = "tensorflow" in sys.modules
    yield
    if "tensorflow" in sys.modules and not before:
        pytest.fail("a unit test imported TensorFlow: move it to tests/integration")


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[WithoutWorkers]:
    """Every place has workers, which do nothing; the connections that were made to them."""
    monkeypatch.setattr("attnstudio.cluster.connection.Connection", WithoutWorkers)
    monkeypatch.setattr(WithoutWorkers, "made", [])
    return WithoutWorkers.made
