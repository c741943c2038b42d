"""Concepts of a layer: directions that its activations over many pictures are made of, where each stands, and how much
the answer depends on it.

Deep feature factorisation (Collins et al. 2018, arXiv 1806.10206), with the importance of CRAFT (Fel et al. 2023, arXiv
2211.10154). Of both papers the abstracts were read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import targets
from attnstudio.core.concepts.factorisation import coefficients, factorise, relative_error
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, DataSetFailure, Failure
from attnstudio.core.graphs import GraphSpec, Network, Run, on_grid
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.placement import Placement
from attnstudio.core.predictions import predict
from attnstudio.core.readable_inputs import readable_inputs
from attnstudio.core.request import Request, Subject
from attnstudio.core.sobol_indices import designs, total_indices
from attnstudio.core.text import Notice, tr_noop

LEAST_PICTURES, MOST_PICTURES, USUAL_COUNT, MOST_COUNT = 2, 100, 6, 32
PREDICTED = -1  # in place of a class: of each picture the one that the model says
_MOST_BYTES = 512 * 2**20  # of activations
_ROUNDS, _DESIGNS, _WEIGHED = 80, 64, 24  # of the factorisation; of the indices; pictures over which these are meant
_CLIPPED = 0.05  # share of the activations' size below 0 that is worth a notice


@dataclass(frozen=True, eq=False)
class ConceptSample:
    """Pictures whose concepts are searched for.

    Attributes:
        pixels: uint8 (pictures, height, width, 3), at the model's input size.
        inputs: float32 (pictures, height, width, channels), as the model takes them.
        unreadable: how many others cannot be read.
    """

    paths: tuple[Path, ...]
    pixels: np.ndarray
    inputs: np.ndarray
    unreadable: int = 0


@dataclass(frozen=True, eq=False)
class ConceptCall:
    """What is asked of a model.

    Attributes:
        layer: auto, last-conv or a name.
        count: of the concepts.
        class_index: whose logit says how important a concept is; PREDICTED: of each picture its own.
    """

    inputs: np.ndarray
    layer: str = "auto"
    count: int = USUAL_COUNT
    class_index: int = PREDICTED


@dataclass(frozen=True, eq=False)
class Concepts:
    """The most important one first.

    Attributes:
        basis: float32 (concepts, filters), rows of length 1.
        maps: float32 (pictures, rows, columns, concepts): how much of each concept is at each place.
        importance: float32 (concepts,): total Sobol indices, the mean over pictures; None: the model has a path past
            the layer.
        error: |A - U W| / |A|: the share of the activations that the concepts do not explain.
    """

    layer: str
    basis: np.ndarray
    maps: np.ndarray
    importance: np.ndarray | None
    error: float
    notices: tuple[Notice, ...] = ()

    def strongest(self, concept: int, count: int) -> list[tuple[int, float, float]]:
        """Pictures with most of a concept at one place: their number, and that place as shares of height and width."""
        maps = self.maps[..., concept]
        peaks = maps.reshape(len(maps), -1).max(axis=1)
        order = [int(one) for one in np.argsort(-peaks, kind="stable")[:count] if peaks[one] > 0]
        rows, columns = maps.shape[1:]
        found = []
        for number in order:
            row, column = divmod(int(maps[number].argmax()), columns)
            found.append((number, (row + 0.5) / rows, (column + 0.5) / columns))
        return found


@dataclass(frozen=True, eq=False)
class ConceptMaps:
    """Where concepts stand in one picture: float32 (concepts, rows, columns)."""

    request: Request
    source: Source
    placement: Placement
    values: np.ndarray


def concept_sample(
    model: Predictor, request: Request, pictures: Sequence[Path], ctx: RunContext, at_most: int = MOST_PICTURES
) -> ConceptSample:
    """Of many, some that are drawn at random.

    Raises:
        DataSetFailure: there are too few.
        Cancelled: the context's token was set.
    """
    count = min(at_most, len(pictures))
    numbers = np.sort(ctx.rng().permutation(len(pictures))[:count])
    paths, pixels, inputs = list[Path](), list[np.ndarray](), list[np.ndarray]()
    for number, found in readable_inputs(model, request, pictures, numbers.tolist(), ctx):
        paths.append(pictures[number])
        pixels.append(found.pixels)
        inputs.append(found.input)
    if len(inputs) < LEAST_PICTURES:
        raise DataSetFailure(
            "Concepts are searched for in pictures, at least {least}; readable ones: {count}. Open more pictures.",
            least=LEAST_PICTURES,
            count=len(inputs),
        )
    return ConceptSample(tuple(paths), np.stack(pixels), np.stack(inputs), count - len(inputs))


def find_concepts(model: LoadedModel, call: ConceptCall, ctx: RunContext) -> Iterator[float | Concepts]:
    """The share of the work that is done after each bounded step, and at last the concepts.

    Raises:
        ChoiceFailure: the model has no such layer or class, or the activations are too large.
        Cancelled: the context's token was set.
    """
    layer = _checked(model, call)
    values, prefixes = list[np.ndarray](), list[np.ndarray]()
    size = model.network.forward_batch
    for start in range(0, len(call.inputs), size):
        ctx.check_cancelled()
        some, before = model.network.run(LayerValues(layer), call.inputs[start : start + size])
        values.append(some)
        prefixes.append(before)
        yield 0.3 * min(1.0, (start + size) / len(call.inputs))
    activations, prefix = np.concatenate(values), np.concatenate(prefixes)
    negative = float(np.minimum(activations, 0).sum())
    whole = float(np.abs(activations).sum())
    positive = np.maximum(activations, 0)
    flat = positive.reshape(-1, positive.shape[-1])
    factors = factorise(flat, call.count, ctx.rng(), _ROUNDS)
    while True:
        ctx.check_cancelled()
        try:
            yield 0.3 + 0.4 * next(factors)
        except StopIteration as end:
            left, basis = end.value
            break
    found = Concepts(
        layer, basis, left.reshape(*activations.shape[:3], call.count), None, relative_error(flat, left, basis)
    )
    if whole and -negative / whole > _CLIPPED:
        found = replace(found, notices=(_clipped_notice(layer, -negative / whole),))
    try:
        indices = list[np.ndarray]()
        numbers = np.linspace(0, len(activations) - 1, min(_WEIGHED, len(activations))).round().astype(int)
        for number in numbers.tolist():
            indices.append(_indices(model, call, found, number, call.inputs[number], prefix[number], ctx))
            yield 0.7 + 0.3 * len(indices) / len(numbers)
        yield _ordered(replace(found, importance=np.mean(indices, axis=0).astype(np.float32)))
    except ChoiceFailure as failure:  # some path goes past the layer
        text = tr_noop("How important the concepts are is not known: {reason}")
        about = Notice(text, {"reason": Notice(failure.template, failure.values)}, warning=True)
        yield replace(found, notices=(*found.notices, about))


def concept_maps(model: LoadedModel, request: Request, picture: Picture, layer: str, basis: np.ndarray) -> ConceptMaps:
    """Where concepts stand in a picture.

    Raises:
        Failure: readable.
    """
    (predicted,) = predict(model, replace(request, target="top1"), [Subject(picture)])
    if isinstance(predicted, Failure):
        raise predicted
    activation = np.maximum(model.network.run(LayerValues(layer), predicted.model_input.input[None])[0][0], 0)
    if activation.shape[-1] != basis.shape[-1]:
        raise ChoiceFailure("These concepts are of another layer or model. Search for them anew.")
    found = coefficients(activation.reshape(-1, activation.shape[-1]), basis)
    values = np.ascontiguousarray(np.moveaxis(found.reshape(*activation.shape[:2], -1), -1, 0))
    return ConceptMaps(request, picture.source, predicted.placement, values)


def class_of(text: str, class_names: Sequence[str]) -> int:
    """A class by name or index; empty, top1 or predicted: PREDICTED. Raises ChoiceFailure."""
    return PREDICTED if not text or targets.is_prediction(text) else targets.class_index(text, class_names)


@dataclass(frozen=True)
class LayerValues(GraphSpec):
    """(inputs) -> the layer's output on its grid, (batch, rows, columns, filters), and the tokens before it."""

    layer: str

    def signature(self, network: Network) -> list[tuple[int | None, ...]]:
        return [network.input_shape]

    def function(self, network: Network) -> Run:
        forward, grid = network.outputs(network.tensor(self.layer)), network.grids[self.layer]

        def run(x: Any) -> list[Any]:
            (values,) = forward(x)
            return [on_grid(values, grid), values[:, : grid.prefix]]

        return run


def _checked(model: LoadedModel, call: ConceptCall) -> str:
    """The layer's name."""
    layer = model.layer(call.layer)
    if layer is None:
        raise ChoiceFailure("{model} has no layer with height and width to inspect.", model=model.info.name)
    if not 1 <= call.count <= MOST_COUNT:
        raise ChoiceFailure(
            "The number of concepts is from 1 to {most}, not {count}.", most=MOST_COUNT, count=call.count
        )
    if not PREDICTED <= call.class_index < model.network.class_count:
        raise ChoiceFailure("The model has no class {index}.", index=call.class_index)
    (one, _) = model.network.run(LayerValues(layer), call.inputs[:1])
    if one.nbytes * len(call.inputs) > _MOST_BYTES:
        raise ChoiceFailure(
            "The activations of {layer} for {count} pictures take {size} MB. Take fewer pictures, or a later layer.",
            layer=layer,
            count=len(call.inputs),
            size=one.nbytes * len(call.inputs) // 2**20,
        )
    return layer


def _indices(
    model: LoadedModel,
    call: ConceptCall,
    found: Concepts,
    number: int,
    one_input: np.ndarray,
    prefix: np.ndarray,
    ctx: RunContext,
) -> np.ndarray:
    """Total Sobol indices of the concepts for one picture: y of its activations with each concept faded."""
    index = call.class_index
    if index == PREDICTED:
        index = int(model.network.logits(one_input[None])[0].argmax())
    kept, swapped = designs(_DESIGNS, call.count, np.random.default_rng((ctx.seed, number)))
    masks = np.repeat(kept[:, None], call.count + 1, axis=1)
    for concept in range(call.count):
        masks[:, concept + 1, concept] = swapped[:, concept]
    masks, coefficients_here = masks.reshape(-1, call.count), found.maps[number]
    scores, size = list[np.ndarray](), model.network.forward_batch
    for start in range(0, len(masks), size):
        ctx.check_cancelled()
        faded = (coefficients_here[None] * masks[start : start + size, None, None]) @ found.basis
        scores.append(model.network.head_logits(faded, found.layer, prefix)[:, index])
    return total_indices(np.concatenate(scores).reshape(_DESIGNS, call.count + 1))


def _ordered(found: Concepts) -> Concepts:
    assert found.importance is not None
    order = np.argsort(-found.importance, kind="stable")
    maps = np.ascontiguousarray(found.maps[..., order])
    return replace(found, basis=found.basis[order], maps=maps, importance=found.importance[order])


def _clipped_notice(layer: str, share: float) -> Notice:
    return Notice(
        tr_noop(
            "The layer {layer} has negative values ({percent} % of their size), which the concepts leave out. Choose a "
            "layer behind a ReLU."
        ),
        {"layer": layer, "percent": round(100 * share)},
        warning=True,
    )
