"""The unit tier builds no TensorFlow graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_tensorflow() -> Iterator[None]:
    """Fails a test that imports TensorFlow into this process: it belongs to the integration tier."""
    before = "tensorflow" in sys.modules
    yield
    if "tensorflow" in sys.modules and not before:
        pytest.fail("a unit test imported TensorFlow: move it to tests/integration")
