"""attnstudio models check: the self-check of a model, printed."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnstudio.commands import options, user_model_options
from attnstudio.commands.engine import engine_of

if TYPE_CHECKING:
    from attnstudio.core.models.self_check_result import SelfCheck


def add_parser(actions: Any) -> None:
    check = actions.add_parser(
        "check", help="compare a model's predictions and gradients with the model as Keras loads it"
    )
    check.add_argument("id", metavar="M", help="model id, or a model file of your own")
    check.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    options.add_weights(check)
    user_model_options.add_options(check)


def run(arguments: argparse.Namespace) -> int:
    """Run the self-check again. Raises SelfCheckFailure after printing the details that help to report it."""
    from attnstudio.core.errors import SelfCheckFailure

    model = options.model_id(arguments.id)
    chosen = user_model_options.model_options(arguments, model)
    about = _about(model)
    try:
        with engine_of([model], check_anew=True) as engine:
            loaded = engine.load(model, arguments.weights, "cpu", chosen)
    except SelfCheckFailure:
        print("\n".join(f"{name}: {value}" for name, value in about.items()), file=sys.stderr)
        raise
    check = loaded.info.check
    assert check is not None  # computed above, not read from the store
    if arguments.json:
        print(json.dumps(about | _numbers(check) | {"result": str(check.notice())}))
    else:
        for name, value in (about | _numbers(check)).items():
            print(f"{name}: {value}")
        print(check.notice())
    return 0


def _about(model: str) -> dict[str, str]:
    """Versions and digests for a bug report about a failed check."""
    from importlib.metadata import version

    from attnstudio.core.models.vetting import digest

    found = {"model": model}
    if Path(model).is_file():
        found["sha256"] = digest(Path(model))
    found |= {name: version(name) for name in ("attnstudio", "keras")}
    return found | {"python": platform.python_version(), "platform": platform.platform()}


def _numbers(check: SelfCheck) -> dict[str, Any]:
    return {
        "predictions": check.predictions,
        "input_gradient": check.input_gradient,
        "layer_gradient": check.layer_gradient,
        "layer": check.layer,
        "seconds": round(check.seconds, 3),
    }
