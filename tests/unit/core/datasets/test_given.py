"""Labels that a call's pictures have by the names of their folders, and what is said of a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from attnstudio.core.datasets.given import open_given
from attnstudio.core.models.class_names import numbered


@pytest.mark.parametrize(
    ("folders", "classes", "labels", "said"),
    [
        (("holiday", "work"), numbered(2), [1, 1], "order alone: holiday = class 0, work = class 1."),
        (("holiday", "work"), numbered(3), [-1, -1], ""),
        (("0", "1"), numbered(2), [1, 1], ""),
        (("holiday", "work"), ("work", "holiday"), [0, 0], ""),
    ],
    ids=["as many folders as classes", "fewer folders", "numbers", "names"],
)
def test_labels_by_the_place_of_the_folder_among_others_are_said_to_be_a_guess(
    tmp_path: Path, folders: tuple[str, ...], classes: tuple[str, ...], labels: list[int], said: str
) -> None:
    for name in folders:
        (tmp_path / name).mkdir()
        for number in range(2):
            Image.new("RGB", (4, 4)).save(tmp_path / name / f"{number}.png")
    given = open_given([tmp_path / folders[1]])
    assert given.labels(classes).tolist() == labels
    assert [said in str(one) for one in given.assumed_orders(classes)] == ([True] if said else [])
