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
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.pipeline import Stage, thread_count
from attnstudio.core.predicted_row import PredictedRow as PredictedRow
from attnstudio.core.predicted_row import rows_of
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request
from attnstudio.core.text import Notice

Outcome = PredictedRow | Failure
_AHEAD_BATCHES = 3  # of inputs that wait for the forward pass
_KEEP_EVERY = 512  # predictions in a transaction of the cache
_MOST_WAITING = 1024  # pictures that wait for one that must be computed


@dataclass(frozen=True, eq=False)
class PictureLogits:
    """`logits`: float32 (classes,). `notices`: of the picture; of one that is found in a cache there are none."""

    logits: np.ndarray
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, eq=False)
class _Ready:
    """A picture at the model's input size, or its logits as they are known."""

    source: Source | None
    input: np.ndarray | None = None
    logits: np.ndarray | None = None
    notices: tuple[Notice, ...] = ()


_Labelled = tuple[_Ready | Failure, int | None]
_Computed = tuple[int, PictureLogits | Failure, int | None]  # number, logits, label


def predict_each(
    model: Predictor,
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
    for batch in _batches(model, request, pictures, labels, ctx, cache, start, model.network.forward_batch):
        yield from _outcomes(model, batch)


def logits_each(
    model: Predictor,
    request: Request,
    pictures: Sequence[Path | Picture],
    ctx: RunContext,
    start: int = 0,
    at_most: int | None = None,
) -> Generator[tuple[int, PictureLogits | Failure], None, None]:
    """As `predict_each`, all that the model says, also of a regression.

    Args:
        at_most: so many pictures share a pass; None: as many as are quick and fit the memory.

    Raises:
        Cancelled: the context's token was set; what came out before is right.
    """
    size = min(model.network.forward_batch, at_most or model.network.forward_batch)
    for batch in _batches(model, request, pictures, None, ctx, None, start, size):
        yield from ((number, found) for number, found, _ in batch)


def _batches(
    model: Predictor,
    request: Request,
    pictures: Sequence[Path | Picture],
    labels: Sequence[int | None] | np.ndarray | None,
    ctx: RunContext,
    cache: PredictionCache | None,
    start: int,
    batch: int,
) -> Iterator[list[_Computed]]:
    """Of at most `batch` pictures that are computed; others that are known or failed may come with them."""
    total = len(pictures)
    known = _Known(cache, cache_key(model, request), model.network.class_count)
    try:
        with Stage[_Labelled]("decoding", thread_count(), _AHEAD_BATCHES * batch) as decoding:
            waiting: list[tuple[int, _Ready | Failure, int | None]] = []
            computing = 0
            places = _places(model, batch)
            prepared = _prepared(decoding, model, request, _labelled(pictures, labels, start), known, ctx, places)
            for number, (ready, label) in enumerate(prepared, start):
                waiting.append((number, ready, label))
                computing += isinstance(ready, _Ready) and ready.input is not None
                if computing == batch or not computing or len(waiting) >= _MOST_WAITING:
                    ctx.check_cancelled()
                    yield _computed(model, waiting, known)
                    waiting, computing = [], 0
                    ctx.progress(number + 1, total)
            ctx.check_cancelled()
            yield _computed(model, waiting, known)
            ctx.progress(total, total)
    finally:
        known.flush()


def refuse_regression(model: Predictor) -> None:
    """Raises ModelFailure where a model's numbers are no probabilities of classes."""
    if model.network.head == "regression":
        raise ModelFailure(
            "{model} is a regression: its outputs are numbers, not classes, so no prediction is right or wrong. Choose "
            "a classifier, or change the kind of its output if it is one.",
            model=model.info.name,
        )


def cache_key(model: Predictor, request: Request) -> str:
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
    model: Predictor,
    request: Request,
    labelled: Iterable[tuple[Path | Picture, int | None]],
    known: _Known,
    ctx: RunContext,
    places: Iterator[np.ndarray],
) -> Iterator[_Labelled]:
    """Pictures with their labels, in order, prepared in other threads a few batches ahead."""
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
            return _Ready(None, logits=logits, notices=found.notices), label
    return found, label


def _places(model: Predictor, batch: int) -> Iterator[np.ndarray]:
    """Places in batches, float32 (height, width, channels) each, so that inputs need not be brought together later."""
    width, height = model.spec.input_size
    while True:
        yield from np.empty((batch, height, width, model.spec.channels), np.float32)


def _batch(inputs: Sequence[np.ndarray]) -> np.ndarray:
    """The inputs as one array; where they are all places of one batch, in order, without copying."""
    whole = inputs[0].base
    if whole is not None and len(whole) == len(inputs):
        first, step = whole.ctypes.data, whole.strides[0]
        if all(one.base is whole and one.ctypes.data == first + place * step for place, one in enumerate(inputs)):
            return whole
    return np.stack(inputs)


def _prepare(
    model: Predictor, request: Request, given: Path | Picture, label: int | None, place: np.ndarray
) -> _Labelled:
    """In a thread of decoding: the same pixels in the same place as an explanation has, written into `place`."""
    try:
        if isinstance(given, Picture):
            source, notices = None, given.notices
            one, _ = model.input_of(given, request.resize, request.interpolation)
        else:
            image, source, notices = images.decode_image(given, request.levels)
            one, _ = model.model_input(image, request.resize, request.interpolation)
        place[...] = one.input
        return _Ready(source, place, notices=notices), label
    except Failure as failure:
        return failure, label


def _computed(
    model: Predictor, waiting: Sequence[tuple[int, _Ready | Failure, int | None]], known: _Known
) -> list[_Computed]:
    """Of one batch: a single forward pass for all that need one."""
    inputs = [ready.input for _, ready, _ in waiting if isinstance(ready, _Ready) and ready.input is not None]
    every_logits = iter(model.network.logits(_batch(inputs)) if inputs else ())
    found: list[_Computed] = []
    for number, ready, label in waiting:
        if isinstance(ready, Failure):
            found.append((number, ready, label))
            continue
        logits = ready.logits if ready.input is None else next(every_logits)
        assert logits is not None
        if ready.source is not None:
            known.learn(ready.source, logits)
        found.append((number, PictureLogits(logits, ready.notices), label))
    return found


def _outcomes(model: Predictor, batch: Sequence[_Computed]) -> Iterator[tuple[int, Outcome]]:
    there = [(one.logits, label) for _, one, label in batch if isinstance(one, PictureLogits)]
    logits, labels = [one for one, _ in there], [label for _, label in there]
    single = model.is_single_unit
    rows = iter(rows_of(np.stack(logits), labels, model.network.head, single_unit=single) if there else ())
    for number, one, _ in batch:
        if isinstance(one, Failure):
            yield number, one
            continue
        row = next(rows)
        yield (
            number,
            ModelFailure("The output of {model} for this picture is not finite.", model=model.spec.name)
            if row is None
            else row,
        )
