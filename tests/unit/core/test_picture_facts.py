"""What a data set says of a picture decides what is explained of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core import targets
from attnstudio.core.errors import TargetFailure
from attnstudio.core.picture_facts import PictureFacts, RowFacts
from attnstudio.core.request import Request

NAMES = ("ant", "bee", "column-fly")
IMAGE = Path("/set/a.png")


def request_of(target: str, **facts: object) -> Request:
    return PictureFacts(**facts).request(Request(Path(), "net", target=target), IMAGE)  # type: ignore[arg-type]


def test_a_column_names_the_target_of_each_picture() -> None:
    facts = RowFacts(np.array([2, -1, 0], np.int32), {"explain": [" bee ", "label-ant"]})
    wanted = Request(Path(), "net", target="column:explain", label=1)
    found = [facts.of(row).request(wanted, IMAGE) for row in range(3)]
    assert [one.target for one in found] == ["bee", "label-ant", "column:explain"]
    assert [one.label for one in found] == [None, None, None]  # the second has none
    assert {one.image for one in found} == {IMAGE}


def test_only_what_depends_on_the_label_has_it() -> None:
    assert request_of("top1", label=2).label is None
    assert request_of("best-wrong", label=2).label == 2
    assert request_of("column:c", label=2, cells={"c": "label-ant"}).label == 2
    assert request_of("column:c", label=2, cells={"c": "bee"}).label is None


def test_a_picture_without_a_cell_says_which_column_is_empty() -> None:
    for cells in ({}, {"explain": " "}):
        text = PictureFacts(cells=cells).target("column:explain")
        with pytest.raises(TargetFailure, match="column explain"):
            targets.resolve(text, NAMES, np.zeros(3))
    targets.check("column:explain", NAMES)


def test_a_class_may_begin_like_a_column() -> None:
    assert targets.column_of("column-fly") is None
    assert targets.resolve("column-fly", NAMES, np.zeros(3)).index == 2
