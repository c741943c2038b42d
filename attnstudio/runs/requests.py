"""What decides what a run writes, as its journal keeps it: without what changes only how fast it goes.

Each raises ChoiceFailure and ModelFailure.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from attnstudio.core import targets
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.labelled_pictures import LabelledPictures
from attnstudio.runs.outputs import Outputs


def of_explain(
    request: Request, outputs: Outputs, engine: EngineInterface, shard: tuple[int, int] | None = None
) -> dict[str, object]:
    found: dict[str, object] = {
        **_of_maps("explain", request, engine),
        "overlay": outputs.overlay,
        "maps": outputs.maps,
        "maps_in": outputs.maps_in,
    }
    if outputs.overlay != "none":
        found |= {"colormap": outputs.colormap, "opacity": outputs.opacity}
    return found if shard is None else found | {"shard": "{}/{}".format(*shard)}


def of_predict(request: Request, engine: EngineInterface) -> dict[str, object]:
    return _of_model("predict", request, engine) | _of_inputs(request)


def of_evaluate(request: Request, metrics: Sequence[MetricCall], engine: EngineInterface) -> dict[str, object]:
    return _of_maps("evaluate", request, engine) | {"metrics": {call.id: dict(call.params) for call in metrics}}


def of_attack(
    plan: Plan, engine: EngineInterface, shard: tuple[int, int] | None = None, regions: Path | None = None
) -> dict[str, object]:
    first, *others = plan.requests
    attacks = {
        call.id: {
            "eps": list(call.eps),
            "norm": call.norm,
            "target": call.target,
            "params": dict(call.params),
            "jpeg": call.jpeg,
        }
        for call in plan.attacks
    }
    found: dict[str, object] = {
        **_of_model("attack", first, engine),
        "attacks": attacks,
        "transfer": {one.model: engine.checksum(one.model, one.weights, one.options) for one in others},
        "defences": list(map(str, plan.defences)),
        "methods": {call.id: dict(call.params) for call in first.methods},
        "layer": first.layer,
        **_of_inputs(first),
        "seed": first.seed,
        "pictures": "png" if plan.keep_pictures else "none",
    }
    if plan.finds_smallest:
        found["smallest_eps"] = True
    if regions is not None:
        found["regions"] = str(regions)
    return found if shard is None else found | {"shard": "{}/{}".format(*shard)}


def asked_of(rows: LabelledPictures, request: Request) -> Sequence[str] | None:
    """What is explained of each picture, where that differs from picture to picture."""
    if rows.own_targets is None and not targets.depends_on_label(request.target):
        return None
    return [f"{rows.target(number)}|{label}" for number, label in enumerate(rows.labels)]


def _of_maps(command: str, request: Request, engine: EngineInterface) -> dict[str, object]:
    return {
        **_of_model(command, request, engine),
        "methods": {call.id: dict(call.params) for call in request.methods},
        "target": request.target,
        "layer": request.layer,
        **_of_inputs(request),
        "seed": request.seed,
    }


def _of_model(command: str, request: Request, engine: EngineInterface) -> dict[str, object]:
    weights = engine.checksum(request.model, request.weights, request.options)
    return {"command": command, "model": request.model, "weights": weights}


def _of_inputs(request: Request) -> dict[str, object]:
    return {"resize": request.resize, "interpolation": request.interpolation, "levels": request.levels}


def versions() -> dict[str, str]:
    """For people who wonder why two runs differ."""
    found = {"python": platform.python_version()}
    for name in ("attnstudio", "tensorflow", "tensorflow-cpu", "keras", "numpy", "Pillow"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
