"""Signs that a measured robustness is none: checks of Athalye et al. 2018 (arXiv 1802.00420) and Carlini et al. 2019
(arXiv 1902.06705), from accuracies alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isinf

from attnstudio.core.attacks.attack_call import eps_text
from attnstudio.core.attacks.base import ATTACKS, Attack, Kind
from attnstudio.core.attacks.projection import Norm
from attnstudio.core.methods.base import Cost
from attnstudio.core.text import Notice, Number, tr_noop

_TWICE = 2.0  # between the smallest and the largest eps, at least, for a fall to be expected
_ANY_PICTURE = 0.5  # by the largest change: from here on every picture can become grey
_SLACK = 0.02  # of the pictures: a smaller difference is chance


@dataclass(frozen=True)
class Measured:
    """What one attack with one eps left of a model's accuracy.

    Attributes:
        attack: its id.
        eps: infinite: nothing limits an attack that looks for the smallest change.
        correct: pictures that the model is still right about.
        count: those that it was right about before.
        made_on: the model that the pictures were made on; empty: the one that is judged.
    """

    attack: str
    norm: Norm
    eps: float
    correct: int
    count: int
    made_on: str = ""

    @property
    def accuracy(self) -> Number:
        return Number(f"{100 * self.correct / self.count:.1f} %")

    @property
    def form(self) -> Attack:
        return ATTACKS.discover()[self.attack]

    def beats(self, other: Measured) -> bool:
        """Whether it leaves clearly less, of the same pictures."""
        return other.correct - self.correct > max(1, _SLACK * self.count)


def robustness_warnings(measured: Sequence[Measured]) -> tuple[Notice, ...]:
    """What speaks against taking these accuracies for robustness; each once, of the eps where it is clearest."""
    measured = [one for one in measured if one.count]
    by_bound: defaultdict[tuple[Norm, float], list[Measured]] = defaultdict(list)
    by_attack: defaultdict[tuple[str, Norm], list[Measured]] = defaultdict(list)
    for one in measured:
        if one.form.bounded and one.form.kind is not Kind.SHIFT:
            by_bound[one.norm, one.eps].append(one)
        if not one.made_on:
            by_attack[one.attack, one.norm].append(one)
    found = [*_not_falling(list(by_attack.values())), *_not_to_zero(list(by_attack.values()))]
    for check in (_one_step_beats_iterated, _noise_as_good, _black_box_beats, _transfer_beats):
        signs = [sign for _, bound in sorted(by_bound.items()) for sign in check(bound)]
        if signs:
            found.append(max(signs, key=lambda sign: sign.lead).notice)
    return tuple(found)


@dataclass(frozen=True)
class _Sign:
    """`lead`: by how many pictures the attack that should be the weaker one is better."""

    notice: Notice
    lead: int


def _not_falling(every: Sequence[list[Measured]]) -> Iterator[Notice]:
    for of_attack in every:
        form = of_attack[0].form
        if form.kind not in (Kind.GRADIENT, Kind.SCORE) or not form.bounded:
            continue
        by_eps = sorted(of_attack, key=lambda one: one.eps)
        first, last = by_eps[0], by_eps[-1]
        small, large = max(
            combinations(by_eps, 2), key=lambda two: two[1].correct - two[0].correct, default=(last, last)
        )
        if small.beats(large):
            text = tr_noop(
                "The accuracy under {attack} rises with eps: {first} at eps {small}, {last} at eps {large}. A larger "
                "change can do all that a smaller one does, so the attack fails at eps {large}, and the model is not "
                "robust there: the lower accuracy counts."
            )
            yield _between(text, small, large)
        elif last.eps >= _TWICE * first.eps and last.correct >= first.correct > _SLACK * first.count:
            if first.correct == first.count:
                text = tr_noop(
                    "The accuracy under {attack} does not fall with eps: {first} at eps {small}, {last} at eps "
                    "{large}. Either every eps is too small for this model, or the attack fails: try a larger eps, and "
                    "an attack that needs no gradients, before you call the model robust."
                )
            else:
                text = tr_noop(
                    "The accuracy under {attack} does not fall with eps: {first} at eps {small}, {last} at eps "
                    "{large}. A larger change can do all that a smaller one does, so the attack fails, and the model "
                    "is not robust for that."
                )
            yield _between(text, first, last)


def _between(text: str, small: Measured, large: Measured) -> Notice:
    """Of the same attack with two eps."""
    return _warning(
        text,
        attack=_name(small),
        first=small.accuracy,
        last=large.accuracy,
        small=eps_text(small.eps, small.norm),
        large=eps_text(large.eps, large.norm),
    )


def _not_to_zero(every: Sequence[list[Measured]]) -> Iterator[Notice]:
    for of_attack in every:
        last = max(of_attack, key=lambda one: one.eps)
        unbounded = not last.form.bounded or (last.norm is Norm.LINF and last.eps >= _ANY_PICTURE)
        if last.form.kind is not Kind.GRADIENT or last.form.cost is Cost.SINGLE or not unbounded or not last.correct:
            continue
        if isinf(last.eps):
            yield _warning(
                tr_noop(
                    "{attack}, which nothing limits, leaves an accuracy of {accuracy}. Every picture can lose its "
                    "class by a change that is large enough, so the attack does not find what there is: give it more "
                    "steps or starts, or another loss."
                ),
                attack=_name(last),
                accuracy=last.accuracy,
            )
        else:
            yield _warning(
                tr_noop(
                    "{attack} with eps {eps} leaves an accuracy of {accuracy}. With a change as large as that every "
                    "picture can lose its class, so the attack does not find what there is: give it more steps or "
                    "starts, or another loss."
                ),
                attack=_name(last),
                eps=eps_text(last.eps, last.norm),
                accuracy=last.accuracy,
            )


def _one_step_beats_iterated(bound: Sequence[Measured]) -> Iterator[_Sign]:
    one_step = [one for one in bound if one.attack == "fgsm" and not one.made_on]
    for one, other in _pairs(one_step, _of_kind(bound, Kind.GRADIENT)):
        if other.form.cost is not Cost.SINGLE and not other.form.in_common and one.beats(other):
            yield _compared(
                tr_noop(
                    "{attack}, of a single step, leaves {accuracy} at eps {eps}, and {other}, of many, leaves "
                    "{other_accuracy}. More steps must not do worse: the gradients are masked, or the steps too large."
                ),
                one,
                other,
            )


def _noise_as_good(bound: Sequence[Measured]) -> Iterator[_Sign]:
    noise = [one for one in _of_kind(bound, Kind.CONTROL) if one.correct < one.count * (1 - _SLACK)]
    for one, other in _pairs(noise, _of_kind(bound, Kind.GRADIENT)):
        if one.correct <= other.correct:
            yield _compared(
                tr_noop(
                    "{attack} leaves {accuracy} at eps {eps}, and {other}, which follows the gradient, leaves "
                    "{other_accuracy}. A gradient that is no better than noise shows nothing: it is masked, or wrong."
                ),
                one,
                other,
            )


def _black_box_beats(bound: Sequence[Measured]) -> Iterator[_Sign]:
    yield from _masked(
        bound,
        _of_kind(bound, Kind.SCORE),
        tr_noop(
            "{attack}, which sees only answers, leaves {accuracy} at eps {eps}, and {other}, which sees the gradients, "
            "leaves {other_accuracy}: the gradients are masked, not the model robust."
        ),
    )


def _transfer_beats(bound: Sequence[Measured]) -> Iterator[_Sign]:
    yield from _masked(
        bound,
        [one for one in bound if one.made_on],
        tr_noop(
            "Pictures that {attack} made on {made_on} leave {accuracy} at eps {eps}, and {other} on the model itself "
            "leaves {other_accuracy}: the gradients are masked, not the model robust."
        ),
    )


def _masked(bound: Sequence[Measured], ones: Sequence[Measured], text: str) -> Iterator[_Sign]:
    """Against the best of the attacks that see the gradients."""
    white = [one for one in _of_kind(bound, Kind.GRADIENT) if not one.form.in_common]
    best = min(white, key=lambda one: one.correct, default=None)
    yield from (_compared(text, one, best) for one in ones if best is not None and one.beats(best))


def _of_kind(bound: Sequence[Measured], kind: Kind) -> list[Measured]:
    return [one for one in bound if one.form.kind is kind and not one.made_on]


def _pairs(ones: Sequence[Measured], others: Sequence[Measured]) -> Iterator[tuple[Measured, Measured]]:
    return ((one, other) for one in ones for other in others)


def _compared(text: str, one: Measured, other: Measured) -> _Sign:
    notice = _warning(
        text,
        attack=_name(one),
        accuracy=one.accuracy,
        eps=eps_text(one.eps, one.norm),
        other=_name(other),
        other_accuracy=other.accuracy,
        made_on=one.made_on,
    )
    return _Sign(notice, other.correct - one.correct)


def _name(one: Measured) -> Notice:
    return Notice(one.form.name)


def _warning(text: str, **values: object) -> Notice:
    return Notice(text, values, warning=True)
