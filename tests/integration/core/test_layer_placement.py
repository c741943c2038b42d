"""A map is drawn over the whole picture: layers that lie otherwise say so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import helpers
import pytest
from integration.core.test_own_models import explained, saved

from attnstudio.core import layer_placement
from attnstudio.core.grids import grids
from attnstudio.core.models.preprocessing import zero_to_one
from attnstudio.core.text import Notice


def _network(before: Callable[[Any], Any], size: tuple[int, int] = (30, 24)) -> Any:
    """A few layers behind what is done to the picture."""
    keras = helpers.keras_ready()
    layers = keras.layers
    inputs = keras.Input((*size, 3))
    x = layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")(before(inputs))
    x = layers.Conv2D(6, 3, padding="same", activation="gelu", name="last")(layers.MaxPooling2D(name="pool")(x))
    return helpers.with_random_weights(keras.Model(inputs, layers.Dense(3)(layers.GlobalAveragePooling2D()(x))))


def _notice(model: Any, layer: str = "last") -> Notice | None:
    return layer_placement.notice(model, layer, zero_to_one)


def _layers() -> Any:
    return helpers.keras_ready().layers


def _ops() -> Any:
    return helpers.keras_ready().ops


ELSEWHERE: dict[str, Callable[[Any], Any]] = {
    "mirrored": lambda x: _ops().flip(x, 2),
    "upside down": lambda x: _ops().flip(x, 1),
    "turned": lambda x: _ops().rot90(x, 1, (1, 2)),
    "halves on top of each other": lambda x: _ops().concatenate([x[:, :, 12:], x[:, :, :12]], axis=1),
}
CUT: dict[str, tuple[Callable[[Any], Any], str]] = {
    "centre": (lambda x: _layers().CenterCrop(18, 14)(x), "top, bottom, left, right"),
    "top": (lambda x: _layers().Cropping2D(((8, 0), (0, 0)))(x), "top"),
    "right": (lambda x: x[:, :, :16], "right"),
}
IN_PLACE: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda x: x,
    "channels turned": lambda x: _ops().flip(x, 3),
    "channels taken": lambda x: x[..., :1],
    "reshaped to itself": lambda x: _layers().Reshape((30, 24, 3))(x),
    "resized": lambda x: _layers().Resizing(40, 40)(x),
    "a narrow edge cut": lambda x: _layers().Cropping2D(1)(x),
    "channels first and back": lambda x: _layers().Permute((2, 3, 1))(_layers().Permute((3, 1, 2))(x)),
}


@pytest.mark.parametrize("kind", ELSEWHERE)
def test_a_layer_whose_places_are_moved_says_so(kind: str) -> None:
    found = _notice(_network(ELSEWHERE[kind]))
    assert found is not None and found.warning
    assert "rotates, flips or splits the picture" in str(found)


@pytest.mark.parametrize("kind", CUT)
def test_a_layer_that_does_not_see_the_edge_says_which(kind: str) -> None:
    before, sides = CUT[kind]
    found = _notice(_network(before))
    assert found is not None and found.warning
    assert f"(cut off: {sides})" in str(found)


@pytest.mark.parametrize("kind", IN_PLACE)
def test_a_layer_that_lies_over_the_picture_says_nothing(kind: str) -> None:
    assert _notice(_network(IN_PLACE[kind])) is None


def test_a_layer_whose_rows_and_columns_are_swapped_is_no_layer_of_a_map() -> None:
    assert not {"conv", "last"} & set(grids(_network(lambda x: _layers().Permute((2, 1, 3))(x))))


def test_tokens_lie_over_the_picture() -> None:
    model = helpers.transformer()
    name = next(name for name, grid in grids(model).items() if grid.tokens)
    assert _notice(model, name) is None


@pytest.mark.usefixtures("here")
def test_the_notice_is_at_maps_of_that_layer_only(tmp_path: Path) -> None:
    path = saved(tmp_path, _network(ELSEWHERE["mirrored"]))
    cam, saliency = explained(path, "gradcam", "saliency", target="0").heatmaps
    assert any("rotates, flips" in str(one) for one in cam.notices)
    assert not saliency.notices
