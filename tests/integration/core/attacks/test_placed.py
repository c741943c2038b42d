"""Attacks that work in a part of the picture: where they say they do, and nowhere else."""

from __future__ import annotations

from typing import Any

import helpers
import numpy as np
import pytest
from helpers.attacks import context, pictures, tiny

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.placed import Box, Placed
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.params import complete

PIXELS = pictures(2)  # 12x12


def form(name: str) -> Placed:
    found = ATTACKS.discover()[name]
    assert isinstance(found, Placed)
    return found


@pytest.mark.parametrize(
    ("box", "side", "first"),
    [
        ((0.25, 0.25, 0.75, 0.5), 3, (3, 4)),  # the middle is at row 4.5 and column 6
        ((0.0, 0.5, 1.0, 1.0), 6, (6, 3)),
        ((0.5, 0.5, 0.5, 0.5), 4, (4, 4)),  # a point: the side is that of eps
        ((0.0, 1.0, 0.0, 1.0), 4, (8, 0)),  # of a corner: not beyond the picture
    ],
    ids=["box", "lower half", "point", "corner"],
)
def test_a_patch_lies_where_it_was_put(box: Box, side: int, first: tuple[int, int]) -> None:
    patch = form("patch")
    params, eps = patch.placed(box, 0.33, (12, 12))
    job = context(helpers.compiled(tiny()), PIXELS, "patch", eps, Norm.STRENGTH, {**params, "steps": 1})
    changed = (patch.attack(job) != PIXELS).any(axis=-1)
    wanted = np.zeros((12, 12), bool)
    wanted[first[0] : first[0] + side, first[1] : first[1] + side] = True
    np.testing.assert_array_equal(changed, [wanted, wanted])
    said = patch.place(complete(patch.params, params), eps, (12, 12))
    assert said is not None
    assert [round(12 * edge) for edge in said] == [first[1], first[0], first[1] + side, first[0] + side]


def test_a_map_is_moved_to_where_it_was_put() -> None:
    moved = form("moved_map")
    params, eps = moved.placed((0.1, 0.0, 0.62518, 1.0), 0.03, (224, 224))
    assert (params, eps) == ({"region": "0.1,0,0.625,1"}, 0.03)
    assert moved.place(complete(moved.params, params), eps, (224, 224)) == (0.1, 0.0, 0.625, 1.0)


@pytest.mark.parametrize(("name", "free"), [("patch", {"place": "anywhere"}), ("moved_map", {})])
def test_without_a_choice_there_is_no_place(name: str, free: dict[str, Any]) -> None:
    assert form(name).place(complete(form(name).params, free), 0.1, (12, 12)) is None
