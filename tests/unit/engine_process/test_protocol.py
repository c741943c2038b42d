"""What is believed of the engine's process: values of the right types, shapes and bounds, and nothing else."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest

from attnstudio.core.backdoors.base import ClassFinding, Finding, FoundTrigger, Sample
from attnstudio.core.errors import DamagedFailure, ModelFailure
from attnstudio.core.examination import ExaminationCall
from attnstudio.core.images import Picture, Source
from attnstudio.core.needs import Need
from attnstudio.core.placement import Placement
from attnstudio.core.plain import PlainError, Reader, Writer, packed, unpacked
from attnstudio.core.request import Heatmap, MethodCall, ModelInfo, Prediction, Request, Result
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, Number
from attnstudio.core.unsupported import UnsupportedMethodFailure
from attnstudio.engine_process import checked, classes, failures, protocol
from attnstudio.engine_process.frames import BrokenFramesError, Frames
from attnstudio.engine_process.protocol import Ended, MapFound, PictureFound, Progressed, Raised, Yielded

NAMES = tuple(f"class {number}" for number in range(1000))
INFO = ModelInfo("m", "M", (8, 6), NAMES, ("a",), "a", frozenset({Need.FORWARDS}), "/CPU:0", "CPU", 5)
PICTURE = Picture(Source(Path("a.png"), 1, 2, "d"), np.zeros((12, 16, 3), np.uint8))
PLACEMENT = Placement.of((16, 12), (8, 6), "stretch")
MAP = Heatmap(np.linspace(0, 1, 48, dtype=np.float32).reshape(6, 8), -1.0, 2.0, "gradcam", "a", 0.1)
SAID = Prediction(np.zeros(1000), np.full(1000, 0.001), NAMES)
REQUEST = Request(Path("a.png"), "m", (MethodCall("gradcam"),))
RESULT = Result(REQUEST, PICTURE.source, INFO, PLACEMENT, SAID, Target(3), (MAP,), (), None, 0.5, 7)
METHODS = frozenset({"gradcam"})


class Line:
    """Both ends of a conversation. `sizes`: of what was sent, in bytes."""

    def __init__(self) -> None:
        self._writer = Writer(classes.from_engine, protocol.KEEP)
        self._reader = Reader(classes.from_engine, protocol.KEEP)
        self.sizes: list[int] = []

    def __call__(self, message: object) -> Any:
        data = packed(self._writer.written(message))
        self.sizes.append(len(data))
        return self._reader.read(unpacked(data))


def test_a_model_is_described_once() -> None:
    line = Line()
    found = [line(Yielded(number, RESULT)).value for number in range(3)]
    assert found[0].model == INFO
    assert found[0].model is found[1].model is found[2].model
    assert found[2].prediction.class_names is found[0].model.class_names
    assert line.sizes[1] == line.sizes[2] < line.sizes[0] - sum(map(len, NAMES))


def test_more_models_than_are_kept() -> None:
    line = Line()
    models = [replace(INFO, id=str(number)) for number in range(3 * protocol.KEEP)]
    for model in (*models, *models[:3]):
        assert line(Yielded(1, replace(RESULT, model=model))).value.model == model


def test_what_cannot_be_written_leaves_the_conversation_as_it_is() -> None:
    line = Line()
    line(Yielded(1, RESULT))
    with pytest.raises(PlainError):
        line(Yielded(1, replace(RESULT, model=replace(INFO, id="new"), target=object())))  # type: ignore[arg-type]
    other = replace(RESULT, model=replace(INFO, id="other"))
    assert line(Yielded(1, other)).value.model.id == "other"


def test_failures_that_carry_more_than_a_text() -> None:
    line = Line()
    damaged = DamagedFailure("{file} of {id} {why}", file=Path("w.h5"), model_id="m", why=Notice("bad"))
    unsupported = UnsupportedMethodFailure("{model} {methods}", info=INFO, methods=Notice("LRP"))
    plain = ModelFailure("{n}", n=Number("0.5"))
    found = [
        failures.own_failure(line(Raised(1, failures.plain_failure(one))).failure)
        for one in (damaged, unsupported, plain)
    ]
    assert [str(one) for one in found] == [str(damaged), str(unsupported), str(plain)]
    first, second, third = found
    assert isinstance(first, DamagedFailure) and (first.file, first.model_id) == (damaged.file, "m")
    assert isinstance(second, UnsupportedMethodFailure) and second.info == INFO
    assert type(third) is ModelFailure and isinstance(third.values["n"], Number)


@pytest.mark.parametrize(
    "message",
    [
        Progressed("1", 2, 3),  # type: ignore[arg-type]
        Progressed(True, 2, 3),
        Ended(1, "text"),  # type: ignore[arg-type]
        MapFound(1, replace(MAP, values=[1.0]), PLACEMENT),  # type: ignore[arg-type]
        MapFound(1, replace(MAP, method=7), PLACEMENT),  # type: ignore[arg-type]
        MapFound(1, replace(MAP, notices=("a",)), PLACEMENT),  # type: ignore[arg-type]
        MapFound(1, MAP, replace(PLACEMENT, box=(0.0, 1.0))),  # type: ignore[arg-type]
        Yielded(1, replace(RESULT, model=replace(INFO, class_names=(1, 2)))),  # type: ignore[arg-type]
        Yielded(1, replace(RESULT, notices=(Notice("{a}", {"a": 1}, setting=(1, 2, 3)),))),  # type: ignore[arg-type]
        Yielded(1, replace(RESULT, notices=(Notice("{a.__class__}", {"a": 1}),))),
        Yielded(1, replace(RESULT, notices=(Notice("{a:>999999999}", {"a": 1}),))),
        Yielded(1, replace(RESULT, notices=(Notice("x" * 20_000),))),
    ],
)
def test_values_of_other_types_are_refused(message: object) -> None:
    with pytest.raises(PlainError):
        Line()(message)


def test_classes_that_are_not_listed_are_refused() -> None:
    tree = {"shared": [], "value": {"": "object", "class": "Begin", "fields": {}}}
    with pytest.raises(PlainError):
        Reader(classes.from_engine, protocol.KEEP).read(unpacked(msgpack.packb(tree)))


def test_a_result_gets_its_own_request_and_picture() -> None:
    asked = replace(REQUEST, id=9, memory=4)
    lie = replace(
        RESULT, request=replace(REQUEST, image=Path("/etc/passwd")), source=replace(PICTURE.source, digest="x")
    )
    found = checked.result(lie, asked, PICTURE, METHODS)
    assert found.request is asked
    assert found.source is PICTURE.source


@pytest.mark.parametrize(
    "lie",
    [
        replace(RESULT, prediction=replace(SAID, logits=np.zeros(999))),
        replace(RESULT, prediction=replace(SAID, logits=np.zeros(1000, np.float32))),
        replace(RESULT, prediction=replace(SAID, probabilities=np.full(1000, np.nan))),
        replace(RESULT, prediction=replace(SAID, class_names=NAMES[::-1])),
        replace(RESULT, target=Target(1000)),
        replace(RESULT, target=Target(0, -1)),
        replace(RESULT, placement=Placement.of((99, 12), (8, 6), "stretch")),
        replace(RESULT, placement=Placement.of((16, 12), (9, 6), "stretch")),
        replace(RESULT, heatmaps=(replace(MAP, values=MAP.values.T),)),
        replace(RESULT, heatmaps=(replace(MAP, values=MAP.values * 2),)),
        replace(RESULT, heatmaps=(replace(MAP, values=MAP.values * np.float32(np.nan)),)),
        replace(RESULT, heatmaps=(replace(MAP, values=MAP.values.astype(np.float64)),)),
        replace(RESULT, heatmaps=(replace(MAP, raw_max=float("inf")),)),
        replace(RESULT, heatmaps=(replace(MAP, method="lime"),)),
        replace(RESULT, left_out=(("lime", ModelFailure("no")),)),
    ],
)
def test_a_result_that_cannot_be_one_is_refused(lie: Result) -> None:
    checked.result(RESULT, REQUEST, PICTURE, METHODS)
    with pytest.raises(PlainError):
        checked.result(lie, REQUEST, PICTURE, METHODS)


def test_a_picture_so_far_is_plain() -> None:
    pixels = np.linspace(0, 1, 72, dtype=np.float32).reshape(4, 6, 3)
    found = Line()(PictureFound(3, pixels))
    checked.picture_so_far(found.pixels)
    assert found.call == 3
    np.testing.assert_array_equal(found.pixels, pixels)


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((4, 6), np.float32),
        np.zeros((4, 6, 2), np.float32),
        np.zeros((0, 6, 3), np.float32),
        np.zeros((17_000, 1, 1), np.float32),
        np.zeros((4, 6, 3)),
        np.full((4, 6, 3), 1.5, np.float32),
        np.full((4, 6, 3), np.nan, np.float32),
    ],
    ids=["no channels", "two channels", "no rows", "too many rows", "double precision", "beyond 1", "not finite"],
)
def test_a_picture_so_far_that_cannot_be_one_is_refused(pixels: np.ndarray) -> None:
    with pytest.raises(PlainError):
        checked.picture_so_far(pixels)


def test_frames_come_as_they_were_sent() -> None:
    frames = Frames(*os.pipe())
    for data in (b"", b"a", bytes(range(256)) * 100):
        frames.send(data)
        assert frames.receive() == data
    frames.close()


def test_a_frame_that_is_too_long_is_refused_before_memory_is_taken() -> None:
    reading, writing = os.pipe()
    os.write(writing, (2**40).to_bytes(8, "little"))
    frames = Frames(reading, writing)
    with pytest.raises(BrokenFramesError):
        frames.receive()
    frames.close()


def test_the_end_of_the_other_side() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\x05\0\0\0\0\0\0\0ab")
    os.close(writing)
    frames = Frames(reading, os.open(os.devnull, os.O_WRONLY))
    with pytest.raises(EOFError):
        frames.receive()
    frames.close()


def _examined() -> tuple[ExaminationCall, Finding]:
    paths = (Path("a.png"), Path("b.png"))
    sample = Sample(paths, np.zeros((2, 6, 8, 3), np.float32), np.zeros((2, 4), np.float32), np.array([0, -1]), 1)
    pixels = np.full((6, 8, 3), 9, np.uint8)
    trigger = FoundTrigger(np.full((6, 8), 0.25, np.float32), pixels, 0.99, pixels)
    rows = (ClassFinding(2, 12.0, 3.5, True, trigger, paths[1:]), ClassFinding(0))
    return ExaminationCall(("neural_cleanse",), sample, (0, 2)), Finding("neural_cleanse", rows, (), 0.5, 2, 1)


def test_findings_and_what_is_asked_for_them_are_plain() -> None:
    call, finding = _examined()
    asked = Reader(classes.to_engine).read(unpacked(packed(Writer(classes.to_engine).written(call))))
    assert (asked.checks, asked.classes, asked.sample.paths) == (call.checks, call.classes, call.sample.paths)
    assert asked.sample.inputs.shape == (2, 6, 8, 3)
    found = Reader(classes.from_engine).read(unpacked(packed(Writer(classes.from_engine).written(finding))))
    trigger = checked.finding(found, call).classes[0].trigger
    assert trigger is not None and trigger.norm == 12


@pytest.mark.parametrize(
    "wrong",
    [
        {"check": "strip"},
        {"done": float("nan")},
        {"pictures": 3},
        {"unreadable": 0},
        {"classes": (ClassFinding(1),)},
        {"classes": (ClassFinding(2), ClassFinding(2))},
        {"classes": (ClassFinding(2, float("inf")),)},
        {"classes": (ClassFinding(2, pictures=(Path("/etc/passwd"),)),)},
        {"trigger": {"mask": np.full((8, 6), 0.5, np.float32)}},
        {"trigger": {"mask": np.full((6, 8), 2, np.float32)}},
        {"trigger": {"success": 1.5}},
        {"trigger": {"example": np.zeros((6, 8), np.uint8)}},
    ],
)
def test_findings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    call, finding = _examined()
    if (fields := wrong.pop("trigger", None)) is not None:
        (first, other), trigger = finding.classes, finding.classes[0].trigger
        assert trigger is not None
        wrong = {"classes": (replace(first, trigger=replace(trigger, **fields)), other)}
    with pytest.raises(PlainError):
        checked.finding(replace(finding, **wrong), call)
