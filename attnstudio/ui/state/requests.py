"""What is chosen, as a request to the engine."""

from __future__ import annotations

from typing import Any

from attnstudio.core.request import Request
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection


def current_request(selection: Selection, models: Models) -> Request | None:
    """All that is chosen; None until a picture is shown."""
    now = selection.now
    if now.picture is None:
        return None
    inputs = dict[str, Any](now.inputs)
    return Request(
        image=now.picture.picture.path,
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
