"""Evaluations: what the engine measures of whole pictures, and the table that is made of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure, PictureFailure
from attnstudio.core.evaluation.cascade import STAGES, Cascade
from attnstudio.core.evaluation.compact import shrunk
from attnstudio.core.evaluation.measure import NOT_FINITE, OUT_OF_SIGHT, Case, Evaluated, Listener, Measurement
from attnstudio.core.evaluation.summary import Mark, add_controls, summarise
from attnstudio.core.explain import bind_methods
from attnstudio.core.metrics.base import METRICS, Curve, MetricCall, Score
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.similarity import rank_correlations
from attnstudio.core.text import Notice
from attnstudio.evaluate_run.truth import truth_cases

# Share of each method's energy in the boxes, as ../shared/README.md has it.
ENERGIES = {
    "goldfish": (0.63, 0.77, 0.61, 0.62),
    "tiger_shark": (0.68, 0.72, 0.65, 0.68),
    "bald_eagle": (0.63, 0.71, 0.53, 0.53),
    "golden_retriever": (0.73, 0.67, 0.51, 0.53),
    "school_bus": (0.73, 0.75, 0.71, 0.72),
}
LAB = ("saliency", "smoothgrad", "gradcam", "gradcam++")


def request_for(*methods: str, model: str = "demo", **fields: Any) -> Request:
    return Request(Path(), model, tuple(MethodCall(method) for method in methods), **fields)


def scenes(count: int) -> list[Case]:
    return [case for _, case in truth_cases(count)]


def evaluated(engine: Engine, request: Request, metrics: Sequence[str], cases: Sequence[Case]) -> list[Evaluated]:
    found = list(engine.evaluate(request, [MetricCall(metric) for metric in metrics], cases, RunContext()))
    assert all(isinstance(one, Evaluated) for one in found)
    return [one for one in found if isinstance(one, Evaluated)]


def value(one: Evaluated, method: str, metric: str) -> float:
    (found,) = [each for each in one.measurements if (each.method, each.metric) == (method, metric)]
    assert found.score is not None
    return found.score.value


# The engine


def test_a_picture_that_counts_only_if_predicted_costs_no_map_otherwise(engine: Engine) -> None:
    (case,) = scenes(1)
    assert case.if_predicted
    other = replace(case, target=str((int(case.target) + 1) % 10))
    found = evaluated(engine, request_for("gradcam"), ["energy"], [case, other, replace(other, if_predicted=False)])
    assert [len(one.result.heatmaps) for one in found] == [1, 0, 1]
    assert [len(one.measurements) for one in found] == [1, 0, 1]
    assert [one.result.says_target for one in found] == [True, False, False]


def test_an_evaluation_of_scenes(engine: Engine) -> None:
    """Every map by every metric, in order, with the region at the input's size and the class of each case."""
    heard: list[Measurement] = []
    curves: list[tuple[str, str, int]] = []
    listener = Listener(
        measurement=heard.append, curve=lambda method, metric, curve: curves.append((method, metric, curve.x.size))
    )
    cases, metrics = scenes(2), [MetricCall("energy"), MetricCall("deletion", (("steps", 40),))]
    request = request_for("gradcam", "random")
    found = list(engine.evaluate(request, metrics, cases, RunContext(), listener))
    assert [one.case for one in found if isinstance(one, Evaluated)] == cases
    assert heard == [each for one in found if isinstance(one, Evaluated) for each in one.measurements]
    first = found[0]
    assert isinstance(first, Evaluated)
    order = [("gradcam", "energy"), ("random", "energy"), ("gradcam", "deletion"), ("random", "deletion")]
    assert [(one.method, one.metric) for one in first.measurements] == order
    assert str(first.result.target.index) == cases[0].target
    values, mask = first.result.heatmaps[0].values, cases[0].region
    assert isinstance(mask, np.ndarray)
    assert value(first, "gradcam", "energy") == pytest.approx(values[mask].sum() / values.sum(), abs=1e-5)
    assert curves[-1] == ("random", "deletion", 41)
    assert curves[0] == ("gradcam", "deletion", curves[0][2])
    assert curves[0][2] < 41


def test_what_is_wrong_with_one_picture_stops_no_other(engine: Engine, tmp_path: Path) -> None:
    failure = PictureFailure("{file} is lost.", file="a.jpg")
    unknown = Case(scenes(1)[0].picture, Notice("{name}: nowhere.", {"name": "x"}), "no such class")
    without = replace(scenes(1)[0], region=Notice("nobody knows"))
    cases: list[Case | Failure] = [failure, unknown, without]
    found = list(engine.evaluate(request_for("gradcam"), [MetricCall("energy")], cases, RunContext()))
    assert found[0] is failure
    assert "no class no such class" in str(found[1])
    assert isinstance(found[2], Evaluated)
    (measurement,) = found[2].measurements
    assert measurement.score is None
    assert str(measurement.obstacle) == "nobody knows"
    with pytest.raises(ChoiceFailure, match="no class sherk"):  # asked of all pictures: the call is wrong
        list(engine.evaluate(request_for("gradcam", target="sherk"), [], [replace(without, target="")], RunContext()))


def test_a_region_that_the_model_does_not_see(engine: Engine) -> None:
    """A region that is cropped away is reported, not measured as empty."""
    scene = scenes(1)[0].picture
    wide = np.concatenate([scene.pixels, scene.pixels, scene.pixels], axis=1)
    region = np.zeros(wide.shape[:2], bool)
    region[:, :50] = True
    case = Case(replace(scene, pixels=wide), region)
    (one,) = evaluated(engine, request_for("gradcam", resize="crop"), ["energy"], [case])
    assert one.measurements[0].obstacle == OUT_OF_SIGHT
    (one,) = evaluated(engine, request_for("gradcam"), ["energy"], [case])
    assert one.measurements[0].score is not None


def test_it_stops_between_batches_and_keeps_what_is_done(engine: Engine) -> None:
    ctx, heard = RunContext(), list[Measurement]()

    def enough(measurement: Measurement) -> None:
        heard.append(measurement)
        if len(heard) == 3:
            ctx.cancelled.set()

    found: list[object] = []
    with pytest.raises(Cancelled):
        for one in engine.evaluate(
            request_for("gradcam", "random"), [MetricCall("energy")], scenes(4), ctx, Listener(measurement=enough)
        ):
            found.append(one)
    assert len(heard) == 3
    assert len(found) == 1


def test_progress_counts_every_part(engine: Engine) -> None:
    reported: list[float] = []
    ctx = RunContext(on_progress=lambda done, total: reported.append(done / total))
    list(engine.evaluate(request_for("gradcam", "rise"), [MetricCall("energy"), MetricCall("iou")], scenes(1), ctx))
    assert reported == sorted(reported)
    assert reported[-1] == 1


@pytest.mark.parametrize("name", ENERGIES)
def test_the_reference_energies(engine: Engine, mobilenet_weights: Path, photos: Path, name: str) -> None:
    """As the lab does it: stretched and nearest, at the last convolution."""
    assert mobilenet_weights.is_file()
    picture = images.decode(photos / f"{name}.jpg")
    known = json.loads((photos / "boxes.json").read_text("utf-8"))[f"{name}.jpg"]
    region = np.zeros(picture.pixels.shape[:2], bool)
    for left, top, right, bottom in known["boxes"]:
        region[top:bottom, left:right] = True
    request = request_for(*LAB, model="mobilenet_v2", layer="last-conv", interpolation="nearest")
    (one,) = evaluated(engine, request, ["energy"], [Case(picture, region, str(known["class_index"]))])
    energies = tuple(value(one, method, "energy") for method in LAB)
    assert energies == pytest.approx(ENERGIES[name], abs=0.03)


def test_the_random_control_guesses_anew_on_every_picture(engine: Engine) -> None:
    found = evaluated(engine, request_for("random"), ["sparseness"], scenes(3))
    places = {int(one.result.heatmaps[0].values.argmax()) for one in found}
    assert len(places) == 3
    again = evaluated(engine, request_for("random"), ["sparseness"], scenes(3))
    assert [value(one, "random", "sparseness") for one in again] == [
        value(one, "random", "sparseness") for one in found
    ]


def test_a_number_that_is_not_finite_is_no_score(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(METRICS.discover()["sparseness"], "measure", lambda _: Score(float("nan")), raising=True)
    (one,) = evaluated(engine, request_for("gradcam"), ["sparseness"], scenes(1))
    assert one.measurements[0].score is None
    assert one.measurements[0].obstacle == NOT_FINITE


# Model randomisation


def test_the_cascade_destroys_a_copy_only() -> None:
    network = helpers.compiled(helpers.normed())
    before = helpers.fingerprint(network.model, helpers.inputs(network.model, 2))
    one_input = helpers.inputs(network.model, 1)[0]
    cascade = Cascade(network)
    chosen = bind_methods([MethodCall("saliency"), MethodCall("gradcam")])
    weights = helpers.weights_for(1, 0, 0, 0)
    first = cascade.curves(chosen, helpers.model_input_of(one_input), weights, "depthwise_relu", RunContext())
    again = cascade.curves(chosen, helpers.model_input_of(one_input), weights, "depthwise_relu", RunContext())
    assert helpers.fingerprint(network.model, helpers.inputs(network.model, 2)) == before
    for curve, same in zip(first, again, strict=True):
        assert curve.x.size == STAGES + 1
        assert curve.y[0] == 1
        assert curve.y[-1] < 0.9
        np.testing.assert_array_equal(curve.y, same.y)  # it begins with the trained weights each time
    trained = helpers.maps(network, one_input, weights, "depthwise_relu", "saliency", "gradcam")
    maps = cascade.randomised(chosen, helpers.model_input_of(one_input), weights, "depthwise_relu", RunContext())
    for curve, before_it, after in zip(first, trained, maps, strict=True):
        assert rank_correlations(before_it.values, [after]) == pytest.approx(curve.y[-1:], abs=1e-3)


def test_the_last_stage_leaves_nothing_of_the_training() -> None:
    """Two models of one shape with different weights end as the same random one."""
    one, other = (helpers.compiled(helpers.with_random_weights(helpers.normed(), seed)) for seed in (1, 2))
    copies = [Cascade(network) for network in (one, other)]
    stages = [list(cascade.stages()) for cascade in copies]
    assert stages[0] == [number / STAGES for number in range(STAGES + 1)]
    for mine, theirs in zip(*(cascade.network.model.get_weights() for cascade in copies), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_guided_backprop_fails_the_sanity_check(engine: Engine, mobilenet_weights: Path, photos: Path) -> None:
    """As Adebayo et al. found, and Grad-CAM and the gradient pass it."""
    assert mobilenet_weights.is_file()
    cases = [Case(images.decode(photos / f"{name}.jpg")) for name in ("tiger_shark",)]
    request = request_for("guided_backprop", "saliency", "gradcam", "random", model="mobilenet_v2")
    table = summarise([one.measurements for one in evaluated(engine, request, ["randomisation"], cases)])
    assert {method for method in table.methods if table.cells[method, "randomisation"].fails} == {"guided_backprop"}
    assert str(table.cells["random", "randomisation"].obstacle) == "Random does not depend on the model."


# Statistics and the table


def test_other_pictures_are_not_compared() -> None:
    """A method whose map is flat on the hard pictures is not the best for that."""
    obstacle = Notice("the same everywhere")
    easy, hard = [0.9] * 6, [0.2] * 6
    pictures = rows("insertion", saliency=easy + hard, gradcam=[0.95] * 12, lime=[0.1] * 12, random=[0.3] * 12)
    for picture in pictures[6:]:
        picture[1] = replace(picture[1], score=None, obstacle=obstacle)
    table = summarise(pictures)
    gradcam = table.cells["gradcam", "insertion"]
    assert gradcam.estimate is not None
    assert (gradcam.estimate.count, gradcam.mark, gradcam.no_better_than) == (6, None, ())
    assert table.cells["saliency", "insertion"].mark is Mark.BEST


def rows(metric: str, **scores: list[float]) -> list[list[Measurement]]:
    """What was measured on each picture."""
    count = len(next(iter(scores.values())))
    return [
        [Measurement(name, metric, Score(values[number]), None, 0.0) for name, values in scores.items()]
        for number in range(count)
    ]


GOOD, FAIR, BAD = ([middle, middle + 0.01, middle - 0.01] * 2 for middle in (0.8, 0.5, 0.2))
WIDE = [0.1, 0.9, 0.2, 0.85, 0.3, 0.7]


def marks(metric: str, **scores: list[float]) -> dict[str, Mark | None]:
    table = summarise(rows(metric, **scores))
    return {method: table.cells[method, metric].mark for method in table.methods}


def test_best_and_worst() -> None:
    higher = marks("insertion", saliency=GOOD, gradcam=FAIR, lime=BAD)
    assert higher == {"saliency": Mark.BEST, "gradcam": None, "lime": Mark.WORST}
    lower = marks("deletion", saliency=GOOD, gradcam=FAIR, lime=BAD)
    assert lower == {"saliency": Mark.WORST, "gradcam": None, "lime": Mark.BEST}


def test_what_the_pictures_do_not_separate_shares_its_place() -> None:
    near = [0.7, 0.83, 0.71, 0.85, 0.72, 0.81]  # lower on average, not on each picture
    assert marks("insertion", saliency=GOOD, gradcam=near, lime=BAD) == {
        "saliency": Mark.AMONG_BEST,
        "gradcam": Mark.AMONG_BEST,
        "lime": Mark.WORST,
    }
    always = [value - 0.005 for value in GOOD]  # hardly lower, but on every picture: the intervals overlap
    assert marks("insertion", saliency=GOOD, gradcam=always) == {"saliency": Mark.BEST, "gradcam": Mark.WORST}
    # Who is not shown worse than the best nor better than the worst is neither.
    assert marks("insertion", saliency=FAIR, gradcam=WIDE, lime=BAD)["gradcam"] is None
    assert set(marks("insertion", saliency=GOOD, gradcam=near).values()) == {None}


def test_one_picture_marks_nobody() -> None:
    assert set(marks("insertion", saliency=[0.9], gradcam=[0.1]).values()) == {None}


def test_controls_are_no_competitors() -> None:
    table = summarise(rows("insertion", saliency=GOOD, gradcam=BAD, lime=FAIR, random=FAIR, centre_gaussian=WIDE))
    cells = {method: table.cells[method, "insertion"] for method in table.methods}
    assert cells["random"].mark is None
    assert (cells["saliency"].no_better_than, cells["saliency"].not_shown_better_than) == ((), ("centre_gaussian",))
    assert (cells["gradcam"].no_better_than, cells["gradcam"].not_shown_better_than) == (
        ("random",),
        ("centre_gaussian",),
    )
    assert (cells["lime"].no_better_than, cells["lime"].not_shown_better_than) == (("random",), ("centre_gaussian",))
    assert cells["random"].no_better_than == ()


def test_only_what_is_about_the_model_or_the_object_is_compared_with_controls() -> None:
    table = summarise(rows("sparseness", saliency=BAD, random=GOOD))
    assert table.cells["saliency", "sparseness"].no_better_than == ()


def test_a_table_with_gaps() -> None:
    obstacle = Notice("no meaning")
    pictures = [
        [Measurement("lime", "energy", Score(0.5), None, 0.0), Measurement("random", "energy", None, obstacle, 0.0)],
        [Measurement("lime", "energy", None, obstacle, 0.0), Measurement("random", "energy", None, obstacle, 0.0)],
    ]
    table = summarise(pictures)
    assert table.pictures == 2
    lime, random = (table.cells[method, "energy"] for method in ("lime", "random"))
    assert lime.estimate is not None
    assert (lime.estimate.count, lime.obstacle) == (1, None)
    assert (random.estimate, random.obstacle) == (None, obstacle)
    assert summarise([]).cells == {}


def test_every_table_has_the_controls() -> None:
    lime, random = MethodCall("lime", (("samples", 100),)), MethodCall("random")
    assert add_controls([lime]) == (lime, random, MethodCall("centre_gaussian"))
    assert add_controls([random, lime]) == (random, lime, MethodCall("centre_gaussian"))


def test_the_area_under_a_curve() -> None:
    assert Curve(np.array([0, 0.5, 1]), np.array([0, 1, 0])).area == 0.5
    assert Curve(np.array([0.1, 0.9]), np.array([0.3, 0.5])).area == pytest.approx(0.4)


def test_compact_shrinks_a_large_picture(engine: Engine) -> None:
    """Small pixels, and region and placement that still fit them."""
    scene = scenes(1)[0].picture
    large = np.repeat(np.repeat(scene.pixels, 5, axis=0), 4, axis=1)
    region = np.zeros(large.shape[:2], bool)
    region[:320, :256] = True
    (one,) = evaluated(
        engine, request_for("gradcam", resize="letterbox"), ["energy"], [Case(replace(scene, pixels=large), region)]
    )
    small = shrunk(one, 64, with_maps=True)
    assert small.case.picture.pixels.shape == (64, 51, 3)
    assert isinstance(small.case.region, np.ndarray)
    assert small.case.region.shape == (64, 51)
    assert small.case.region[:32, :25].all()
    assert not small.case.region[33:].any()
    assert small.result.placement.picture_size == (51, 64)
    assert small.result.placement.box == pytest.approx([side / 10 for side in one.result.placement.box], abs=0.3)
    assert small.result.heatmaps == one.result.heatmaps
    assert small.measurements == one.measurements
    assert shrunk(one, 64, with_maps=False).result.heatmaps == ()
