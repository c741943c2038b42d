"""What a map says about itself: flat, not finite, one pixel, a patch over everything; each with the way out."""

from __future__ import annotations

from collections.abc import Iterator

import helpers
import numpy as np
import pytest
from helpers import cam, compiled, linear, maps, weights_for

from attnstudio.core import grids, layers, map_notices
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.methods.base import METHODS, Family
from attnstudio.core.request import Heatmap, MethodCall

FIRST = weights_for(1, 0)
BRIGHT = np.random.default_rng(3).uniform(0.2, 1, (8, 8, 1)).astype(np.float32)


def one_map(
    model: CompiledModel, one_input: np.ndarray, method: str, layer: str | None = "features", **params: object
) -> Heatmap:
    call = MethodCall(method, tuple(sorted(params.items())))  # type: ignore[arg-type]
    (found,) = maps(model, one_input, FIRST, layer, call)
    return found


def warnings(heatmap: Heatmap) -> str:
    return "\n".join(map(str, heatmap.warnings))


def halves(left: float, right: float) -> np.ndarray:
    gradient = np.full((8, 8, 1), right, np.float32)
    gradient[:, :4] = left
    return gradient


def with_layers_before(gradient: np.ndarray) -> CompiledModel:
    """As `cam`, with another layer in front of "features"."""
    keras = helpers.keras_ready()
    inputs = keras.Input(gradient.shape)
    x = keras.layers.Conv2D(1, 1, use_bias=False, name="early")(inputs)
    x = keras.layers.Conv2D(1, 1, use_bias=False, name="features")(x)
    model = keras.Model(inputs, keras.layers.Dense(2, name="scores")(keras.layers.Flatten()(x)))
    one = np.ones((1, 1, 1, 1))
    model.set_weights([one, one, np.stack([gradient.ravel(), 0 * gradient.ravel()], axis=1), np.zeros(2)])
    return compiled(model)


# Flat maps


def test_a_map_that_is_as_it_should_be_says_nothing() -> None:
    model = compiled(cam(halves(1, 0.2)))
    found = maps(model, BRIGHT, FIRST, "features", "gradcam", "gradcam++", "hirescam", "saliency", "occlusion")
    assert [one.notices for one in found] == [()] * 5
    assert all(one.values.max() > 0.9 for one in found)


def test_a_grad_cam_whose_weights_are_all_negative_says_so_and_names_the_remedy() -> None:
    found = one_map(with_layers_before(halves(0.5, -1)), BRIGHT, "gradcam")
    assert (found.raw_min, found.raw_max) == (0, 0)
    assert warnings(found) == (
        "The map is flat: it has the same value, 0, everywhere and carries no information. Every channel weight is "
        "negative: overall, the layer features is evidence against the class. Try another method (HiResCAM, LayerCAM) "
        "or the layer early."
    )
    assert one_map(with_layers_before(halves(0.5, -1)), BRIGHT, "hirescam").raw_max > 0


def test_grad_cam_plus_plus_offers_the_authors_normaliser_where_alphas_cancel() -> None:
    model = compiled(cam(halves(0.5, -0.07)))
    flat = one_map(model, BRIGHT, "gradcam++")
    assert flat.raw_max == 0
    assert "gradcam++.normaliser = authors" in warnings(flat)
    found = one_map(model, BRIGHT, "gradcam++", normaliser="authors")
    assert found.notices == ()
    # By hand: of one channel whose positive gradients are all 0.5, the weight is their mean over the alphas: 0.5.
    assert found.raw_max == pytest.approx(0.5 * BRIGHT.max(), rel=1e-5)
    assert found.raw_min == pytest.approx(0.5 * BRIGHT.min(), rel=1e-5)


def test_grad_cam_plus_plus_as_the_authors_code_has_it() -> None:
    rng = np.random.default_rng(4)
    gradient = rng.normal(0, 0.1, (5, 6, 3)).astype(np.float32)
    gradient[0, 0] = 0
    activation = rng.uniform(0, 1, (5, 6, 3)).astype(np.float32)
    wanted = np.zeros((5, 6))
    for channel in range(3):
        g, a = gradient[..., channel].astype(np.float64), activation[..., channel].astype(np.float64)
        below = 2 * g**2 + a.sum() * g**3
        alpha = g**2 / np.where(below != 0, below, 1)
        alpha /= alpha[g > 0].sum()
        wanted += (np.maximum(g, 0) * alpha).sum() * a
    model = compiled(cam(gradient))
    call = MethodCall("gradcam++", (("normaliser", "authors"),))
    (found,) = maps(model, activation, FIRST, "features", call)
    wanted = np.maximum(wanted, 0)
    assert (found.raw_min, found.raw_max) == pytest.approx((wanted.min(), wanted.max()), rel=1e-4)
    np.testing.assert_allclose(found.values, (wanted - wanted.min()) / (wanted.max() - wanted.min() + 1e-7), atol=1e-4)


def test_refine_cam_names_the_layer_whose_map_is_flat() -> None:
    model = with_layers_before(halves(0.5, -0.07))
    assert "layer features is flat, which makes the product 0 everywhere" in warnings(
        one_map(model, BRIGHT, "refinecam")
    )
    assert one_map(model, BRIGHT, "refinecam", normaliser="authors").notices == ()


def test_a_layer_that_adds_nothing_to_a_mean_of_layers_is_named() -> None:
    model = with_layers_before(halves(0.5, -1))
    assert warnings(one_map(model, BRIGHT, "gradcam", layers="early")).count("carries no information") == 1
    dead = one_map(compiled(cam(np.zeros((8, 8, 1), np.float32))), BRIGHT, "gradcam")
    assert "its gradient there is 0 everywhere. Try another method: Occlusion, LIME." in warnings(dead)


@pytest.mark.parametrize("method", ["gradcam", "gradcam++", "layercam", "xgradcam", "eigencam", "fem", "ablationcam"])
def test_a_layer_that_gives_zero_everywhere_is_named(method: str) -> None:
    black = np.zeros((8, 8, 1), np.float32)
    message = warnings(one_map(compiled(cam(halves(1, 2))), black, method))
    assert "The activation of the layer features is 0 everywhere" in message
    assert "Occlusion, LIME" in message and "CAM," not in message  # no other map of this layer would show more


@pytest.mark.parametrize("method", ["saliency", "smoothgrad", "guided_backprop", "integrated_gradients", "blur_ig"])
def test_a_score_that_does_not_hang_on_the_picture_is_reported(method: str) -> None:
    model = compiled(linear(np.zeros((8, 8, 1, 2))))
    found = one_map(model, BRIGHT, method, layer=None)
    assert "gradient is 0 at every pixel" in warnings(found)
    assert "Try another method: Occlusion, LIME" in warnings(found)


@pytest.mark.parametrize("method", ["occlusion", "rise", "lime", "kernel_shap", "sobol", "hsic"])
def test_a_score_that_stays_whatever_is_hidden_is_reported(method: str) -> None:
    model = compiled(linear(np.zeros((8, 8, 1, 2))))
    (found,) = maps(model, BRIGHT, FIRST, None, helpers.quick(method))
    assert "whatever is hidden" in warnings(found)


@pytest.mark.parametrize(("method", "other"), [("occlusion", "black"), ("rise", "black"), ("integrated_gradients", "")])
def test_a_picture_that_looks_like_the_baseline_is_reported(method: str, other: str) -> None:
    kind, level = ("grey", 128 / 127.5 - 1) if other else ("black", -1)
    picture = np.full((8, 8, 1), level, np.float32)
    found = one_map(compiled(linear(np.ones((8, 8, 1, 2)))), picture, method, layer=None)
    assert f"too similar to the baseline {kind}" in warnings(found)
    assert f"{method}.baseline = {other or 'grey'}" in warnings(found)


def test_score_cam_offers_its_other_weights_where_no_channel_raises_the_probability() -> None:
    picture = np.full((8, 8, 1), 0.1, np.float32)
    picture[2:5, 2:5] = 1
    found = one_map(compiled(cam(np.full((8, 8, 1), -1, np.float32))), picture, "scorecam")
    assert found.raw_max == 0
    assert "scorecam.weighting = channels" in warnings(found)


def test_a_probability_that_cannot_move_is_reported() -> None:
    sure = compiled(cam(halves(0.01, 0.02), bias=20))
    (found,) = maps(sure, BRIGHT, FIRST, None, helpers.quick("rise"))
    assert "The probability stays between 1 and 1 whatever is hidden" in warnings(found)
    assert "explains the logit (Occlusion, LIME)" in warnings(found)
    unsure = compiled(cam(halves(0.5, -0.5)))
    (found,) = maps(unsure, BRIGHT, FIRST, None, helpers.quick("rise"))
    assert found.notices == ()


# Patches


@pytest.mark.parametrize(
    ("patch", "says"), [(8, "covers the whole picture of 8 x 8"), (40, "covers the whole"), (7, "")]
)
def test_a_patch_that_covers_the_picture_is_reported(patch: int, says: str) -> None:
    found = one_map(compiled(cam(halves(1, 0.5))), BRIGHT, "occlusion", patch=patch)
    assert says in warnings(found)
    assert bool(found.notices) == bool(says)
    if says:
        assert "occlusion.patch = 1" in warnings(found)


@pytest.mark.parametrize(("rows", "columns"), [(1, 12), (12, 1), (1, 1)])
def test_a_patch_that_could_not_be_smaller_is_not_called_too_large(rows: int, columns: int) -> None:
    strip = np.linspace(0.2, 1, rows * columns).reshape(rows, columns, 1).astype(np.float32)
    found = one_map(compiled(linear(np.ones((rows, columns, 1, 2)))), strip, "occlusion", layer=None)
    assert "patch" not in warnings(found)


def test_a_remedy_is_never_empty() -> None:
    """HiResCAM needs a layer, and saliency is flat itself."""
    found = one_map(compiled(linear(np.ones((4, 4, 1, 2)))), np.ones((4, 4, 1), np.float32), "saliency", layer=None)
    assert "The picture has only one colour." in warnings(found)


def test_a_patch_that_covers_a_side_is_reported() -> None:
    wide = np.random.default_rng(0).uniform(0, 1, (6, 20, 1)).astype(np.float32)
    found = one_map(compiled(cam(np.ones((6, 20, 1), np.float32))), wide, "occlusion", patch=6)
    assert "covers a whole side of the picture of 20 x 6: the map has stripes only" in warnings(found)
    assert np.ptp(found.values, axis=0).max() < 1e-5 < np.ptp(found.values, axis=1).max()


# Maps given as they are


@pytest.fixture(scope="module")
def job() -> Iterator[AttributionContext]:
    model = with_layers_before(halves(1, -0.2))
    one = helpers.model_input_of(BRIGHT)
    made = AttributionContext(model, one.pixels, one.preprocess, FIRST, "features", {}, RunContext(), one.input)
    yield helpers.with_required_pass(
        METHODS.discover()["hirescam"], AttributionContext(**{**vars(made), "params": {"layers": ""}})
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ([[np.nan, np.nan], [np.inf, -np.inf]], "No value of the map is finite (all are infinite or NaN)."),
        ([[np.nan, 1], [2, np.inf]], "2 of 4 values of the map are not finite"),
        ([[3, 3], [3, 3 + 1e-6]], "it has the same value, 3, everywhere"),
        ([[7]], "The layer features has a single pixel, so the map has one value for the whole picture"),
    ],
)
def test_a_failure_is_reported_with_the_remedy(job: AttributionContext, raw: list[list[float]], says: str) -> None:
    (found,) = map_notices.check_map(METHODS.discover()["hirescam"], job, np.array(raw, np.float32), ())
    assert found.warning
    assert says in str(found)
    assert "early" in str(found)


@pytest.mark.parametrize("raw", [[[0, 1e-30], [0, 0]], [[-5, 5], [1, 1]], [[1000, 1000.01], [1000, 1000]]])
def test_small_differences_are_no_flat_map(job: AttributionContext, raw: list[list[float]]) -> None:
    assert map_notices.check_map(METHODS.discover()["hirescam"], job, np.array(raw, np.float32), ()) == ()


# Where they stand


def test_each_map_has_its_own_notices() -> None:
    model = compiled(cam(halves(1, -0.2)))
    saliency, integrated, gradcam = maps(
        model, BRIGHT, FIRST, "features", "saliency", "integrated_gradients", "gradcam"
    )
    assert saliency.notices == gradcam.notices == ()
    (gap,) = integrated.notices
    assert not gap.warning
    assert str(gap).startswith("The contributions sum to")


def test_partial_maps_are_not_judged() -> None:
    model = compiled(cam(halves(1, -0.2)))
    one = helpers.model_input_of(BRIGHT)
    reported: list[Heatmap] = []
    from attnstudio.core.explain import bind_methods, explain

    model.forward_batch = 4
    explain(bind_methods([MethodCall("occlusion")]), model, one, FIRST, None, RunContext(), reported.append)
    assert any(heatmap.partial for heatmap in reported)
    assert all(not heatmap.notices for heatmap in reported if heatmap.partial)


# A layer of one pixel


def test_a_layer_of_one_pixel_is_explained_by_name_only_and_says_so() -> None:
    keras = helpers.keras_ready()
    x = inputs = keras.Input((8, 8, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", name="early")(x)
    x = keras.layers.Conv2D(5, 6, name="one")(x)
    model = compiled(helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Flatten()(x)))))
    assert layers.auto_layer(model.model) == "early"
    assert layers.resolve("one", model.model) == "one"
    assert "one" not in grids.grids(model.model)
    picture = np.random.default_rng(0).uniform(0, 1, (8, 8, 3)).astype(np.float32)
    camlike = [method for method in helpers.fitting() if METHODS.discover()[method].family is Family.CAM]
    for found in maps(model, picture, FIRST, "one", *camlike):
        if found.raw_min == found.raw_max:  # else the method looks at other layers, or at the picture too
            assert "The layer one has a single pixel" in warnings(found), found.method
            assert "or the layer early" in warnings(found)
    assert "single pixel" in warnings(maps(model, picture, FIRST, "one", "gradcam")[0])
