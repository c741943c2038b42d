"""An attack as it is asked for, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isfinite
from typing import Any

from attnstudio.core.attacks.base import ATTACKS, Attack
from attnstudio.core.attacks.projection import LEVELS, Norm, largest
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.params import Value, complete
from attnstudio.core.text import Notice, tr_noop

_NORMS = {Norm.LINF: "L∞", Norm.L2: "L2", Norm.L0: "L0", Norm.STRENGTH: tr_noop("strength")}
_USUAL_LENGTH = 0.008  # of a change, for each value of the picture: 0.44 at 32x32x3, 3.1 at 224x224x3


@dataclass(frozen=True)
class AttackCall:
    """What is done to pictures.

    Attributes:
        id: of the attack.
        eps: how large the change may be, a share of 0..1 in the norm; each of several gives a result of its own. None:
            what is usual in the norm.
        norm: as Norm has it; empty: the attack's usual one.
        target: the class to be reached, as `targets.resolve` reads it; empty: any but the picture's own.
        params: those that were set.
        jpeg: quality in which the attacked picture is kept, 1..100; 0: as a PNG.
    """

    id: str
    eps: tuple[float, ...] = ()
    norm: str = ""
    target: str = ""
    params: tuple[tuple[str, Value], ...] = ()
    jpeg: int = 0


@dataclass(frozen=True)
class BoundAttack:
    """An attack with its norm, and the value of every parameter."""

    call: AttackCall
    attack: Attack
    norm: Norm
    params: dict[str, Any]


def bind(call: AttackCall) -> BoundAttack:
    """An attack whose eps may still be missing. Raises ChoiceFailure, which says what there is."""
    known = ATTACKS.discover()
    if call.id not in known:
        raise ChoiceFailure(
            "There is no attack {attack}. The attacks are: {attacks}.", attack=call.id, attacks=", ".join(known)
        )
    attack = known[call.id]
    norm = attack.norms[0] if not call.norm else next((one for one in attack.norms if one == call.norm.lower()), None)
    if norm is None:
        raise ChoiceFailure(
            "{attack} does not measure its change by {norm}. It can: {norms}.",
            attack=attack.name,
            norm=call.norm,
            norms=", ".join(attack.norms),
        )
    if call.target and not attack.can_target:
        raise ChoiceFailure("{attack} aims at no class. Leave the target out.", attack=attack.name)
    if not 0 <= call.jpeg <= 100:
        raise ChoiceFailure("The quality of a JPEG is from 1 to 100, not {value}.", value=call.jpeg)
    for eps in call.eps:
        check_eps(eps, norm)
    return BoundAttack(call, attack, norm, complete(attack.params, dict(call.params)))


def usual_eps(norm: Norm, shape: tuple[int, ...]) -> float:
    """Of pictures of this (height, width, channels)."""
    if norm is Norm.L2:
        return float(f"{_USUAL_LENGTH * largest(norm, shape):.2g}")
    return {Norm.LINF: 8 / LEVELS, Norm.L0: 1.0}.get(norm, 0.5)


def check_eps(eps: float, norm: Norm, shape: tuple[int, ...] | None = None) -> None:
    """Raises ChoiceFailure where no change can have this size; by length, only where the pictures' shape is known."""
    if not isfinite(eps) or eps <= 0:
        raise ChoiceFailure("Eps must be a number above 0, not {eps}.", eps=_short(eps))
    if norm is Norm.L0 and eps != int(eps):
        raise ChoiceFailure("By L0, eps is a number of pixels, 1 or more, not {eps}.", eps=eps)
    if norm in (Norm.LINF, Norm.STRENGTH) and eps > 1:
        raise ChoiceFailure(
            "Eps is a share of the range of a picture, 0 to 1, not {eps}. In steps of 255, write {eps}/255.",
            eps=_short(eps),
        )
    if shape is not None and eps > (most := largest(norm, shape)):
        raise ChoiceFailure(
            "Eps {eps} is more than any change of such a picture can be by {norm}: {most}.",
            eps=_short(eps),
            norm=norm_text(norm),
            most=_short(most),
        )


def read_eps(text: str) -> tuple[float, ...]:
    """Of a list such as "1/255,2/255,0.1". Raises ChoiceFailure."""
    return tuple(_one_eps(part) for part in text.split(",") if part.strip())


def _one_eps(text: str) -> float:
    try:
        return float(Fraction(text.strip().replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise ChoiceFailure("Eps is a number such as 0.03 or 8/255, not {text}.", text=text.strip()) from None


def eps_text(eps: float, norm: Norm) -> str:
    """As people read it: in steps of 255 by the largest change, otherwise the number."""
    if norm is Norm.LINF:
        return f"{_short(eps * LEVELS)}/{LEVELS}"
    return _short(eps)


def norm_text(norm: Norm) -> Notice:
    """As textbooks write it."""
    return Notice(_NORMS[norm])


def _short(value: float) -> str:
    return f"{value:.4g}"
