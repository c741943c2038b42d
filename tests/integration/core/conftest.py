"""What tests of users' models share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attnstudio.core.models import keras_file, losses, scan, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.metadata import ModelMetadata


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process does, done in this one, which has TensorFlow already. The child has tests of its own."""

    def run_sandbox(path: Path, *_: object) -> ModelMetadata:
        with path.open("rb") as stream:
            scan.scan(path, stream)
            found = child.describe(keras_file.load(path, stream), losses.training_of(stream))
        return ModelMetadata.from_json(json.loads(json.dumps(found.to_json())))

    monkeypatch.setattr(vetting, "run_sandbox", run_sandbox)
