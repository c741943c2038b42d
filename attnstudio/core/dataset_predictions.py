"""Predictions of many pictures at the speed of the bare forward pass: others decode ahead of it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Failure, ModelFailure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.head import unit_count
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.pipeline import Stage, thread_count
from attnstudio.core.predicted_row import PredictedRow as PredictedRow
from attnstudio.core.predicted_row import rows_of
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request

Outcome = PredictedRow | Failure
_AHEAD_BATCHES = 3  # of inputs that wait for the forward pass
_KEEP_EVERY = 512  # predictions in a transaction of the cache
_MOST_WAITING = 1024  # pictures that wait for one that must be computed


@dataclass(frozen=True, eq=False)
class _Ready:
    """A picture at the model's input size, or its logits as they are known."""

    source: Source | None
    input: np.ndarray | None = None
    logits: np.ndarray | None = None


_Labelled = tuple[_Ready | Failure, int | None]


def predict_each(
    model: LoadedModel,
    request: Request,
    pictures: Sequence[Path | Picture],
    labels: Sequence[int | None] | np.ndarray | None = None,
    ctx: RunContext = RunContext(),  # noqa: B008
    cache: PredictionCache | None = None,
    start: int = 0,
) -> Generator[tuple[int, Outcome], None, None]:
    """Predict pictures, in their order; each comes out with its number as soon as its batch is done.

    Args:
        request: how pictures become inputs; its own picture, methods and target are passed over.
        pictures: taken one by one, a few batches ahead of what comes out; of those that are decoded already nothing is
            kept.
        labels: of each picture, an index of the model's classes; None or a negative one: it has none.
        ctx: its progress is counted in pictures.
        cache: what is found in it is not computed again, and what is computed is kept there.
        start: number of the first one.

    Raises:
        ModelFailure: the model is no classifier.
        Cancelled: the context's token was set; what came out before is right.
    """
    refuse_regression(model)
    total = len(pictures)
    known = _Known(cache, cache_key(model, request), model.network.class_count)
    batch = model.network.forward_batch
    try:
        with Stage[_Labelled]("decoding", thread_count(), _AHEAD_BATCHES * batch) as decoding:
            waiting: list[tuple[int, _Ready | Failure, int | None]] = []
            computing, done = 0, start
            prepared = _prepared(decoding, model, request, _labelled(pictures, labels, start), known, ctx)
            for number, (ready, label) in enumerate(prepared, start):
                waiting.append((number, ready, label))
                computing += isinstance(ready, _Ready) and ready.input is not None
                if computing == batch or not computing or len(waiting) >= _MOST_WAITING:
                    ctx.check_cancelled()
                    for outcome in _outcomes(model, waiting, known):
                        done += 1
                        yield outcome
                    waiting, computing = [], 0
                    ctx.progress(done, total)
            ctx.check_cancelled()
            yield from _outcomes(model, waiting, known)
            ctx.progress(done + len(waiting), total)
    finally:
        known.flush()


def refuse_regression(model: LoadedModel) -> None:
    """Raises ModelFailure where a model's numbers are no probabilities of classes."""
    if model.network.head == "regression":
        raise ModelFailure(
            "{model} is a regression: its outputs are numbers, not classes, so no prediction is right or wrong. Choose "
            "a classifier, or change the kind of its output if it is one.",
            model=model.info.name,
        )


def cache_key(model: LoadedModel, request: Request) -> str:
    """Tells apart whatever makes other logits of the same picture; empty: they are not worth keeping."""
    if not model.identity:
        return ""
    return repr((model.identity, request.resize, request.interpolation, request.levels))


class _Known:
    """What the cache knows for one model, and what it is to learn: owns the predictions that are not kept yet."""

    def __init__(self, cache: PredictionCache | None, key: str, classes: int) -> None:
        self._cache, self._key, self._classes = (cache if key else None), key, classes
        self._fresh: list[tuple[Source, np.ndarray]] = []
        self._used: list[str] = []

    def of_file(self, picture: Path | Picture) -> np.ndarray | None:
        """Without reading the picture, where its file is as it was."""
        if self._cache is None or isinstance(picture, Picture) or (digest := self._cache.digest(picture)) is None:
            return None
        return self.of_digest(digest)

    def of_digest(self, digest: str) -> np.ndarray | None:
        logits = None if self._cache is None else self._cache.find(self._key, digest)
        if logits is None or len(logits) != self._classes:
            return None
        self._used.append(digest)
        return logits

    def learn(self, source: Source, logits: np.ndarray) -> None:
        if self._cache is None:
            return
        self._fresh.append((source, logits))
        if len(self._fresh) >= _KEEP_EVERY:
            self.flush()

    def flush(self) -> None:
        if self._cache is None:
            return
        if self._fresh:
            self._cache.keep(self._key, self._fresh)
        if self._used:
            self._cache.touch(self._key, self._used)
        self._fresh, self._used = [], []


def _labelled(
    pictures: Sequence[Path | Picture], labels: Sequence[int | None] | np.ndarray | None, start: int
) -> Iterator[tuple[Path | Picture, int | None]]:
    for number in range(start, len(pictures)):
        label = None if labels is None else labels[number]
        yield pictures[number], None if label is None else int(label)


def _prepared(
    decoding: Stage[_Labelled],
    model: LoadedModel,
    request: Request,
    labelled: Iterable[tuple[Path | Picture, int | None]],
    known: _Known,
    ctx: RunContext,
) -> Iterator[_Labelled]:
    """Pictures with their labels, in order, prepared in other threads a few batches ahead."""
    places = _places(model)
    for path, label in labelled:
        ctx.check_cancelled()
        logits = known.of_file(path)
        place = next(places) if logits is None else None
        weight = 0 if place is None else place.nbytes
        while not decoding.has_room(weight):
            yield _taken(decoding, known)
        if place is None:
            decoding.put((_Ready(None, logits=logits), label))
        else:
            decoding.start(partial(_prepare, model, request, path, label, place), weight)
    while len(decoding):
        yield _taken(decoding, known)


def _taken(decoding: Stage[_Labelled], known: _Known) -> _Labelled:
    """The next one; what was decoded may turn out to be known under another name."""
    found, label = decoding.take()
    if isinstance(found, _Ready) and found.source is not None:
        logits = known.of_digest(found.source.digest)
        if logits is not None:
            known.learn(found.source, logits)
            return _Ready(None, logits=logits), label
    return found, label


def _places(model: LoadedModel) -> Iterator[np.ndarray]:
    """Places in batches, float32 (height, width, channels) each, so that inputs need not be brought together later."""
    width, height = model.spec.input_size
    while True:
        yield from np.empty((model.network.forward_batch, height, width, model.spec.channels), np.float32)


def _batch(inputs: Sequence[np.ndarray]) -> np.ndarray:
    """The inputs as one array; where they are all places of one batch, in order, without copying."""
    whole = inputs[0].base
    if whole is not None and len(whole) == len(inputs):
        first, step = whole.ctypes.data, whole.strides[0]
        if all(one.base is whole and one.ctypes.data == first + place * step for place, one in enumerate(inputs)):
            return whole
    return np.stack(inputs)


def _prepare(
    model: LoadedModel, request: Request, given: Path | Picture, label: int | None, place: np.ndarray
) -> _Labelled:
    """In a thread of decoding: the same pixels in the same place as an explanation has, written into `place`."""
    try:
        if isinstance(given, Picture):
            source, (one, _) = None, model.input_of(given, request.resize, request.interpolation)
        else:
            image, source = images.decode_image(given, request.levels)
            one, _ = model.model_input(image, request.resize, request.interpolation)
        place[...] = one.input
        return _Ready(source, place), label
    except Failure as failure:
        return failure, label


def _outcomes(
    model: LoadedModel, waiting: Sequence[tuple[int, _Ready | Failure, int | None]], known: _Known
) -> Iterator[tuple[int, Outcome]]:
    """Of one batch: a single forward pass for all that need one."""
    inputs = [ready.input for _, ready, _ in waiting if isinstance(ready, _Ready) and ready.input is not None]
    computed = iter(model.network.logits(_batch(inputs)) if inputs else ())
    logits: list[np.ndarray | None] = []
    for _, ready, _ in waiting:
        if isinstance(ready, Failure):
            logits.append(None)
        elif ready.input is None:
            logits.append(ready.logits)
        else:
            found = next(computed)
            logits.append(found)
            if ready.source is not None:
                known.learn(ready.source, found)
    there = [one for one in logits if one is not None]
    labelled = [label for (_, _, label), one in zip(waiting, logits, strict=True) if one is not None]
    single = unit_count(model.keras_model) == 1
    rows = iter(rows_of(np.stack(there), labelled, model.network.head, single_unit=single) if there else ())
    for number, ready, _ in waiting:
        if isinstance(ready, Failure):
            yield number, ready
            continue
        row = next(rows)
        yield (
            number,
            ModelFailure("The output of {model} for this picture is not finite.", model=model.spec.name)
            if row is None
            else row,
        )
