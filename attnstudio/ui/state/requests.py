"""What is chosen, as a request to the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.core.request import INPUT_PARAMS, MethodCall, Request
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection


def current_request(selection: Selection, models: Models) -> Request | None:
    """What is explained of the picture that is shown; None until one is."""
    request = chosen_request(selection, models)
    return None if request is None else selection.now.facts.request(request, request.image)


def chosen_request(selection: Selection, models: Models) -> Request | None:
    """All that is chosen, with the target as it was chosen for any picture; None until a picture is shown."""
    picture = selection.now.picture
    return None if picture is None else request_for(picture.picture.path, selection, models)


def request_for(path: Path, selection: Selection, models: Models) -> Request:
    """All that is chosen, for a picture."""
    now = selection.now
    inputs = dict[str, Any](now.inputs)
    return Request(
        image=path,
        model=now.model,
        methods=now.methods,
        target=now.target,
        layer=now.layer,
        device=now.device,
        options=models.options(now.model),
        version=models.version(now.model),
        memory=now.memory * 2**20 or None,
        **inputs,
    )


def use_settings(selection: Selection, request: Request, call: MethodCall, *parts: str) -> None:
    """Choose what a map was computed with, for whatever picture is shown.

    Args:
        call: its method.
        parts: fields of the selection; none: all.
    """
    every = {
        "model": request.model,
        "target": request.target,
        "layer": request.layer,
        "methods": (call,),
        "inputs": {param.name: getattr(request, param.name) for param in INPUT_PARAMS},
    }
    selection.choose(**{name: every[name] for name in parts or every})


def prediction_request(selection: Selection, models: Models) -> Request:
    """What the predictions of pictures depend on."""
    asked = request_for(Path(), selection, models)
    return replace(asked, methods=(), target=Request.target, layer=Request.layer, seed=0, memory=None, device="auto")
