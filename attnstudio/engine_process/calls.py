"""Calls of the engine's process, each from its beginning to its end: what it asks for is answered meanwhile."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attnstudio.core.context import RunContext, notify
from attnstudio.core.engine_interface import OnHeatmap
from attnstudio.core.errors import Cancelled, EngineDied, EngineReplaced, Failure
from attnstudio.core.evaluation.measure import Case, Listener
from attnstudio.core.images import Picture
from attnstudio.core.models import keras_file, loading
from attnstudio.core.models.base import ModelSpec, spec_of
from attnstudio.core.models.vetting import SAID_AFTER, vet
from attnstudio.core.plain import PlainError
from attnstudio.core.request import Request, Subject
from attnstudio.core.text import Notice, tr_noop
from attnstudio.engine_process import checked, death, failures, protocol
from attnstudio.engine_process.host import EngineHost
from attnstudio.engine_process.process import EngineProcess
from attnstudio.engine_process.protocol import (
    Begin,
    Cancel,
    Close,
    CurveFound,
    Ended,
    FromEngine,
    GivenCase,
    GivenPicture,
    GoOn,
    Input,
    MapFound,
    OwnModel,
    PictureFound,
    Pixels,
    Progressed,
    Raised,
    Ready,
    ScoreFound,
    Stopped,
    WantsInput,
    WantsPicture,
    Yielded,
)
from attnstudio.engine_process.waiting import GoneError

PATIENCE = 1.5  # seconds for an answer to a cancel
_POLL = 0.02  # seconds
Given = Subject | Case | Failure
Outcomes = Generator[object, None, object]


@dataclass
class Asked:
    """What a call needs while it runs.

    Attributes:
        methods: of which maps may come.
        pictures: those that the process may ask for, by number.
        inputs: what is taken one by one.
    """

    ctx: RunContext
    methods: frozenset[str]
    inputs: Iterator[Given] | None = None
    on_heatmap: OnHeatmap | None = None
    listener: Listener = field(default_factory=Listener)
    pictures: dict[int, Picture] = field(default_factory=dict)


class Calls:
    """Those of one job. Owns whether it has ended the process: then it is done with half the batch. Arguments as
    ProcessEngine has them."""

    def __init__(self, host: EngineHost, patience: float, *, careful: bool) -> None:
        self._host, self._patience, self._careful = host, patience, careful

    def answer(
        self,
        operation: str,
        request: Request,
        ctx: RunContext,
        kind: type[Any],
        picture: Picture | None = None,
        on_heatmap: OnHeatmap | None = None,
        **more: Any,
    ) -> Any:
        """What a call returns that has no outcomes on its way. Errors as those of `outcomes`."""
        asked, number = Asked(ctx, frozenset(call.id for call in request.methods), None, on_heatmap), 0
        if picture is not None:
            number = self._host.number_of(picture)
            asked.pictures[number] = picture
        with closing(self.outcomes(operation, request, asked, picture=number, **more)) as outcomes, self.trusted():
            try:
                next(outcomes)
            except StopIteration as end:
                return of_kind(end.value, kind)
            raise PlainError("an outcome that was not asked for")

    def outcomes(self, operation: str, request: Request, asked: Asked, **more: Any) -> Outcomes:
        """Yields the outcomes of a call, and returns what it ends with.

        Raises:
            Failure: readable. EngineDied: the process has ended in this call.
            Cancelled: the context's token was set.
            EngineReplaced: the process was lost while nobody waited for it.
        """
        ctx, call = asked.ctx, self._host.next_call()
        ctx.check_cancelled()
        spec = spec_of(request.model, request.options)  # vets the user's own
        own = _own(spec, request)
        process = self._host.that_sees(self._file(spec, request), *_folders(request))
        loading = spec.name if operation == protocol.LOAD else None
        ended, cancelling = False, _Cancelling(self._host, process, call, ctx, self._patience)
        waiting = _Waiting(process, spec)
        try:
            process.send(Begin(call, operation, request, ctx.seed, 2 if self._careful else 1, own, **more))
            while True:
                message = self._awaited(process, call, cancelling, waiting)
                ended = isinstance(message, Ended | Raised | Stopped)
                waiting.hear(message)
                match message:
                    case Yielded(value=value):
                        yield value
                        if not process.is_alive:
                            raise EngineReplaced
                        process.send(GoOn(call))
                    case Ended(value=value):
                        return value
                    case Raised(failure=failure):
                        raise failures.own_failure(failure)
                    case Stopped():
                        raise Cancelled
                    case _:
                        self._help(process, message, asked)
        except GoneError as error:
            ctx.check_cancelled()
            raise self._died(process.reason, loading) from error
        except PlainError as error:
            process.distrust(error)
            raise self._died(death.NO_SENSE, loading) from error
        finally:
            if not ended:
                with suppress(GoneError):
                    process.send(Close(call))

    def _file(self, spec: ModelSpec, request: Request) -> Path | None:
        """Of the model or its weights."""
        with suppress(Failure):  # the process says what is wrong
            return loading.find_weights(spec, request.weights, self._host.weight_folders)
        return request.weights

    @contextmanager
    def trusted(self) -> Iterator[None]:
        """What is raised inside because an answer cannot be one ends the process: EngineDied."""
        try:
            yield
        except PlainError as error:
            self._host.start().distrust(error)
            raise self._died(death.NO_SENSE) from error

    def _died(self, reason: Notice, loading: str | None = None) -> EngineDied:
        self._host.replace_soon()
        again, self._careful = self._careful, True
        return death.died(reason, again=again, loading=loading)

    def _help(self, process: EngineProcess, message: FromEngine, asked: Asked) -> None:
        """Answer what the process asks for, and hand on what it has found. Raises PlainError."""
        match message:
            case WantsInput(call=call):
                given = None if asked.inputs is None else next(asked.inputs, None)
                process.send(Input(call, self._given(given, asked)))
            case WantsPicture(number=number):
                if (picture := asked.pictures.get(number)) is None:
                    raise PlainError("a picture of another call")
                process.send(Pixels(number, picture))
            case Progressed(done=done, total=total):
                asked.ctx.progress(done, total)
            case MapFound(heatmap=heatmap, placement=placement):
                checked.heatmap(heatmap, placement, asked.methods)
                if asked.on_heatmap is not None:
                    asked.on_heatmap(heatmap, placement)
            case PictureFound(pixels=pixels):
                checked.picture_so_far(pixels)
                asked.ctx.partial(pixels[None])
            case CurveFound(method=method, metric=metric, curve=curve):
                asked.listener.curve(method, metric, curve)
            case ScoreFound(measurement=measurement):
                asked.listener.measurement(measurement)

    def _given(self, given: Given | None, asked: Asked) -> GivenPicture | GivenCase | Failure | None:
        if given is None or isinstance(given, Failure):
            return given
        number = self._host.number_of(given.picture)
        asked.pictures[number] = given.picture
        if isinstance(given, Subject):
            return GivenPicture(number, given.target, given.label)
        return GivenCase(number, given.region, given.target, given.result, given.label)

    @staticmethod
    def _awaited(process: EngineProcess, call: int, cancelling: _Cancelling, waiting: _Waiting) -> FromEngine:
        """The next message about the call."""
        while True:
            cancelling.check()
            waiting.check()
            message = process.received(_POLL)
            if isinstance(message, Ready):
                if message.version != protocol.VERSION:
                    raise PlainError(f"another version: {message.version}")
                process.refused = message.refused
            elif message is not None and message.call == call:
                return message


@dataclass
class _Cancelling:
    """A call's cancel on its way to the process, which is ended if it does not stop in time, whatever else it says."""

    host: EngineHost
    process: EngineProcess
    call: int
    ctx: RunContext
    patience: float
    since: float | None = None

    def check(self) -> None:
        """Raises Cancelled where nothing is waited for any more."""
        if self.since is not None:
            if time.monotonic() - self.since > self.patience:
                self.process.kill(death.NO_ANSWER)
                self.host.replace_soon()
                raise Cancelled
        elif self.ctx.cancelled.is_set():
            self.since = time.monotonic()
            self.process.send(Cancel(self.call))
            if self.process.refused is None:  # it is still starting, which the next call needs as well
                raise Cancelled


@dataclass
class _Waiting:
    """For a model of which the process has said nothing yet: where that takes long, the job says so, once."""

    process: EngineProcess
    spec: ModelSpec
    since: float = field(default_factory=time.monotonic)
    is_over: bool = False

    def check(self) -> None:
        if self.is_over or time.monotonic() - self.since < SAID_AFTER:
            return
        self.is_over = True
        if self.spec.id not in self.process.loaded:
            text = tr_noop("Loading the model {model}: {seconds} s so far")
            notify(Notice(text, {"model": self.spec.name, "seconds": round(time.monotonic() - self.since)}))

    def hear(self, message: FromEngine) -> None:
        if not isinstance(message, WantsInput | WantsPicture):  # these come before it is loaded
            self.is_over = True
            self.process.loaded.add(self.spec.id)


def of_kind(found: object, kind: type[Any] | tuple[type[Any], ...]) -> Any:
    """The value itself. Raises PlainError."""
    if not isinstance(found, kind):
        raise PlainError(f"no {kind}")
    return found


def _folders(request: Request) -> Iterator[Path]:
    """Those of pictures that methods take as baselines."""
    for call in request.methods:
        for name, value in call.params:
            if name == "folder" and isinstance(value, str) and value.strip():
                yield Path(value.strip()).expanduser()


def _own(spec: ModelSpec, request: Request) -> OwnModel | None:
    """How a user's model is described to the process, which vets nothing."""
    if not keras_file.is_user_model(request.model):
        return None
    vetted = vet(Path(request.model))
    path, modified_ns, size, revision = vetted.state
    metadata = json.dumps(vetted.metadata.to_json())
    names = spec.class_names(), spec.names_from, spec.notices, spec.version
    return OwnModel(path, modified_ns, size, revision, vetted.digest, metadata, *names)
