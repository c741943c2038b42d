"""Maps, predictions and the layout of a session: what was computed comes back, what is no such thing is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attnstudio.core import images
from attnstudio.core.contrast import Contrast
from attnstudio.core.models.layer_tree import LayerRow, Totals
from attnstudio.core.models.self_check_result import SelfCheck
from attnstudio.core.needs import Need
from attnstudio.core.overlay import Scale
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, MethodCall, ModelInfo, Prediction, Request, Result
from attnstudio.core.scaling import enlarge
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, Number
from attnstudio.export import session_kept, session_maps
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.session import Session, read, write
from attnstudio.export.session_content import ComparisonState, KeptMap, Layout, Predictions

CLASSES = ("кот", "dog", "fish")
INFO = ModelInfo(
    id="demo",
    name="Demo",
    input_size=(8, 6),
    class_names=CLASSES,
    layers=("conv", "last"),
    auto_layer="last",
    offered=frozenset({Need.ACTIVATION, Need.LAYER_GRADIENT}),
    device="/CPU:0",
    device_name="CPU",
    memory_bytes=5,
    tree=(LayerRow("model", "Functional", "1x1", 9, 9, rows=(LayerRow("conv", "Conv2D", "4x3x2", 9, 8, "conv"),)),),
    totals=Totals(9, 8, 36),
    notices=(Notice("The names come from {file}", {"file": "a.txt"}),),
    check=SelfCheck(1e-7, None, 2e-6, "last", 0.5),
    meaning=Notice("{count} numbers", {"count": 3}),
)
WARNING = Notice(
    "A flat map: {share} of {what}", {"share": Number("0.25"), "what": Notice("it")}, True, ("gradcam", "a", 2)
)
Change = Callable[[dict[str, Any]], object]


def read_only(values: np.ndarray) -> np.ndarray:
    values.setflags(write=False)
    return values


@pytest.fixture
def result(tmp_path: Path) -> Result:
    """A map at a layer's size, and one at that of the input."""
    picture = tmp_path / "a.png"
    picture.write_bytes(b"as good as any")
    rng = np.random.default_rng(1)
    small = np.linspace(0, 1, 6, dtype=np.float32).reshape(2, 3)
    own = Heatmap(np.clip(enlarge(small, 6, 8), 0, 1), -1.0, 2.5, "gradcam", "last", 0.5, False, (WARNING,), 0.1, small)
    whole = Heatmap(read_only(rng.random((6, 8), np.float32)), 0.0, 1e-6, "saliency", None, 0.25)
    methods = (MethodCall("gradcam", (("relu", False),)), MethodCall("saliency"))
    return Result(
        request=Request(picture, "demo", methods, target="dog", seed=3),
        source=images.source_of(picture),
        model=INFO,
        placement=Placement((16, 12), (8, 6), (0.0, 0.0, 16.0, 12.0)),
        prediction=Prediction(rng.normal(size=3), np.array([0.1, 0.7, 0.2]), CLASSES),
        target=Target(1),
        heatmaps=(own, whole),
        notices=(Notice("one channel"),),
        class_warning=Notice("{name} is improbable", {"name": "dog"}, True),
        seconds=0.75,
        memory_bytes=7,
    )


@pytest.fixture
def file(result: Result, tmp_path: Path) -> Path:
    path = tmp_path / "s.attn"
    write(path, Session((result.request.image,), None, "demo", results=(result,)), force=False)
    return path


def change(file: Path, how: Change) -> Path:
    text, end, arrays = file.read_bytes().partition(b"\0")
    content = json.loads(text)
    how(content)
    file.write_bytes(json.dumps(content).encode() + end + arrays)
    return file


def one_of(content: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = content["maps"]["results"][0]
    return found


def test_maps_come_back_with_all_that_is_known_of_them(file: Path, result: Result) -> None:
    loaded = read(file)
    assert loaded.notices == ()
    assert loaded.is_of_this_version
    [found] = loaded.session.results
    for name in ("request", "source", "model", "placement", "target", "notices", "class_warning", "seconds"):
        assert getattr(found, name) == getattr(result, name), name
    assert found.prediction.class_names == CLASSES
    assert np.array_equal(found.prediction.logits, result.prediction.logits)
    assert np.array_equal(found.prediction.probabilities, result.prediction.probabilities)
    for after, before in zip(found.heatmaps, result.heatmaps, strict=True):
        assert np.array_equal(after.values, before.values)
        assert not after.values.flags.writeable
        for name in ("raw_min", "raw_max", "method", "layer", "seconds", "notices", "build_seconds"):
            assert getattr(after, name) == getattr(before, name), name


def test_a_map_at_its_layers_size_is_kept_at_that(file: Path) -> None:
    own, whole = one_of(json.loads(file.read_bytes().partition(b"\0")[0]))["heatmaps"]
    assert own["values"]["shape"] == [2, 3]
    assert whole["values"]["shape"] == [6, 8]


def test_a_folder_may_be_moved_with_its_maps(file: Path, tmp_path: Path) -> None:
    moved = tmp_path.parent / f"{tmp_path.name} moved"
    moved.mkdir()
    for path in (file, tmp_path / "a.png"):
        (moved / path.name).write_bytes(path.read_bytes())  # at another time
    [found] = read(moved / file.name).session.results
    assert found.request.image == found.source.path == moved / "a.png"
    assert found.source == images.source_of(moved / "a.png"), "it is of the file as it is here"


@pytest.mark.parametrize("content", [b"as good as  no", b"", None])
def test_maps_of_a_picture_that_changed_are_left_out(content: bytes | None, file: Path, tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.unlink() if content is None else picture.write_bytes(content)
    loaded = read(file)
    assert loaded.session.results == ()


@pytest.mark.parametrize(
    "how",
    [
        lambda content: one_of(content).update(model=5),
        lambda content: one_of(content).update(model=-9),
        lambda content: one_of(content).update(model="demo"),
        lambda content: content["maps"]["models"].clear(),
        lambda content: content["maps"]["models"][0].pop("layers"),
        lambda content: content["maps"]["models"][0].update(offered=["everything"]),
        lambda content: content["maps"]["results"].__setitem__(0, None),
        lambda content: one_of(content).pop("request"),
        lambda content: one_of(content)["request"].update(methods=[]),
        lambda content: one_of(content)["request"].update(resize="tear"),
        lambda content: one_of(content)["request"].update(seed=10**30),
        lambda content: one_of(content)["heatmaps"][0].update(method="crystal_ball"),
        lambda content: one_of(content)["heatmaps"][0].update(raw_min=3.0),
        lambda content: one_of(content)["heatmaps"][0].update(raw_min=None),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(shape=[10**9, 10**9]),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(shape=[-2, -3]),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(type="object"),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(type="float64"),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(at="?"),
        lambda content: one_of(content)["heatmaps"][1]["values"].update(shape=[8, 6]),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(at=-1),
        lambda content: one_of(content)["heatmaps"][0]["values"].update(at=10**9),
        lambda content: one_of(content)["heatmaps"][1]["values"].update(
            at=one_of(content)["heatmaps"][1]["values"]["at"] + 2
        ),
        lambda content: one_of(content)["heatmaps"][0].update(
            notices=[{"template": "{a.__class__}", "values": {"a": 1}}]
        ),
        lambda content: one_of(content)["heatmaps"][0]["notices"][0].update(template="{share:>999999999}"),
        lambda content: one_of(content)["heatmaps"][0]["notices"][0].update(template="{unknown}"),
        lambda content: one_of(content)["target"].update(index=3),
        lambda content: one_of(content)["target"].update(minus=-1),
        lambda content: one_of(content)["placement"].update(box=[5, 0, 5, 9]),
        lambda content: one_of(content)["placement"].update(input_size=[10**6, 10**6]),
        lambda content: one_of(content)["prediction"]["logits"].update(shape=[1, 3]),
        lambda content: one_of(content)["prediction"].update(class_names=["a"]),
    ],
)
def test_what_is_no_map_is_counted_and_left_out(how: Change, file: Path) -> None:
    loaded = read(change(file, how))
    assert loaded.session.results == ()
    assert [str(notice) for notice in loaded.notices] == ["Maps of the session that cannot be read: 1."]


def test_a_tree_without_end_is_left_out(file: Path) -> None:
    deep: dict[str, Any] = {"name": "a", "kind": "b", "shape": "", "parameters": 1, "trainable": 1}
    for _ in range(200):
        deep = {"name": "a", "kind": "b", "shape": "", "parameters": 1, "trainable": 1, "rows": [deep]}
    assert len(read(change(file, lambda content: content["maps"]["models"][0].update(tree=[deep]))).session.results) < 2


def test_maps_of_another_version_are_listed_but_not_trusted(file: Path) -> None:
    loaded = read(change(file, lambda content: content.update(program="0.0")))
    assert len(loaded.session.results) == 1
    assert not loaded.is_of_this_version


def test_the_newest_maps_stay_where_there_are_too_many(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum((one.values if one.small is None else one.small).nbytes for one in result.heatmaps)
    monkeypatch.setattr(session_maps, "MAX_BYTES", 2 * (size + 2 * result.prediction.logits.nbytes))
    many = [replace(result, seconds=float(number)) for number in range(5)]
    assert session_maps.newest(many) == tuple(many[3:])


def test_layout_and_predictions_come_back(tmp_path: Path) -> None:
    pictures = tuple(tmp_path / name for name in "abc")
    for path in (pictures[0], pictures[2]):
        path.touch()
    columns = Predictions(
        np.arange(15, dtype=np.int32).reshape(3, 5),
        np.full((3, 5), np.nan, np.float32),
        np.array([0, 1, 2], np.float32),
        np.array([1, 0, 3], np.int32),
        np.zeros(3, np.float32),
    )
    layout = Layout(("results", "log"), ComparisonState(True, "targets", {"targets": ("top1", "3")}, "show_curtain"))
    file = tmp_path / "s.attn"
    write(file, Session(pictures, None, "demo", selected=pictures[:1], layout=layout, predictions=columns), force=False)
    found = read(file).session
    assert (found.layout, found.selected) == (layout, pictures[:1])
    assert found.predictions is not None
    assert found.predictions.top.tolist() == [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14]], "one picture is gone"
    assert found.predictions.entropy.tolist() == [0, 2]
    assert np.isnan(found.predictions.probabilities).all()


@pytest.mark.parametrize("part", ["layout", "predictions"])
@pytest.mark.parametrize("value", [5, [], {"comparison": 1, "top": 1}, {"panels": [1], "top": {}}])
def test_a_part_that_cannot_be_read_costs_only_itself(part: str, value: object, file: Path) -> None:
    loaded = read(change(file, lambda content: content.update({part: value})))
    assert (loaded.session.layout, loaded.session.predictions) == (Layout(), None)
    assert len(loaded.session.results) == len(loaded.notices) == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [(int, True), (int, 1.0), (float, "1"), (bool, 1), (str, None), (str, "x" * 5000), (tuple[int, int], [1])],
)
def test_the_codec_takes_no_value_of_another_type(kind: Any, value: object) -> None:
    with pytest.raises(CodecError):
        Codec().decode(kind, value)


@pytest.fixture
def kept(result: Result) -> tuple[KeptMap, ...]:
    """Both maps of the result, the first one with a contrast."""
    scales = (Scale("viridis", -1.0, 2.5, Contrast(0.25, 0.75, 2.0)), Scale("coolwarm", -1e-6, 1e-6))
    return tuple(
        KeptMap(f"карта {number}", result.source, result.request, result.placement, heatmap, scale)
        for number, (heatmap, scale) in enumerate(zip(result.heatmaps, scales, strict=True))
    )


@pytest.fixture
def kept_file(kept: tuple[KeptMap, ...], result: Result, tmp_path: Path) -> Path:
    path = tmp_path / "k.attn"
    write(path, Session((result.request.image,), None, "demo", kept=kept), force=False)
    return path


def test_kept_maps_come_back_as_they_were_seen(kept_file: Path, kept: tuple[KeptMap, ...]) -> None:
    loaded = read(kept_file)
    assert loaded.notices == ()
    assert len(loaded.session.kept) == len(kept)
    for after, before in zip(loaded.session.kept, kept, strict=True):
        for name in ("name", "source", "request", "placement", "scale", "call"):
            assert getattr(after, name) == getattr(before, name), name
        assert np.array_equal(after.heatmap.values, before.heatmap.values)
        assert after.heatmap.notices == before.heatmap.notices


def test_kept_maps_of_a_picture_that_changed_are_left_out(kept_file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"another one")
    assert read(kept_file).session.kept == ()


@pytest.mark.parametrize(
    "how",
    [
        lambda one: one["scale"].update(colormap="../colours"),
        lambda one: one["scale"].update(low=3.0),
        lambda one: one["scale"].update(high=None),
        lambda one: one["scale"].update(contrast={"low": 0.9, "high": 0.1}),
        lambda one: one["request"].update(methods=[]),
        lambda one: one["placement"].update(input_size=[10**6, 10**6]),
        lambda one: one["map"].update(method="crystal_ball"),
        lambda one: one.pop("name"),
        lambda one: one.update(map=None),
    ],
)
def test_what_is_no_kept_map_is_counted_and_left_out(how: Change, kept_file: Path) -> None:
    loaded = read(change(kept_file, lambda content: how(content["kept"][0])))
    assert [one.name for one in loaded.session.kept] == ["карта 1"]
    assert [str(notice) for notice in loaded.notices] == ["Maps of the session that cannot be read: 1."]


def test_kept_maps_have_room_before_the_others(
    kept: tuple[KeptMap, ...], result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, whole = (session_kept.size_of(one) for one in kept)
    monkeypatch.setattr(session_kept, "MAX_BYTES", own + whole - 1)
    monkeypatch.setattr(session_maps, "MAX_BYTES", whole + session_maps.size_of(result) - 1)
    path = tmp_path / "k.attn"
    write(path, Session((result.request.image,), None, "demo", results=(result,), kept=kept), force=False)
    found = read(path).session
    assert [one.name for one in found.kept] == ["карта 1"], "the newest"
    assert found.results == ()
