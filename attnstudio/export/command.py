"""The command line that repeats an evaluation."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attnstudio.core.evaluation.evaluation import ANNOTATED, Evaluation
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.evaluation.summary import CONTROLS
from attnstudio.core.explain import bind_methods
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.params import Param, Value
from attnstudio.core.request import Request
from attnstudio.core.wrappers import all_params


def evaluate_command(evaluation: Evaluation) -> str:
    """For a shell, without what equals the defaults. The controls are left out: `evaluate` adds them by itself."""
    words = ["attnstudio", "evaluate", *_pictures(evaluation), *of_request(evaluation.request, _target(evaluation))]
    words += ["--metric", ",".join(call.id for call in evaluation.metrics)] if evaluation.metrics else []
    for one in bind_metrics(evaluation.metrics):
        words += settings("--set-metric", one.metric.id, one.metric.params, one.params)
    words += set_options({"--boxes": evaluation.regions})
    words += ["--count-difficult"] if evaluation.regions is not None and evaluation.with_difficult else []
    return shlex.join([*words, "--output", "evaluation"])


def _pictures(evaluation: Evaluation) -> list[str]:
    if evaluation.scenes is not None:
        return ["--truth", evaluation.truth, "--scenes", str(evaluation.scenes)]
    return pictures([*(one.case.picture.path for one in evaluation.pictures), *evaluation.failures])


def pictures(paths: Iterable[Path]) -> list[str]:
    return [f"./{path}" if str(path).startswith("-") else str(path) for path in paths]  # no option


def of_request(request: Request, target: str) -> list[str]:
    chosen = {one.method.id: one for one in bind_methods(request.methods)}
    chosen_values = {name: settings("--set", name, all_params(one.method), one.params) for name, one in chosen.items()}
    methods = [name for name in chosen if name not in CONTROLS or chosen_values[name]] or list(chosen)
    plain = Request(request.image, request.model)
    differing = {
        f"--{name}": getattr(request, name)
        for name in ("layer", "resize", "interpolation", "levels", "device", "seed")
        if getattr(request, name) != getattr(plain, name)
    }
    words = ["--model", request.model, *set_options({"--weights": request.weights}), *_of_model(request.options)]
    words += ["--method", ",".join(methods)] if methods else []
    words += [word for name in methods for word in chosen_values[name]]
    return [*words, *(set_options({"--target": target}) if target != plain.target else []), *set_options(differing)]


def _of_model(options: ModelOptions) -> list[str]:
    size = options.input_size
    return set_options(
        {
            "--labels": options.labels,
            "--preprocessing": options.preprocessing or None,
            "--model-output": options.output or None,
            "--output-kind": options.output_kind or None,
            "--input-size": f"{size[0]}x{size[1]}" if size else None,
        }
    )


def _target(evaluation: Evaluation) -> str:
    """The value of --target: one for all pictures, or that of each annotation."""
    own = {one.case.target for one in evaluation.pictures} - {"", evaluation.request.target}
    return ANNOTATED if own and evaluation.regions is not None else evaluation.request.target


def settings(option: str, name: str, params: Sequence[Param], values: Mapping[str, Value]) -> list[str]:
    """The parameters that differ from their defaults."""
    changed = (param.name for param in params if values[param.name] != param.default)
    return [word for param in changed for word in (option, f"{name}.{param}={_written(values[param])}")]


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def set_options(options: Mapping[str, object]) -> list[str]:
    present = [(option, str(value)) for option, value in options.items() if value is not None]
    # What begins with a hyphen would be taken for an option.
    return [word for one in present for word in (["=".join(one)] if one[1].startswith("-") else one)]
