"""From a request to a result: models and their weights, layers, cancelling, and every failure in one readable line."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import helpers
import numpy as np
import pytest
from PIL import Image

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure, ModelFailure, PictureFailure
from attnstudio.core.images import Picture
from attnstudio.core.models import demo_network, loading
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.passes import Pass, SinglePass
from attnstudio.core.request import Heatmap, MethodCall, Prediction, Request, Result, Subject

SCENE = sorted(paths.resource("demo", "scenes").glob("*.jpg"))[0]
WEIGHTS = paths.resource("demo", "demo.weights.h5")
FOUR = tuple(MethodCall(name) for name in ("saliency", "gradcam", "gradcam++", "smoothgrad"))


def run(engine: Engine, *methods: str, ctx: RunContext | None = None, **what: Any) -> Result:
    calls = tuple(map(MethodCall, methods))
    given: dict[str, Any] = {"image": SCENE, "model": "demo", "methods": calls}
    return engine.run(Request(**given | what), ctx or RunContext())


def keras_demo() -> Any:
    helpers.keras_ready()
    return demo_network.build()


# Results


def test_a_result_says_all_there_is_to_say(engine: Engine) -> None:
    request = Request(SCENE, "demo", FOUR, target="top2")
    delivered = []
    result = engine.run(request, RunContext(), lambda heatmap, placement: delivered.append((heatmap, placement)))
    assert result.request == request
    assert result.model.id == "demo"
    assert result.model.device in ("/CPU:0", "/GPU:0")
    assert result.model.input_size == (128, 128)
    with Image.open(SCENE) as picture:
        assert result.placement.picture_size == picture.size
    assert [heatmap.method for heatmap in result.heatmaps] == [call.id for call in FOUR]
    assert [heatmap.layer for heatmap in result.heatmaps] == [None, "relu6", "relu6", None]
    whole = [heatmap for heatmap, _ in delivered if not heatmap.partial]
    assert [one.method for one in whole] == [one.method for one in result.heatmaps]
    assert all(one.values is its.values for one, its in zip(whole, result.heatmaps, strict=True))
    assert {id(placement) for _, placement in delivered} == {id(result.placement)}
    assert result.seconds >= max(heatmap.seconds for heatmap in result.heatmaps)
    assert result.notices == ()


def test_a_prediction_is_probabilities_and_their_order(engine: Engine) -> None:
    prediction = run(engine).prediction
    assert prediction.probabilities.sum() == pytest.approx(1)
    assert prediction.class_names == tuple(sorted(prediction.class_names))
    assert prediction.class_names[prediction.top()[0]] == SCENE.name.partition("-")[0]
    assert [prediction.probabilities[index] for index in prediction.top(10)] == sorted(
        prediction.probabilities, reverse=True
    )
    assert len(prediction.top()) == 5
    with pytest.raises(ValueError, match="read-only"):
        prediction.probabilities[0] = 1


def test_it_predicts_what_keras_predicts(engine: Engine) -> None:
    model = engine.load("demo")
    with Image.open(SCENE) as picture:
        small = picture.resize((128, 128), Image.Resampling.BILINEAR)
    batch = np.asarray(small, np.float32)[None] / 127.5 - 1
    theirs = helpers.answer(model.keras_model, batch)[0]
    np.testing.assert_allclose(run(engine).prediction.probabilities, theirs, atol=1e-5)


def tiny(tmp_path: Path, model: Any) -> LoadedModel:
    """A model of three classes, loaded without an engine."""
    labels = tmp_path / "labels.txt"
    labels.write_text("one\ntwo\nthree\n", "utf-8")
    size = (helpers.TINY_INPUT[1], helpers.TINY_INPUT[0])
    spec = ModelSpec("tiny", "Tiny", size, labels, "minus_one_to_one", lambda: model, "conv")
    return LoadedModel.of(spec, model, "/CPU:0", random_weights=True)


def predict(model: LoadedModel, one_input: np.ndarray) -> Prediction:
    return model.prediction(model.network.logits(one_input[None])[0])


@pytest.mark.parametrize("head", helpers.HEADS)
def test_probabilities_follow_the_models_head(tmp_path: Path, head: str) -> None:
    model = helpers.headed(head)
    one_input = helpers.inputs(model, 1)[0]
    own = np.asarray(model(one_input[None], training=False))[0]
    if head == "logits":
        own = np.exp(own) / np.exp(own).sum()
    prediction = predict(tiny(tmp_path, model), one_input)
    np.testing.assert_allclose(prediction.probabilities, own, atol=1e-6)
    assert 0.01 < own.min() < own.max() < 0.9  # so that the comparison says something
    assert prediction.class_names == ("one", "two", "three")


def with_bias(head: str, *bias: float) -> Any:
    model = helpers.headed(head)
    model.get_layer("scores").bias.assign(bias)
    return model


def test_huge_logits_give_probabilities(tmp_path: Path) -> None:
    model = with_bias("softmax in Dense", 5000.0, 4999.0, -5000.0)
    prediction = predict(tiny(tmp_path, model), np.zeros(helpers.TINY_INPUT, np.float32))
    assert np.isfinite(prediction.probabilities).all()
    assert prediction.probabilities.sum() == pytest.approx(1)
    sigmoid = tiny(tmp_path, with_bias("sigmoid", 5000.0, 0.0, -5000.0))
    probabilities = predict(sigmoid, np.zeros(helpers.TINY_INPUT, np.float32)).probabilities
    assert (probabilities[0], probabilities[2]) == (1.0, 0.0)


def test_an_answer_that_is_not_finite_is_a_failure(tmp_path: Path) -> None:
    model = tiny(tmp_path, with_bias("logits", np.inf, 0.0, 0.0))
    with pytest.raises(ModelFailure, match="The output of Tiny for this picture is not finite"):
        predict(model, np.zeros(helpers.TINY_INPUT, np.float32))


def test_without_methods_it_only_looks(engine: Engine) -> None:
    assert run(engine).heatmaps == ()


def test_the_target_changes_the_map(engine: Engine) -> None:
    first, second, difference = (
        run(engine, "saliency", target=target).heatmaps[0].values for target in ("top1", "top2", "top1-top2")
    )
    assert not np.allclose(first, second, atol=0.05)
    assert not np.allclose(first, difference, atol=0.05)


def test_the_layer_changes_the_map(engine: Engine) -> None:
    last, earlier = (run(engine, "gradcam", layer=layer).heatmaps[0] for layer in ("auto", "relu4"))
    assert (last.layer, earlier.layer) == ("relu6", "relu4")
    assert not np.allclose(last.values, earlier.values, atol=0.05)
    assert run(engine, "gradcam", layer="last-conv").heatmaps[0].layer == "conv6"


@pytest.mark.parametrize("what", [{"resize": "crop"}, {"resize": "letterbox"}, {"interpolation": "nearest"}])
def test_how_the_picture_is_fitted_changes_the_map(engine: Engine, tmp_path: Path, what: dict[str, Any]) -> None:
    wide = tmp_path / "wide.png"
    with Image.open(SCENE) as picture:
        picture.crop((0, 60, 320, 260)).save(wide)
    plain, other = run(engine, "saliency", image=wide), run(engine, "saliency", image=wide, **what)
    assert not np.array_equal(plain.heatmaps[0].values, other.heatmaps[0].values)
    assert (plain.placement == other.placement) == ("interpolation" in what)


def test_the_class_check_comes_with_the_result(engine: Engine) -> None:
    assert run(engine).class_warning is None
    worst = run(engine).prediction.top(10)[-1]
    warned = run(engine, target=str(worst))
    assert warned.class_warning is not None
    assert str(warned.class_warning).startswith(f"You are explaining {warned.model.class_names[worst]} (< 0.0001 %)")


def test_a_map_of_an_improbable_class_says_that_it_is_the_map_of_the_predicted_one(engine: Engine) -> None:
    """Eigen-CAM asks for no class, so its maps of all are equal; Grad-CAM's follow the class."""
    worst = run(engine).prediction.top(10)[-1]
    warned = run(engine, "eigencam", "gradcam", "random", target=str(worst))
    blind, following, control = (" ".join(map(str, one.warnings)) for one in warned.heatmaps)
    names = [warned.model.class_names[index] for index in (worst, warned.prediction.top(1)[0])]
    assert blind.startswith(f"The map of {names[0]} hardly differs from that of {names[1]} (rank correlation 1.00)")
    assert "hardly differs" not in following + control
    assert not run(engine, "eigencam").heatmaps[0].warnings


def test_notices_of_the_picture_are_handed_on(engine: Engine, tmp_path: Path) -> None:
    moving = tmp_path / "moving.gif"
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(moving, save_all=True, append_images=frames[1:])
    notices = run(engine, image=moving).notices
    assert [str(moving) in str(notice) for notice in notices] == [True]


# What can be wrong with a request


@pytest.mark.parametrize(
    ("what", "kind", "says"),
    [
        ({"model": "resnet999"}, ChoiceFailure, r"There is no model resnet999\. The models are: .*demo"),
        ({"methods": (MethodCall("lime9"),)}, ChoiceFailure, r"There is no method lime9\. The methods are: "),
        ({"target": "submarine"}, ChoiceFailure, "The model has no class submarine"),
        ({"target": "10"}, ChoiceFailure, r"There is no class 10: the model's classes are 0 to 9\."),
        ({"layer": "relu66"}, ChoiceFailure, r"The model has no layer relu66\. Similar names: relu6"),
        ({"layer": "predictions"}, ChoiceFailure, "The layer predictions has no height and width"),
        ({"device": "tpu"}, ChoiceFailure, r"There is no device tpu. Choose auto, cpu or gpu:N\."),
        ({"device": "gpu:77"}, ChoiceFailure, "so there is no gpu:77. Choose auto or cpu"),
        ({"image": Path("nowhere.jpg")}, PictureFailure, r"nowhere\.jpg was not found"),
        ({"weights": Path("nowhere.h5")}, ModelFailure, r"There is no weights file nowhere\.h5"),
    ],
)
def test_what_is_not_there_is_named(what: dict[str, Any], kind: type[Failure], says: str) -> None:
    with pytest.raises(kind, match=says):
        run(Engine(()), **what)


def test_missing_weights_tell_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(ModelFailure) as caught:
        run(Engine((tmp_path,)), model="vgg16")
    message = str(caught.value)
    assert "The weights of VGG16 are not on this machine." in message
    assert "attnstudio models install vgg16" in message
    assert str(paths.model_folder()) in message


def test_methods_that_the_model_cannot_carry_are_left_out_with_the_reason(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LoadedModel, "layer", lambda self, choice: None)
    result = run(engine, "gradcam", "saliency", "attention_rollout", "gradcam++", "random")
    assert [one.method for one in result.heatmaps] == ["saliency", "random"]
    reasons = {method: str(failure) for method, failure in result.left_out}
    assert list(reasons) == ["gradcam", "attention_rollout", "gradcam++"]
    assert "no layer with height and width, required by: Grad-CAM" in reasons["gradcam"]
    assert "no layer with height and width, required by: Grad-CAM++" in reasons["gradcam++"]
    assert "no attention layers, required by: Attention rollout" in reasons["attention_rollout"]
    assert run(engine, "saliency").left_out == ()
    with pytest.raises(ChoiceFailure, match=r"no layer with height and width, required by: Grad-CAM, Grad-CAM\+\+"):
        run(engine, "gradcam", "gradcam++")


class Unconnected:
    """What a network does whose shared pass fails for one layer, or for one method alone."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refuses: Callable[[Pass], bool]) -> None:
        passes = CompiledModel.single_passes

        def single_passes(
            self: CompiledModel, inputs: np.ndarray, class_weights: np.ndarray, requested: Pass
        ) -> list[SinglePass]:
            if refuses(requested):
                raise ChoiceFailure("The layer {layer} is not on the way to the answer.", layer="relu6")
            return passes(self, inputs, class_weights, requested)

        monkeypatch.setattr(CompiledModel, "single_passes", single_passes)


def test_a_method_that_fails_by_itself_does_not_take_others_with_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run(engine, "saliency", "gradcam", "gradient_x_input")
    Unconnected(monkeypatch, lambda requested: bool(requested.layers))
    result = run(engine, "saliency", "gradcam", "gradient_x_input")
    assert [one.method for one in result.heatmaps] == ["saliency", "gradient_x_input"]
    for found, wanted in zip(result.heatmaps, (whole.heatmaps[0], whole.heatmaps[2]), strict=True):
        np.testing.assert_allclose(found.values, wanted.values, atol=1e-5)
    assert [(method, str(failure)) for method, failure in result.left_out] == [
        ("gradcam", "The layer relu6 is not on the way to the answer.")
    ]
    with pytest.raises(ChoiceFailure, match="not on the way"):
        run(engine, "gradcam")


# Weights


def demo_with(weights: Path) -> LoadedModel:
    return Engine(()).load("demo", weights)


def failure_of(weights: Path) -> str:
    with pytest.raises(ModelFailure) as caught:
        demo_with(weights)
    assert "\n" not in str(caught.value)
    assert str(weights) in str(caught.value)
    return str(caught.value)


def other_network(path: Path) -> None:
    """The layers and names of the demo model, with other shapes."""
    keras = helpers.keras_ready()
    x = inputs = keras.Input((128, 128, 3))
    for number, (filters, stride) in enumerate(demo_network.BLOCKS, start=1):
        x = keras.layers.Conv2D(filters // 2, 3, stride, "same", use_bias=False, name=f"conv{number}")(x)
        x = keras.layers.BatchNormalization(name=f"bn{number}")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    keras.Model(inputs, keras.layers.Dense(10, name="predictions")(x)).save_weights(path)


def fewer_layers(path: Path) -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4,))
    keras.Model(inputs, keras.layers.Dense(2)(inputs)).save_weights(path)


def with_nan(path: Path) -> None:
    shutil.copy(WEIGHTS, path)
    with h5py.File(path, "r+") as file:
        names: list[str] = []
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        file[names[0]][...] = np.full(file[names[0]].shape, np.nan, np.float32)


def truncated(path: Path) -> None:
    path.write_bytes(WEIGHTS.read_bytes()[: WEIGHTS.stat().st_size // 2])


def damaged_inside(path: Path) -> None:
    path.write_bytes(WEIGHTS.read_bytes().replace(b"TREE", b"LOST"))


def without_a_layer(path: Path) -> None:
    shutil.copy(WEIGHTS, path)
    with h5py.File(path, "r+") as file:
        del file["layers/conv2d_3"]


def empty_container(path: Path) -> None:
    h5py.File(path, "w").close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (truncated, "cannot be read"),
        (lambda path: path.write_bytes(b""), "cannot be read"),
        (lambda path: path.write_text("<html>log in</html>"), "cannot be read"),
        (damaged_inside, "cannot be read"),
        (other_network, "does not fit Demo (built in)"),
        (fewer_layers, "does not fit Demo (built in)"),
        (without_a_layer, "does not fit Demo (built in)"),
        (empty_container, "does not fit Demo (built in)"),
        (with_nan, "holds numbers that are not finite"),
    ],
    ids=[
        "truncated",
        "empty",
        "text",
        "damaged inside",
        "other shapes",
        "other layers",
        "a layer is missing",
        "nothing inside",
        "NaN",
    ],
)
def test_bad_weights_are_refused(tmp_path: Path, make: Callable[[Path], None], says: str) -> None:
    path = tmp_path / "bad.weights.h5"
    make(path)
    assert says in failure_of(path)


def test_other_weights_for_a_model_that_nobody_downloads_are_to_be_chosen_anew(tmp_path: Path) -> None:
    path = tmp_path / "bad.weights.h5"
    for harm in (truncated, other_network):
        harm(path)
        assert failure_of(path).endswith(". Choose another file of weights, or another model.")


def test_after_bad_weights_the_engine_continues(tmp_path: Path) -> None:
    path = tmp_path / "bad.weights.h5"
    truncated(path)
    engine = Engine(())
    with pytest.raises(ModelFailure):
        run(engine, "saliency", weights=path)
    assert len(run(engine, "saliency").heatmaps) == 1


def legacy(path: Path, model: Any) -> Path:
    """As Keras 2 wrote weights, and as keras.applications still has them on its server."""
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)
        file.attrs["backend"], file.attrs["keras_version"] = "tensorflow", "2.15.0"
    return path


@pytest.mark.parametrize("name", ["old.h5", "old.weights.h5", "веса 图.h5"])
def test_weights_of_the_legacy_format_load_equal(engine: Engine, tmp_path: Path, name: str) -> None:
    original = engine.load("demo").keras_model
    loaded = demo_with(legacy(tmp_path / name, original))
    for ours, theirs in zip(loaded.keras_model.get_weights(), original.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
    batch = helpers.inputs(original, 2)
    np.testing.assert_allclose(loaded.network.logits(batch), engine.load("demo").network.logits(batch), atol=1e-5)


def test_legacy_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    helpers.keras_ready()
    path = legacy(tmp_path / "old.h5", helpers.normed())
    assert "does not fit Demo (built in): Layer count mismatch" in failure_of(path)


def test_weights_under_a_name_that_keras_does_not_read_say_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "mine.h5"
    shutil.copy(WEIGHTS, path)
    assert failure_of(path).endswith(f"{path} only if its name ends in .weights.h5. Rename it.")


def test_weights_are_found_in_the_folders_in_their_order(tmp_path: Path, mobilenet_weights: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    shutil.copy(mobilenet_weights, second / "mobilenet_v2.weights.h5")
    (first / "mobilenet_v2.weights.h5").write_bytes(b"nothing")
    with pytest.raises(ModelFailure, match="first"):
        Engine((first, second)).load("mobilenet_v2")
    assert Engine((second, first)).load("mobilenet_v2").info.id == "mobilenet_v2"


def test_random_weights_only_where_requested_and_always_the_same() -> None:
    models = [Engine((), random_weights=True).load("mobilenet_v2") for _ in range(2)]
    assert all(model.random_weights for model in models)
    first, second = (model.keras_model.get_weights() for model in models)
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
    assert not Engine((), random_weights=True).load("demo").random_weights


# Models in memory


def test_the_last_models_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    load = loading.load

    def counted(spec: ModelSpec, file: Path) -> Any:
        built.append(file.stem.partition(".")[0])
        return load(spec, file)

    monkeypatch.setattr(loading, "load", counted)
    files = {name: tmp_path / f"{name}.weights.h5" for name in "abc"}
    for file in files.values():
        shutil.copy(WEIGHTS, file)
    engine = Engine((), max_models=2)

    def use(name: str) -> LoadedModel:
        return engine.load("demo", files[name])

    first = use("a")
    use("b")
    assert use("a") is first
    use("c")  # b was used least recently, and goes
    assert use("a") is first
    assert built == ["a", "b", "c"]
    use("b")
    assert built == ["a", "b", "c", "b"]
    shutil.copy(WEIGHTS, files["b"])  # another state of the file
    use("b")
    assert built == ["a", "b", "c", "b", "b"]


def test_one_model_is_cached_by_default() -> None:
    engine = Engine((), random_weights=True)
    first = engine.load("demo")
    engine.load("mobilenet_v2")
    assert engine.load("demo") is not first


# Cancelling


def cancelled() -> RunContext:
    ctx = RunContext()
    ctx.cancelled.set()
    return ctx


def test_a_cancelled_job_loads_no_model(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):  # and not the failure that there are no weights
        run(Engine((tmp_path,)), "saliency", model="vgg16", ctx=cancelled())


def test_cancelled_while_the_model_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    ctx, engine = RunContext(), Engine(())
    load = Engine.load

    def slow_load(self: Engine, *arguments: Any) -> LoadedModel:
        model = load(self, *arguments)
        ctx.cancelled.set()
        return model

    monkeypatch.setattr(Engine, "load", slow_load)
    monkeypatch.setattr(LoadedModel, "prediction", lambda *_: pytest.fail("the job went on"))
    with pytest.raises(Cancelled):
        run(engine, "saliency", ctx=ctx)


def test_cancelled_between_two_methods(engine: Engine) -> None:
    ctx, delivered = RunContext(), list[Heatmap]()

    def stop(heatmap: Heatmap, _: object) -> None:
        delivered.append(heatmap)
        ctx.cancelled.set()

    request = Request(SCENE, "demo", tuple(map(MethodCall, ("saliency", "gradcam"))))
    with pytest.raises(Cancelled):
        engine.run(request, ctx, stop)
    assert [heatmap.method for heatmap in delivered] == ["saliency"]


def test_cancelled_from_another_thread_in_the_middle_of_a_method(engine: Engine) -> None:
    started, steps = threading.Event(), list[int]()

    def step(done: int, _: int) -> None:
        steps.append(done)
        started.set()
        assert ctx.cancelled.wait(30)  # so that the job is in the middle when it is cancelled

    ctx = RunContext(on_progress=step)

    def cancel() -> None:
        assert started.wait(30)
        ctx.cancelled.set()

    other = threading.Thread(target=cancel)
    other.start()
    with pytest.raises(Cancelled):
        engine.run(Request(SCENE, "demo", (MethodCall("smoothgrad", (("samples", 1000),)),)), ctx)
    other.join()
    assert len(steps) == 1
    assert 1 < steps[0] <= engine.load("demo").network.gradient_batch


def test_a_cancelled_engine_works_on(engine: Engine) -> None:
    with pytest.raises(Cancelled):
        run(engine, "smoothgrad", ctx=cancelled())
    assert len(run(engine, "smoothgrad").heatmaps) == 1


# Many pictures


def many(count: int = 5) -> list[Picture]:
    return [images.decode(path) for path in sorted(SCENE.parent.iterdir())[:count]]


def test_pictures_that_share_a_pass_get_the_maps_that_each_gets_alone(engine: Engine) -> None:
    requested = Request(Path(), "demo", (*FOUR, MethodCall("fullgrad"), MethodCall("guided_gradcam")))
    pictures, progress = many(), list[float]()
    ctx = RunContext(on_progress=lambda done, total: progress.append(done / total))
    outcomes = list(engine.run_each(requested, pictures, ctx))
    for picture, outcome in zip(pictures, outcomes, strict=True):
        assert not isinstance(outcome, Failure)
        assert outcome[0] is picture
        alone = engine.run(replace(requested, image=picture.path), RunContext())
        assert outcome[1].request == alone.request
        assert outcome[1].source == alone.source
        assert outcome[1].target == alone.target
        for found, expected in zip(outcome[1].heatmaps, alone.heatmaps, strict=True):
            np.testing.assert_allclose(found.values, expected.values, atol=1e-4, err_msg=found.method)
            assert found.seconds > 0
    assert progress == sorted(progress)
    assert progress[-1] == 1


def test_fast_maps_of_many_pictures_take_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    run = CompiledModel.single_passes

    def counted(self: CompiledModel, batch: np.ndarray, *rest: Any) -> Any:
        sizes.append(len(batch))
        return run(self, batch, *rest)

    monkeypatch.setattr(CompiledModel, "single_passes", counted)
    list(Engine(()).run_each(Request(Path(), "demo", FOUR[:3]), many(), RunContext()))
    assert sizes == [5]


def test_a_failure_comes_out_in_its_turn(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[Picture | Failure] = [*many(4)]
    missing = PictureFailure("{file} is not there", file="x")
    pictures[1:1] = [missing]
    original = LoadedModel.prediction
    each = iter(range(10))  # the engine asks in order
    monkeypatch.setattr(
        LoadedModel,
        "prediction",
        lambda self, logits: original(self, logits * np.nan) if next(each) == 2 else original(self, logits),
    )
    outcomes = list(engine.run_each(Request(Path(), "demo", FOUR[:1]), pictures, RunContext()))
    assert outcomes[1] is missing
    assert isinstance(outcomes[3], ModelFailure)
    assert [one[0].path for one in outcomes if not isinstance(one, Failure)] == [
        picture.path for picture in (pictures[0], pictures[2], pictures[4]) if isinstance(picture, Picture)
    ]


def test_no_pictures_give_nothing(engine: Engine) -> None:
    assert list(engine.run_each(Request(Path(), "demo", FOUR), [], RunContext())) == []


def test_the_seed_makes_the_map(engine: Engine) -> None:
    first, again, other = (
        run(engine, "smoothgrad", ctx=RunContext(seed=seed)).heatmaps[0].values for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


# Targets that differ from picture to picture


@pytest.mark.parametrize("target", ["label", "best-wrong", "label-best-wrong", "label-predicted", "predicted"])
def test_a_map_explains_the_class_that_is_named(engine: Engine, target: str) -> None:
    """Against an eager tape over Keras's own model, of the class that the word stands for."""
    import tensorflow as tf

    picture = images.decode(SCENE)
    model = engine.load("demo")
    plain = run(engine).prediction
    label = plain.top()[2]
    result = run(engine, "saliency", target=target, label=label)
    first, second = plain.top()[:2]
    named = {
        "label": (label, None),
        "best-wrong": (first, None),
        "label-best-wrong": (label, first),
        "label-predicted": (label, first),
        "predicted": (first, None),
    }[target]
    assert (result.target.index, result.target.minus) == named
    one, _ = model.model_input(picture.pixels, "stretch", "bilinear")
    x = tf.constant(one.input[None])
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model.network.model(x, training=False)[0]
        score = logits[named[0]] - (0.0 if named[1] is None else logits[named[1]])
    gradient = np.abs(tape.gradient(score, x).numpy()[0]).max(axis=-1)
    expected = (gradient - gradient.min()) / (gradient.max() - gradient.min())
    np.testing.assert_allclose(result.heatmaps[0].values, expected, atol=2e-3)
    assert second != first


def test_the_strongest_wrong_class_of_a_right_prediction_is_the_second(engine: Engine) -> None:
    plain = run(engine).prediction
    result = run(engine, "gradcam", target="best-wrong", label=plain.top()[0])
    assert result.target.index == plain.top()[1]


def test_each_of_many_pictures_has_its_own_target_and_label(engine: Engine) -> None:
    picture = images.decode(SCENE)
    subjects: list[Picture | Subject | Failure] = [
        Subject(picture, "label", 3),
        Subject(picture, "", 4),
        picture,
        Subject(picture, "no such class"),
        Subject(picture, "2"),
    ]
    request = Request(Path(), "demo", (MethodCall("gradcam"),), target="label")
    outcomes = list(engine.run_each(request, subjects, RunContext()))
    found = [one if isinstance(one, Failure) else one[1].target.index for one in outcomes]
    assert [one for one in found if isinstance(one, int)] == [3, 4, 2]
    assert [isinstance(one, Failure) for one in found] == [False, False, True, True, False]
    first = outcomes[0]
    assert not isinstance(first, Failure)
    assert (first[1].request.target, first[1].request.label) == ("label", 3)


def test_a_wrong_target_of_the_call_is_a_wrong_call(engine: Engine) -> None:
    request = Request(Path(), "demo", (MethodCall("gradcam"),), target="no such class")
    with pytest.raises(ChoiceFailure):
        list(engine.run_each(request, [Subject(images.decode(SCENE), "", 1)], RunContext()))


# One pass for the prediction and the maps


@pytest.mark.parametrize(
    ("target", "predicted_first"), [("top1", False), ("label", False), ("3", False), ("top2", True)]
)
def test_a_forward_pass_of_its_own_only_where_the_target_needs_the_prediction(
    engine: Engine, target: str, predicted_first: bool
) -> None:
    """Whichever way, the maps are those of the class of this index."""
    model = engine.load("demo")
    pictures = [images.decode(path) for path in sorted(SCENE.parent.glob("*.jpg"))[:3]]
    calls = (MethodCall("saliency"), MethodCall("gradcam"))

    def explained(wanted: Sequence[str]) -> tuple[list[Result], int]:
        before = model.network.passes
        subjects = [Subject(picture, one, label=5) for picture, one in zip(pictures, wanted, strict=True)]
        outcomes = list(engine.run_each(Request(Path(), "demo", calls), subjects, RunContext()))
        return [one[1] for one in outcomes if not isinstance(one, Failure)], model.network.passes - before

    found, passes = explained([target] * 3)
    compared = target != "top1"  # with the map of the class that the model sees
    assert passes == len(pictures) * (2 + predicted_first + 2 * compared)
    inputs = np.stack([model.input_of(picture, "stretch", "bilinear")[0].input for picture in pictures])
    every_logits = model.network.logits(inputs)
    ranked = np.argsort(-every_logits, kind="stable")
    by_target = {"top1": ranked[:, 0], "top2": ranked[:, 1], "label": [5] * 3, "3": [3] * 3}
    expected = np.asarray(by_target[target], int)
    assert [result.target.index for result in found] == list(expected)
    gradients = model.network.input_gradients(inputs, np.eye(every_logits.shape[1], dtype=np.float32)[expected])
    for result, logits, gradient in zip(found, every_logits, gradients, strict=True):
        np.testing.assert_allclose(result.prediction.logits, logits, rtol=1e-4, atol=1e-4)
        saliency = np.abs(gradient).max(axis=-1)
        lowest, highest = saliency.min(), saliency.max()
        np.testing.assert_allclose(result.heatmaps[0].values, (saliency - lowest) / (highest - lowest), atol=1e-3)
