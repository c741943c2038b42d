"""What tables say of attacks on many pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attnstudio.core.accuracy import Share
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.robustness.defences import read_defences
from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.robustness.summary import Line, Summary
from attnstudio.ui.attacks.choices import attack_name, eps_text
from attnstudio.ui.shell.i18n import message, model_name, tr
from attnstudio.ui.shell.numbers import DASH, number, percent

Cells = tuple[list[tuple[str, str]], list[list[str]]]  # headings, rows


def key_text(key: AttackKey) -> str:
    return attack_name(key.attack) if key.eps is None else f"{attack_name(key.attack)}, {eps_text(key.eps, key.norm)}"


def lines_cells(lines: Sequence[Line]) -> Cells:
    """A row for each attack and eps on the first model."""
    headings = [
        (tr("Attack"), tr("A click selects the pictures on which it succeeded")),
        (tr("Accuracy"), tr("Share of all pictures that the model is right about after the attack, with its interval")),
        (tr("Success"), tr("Of the pictures that the model was right about, those on which the attack succeeded")),
        ("L2", tr("Mean length of the change, of pixels in 0..1")),
        ("L∞", tr("Mean of the largest change of a value, as a share of 0..1 and in steps of 255")),
        (tr("ms a picture"), tr("Mean time of the attack")),
        (
            tr("Smallest eps"),
            tr("Median over the pictures of the smallest eps that succeeds, of those tried"),
        ),
        (tr("Spearman"), tr("Mean rank correlation of the maps before and after")),
        (tr("SSIM"), tr("Mean structural similarity of the maps before and after")),
        (tr("Top tenth"), tr("Mean share of the strongest tenth of the pixels that stays among them")),
    ]
    return headings, [_line(line) for line in lines]


def _line(line: Line) -> list[str]:
    drift = line.drifts[0] if line.drifts else None
    return [
        _with_share(line.key),
        _with_interval(line.accuracy),
        _with_count(line.success),
        _mean(line.l2, 3),
        DASH if line.linf is None else f"{number(line.linf.mean, 4)} ({number(line.linf.mean * LEVELS, 1)}/{LEVELS})",
        _mean(line.seconds, 1, 1000),
        DASH if line.smallest is None else eps_text(line.smallest, line.key.norm),
        _mean(drift.spearman if drift else None, 2),
        _mean(drift.ssim if drift else None, 2),
        _mean(drift.top if drift else None, 2),
    ]


def _with_share(key: AttackKey) -> str:
    """By the largest change, eps in steps of 255 and as a share of 0..1."""
    text = key_text(key)
    return f"{text} ({number(key.eps, 4)})" if key.eps is not None and key.norm is Norm.LINF else text


def models_cells(summary: Summary, names: Mapping[str, str]) -> Cells:
    """A row for each model, with one for each defence below it; a column for each attack."""
    headings = [(tr("Model"), ""), (tr("Clean"), tr("Accuracy without an attack"))]
    costs = {(one.key.model, one.defence): one.cost for one in summary.defended}
    if costs:
        headings.append((tr("Cost"), tr("What the defence costs in clean accuracy")))
    headings += [(key_text(key), tr("Accuracy under this attack")) for key in summary.attacks]
    rows = []
    for name, shares in summary.by_model:
        model, plus, defence = name.partition(" + ")
        title = model_name(names.get(model, model))
        if plus:
            title = tr("    behind {defence}", defence=message(read_defences(defence)[0].title))
        clean, *attacked = (percent(share.value) for share in shares)
        cost = [percent(costs.get((model, defence))) if plus else ""] if costs else []
        rows.append([title, clean, *cost, *attacked])
    return headings, rows


def transfer_cells(summary: Summary, key: AttackKey, names: Mapping[str, str]) -> Cells:
    """Rows: made on; columns: tried on."""
    titles = [model_name(names.get(model, model)) for model in summary.models]
    headings = [(tr("Made on"), ""), *((tr("Tried on {model}", model=one), _of_fooled()) for one in titles)]
    rows = [
        [title, *(_with_count(summary.fooled(key, made_on, tried_on)) for tried_on in summary.models)]
        for made_on, title in zip(summary.models, titles, strict=True)
    ]
    return headings, rows


def _of_fooled() -> str:
    return tr("Of the pictures that both models were right about, those that this one is wrong about after the attack")


def _with_count(share: Share) -> str:
    return f"{percent(share.value)} ({share.hits}/{share.count})"


def _with_interval(share: Share) -> str:
    if not share.count:
        return DASH
    low, high = share.interval
    return f"{percent(share.value)} [{percent(low, 0)}, {percent(high, 0)}]"


def _mean(found: Estimate | None, digits: int, unit: float = 1) -> str:
    return DASH if found is None else number(found.mean * unit, digits)
