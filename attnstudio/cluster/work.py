"""What a worker does: named functions of bytes, as `plain` has them, in the one thread that owns the engine."""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path

import numpy as np

from attnstudio.cluster import delivered, plain
from attnstudio.cluster.message import Explained, Facts, Item, Judged, ModelFile, Order, Reply
from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine, Outcome
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.measure import Case, case_of
from attnstudio.core.images import Picture
from attnstudio.core.pipeline import Stage, read_ahead, thread_count
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result, Subject
from attnstudio.core.robustness.plan import ready
from attnstudio.core.robustness.record import SAMPLED
from attnstudio.core.robustness.run import try_each
from attnstudio.core.text import Notice
from attnstudio.runs.outputs import Outputs

_AHEAD = 16  # pictures that wait for the model, or to be encoded
_SAME_TIME = 2 * 10**9  # ns by which file systems may round the time of a change
_FAILURES_AMONG_FIRST = 2  # so many times as many pictures keep their maps: some of the first ones may fail
_Outcomes = Iterator[tuple[int, object]]


@dataclass
class Own:
    """Of this process. `memory`: bytes for a batch, its share of the machine's; None: as always."""

    address: str = ""
    threads: int = 0
    memory: int | None = None


OWN = Own()


@cache
def engine() -> Engine:
    return Engine(delivered.weight_folders())


def explain(order: bytes, shard: bytes) -> bytes:
    """Of each picture an Explained or a Failure."""
    return _reply(order, shard, _explained)


def predict(order: bytes, shard: bytes) -> bytes:
    """Of each picture a PredictedRow or a Failure."""
    return _reply(order, shard, _predicted)


def evaluate(order: bytes, shard: bytes) -> bytes:
    """Of each picture an Evaluated or a Failure."""
    return _reply(order, shard, _evaluated)


def attack(order: bytes, shard: bytes) -> bytes:
    """Of each picture a PictureRecord or a Failure."""
    return _reply(order, shard, _attacked)


def touch(order: bytes, shard: bytes) -> bytes:
    """Of each picture nothing: for measuring what it takes to ask."""
    return _reply(order, shard, lambda order, requests, items: ((item.number, None) for item in items))


def facts(items: bytes) -> bytes:
    """About this worker, and whether it sees some pictures."""
    from attnstudio.core import backend, device

    tf = backend.import_tensorflow()
    unseen = _unseen(plain.unpack(items))
    name, devices = socket.gethostname(), tuple(device.gpus()) or (device.CPU,)
    found = Facts(OWN.address, name, version("attnstudio"), tf.__version__, OWN.threads, devices, unseen)
    return plain.pack(found)


def take_model(file: bytes, offset: int, data: bytes) -> bool:
    """A part of a model's file; returns whether it is complete."""
    found = plain.unpack(file)
    assert isinstance(found, ModelFile)
    return delivered.take(found, offset, data)


def _reply(
    order: bytes, shard: bytes, outcomes: Callable[[Order, Sequence[Request], Sequence[Item]], _Outcomes]
) -> bytes:
    started = time.perf_counter()
    wanted, items = plain.unpack(order), plain.unpack(shard)
    if wanted.version != version("attnstudio"):
        failure = ChoiceFailure(
            "The worker {worker} has attnstudio {found}, and this is {version}: maps could differ. Install the same "
            "version on all machines.",
            worker=OWN.address,
            found=version("attnstudio"),
            version=wanted.version,
        )
        return plain.pack(Reply(OWN.address, {}, failure))
    if _unseen(items):
        return plain.pack(Reply(OWN.address, {}, lacks_pictures=True))
    requests, lacks = _located(wanted)
    if lacks:
        return plain.pack(Reply(OWN.address, {}, lacks=lacks))
    if OWN.memory is not None:
        memory = OWN.memory
        requests = [replace(one, memory=min(one.memory or memory, memory)) for one in requests]
    engine().keep_models(len(requests))
    found: dict[int, object] = {}
    failed: Failure | None = None
    try:
        for number, outcome in outcomes(wanted, requests, items):
            found[number] = outcome
    except Failure as failure:  # of the model, or of the call
        failed = failure
    still, lacks = _located(wanted)
    if lacks or [(one.model, one.weights) for one in still] != [(one.model, one.weights) for one in requests]:
        lacks = lacks or tuple(file for _, file in _models(wanted) if file is not None)  # replaced meanwhile
        return plain.pack(Reply(OWN.address, {}, lacks=lacks))
    return plain.pack(Reply(OWN.address, found, failed, seconds=time.perf_counter() - started))


def _models(order: Order) -> list[tuple[Request, ModelFile | None]]:
    """Of the order, and of the others of its plan."""
    others = () if order.plan is None else order.plan.requests[1:]
    return [(order.request, order.file), *zip(others, order.other_files, strict=True)]


def _located(order: Order) -> tuple[list[Request], tuple[ModelFile, ...]]:
    """The requests of the order with the places of their models' files here, and the files that are not here."""
    requests, lacks = [], []
    for request, file in _models(order):
        located = delivered.with_file(request, file)
        if located is not None:
            requests.append(located)
        elif file is not None:
            lacks.append(file)
    return requests, tuple(lacks)


def _explained(order: Order, requests: Sequence[Request], items: Sequence[Item]) -> _Outcomes:
    """Decoded ahead of the model, encoded behind it."""
    request, shown = requests[0], _Shown(order)
    with (
        Stage[Subject | Failure]("decoding", thread_count(), _AHEAD) as decoding,
        Stage[object]("encoding", thread_count(), _AHEAD) as encoding,
    ):
        ahead = read_ahead(decoding, (partial(_subject, item, request) for item in items), _weight)
        numbers = iter([item.number for item in items])
        for outcome in engine().run_each(request, ahead, RunContext(seed=request.seed)):
            while not encoding.has_room():
                yield next(numbers), encoding.take()
            encoding.start(partial(_encoded, order, shown, outcome))
        while len(encoding):
            yield next(numbers), encoding.take()


def _encoded(order: Order, shown: _Shown, outcome: Outcome) -> Explained | Failure:
    if isinstance(outcome, Failure):
        return outcome
    picture, result = outcome
    outputs = order.outputs
    assert outputs is not None
    overlays = outputs.overlays(result, picture.pixels)
    kept = tuple(_kept(one, outputs) for one in result.heatmaps)
    result = replace(result, heatmaps=kept)
    return Explained(shown.result(result, len(picture.notices)), overlays)


def _kept(heatmap: Heatmap, outputs: Outputs) -> Heatmap:
    """With no more of the map than is written."""
    nothing = np.empty((0, 0), np.float32)
    match outputs.maps:
        case "full":
            return replace(heatmap, small=None)
        case "raw" if heatmap.small is not None:
            return replace(heatmap, values=nothing, small=outputs.kept(heatmap))
        case "raw":
            return replace(heatmap, values=outputs.kept(heatmap))
    return replace(heatmap, values=nothing, small=None)


def _predicted(order: Order, requests: Sequence[Request], items: Sequence[Item]) -> _Outcomes:
    request = requests[0]
    pictures = [_opened(item, request.levels) for item in items]
    right = [number for number, one in enumerate(pictures) if not isinstance(one, Failure)]
    labels = [items[number].label for number in right]
    yield from ((item.number, one) for item, one in zip(items, pictures, strict=True) if isinstance(one, Failure))
    given = [one for one in pictures if not isinstance(one, Failure)]
    for place, outcome in engine().predict_each(request, given, labels, RunContext()):
        yield items[right[place]].number, outcome


def _evaluated(order: Order, requests: Sequence[Request], items: Sequence[Item]) -> _Outcomes:
    request = requests[0]
    shown, numbers = _Shown(order), iter([item.number for item in items])
    notices: deque[list[Notice]] = deque()

    def cases() -> Iterator[Case | Failure]:
        for item in items:
            notices.append([])
            try:
                case = case_of(_picture(item, request.levels), item.region, item.target, notices[-1].append)
                yield replace(case, label=item.label)
            except Failure as failure:
                yield failure

    for outcome in engine().evaluate(request, order.metrics, cases(), RunContext(seed=request.seed)):
        number, about = next(numbers), tuple(notices.popleft())
        if isinstance(outcome, Failure):
            yield number, outcome
            continue
        small = compact(outcome, number // _FAILURES_AMONG_FIRST)
        result = shown.result(small.result, len(outcome.case.picture.notices))
        yield number, Judged(replace(small, result=result), about)


def _attacked(order: Order, requests: Sequence[Request], items: Sequence[Item]) -> _Outcomes:
    assert order.plan is not None
    request, names = (
        requests[0],
        {here.model: asked.model for here, (asked, _) in zip(requests, _models(order), strict=True)},
    )
    plan = ready(replace(order.plan, requests=tuple(requests)), engine())
    sampled = {place for place, item in enumerate(items) if item.number < SAMPLED}
    subjects = (_subject(item, request) for item in items)
    records = try_each(engine(), plan, subjects, RunContext(seed=request.seed), sampled)
    for item, record in zip(items, records, strict=True):
        yield item.number, record if isinstance(record, Failure) else record.called(names)


class _Shown:
    """Results as the client knows them: of its own model's file, with its own names of classes."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._model: tuple[ModelInfo, ModelInfo] | None = None

    def result(self, result: Result, picture_notices: int) -> Result:
        asked, file, names_from = self._order.request, self._order.file, self._order.names_from
        found = result.request
        request = replace(asked, image=found.image, target=found.target, label=found.label)
        model = self._model
        if model is None or model[0] is not result.model:
            own = asked.model if file is not None and file.is_model else result.model.id
            model = result.model, replace(result.model, id=own, notices=(*result.model.notices, *names_from))
            self._model = model
        place = picture_notices + len(result.model.notices)
        notices = (*result.notices[:place], *names_from, *result.notices[place:])
        return replace(result, request=request, model=model[1], notices=notices)


def _subject(item: Item, request: Request) -> Subject | Failure:
    try:
        return Subject(_picture(item, request.levels), item.target, item.label, item.region)
    except Failure as failure:
        return failure


def _opened(item: Item, levels: str) -> Path | Picture | Failure:
    """A file that is here is left to the engine, which decodes it in threads of its own."""
    try:
        return item.path if item.picture is None and item.data is None else _picture(item, levels)
    except Failure as failure:
        return failure


def _picture(item: Item, levels: str) -> Picture:
    if item.picture is not None:
        return item.picture
    if item.data is not None:
        return images.decode_content(item.path, item.data, item.modified_ns, levels)
    found = images.decode(item.path, levels)
    # File systems round times, each in its own way: the client's is what it compares with later.
    return replace(found, source=replace(found.source, modified_ns=item.modified_ns, revision=""))


def _unseen(items: Sequence[Item]) -> bool:
    """Whether one of the pictures is not the file that the client sees."""
    for item in items:
        if item.data is not None or item.picture is not None:
            continue
        try:
            found = item.path.stat()
        except (OSError, ValueError):
            return True
        if found.st_size != item.size or abs(found.st_mtime_ns - item.modified_ns) > _SAME_TIME:
            return True
    return False


def _weight(opened: Subject | Failure) -> int:
    return 0 if isinstance(opened, Failure) else opened.picture.pixels.nbytes
