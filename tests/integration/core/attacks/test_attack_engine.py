"""Attacks by the engine: who is attacked, what is said of it, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import own_models
from helpers.attacks import tiny
from PIL import Image

from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked, success_rate
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, ChoiceFailure, EngineDiedAgain, Failure, ModelFailure
from attnstudio.core.models.in_memory import describe_model
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.request import MethodCall, Request, Result, Subject
from attnstudio.core.robustness.plan import Plan, ReadyPlan
from attnstudio.core.robustness.record import PictureRecord
from attnstudio.core.robustness.run import try_each

EPS = 8 / 255


def pixels_of(count: int, size: tuple[int, int] = (12, 12), seed: int = 1) -> list[np.ndarray]:
    """uint8 (height, width, 3)."""
    return list(np.random.default_rng(seed).integers(0, 256, (count, *size, 3)).astype(np.uint8))


def picture(pixels: np.ndarray) -> images.Picture:
    return images.of_pillow(Image.fromarray(pixels), "noise.png")


class Lab:
    """An engine with one model in memory."""

    def __init__(self, model: Any, options: ModelOptions = ModelOptions(preprocessing="zero_to_one")) -> None:  # noqa: B008
        self.model, self.engine = model, Engine([])
        self.memory = describe_model(model)
        self.request = Request(Path(), self.memory.spec(options).id, options=options)

    def attack(
        self, call: AttackCall, pictures: list[Any], methods: tuple[str, ...] = (), **changes: Any
    ) -> list[tuple[Attacked, ...] | Failure]:
        request = replace(self.request, methods=tuple(map(MethodCall, methods)), **changes)
        with self.memory.in_use():
            return list(self.engine.attack_each(request, call, pictures, RunContext()))

    def one(self, call: AttackCall, subject: Any, **changes: Any) -> Attacked:
        (outcome,) = self.attack(call, [subject], **changes)
        assert not isinstance(outcome, Failure), outcome
        return outcome[0]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    yield Lab(tiny())


def test_the_saved_picture_is_the_attacked_one(lab: Lab, tmp_path: Path) -> None:
    """Keras gives the answers of `after` to the pixels of a PNG."""
    outcomes = lab.attack(AttackCall("pgd", (EPS,)), [picture(one) for one in pixels_of(4)])
    for number, outcome in enumerate(outcomes):
        assert not isinstance(outcome, Failure)
        (attacked,) = outcome
        file = tmp_path / f"{number}.png"
        Image.fromarray(attacked.picture.pixels).save(file)
        saved = np.asarray(Image.open(file))
        logits = np.asarray(lab.model(saved[None].astype(np.float32) / 255))[0]
        np.testing.assert_allclose(attacked.after.prediction.logits, logits, atol=1e-4)
        assert attacked.success == (logits.argmax() != attacked.label)
        assert np.abs(saved.astype(int) - attacked.original).max() == round(attacked.linf * 255) <= 8
        assert attacked.l2 == pytest.approx(np.linalg.norm(saved / 255.0 - attacked.original / 255.0), rel=1e-5)


def test_without_labels_the_models_own_answer_is_attacked_and_that_is_said(lab: Lab) -> None:
    attacked = lab.one(AttackCall("fgsm", (EPS,)), picture(pixels_of(1)[0]))
    assert not attacked.is_labelled and attacked.label == attacked.before.prediction.top(1)[0]
    assert "no label" in str(attacked.notices[0])


def test_a_picture_that_the_model_is_wrong_about_is_left_out_and_counted(lab: Lab) -> None:
    given = [picture(one) for one in pixels_of(3)]
    right = [one[0].label for one in lab.attack(AttackCall("fgsm", (EPS,)), given) if not isinstance(one, Failure)]
    labels = [(right[0] + 1) % 5, right[1], right[2]]
    subjects = [Subject(one, label=label) for one, label in zip(given, labels, strict=True)]
    outcomes = [one[0] for one in lab.attack(AttackCall("pgd", (0.2,)), subjects) if not isinstance(one, Failure)]
    assert [one.success for one in outcomes] == [None, True, True]
    np.testing.assert_array_equal(outcomes[0].adversarial, outcomes[0].original)
    assert "is left out of the success rate" in str(outcomes[0].notices[-1])
    assert success_rate(outcomes) == (2, 2) and sum(one.is_correct for one in outcomes) == 0


def test_a_target_is_reached_and_pictures_that_are_of_it_are_left_out(lab: Lab) -> None:
    given = picture(pixels_of(1)[0])
    answer = lab.one(AttackCall("fgsm", (EPS,)), given).label
    other = (answer + 2) % 5
    attacked = lab.one(AttackCall("pgd", (0.3,), target=str(other)), given)
    assert attacked.success and attacked.after.prediction.top(1) == [other] == [attacked.target]
    of_target = lab.one(AttackCall("pgd", (0.3,), target=str(answer)), given)
    assert of_target.success is None and of_target.is_correct and success_rate([of_target, attacked]) == (1, 1)
    np.testing.assert_array_equal(of_target.adversarial, of_target.original)
    assert "the target of the attack: it is not attacked" in str(of_target.notices[-1])


def test_eps_of_less_than_a_level_is_said_to_do_nothing(lab: Lab) -> None:
    attacked = lab.one(AttackCall("fgsm", (0.002,)), picture(pixels_of(1)[0]))
    assert not attacked.success and not attacked.noise.any()
    assert any("less than one step" in str(one) and one.warning for one in attacked.notices)


def test_a_change_that_rounding_undoes_is_not_taken_for_a_gradient_of_0(lab: Lab) -> None:
    attacked = lab.one(AttackCall("fgsm", (0.005,), norm="l2"), picture(pixels_of(1)[0]))
    assert attacked.l2 < 0.0025
    (said,) = (str(one) for one in attacked.notices if one.warning)
    assert said.startswith(f"Rounded to 8 bits, the change has a length of {attacked.l2:.2g}, of 0.005 before")


def test_every_eps_of_a_smallest_change_counts_what_is_within_it(lab: Lab) -> None:
    (outcome,) = lab.attack(AttackCall("deepfool", (1e-4, 50.0)), [picture(pixels_of(1)[0])])
    assert not isinstance(outcome, Failure)
    small, large = outcome
    assert (small.success, large.success) == (False, True)
    np.testing.assert_array_equal(small.adversarial, large.adversarial)


def test_where_the_process_ends_at_the_smallest_eps_of_a_picture_that_is_said(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = EngineDiedAgain("It ended twice.")
    smallest = lab.engine.smallest_eps_each

    def dying(*arguments: Any) -> Iterator[Attacked | Failure]:
        first, _ = smallest(*arguments)
        return iter((first, died))

    monkeypatch.setattr(lab.engine, "smallest_eps_each", dying)
    given = [Subject(picture(one)) for one in pixels_of(2)]
    plan = ReadyPlan(Plan((lab.request,), (AttackCall("fgsm", (0.3,)),), finds_smallest=True), 2)
    with lab.memory.in_use():
        first, second = try_each(lab.engine, plan, given, RunContext())
    assert isinstance(first, PictureRecord) and isinstance(second, PictureRecord)
    assert len(first.smallest) == 1 and not first.left_out
    assert not second.smallest and [failure for _, failure in second.left_out] == [died]


@pytest.mark.parametrize("attack", ["fgsm", "pgd"])
def test_the_smallest_eps_is_the_border(lab: Lab, attack: str) -> None:
    """One level less, with the same random numbers, fails."""
    given = [picture(one) for one in pixels_of(4)]
    with lab.memory.in_use():
        found = list(lab.engine.smallest_eps_each(lab.request, AttackCall(attack, (0.3,)), given, RunContext()))
    for subject, one in zip(given, found, strict=True):
        assert isinstance(one, Attacked) and one.success
        levels = round(one.eps * 255)
        assert lab.one(AttackCall(attack, (levels / 255,)), subject).success
        if levels > 1:
            assert not lab.one(AttackCall(attack, ((levels - 1) / 255,)), subject).success


def test_maps_are_made_before_and_after(lab: Lab) -> None:
    given = picture(pixels_of(1)[0])
    attacked = lab.one(AttackCall("pgd", (0.1,)), given, methods=("saliency", "gradcam"))
    assert [one.method for one in attacked.drifts()] == ["saliency", "gradcam"]
    with lab.memory.in_use():
        request = replace(lab.request, methods=(MethodCall("saliency"),))
        (outcome,) = lab.engine.run_each(request, [attacked.picture], RunContext())
    assert not isinstance(outcome, Failure)
    np.testing.assert_allclose(outcome[1].heatmaps[0].values, attacked.after.heatmaps[0].values, atol=1e-5)
    region = np.zeros((12, 12), bool)
    region[:, :6] = True
    drift = attacked.drifts(region)[0]
    values = attacked.before.heatmaps[0].values
    assert drift.energy_before == pytest.approx(values[:, :6].sum() / values.sum(), rel=1e-5)


def test_failures_stay_in_their_turn(lab: Lab) -> None:
    failure = ChoiceFailure("not this one")
    outcomes = lab.attack(AttackCall("fgsm", (EPS,)), [failure, picture(pixels_of(1)[0]), failure])
    assert [isinstance(one, Failure) for one in outcomes] == [True, False, True]


def test_it_is_cancelled(lab: Lab) -> None:
    run = RunContext()
    run.cancelled.set()
    with lab.memory.in_use(), pytest.raises(Cancelled):
        list(lab.engine.attack_each(lab.request, AttackCall("fgsm"), [picture(pixels_of(1)[0])], run))


def test_a_regression_has_no_class_to_lose() -> None:
    keras = helpers.keras_ready()
    model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten(), keras.layers.Dense(2)])
    options = ModelOptions(preprocessing="zero_to_one", output_kind="regression")
    with pytest.raises(ChoiceFailure, match="is a regression"):
        Lab(model, options).attack(AttackCall("fgsm"), [picture(pixels_of(1, (8, 8))[0])])


def test_a_model_without_gradient_offers_attacks_that_need_none() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((12, 12, 3))
    x = keras.layers.Flatten()(keras.ops.round(inputs * 4))
    model = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(4, "softmax")(x)))
    lab = Lab(model)
    given = picture(pixels_of(1)[0])
    try:
        attacked = lab.one(AttackCall("fgsm", (EPS,)), given)
    except ModelFailure as failure:
        assert "such as square" in str(failure)
    else:  # TensorFlow's rounding has a gradient, of 0
        assert any("such as square or spsa" in str(one) and one.warning for one in attacked.notices)
    assert lab.one(AttackCall("square", (0.2,)), given).success


ODD = {
    "one channel": (own_models.one_channel, (28, 28)),
    "preprocessing inside": (own_models.nested_in_sequential, (40, 32)),
    "not square": (own_models.not_square, (24, 56)),
    "binary": (own_models.binary, (40, 32)),
    "multi-label": (own_models.multi_label, (40, 32)),
    "separate softmax": (own_models.separate_softmax, (40, 32)),
}


@pytest.mark.parametrize("preprocessing", ["zero_to_one", "caffe", "torch", "as_it_is"])
@pytest.mark.parametrize("kind", list(ODD))
def test_gradients_are_of_the_pictures_own_pixels(kind: str, preprocessing: str) -> None:
    """A level along the gradient takes the answer away from its class, and a level against it nearer."""
    build, size = ODD[kind]
    lab = Lab(helpers.with_random_weights(build(), seed=2), ModelOptions(preprocessing=preprocessing))
    channels = 1 if kind == "one channel" else 3
    pixels = np.random.default_rng(0).integers(9, 240, (*size, channels)).astype(np.uint8)
    attacked = lab.one(AttackCall("fgsm", (1 / 255,)), picture(np.repeat(pixels, 3 // channels, axis=-1)))
    change = attacked.adversarial.astype(int) - pixels
    np.testing.assert_array_equal(attacked.original, pixels)
    assert np.abs(change).max() == 1 and (change != 0).mean() > 0.5
    opposite = np.repeat((pixels - change).astype(np.uint8), 3 // channels, axis=-1)
    back = lab.one(AttackCall("fgsm", (1 / 255,)), picture(opposite)).before

    def lead(logits: np.ndarray) -> float:
        return float(np.log(np.exp(np.delete(logits, attacked.label)).sum()) - logits[attacked.label])

    leads = [lead(one.prediction.logits) for one in (attacked.after, attacked.before, back)]
    assert leads[0] > leads[1] > leads[2]


def test_what_is_known_of_a_picture_before_is_not_computed_again(lab: Lab) -> None:
    """Every strength has the same picture, answer and map before; another picture, target or method has its own."""
    first, second = (picture(one) for one in pixels_of(2))
    call = AttackCall("fgsm", (EPS,))

    def before(
        subject: Any, call: AttackCall = call, methods: tuple[str, ...] = ("saliency",), **changes: Any
    ) -> Result:
        (outcome,) = lab.attack(call, [subject], methods, **changes)
        assert not isinstance(outcome, Failure)
        return outcome[0].before

    known = before(first)
    assert before(first, replace(call, eps=(2 * EPS,))) is known
    assert before(first, AttackCall("pgd", (EPS,))) is known
    others = [
        before(second),
        before(first, target="top2"),
        before(first, methods=("gradcam",)),
        before(Subject(first, label=known.target.index)),
    ]
    assert [one.target.index == known.target.index for one in others[1:]] == [False, True, True]
    again = before(first)
    assert again is not known and not any(one is again for one in others)
    np.testing.assert_array_equal(again.heatmaps[0].values, known.heatmaps[0].values)


def test_a_model_without_the_layer_of_a_map_is_attacked_all_the_same() -> None:
    keras: Any = helpers.keras_ready()
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(16, "relu"), keras.layers.Dense(4)]
    dense = Lab(helpers.with_random_weights(keras.Sequential(layers, name="mlp")))
    given, call = picture(pixels_of(1, (28, 28))[0]), AttackCall("fgsm", (0.1,))
    without, attacked = (dense.one(call, given, methods=methods) for methods in ((), ("gradcam",)))
    np.testing.assert_array_equal(attacked.adversarial, without.adversarial)
    assert attacked.linf == pytest.approx(0.1, abs=1 / 255) and attacked.drifts() == ()
    for found in (attacked.before, attacked.after):
        ((method, failure),) = found.left_out
        assert method == "gradcam" and "mlp has no layer with height and width" in str(failure)
    both = dense.one(call, given, methods=("gradcam", "saliency"))
    assert [one.method for one in both.drifts()] == ["saliency"]
