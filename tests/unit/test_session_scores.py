"""The scores of a session: numbers, curves, judged maps and regions come back; what is no such thing is left out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attnstudio.core import images
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import NO_REGION, Evaluated, Measurement, case_of
from attnstudio.core.metrics.base import Curve, MetricCall, Score
from attnstudio.core.placement import Placement
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import Heatmap, MethodCall, ModelInfo, Prediction, Request, Result
from attnstudio.core.review import Review
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice, english
from attnstudio.export import session_maps, session_scores
from attnstudio.export.report.blocks import Paragraph, PictureCard
from attnstudio.export.report.pictures import cards
from attnstudio.export.session import Session, read, write
from attnstudio.export.session_content import Scores

BOX = Region((Rectangle(100, 1, 900, 6),))
REQUEST = Request(Path(), "demo", (MethodCall("gradcam"), MethodCall("random")), seed=3)
INFO = ModelInfo("demo", "Demo", (4, 3), ("a", "b"), ("conv",), "conv", frozenset(), "/CPU:0", "CPU", 1)
METRICS = (MetricCall("energy"), MetricCall("deletion", (("steps", 5),)))
Change = Callable[[dict[str, Any]], object]


def measurements(value: float) -> tuple[Measurement, ...]:
    curve = Curve(np.linspace(0, 1, 5), np.array([1, 0.5, 0.4, 0.2, value]))
    return (
        Measurement("gradcam", "energy", Score(value), None, 0.5),
        Measurement("random", "energy", None, NO_REGION, 0.25),
        Measurement("gradcam", "deletion", Score(value / 2, curve), None, 1.5),
    )


def evaluated(path: Path, region: Region | None, number: int) -> Evaluated:
    """Of a picture larger than those that are kept for a report."""
    rng = np.random.default_rng(number)
    Image.fromarray(rng.integers(0, 255, (8, 1500, 3), np.uint8)).save(path)
    picture = images.decode(path)
    values = rng.random((3, 4), np.float32)
    result = Result(
        request=replace(REQUEST, image=path),
        source=picture.source,
        model=INFO,
        placement=Placement((1500, 8), (4, 3), (0.0, 0.0, 1500.0, 8.0)),
        prediction=Prediction(np.array([1.0, 2.0]), np.array([0.25, 0.75]), INFO.class_names),
        target=Target(1),
        heatmaps=tuple(Heatmap(values, 0.0, 1.0, call.id, None, 0.1) for call in REQUEST.methods),
        notices=(Notice("said"),),
        class_warning=None,
        seconds=0.5,
        memory_bytes=1,
    )
    case = case_of(picture, region, "top1")
    return compact(Evaluated(case, result, measurements(number / 8)), number)


@pytest.fixture
def scores(tmp_path: Path) -> Scores:
    paths = [tmp_path / "a.png", tmp_path / "b.png"]
    done = (evaluated(paths[0], BOX, 1), evaluated(paths[1], None, 2))
    return Scores(Evaluation(REQUEST, METRICS, done, {}, None, 7.5), {paths[0]: BOX})


@pytest.fixture
def file(scores: Scores, tmp_path: Path) -> Path:
    path = tmp_path / "s.attn"
    write(path, Session((tmp_path / "a.png",), None, "demo", scores=scores), force=False)
    return path


def change(file: Path, how: Change) -> Path:
    text, end, arrays = file.read_bytes().partition(b"\0")
    content = json.loads(text)
    how(content["scores"])
    file.write_bytes(json.dumps(content).encode() + end + arrays)
    return file


def test_scores_come_back_with_their_maps_and_regions(file: Path, scores: Scores) -> None:
    loaded = read(file)
    assert loaded.notices == ()
    found = loaded.session.scores
    assert found is not None
    after, before = found.evaluation, scores.evaluation
    assert (after.request, after.metrics, after.seconds) == (before.request, before.metrics, before.seconds)
    assert found.regions == scores.regions
    for one, other in zip(after.pictures, before.pictures, strict=True):
        assert [(m.method, m.metric, m.obstacle, m.seconds) for m in one.measurements] == [
            (m.method, m.metric, m.obstacle, m.seconds) for m in other.measurements
        ]
        assert one.result.placement == other.result.placement
        assert np.array_equal(one.case.picture.pixels, other.case.picture.pixels)
        assert np.array_equal(one.result.heatmaps[0].values, other.result.heatmaps[0].values)
        assert isinstance(one.case.region, Notice) == isinstance(other.case.region, Notice)
    assert np.array_equal(after.pictures[0].case.region, before.pictures[0].case.region)  # type: ignore[arg-type]
    curve = after.pictures[1].measurements[2].score.curve  # type: ignore[union-attr]
    assert curve is not None
    assert curve.y.tolist() == [1, 0.5, 0.4, 0.2, 0.25]
    assert {key: cell.estimate and cell.estimate.mean for key, cell in after.summary.cells.items()} == {
        key: cell.estimate and cell.estimate.mean for key, cell in before.summary.cells.items()
    }


def test_scores_of_a_picture_that_changed_are_left_out(file: Path, tmp_path: Path) -> None:
    (tmp_path / "b.png").unlink()
    found = read(file).session.scores
    assert found is not None
    assert [one.case.picture.path.name for one in found.evaluation.pictures] == ["a.png"]


@pytest.mark.parametrize(
    ("left", "how"),
    [
        (0, lambda content: content.clear()),
        (0, lambda content: content.update(request={})),
        (0, lambda content: content.update(metrics=5)),
        (0, lambda content: content.update(pictures=[1])),
        (0, lambda content: content.update(maps=[])),
        (1, lambda content: content["pictures"][0].update(path="c.png")),
        (1, lambda content: content["pictures"][0].update(region={"shapes": 5})),
        (1, lambda content: content["pictures"][0].pop("measurements")),
        (1, lambda content: content["pictures"][0]["measurements"][0].update(metric="beauty")),
        (1, lambda content: content["pictures"][0]["measurements"][0].update(method="saliency")),
        (1, lambda content: content["pictures"][0]["measurements"][0]["score"].update(value=None)),
        (1, lambda content: content["pictures"][0]["measurements"][0].update(score=None)),
        (1, lambda content: content["pictures"][0]["measurements"][2]["score"]["curve"]["x"].update(shape=[5, 1])),
    ],
)
def test_what_is_no_score_is_counted_and_left_out(left: int, how: Change, file: Path) -> None:
    loaded = read(change(file, how))
    found = loaded.session.scores
    assert (0 if found is None else len(found.evaluation.pictures)) == left
    assert [str(notice) for notice in loaded.notices] == ["Scores of the session that cannot be read: 1."]


def test_too_many_scores_cost_only_themselves(scores: Scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_scores, "MAX_BYTES", 1000)
    write(tmp_path / "s.attn", Session((), None, "demo", scores=scores), force=False)
    assert read(tmp_path / "s.attn").session == Session((), None, "demo")


def test_the_first_maps_stay_where_there_is_no_room_for_all(
    scores: Scores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_maps, "size_of", lambda _: session_scores.MAX_BYTES * 2 // 3)
    write(tmp_path / "s.attn", Session((), None, "demo", scores=scores), force=False)
    found = read(tmp_path / "s.attn").session.scores
    assert found is not None
    assert [len(one.result.heatmaps) for one in found.evaluation.pictures] == [2, 0]


def test_a_report_says_what_was_said_of_the_maps(scores: Scores) -> None:
    evaluation = scores.evaluation
    path = evaluation.pictures[0].case.picture.path
    for reviews, said in (({}, []), ({path: Review.SPURIOUS}, ["Review. Not reviewed: 1; Spurious: 1"])):
        blocks = list(cards(replace(evaluation, reviews=reviews), english))
        texts = [block.text for block in blocks if isinstance(block, Paragraph) and block.text.startswith("Review")]
        assert texts == said
        rows = [row for block in blocks if isinstance(block, PictureCard) for row in block.rows if row[0] == "Review"]
        assert rows == [("Review", "Spurious")] * len(said)
