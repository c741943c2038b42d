"""The sentence on top of a table of scores, and the signs in it: of hand-made scores."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from attnstudio.core.evaluation.headline import headline, telling
from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.evaluation.signs import MEANINGS, signs, used
from attnstudio.core.evaluation.summary import Summary, summarise
from attnstudio.core.metrics.base import Score

GOOD = (0.80, 0.82, 0.78, 0.81, 0.79, 0.80, 0.83, 0.77)
FAIR = (0.60, 0.61, 0.59, 0.62, 0.58, 0.60, 0.60, 0.61)
LOW = (0.20, 0.21, 0.19, 0.22, 0.18, 0.20, 0.20, 0.21)
MIXED = (0.90, 0.70, 0.85, 0.72, 0.88, 0.71, 0.86, 0.73)  # as good as GOOD on average


def table(metric: str, **scores: Sequence[float]) -> Summary:
    count = len(next(iter(scores.values())))
    return summarise(
        [Measurement(name, metric, Score(values[number]), None, 0.0) for name, values in scores.items()]
        for number in range(count)
    )


def said(metric: str = "energy", **scores: Sequence[float]) -> str:
    return str(headline(table(metric, **scores), metric))


def test_the_best_of_all_is_better_than_each() -> None:
    found = said(gradcam=FAIR, saliency=GOOD, random=LOW, centre_gaussian=LOW)
    assert found == (
        "Energy in the region: Saliency is better than every other method and than the controls, over the same 8 "
        "pictures."
    )
    assert said("sparseness", gradcam=FAIR, saliency=GOOD, random=LOW) == (
        "Sparseness: Saliency is better than every other method, over the same 8 pictures."
    ), "conciseness has no controls to beat"
    assert said("deletion", gradcam=FAIR, saliency=GOOD).startswith("Deletion: Grad-CAM is better"), "lower is better"


def test_one_method_is_compared_with_the_controls() -> None:
    assert said(gradcam=FAIR, random=LOW) == (
        "Energy in the region: Grad-CAM is better than the controls, over the same 8 pictures."
    )
    assert said(gradcam=FAIR) == "Energy in the region: Grad-CAM has 0.60 (0.59 to 0.61)."


def test_what_is_not_shown_is_not_called_equal() -> None:
    found = said(gradcam=GOOD, saliency=MIXED, layercam=FAIR, random=LOW)
    assert found.startswith("Energy in the region: Grad-CAM comes first, better than LayerCAM; not shown better than")
    assert "Saliency" in found
    nothing = said(gradcam=GOOD, saliency=MIXED, random=LOW)
    assert nothing.startswith("Energy in the region: Grad-CAM comes first, but is not shown better than Saliency.")


def test_how_many_pictures_would_be_enough() -> None:
    found = said(gradcam=(0.6, 0.7, 0.5, 0.8, 0.4, 0.7), saliency=(0.5, 0.75, 0.4, 0.85, 0.2, 0.6), random=LOW[:6])
    assert found.startswith("Energy in the region: Grad-CAM comes first, but is not shown better than Saliency. About ")
    assert found.endswith(" pictures would be enough.")


def test_a_control_that_wins_is_named() -> None:
    assert said(gradcam=FAIR, saliency=LOW, random=LOW, centre_gaussian=GOOD) == (
        "Energy in the region: even Grad-CAM, which comes first, is no better than Centre Gaussian: a map that ignores "
        "the model."
    )
    assert said(gradcam=GOOD, random=MIXED).startswith(
        "Energy in the region: Grad-CAM comes first, but is not shown better than Random, which ignores the model."
    )


def test_few_pictures_are_counted() -> None:
    assert said(smoothgrad=(0.5, 0.6, 0.7, 0.8), saliency=(0.45, 0.5, 0.75, 0.6), random=(0.1, 0.3, 0.2, 0.5)) == (
        "Energy in the region: SmoothGrad beats Saliency on 3 of 4 pictures, Random on all 4 pictures. 4 pictures are "
        "too few for an interval: measure at least 6. Showing that SmoothGrad is better would take about 31 pictures."
    )
    assert said(smoothgrad=(0.5, 0.6, 0.7, 0.8), random=(0.1, 0.3, 0.2, 0.5)) == (
        "Energy in the region: SmoothGrad beats Random on all 4 pictures. 4 pictures are too few for an interval: "
        "measure at least 6."
    )
    found = said(smoothgrad=(0.9, 0.3, 0.3), saliency=(0.2, 0.4, 0.4), random=(0.1, 0.1, 0.1))
    assert found.startswith(
        "Energy in the region: SmoothGrad has the best mean of the methods, but picture by picture it beats Saliency "
        "on 1 of 3 pictures, Random on all 3 pictures. 3 pictures are too few for an interval: measure at least 6."
    ), "its mean is that of one picture"
    assert said(gradcam=(0.5, 0.6)) == (
        "Energy in the region: Grad-CAM has 0.55. 2 pictures are too few for an interval: measure at least 6."
    )


def test_one_picture_says_nothing_of_others() -> None:
    assert said(gradcam=(0.5,), saliency=(0.4,), random=(0.1,)) == (
        "Energy in the region: Grad-CAM comes first on this picture with 0.50. One picture says nothing of others: "
        "measure at least 6."
    )


def test_a_sanity_check_ranks_nobody() -> None:
    found = table("randomisation", gradcam=LOW, saliency=FAIR)
    assert headline(found, "randomisation") is None
    assert telling(found) == []


def test_the_most_telling_metric_comes_first() -> None:
    names = ("sparseness", "stability", "deletion", "road", "pointing_game", "energy", "insertion", "randomisation")
    found = summarise([[Measurement("gradcam", name, Score(0.5), None, 0.0) for name in names]])
    assert telling(found)[:2] == ["energy", "pointing_game"]
    assert telling(found)[2:5] == ["insertion", "deletion", "road"]
    assert telling(found)[5:] == ["stability", "sparseness"]


@pytest.mark.parametrize(
    ("scores", "wanted"),
    [
        ({"gradcam": GOOD, "saliency": FAIR, "lime": LOW}, {"gradcam": "★", "saliency": "", "lime": "▼"}),
        ({"gradcam": GOOD, "saliency": MIXED, "lime": LOW}, {"gradcam": "☆", "saliency": "☆", "lime": "▼"}),
        ({"gradcam": GOOD, "saliency": MIXED}, {"gradcam": "", "saliency": ""}),
        ({"gradcam": GOOD, "random": FAIR}, {"gradcam": "", "random": ""}),
        ({"gradcam": GOOD, "random": MIXED}, {"gradcam": "?", "random": ""}),
        ({"gradcam": FAIR, "random": GOOD}, {"gradcam": "!", "random": ""}),
        ({"gradcam": FAIR, "random": FAIR}, {"gradcam": "!"}),
        ({"gradcam": FAIR, "centre_gaussian": GOOD, "random": LOW}, {"gradcam": "!"}),
        ({"gradcam": GOOD[:5], "random": LOW[:5]}, {"gradcam": ""}),
    ],
)
def test_signs(scores: dict[str, Sequence[float]], wanted: dict[str, str]) -> None:
    found = table("energy", **scores)
    assert {name: "".join(signs(found.cells[name, "energy"])) for name in wanted} == wanted
    shown = {sign for text in wanted.values() for sign in text}
    assert set(used(found.cells.values())) == shown <= set(MEANINGS)


def test_no_better_than_a_control_is_only_said_where_the_pictures_show_it() -> None:
    cell = table("energy", gradcam=GOOD, random=MIXED, centre_gaussian=GOOD).cells["gradcam", "energy"]
    assert cell.no_better_than == ("centre_gaussian",)
    assert cell.not_shown_better_than == ("random",)
    sparse = table("sparseness", gradcam=LOW, random=GOOD).cells["gradcam", "sparseness"]
    assert sparse.no_better_than == sparse.not_shown_better_than == ()


def test_a_summary_compares_over_the_pictures_that_both_have() -> None:
    found = summarise(
        [
            [
                Measurement("gradcam", "energy", Score(0.5), None, 0.0),
                Measurement("lime", "energy", Score(0.1), None, 0.0),
            ],
            [Measurement("gradcam", "energy", Score(0.6), None, 0.0), Measurement("lime", "energy", None, None, 0.0)],
        ]
    )
    np.testing.assert_array_equal(found.values["lime", "energy"], [0.1, np.nan])
    assert found.compare("energy", "gradcam", "lime").count == 1
    assert found.judged("energy") == ["gradcam", "lime"]
