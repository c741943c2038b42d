"""Where two requests differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attnstudio.core.errors import ChoiceFailure


def difference(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """As `layer: auto, not relu4`."""
    names = [
        name for name in (*known, *(one for one in wanted if one not in known)) if known.get(name) != wanted.get(name)
    ]
    return "; ".join(f"{name}: {_word(known.get(name))}, not {_word(wanted.get(name))}" for name in names)


def another(folder: Path, known: Mapping[str, Any], wanted: Mapping[str, Any]) -> ChoiceFailure:
    return ChoiceFailure(
        "{folder} holds a run of another request ({difference}). Choose another folder, repeat that request, or begin "
        "anew with --force.",
        folder=folder,
        difference=difference(known, wanted),
    )


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
