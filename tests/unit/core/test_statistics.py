"""Intervals, paired differences and what they say: cases by hand, and SciPy's numbers."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import stats

from attnstudio.core.evaluation.paired import Verdict, compare
from attnstudio.core.evaluation.statistics import FEWEST, estimate
from attnstudio.core.evaluation.student import normal_cdf, t_quantile

NAN = float("nan")


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 6, 31, 64, 199, 200, 201, 1000, 10**6])
@pytest.mark.parametrize("probability", [0.005, 0.025, 0.5, 0.8, 0.975])
def test_quantiles_are_those_of_scipy(probability: float, freedom: int) -> None:
    assert t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("x", [-9.0, -3.7, -1.0, 0.0, 2.5])
def test_probabilities_are_those_of_scipy(x: float) -> None:
    assert normal_cdf(x) == pytest.approx(stats.norm.cdf(x), rel=1e-12)


def test_an_interval_is_near_that_of_scipys_bootstrap() -> None:
    values = np.random.default_rng(4).beta(2, 5, 60)
    found = estimate(values)
    theirs = stats.bootstrap((values,), np.mean, method="percentile", n_resamples=5000, rng=np.random.default_rng(1))
    width = theirs.confidence_interval.high - theirs.confidence_interval.low
    assert found.low == pytest.approx(theirs.confidence_interval.low, abs=0.08 * width)
    assert found.high == pytest.approx(theirs.confidence_interval.high, abs=0.08 * width)


def test_of_many_pictures_it_is_students() -> None:
    values = np.random.default_rng(4).normal(3, 1, 1000)
    found = estimate(values)
    wanted = stats.t.interval(0.95, 999, loc=values.mean(), scale=stats.sem(values))
    assert (found.low, found.high) == pytest.approx(wanted, rel=1e-9)
    nearly = estimate(values[:200])  # resampled: there is no step between the two
    assert (nearly.low, nearly.high) == pytest.approx(
        stats.t.interval(0.95, 199, loc=values[:200].mean(), scale=stats.sem(values[:200])), abs=0.02
    )


def test_few_pictures_have_no_interval() -> None:
    for few in ([0.5], [0.1, 0.2, 0.3], [0.25] * 5):
        assert (estimate(few).low, estimate(few).high, estimate(few).count) == (None, None, len(few))
    equal = estimate([0.25] * FEWEST)
    assert (equal.low, equal.high, equal.count) == (0.25, 0.25, 6)


@pytest.mark.parametrize("count", [6, 8, 20])
def test_an_interval_holds_the_mean_about_as_often_as_it_says(count: int) -> None:
    rng = np.random.default_rng(1)
    found = [estimate(rng.normal(3, 1, count)) for _ in range(300)]
    assert np.mean([one.low is not None and one.high is not None and one.low <= 3 <= one.high for one in found]) >= 0.89


# Paired differences


def test_pictures_that_are_hard_for_all_do_not_hide_a_difference() -> None:
    """The intervals of the means overlap nearly wholly; on every picture one method is better by 0.05."""
    hard = np.array([0.1, 0.9, 0.3, 0.7, 0.5, 0.2, 0.8, 0.4])
    better = hard + np.array([0.04, 0.06, 0.05, 0.05, 0.04, 0.06, 0.05, 0.05])
    one, other = estimate(better), estimate(hard)
    assert one.low is not None and other.high is not None and one.low < other.high
    found = compare(better, hard, higher_is_better=True)
    assert (found.verdict, found.wins, found.losses, found.enough) == (Verdict.BETTER, 8, 0, None)
    assert found.difference is not None and found.difference.mean == pytest.approx(0.05)
    assert compare(hard, better, higher_is_better=True).verdict is Verdict.WORSE
    assert compare(hard, better, higher_is_better=False).verdict is Verdict.BETTER


def test_its_verdicts_are_mostly_those_of_scipys_tests() -> None:
    """Of Wilcoxon and t: where both say the same, so does the bootstrap, but for a few cases at the limit."""
    rng, agreed, same = np.random.default_rng(7), 0, 0
    for count, shift in itertools.product((8, 15, 40), np.linspace(0, 1.2, 25)):
        gain = rng.normal(shift, 1, count)
        significant = [stats.wilcoxon(gain).pvalue < 0.05, stats.ttest_1samp(gain, 0).pvalue < 0.05]
        if significant[0] == significant[1]:
            agreed += 1
            found = compare(gain, np.zeros(count), higher_is_better=True)
            same += (found.verdict is not Verdict.OPEN) == significant[0]
    assert agreed > 60 and same > 0.9 * agreed


@pytest.mark.parametrize("count", [1, 2, 4, 5])
def test_few_pictures_are_counted_and_decide_nothing(count: int) -> None:
    """By chance alone, one method wins on all of five in 6 of 100 cases."""
    found = compare(np.full(count, 0.8) + np.arange(count) / 100, np.full(count, 0.1), higher_is_better=True)
    assert (found.wins, found.losses, found.verdict) == (count, 0, Verdict.OPEN)


def test_pictures_with_one_score_only_do_not_count() -> None:
    found = compare(np.array([0.9, NAN, 0.8, 0.7]), np.array([0.1, 0.5, NAN, 0.9]), higher_is_better=True)
    assert (found.count, found.wins, found.losses) == (2, 1, 1)
    nothing = compare(np.array([NAN, 0.5]), np.array([0.5, NAN]), higher_is_better=True)
    assert (nothing.difference, nothing.count, nothing.verdict) == (None, 0, Verdict.OPEN)


def test_the_same_scores_everywhere_are_equal_and_only_these() -> None:
    scores = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert compare(scores, scores, higher_is_better=True).verdict is Verdict.EQUAL
    assert compare(scores[:5], scores[:5], higher_is_better=True).verdict is Verdict.OPEN
    other = scores + np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1])
    assert compare(other, scores, higher_is_better=True).verdict is Verdict.OPEN


def test_pictures_on_which_both_are_level_say_nothing() -> None:
    """A pointing game: five wins and no loss are as likely as five heads in a row, whatever else was a draw."""
    level = np.ones(30)
    five, six = level.copy(), level.copy()
    five[:5], six[:6] = 0, 0
    assert compare(level, five, higher_is_better=True).verdict is Verdict.OPEN
    assert compare(level, six, higher_is_better=True).verdict is Verdict.BETTER


def test_about_as_many_pictures_as_it_says_are_enough() -> None:
    rng = np.random.default_rng(3)
    shown = []
    for _ in range(100):
        pilot = compare(rng.normal(0.8, 1, 12), np.zeros(12), higher_is_better=True)
        if pilot.enough is not None and pilot.enough < 200:
            more = compare(rng.normal(0.8, 1, pilot.enough), np.zeros(pilot.enough), higher_is_better=True)
            shown.append(more.verdict is Verdict.BETTER)
    assert len(shown) > 20 and np.mean(shown) > 0.75
    wins = compare(np.array([0.5, 0.6, 0.7, 0.8]), np.array([0.1, 0.3, 0.2, 0.5]), higher_is_better=True)
    assert (wins.wins, wins.enough) == (4, 6)
    chance = compare(np.array([0.5, 0.6]), np.array([0.6, 0.5]), higher_is_better=True)
    assert chance.enough is None  # there is no difference to show
