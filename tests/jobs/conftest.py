"""What the tests of the engine's thread share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from attnstudio.jobs.queue import JobQueue


@pytest.fixture(scope="module")
def warm_queue(qapp: QApplication) -> Iterator[JobQueue]:
    """A real queue with its thread, and the built-in model loaded: TensorFlow is imported once a file."""
    made = JobQueue(())
    made.warm_up("demo")
    yield made
    assert made.stop()
