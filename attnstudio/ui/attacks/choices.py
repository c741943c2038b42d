"""How pictures are attacked: the only place of these choices."""

from __future__ import annotations

from dataclasses import dataclass

from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.base import ATTACKS, Attack
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.params import Value
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.numbers import number, percent
from attnstudio.ui.state.snapshot import Snapshot

NORMS = {  # how the size of a change is measured
    Norm.LINF: tr_noop("Largest change (L∞)"),
    Norm.L2: tr_noop("Length (L2)"),
    Norm.L0: tr_noop("Changed pixels (L0)"),
    Norm.STRENGTH: tr_noop("Strength of the shift"),
}
STARTS = {Norm.LINF: 4 / LEVELS, Norm.L2: 1.0, Norm.L0: 1.0, Norm.STRENGTH: 0.3}
EVERY = {  # for curves
    Norm.LINF: tuple(step / LEVELS for step in (1, 2, 4, 8, 16)),
    Norm.L2: (0.25, 0.5, 1.0, 2.0, 4.0),
    Norm.L0: (1.0, 2.0, 4.0, 8.0, 16.0),
    Norm.STRENGTH: (0.1, 0.2, 0.4, 0.6, 0.8),
}


@dataclass(frozen=True)
class AttackChoices:
    """
    Attributes:
        attack: its id.
        norm: of the change.
        eps: with which one picture is attacked.
        every_eps: of curves, and of runs over many pictures.
        target: the class to be reached, as `targets.resolve` reads it; empty: any other.
        params: those that were set.
        jpeg: quality in which the attacked picture is kept; 0: as a PNG.
    """

    attack: str = "fgsm"
    norm: Norm = Norm.LINF
    eps: float = STARTS[Norm.LINF]
    every_eps: tuple[float, ...] = EVERY[Norm.LINF]
    target: str = ""
    params: tuple[tuple[str, Value], ...] = ()
    jpeg: int = 0

    @property
    def form(self) -> Attack:
        return ATTACKS.discover()[self.attack]

    def call(self, *every_eps: float) -> AttackCall:
        target = self.target if self.form.can_target else ""
        return AttackCall(self.attack, every_eps, str(self.norm), target, self.params, self.jpeg)


class AttackState(Snapshot[AttackChoices]):
    """The choices of the moment, as `now`."""

    def __init__(self) -> None:
        super().__init__(AttackChoices())

    def choose(self, attack: str) -> None:
        """Another attack: eps stays where it measures its change in the same way."""
        norms = ATTACKS.discover()[attack].norms
        norm = self.now.norm if self.now.norm in norms else norms[0]
        self.set(attack=attack, params=(), **self._of_norm(norm))

    def choose_norm(self, norm: Norm) -> None:
        self.set(**self._of_norm(norm))

    def saved(self) -> AttackCall:
        """For a session: eps of one picture, then those of curves."""
        return self.now.call(self.now.eps, *self.now.every_eps)

    def restore(self, call: AttackCall) -> None:
        """Of a session, checked."""
        norm = bind(call).norm
        eps, *every_eps = call.eps or (STARTS[norm],)
        self.set(
            attack=call.id,
            norm=norm,
            eps=eps,
            every_eps=tuple(every_eps) or EVERY[norm],
            target=call.target,
            params=call.params,
            jpeg=call.jpeg,
        )

    def _of_norm(self, norm: Norm) -> dict[str, object]:
        if norm is self.now.norm:
            return {}
        return {"norm": norm, "eps": STARTS[norm], "every_eps": EVERY[norm]}


def attack_name(attack: str) -> str:
    return tr(ATTACKS.discover()[attack].name)


def eps_text(eps: float, norm: Norm) -> str:
    """Short, as on an axis."""
    match norm:
        case Norm.LINF:
            return f"{_short(eps * LEVELS)}/{LEVELS}"
        case Norm.STRENGTH:
            return percent(eps, 0)
        case _:
            return _short(eps)


def eps_entry(eps: float, norm: Norm) -> str:
    """As `read_eps` reads it: in a list with commas, so with a decimal point in every language."""
    return f"{eps * LEVELS:.4g}/{LEVELS}" if norm is Norm.LINF else f"{eps:.4g}"


def eps_words(eps: float, norm: Norm, scale: str) -> str:
    """With its unit. `scale`: of the attack."""
    match norm:
        case Norm.LINF:
            return tr("{share} of 0..1, {levels} of 255", share=number(eps, 4), levels=_short(eps * LEVELS))
        case Norm.L2:
            return tr("length {length}", length=_short(eps))
        case Norm.L0:
            return tr("{n} pixels", n=round(eps))
        case _:
            return tr(scale, share=percent(eps, 0)) if scale else ""


def _short(value: float) -> str:
    """Three digits, without zeros at the end."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    text = number(value, digits)
    return text.rstrip("0").rstrip(tr(".")) if tr(".") in text else text
