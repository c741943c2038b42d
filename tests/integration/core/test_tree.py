"""The layers of a model as `model.summary()` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import helpers
import pytest
from integration.core.test_flattening import BUILDS, SHAPE, in_functional, two_deep

from attnstudio.core import grids
from attnstudio.core.calls import call
from attnstudio.core.engine import Engine
from attnstudio.core.models.flattening import as_one_graph
from attnstudio.core.models.layer_tree import LayerRow, Totals, totals, tree


def usable(model: Any) -> frozenset[str]:
    """The names by which maps know the layers."""
    shape = model.input_shape[1:]
    return frozenset(grids.grids(as_one_graph(model, shape)))


def outline(rows: tuple[LayerRow, ...]) -> list[Any]:
    """Names; a nested model with those of its layers."""
    return [(row.name, outline(row.rows)) if row.rows else row.name for row in rows]


def every(rows: tuple[LayerRow, ...]) -> Iterator[LayerRow]:
    for row in rows:
        yield row
        yield from every(row.rows)


def named(rows: tuple[LayerRow, ...], name: str) -> LayerRow:
    (found,) = [row for row in every(rows) if row.name == name]
    return found


def test_a_model_inside_a_model_inside_a_model() -> None:
    model = two_deep()
    rows = tree(model, usable(model))
    picture, middle, pool, scores = rows
    assert [row.kind for row in rows] == ["InputLayer", "Sequential", "GlobalMaxPooling2D", "Dense"]
    assert (picture.rows, pool.rows, scores.rows) == ((), (), ())
    assert outline(middle.rows)[1:] == [("inner", [middle.rows[1].rows[0].name, "conv", "norm", "out_relu"]), "conv"]
    assert (middle.shape, pool.shape, scores.shape) == ("30x22x5", "5", "2")
    assert middle.rows[1].shape == "?x?x4"


def test_a_name_that_two_layers_share_leads_to_each() -> None:
    model = two_deep()
    middle = tree(model, usable(model))[1]
    inner, outer = middle.rows[1].rows[1], middle.rows[2]
    assert (inner.name, outer.name) == ("conv", "conv")
    assert (inner.map_name, outer.map_name) == ("middle.inner.conv", "middle.conv")
    flat = as_one_graph(model, SHAPE)
    assert call(flat, "middle.inner.conv").output.shape[-1] == 4
    assert call(flat, "middle.conv").output.shape[-1] == 5


@pytest.mark.parametrize("build", (*BUILDS, helpers.normed, helpers.residual))
def test_every_layer_that_a_map_can_use_is_known_by_its_own_name(build: Any) -> None:
    model = build()
    known = usable(model)
    marked = [row.map_name for row in every(tree(model, known)) if row.map_name is not None]
    assert set(marked) <= known
    assert len(set(marked)) == len(marked), "two rows lead to one layer"
    shape = model.input_shape[1:]
    flat = as_one_graph(model, shape)
    for row in every(tree(model, known)):
        if row.map_name is not None:
            assert type(call(flat, row.map_name).operation).__name__ == row.kind


@pytest.mark.parametrize("build", (in_functional, two_deep, helpers.normed, helpers.transformer))
def test_no_layer_that_a_map_can_use_is_passed_over(build: Any) -> None:
    model = build()
    known = usable(model)
    marked = {row.map_name for row in every(tree(model, known))}
    assert known - marked == set()


def test_layers_without_places_are_not_marked() -> None:
    model = helpers.normed()
    rows = tree(model, usable(model))
    assert [row.name for row in rows if row.map_name is None] == ["pool", "scores"]


def test_parameters_are_counted_as_keras_counts_them() -> None:
    model = helpers.normed()
    rows = tree(model, usable(model))
    assert {row.name: row.parameters for row in rows} == {layer.name: layer.count_params() for layer in model.layers}
    norm = named(rows, "conv_norm")
    assert (norm.parameters, norm.trainable) == (24, 12)


@pytest.mark.parametrize("build", (*BUILDS, helpers.normed, helpers.residual))
def test_totals_are_those_of_the_summary(build: Any) -> None:
    model = build()
    found = totals(model)
    assert found.parameters == model.count_params()
    printed: list[str] = []
    model.summary(print_fn=lambda text, **_: printed.append(text), line_length=200)
    text = "\n".join(printed)
    assert f"Total params: {found.parameters:,} ({_readable(found.bytes)})" in text
    assert f"Trainable params: {found.trainable:,} " in text
    assert f"Non-trainable params: {found.fixed:,} " in text


def _readable(size: int) -> str:
    return f"{size / 1024:.2f} KB" if size >= 1024 else f"{size:.2f} B"


def test_a_layer_used_twice_counts_once() -> None:
    keras = helpers.keras_ready()
    inputs, dense = keras.Input((4,)), keras.layers.Dense(4)
    model = keras.Model(inputs, dense(dense(inputs)))
    assert totals(model) == Totals(20, 20, 80)


def test_what_is_frozen_is_not_trainable() -> None:
    model = in_functional()
    model.get_layer("base").trainable = False
    whole = totals(model)
    base = next(row for row in tree(model, usable(model)) if row.rows)
    assert (base.trainable, base.parameters) == (0, 3 * 4 * 9 + 16)
    assert whole.trainable == whole.parameters - base.parameters
    assert whole.fixed == base.parameters


def test_bytes_follow_the_type_of_the_numbers() -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((4,))
    dense = keras.layers.Dense(4, dtype=keras.DTypePolicy("float16"))
    assert totals(keras.Model(inputs, dense(inputs))) == Totals(20, 20, 40)


def test_a_loaded_model_has_its_tree_and_its_totals(engine: Engine) -> None:
    model = engine.load("demo")
    info = model.info
    assert info.totals.parameters == model.keras_model.count_params()
    assert {row.map_name for row in every(info.tree)} - {None} == set(info.layers)
    assert (info.layer("auto"), info.layer("last-conv"), info.layer("relu3")) == ("relu6", "conv6", "relu3")
