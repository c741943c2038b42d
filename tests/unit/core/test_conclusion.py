"""Sentences from numbers: of hand-made scores, whose verdict is known."""

from __future__ import annotations

from pathlib import Path

from helpers.evaluations import evaluation

from attnstudio.core.errors import PictureFailure
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.methods.base import METHODS

NEAR = (0.70, 0.71, 0.72, 0.73, 0.74, 0.72)
FAR = (0.30, 0.31, 0.32, 0.33, 0.34, 0.32)
UNSURE = (0.05, 0.55, 0.10, 0.60, 0.20, 0.50)
WIDE = (0.05, 0.95, 0.10, 0.90, 0.50, 0.60)


def conclusions(*arguments: object, **options: object) -> list[str]:
    return [str(one) for one in conclusion(evaluation(*arguments, **options))]  # type: ignore[arg-type]


def starting(sentences: list[str], start: str) -> str:
    (found,) = [one for one in sentences if one.startswith(start)]
    return found


def test_the_best_is_named_with_its_interval_and_whom_it_beats() -> None:
    sentences = conclusions({"energy": {"smoothgrad": NEAR, "gradcam": FAR}})
    assert sentences[0] == "Hand-made on 6 pictures. Methods (2): SmoothGrad, Grad-CAM."
    assert (
        "SmoothGrad puts 0.72 of its energy in the marked regions (0.70 to 0.73), more than Grad-CAM 0.32." in sentences
    )


def test_of_a_metric_whose_lower_values_are_better_the_lower_is_best() -> None:
    sentences = conclusions({"deletion": {"smoothgrad": NEAR, "gradcam": FAR}})
    assert "Deletion: Grad-CAM is the best with 0.32 (0.30 to 0.33). Worse: SmoothGrad 0.72." in sentences


def test_methods_that_are_not_shown_worse_are_not_called_worse() -> None:
    level = (0.60, 0.79, 0.61, 0.80, 0.63, 0.84)
    sentences = conclusions({"insertion": {"gradcam": NEAR, "layercam": level, "saliency": FAR}})
    assert (
        "Insertion: Grad-CAM comes first with 0.72 (0.70 to 0.73). Not shown worse: LayerCAM. Worse: Saliency 0.32."
        in sentences
    )


def test_metrics_that_do_not_separate_the_methods_are_listed_and_name_no_winner() -> None:
    sentences = conclusions(
        {"insertion": {"gradcam": WIDE, "saliency": NEAR}, "deletion": {"gradcam": WIDE, "saliency": NEAR}}
    )
    assert "The first method is not shown better than any other by: Insertion, Deletion." in sentences
    assert not [one for one in sentences if "best" in one]


def test_one_method_is_listed_with_its_interval_and_not_as_best() -> None:
    sentences = conclusions({"energy": {"gradcam": NEAR}})
    assert "Energy in the region: Grad-CAM has 0.72 (0.70 to 0.73)." in sentences
    assert not [one for one in sentences if "best" in one]
    assert len(sentences) == len(set(sentences))


def test_one_picture_compares_nothing() -> None:
    one = {"energy": {"smoothgrad": (0.9,), "gradcam": (0.1,)}, "randomisation": {"smoothgrad": (0.2,)}}
    sentences = conclusions({"energy": one["energy"]}, pictures=1)
    assert sentences == [
        "Hand-made on one picture. Methods (2): SmoothGrad, Grad-CAM.",
        "One picture allows no interval, so the methods cannot be compared: evaluate several.",
    ]


def test_forty_methods_are_counted_and_a_few_named() -> None:
    every = [method.id for method in METHODS if method.needs]
    spread = {name: tuple(0.9 - number / 50 + value / 1000 for value in range(6)) for number, name in enumerate(every)}
    sentences = conclusions({"energy": spread, "insertion": spread, "deletion": spread})
    assert len(every) > 35 and max(map(len, sentences)) < 320
    assert f"Methods ({len(every)})" in sentences[0] and f"(+{len(every) - 4})" in sentences[0]
    assert f"(+{len(every) - 5})" in next(one for one in sentences if "of its energy" in one)


def test_methods_no_better_than_a_control_are_named_with_the_metrics() -> None:
    sentences = conclusions(
        {
            "energy": {"gradcam": NEAR, "saliency": FAR, "random": FAR, "centre_gaussian": UNSURE},
            "insertion": {"gradcam": NEAR, "saliency": FAR, "random": (0.1,) * 6, "centre_gaussian": (0.9,) * 6},
        }
    )
    assert "No better than the control Random: Saliency (Energy in the region)." in sentences
    assert "Not shown better than the control Centre Gaussian: Saliency (Energy in the region)." in sentences
    assert "No method is shown better than the control Centre Gaussian by: Insertion." in sentences
    assert not [one for one in sentences if "Random" in one and "Insertion" in one]


def test_a_control_never_wins() -> None:
    sentences = conclusions({"energy": {"gradcam": NEAR, "saliency": FAR, "centre_gaussian": (0.99,) * 6}})
    assert [one for one in sentences if one.startswith("Grad-CAM puts 0.72")]


def test_a_method_that_fails_the_sanity_check_is_not_believed_though_it_leads() -> None:
    sentences = conclusions(
        {
            "energy": {"guided_backprop": NEAR, "gradcam": FAR},
            "randomisation": {"guided_backprop": NEAR, "gradcam": (0.1, 0.2, 0.1, 0.2, 0.1, 0.2)},
        }
    )
    assert starting(sentences, "Guided backpropagation hardly changes").endswith(
        "re-initialised (0.72): it shows the picture, not what the model has learned."
    )
    assert "Guided backpropagation." in starting(sentences, "Among the best by Energy in the region, but unreliable")


def test_a_sanity_check_whose_interval_reaches_the_limit_is_called_close() -> None:
    sentences = conclusions({"randomisation": {"guided_backprop": (0.2, 0.9, 0.4, 0.9, 0.4, 0.6), "gradcam": FAR}})
    close = "Close to failing the sanity check; evaluate more pictures to be sure: Guided backpropagation (0.57)."
    assert close in sentences
    assert not [one for one in sentences if "hardly" in one or "Every tested" in one]


def test_all_methods_that_follow_the_model_pass() -> None:
    assert [
        one
        for one in conclusions({"randomisation": {"gradcam": FAR, "saliency": FAR}})
        if one.startswith("Every tested")
    ]


def test_a_method_whose_map_stays_with_another_class_is_named() -> None:
    sentences = conclusions(
        {"class_sensitivity": {"gradcam++": (0.9,) * 6, "saliency": (0.6, 0.7, 0.6, 0.7, 0.6, 0.7)}}
    )
    assert starting(sentences, "Grad-CAM++ hardly changes when another class is explained (0.90)")
    assert not [one for one in sentences if one.startswith("Saliency")]
    assert starting(conclusions({"class_sensitivity": {"gradcam": FAR}}), "Every tested method changes with the class")


def test_several_failing_methods_share_a_sentence() -> None:
    sentences = conclusions({"randomisation": {"guided_backprop": NEAR, "deconvnet": NEAR}})
    assert "Guided backpropagation (0.72), Deconvnet (0.72)" in starting(sentences, "These hardly change")


def test_families_that_contradict_each_other() -> None:
    sentences = conclusions(
        {"energy": {"gradcam": NEAR, "saliency": FAR}, "insertion": {"gradcam": FAR, "saliency": NEAR}}
    )
    disagreement = starting(sentences, "Energy in the region and Insertion disagree")
    assert "Grad-CAM leads by the former, Saliency by the latter" in disagreement


def test_families_that_agree() -> None:
    both = {"gradcam": NEAR, "saliency": FAR}
    sentences = conclusions({"energy": both, "insertion": both})
    assert "Energy in the region and Insertion agree: among the best by both: Grad-CAM." in sentences


def test_a_class_that_the_model_does_not_see_is_named() -> None:
    sentences = conclusions({"insertion": {"gradcam": NEAR, "saliency": FAR}}, explained=1)
    assert starting(sentences, "Check the target") == (
        "Check the target: on 6 of 6 pictures the explained class is not the predicted class: fly (1)."
    )


def test_without_regions_there_is_no_notice_of_the_place() -> None:
    sentences = conclusions({"energy": {"gradcam": [None] * 6}, "insertion": {"gradcam": NEAR}}, regions=0)
    assert "No picture has a region, so localisation is not measured." in sentences
    assert not [one for one in sentences if "energy" in one]
    some = conclusions({"insertion": {"gradcam": NEAR}}, regions=3)
    assert starting(some, "Localisation is measured").endswith("on the 3 of 6 pictures that have a region.")


def test_a_metric_measured_on_one_picture_of_several_decides_nothing() -> None:
    rare = {"gradcam": [0.9, *[None] * 5], "saliency": [0.1, *[None] * 5]}
    assert "Measured on too few pictures for an interval: Energy in the region." in conclusions({"energy": rare})


def test_without_metrics_nothing_is_judged() -> None:
    assert conclusions({}) == [
        "Hand-made on 6 pictures. Methods (1): Saliency.",
        "No metric was measured, so the maps are not compared.",
    ]


def test_pictures_that_failed_are_counted() -> None:
    done = evaluation({"energy": {"gradcam": NEAR}})
    failures = {Path("x.jpg"): PictureFailure("{file} is empty. Copy or download it again.", file="x.jpg")}
    whole = Evaluation(done.request, done.metrics, done.pictures, failures, None, 1.0)
    assert "Pictures that could not be evaluated: 1." in map(str, conclusion(whole))
