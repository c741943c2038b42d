"""Self-checks that were passed: each model is checked once, and again when its file or a library changes."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from attnstudio import paths
from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import FileState, write_atomically
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.self_check_result import SelfCheck

_LOG = logging.getLogger(__name__)
_PASSED: dict[str, SelfCheck] = {}  # in this process, by key


def key_of(spec: ModelSpec, weights: FileState | None, processor: str) -> str:
    """Key of a check: model, weights, processor and versions. `weights`: None if the spec's version includes them."""
    return sha256(repr((spec.id, spec.version, weights, processor, _versions())).encode()).hexdigest()


def load(key: str) -> SelfCheck | None:
    """The check that was passed under this key; None: there was none."""
    if key not in _PASSED:
        try:
            _PASSED[key] = SelfCheck(**json.loads(_file(key).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
    return _PASSED[key]


def save(key: str, check: SelfCheck) -> None:
    """For the next time; a folder that cannot be written costs only that."""
    _PASSED[key] = check
    content, file = json.dumps(asdict(check)).encode(), _file(key)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, lambda stream: stream.write(content), force=True)
    except (OSError, OutputFailure) as error:
        _LOG.info("the result of a self-check is not stored: %s", error)


def _file(key: str) -> Path:
    return paths.checked_models() / f"{key}.self-check.json"


@cache
def _versions() -> tuple[str, ...]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in ("attnstudio", "keras", "tensorflow", "tensorflow-cpu"):
        try:
            found.append(version(package))
        except PackageNotFoundError:
            continue
    return tuple(found)
