"""Attacks along the gradient, step by step as foolbox and the papers have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, foolbox_model, pictures, tiny
from PIL import Image

from attnstudio import demo_scenes, paths
from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.attempt import chain_of
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.iterated import random_start
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.params import Value
from attnstudio.core.request import Request

EPS = {Norm.LINF: 0.05, Norm.L2: 0.6}
PIXELS = pictures(6)
OURS = dict[str, Value]
# Ours, foolbox's class by norm, our parameters and its. A step is step_size * eps / steps here, there
# rel_stepsize * eps.
SAME: list[tuple[str, dict[Norm, str], OURS, dict[str, Any]]] = [
    ("fgsm", {Norm.LINF: "LinfFastGradientAttack", Norm.L2: "L2FastGradientAttack"}, {}, {}),
    (
        "bim",
        {Norm.LINF: "LinfBasicIterativeAttack", Norm.L2: "L2BasicIterativeAttack"},
        {"steps": 7, "step_size": 1.4},
        {"steps": 7, "rel_stepsize": 0.2, "random_start": False},
    ),
    (
        "pgd",
        {Norm.LINF: "LinfPGD", Norm.L2: "L2PGD"},
        {"steps": 9, "step_size": 2.7, "restarts": 0},
        {"steps": 9, "rel_stepsize": 0.3, "random_start": False},
    ),
]
CASES = [(*one, norm) for one in SAME for norm in (Norm.LINF, Norm.L2)]


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("targeted", [False, True], ids=["any class", "one class"])
@pytest.mark.parametrize(("attack", "classes", "ours", "theirs", "norm"), CASES, ids=[f"{c[0]}-{c[4]}" for c in CASES])
def test_every_picture_is_foolboxs(
    model: Any,
    attack: str,
    classes: dict[Norm, str],
    ours: OURS,
    theirs: dict[str, Any],
    norm: Norm,
    targeted: bool,
) -> None:
    import tensorflow as tf

    foolbox, view = foolbox_model(model)
    network = helpers.compiled(model)
    labels = network.logits(PIXELS).argmax(axis=-1)
    targets = (labels + 1) % 5 if targeted else None
    job = context(network, PIXELS, attack, EPS[norm], norm, ours, targets)
    criterion = (
        foolbox.criteria.Misclassification(tf.constant(labels))
        if targets is None
        else foolbox.criteria.TargetedMisclassification(tf.constant(targets))
    )
    theirs_attack = getattr(foolbox.attacks, classes[norm])(**theirs)
    if targeted and attack == "fgsm":
        pytest.skip("foolbox's FGSM aims at no class")
    expected = theirs_attack.run(view, tf.constant(PIXELS), criterion, epsilon=EPS[norm]).numpy()
    found = ATTACKS.discover()[attack].attack(job)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert np.abs(found - PIXELS).max() > 0.01


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("norm", "name"), [(Norm.LINF, "LinfPGD"), (Norm.L2, "L2PGD")])
def test_pgd_from_a_random_start_is_foolboxs_from_the_same(model: Any, norm: Norm, name: str) -> None:
    import tensorflow as tf

    ep = pytest.importorskip("eagerpy")
    foolbox, view = foolbox_model(model)
    job = context(
        helpers.compiled(model), PIXELS, "pgd", EPS[norm], norm, {"steps": 9, "step_size": 2.7, "restarts": 1}
    )
    theirs = getattr(foolbox.attacks, name)(steps=9, rel_stepsize=0.3)
    start = random_start(job, 0)
    theirs.get_random_start = lambda *_: ep.astensor(tf.constant(start))
    criterion = foolbox.criteria.Misclassification(tf.constant(job.labels))
    expected = theirs.run(view, tf.constant(PIXELS), criterion, epsilon=EPS[norm]).numpy()
    np.testing.assert_allclose(ATTACKS.discover()["pgd"].attack(job), expected, atol=1e-4)
    assert np.abs(start - PIXELS).max() > 0.01 and np.abs(start - expected).max() > 0.01


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2])
def test_mi_fgsm_accumulates_gradients_of_length_1_by_l1(model: Any, norm: Norm) -> None:
    """Equation 6 of arXiv 1710.06081, in eager Keras. foolbox's MI-FGSM accumulates signs, and by L2 gradients of
    length 1 by L2, which is not the paper's."""
    import tensorflow as tf

    network = helpers.compiled(model)
    job = context(network, PIXELS, "mi_fgsm", EPS[norm], norm, {"steps": 4, "momentum": 0.7})
    x, held = tf.constant(PIXELS), tf.zeros_like(PIXELS)
    for _ in range(4):
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.constant(job.labels), model(x))
        gradient = tape.gradient(loss, x)
        held = 0.7 * held + gradient / tf.reduce_sum(tf.abs(gradient), (1, 2, 3), keepdims=True)
        if norm is Norm.LINF:
            change = tf.clip_by_value(x + EPS[norm] / 4 * tf.sign(held) - PIXELS, -EPS[norm], EPS[norm])
        else:
            change = (
                x + EPS[norm] / 4 * held / tf.norm(tf.reshape(held, (6, -1)), axis=-1)[:, None, None, None] - PIXELS
            )
            length = tf.norm(tf.reshape(change, (6, -1)), axis=-1)[:, None, None, None]
            change = change * tf.minimum(1.0, EPS[norm] / length)
        x = tf.clip_by_value(PIXELS + change, 0, 1)
    np.testing.assert_allclose(ATTACKS.discover()["mi_fgsm"].attack(job), x.numpy(), atol=1e-4)


def test_a_cross_entropy_whose_gradient_vanishes_still_shows_the_way() -> None:
    """Logits times 1,000: the softmax is 1 in float32, and the gradient of its cross-entropy 0."""
    import tensorflow as tf

    model = tiny()
    kernel, bias = model.get_layer("answer").get_weights()
    plain = context(helpers.compiled(model), PIXELS, "fgsm")
    model.get_layer("answer").set_weights([kernel * 1000, bias * 1000])
    with tf.GradientTape() as tape:
        x = tf.Variable(PIXELS)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.constant(plain.labels), model(x))
    assert not np.abs(tape.gradient(loss, x).numpy()).max(axis=(1, 2, 3)).all(), "the case would prove nothing"
    sure = context(helpers.compiled(model), PIXELS, "fgsm")
    found = ATTACKS.discover()["fgsm"].attack(sure)
    moved = np.abs(found - PIXELS).reshape(6, -1)
    assert (moved > 0.04).mean(axis=-1).min() > 0.7
    logits = sure.logits(found)
    own = np.arange(6), sure.labels
    assert (logits[own] < sure.logits(PIXELS)[own]).all()


@pytest.mark.parametrize("norm", [Norm.LINF, Norm.L2])
def test_more_starts_of_pgd_are_never_worse(model: Any, norm: Norm) -> None:
    network = helpers.compiled(model)
    rates = []
    for starts in (1, 5):
        job = context(network, PIXELS, "pgd", EPS[norm] / 6, norm, {"steps": 3, "restarts": starts})
        rates.append(job.succeeds(job.logits(ATTACKS.discover()["pgd"].attack(job))))
    assert (rates[1] | ~rates[0]).all()


@pytest.mark.filterwarnings("ignore")
def test_deepfool_is_foolboxs(model: Any) -> None:
    import tensorflow as tf

    foolbox, view = foolbox_model(model)
    job = context(helpers.compiled(model), PIXELS, "deepfool", norm=Norm.L2, params={"steps": 50, "candidates": 5})
    criterion = foolbox.criteria.Misclassification(tf.constant(job.labels))
    theirs = foolbox.attacks.L2DeepFoolAttack(steps=50, candidates=5, overshoot=0.02)
    expected = theirs.run(view, tf.constant(PIXELS), criterion).numpy()
    found = ATTACKS.discover()["deepfool"].attack(job)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    assert job.succeeds(job.logits(found)).all()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("targeted", [False, True], ids=["any class", "one class"])
def test_carlini_wagner_is_foolboxs(model: Any, targeted: bool) -> None:
    """One picture at a time: foolbox stops by the loss of the whole batch."""
    import tensorflow as tf

    foolbox, view = foolbox_model(model)
    network = helpers.compiled(model)
    given: dict[str, Value] = {
        "steps": 60,
        "searches": 5,
        "first_weight": 0.1,
        "rate": 0.02,
        "stops_early": True,
    }
    theirs = foolbox.attacks.L2CarliniWagnerAttack(
        binary_search_steps=5, steps=60, stepsize=0.02, initial_const=0.1, confidence=0
    )
    for one in PIXELS[:3, None]:
        label = network.logits(one).argmax(axis=-1)
        targets = (label + 1) % 5 if targeted else None
        job = context(network, one, "carlini_wagner", norm=Norm.L2, params=given, targets=targets)
        criterion = (
            foolbox.criteria.Misclassification(tf.constant(label))
            if targets is None
            else foolbox.criteria.TargetedMisclassification(tf.constant(targets))
        )
        expected = theirs.run(view, tf.constant(one), criterion).numpy()
        found = ATTACKS.discover()["carlini_wagner"].attack(job)
        np.testing.assert_allclose(found, expected, atol=1e-4)
        assert job.succeeds(job.logits(found)).all()


@pytest.mark.filterwarnings("ignore")
def test_the_smallest_changes_succeed_on_scenes_at_least_as_often_as_foolboxs() -> None:
    """Saved as PNGs, which foolbox's pictures are not."""
    import tensorflow as tf

    engine, request = Engine([]), Request(Path(), "demo")
    files = sorted((paths.resource("demo") / "scenes").glob("*.jpg"))[:8]
    given = [images.decode(file) for file in files]
    model = engine.load("demo")
    chain, network = chain_of(model), model.network.model
    foolbox, view = foolbox_model(lambda x: network(chain(x), training=False))
    theirs: dict[str, tuple[Any, dict[str, Value]]] = {
        "deepfool": (foolbox.attacks.L2DeepFoolAttack(steps=50, candidates=10), {"steps": 50, "candidates": 10}),
        "carlini_wagner": (
            foolbox.attacks.L2CarliniWagnerAttack(
                steps=20, binary_search_steps=3, initial_const=1.0, stepsize=0.02, abort_early=False
            ),
            {"steps": 20, "searches": 3, "first_weight": 1.0, "rate": 0.02},
        ),
    }
    for name, (attack, params) in theirs.items():
        call = AttackCall(name, params=tuple(params.items()))
        found = [
            one[0] for one in engine.attack_each(request, call, given, RunContext()) if not isinstance(one, Failure)
        ]
        pixels = tf.constant(np.stack([one.original for one in found]), tf.float32) / 255
        labels = tf.constant(np.array([one.label for one in found], np.int64))
        expected = attack.run(view, pixels, foolbox.criteria.Misclassification(labels))
        succeeded = np.asarray(view(expected)).argmax(axis=-1) != labels.numpy()
        assert sum(bool(one.success) for one in found) >= succeeded.sum() > 0, name


def test_a_change_that_rounding_undoes_is_made_larger(engine: Engine) -> None:
    """This scene lies so near to a border that its change is less than a twentieth of a level."""
    scene = images.of_pillow(Image.fromarray(demo_scenes.scene(42).picture), "scene.png")
    (found,) = engine.attack_each(Request(Path(), "demo"), AttackCall("deepfool"), [scene], RunContext())
    assert not isinstance(found, Failure)
    assert found[0].success and found[0].linf <= 2 / 255
