"""Which weights a bundle carries, and where they are found on the machine that builds it."""

from __future__ import annotations

from pathlib import Path

from attnstudio import paths
from attnstudio.core.models import weights
from attnstudio.core.models.base import spec_of

DEFAULT = ("mobilenet_v2",)


def folders() -> tuple[Path, ...]:
    """Where weights are looked for, in this order."""
    return weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())


def find(model_id: str) -> Path | None:
    """The file with a model's weights; None if no folder has it.

    Raises:
        ChoiceFailure: there is no such model.
    """
    return weights.find(model_id, spec_of(model_id).weights, None, folders())
