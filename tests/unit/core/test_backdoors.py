"""Parts of the checks for backdoors, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio.core import scenes, trigger
from attnstudio.core.backdoors.anomaly import anomaly_index
from attnstudio.core.backdoors.clusters import principal, silhouette, two_means
from attnstudio.core.backdoors.strip import boundary
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.examination import checks_of


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


def test_the_limit_of_the_entropy_by_hand() -> None:
    """Median 5, median distance 1: 5 - 2.326 * 1.4826."""
    assert boundary(np.array([1.0, 4, 5, 6, 9])) == pytest.approx(5 - 2.326 * 1.4826, abs=1e-3)


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
