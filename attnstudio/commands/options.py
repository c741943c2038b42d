"""Options that several commands share, and their defaults, which are the window's too."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attnstudio import paths
from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.explain import bind_methods
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import loading, weights
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.params import Param, Value
from attnstudio.core.request import DEFAULT_METHOD, MethodCall
from attnstudio.core.wrappers import all_params

PREFERRED_MODEL, FALLBACK_MODEL = "mobilenet_v2", "demo"


def add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="M",
        help="model id, or your own .keras or .h5 file; default: mobilenet_v2 if its weights are installed, else demo",
    )


def add_weights(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--weights", type=Path, metavar="FILE", help="weights file of the model")


def add_method_and_target(parser: argparse.ArgumentParser, default_method: str = DEFAULT_METHOD) -> None:
    """Method and target."""
    parser.add_argument(
        "--method", default=default_method, metavar="ID[,ID...]", help="methods, see `attnstudio methods`"
    )
    parser.add_argument(
        "--target",
        default="top1",
        metavar="T",
        help="top1, top2.., label, predicted, best-wrong (the strongest class that is not the label), a class index, a "
        "class name, or A-B of these",
    )


def add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="METHOD.PARAM=VALUE", help="a method's parameter")


def add_seed(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", default=0, type=at_least(0), metavar="N")


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


def catalogue() -> ModelCatalogue:
    return ModelCatalogue(weight_folders(), paths.model_folder())


def model_id(name: str | None) -> str:
    """The chosen model, or the default, which is named on stderr. Raises ChoiceFailure for an unknown one."""
    if name is not None:
        return spec_of(name).id
    found = loading.find_weights(spec_of(PREFERRED_MODEL), None, weight_folders())
    chosen = PREFERRED_MODEL if found else FALLBACK_MODEL
    if found is None and (unreadable := weights.unreadable(weight_folders())):
        print(f"attnstudio: {unreadable}", file=sys.stderr)
    print(f"attnstudio: model {chosen} (choose another with --model)", file=sys.stderr)
    return chosen


def method_calls(methods: str, settings: list[str]) -> tuple[MethodCall, ...]:
    """From `--method a,b` and `--set a.name=value`. Raises ChoiceFailure."""
    names = [name for name in methods.split(",") if name]
    if not names:
        raise ChoiceFailure("--method names no method. See: attnstudio methods.")
    params = {
        chosen.method.id: all_params(chosen.method) for chosen in bind_methods([MethodCall(name) for name in names])
    }
    return tuple(MethodCall(name, parsed) for name, parsed in _chosen("--method", "--set", params, settings).items())


def metric_calls(metrics: str, settings: list[str]) -> tuple[MetricCall, ...]:
    """From `--metric a,b` and `--set-metric a.name=value`. Raises ChoiceFailure."""
    names = [name for name in metrics.split(",") if name]
    params = {chosen.metric.id: chosen.metric.params for chosen in bind_metrics([MetricCall(name) for name in names])}
    return tuple(
        MetricCall(name, parsed) for name, parsed in _chosen("--metric", "--set-metric", params, settings).items()
    )


def attack_calls(attacks: str, settings: list[str]) -> tuple[AttackCall, ...]:
    """From `--attack a,b` and `--set a.name=value`. Raises ChoiceFailure."""
    names = [name.strip() for name in attacks.split(",") if name.strip()]
    if not names:
        raise ChoiceFailure("--attack names no attack. See: attnstudio attacks.")
    params = {chosen.attack.id: chosen.attack.params for chosen in map(bind, map(AttackCall, names))}
    return tuple(
        AttackCall(name, params=parsed) for name, parsed in _chosen("--attack", "--set", params, settings).items()
    )


def maximiser_params(maximiser: str, settings: list[str]) -> tuple[tuple[str, Value], ...]:
    """From `--maximiser a` and `--set a.name=value`. Raises ChoiceFailure."""
    from attnstudio.core.features.maximise import maximiser_of

    known = maximiser_of(maximiser)
    return _chosen("--maximiser", "--set", {known.id: known.params}, settings)[known.id]


def _chosen(
    chosen_by: str, option: str, params: Mapping[str, Sequence[Param]], settings: Sequence[str]
) -> dict[str, tuple[tuple[str, Value], ...]]:
    """The parameters that were set, by what they belong to.

    Args:
        chosen_by: the option that names what there is, for messages.
        option: the one whose settings they are.
        params: of everything that was chosen, in its order.
    """
    parsed: dict[str, dict[str, Value]] = {name: {} for name in params}
    for setting in settings:
        left, equals, text = setting.partition("=")
        whose, dot, name = left.rpartition(".")
        if not equals or not dot:
            raise ChoiceFailure("{option} expects ID.PARAM=VALUE, not {text}.", option=option, text=setting)
        if whose not in params:
            raise ChoiceFailure(
                "{option} {text}: {name} is not among those of {chosen_by} ({names}).",
                option=option,
                text=setting,
                name=whose,
                chosen_by=chosen_by,
                names=", ".join(params),
            )
        specs = {param.name: param for param in params[whose]}
        if name not in specs:
            raise ChoiceFailure(
                "{method} has no parameter {name}. Its parameters are: {names}.",
                method=whose,
                name=name,
                names=", ".join(specs) or "none",
            )
        parsed[whose][name] = specs[name].parse(text)
    return {name: tuple(sorted(values.items())) for name, values in parsed.items()}
