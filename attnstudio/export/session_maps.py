"""The maps of a session: results of the engine as JSON, each model's description once, maps at their layer's own size
where they have one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core.images import Source
from attnstudio.core.methods.base import METHODS
from attnstudio.core.picture_store import renewed
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, ModelInfo, Prediction, Request, Result
from attnstudio.core.scaling import enlarge
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.session_content import is_user_model

MAX_BYTES = 40 * 2**20  # of all maps together: the newest stay
_MOST = 1000
_LONGEST_SIDE = 4096  # of a map
_WHOLE: dict[str, Any] = {
    "request": Request,
    "source": Source,
    "placement": Placement,
    "target": Target,
    "notices": tuple[Notice, ...],
    "class_warning": Notice | None,
    "seconds": float,
    "memory_bytes": int,
}


def newest(results: Sequence[Result], taken: int = 0) -> tuple[Result, ...]:
    """As many of the last ones as fit into a session beside so many bytes of other maps, in their order."""
    kept, size = list[Result](), taken
    for result in reversed(results[-_MOST:]):
        size += size_of(result)
        if size > MAX_BYTES:
            break
        kept.append(result)
    return tuple(reversed(kept))


def size_of(result: Result) -> int:
    """Bytes of its arrays in the file."""
    return sum(stored(heatmap).nbytes for heatmap in result.heatmaps) + 2 * result.prediction.logits.nbytes


def to_json(results: Sequence[Result], codec: Codec) -> dict[str, Any]:
    models = list({id(result.model): result.model for result in results}.values())
    place = {id(model): number for number, model in enumerate(models)}
    return {
        "models": [codec.encode(replace(model, id=_placed(model.id, codec))) for model in models],
        "results": [{"model": place[id(result.model)], **_encoded(result, codec)} for result in results],
    }


def from_json(content: Mapping[str, Any], codec: Codec) -> tuple[list[Result], int]:
    """The maps of the pictures that are as they were, and how many could not be read."""
    models, found, lost = content.get("models", []), list[Result](), 0
    results = content.get("results", [])
    if not isinstance(models, list) or not isinstance(results, list):
        return [], 1
    infos: dict[int, ModelInfo] = {}
    for one in results[-_MOST:]:
        try:
            number = codec.decode(int, one["model"])
            if number not in infos:
                info = codec.decode(ModelInfo, models[number])
                infos[number] = replace(info, id=_place(info.id, codec))
            result = _decoded(one, infos[number], codec)
        except (ValueError, LookupError, TypeError, RecursionError):  # of what is not as `to_json` writes it
            lost += 1
            continue
        if (source := renewed(result.source)) is not None:
            found.append(replace(result, source=source))
    return found, lost


def _placed(model: str, codec: Codec) -> str:
    """The id of a model, as the file has it."""
    return codec.placed(Path(model)) if is_user_model(model) else model


def _place(model: str, codec: Codec) -> str:
    return str(codec.place(model)) if is_user_model(model) else model


def _encoded(result: Result, codec: Codec) -> dict[str, Any]:
    prediction, names = result.prediction, result.prediction.class_names
    return {
        **{name: codec.encode(getattr(result, name)) for name in _WHOLE},
        "request": encoded_request(result.request, codec),
        "prediction": codec.encode(replace(prediction, class_names=() if names == result.model.class_names else names)),
        "heatmaps": [encoded_map(heatmap, codec) for heatmap in result.heatmaps],
    }


def encoded_request(request: Request, codec: Codec) -> Any:
    return codec.encode(replace(request, model=_placed(request.model, codec)))


def decoded_request(request: Request, codec: Codec) -> Request:
    """With the whole path of a user's own model."""
    return replace(request, model=_place(request.model, codec))


def encoded_map(heatmap: Heatmap, codec: Codec) -> dict[str, Any]:
    encoded: dict[str, Any] = codec.encode(replace(heatmap, values=stored(heatmap), small=None))
    return encoded | {"is_small": heatmap.small is not None}


def stored(heatmap: Heatmap) -> np.ndarray:
    return heatmap.values if heatmap.small is None else heatmap.small


def _decoded(one: Mapping[str, Any], model: ModelInfo, codec: Codec) -> Result:
    values = {name: codec.decode(kind, one[name]) for name, kind in _WHOLE.items()}
    prediction = codec.decode(Prediction, one["prediction"])
    prediction = replace(prediction, class_names=prediction.class_names or model.class_names)
    placement, request = values["placement"], values["request"]
    values["request"] = request = decoded_request(request, codec)
    _check(prediction, values["target"], placement)
    heatmaps = tuple(decoded_map(each, placement, codec) for each in one["heatmaps"])
    if not {heatmap.method for heatmap in heatmaps} <= {call.id for call in request.methods} & set(METHODS.discover()):
        raise CodecError("a map of a method that is unknown, or was not asked for")
    return Result(model=model, prediction=prediction, heatmaps=heatmaps, **values)


def decoded_map(one: Mapping[str, Any], placement: Placement, codec: Codec) -> Heatmap:
    heatmap = codec.decode(Heatmap, one)
    width, height = placement.input_size
    stored, is_small = heatmap.values, codec.decode(bool, one["is_small"])
    holds = stored.ndim == 2 and stored.dtype == np.float32 and stored.size > 0 and np.isfinite(stored).all()
    if not holds or max(stored.shape) > _LONGEST_SIDE or not heatmap.raw_min <= heatmap.raw_max:
        raise CodecError("no map")
    if is_small:
        values = np.clip(enlarge(stored, height, width), 0, 1)
        values.setflags(write=False)
        return replace(heatmap, values=values, small=stored)
    if stored.shape != (height, width) or stored.min() < 0 or stored.max() > 1:
        raise CodecError("a map of another size or range")
    return replace(heatmap, small=None)


def _check(prediction: Prediction, target: Target, placement: Placement) -> None:
    """That what belongs together fits together."""
    count = len(prediction.class_names)
    numbers = (prediction.logits, prediction.probabilities)
    if any(one.shape != (count,) or one.dtype != np.float64 or not np.isfinite(one).all() for one in numbers):
        raise CodecError("no prediction")
    if not all(0 <= index < count for index in (target.index, target.minus or 0)):
        raise CodecError("a class that the model does not have")
    check_placement(placement)


def check_placement(placement: Placement) -> None:
    """That it is one, of a map that is not too large."""
    left, top, right, bottom = placement.box
    sides = (*placement.picture_size, *placement.input_size)
    if not (left < right and top < bottom and all(0 < side < 2**20 for side in sides)):
        raise CodecError("no place in a picture")
    if max(placement.input_size) > _LONGEST_SIDE:
        raise CodecError("an input that is too large")
