"""A process that says what no engine says: it is ended, its job fails, and Cancel works all the same."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator

import psutil
import pytest

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, EngineDied
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.text import Notice
from attnstudio.engine_process import death
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost

SCENE = min(paths.resource("demo", "scenes").glob("*.jpg"))
REQUEST = Request(SCENE, "demo", (MethodCall("gradcam"),))
MEGABYTE = 2**20
START = """
import os, sys, time
from attnstudio.engine_process.frames import Frames
frames = Frames(os.dup(0), os.dup(1))
frames.receive()
"""
MESSAGES = """
from attnstudio.core.plain import Writer, packed
from attnstudio.engine_process import classes, protocol
writer = Writer(classes.from_engine, protocol.KEEP)
say = lambda message: frames.send(packed(writer.written(message)))
say(protocol.Ready(protocol.VERSION, frozenset()))
"""
NO_ANSWER = {
    "bytes of no meaning": "frames.send(b'\\xff' * 100)",
    "a frame of four exabytes": "os.write(1, (2**62).to_bytes(8, 'little'))",
    "a list of 64 million nothings": "frames.send(b'\\xdd' + (2**26).to_bytes(4, 'big') + b'\\xc0' * 2**26)",
    "64 million empty mappings": "part = b'\\xdd' + (2**22).to_bytes(4, 'big') + b'\\x80' * 2**22; "
    "frames.send(b'\\x9f' + part * 15)",
    "lists in lists": "frames.send(b'\\x91' * 2**20)",
    "a message to the process": MESSAGES + "frames.send(packed({'shared': [], 'value': {'': 'object', "
    "'class': 'GoOn', 'fields': {'call': 1}}}))",
    "another version": MESSAGES + "say(protocol.Ready(protocol.VERSION + 1, frozenset()))",
    "an end with a text": MESSAGES + "say(protocol.Ended(1, 'text'))",
}


@pytest.fixture
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessEngine]:
    """Whose process does what the test's parameter says, and then waits for ever."""
    code = f"{START}\n{request.param}\ntime.sleep(600)"
    monkeypatch.setattr(paths, "program", lambda: [sys.executable, "-c", code])
    host = EngineHost((), memory_limit=400 * MEGABYTE)
    yield ProcessEngine(host, PictureStore(), patience=0.3)
    host.close()


def reason_of(died: pytest.ExceptionInfo[EngineDied]) -> str:
    found = died.value.values["reason"]
    assert isinstance(found, Notice)
    return found.template


@pytest.mark.parametrize("engine", NO_ANSWER.values(), ids=NO_ANSWER, indirect=True)
def test_what_is_no_answer_ends_the_process(engine: ProcessEngine) -> None:
    own = psutil.Process()
    before = own.memory_info().rss
    with pytest.raises(EngineDied) as died:
        engine.run(REQUEST, RunContext())
    assert reason_of(died) == death.NO_SENSE.template
    assert own.memory_info().rss - before < 500 * MEGABYTE


BUSY = MESSAGES + "say(protocol.Progressed(1, 1, 2))\n"
ENDLESS = {
    "a flood": BUSY + "while True: say(protocol.Progressed(1, 1, 2))",
    "a loop": BUSY + "while True: pass",
    "pictures that it does not read": MESSAGES + "for _ in range(50): say(protocol.WantsPicture(1, 1))\n"
    "say(protocol.Progressed(1, 1, 2))",
}


@pytest.mark.parametrize("engine", ENDLESS.values(), ids=ENDLESS, indirect=True)
def test_neither_a_flood_nor_silence_nor_a_full_pipe_keeps_a_job_from_being_cancelled(engine: ProcessEngine) -> None:
    cancelled = threading.Event()
    with pytest.raises(Cancelled):
        engine.run(REQUEST, RunContext(on_progress=lambda *_: cancelled.set(), cancelled=cancelled))


@pytest.mark.parametrize("engine", ["held = bytearray(b'x') * 2**30"], ids=["a gigabyte"], indirect=True)
def test_memory_without_end_ends_the_process(engine: ProcessEngine) -> None:
    with pytest.raises(EngineDied) as died:
        engine.run(REQUEST, RunContext())
    assert "of memory" in reason_of(died)


@pytest.mark.parametrize("engine", [MESSAGES + "say(protocol.WantsPicture(1, 99))"], ids=[""], indirect=True)
def test_only_the_pictures_of_the_job_are_given(engine: ProcessEngine) -> None:
    with pytest.raises(EngineDied):
        engine.run(REQUEST, RunContext())


@pytest.mark.parametrize("engine", ["os._exit(3)"], ids=[""], indirect=True)
def test_an_end_with_a_status_is_said_in_words(engine: ProcessEngine) -> None:
    with pytest.raises(EngineDied, match=r"ended in the middle of this job: it ended with the status 3\."):
        engine.run(REQUEST, RunContext())
