"""Failures that carry more than a text, as the engine's process sends them, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from attnstudio.core.errors import DamagedFailure, Failure
from attnstudio.core.request import ModelInfo
from attnstudio.core.text import Notice
from attnstudio.core.unsupported import UnsupportedMethodFailure


@dataclass(frozen=True)
class Damaged:
    template: str
    values: Mapping[str, Any]
    file: Path
    model_id: str


@dataclass(frozen=True, eq=False)
class Unsupported:
    template: str
    info: ModelInfo
    methods: Notice


def plain_failure(failure: Failure) -> Failure | Damaged | Unsupported:
    """Those that carry more than a text."""
    if isinstance(failure, DamagedFailure):
        values = {name: value for name, value in failure.values.items() if name not in ("file", "id")}
        return Damaged(failure.template, values, failure.file, failure.model_id)
    if isinstance(failure, UnsupportedMethodFailure):
        return Unsupported(failure.template, failure.info, cast(Notice, failure.values["methods"]))
    return failure


def own_failure(failure: Failure | Damaged | Unsupported) -> Failure:
    """The other way round."""
    if isinstance(failure, Damaged):
        return DamagedFailure(failure.template, file=failure.file, model_id=failure.model_id, **failure.values)
    if isinstance(failure, Unsupported):
        return UnsupportedMethodFailure(failure.template, info=failure.info, methods=failure.methods)
    return failure
