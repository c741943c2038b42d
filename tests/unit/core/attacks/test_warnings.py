"""Signs of masked gradients, from accuracies."""

from __future__ import annotations

import pytest

from attnstudio.core.attacks.projection import Norm
from attnstudio.core.attacks.warnings import Measured, robustness_warnings

EPS = 8 / 255


def at(attack: str, correct: int, eps: float = EPS, made_on: str = "", norm: Norm = Norm.LINF) -> Measured:
    return Measured(attack, norm, eps, correct, 100, made_on)


SIGNS = {
    "does not fall with eps: 60.0 % at eps 2/255, 60.0 % at eps 8/255": [at("pgd", 60, 2 / 255), at("pgd", 60)],
    "100.0 % at eps 8/255. Either every eps is too small for this model": [at("pgd", 100, 2 / 255), at("pgd", 100)],
    "rises with eps: 0.0 % at eps 8/255, 50.0 % at eps 16/255": [
        at("fgsm", 75, 1 / 255),
        at("fgsm", 0),
        at("fgsm", 50, 16 / 255),
    ],
    "FGSM, of a single step, leaves 20.0 % at eps 8/255, and PGD, of many, leaves 55.0 %": [
        at("fgsm", 20),
        at("pgd", 55),
    ],
    "Uniform noise leaves 70.0 % at eps 8/255, and PGD": [at("uniform_noise", 70), at("pgd", 70)],
    "SPSA, which sees only answers, leaves 10.0 % at eps 8/255, and PGD": [at("spsa", 10), at("pgd", 55)],
    "Pictures that PGD made on vgg leave 30.0 % at eps 8/255, and PGD": [at("pgd", 30, made_on="vgg"), at("pgd", 55)],
    "PGD with eps 255/255 leaves an accuracy of 3.0 %": [at("pgd", 3, 1.0)],
    "DeepFool with eps 20 leaves an accuracy of 1.0 %": [at("deepfool", 1, 20, norm=Norm.L2)],
}


@pytest.mark.parametrize("words", list(SIGNS))
def test_each_sign_is_said_once(words: str) -> None:
    (notice,) = robustness_warnings(SIGNS[words])
    assert words in str(notice) and notice.warning


def test_an_ordinary_model_has_none_of_them() -> None:
    usual = [
        at("fgsm", 80, 2 / 255),
        at("fgsm", 40),
        at("pgd", 60, 2 / 255),
        at("pgd", 5),
        at("pgd", 0, 1.0),
        at("square", 30),
        at("uniform_noise", 99),
        at("gaussian_noise", 97),
        at("mi_fgsm", 70, made_on="vgg"),
        at("deepfool", 0, 20, norm=Norm.L2),
    ]
    assert robustness_warnings(usual) == ()


def test_what_says_nothing_is_not_taken_for_a_sign() -> None:
    assert robustness_warnings([at("pgd", 0, 2 / 255), at("pgd", 0)]) == (), "nothing is left to fall"
    assert robustness_warnings([at("pgd", 60, 7 / 255), at("pgd", 60)]) == (), "the same eps, nearly"
    assert robustness_warnings([at("fgsm", 54), at("pgd", 55)]) == (), "a picture is chance"
    assert robustness_warnings([at("uniform_noise", 100), at("pgd", 100)]) == (), "noise does nothing, either"
    assert robustness_warnings([at("blur", 60, 0.1, norm=Norm.STRENGTH), at("blur", 60, 1.0, norm=Norm.STRENGTH)]) == ()
    assert robustness_warnings([Measured("pgd", Norm.LINF, EPS, 0, 0)]) == ()


def test_a_sign_at_several_eps_is_one_notice() -> None:
    found = robustness_warnings([one for eps in (2 / 255, EPS) for one in (at("fgsm", 20, eps), at("pgd", 55, eps))])
    assert sum("of a single step" in str(one) for one in found) == 1
    assert len(found) == 3, "and neither of the two falls"
