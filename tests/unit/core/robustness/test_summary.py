"""Accuracy, success, smallest eps, transfer, defences and warnings from hand-made records."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from helpers.attack_records import picture, record

from attnstudio.core.accuracy import Share, wilson
from attnstudio.core.attacks.attack_notices import NO_GRADIENT, SATURATED
from attnstudio.core.attacks.drift import Drift
from attnstudio.core.robustness.conclusion import conclusion, warnings
from attnstudio.core.robustness.record import AttackRecord, PictureRecord, Verdict
from attnstudio.core.robustness.summary import Summary
from attnstudio.core.text import Notice

STRONG, WEAK = 8 / 255, 1 / 255


def test_wrong_pictures_count_in_the_accuracy_and_not_in_the_success() -> None:
    fooled, kept = picture(record(after=2)), picture(record(after=0))
    wrong = picture(record(before=3, after=3))
    (line,) = Summary([fooled, kept, kept, wrong]).lines
    assert (line.clean, line.accuracy, line.success) == (Share(3, 4), Share(2, 4), Share(1, 3))
    assert line.success.interval == wilson(1, 3)
    said = " ".join(map(str, conclusion(Summary([fooled, kept, kept, wrong]))))
    assert "wrong about before: 1." in said
    assert "is right about 75.0 % of the pictures without an attack" in said


def test_where_every_picture_was_wrong_before_nothing_is_concluded() -> None:
    said = " ".join(map(str, conclusion(Summary([picture(record(before=3, after=3))] * 2))))
    assert "The model was wrong about every picture before, so none was attacked" in said and "labels" in said
    assert "PGD" not in said


def test_sizes_are_of_the_attacked_pictures_alone() -> None:
    wrong = record(before=3, after=3, l2=0.0)
    (line,) = Summary([picture(record(l2=1.0)), picture(record(l2=3.0)), picture(wrong)]).lines
    assert line.l2 is not None and line.l2.mean == pytest.approx(2.0)
    assert line.relative_l2 is not None and line.relative_l2.mean == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("answers", "median"),
    [
        ([(1, 1), (1, 1), (0, 1)], WEAK),
        ([(0, 1), (0, 1), (1, 1)], STRONG),
        ([(0, 0), (0, 0), (1, 1)], None),
    ],
)
def test_the_median_of_the_smallest_eps(answers: list[tuple[int, int]], median: float | None) -> None:
    pictures = [picture(record(weak, eps=WEAK), record(strong, eps=STRONG)) for weak, strong in answers]
    assert {line.smallest for line in Summary(pictures).lines} == {median}


def test_the_smallest_change_is_a_size_and_no_accuracy() -> None:
    pictures = [picture(record(attack="deepfool", norm="l2", eps=None, l2=size)) for size in (0.0964, 0.2, 0.05)]
    (line,) = Summary(pictures).lines
    assert line.smallest == pytest.approx(0.0964)
    assert line.accuracy == Share(0, 3)
    said = " ".join(map(str, conclusion(Summary(pictures))))
    assert "0.0964 by L2 or less. That is the size of a change, not an accuracy." in said
    assert "9.6 %" not in said


def test_an_accuracy_that_does_not_fall_with_eps_is_no_finding() -> None:
    pictures = [picture(record(answer, eps=WEAK), record(answer, eps=STRONG)) for answer in (0, 0, 1)]
    (warning,) = Summary(pictures).warnings
    assert "does not fall with eps" in str(warning)
    falling = [picture(record(0, eps=WEAK), record(1, eps=STRONG)) for _ in range(3)]
    assert not Summary(falling).warnings


def test_an_attack_that_nothing_limits_must_reach_zero() -> None:
    pictures = [picture(record(answer, attack="deepfool", norm="l2", eps=None)) for answer in (0, 1, 1)]
    (warning,) = Summary(pictures).warnings
    assert str(warning).startswith("DeepFool, which nothing limits, leaves an accuracy of 33.3 %.")


def test_transfer_counts_what_both_were_right_about() -> None:
    def of(after: int, other: tuple[int, int]) -> AttackRecord:
        return record(after, verdicts=(Verdict("other", *other),))

    pictures = [
        picture(of(1, (0, 2))),  # fools both
        picture(of(1, (0, 0))),  # the model alone
        picture(of(1, (4, 4))),  # the other was wrong before
        picture(record(3, before=3, verdicts=(Verdict("other", 0, 0),))),  # the model was
    ]
    (found,) = Summary(pictures).transfers
    assert (found.key.model, found.tried_on, found.fooled, found.own) == ("own", "other", Share(1, 2), Share(2, 2))


def test_transfer_that_beats_the_white_box_shows_masked_gradients() -> None:
    def both(number: int) -> PictureRecord:
        made = record(1, model="own", verdicts=(Verdict("masked", 0, 1 if number < 8 else 0),))
        return picture(made, record(0, model="masked", verdicts=(Verdict("own", 0, 0),)), number=number)

    pictures = [both(number) for number in range(10)]
    told = [str(one) for one in Summary(pictures).warnings if "made on own" in str(one)]
    assert len(told) == 1
    assert told[0].endswith("the gradients are masked, not the model robust.")


def test_a_defence_has_its_cost() -> None:
    pictures = [
        picture(record(1, defended=(Verdict("jpeg:75", 0, 0),))),
        picture(record(1, defended=(Verdict("jpeg:75", 2, 1),))),
        picture(record(1, defended=(Verdict("jpeg:75", 0, 0),))),
        picture(record(0, defended=(Verdict("jpeg:75", 0, 0),))),
    ]
    summary = Summary(pictures)
    (found,) = summary.defended
    assert found.clean == (Share(4, 4), Share(3, 4))
    assert found.accuracy == (Share(1, 4), Share(3, 4))
    assert found.cost == pytest.approx(0.25)
    assert summary.by_model == (
        ("own", (Share(4, 4), Share(1, 4))),
        ("own + jpeg:75", (Share(3, 4), Share(3, 4))),
    )
    said = list(map(str, conclusion(summary)))
    assert "JPEG of quality 75 brings the accuracy under PGD (eps 8/255) from 25.0 % to 75.0 %" in " ".join(said)
    assert "an attacker who does may pass them" in said[-1]


def test_each_result_is_under_its_own_attack() -> None:
    pictures = [
        picture(record(0, attack="pgd"), record(1, attack="fgsm"), record(1, attack="deepfool", norm="l2", eps=None))
    ]
    found = {line.key.attack: line.accuracy.hits for line in Summary(pictures).lines}
    assert found == {"pgd": 1, "fgsm": 0, "deepfool": 0}


def test_what_has_no_label_is_said() -> None:
    said = " ".join(map(str, conclusion(Summary([picture(record(is_labelled=False))]))))
    assert "Pictures without a label: 1." in said


def test_nothing_was_attacked() -> None:
    (line,) = Summary([picture(record(before=2, after=2))]).lines
    assert (line.l2, line.seconds, line.smallest, line.success) == (None, None, None, Share(0, 0))
    assert not math.isnan(line.accuracy.value or 0.0)


def test_the_conclusion_names_the_eps_that_costs_most() -> None:
    pictures = [picture(record(1, attack="fgsm", eps=4 / 255), record(0, attack="fgsm", eps=16 / 255))]
    said = " ".join(map(str, conclusion(Summary(pictures))))
    assert "FGSM with eps 4/255 (L∞) leaves 0.0 % of the pictures right" in said


def test_of_eps_that_cost_alike_the_conclusion_names_the_largest() -> None:
    pictures = [picture(record(0, attack="fgsm", eps=4 / 255), record(0, attack="fgsm", eps=16 / 255))]
    assert "FGSM with eps 16/255" in " ".join(map(str, conclusion(Summary(pictures))))


def test_of_several_models_a_warning_says_which() -> None:
    def pictures(*models: str) -> list[PictureRecord]:
        every_eps = [(1 / 255, 0), (8 / 255, 0)]  # the answer stays, whatever eps
        return [
            picture(
                *(record(after, eps=eps, model=model) for model in models for eps, after in every_eps), number=number
            )
            for number in range(20)
        ]

    (alone,) = warnings(Summary(pictures("own")))
    assert str(alone).startswith("The accuracy under PGD does not fall with eps")
    told = [str(one) for one in warnings(Summary(pictures("own", "other")), {"own": "Mine"})]
    assert [one.split(":")[0] for one in told] == ["Mine", "other"] and told[0].endswith(str(alone))


def test_pictures_without_a_gradient_are_counted_once_and_no_robustness() -> None:
    def of(*notices: str) -> PictureRecord:
        records = [record(0, attack="fgsm", eps=eps) for eps in (WEAK, STRONG)]
        return picture(*(replace(one, notices=tuple(Notice(text) for text in notices)) for one in records))

    summary = Summary([of(NO_GRADIENT), of(NO_GRADIENT, SATURATED), of()])
    (said,) = (str(one) for one in summary.warnings if "gradient of the model" in str(one))
    assert said.startswith("The gradient of the model is 0 for 2 of the 3 pictures that FGSM attacked")
    (sure,) = (str(one) for one in conclusion(summary) if "so sure" in str(one))
    assert "is 0: 1. The attacks use the logits" in sure
    assert not any("gradient" in str(one) for one in (*conclusion(Summary([of()])), *Summary([of()]).warnings[1:]))


def test_an_attack_on_the_map_is_judged_by_the_answer_that_stays_and_the_drift() -> None:
    pictures = [picture(record(after, attack="moved_map")) for after in (0, 0, 0, 1)]
    pictures = [replace(one, records=(replace(one.records[0], success=one.records[0].after == 0),)) for one in pictures]
    (said,) = (str(one) for one in conclusion(Summary(pictures)) if "Moved map" in str(one))
    assert "keeps the answer of 75.0 % of the pictures that it attacks. No maps were compared" in said
    drift = Drift("gradcam", 0.3, 0.4, 0.2)
    pictures = [replace(one, records=(replace(one.records[0], drifts=(drift,)),)) for one in pictures]
    kept, moved = (str(one) for one in conclusion(Summary(pictures)) if "Moved map" in str(one))
    assert kept.endswith("75.0 % of the pictures that it attacks.") and "rank correlation of 0.30" in moved
