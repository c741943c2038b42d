"""The tables of a run of attacks for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attnstudio.core.accuracy import Share
from attnstudio.core.attacks.attack_call import eps_text, norm_text
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.robustness.summary import Line, Summary


def tables(summary: Summary) -> str:
    """Accuracy under attack, then models and defences against attacks, then transfer, where there are such."""
    return "\n\n".join(map(_aligned, _tables(summary)))


def _tables(summary: Summary) -> Iterator[list[list[str]]]:
    several = len(summary.models) > 1
    head = ["attack", "norm", "eps", "right after (95 %)", "success (95 %)", "L2", "L∞", "relative L2", "ms"]
    maps = [f"{drift.method} rank correlation" for drift in summary.lines[0].drifts]
    maps += [f"{drift.method} in the region" for drift in summary.lines[0].drifts if drift.energy is not None]
    if any(line.searched_to is not None for line in summary.lines):
        maps.append("median smallest eps")
    yield [[*head, *maps], *(_line(line, several=several, width=len(head) + len(maps)) for line in summary.lines)]
    if several or summary.defended:
        yield [
            ["right, %", "clean", *(_attack(key) for key in summary.attacks)],
            *([name, *map(_percent, shares)] for name, shares in summary.by_model),
        ]
    for key in summary.largest if several else ():
        rows = [
            [model, *(_percent(summary.fooled(key, model, other)) for other in summary.models)]
            for model in summary.models
        ]
        yield [[f"{_attack(key)}, fooled, %: made on", *(f"tried on {model}" for model in summary.models)], *rows]


def _line(line: Line, *, several: bool, width: int) -> list[str]:
    key = line.key
    name = f"{key.model}: {key.attack}" if several else key.attack
    milliseconds = "-" if line.seconds is None else f"{1000 * line.seconds.mean:.3g}"
    sizes = [_mean(line.l2), _linf(line.linf), _mean(line.relative_l2)]
    drifts = [f"{drift.spearman.mean:.2f}" for drift in line.drifts]
    shares = _share(line.accuracy), _share(line.success)
    energies = [f"{before.mean:.2f} -> {after.mean:.2f}" for before, after in _energies(line)]
    row = [name, str(norm_text(key.norm)), _eps(key), *shares, *sizes, milliseconds, *drifts, *energies]
    return row if line.searched_to is None else [*row, *[""] * (width - len(row) - 1), _smallest(line)]


def _energies(line: Line) -> list[tuple[Estimate, Estimate]]:
    return [drift.energy for drift in line.drifts if drift.energy is not None]


def _smallest(line: Line) -> str:
    if line.smallest is None:
        return f"above {eps_text(line.searched_to or 0.0, line.key.norm)}"
    return eps_text(line.smallest, line.key.norm)


def _attack(key: AttackKey) -> str:
    return f"{key.attack} {key.eps_text}".strip()


def _share(share: Share) -> str:
    if not share.count:
        return "-"
    low, high = share.interval
    return f"{_percent(share)} % ({100 * low:.1f} to {100 * high:.1f})"


def _percent(share: Share) -> str:
    return "-" if share.value is None else f"{100 * share.value:.1f}"


def _eps(key: AttackKey) -> str:
    """By the largest change in steps of 255 and as a share of 0..1."""
    if key.eps is None:
        return "any"
    return f"{key.eps_text} ({key.eps:.3g})" if key.norm is Norm.LINF else key.eps_text


def _linf(found: Estimate | None) -> str:
    return "-" if found is None else f"{found.mean:.3g} ({found.mean * LEVELS:.1f}/{LEVELS})"


def _mean(found: Estimate | None) -> str:
    return "-" if found is None else f"{found.mean:.3g}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    columns = max(map(len, rows))
    whole = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = [max(map(len, column)) for column in zip(*whole, strict=True)]
    lines = ([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in whole)
    return "\n".join("  ".join(line).rstrip() for line in lines)
