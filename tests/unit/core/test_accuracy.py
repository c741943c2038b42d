"""How often a model is right: by hand, and against other ways to count."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import optimize, stats

from attnstudio.core.accuracy import Accuracy, Pair, Share, bin_of, wilson
from attnstudio.core.errors import PictureFailure
from attnstudio.core.picture_columns import PictureColumns
from attnstudio.core.predicted_row import PredictedRow, rows_of


def row(predicted: int, probability: float, rank: int | None, label_probability: float | None = None) -> PredictedRow:
    return PredictedRow((predicted,), (probability,), 0.0, rank, label_probability or (rank and 0.1))


def random_case(count: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, list[PredictedRow | None]]:
    """Logits (count, classes), labels, rows; labels follow the logits now and then."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 2, (count, classes))
    labels = np.where(rng.random(count) < 0.5, logits.argmax(axis=1), rng.integers(0, classes, count))
    return logits, labels, rows_of(logits, labels.tolist(), "softmax")


# The Wilson interval


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [  # as R's prop.test(..., correct = FALSE) and the literature have them
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_wilson_interval_is_the_known_one(hits: int, count: int, low: float, high: float) -> None:
    assert_allclose(wilson(hits, count), (low, high), atol=6e-5)


def test_the_ends_of_the_interval_are_where_the_score_test_begins_to_reject() -> None:
    hits, count = 37, 120

    def z(share: float) -> float:
        return abs(hits / count - share) / math.sqrt(share * (1 - share) / count)

    wanted = float(stats.norm.ppf(0.975))
    low = optimize.brentq(lambda share: z(share) - wanted, 1e-6, hits / count)
    high = optimize.brentq(lambda share: z(share) - wanted, hits / count, 1 - 1e-6)
    assert_allclose(wilson(hits, count), (low, high), rtol=1e-9)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert Share(0, 0).value is None
    assert Accuracy.of([], []).ece is None


# By hand


def test_five_pictures_by_hand() -> None:
    labels = [0, 0, 1, 2, -1]
    rows = [row(0, 0.9, 1), row(1, 0.6, 3), row(1, 0.8, 1), row(1, 0.55, 9), row(2, 0.7, None)]
    found = Accuracy.of(labels, rows)
    assert (found.top1, found.top5, found.left_out) == (Share(2, 4), Share(3, 4), 1)
    assert found.confusion == (Pair(0, 0, 1), Pair(0, 1, 1), Pair(1, 1, 1), Pair(2, 1, 1))
    first, second, third = found.classes
    assert (first.recall, first.precision, first.support) == (Share(1, 2), Share(1, 1), 2)
    assert (second.recall, second.precision) == (Share(1, 1), Share(1, 3))
    assert (third.recall, third.precision, third.precision.value) == (Share(0, 1), Share(0, 0), None)
    assert first.f1 == pytest.approx(2 * 1 * 0.5 / 1.5)
    assert found.worst_pairs() == [Pair(0, 1, 1), Pair(2, 1, 1)]
    assert found.worst_pairs(1) == [Pair(0, 1, 1)]


def test_calibration_by_hand() -> None:
    """Two bins: 0.4 and 0.5 with one right of two, 0.9 and 1.0 with one right of two."""
    rows = [row(0, 0.4, 1), row(0, 0.5, 2), row(0, 0.9, 1), row(0, 1.0, 2)]
    found = Accuracy.of([0, 1, 0, 1], rows, bins=2)
    low, high = found.bins
    assert low.right == Share(1, 2)
    assert (low.confidence, low.gap) == pytest.approx((0.45, 0.05))
    assert high.right == Share(1, 2)
    assert (high.confidence, high.gap) == pytest.approx((0.95, -0.45))
    assert found.ece == pytest.approx((2 * 0.05 + 2 * 0.45) / 4)


def test_what_has_no_prediction_is_left_out() -> None:
    found = Accuracy.of([0, 0, 0], [row(0, 0.9, 1), PictureFailure("{file} is empty.", file="x"), None])
    assert (found.count, found.left_out) == (1, 2)


# Against other formulations


def test_confusion_and_classes_are_those_of_the_dense_matrix() -> None:
    _, labels, rows = random_case(3000, 7)
    found = Accuracy.of(labels, rows)
    matrix = np.zeros((7, 7), int)
    for label, one in zip(labels, rows, strict=True):
        assert one is not None
        matrix[label, one.predicted] += 1
    assert {(pair.label, pair.predicted): pair.count for pair in found.confusion} == {
        (a, b): matrix[a, b] for a in range(7) for b in range(7) if matrix[a, b]
    }
    for score in found.classes:
        right = matrix[score.index, score.index]
        assert score.recall.value == pytest.approx(right / matrix[score.index].sum())
        assert score.precision.value == pytest.approx(right / matrix[:, score.index].sum())


def test_top_five_and_loss_are_those_of_sorting() -> None:
    logits, labels, rows = random_case(500, 12)
    found = Accuracy.of(labels, rows)
    order = np.argsort(-logits, axis=1)
    assert found.top1.hits == int((order[:, 0] == labels).sum())
    assert found.top5.hits == int((order[:, :5] == labels[:, None]).any(axis=1).sum())
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(500), labels]
    assert found.mean_loss == pytest.approx(losses.mean())


def test_the_calibration_error_is_that_of_guo_et_al() -> None:
    """As their own code has it: a loop over bins, each (lower, upper]."""
    _, labels, rows = random_case(4000, 5, seed=3)
    confidence = np.array([one.probability for one in rows if one is not None])
    right = np.array([one.is_right for one in rows if one is not None], float)
    expected = 0.0
    for lower in np.linspace(0, 1, 16)[:-1]:
        inside = (confidence > lower) & (confidence <= lower + 1 / 15)
        if inside.any():
            expected += abs(right[inside].mean() - confidence[inside].mean()) * inside.mean()
    assert Accuracy.of(labels, rows).ece == pytest.approx(expected)


def test_a_hundred_thousand_classes_take_no_matrix() -> None:
    rows = [row(99_999 - number, 0.5, 2) for number in range(1000)]
    found = Accuracy.of(range(1000), rows)
    assert len(found.confusion) == 1000


# Rows


def test_a_row_by_hand() -> None:
    logits = np.log([[0.1, 0.6, 0.3], [0.5, 0.25, 0.25]])
    first, second = rows_of(logits, [2, None], "softmax")
    assert first is not None and second is not None
    assert first.top == (1, 2, 0)
    assert_allclose(first.probabilities, (0.6, 0.3, 0.1))
    assert (first.label_rank, first.is_right) == (2, False)
    assert first.loss == pytest.approx(-math.log(0.3))
    assert first.margin == pytest.approx(0.3)
    assert first.entropy == pytest.approx(float(stats.entropy([0.1, 0.6, 0.3])))
    assert (second.label_rank, second.is_right, second.loss) == (None, None, None)
    assert second.top == (0, 1, 2)  # among equal ones the lower index first


def test_equal_logits_rank_by_index() -> None:
    rows = rows_of(np.zeros((3, 4)), [0, 1, 3], "softmax")
    assert [one.label_rank for one in rows if one is not None] == [1, 2, 4]


def test_independent_units_have_the_entropy_of_all_together() -> None:
    (found,) = rows_of(np.log([[0.5 / 0.5, 0.8 / 0.2]]), [None], "sigmoid")
    assert found is not None
    assert found.entropy == pytest.approx(float(stats.entropy([0.5, 0.5]) + stats.entropy([0.8, 0.2])))


def test_the_two_sides_of_one_unit_have_the_entropy_of_one() -> None:
    (found,) = rows_of(np.array([[-1.5, 1.5]]), [1], "sigmoid", single_unit=True)
    assert found is not None
    share = 1 / (1 + math.exp(-1.5))
    assert found.entropy == pytest.approx(-share * math.log(share) - (1 - share) * math.log(1 - share))


def test_numbers_that_are_not_finite_give_no_row() -> None:
    first, second = rows_of(np.array([[np.nan, 1.0], [0.0, 1.0]]), [0, 1], "softmax")
    assert first is None
    assert second is not None and second.is_right


def test_an_impossible_label_has_a_finite_loss() -> None:
    (found,) = rows_of(np.array([[0.0, -5000.0]]), [1], "softmax")
    assert found is not None and found.loss is not None
    assert math.isfinite(found.loss)


# Of the columns of a list


def test_columns_and_rows_give_the_same_accuracy() -> None:
    _, labels, rows = random_case(3000, 40)
    labels[::7] = -1
    for number in range(0, 3000, 11):
        rows[number] = None
    columns = PictureColumns(3000)
    columns.set_label(np.arange(3000), labels.astype(np.int32))
    columns.put([(number, row) for number, row in enumerate(rows) if row is not None])
    found, wanted = Accuracy.of_columns(columns), Accuracy.of(labels, rows)
    assert (found.top1, found.top5, found.left_out) == (wanted.top1, wanted.top5, wanted.left_out)
    assert (found.classes, found.confusion) == (wanted.classes, wanted.confusion)
    assert [one.right for one in found.bins] == [one.right for one in wanted.bins]
    assert found.mean_loss == pytest.approx(wanted.mean_loss, rel=1e-5)
    assert found.ece == pytest.approx(wanted.ece, rel=1e-5)


def test_a_label_by_hand_beyond_the_first_five_is_wrong_and_has_no_loss() -> None:
    columns = PictureColumns(2)
    columns.put([(0, PredictedRow((0, 1, 2, 3, 4), (0.5, 0.2, 0.1, 0.1, 0.05), 1.0))])
    columns.set_label(np.array([0]), 7)
    found = Accuracy.of_columns(columns)
    assert (found.top1, found.top5, found.mean_loss, found.left_out) == (Share(0, 1), Share(0, 1), None, 1)


def test_bins_hold_their_upper_edge() -> None:
    assert bin_of(np.array([0.0, 0.1, 0.1000001, 1.0]), 10).tolist() == [0, 0, 1, 9]
