"""That a model has passed its self-check, kept where the process can read it, and not write it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attnstudio.core.files import state
from attnstudio.core.models import loading, self_check_store
from attnstudio.core.models.base import spec_of
from attnstudio.core.request import ModelInfo, Request


class SelfChecks:
    """Owns whose was kept last: the process describes a model once, so that it is the same object in each answer."""

    def __init__(self, weight_folders: Sequence[Path]) -> None:
        self._weight_folders = tuple(weight_folders)
        self._last: ModelInfo | None = None

    def keep(self, request: Request, info: ModelInfo) -> None:
        if info is self._last or info.check is None:
            return
        self._last = info
        spec = spec_of(request.model, request.options)
        file = loading.find_weights(spec, request.weights, self._weight_folders)
        key = self_check_store.key_of(spec, None if file is None else state(file), info.device)
        if self_check_store.load(key) is None:
            self_check_store.save(key, info.check)
