"""See what an image classifier looks at. In a notebook:

    maps = attnstudio.explain(model, images, methods=["saliency", "gradcam"])

`attnstudio.explain`, `attnstudio.predict`, `attnstudio.evaluate` and `attnstudio.attack` import TensorFlow when they
are first called; this module imports nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attnstudio.core.errors import Failure
    from attnstudio.notebook.attack import attack
    from attnstudio.notebook.attacked import Attacked
    from attnstudio.notebook.evaluate import evaluate
    from attnstudio.notebook.explain import explain
    from attnstudio.notebook.maps import Maps
    from attnstudio.notebook.notice import Notice
    from attnstudio.notebook.predict import predict
    from attnstudio.notebook.predictions import Predictions
    from attnstudio.notebook.scores import Scores
    from attnstudio.runs.run import Run, open_run

__all__ = [
    "Attacked",
    "Failure",
    "Maps",
    "Notice",
    "Predictions",
    "Run",
    "Scores",
    "attack",
    "evaluate",
    "explain",
    "open_run",
    "predict",
]

_HOMES = {
    "Attacked": "notebook.attacked",
    "Failure": "core.errors",
    "Maps": "notebook.maps",
    "Notice": "notebook.notice",
    "Predictions": "notebook.predictions",
    "Run": "runs.run",
    "Scores": "notebook.scores",
    "attack": "notebook.attack",
    "evaluate": "notebook.evaluate",
    "explain": "notebook.explain",
    "open_run": "runs.run",
    "predict": "notebook.predict",
}


def __getattr__(name: str) -> Any:
    """The notebook interface, imported on first use."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
