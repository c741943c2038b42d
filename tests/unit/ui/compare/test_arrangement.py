"""Where the maps of a comparison stand."""

from __future__ import annotations

import pytest

from attnstudio.ui.compare.arrangement import best


def places(lines: int, pictures: int, width: int, height: int) -> list[list[tuple[int, int]]]:
    """(row, column) of each picture of each line."""
    chosen = best(lines, pictures, width, height)
    return [[chosen.at((line, picture)) for picture in range(pictures)] for line in range(lines)]


def test_lines_go_down_and_pictures_across_where_both_fit() -> None:
    assert places(2, 2, 800, 600) == [[(0, 0), (0, 1)], [(1, 0), (1, 1)]]


def test_many_lines_of_few_pictures_go_across_in_a_wide_room() -> None:
    assert places(4, 2, 1200, 400)[3] == [(0, 3), (1, 3)]


def test_many_lines_of_few_pictures_stay_below_each_other_in_a_high_room() -> None:
    assert places(4, 2, 500, 1200)[3] == [(3, 0), (3, 1)]


@pytest.mark.parametrize(
    ("width", "height", "last"),
    [(1600, 300, (0, 3)), (700, 600, (1, 1)), (250, 1000, (3, 0))],
    ids=["beside each other", "in two rows", "below each other"],
)
def test_the_maps_of_one_picture_stand_where_there_is_room(width: int, height: int, last: tuple[int, int]) -> None:
    assert places(4, 1, width, height)[3] == [last]


def test_the_pictures_of_one_line_go_on_in_the_next_row() -> None:
    assert places(1, 8, 900, 600) == [[(row, column) for row in range(2) for column in range(4)]]


@pytest.mark.parametrize("lines", range(1, 9))
@pytest.mark.parametrize("pictures", range(1, 9))
@pytest.mark.parametrize("room", [(1300, 500), (600, 600), (300, 900), (10, 10)])
def test_each_map_has_a_place_of_its_own(lines: int, pictures: int, room: tuple[int, int]) -> None:
    found = [place for row in places(lines, pictures, *room) for place in row]
    chosen = best(lines, pictures, *room)
    assert len(set(found)) == lines * pictures
    assert {row for row, _ in found} == set(range(chosen.rows))
    assert {column for _, column in found} == set(range(chosen.columns))


def test_nothing_to_compare_has_an_arrangement() -> None:
    assert best(0, 1, 500, 500).columns == 1
