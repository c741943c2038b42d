"""What may be asked of an attack."""

from __future__ import annotations

import pytest

from attnstudio.core.attacks.attack_call import AttackCall, bind, check_eps, eps_text, read_eps, usual_eps
from attnstudio.core.attacks.base import ATTACKS, FORMULA_LETTERS
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.translations import translated
from attnstudio.export.report.formulas import drawn


def test_eps_is_read_as_fraction_or_number() -> None:
    assert read_eps("1/255, 8/255,0.5") == pytest.approx((1 / 255, 8 / 255, 0.5))
    for text in ("8/0", "much", "1/2/3"):
        with pytest.raises(ChoiceFailure, match=r"such as 0\.03 or 8/255"):
            read_eps(text)
    assert (eps_text(8 / 255, Norm.LINF), eps_text(0.5, Norm.L2)) == ("8/255", "0.5")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (AttackCall("fgsmm"), "There is no attack fgsmm. The attacks are: .*fgsm"),
        (AttackCall("fgsm", norm="l0"), "FGSM does not measure its change by l0. It can: linf, l2"),
        (AttackCall("fgsm", (8.0,)), "write 8/255"),
        (AttackCall("fgsm", (0.0,)), "above 0"),
        (AttackCall("fgsm", (float("nan"),)), "above 0"),
        (AttackCall("one_pixel", (0.5,)), "a number of pixels"),
        (AttackCall("blur", target="cat"), "aims at no class"),
        (AttackCall("fgsm", jpeg=101), "from 1 to 100"),
        (AttackCall("pgd", params=(("step", 1),)), "There is no parameter step"),
        (AttackCall("patch", params=(("place", "3,4"),)), "from 0,0 to 1,1, not 3,4"),
    ],
)
def test_a_wrong_call_is_refused_with_what_there_is(call: AttackCall, words: str) -> None:
    with pytest.raises(ChoiceFailure, match=words):
        bind(call)


def test_eps_by_length_is_bounded_by_the_picture() -> None:
    check_eps(50.0, Norm.L2, (32, 32, 3))
    with pytest.raises(ChoiceFailure, match=r"55.43"):
        check_eps(60.0, Norm.L2, (32, 32, 3))


def test_the_usual_eps_grows_with_the_picture_by_length_only() -> None:
    assert usual_eps(Norm.L2, (32, 32, 3)) == 0.44 and usual_eps(Norm.L2, (224, 224, 3)) == 3.1
    assert usual_eps(Norm.LINF, (32, 32, 3)) == usual_eps(Norm.LINF, (224, 224, 3)) == 8 / 255


@pytest.mark.parametrize("name", list(ATTACKS.discover()))
def test_each_has_two_sentences_in_both_languages_and_a_formula(name: str) -> None:
    attack = ATTACKS.discover()[name]
    for text in (attack.description, translated("ru", attack.description)):
        assert text.endswith(".") and text.count(". ") == 1, text
    for text in (attack.description, attack.summary, FORMULA_LETTERS):
        assert translated("ru", text) != text
    formula = drawn(attack.formula)
    assert formula.text == attack.formula and formula.size[0] < 640
