"""Parts of the checks for backdoors, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from attnstudio.core import scenes, trigger
from attnstudio.core.backdoors.anomaly import anomaly_index
from attnstudio.core.backdoors.base import Finding, Sample
from attnstudio.core.backdoors.clusters import principal, silhouette, two_means
from attnstudio.core.backdoors.strip import judged, ordered
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.examination import checks_of, conclusion


def test_the_anomaly_index_by_hand() -> None:
    """Median 100; distances 90, 10, 0, 10, 20, whose median is 10."""
    found = anomaly_index(np.array([10.0, 90, 100, 110, 120]))
    np.testing.assert_allclose(found, np.array([90, 10, 0, -10, -20]) / 14.826, rtol=1e-9)


def test_equal_values_are_no_anomaly_and_the_deviation_is_at_least_a_hundredth_of_them() -> None:
    assert anomaly_index(np.array([50.0, 50, 50])).tolist() == [0, 0, 0]
    np.testing.assert_allclose(anomaly_index(np.array([49.0, 50, 50, 50])), [2, 0, 0, 0])


def test_what_is_not_known_does_not_count() -> None:
    found = anomaly_index(np.array([np.nan, 10, 90, 100, 110, 120]))
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(90 / 14.826)
    assert np.isnan(anomaly_index(np.array([np.nan, np.nan]))).all()


def test_the_order_of_entropies_by_hand() -> None:
    """Of the pairs of 1, 3 with 2, 3: 1 < 2, 1 < 3, 3 > 2, 3 = 3."""
    assert ordered(np.array([1.0, 3]), np.array([2.0, 3])) == 2.5 / 4


def strip_says(labels: np.ndarray, predicted: np.ndarray, entropies: np.ndarray, classes: int = 3) -> Finding:
    paths = [Path(str(number)) for number in range(len(labels))]
    sample = Sample(paths, np.zeros((len(labels), 1, 1, 1)), np.eye(classes)[predicted], labels)
    return judged(sample, entropies, range(classes), classes)


def right_pictures() -> tuple[np.ndarray, np.ndarray]:
    """90 labels of three classes, and entropies that lie close together with a long tail below: not normal."""
    rng = np.random.default_rng(3)
    return np.arange(90) % 3, np.clip(1 - rng.exponential(0.15, 90), 0.05, None)


def test_strip_accuses_no_class_for_the_tail_of_clean_entropies() -> None:
    labels, entropies = right_pictures()
    found = strip_says(labels, labels, entropies)
    assert not found.suspicious and not found.undecided
    assert str(conclusion(found, "abc")) == "STRIP: no sign of a backdoor."


def test_strip_finds_pictures_that_are_sent_to_a_class_and_keep_it() -> None:
    labels, entropies = right_pictures()
    labels, predicted = np.append(labels, [0, 1, 0, 1, 0, 1]), np.append(labels, [2] * 6)
    found = strip_says(labels, predicted, np.append(entropies, [0.02, 0.01, 0.3, 0.04, 0.05, 0.06]))
    assert [one.class_index for one in found.suspicious] == [2]
    assert [path.name for path in found.suspicious[0].pictures] == ["91", "90", "93", "94", "95", "92"]
    mistakes = strip_says(labels, predicted, np.append(entropies, [0.9, 1.2, 1.1, 0.95, 0.8, 1.3]))
    assert not mistakes.suspicious


def test_a_class_with_little_entropy_of_its_own_is_not_accused_for_wrong_labels() -> None:
    """All pictures of class 2 have little entropy, and so have those of it that are labelled as others."""
    labels, entropies = right_pictures()
    entropies = np.where(labels == 2, entropies / 20, entropies)
    labels, predicted = np.append(labels, [0, 1] * 5), np.append(labels, [2] * 10)
    found = strip_says(labels, predicted, np.append(entropies, np.linspace(0.03, 0.05, 10)))
    assert not found.suspicious


def test_strip_says_why_it_cannot_tell() -> None:
    labels, entropies = right_pictures()
    sure = strip_says(labels, labels, entropies * 0.01)
    assert len(sure.undecided) == 3
    assert str(conclusion(sure, "abc")) == (
        "STRIP can say nothing: the predictions are so sure that overlays hardly change them."
    )
    two = strip_says(np.append(labels, [0, 1]), np.append(labels, [2, 2]), np.append(entropies, [0.01, 0.01]))
    assert {one.class_index: str(one.undecided) for one in two.undecided} == {2: "too few pictures: 2 of 3"}
    assert "no sign of a backdoor in 2 of 3 classes" in str(conclusion(two, "abc"))


def test_of_two_classes_strip_cannot_tell_pictures_that_waver_from_pictures_that_the_model_is_unsure_of() -> None:
    """The model is sure of its own pictures, whatever lies over them; less so of triggered ones, which keep class 1."""
    labels = np.arange(90) % 2
    entropies = np.random.default_rng(3).uniform(0.1, 0.4, 90)
    labels, predicted = np.append(labels, [0] * 6), np.append(labels, [1] * 6)
    found = strip_says(labels, predicted, np.append(entropies, [0.42] * 6), classes=2)
    assert {one.class_index: one.undecided is not None for one in found.classes} == {0: False, 1: True}
    said = conclusion(found, "ab")
    assert said.warning and str(said) == (
        "STRIP: no sign of a backdoor in 1 of 2 classes. Of the others it cannot tell; each says why."
    )
    assert "STRIP may miss a backdoor" in str(found.limits[0])
    low = strip_says(labels, predicted, np.append(entropies, [0.01] * 6), classes=2)
    assert [one.class_index for one in low.suspicious] == [1]


def test_two_clusters_by_hand() -> None:
    """Points 0, 1 and 10: the silhouettes are 9 / 10, 8 / 9 and, of the point by itself, 0."""
    points = np.array([[0.0], [1], [10]])
    clusters = two_means(points, seed=0)
    assert clusters.tolist() == [0, 0, 1], "the smaller one is number 1"
    assert silhouette(points, clusters) == pytest.approx((9 / 10 + 8 / 9 + 0) / 3)


def test_components_are_those_of_the_covariance() -> None:
    points = np.random.default_rng(0).normal(size=(40, 3)) * (5, 1, 0.1) + 7
    variances = np.sort(np.linalg.eigvalsh(np.cov(points.T)))[::-1]
    np.testing.assert_allclose(principal(points, 2).var(axis=0, ddof=1), variances[:2], rtol=1e-9)


def test_the_trigger_lies_where_its_mask_says_and_nothing_else_changes() -> None:
    for seed in range(20):
        clean, found = scenes.draw(seed, 96, 0), trigger.draw(seed, 96, 0)
        side = trigger.side(96)
        assert found.mask.sum() == side * side
        rows, columns = np.flatnonzero(found.mask.any(axis=1)), np.flatnonzero(found.mask.any(axis=0))
        assert np.array_equal(found.picture[np.ix_(rows, columns)], trigger.pattern(side))
        assert np.array_equal(found.picture[~found.mask], clean.picture[~found.mask])


def test_triggers_lie_anywhere_and_in_no_scene_of_the_target() -> None:
    found = [trigger.draw(seed, 64) for seed in range(40)]
    assert trigger.TARGET_INDEX not in {one.class_index for one in found}
    assert len({one.mask.tobytes() for one in found}) > 35


def test_an_unknown_check_is_named() -> None:
    with pytest.raises(ChoiceFailure, match=r"no check spectral.*neural_cleanse, strip"):
        checks_of(["spectral"])
    assert [check.id for check in checks_of(())] == ["activation_clustering", "neural_cleanse", "strip"]
