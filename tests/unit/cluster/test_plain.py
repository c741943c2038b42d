"""Values as bytes and back, and what is refused."""

from __future__ import annotations

from pathlib import Path

import msgpack
import numpy as np
import pytest

from attnstudio.cluster import plain
from attnstudio.cluster.message import Item, Reply
from attnstudio.cluster.plain import PlainError
from attnstudio.core.contrast import Contrast
from attnstudio.core.errors import DamagedFailure, Failure, ModelFailure, PictureFailure
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.needs import Need
from attnstudio.core.regions import Polygon, Rectangle, Region
from attnstudio.core.request import MethodCall, ModelInfo, Request
from attnstudio.core.text import Notice
from attnstudio.runs.outputs import Outputs


def again(value: object) -> object:
    return plain.unpack(plain.pack(value))


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 3, -0.5, "слово", b"\0\xff", [1, (2, "three")], {"a": 1, 2: None}, frozenset({"x"})),
        Path("папка/picture \udcff.jpg"),
        Request(
            Path(),
            "demo",
            (MethodCall("gradcam", (("n", 2),)),),
            options=ModelOptions(names=("a", "b"), input_size=(2, 3)),
        ),
        Region((Rectangle(0, 1, 2.5, 3), Polygon(((0, 0), (1, 0), (1, 1)))), label="fish"),
        Notice("{file} of {inner}", {"file": Path("a"), "inner": Notice("two")}, True, ("gradcam", "n", 3)),
        Notice("{total:.4g} of {rest:.2g}", {"total": 0.12345, "rest": 3}),
        frozenset({Need.INPUT_GRADIENT}),
        Outputs(Path("maps"), "jpeg", "raw", contrast=Contrast(0.1, 0.9, 2.0), maps_in="shards"),
    ],
)
def test_values_come_back_as_they_were(value: object) -> None:
    assert again(value) == value


@pytest.mark.parametrize("kind", ["float32", "float64", "bool", "uint8", ">i2"])
def test_arrays_come_back_bit_by_bit_and_read_only(kind: str) -> None:
    array = np.arange(24).reshape(2, 3, 4).astype(kind)[:, ::-1]
    found = again(array)
    assert isinstance(found, np.ndarray)
    assert found.dtype == array.dtype and not found.flags.writeable
    np.testing.assert_array_equal(found, array)


def test_failures_keep_their_class_template_and_values() -> None:
    found = again(PictureFailure("{file} is {what}", file=Path("a.jpg"), what=Notice("bad")))
    assert type(found) is PictureFailure
    assert (str(found), found.values["file"]) == ("a.jpg is bad", Path("a.jpg"))


def test_a_failure_with_more_to_it_comes_back_as_its_kind() -> None:
    found = again(DamagedFailure("{file} of {id}", file=Path("w"), model_id="demo"))
    assert (type(found), str(found)) == (ModelFailure, "w of demo")


def test_what_a_text_is_about_may_be_anything() -> None:
    class Thing:
        def __str__(self) -> str:
            return "a thing"

    assert str(again(Failure("{what}", what=Thing()))) == "a thing"


def test_a_model_that_many_results_share_is_written_once() -> None:
    model = ModelInfo("demo", "Demo", (2, 3), ("a",) * 1000, (), None, frozenset(), "/CPU:0", "CPU", 0)
    one, many = len(plain.pack([model])), len(plain.pack([model] * 50))
    assert many < 2 * one
    found = again([model] * 2)
    assert isinstance(found, list) and found[0] == model and found[0] is found[1]


def test_what_runs_is_not_written() -> None:
    class Stranger:
        pass

    for value in (print, Stranger(), lambda: None, object):
        with pytest.raises(PlainError):
            plain.pack(value)


@pytest.mark.parametrize(
    "value",
    [
        {"": "object", "class": "Popen", "fields": {"args": "ls"}},
        {"": "object", "class": "Reply", "fields": {"surprise": 1}},
        {"": "failure", "class": "SystemExit", "template": "", "values": {}},
        {"": "enum", "class": "Need", "value": "everything"},
        {"": "array", "type": "|O", "shape": [1], "data": b"\0" * 8},
        {"": "array", "type": "<f4", "shape": [5], "data": b"\0" * 8},
        {"": "shared", "place": 3},
        {"": "magic"},
        {"no": "kind"},
    ],
)
def test_other_bytes_are_refused(value: object) -> None:
    with pytest.raises(PlainError):
        plain.unpack(msgpack.packb({"shared": [], "value": value}))


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", b"pickle", msgpack.packb([1])])
def test_bytes_that_are_nothing(data: bytes) -> None:
    with pytest.raises(PlainError):
        plain.unpack(data)


def test_messages() -> None:
    item = Item(3, Path("a.jpg"), 10, 20, b"bytes", target="top2", label=4)
    found = again(Reply("tls://a:1", {3: PictureFailure("no"), 4: item}))
    assert isinstance(found, Reply) and isinstance(found.outcomes[3], PictureFailure)
    assert found.outcomes[4].data == b"bytes"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "notice",
    [
        Notice("{x:999999999d}", {"x": 1}),
        Notice("{x:.4g}", {"x": "a word"}),
        Notice("{x!r}", {"x": 1}),
        Notice("{x.real}", {"x": 1}),
        Notice("{x:.4g}", {}),
    ],
    ids=["of any size", "of no number", "converted", "an attribute", "missing"],
)
def test_formats_that_could_fail_or_grow_are_refused(notice: Notice) -> None:
    with pytest.raises(PlainError):
        again(notice)
