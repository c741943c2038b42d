"""Texts with numbers and counts, in every language, without Qt."""

from __future__ import annotations

import pytest

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.targets import percent
from attnstudio.core.text import Notice, Number, counted, filled, localised
from attnstudio.export.translation import translator

PICTURES = "{n} pictures"


@pytest.mark.parametrize(
    ("count", "english", "russian"),
    [
        (0, "0 pictures", "0 изображений"),
        (1, "1 picture", "1 изображение"),
        (2, "2 pictures", "2 изображения"),
        (4, "4 pictures", "4 изображения"),
        (5, "5 pictures", "5 изображений"),
        (11, "11 pictures", "11 изображений"),
        (14, "14 pictures", "14 изображений"),
        (21, "21 pictures", "21 изображение"),
        (22, "22 pictures", "22 изображения"),
        (111, "111 pictures", "111 изображений"),
    ],
)
def test_a_count_chooses_the_form(count: int, english: str, russian: str) -> None:
    assert str(Notice(PICTURES, {"n": count})) == english
    assert translator("en")(PICTURES, n=count) == english
    assert translator("ru")(PICTURES, n=count) == russian
    assert counted(count, "picture") == english


def test_a_failure_with_a_count() -> None:
    failure = ChoiceFailure("There is no top{rank}: the model has {n} classes, top1 to top{n}.", rank=3, n=1)
    assert str(failure) == "There is no top3: the model has 1 class, top1."
    assert "1 класс," in localised(failure, translator("ru"))


def test_numbers_have_the_decimal_sign_of_the_language_and_names_do_not() -> None:
    notice = Notice("{file}: {low} to {high:.3g}, {share}", {
        "file": "scan 1.5.png", "low": Number("0.25"), "high": 1234.5, "share": percent(0.574),
    })  # fmt: skip
    assert str(notice) == "scan 1.5.png: 0.25 to 1.23e+03, 57.4 %"
    assert localised(notice, translator("en")) == "scan 1.5.png: 0.25 to 1.23×10³, 57.4 %"
    assert localised(notice, translator("ru")) == "scan 1.5.png: 0,25 to 1,23×10³, 57,4\u00a0%"


def test_a_notice_among_the_values_is_translated_with_its_numbers() -> None:
    inner = Notice("{method} ({number})", {"method": "LIME", "number": Number("0.94")})
    assert localised(Notice("{a}", {"a": inner}), translator("ru")) == "LIME (0,94)"


def test_a_unit_stays_with_its_number() -> None:
    assert filled("{a} с, {b} % из {c} МБ", {"a": 1, "b": 2, "c": 3}, ",") == "1\u00a0с, 2\u00a0% из 3\u00a0МБ"
    assert filled("{a} см, {a} сцен", {"a": 1}, ",") == "1 см, 1 сцен"
    assert filled("95 %", {}, ",") == "95\u00a0%"
    assert filled("{a} s, {b} %", {"a": 1, "b": 2}, ".") == "1 s, 2 %"


def test_powers_of_ten_are_written_as_in_a_textbook() -> None:
    values = {"sum": Number(f"{1.64e-5:.3g}"), "large": 2.5e20, "name": "1e-05"}
    assert filled("{sum}, {large}, {name}", values, ".") == "1.64×10⁻⁵, 2.5×10²⁰, 1e-05"
    assert filled("{sum}, {large}", values, ",") == "1,64×10⁻⁵, 2,5×10²⁰"
