"""The rows of a comparison: methods, models or targets, each as a request like the one that is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from attnstudio.core.models.base import ModelSpec
from attnstudio.core.request import Request
from attnstudio.ui.compare.model import Line
from attnstudio.ui.shell.i18n import method_name
from attnstudio.ui.shell.target_text import target_text
from attnstudio.ui.state.models import Models

TOPS = tuple(f"top{rank}" for rank in range(1, 6))


def method_lines(base: Request) -> tuple[Line, ...]:
    """One for each chosen method."""
    return tuple(Line(method_name(call.id), replace(base, methods=(call,))) for call in base.methods)


def target_lines(base: Request, targets: Sequence[str], class_names: Sequence[str]) -> tuple[Line, ...]:
    """One for each target, of the first chosen method."""
    return tuple(
        Line(target_text(target, class_names), replace(base, methods=base.methods[:1], target=target))
        for target in (targets if base.methods else ())
    )


def model_lines(base: Request, model_ids: Sequence[str], models: Models) -> tuple[Line, ...]:
    """One for each model, of the first chosen method. A layer's name means nothing to another model; a class's number
    means nothing to one with other classes, for which the class of the same name is explained."""
    lines, specs = [], models.specs()
    for model_id in model_ids if base.methods else ():
        other = model_id != base.model
        named = other and base.layer not in ("auto", "last-conv")
        request = replace(
            base,
            model=model_id,
            methods=base.methods[:1],
            layer="auto" if named else base.layer,
            target=_target_for(base, specs, model_id) if other else base.target,
            options=models.options(model_id),
            version=models.version(model_id),
        )
        lines.append(Line(specs[model_id].name, request))
    return tuple(lines)


def _target_for(base: Request, specs: Mapping[str, ModelSpec], model_id: str) -> str:
    ours, theirs = specs[base.model].class_names(), specs[model_id].class_names()
    if ours == theirs or not base.target.isdigit() or int(base.target) >= len(ours):
        return base.target
    return ours[int(base.target)]
