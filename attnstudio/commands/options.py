"""Options that several commands share, and their defaults, which are the window's too."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.explain import choose
from attnstudio.core.models import loading, weights
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.shelf import Shelf
from attnstudio.core.params import Value
from attnstudio.core.request import DEFAULT_METHOD, MethodCall
from attnstudio.core.wrappers import all_params

PREFERRED_MODEL, FALLBACK_MODEL = "mobilenet_v2", "demo"


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="M",
        help="model id or a .keras file of your own; default: mobilenet_v2 where its weights are, else demo",
    )


def add_weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weights", type=Path, metavar="FILE", help="weights file of the model")


def add_what(parser: argparse.ArgumentParser, default_method: str = DEFAULT_METHOD) -> None:
    """Method and target."""
    parser.add_argument(
        "--method", default=default_method, metavar="ID[,ID...]", help="methods, see `attnstudio methods`"
    )
    parser.add_argument(
        "--target", default="top1", metavar="T", help="top1, top2.., a class index, a class name, or A-B"
    )


def add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="METHOD.PARAM=VALUE", help="a method's parameter")


def at_least(minimum: int) -> Callable[[str], int]:
    """The type of an option that is a whole number."""

    def number(text: str) -> int:
        value = int(text)
        if value < minimum:
            raise argparse.ArgumentTypeError(f"{text} is less than {minimum}")
        return value

    return number


def weight_folders() -> tuple[Path, ...]:
    return weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())


def shelf() -> Shelf:
    return Shelf(weight_folders(), paths.model_folder())


def model_id(given: str | None) -> str:
    """The model asked for, or the default, which is named on stderr. Raises ChoiceFailure for an unknown one."""
    if given is not None:
        return spec_of(given).id
    found = loading.find_weights(spec_of(PREFERRED_MODEL), None, weight_folders())
    chosen = PREFERRED_MODEL if found else FALLBACK_MODEL
    print(f"attnstudio: model {chosen} (choose another with --model)", file=sys.stderr)
    return chosen


def method_calls(methods: str, settings: list[str]) -> tuple[MethodCall, ...]:
    """From `--method a,b` and `--set a.name=value`. Raises ChoiceFailure."""
    calls: dict[str, dict[str, Value]] = {name: {} for name in methods.split(",") if name}
    known = {chosen.method.id: chosen.method for chosen in choose([MethodCall(name) for name in calls])}
    if not calls:
        raise ChoiceFailure("--method names no method. See: attnstudio methods.")
    for setting in settings:
        left, equals, text = setting.partition("=")
        method, dot, name = left.rpartition(".")
        if not equals or not dot:
            raise ChoiceFailure("--set wants METHOD.PARAM=VALUE, not {text}.", text=setting)
        if method not in known:
            raise ChoiceFailure(
                "--set {text}: {method} is not among the methods of --method ({methods}).",
                text=setting,
                method=method,
                methods=", ".join(known),
            )
        specs = {param.name: param for param in all_params(known[method])}
        if name not in specs:
            raise ChoiceFailure(
                "{method} has no parameter {name}. Its parameters are: {names}.",
                method=method,
                name=name,
                names=", ".join(specs) or "none",
            )
        calls[method][name] = specs[name].parse(text)
    return tuple(MethodCall(name, tuple(sorted(values.items()))) for name, values in calls.items())
