"""Options of user models that their files do not determine."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models.base import all_specs
from attnstudio.core.models.keras_file import spec
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.output_kinds import KINDS
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.models.vetting import vet


def add_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("your own model (--model FILE.keras or FILE.h5)")
    group.add_argument("--labels", type=Path, metavar="FILE", help="class names: text, CSV or JSON")
    group.add_argument("--preprocessing", metavar="NAME", choices=list(PREPROCESSING), help=", ".join(PREPROCESSING))
    group.add_argument("--model-output", metavar="NAME", help="name of the output, if there are several")
    group.add_argument("--output-kind", metavar="KIND", choices=KINDS, help=f"what that output is: {', '.join(KINDS)}")
    group.add_argument("--input-size", type=_size, metavar="WxH", help="for a model that accepts any size")


def model_options(arguments: argparse.Namespace, model: str) -> ModelOptions:
    """The options of the call, else those last chosen in the window. Prints guesses to stderr.

    Raises:
        ChoiceFailure: the model is none of the user's own, or has no such output or size.
        ModelFailure: its file cannot be used.
    """
    chosen: dict[str, Any] = {
        "labels": arguments.labels,
        "preprocessing": arguments.preprocessing,
        "output": arguments.model_output,
        "output_kind": arguments.output_kind,
        "input_size": arguments.input_size,
    }
    chosen = {name: value for name, value in chosen.items() if value is not None}
    if model in all_specs():
        if chosen:
            raise ChoiceFailure(
                "--labels, --preprocessing, --model-output, --output-kind and --input-size are for your own .keras or "
                ".h5 file, not for {model}.",
                model=model,
            )
        return ModelOptions()
    path = Path(model)
    options = replace(UserModelStore.load(paths.user_models_file()).options(path), **chosen)
    vetted = vet(path)
    used = spec(vetted, options)
    if not options.preprocessing:
        print(
            f"attnstudio: {path.name}: --preprocessing {used.preprocessing}. {vetted.metadata.guess()[1]}",
            file=sys.stderr,
        )
    output = vetted.metadata.output(options.output)
    if not options.output_kind and output.notice not in used.notices:  # those are printed with the first result
        print(f"attnstudio: {path.name}: --output-kind {output.meaning.kind}. {output.notice}", file=sys.stderr)
    return options


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"{text} is not WIDTHxHEIGHT, such as 224x224")
    return int(width), int(height)
