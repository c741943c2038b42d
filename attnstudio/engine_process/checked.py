"""Whether what the engine's process answers can be an answer to what it was asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked, picture_of
from attnstudio.core.backdoors.base import ClassFinding, Finding
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.examination import ExaminationCall
from attnstudio.core.features.maximise import Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.placement import Placement
from attnstudio.core.plain import PlainError
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.engine_process.protocol import Loaded

_LARGEST_INPUT = 16_384  # pixels a side


def heatmap(found: Heatmap, placement: Placement, methods: frozenset[str]) -> None:
    """Raises PlainError, as all of these do."""
    width, height = placement.input_size
    values = found.values
    _require(found.method in methods, "a map of another method")
    _require(values.dtype == np.float32 and values.shape == (height, width), "a map of another shape")
    _require(bool(values.min() >= 0 and values.max() <= 1), "a map beyond 0 and 1")  # not so for what is not finite
    _require(bool(np.isfinite((found.raw_min, found.raw_max)).all()), "a map without a range")
    if found.small is not None:
        _require(found.small.dtype == np.float32 and found.small.ndim == 2 and found.small.size > 0, "a small map")


def placement(found: Placement, picture: Picture, info: ModelInfo | None = None) -> None:
    height, width = picture.pixels.shape[:2]
    if picture.prepared is None:
        _require(found.picture_size == (width, height), "another picture")
    _require(info is None or found.input_size == info.input_size, "another input")
    _require(all(0 < side <= _LARGEST_INPUT for side in found.input_size), "an input of no size")
    _require(bool(np.isfinite(found.box).all()), "a box without bounds")


def result(found: Result, request: Request, picture: Picture, methods: frozenset[str]) -> Result:
    """The result with its own request and picture. `methods`: those that were asked for."""
    said, classes = found.prediction, len(found.model.class_names)
    placement(found.placement, picture, found.model)
    for array in (said.logits, said.probabilities):
        _require(array.dtype == np.float64 and array.shape == (classes,), "another number of classes")
        _require(bool(np.isfinite(array).all()), "numbers that are not finite")
    _require(said.class_names == found.model.class_names, "other classes")
    _require(found.target.index in range(classes), "no class")
    _require(found.target.minus is None or found.target.minus in range(classes), "no class")
    for one in found.heatmaps:
        heatmap(one, found.placement, methods)
    _require({name for name, _ in found.left_out} <= methods, "a method that was not asked for")
    shared = replace(said, class_names=found.model.class_names)
    return replace(found, request=request, source=picture.source, prediction=shared)


def attacked(
    found: tuple[Attacked, ...], call: AttackCall, request: Request, picture: Picture, methods: frozenset[str]
) -> tuple[Attacked, ...]:
    """The outcomes with their own requests and pictures."""
    _require(len(found) > 0, "no outcome of an attack")
    return tuple(_attacked(one, call, request, picture, methods) for one in found)


def _attacked(
    found: Attacked, call: AttackCall, request: Request, picture: Picture, methods: frozenset[str]
) -> Attacked:
    said = replace(found.call, eps=call.eps)  # the usual eps comes in where none was given
    _require(said == call and found.eps > 0 and bool(np.isfinite((found.eps, found.seconds)).all()), "another attack")
    before = result(found.before, request, picture, methods)
    width, height = before.model.input_size
    for pixels in (found.original, found.adversarial):
        shapes = ((height, width, 1), (height, width, 3))
        _require(pixels.dtype == np.uint8 and pixels.shape in shapes, "no picture")
    classes = range(len(before.model.class_names))
    _require(found.label in classes and (found.target is None or found.target in classes), "no class")
    after_request = replace(request, resize="stretch", label=found.label if found.is_labelled else None)
    changed = picture_of(found.adversarial, picture.source)
    if found.success is None:  # it was left as it is
        return replace(found, call=replace(call, eps=found.call.eps), before=before, after=before)
    after = result(found.after, after_request, changed, methods)
    return replace(found, call=replace(call, eps=found.call.eps), before=before, after=after)


def picture_so_far(pixels: np.ndarray) -> None:
    _require(pixels.dtype == np.float32 and pixels.ndim == 3 and pixels.shape[2] in (1, 3), "no picture")
    _require(min(pixels.shape) > 0 and max(pixels.shape) <= _LARGEST_INPUT, "a picture of no size")
    _require(bool(pixels.min() >= 0 and pixels.max() <= 1), "a picture beyond 0 and 1")  # not so for what is not finite


def finding(found: Finding, call: ExaminationCall) -> Finding:
    sample, classes = call.sample, [one.class_index for one in found.classes]
    _require(found.check == next(iter(call.checks), None) and 0 <= found.done <= 1, "another check")
    _require((found.pictures, found.unreadable) == (len(sample), sample.unreadable), "other pictures")
    _require(len(set(classes)) == len(classes) and set(classes) <= set(call.classes), "other classes")
    known, shape = set(sample.paths), sample.inputs.shape[1:3]
    for one in found.classes:
        _class_finding(one, shape)
        _require(known.issuperset(one.pictures), "other pictures")
    return found


def _class_finding(found: ClassFinding, shape: tuple[int, ...]) -> None:
    numbers = [one for one in (found.value, found.index) if one is not None]
    _require(bool(np.isfinite(numbers).all()), "numbers that are not finite")
    if (trigger := found.trigger) is None:
        return
    mask = trigger.mask
    _require(mask.dtype == np.float32 and mask.shape == shape, "a mask of another shape")
    _require(bool(mask.min() >= 0 and mask.max() <= 1) and 0 <= trigger.success <= 1, "a mask beyond 0 and 1")
    for pixels in (trigger.pattern, trigger.example):
        _require(pixels.dtype == np.uint8 and pixels.shape == (*shape, 3), "no picture")


def maximised(found: Maximised, unit: Unit | None) -> Maximised:
    height, width = found.weight.shape[:2]
    _require(found.unit == unit and 0 < found.done <= 1, "another unit")
    _require(found.weight.dtype == np.uint8 and found.weight.ndim == 2 and found.weight.size > 0, "no weights")
    _require(found.pixels.dtype == np.uint8 and found.pixels.shape == (height, width, 3), "no picture")
    _require(bool(np.isfinite((found.before, found.value)).all()), "numbers that are not finite")
    return found


def concepts(found: Concepts | float, call: ConceptCall) -> Concepts | float:
    if isinstance(found, float):
        _require(0 <= found <= 1, "no share")
        return found
    for array, sides in ((found.basis, 2), (found.maps, 4)):
        _require(array.dtype == np.float32 and array.ndim == sides and array.size > 0, "no concepts")
        _require(bool(np.isfinite(array).all() and array.min() >= 0), "concepts that are negative")
    _require(len(found.basis) == call.count == found.maps.shape[-1], "other concepts")
    _require(len(found.maps) == len(call.inputs) and bool(np.isfinite(found.error)), "other pictures")
    if found.importance is not None:
        _require(found.importance.dtype == np.float32 and found.importance.shape == (call.count,), "no importance")
        _require(bool(np.isfinite(found.importance).all()), "numbers that are not finite")
    return found


def concept_maps(found: ConceptMaps, request: Request, picture: Picture, basis: np.ndarray) -> ConceptMaps:
    placement(found.placement, picture)
    values = found.values
    _require(values.dtype == np.float32 and values.ndim == 3 and len(values) == len(basis), "other concepts")
    _require(values.size > 0 and bool(np.isfinite(values).all() and values.min() >= 0), "no maps")
    return replace(found, request=request, source=picture.source)


def channels(found: Channels, request: Request, picture: Picture) -> Channels:
    placement(found.placement, picture)
    count = len(found.numbers)
    _require(found.numbers.dtype == np.int64 and found.numbers.shape == (count,), "channels without numbers")
    _require(found.weights.dtype == np.float32 and found.weights.shape == (count,), "channels without weights")
    _require(found.values.dtype == np.float32 and found.values.ndim == 3 and len(found.values) == count, "no channels")
    _require(count > 0 and bool(((found.numbers >= 0) & (found.numbers < found.total)).all()), "no such channels")
    return replace(found, request=request, source=picture.source)


def layer_strip(found: LayerStrip, request: Request, picture: Picture) -> LayerStrip:
    placement(found.placement, picture)
    for one in found.maps:
        heatmap(one, found.placement, frozenset(call.id for call in request.methods))
    return replace(found, request=request, source=picture.source)


def loaded(found: Loaded) -> Loaded:
    _require(found.class_count == len(found.info.class_names) and found.forward_batch > 0, "no model")
    return found


def logits(found: np.ndarray, batch: np.ndarray, classes: int) -> np.ndarray:
    _require(found.dtype == np.float32 and found.shape == (len(batch), classes), "another number of classes")
    return found


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise PlainError(otherwise)
