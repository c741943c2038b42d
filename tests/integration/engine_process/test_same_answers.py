"""What comes out of the engine's process is what the engine in this one computes, bit by bit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.own_models import WORKING
from PIL import Image

from attnstudio import demo_scenes, paths
from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.concepts.concepts import ConceptCall, Concepts, concept_sample
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, ChoiceFailure, DamagedFailure, Failure, ModelFailure, PictureFailure
from attnstudio.core.evaluation.measure import Case, Evaluated, Listener, Measurement
from attnstudio.core.features.maximise import MaximisationCall
from attnstudio.core.features.unit import Unit
from attnstudio.core.files import state
from attnstudio.core.images import Picture
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.metrics.base import METRICS, MetricCall
from attnstudio.core.models import preprocessing_check, self_check_store
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Heatmap, MethodCall, Request, Subject
from attnstudio.core.robustness.plan import Plan, ready
from attnstudio.core.unsupported import UnsupportedMethodFailure
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost
from attnstudio.evaluate_run.truth import truth_cases

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[:4]
QUICK = tuple(MethodCall(one.id) for one in METHODS if one.cost is Cost.SINGLE)
_MEASURED = {"seconds", "build_seconds", "memory_bytes", "check"}  # other in every run


@pytest.fixture(scope="module")
def host() -> Iterator[EngineHost]:
    found = EngineHost(())
    found.start()
    yield found
    found.close()


@pytest.fixture
def there(host: EngineHost) -> ProcessEngine:
    return ProcessEngine(host, PictureStore())


def same(one: Any, other: Any) -> None:
    """Fails where two values differ in anything that is not measured."""
    assert type(one) is type(other)
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    elif is_dataclass(one):
        for field in fields(one):
            if field.name not in _MEASURED:
                same(getattr(one, field.name), getattr(other, field.name))
    elif isinstance(one, list | tuple):
        assert len(one) == len(other)
        for each, its in zip(one, other, strict=True):
            same(each, its)
    elif isinstance(one, Failure):
        assert (one.template, dict(one.values)) == (other.template, dict(other.values))
    else:
        assert one == other


def _method(heatmap: Heatmap) -> str:
    return heatmap.method


def test_maps_predictions_and_notices_of_a_picture(engine: Engine, there: ProcessEngine) -> None:
    request = Request(SCENES[0], "demo", QUICK, target="top2", id=7, memory=2**26)
    first_here: list[Heatmap] = []  # as they come, before what needs all of them
    first_there: list[Heatmap] = []
    here = engine.run(request, RunContext(), lambda heatmap, _: first_here.append(heatmap))
    found = there.run(request, RunContext(), lambda heatmap, _: first_there.append(heatmap))
    same(here, found)
    same(sorted(first_here, key=_method), sorted(first_there, key=_method))
    assert found.request is not None and found.request.id == 7 and found.request.memory == 2**26
    assert found.prediction.class_names is found.model.class_names
    assert not any(array.flags.writeable for array in (found.heatmaps[0].values, found.prediction.logits))


def test_random_numbers_and_parameters(engine: Engine, there: ProcessEngine) -> None:
    request = Request(SCENES[1], "demo", (MethodCall("smoothgrad", (("samples", 5),)),), resize="crop", seed=3)
    progress: list[tuple[int, int]] = []
    ctx = RunContext(on_progress=lambda done, total: progress.append((done, total)), seed=3)
    same(engine.run(request, RunContext(seed=3)), there.run(request, ctx))
    assert progress[-1][0] == progress[-1][1] > 0
    other = there.run(replace(request, seed=4), RunContext(seed=4))
    assert not np.array_equal(other.heatmaps[0].values, there.run(request, ctx).heatmaps[0].values)


def test_many_pictures_with_targets_of_their_own_and_one_that_is_broken(engine: Engine, there: ProcessEngine) -> None:
    request = Request(Path(), "demo", (MethodCall("gradcam"),))
    broken = PictureFailure("{file} is broken.", file=Path("a.jpg"))
    given: list[Picture | Subject | Failure] = [images.decode(SCENES[0]), broken]
    given += [Subject(images.decode(SCENES[1]), "3", label=2), Subject(images.decode(SCENES[2]), "best-wrong")]
    here, found = (list(one.run_each(request, given, RunContext())) for one in (engine, there))
    same(here, found)
    assert [isinstance(one, Failure) for one in found] == [False, True, False, True]  # the last one has no label


def test_pictures_are_taken_as_they_are_needed(there: ProcessEngine) -> None:
    taken: list[int] = []

    def pictures() -> Iterator[Picture]:
        for number in range(40):
            taken.append(number)
            yield images.decode(SCENES[number % 4])

    outcomes = there.run_each(Request(Path(), "demo"), pictures(), RunContext())
    next(outcomes)
    assert len(taken) <= 16
    del outcomes  # nobody wants the others
    assert len(list(there.run_each(Request(Path(), "demo"), [images.decode(SCENES[0])], RunContext()))) == 1


def test_calls_that_are_made_between_the_steps_of_another(engine: Engine, there: ProcessEngine) -> None:
    request = Request(SCENES[0], "demo", (MethodCall("gradcam"),))
    pictures = [images.decode(scene) for scene in SCENES]
    slow, quick = there.run_each(request, pictures, RunContext()), []
    found = []
    for outcome in slow:
        found.append(outcome)
        quick.append(there.run(replace(request, methods=(MethodCall("saliency"),)), RunContext()))
    same(list(engine.run_each(request, pictures, RunContext())), found)
    same(engine.run(replace(request, methods=(MethodCall("saliency"),)), RunContext()), quick[-1])


def test_scores_curves_and_given_maps(engine: Engine, there: ProcessEngine) -> None:
    request = Request(Path(), "demo", (MethodCall("gradcam"), MethodCall("random")))
    metrics = [MetricCall(name) for name in METRICS.discover()]
    known = engine.run(replace(request, image=SCENES[0]), RunContext())
    cases = [*(case for _, case in truth_cases(2)), Case(images.decode(SCENES[0]), result=known)]
    heard: list[object] = []
    listener = Listener(curve=lambda *curve: heard.append(curve), measurement=heard.append)
    here = list(engine.evaluate(request, metrics, cases, RunContext()))
    found = list(there.evaluate(request, metrics, cases, RunContext(), listener))
    count = 0
    for one, other in zip(here, found, strict=True):
        assert isinstance(one, Evaluated) and isinstance(other, Evaluated)
        assert other.case is one.case
        same(one.result, other.result)
        same(one.measurements, other.measurements)
        count += len(one.measurements)
    assert sum(isinstance(one, Measurement) for one in heard) == count
    assert any(isinstance(one, tuple) for one in heard)  # curves


def test_attacks_and_smallest_eps(engine: Engine, there: ProcessEngine) -> None:
    picture = images.decode(SCENES[0])
    request = Request(SCENES[0], "demo", (MethodCall("gradcam"),), seed=5)
    broken = PictureFailure("Damaged.")
    subjects: list[Picture | Subject | Failure] = [Subject(picture, label=0), picture, broken, Subject(picture, "top2")]
    call = AttackCall("pgd", (1 / 255, 8 / 255), params=(("steps", 3),))
    here = list(engine.attack_each(request, call, subjects, RunContext(seed=5)))
    found = list(there.attack_each(request, call, subjects, RunContext(seed=5)))
    same(here, found)
    assert isinstance(found[1], tuple) and found[1][1].l2 > found[1][0].l2 > 0 and found[1][0].drifts()
    usual = AttackCall("fgsm")
    same(
        list(engine.smallest_eps_each(request, usual, [picture], RunContext())),
        list(there.smallest_eps_each(request, usual, [picture], RunContext())),
    )
    with pytest.raises(ChoiceFailure, match="no attack"):
        list(there.attack_each(request, AttackCall("nothing"), [picture], RunContext()))


def test_an_attack_on_many_pictures_is_cancelled_while_its_model_is_loaded(there: ProcessEngine) -> None:
    cancelled = threading.Event()
    cancelled.set()
    plan = Plan((Request(Path(), "demo"),), (AttackCall("fgsm"),))
    with pytest.raises(Cancelled):
        ready(plan, there, RunContext(cancelled=cancelled))


def test_pictures_while_they_are_attacked(engine: Engine, there: ProcessEngine) -> None:
    """At first as they are; the process sends some of what comes later, and one picture of each."""
    picture = images.decode(SCENES[0])
    request, call = Request(SCENES[0], "demo", seed=5), AttackCall("bim", (8 / 255,), params=(("steps", 50),))
    here: list[np.ndarray] = []
    found: list[np.ndarray] = []
    list(engine.attack_each(request, call, [picture], RunContext(on_partial=lambda one: here.append(one.copy()))))
    list(there.attack_each(request, call, [picture, picture], RunContext(on_partial=found.append)))
    known = [one.tobytes() for one in here]
    assert len(known) == 51 and [one.tobytes() in known for one in found] == [True] * len(found)
    assert found[0].tobytes() == known[0] and found[0].shape == (1, 128, 128, 3)


def test_checks_for_backdoors(engine: Engine, there: ProcessEngine, tmp_path: Path) -> None:
    demo_scenes.write(tmp_path, 10, 0, 128, force=False)
    pictures = sorted(tmp_path.rglob("*.png"))
    pictures[3].write_bytes(b"no picture")
    request, labels, progress = Request(Path(), "demo_backdoor"), np.arange(len(pictures)) % 10, []
    ctx = RunContext(on_progress=lambda done, total: progress.append(done / total), seed=2)
    checks = ("strip", "activation_clustering")
    here = list(engine.examine(request, pictures, labels, checks, (), RunContext(seed=2)))
    found = list(there.examine(request, pictures, labels, checks, (), ctx))
    same(here, found)
    assert [one.check for one in found if one.done == 1] == list(checks) and len(found) > 2
    assert found[-1].unreadable == 1 and progress[-1] == 1


def test_a_search_for_triggers_is_cancelled(there: ProcessEngine, tmp_path: Path) -> None:
    demo_scenes.write(tmp_path, 8, 0, 128, force=False)
    pictures, ctx = sorted(tmp_path.rglob("*.png")), RunContext()
    request, labels = Request(Path(), "demo_backdoor"), np.full(len(pictures), -1)
    findings = there.examine(request, pictures, labels, ["neural_cleanse"], ["6", "0"], ctx)
    assert 0 < next(findings).done < 1
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        next(findings)


def test_channels_and_the_strip_of_layers(engine: Engine, there: ProcessEngine) -> None:
    request = Request(SCENES[3], "demo", (MethodCall("gradcam"),), layer="auto")
    same(engine.channels(request, RunContext()), there.channels(request, RunContext()))
    same(engine.layer_strip(request, RunContext()), there.layer_strip(request, RunContext()))


def test_predictions_of_many_pictures_and_their_cache(engine: Engine, there: ProcessEngine, tmp_path: Path) -> None:
    request, labels = Request(Path(), "demo"), [0, 1, None, 3, 4]
    pictures = [*SCENES, tmp_path / "none.jpg"]
    here = list(engine.predict_each(request, pictures, labels, RunContext()))
    with PredictionCache(tmp_path / "cache.sqlite") as cache:
        for _ in range(2):
            found = list(there.predict_each(request, pictures, labels, RunContext(), cache))
            same(here, found)
    with PredictionCache(tmp_path / "cache.sqlite") as cache:  # those of one are those of the other
        same(here, list(engine.predict_each(request, pictures, labels, RunContext(), cache)))


def test_a_check_of_preprocessings(engine: Engine, there: ProcessEngine) -> None:
    found: list[list[preprocessing_check.Trial]] = []
    for one in (engine, there):
        model = one.load("demo")
        labelled = preprocessing_check.labelled(SCENES, model, 4)
        found.append(list(preprocessing_check.trials(model, labelled, RunContext())))
    same(*found)
    same(engine.load("demo").info, there.load("demo").info)


def test_a_model_that_was_checked_once_is_not_checked_again(there: ProcessEngine) -> None:
    info = there.load("demo").info
    assert info.check is not None
    key = self_check_store.key_of(spec_of("demo"), state(paths.resource("demo", "demo.weights.h5")), info.device)
    there.run(Request(SCENES[0], "demo"), RunContext())
    kept = paths.checked_models() / f"{key}.self-check.json"
    assert kept.is_file() or self_check_store.load(key) is not None


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (Request(SCENES[0], "demo", (MethodCall("no"),)), ChoiceFailure),
        (Request(SCENES[0], "demo", (MethodCall("gradcam"),), layer="no"), ChoiceFailure),
        (Request(SCENES[0], "demo", target="no such class"), ChoiceFailure),
        (Request(SCENES[0], "no"), ChoiceFailure),
        (Request(SCENES[0], "vgg16"), ModelFailure),
        (Request(SCENES[0], "demo", device="gpu:9"), ChoiceFailure),
        (Request(Path("none.jpg"), "demo"), PictureFailure),
        (Request(SCENES[0], "demo", (MethodCall("gradient_attention"),)), UnsupportedMethodFailure),
    ],
)
def test_failures_are_the_same(there: ProcessEngine, request_: Request, kind: type[Failure]) -> None:
    raised = []
    engines: tuple[EngineInterface, ...] = (Engine(()), there)
    for one in engines:
        with pytest.raises(kind) as failure:
            one.run(request_, RunContext())
        raised.append(failure.value)
    assert type(raised[0]) is type(raised[1])
    assert raised[0].template == raised[1].template
    assert {**raised[0].values, "folder": ""} == {**raised[1].values, "folder": ""}  # each test has a home of its own
    if isinstance(raised[0], UnsupportedMethodFailure) and isinstance(raised[1], UnsupportedMethodFailure):
        same(raised[0].info, raised[1].info)


def test_damaged_weights_say_which_they_are(tmp_path: Path) -> None:
    weights = tmp_path / "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5"
    weights.write_bytes(b"not these")
    host = EngineHost((tmp_path,))
    try:
        with pytest.raises(DamagedFailure) as raised:
            ProcessEngine(host, PictureStore()).run(Request(SCENES[0], "mobilenet_v2"), RunContext())
    finally:
        host.close()
    assert (raised.value.file, raised.value.model_id) == (weights, "mobilenet_v2")


def test_a_model_of_the_users_own_with_its_names_beside_it(there: ProcessEngine, tmp_path: Path) -> None:
    """The process may not look into the folder of the model: names come from here."""
    model = helpers.with_random_weights(WORKING["nested in Sequential"][0]())
    path = tmp_path / "мой.keras"
    model.save(path)
    path.with_suffix(".txt").write_text("кот\nпёс\nрыба\nптица\n", "utf-8")
    request = Request(SCENES[0], str(path), (MethodCall("gradcam"),), options=ModelOptions(preprocessing="as_it_is"))
    here, found = Engine(()).run(request, RunContext()), there.run(request, RunContext())
    same(here, found)
    assert found.prediction.class_names == ("кот", "пёс", "рыба", "птица")
    sums = [one.checksum(request.model, options=request.options) for one in (Engine(()), there)]
    assert sums[0] == sums[1]


def test_pictures_are_those_of_now(engine: Engine, there: ProcessEngine, tmp_path: Path) -> None:
    """A file that has changed is another picture, also where the old one was sent."""
    path = tmp_path / "scene.png"
    found = []
    for scene in SCENES[:2]:
        Image.open(scene).save(path)
        found.append(there.run(Request(path, "demo"), RunContext()))
        np.testing.assert_array_equal(
            found[-1].prediction.logits, engine.run(Request(path, "demo"), RunContext()).prediction.logits
        )
    assert found[0].source.digest != found[1].source.digest


def test_pictures_that_excite_units(engine: Engine, there: ProcessEngine, tmp_path: Path) -> None:
    units, request = (Unit("", 1), Unit("", 4)), Request(Path(), "demo")
    call = MaximisationCall(units, params=(("steps", 2), ("crops", 3)))
    same(*(list(one.maximise(request, call, RunContext(seed=2))) for one in (engine, there)))
    broken = tmp_path / "a.jpg"
    broken.write_bytes(b"no picture")
    same(*(list(one.excite_each(request, units, [*SCENES, broken], RunContext())) for one in (engine, there)))
    with pytest.raises(ChoiceFailure, match="no class 99"):
        list(there.maximise(request, MaximisationCall((Unit("", 99),)), RunContext()))


def test_baselines_from_a_folder(there: ProcessEngine, tmp_path: Path) -> None:
    """The process may read a folder that a method names."""
    helpers.save_picture(tmp_path / "baseline.png")
    call = MethodCall("expected_gradients", (("samples", 2), ("folder", str(tmp_path))))
    request = Request(SCENES[0], "demo", (call,))
    same(Engine(()).run(request, RunContext()), there.run(request, RunContext()))


def test_concepts_and_where_they_stand(engine: Engine, there: ProcessEngine) -> None:
    request = Request(SCENES[0], "demo")
    call = ConceptCall(concept_sample(engine.load("demo"), request, SCENES, RunContext()).inputs, count=2)
    here, found = (list(one.find_concepts(request, call, RunContext(seed=2))) for one in (engine, there))
    same(here, found)
    concepts = found[-1]
    assert isinstance(concepts, Concepts)
    same(*(one.concept_maps(request, concepts.layer, concepts.basis, RunContext()) for one in (engine, there)))


def test_weights_that_came_after_the_process_had_started(mobilenet_weights: Path, tmp_path: Path) -> None:
    """Into a folder that was not there, and by a link to another place."""
    folder, elsewhere = tmp_path / "models", tmp_path / "disk"
    host = EngineHost((folder,))
    try:
        there, request = ProcessEngine(host, PictureStore()), Request(SCENES[0], "mobilenet_v2")
        with pytest.raises(ModelFailure, match="not on this machine"):
            there.run(request, RunContext())
        for place in (folder, elsewhere):
            place.mkdir()
        (elsewhere / "weights").write_bytes(mobilenet_weights.read_bytes())
        (folder / mobilenet_weights.name).symlink_to(elsewhere / "weights")
        assert there.run(request, RunContext()).prediction.logits.shape == (1000,)
        process = host.start()
        there.run(request, RunContext())
        assert host.start() is process
    finally:
        host.close()


def test_a_file_that_was_replaced_is_read_by_another_process(tmp_path: Path) -> None:
    model, other = tmp_path / "model.keras", tmp_path / "other"
    for path in (model, other):
        path.write_bytes(b"a model")
    host = EngineHost(())
    try:
        process = host.that_sees(model)
        assert host.that_sees(model) is process
        other.replace(model)
        assert host.that_sees(model) is not process
    finally:
        host.close()
