"""What attacks did as tables that other programs read: CSV. What is no accuracy is not called so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from attnstudio.core.accuracy import Share
from attnstudio.core.evaluation.statistics import Estimate
from attnstudio.core.robustness.record import AttackKey, AttackRecord, PictureRecord
from attnstudio.core.robustness.summary import Summary

_DRIFTS = ("spearman", "ssim", "top_tenth", "energy_before", "energy_after")


def attacks_columns(methods: Iterable[str]) -> tuple[str, ...]:
    """Args: methods: whose maps were made."""
    return (
        *("image", "model", "attack", "norm", "eps", "eps_text", "label", "label_is_models_answer", "target"),
        *("before", "before_probability", "after", "after_probability", "right_before", "right_after", "success"),
        *("l2_change", "linf_change", "changed_pixels", "relative_l2_change", "milliseconds"),
        *("smallest_eps", "smallest_eps_searched_to"),
        *(f"{method}_{name}" for method in methods for name in _DRIFTS),
        *("file", "note"),
    )


def attack_rows(
    path: Path, picture: PictureRecord, class_names: Sequence[str], files: Sequence[Path | None]
) -> list[dict[str, object]]:
    """One row a model, attack and eps. `files`: of the attacked pictures; None: not written."""
    smallest = {(one.model, one.attack): one for one in picture.smallest}
    rows = []
    for one, file in zip(picture.records, files, strict=True):
        row = _of_record(path, one, class_names) | {"file": None if file is None else str(file)}
        if (found := smallest.get((one.model, one.attack))) is not None:
            row |= {"smallest_eps": found.eps, "smallest_eps_searched_to": found.largest}
        rows.append(row)
    return rows


def _of_record(path: Path, one: AttackRecord, names: Sequence[str]) -> dict[str, object]:
    row: dict[str, object] = {
        "image": str(path),
        "model": one.model,
        **_attack(one.key),
        "label": names[one.label],
        "label_is_models_answer": not one.is_labelled,
        "target": None if one.target is None else names[one.target],
        "before": names[one.before],
        "before_probability": one.before_probability,
        "after": names[one.after],
        "after_probability": one.after_probability,
        "right_before": one.was_right,
        "right_after": one.is_right,
        "success": one.success,
        "l2_change": one.l2,
        "linf_change": one.linf,
        "changed_pixels": one.l0,
        "relative_l2_change": one.relative_l2,
        "milliseconds": 1000 * one.seconds,
        "note": " ".join(map(str, one.notices)) or None,
    }
    for drift in one.drifts:
        values = drift.spearman, drift.ssim, drift.top, drift.energy_before, drift.energy_after
        for name, value in zip(_DRIFTS, values, strict=True):
            row[f"{drift.method}_{name}"] = value
    return row


_OF_LINE = (
    *("model", "attack", "norm", "eps", "eps_text", "pictures"),
    *("clean_accuracy", "clean_accuracy_low", "clean_accuracy_high"),
    *("accuracy_under_attack", "accuracy_under_attack_low", "accuracy_under_attack_high"),
    *("attacked_pictures", "success_rate", "success_rate_low", "success_rate_high"),
    *("mean_l2_change", "mean_linf_change", "mean_relative_l2_change", "mean_milliseconds"),
    *("median_smallest_eps", "smallest_eps_searched_to", "median_smallest_change"),
)


def summary_columns(methods: Iterable[str]) -> tuple[str, ...]:
    return (*_OF_LINE, *(f"mean_{method}_{name}" for method in methods for name in _DRIFTS))


def summary_rows(summary: Summary) -> list[dict[str, object]]:
    """One row a model, attack and eps."""
    rows = []
    for line in summary.lines:
        smallest = "median_smallest_eps" if line.key.form.bounded else "median_smallest_change"
        row: dict[str, object] = {
            "model": line.key.model,
            **_attack(line.key),
            "pictures": line.clean.count,
            **_share("clean_accuracy", line.clean),
            **_share("accuracy_under_attack", line.accuracy),
            "attacked_pictures": line.success.count,
            **_share("success_rate", line.success),
            "mean_l2_change": _mean(line.l2),
            "mean_linf_change": _mean(line.linf),
            "mean_relative_l2_change": _mean(line.relative_l2),
            "mean_milliseconds": None if line.seconds is None else 1000 * line.seconds.mean,
            smallest: line.smallest,
            "smallest_eps_searched_to": line.searched_to,
        }
        for drift in line.drifts:
            energy = drift.energy or (None, None)
            for name, found in zip(_DRIFTS, (drift.spearman, drift.ssim, drift.top, *energy), strict=True):
                row[f"mean_{drift.method}_{name}"] = _mean(found)
        rows.append(row)
    return rows


TRANSFER = (
    *("made_on", "tried_on", "attack", "norm", "eps", "eps_text", "pictures_both_were_right_about"),
    *("fooled_rate", "fooled_rate_low", "fooled_rate_high", "fooled_rate_of_made_on"),
)


def transfer_rows(summary: Summary) -> list[dict[str, object]]:
    """One row for each two models, attack and eps."""
    return [
        {
            "made_on": one.key.model,
            "tried_on": one.tried_on,
            **_attack(one.key),
            "pictures_both_were_right_about": one.fooled.count,
            **_share("fooled_rate", one.fooled),
            "fooled_rate_of_made_on": one.own.value,
        }
        for one in summary.transfers
    ]


DEFENCES = (
    *("model", "defence", "attack", "norm", "eps", "eps_text", "pictures"),
    *("clean_accuracy", "clean_accuracy_with_defence", "cost_in_clean_accuracy"),
    *("accuracy_under_attack", "accuracy_under_attack_with_defence"),
    *("accuracy_under_attack_with_defence_low", "accuracy_under_attack_with_defence_high"),
)


def defence_rows(summary: Summary) -> list[dict[str, object]]:
    """One row a model, defence, attack and eps."""
    return [
        {
            "model": one.key.model,
            "defence": one.defence,
            **_attack(one.key),
            "pictures": one.clean[0].count,
            "clean_accuracy": one.clean[0].value,
            "clean_accuracy_with_defence": one.clean[1].value,
            "cost_in_clean_accuracy": one.cost,
            "accuracy_under_attack": one.accuracy[0].value,
            **_share("accuracy_under_attack_with_defence", one.accuracy[1]),
        }
        for one in summary.defended
    ]


def _attack(key: AttackKey) -> dict[str, object]:
    return {"attack": key.attack, "norm": str(key.norm), "eps": key.eps, "eps_text": key.eps_text or None}


def _share(name: str, share: Share) -> dict[str, object]:
    low, high = share.interval if share.count else (None, None)
    return {name: share.value, f"{name}_low": low, f"{name}_high": high}


def _mean(found: Estimate | None) -> float | None:
    return None if found is None else found.mean
