"""Names and numbers of attacks in a report."""

from __future__ import annotations

from attnstudio.core.accuracy import Share
from attnstudio.core.attacks.attack_call import norm_text
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.robustness.conclusion import share_text
from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.text import Translate, tr_noop, with_sign
from attnstudio.export.report.blocks import Cell


def attack_name(key: AttackKey, translate: Translate) -> str:
    return translate(key.form.name)


def with_eps(key: AttackKey, translate: Translate) -> str:
    name = attack_name(key, translate)
    return name if key.eps is None else f"{name}, {eps(key, translate)}"


def norm(key: AttackKey, translate: Translate) -> str:
    return translate(str(norm_text(key.norm)))


def eps(key: AttackKey, translate: Translate) -> str:
    """As people read it; of an attack that nothing limits, that."""
    return translate(tr_noop("any")) if key.eps is None else with_sign(key.eps_text, translate("."))


def share(found: Share, translate: Translate, *, interval: bool = True) -> Cell:
    if found.value is None:
        return Cell("–")
    text = with_sign(share_text(found.value), translate("."))
    if not interval:
        return Cell(text)
    low, high = (with_sign(share_text(one), translate(".")) for one in found.interval)
    return Cell(text, f"{low} – {high}")


def size(found: Estimate | float | None, translate: Translate) -> str:
    value = found.mean if isinstance(found, Estimate) else found
    return "–" if value is None else with_sign(f"{value:.3g}", translate("."))
