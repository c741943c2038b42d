"""The engine behind the pipe: does what it is told, one call at a time, and asks for what it needs."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import backend, memory
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.evaluation.measure import Case, Listener
from attnstudio.core.images import Picture
from attnstudio.core.placement import Placement
from attnstudio.core.plain import Reader, Writer, packed, unpacked
from attnstudio.core.request import Heatmap, Request, Subject
from attnstudio.core.throttle import Throttle
from attnstudio.core.unexpected import unexpected
from attnstudio.engine_process import classes, failures, protocol
from attnstudio.engine_process.frames import Frames
from attnstudio.engine_process.given import GivenModels, GivenPictures
from attnstudio.engine_process.protocol import (
    AttackOutcomes,
    Begin,
    Cancel,
    Close,
    CurveFound,
    Ended,
    FromEngine,
    GivenCase,
    GoOn,
    Input,
    Judged,
    Loaded,
    MapFound,
    PictureFound,
    Pixels,
    Progressed,
    Raised,
    Ready,
    ScoreFound,
    Stopped,
    ToEngine,
    WantsInput,
    WantsPicture,
    Yielded,
)

_Outcomes = Generator[object, None, object]


class _ClosedError(BaseException):
    """The call that waits for something is not wanted any more."""


class Server:
    """Owns the engine and the calls that have begun. The thread that serves runs them; another one receives."""

    def __init__(
        self, frames: Frames, weight_folders: Sequence[str], refused: frozenset[str], options: Mapping[str, Any]
    ) -> None:
        self._frames, self._refused = frames, refused
        self._writer = Writer(classes.from_engine, protocol.KEEP)
        self._messages: queue.SimpleQueue[ToEngine] = queue.SimpleQueue()
        self._cancelled: dict[int, threading.Event] = {}  # by call
        self._calls: dict[int, _Outcomes] = {}
        self._pictures = GivenPictures()
        self._models = GivenModels()
        folders = tuple(map(Path, weight_folders))
        self._engine = Engine(folders, pictures=self._pictures, specs=self._models.spec, **options)

    def serve(self) -> None:
        """Returns never; raises OSError where nobody listens."""
        threading.Thread(target=self._receive, name="receiving", daemon=True).start()
        backend.import_tensorflow()  # before it is needed
        self._send(Ready(protocol.VERSION, self._refused))
        while True:
            match message := self._next_message():
                case Begin(call=call):
                    self._calls[call] = self._outcomes(message)
                    self._advance(call)
                case GoOn(call=call) if call in self._calls:
                    self._advance(call)
                case Close(call=call):
                    self._let_go(call)

    def _next_message(self) -> ToEngine:
        try:
            return self._messages.get(timeout=memory.IDLE_SECONDS)
        except queue.Empty:
            memory.return_free_heap()
            return self._messages.get()

    def _receive(self) -> None:
        reader = Reader(classes.to_engine, protocol.KEEP)
        try:
            while True:
                message = reader.read(unpacked(self._frames.receive()))
                if isinstance(message, Begin):
                    self._cancelled[message.call] = threading.Event()
                if not isinstance(message, Cancel):
                    self._messages.put(message)
                elif (event := self._cancelled.get(message.call)) is not None:
                    event.set()
        finally:
            os._exit(0)  # the other process is gone

    def _send(self, message: FromEngine) -> None:
        self._frames.send(packed(self._writer.written(message)))

    def _advance(self, call: int) -> None:
        """To the next outcome, or to the end."""
        try:
            outcome = next(self._calls[call])
        except StopIteration as ended:
            self._let_go(call)
            self._send(Ended(call, ended.value))
        except _ClosedError:
            self._let_go(call)
        except Cancelled:
            self._let_go(call)
            self._send(Stopped(call))
        except Exception as error:
            self._let_go(call)
            failure = error if isinstance(error, Failure) else unexpected(error)
            self._send(Raised(call, failures.plain_failure(failure)))
        else:
            self._send(Yielded(call, outcome))  # type: ignore[arg-type]

    def _let_go(self, call: int) -> None:
        self._cancelled.pop(call, None)
        if (outcomes := self._calls.pop(call, None)) is not None:
            outcomes.close()

    def _outcomes(self, begun: Begin) -> _Outcomes:
        request, call, engine = _with_share(begun.request, begun.share), begun.call, self._engine
        ctx = RunContext(on_progress=self._progress(call), cancelled=self._cancelled[call], seed=begun.seed)
        if begun.wants_pictures:
            ctx = replace(ctx, on_partial=self._on_pictures(call))
        self._models.take(request, begun.model)
        ctx.check_cancelled()
        if begun.picture:
            self._pictures.shown = self._picture(call, begun.picture)
        match begun.operation:
            case protocol.RUN:
                return engine.run(request, ctx, self._on_heatmap(call))
            case protocol.RUN_EACH:
                for found in engine.run_each(request, self._subjects(call), ctx, self._on_heatmap(call)):
                    yield found if isinstance(found, Failure) else found[1]
                return None
            case protocol.EVALUATE:
                cases = self._inputs(call, lambda one: self._case(call, one))
                for judged in engine.evaluate(request, begun.metrics, cases, ctx, self._listener(call)):
                    if isinstance(judged, Failure):
                        yield judged
                    else:
                        given = judged.case.result is not None
                        yield Judged(None if given else judged.result, judged.measurements)
                return None
            case protocol.ATTACK_EACH if begun.attack is not None:
                for attacked in engine.attack_each(request, begun.attack, self._subjects(call), ctx):
                    yield attacked if isinstance(attacked, Failure) else AttackOutcomes(attacked)
                return None
            case protocol.SMALLEST_EPS_EACH if begun.attack is not None:
                for smallest in engine.smallest_eps_each(request, begun.attack, self._subjects(call), ctx):
                    yield smallest if isinstance(smallest, Failure) else AttackOutcomes((smallest,))
                return None
            case protocol.EXAMINE if begun.examination is not None:
                yield from engine.examine_sample(request, begun.examination, ctx)
                return None
            case protocol.MAXIMISE if begun.maximisation is not None:
                yield from engine.maximise(request, begun.maximisation, ctx)
                return None
            case protocol.EXCITE if begun.batch is not None:
                return engine.excitations(request, begun.units, begun.batch, ctx)
            case protocol.FIND_CONCEPTS if begun.concepts is not None:
                yield from engine.find_concepts(request, begun.concepts, ctx)
                return None
            case protocol.CONCEPT_MAPS if begun.basis is not None:
                return engine.concept_maps(request, request.layer, begun.basis, ctx)
            case protocol.CHANNELS:
                return engine.channels(request, ctx)
            case protocol.LAYER_STRIP:
                return engine.layer_strip(request, ctx)
            case protocol.LOAD:
                return self._loaded(request, ctx)
            case protocol.LOGITS if begun.batch is not None:
                return engine.logits(request, begun.batch, ctx)
        raise ValueError(f"no operation: {begun.operation}")

    def _loaded(self, request: Request, ctx: RunContext) -> Loaded:
        model = self._engine.load(request.model, request.weights, request.device, request.options, ctx)
        model.network.set_budget(request.memory)
        network = model.network
        single = model.is_single_unit
        return Loaded(model.info, network.head, network.class_count, network.forward_batch, model.identity, single)

    # What calls ask for

    def _inputs(self, call: int, made: Callable[[Any], Any]) -> Iterator[Any]:
        while True:
            self._send(WantsInput(call))
            given = self._awaited(call, Input).value
            if given is None:
                return
            yield given if isinstance(given, Failure) else made(given)

    def _subjects(self, call: int) -> Iterator[Subject | Failure]:
        return self._inputs(call, lambda one: Subject(self._picture(call, one.picture), one.target, one.label))

    def _case(self, call: int, given: GivenCase) -> Case:
        return Case(self._picture(call, given.picture), given.region, given.target, given.result, given.label)

    def _picture(self, call: int, number: int) -> Picture:
        if (known := self._pictures.find(number)) is not None:
            return known
        self._send(WantsPicture(call, number))
        picture = self._awaited(call, Pixels).picture
        self._pictures.keep(number, picture)
        return picture

    def _awaited(self, call: int, kind: type[Any]) -> Any:
        while True:
            message = self._messages.get()
            if isinstance(message, kind):
                return message
            if isinstance(message, Close):
                if message.call == call:
                    raise _ClosedError
                self._let_go(message.call)

    # What calls find on their way

    def _progress(self, call: int) -> Callable[[int, int], None]:
        throttle = Throttle()

        def progress(done: int, total: int) -> None:
            if throttle.is_due() or done == total:
                self._send(Progressed(call, done, total))

        return progress

    def _on_heatmap(self, call: int) -> Callable[[Heatmap, Placement], None]:
        throttle = Throttle()

        def found(heatmap: Heatmap, placement: Placement) -> None:
            if throttle.is_due() or not heatmap.partial:
                self._send(MapFound(call, heatmap, placement))

        return found

    def _on_pictures(self, call: int) -> Callable[[np.ndarray], None]:
        throttle = Throttle()

        def found(pictures: np.ndarray) -> None:
            if throttle.is_due():
                self._send(PictureFound(call, np.clip(pictures[0], 0, 1).astype(np.float32, copy=False)))

        return found

    def _listener(self, call: int) -> Listener:
        throttle = Throttle()

        def curve(method: str, metric: str, so_far: Any) -> None:
            if throttle.is_due():
                self._send(CurveFound(call, method, metric, so_far))

        return Listener(curve=curve, measurement=lambda one: self._send(ScoreFound(call, one)))


def _with_share(request: Request, share: int) -> Request:
    if share == 1:
        return request
    return replace(request, memory=(memory.free_bytes() // 2 if request.memory is None else request.memory) // share)
