"""The head of a report that somebody hands in."""

from __future__ import annotations

import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.export.report.blocks import Heading, Pairs, Paragraph
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.translation import translator


def test_what_is_empty_is_not_printed() -> None:
    english, russian = translator("en"), translator("ru")
    assert list(NO_TITLE.blocks(english)) == []
    title = NO_TITLE.filled({"student": " A. Ivanova ", "group": "M-21", "teacher": " "})
    assert list(title.blocks(english)) == [Pairs((("Student", "A. Ivanova"), ("Group", "M-21")))]
    assert list(title.blocks(russian)) == [Pairs((("Студент", "A. Ivanova"), ("Группа", "M-21")))]
    aim = TitleBlock(aim="See what it looks at.\n\nAnd why.")
    assert list(aim.blocks(english)) == [Heading("Aim"), Paragraph("See what it looks at."), Paragraph("And why.")]


def test_another_field_is_refused_by_name() -> None:
    with pytest.raises(ChoiceFailure, match=r"no field author.*student, group, teacher, course, aim"):
        NO_TITLE.filled({"author": "A. Ivanova"})


def test_it_is_remembered_and_damage_costs_it_alone() -> None:
    title = TitleBlock("Анна", "М-21", aim="two\nlines")
    assert TitleBlock.read(title.text()) == title
    for damaged in ("", "{", "[1]", '{"student": 3, "other": "x"}', "null"):
        assert TitleBlock.read(damaged) == NO_TITLE
