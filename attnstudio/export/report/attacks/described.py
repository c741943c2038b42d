"""What each attack does, with its formula and its parameters."""

from __future__ import annotations

from collections.abc import Iterator

from attnstudio.core.attacks.attack_call import BoundAttack, bind, norm_text
from attnstudio.core.attacks.base import FORMULA_LETTERS, NO_PAPER
from attnstudio.core.params import ChoiceParam, Param, Value
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.text import Translate, tr_noop, with_sign
from attnstudio.export.report.attacks.words import eps
from attnstudio.export.report.blocks import Block, Formula, Heading, Pairs, Paragraph, Tone


def described(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    yield Heading(translate(tr_noop("Attacks")))
    yield Paragraph(translate(FORMULA_LETTERS), Tone.NOTE)
    for call in experiment.plan.attacks:
        bound = bind(call)
        yield Heading(translate(bound.attack.name), 3)
        yield Paragraph(translate(bound.attack.description))
        yield Formula(bound.attack.formula)
        yield Pairs(tuple(_facts(bound, experiment, translate)))


def _facts(bound: BoundAttack, experiment: Experiment, translate: Translate) -> Iterator[tuple[str, str]]:
    keys = [key for key in experiment.summary.attacks if key.attack == bound.call.id]
    yield translate(tr_noop("Norm")), translate(str(norm_text(bound.norm)))
    yield translate(tr_noop("Eps")), "; ".join(eps(key, translate) for key in keys)
    if bound.call.target:
        yield translate(tr_noop("Target")), bound.call.target
    if bound.call.jpeg:
        yield translate(tr_noop("Kept as a JPEG of quality")), str(bound.call.jpeg)
    for param in bound.attack.params:
        label = translate(param.label)
        # Beside the label a unit needs no plural form.
        yield (
            f"{label}, {translate(param.unit)}" if param.unit else label,
            _value(param, bound.params[param.name], translate),
        )
    if bound.attack.paper != NO_PAPER:
        yield translate(tr_noop("Paper")), bound.attack.paper


def _value(param: Param, value: Value, translate: Translate) -> str:
    if isinstance(value, bool):
        return translate(tr_noop("yes")) if value else translate(tr_noop("no"))
    if isinstance(value, int | float):
        return with_sign(f"{value:g}", translate("."))
    return translate(value) if isinstance(param, ChoiceParam) else value or "–"
