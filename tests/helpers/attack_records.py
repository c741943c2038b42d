"""Records of attacks, hand-made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attnstudio.core.images import Source
from attnstudio.core.robustness.record import AttackRecord, PictureRecord, Verdict


def record(
    after: int = 1,
    *,
    label: int = 0,
    before: int = 0,
    attack: str = "pgd",
    norm: str = "linf",
    eps: float | None = 8 / 255,
    model: str = "own",
    l2: float = 1.0,
    is_labelled: bool = True,
    verdicts: Sequence[Verdict] = (),
    defended: Sequence[Verdict] = (),
) -> AttackRecord:
    """Of a picture whose class is 0, which the attack takes for `after`."""
    success = None if before != label else after != label
    return AttackRecord(
        model=model,
        attack=attack,
        norm=norm,
        eps=eps,
        label=label,
        is_labelled=is_labelled,
        target=None,
        before=before,
        before_probability=0.9,
        after=after,
        after_probability=0.8,
        is_right=after == label,
        success=success,
        l2=l2,
        linf=0.1,
        l0=5,
        relative_l2=l2 / 10,
        seconds=0.01,
        verdicts=tuple(verdicts),
        defended=tuple(defended),
    )


def picture(*records: AttackRecord, number: int = 0) -> PictureRecord:
    return PictureRecord(Source(Path(f"{number}.png"), 0, 1, str(number)), records)
