"""The conclusion of a run of attacks in sentences, drawn from its numbers only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from attnstudio.core.accuracy import Share
from attnstudio.core.attacks.attack_call import eps_text, norm_text
from attnstudio.core.attacks.attack_notices import all_of_target, all_wrong
from attnstudio.core.attacks.base import Kind
from attnstudio.core.evaluation import naming
from attnstudio.core.robustness.defences import Defence
from attnstudio.core.robustness.record import AttackKey
from attnstudio.core.robustness.summary import Defended, DriftLine, Line, Summary, Transfer
from attnstudio.core.text import Notice, Number, tr_noop

_FAR = 0.05  # of the accuracy: a smaller gain of a defence is not worth a sentence


def conclusion(summary: Summary, names: Mapping[str, str] | None = None) -> list[Notice]:
    """The most important first; without the warnings.

    Args:
        names: of the models, by id; one that is not among them is called by its id.
    """
    names = names or {}
    by_model = [list(lines) for _, lines in groupby(summary.lines, lambda line: line.key.model)]
    found = [one for lines in by_model for one in _of_model(lines, names)]
    if by_model:
        found += [*_drift(by_model[0]), *_transfer(summary.transfers, names), *_defences(summary.defended)]
    if summary.saturated:
        found.append(
            Notice(
                tr_noop(
                    "Pictures that a model is so sure of that the gradient of its probabilities is 0: {count}. The "
                    "attacks use the logits, whose gradient is not."
                ),
                {"count": summary.saturated},
            )
        )
    if summary.without_label:
        found.append(
            Notice(
                tr_noop(
                    "Pictures without a label: {count}. Of these the model's own answer was attacked, so it was right "
                    "about all of them before."
                ),
                {"count": summary.without_label},
            )
        )
    return found


def warnings(summary: Summary, names: Mapping[str, str] | None = None) -> list[Notice]:
    """What speaks against taking what was measured for robustness; of several models each says which.

    Args:
        names: as those of `conclusion`.
    """
    if len(summary.models) == 1:
        return list(summary.warnings)
    text = tr_noop("{model}: {warning}")
    return [
        Notice(text, {"model": _name(model, names or {}), "warning": notice}, warning=True)
        for model, notice in summary.warnings_by_model
    ]


def _of_model(lines: Sequence[Line], names: Mapping[str, str]) -> Iterator[Notice]:
    clean = lines[0].clean
    yield Notice(
        tr_noop(
            "{model} is right about {accuracy} of the pictures without an attack ({low} to {high}; pictures: {count})."
        ),
        {"model": _name(lines[0].key.model, names), "count": clean.count, **_shares(clean)},
    )
    if not clean.hits:
        yield all_wrong()
        return
    if left := clean.count - clean.hits:
        yield Notice(
            tr_noop("Pictures that it was wrong about before: {count}. They are not attacked and count as no success."),
            {"count": left},
        )
    if left := clean.hits - lines[0].success.count:
        yield Notice(
            tr_noop(
                "Pictures that are of the target class already: {count}. They are not attacked and count as no success."
            ),
            {"count": left},
        )
    if left == clean.hits:
        yield all_of_target()
        return
    for _, of_attack in groupby(lines, lambda line: line.key.attack):
        yield from _of_attack(list(of_attack))


def _of_attack(lines: Sequence[Line]) -> Iterator[Notice]:
    # Whoever attacks takes the eps that costs most: one step of FGSM may go too far with the largest.
    last = min(lines, key=lambda line: (line.accuracy.value or 0.0, -(line.key.eps or 0.0)))
    name = Notice(last.key.form.name)
    if not last.key.form.bounded:
        found = {"attack": name, "norm": norm_text(last.key.norm), "success": share_text(last.success.value or 0.0)}
        if last.smallest is None:
            yield Notice(tr_noop("{attack} finds a change for {success} of the pictures."), found)
            return
        yield Notice(
            tr_noop(
                "{attack} finds a change for {success} of the pictures; half of them take one of {size} by {norm} or "
                "less. That is the size of a change, not an accuracy."
            ),
            found | {"size": Number(eps_text(last.smallest, last.key.norm))},
        )
        return
    if last.key.form.kind is Kind.EXPLANATION:
        yield _kept(last)
        return
    text = tr_noop("{attack} with eps {eps} ({norm}) leaves {accuracy} of the pictures right ({low} to {high}).")
    if last.key.form.kind is Kind.CONTROL:
        text = tr_noop("The control {attack} with eps {eps} ({norm}) leaves {accuracy} right ({low} to {high}).")
    yield Notice(
        text,
        {"attack": name, "eps": Number(last.key.eps_text), "norm": norm_text(last.key.norm)} | _shares(last.accuracy),
    )
    if last.searched_to is not None:
        yield _bisected(last)
    elif last.smallest is not None and len(lines) > 1:
        yield Notice(
            tr_noop("Half of the pictures that it attacks are lost with eps {eps} or less, of those that were tried."),
            {"eps": Number(eps_text(last.smallest, last.key.norm))},
        )


def _kept(line: Line) -> Notice:
    """Of an attack on the map."""
    text = tr_noop("{attack} with eps {eps} ({norm}) keeps the answer of {success} of the pictures that it attacks.")
    if not line.drifts:
        text = tr_noop(
            "{attack} with eps {eps} ({norm}) keeps the answer of {success} of the pictures that it attacks. No maps "
            "were compared, so how far it moves them is not known: choose a method."
        )
    values = {
        "attack": Notice(line.key.form.name),
        "eps": Number(line.key.eps_text),
        "norm": norm_text(line.key.norm),
        "success": share_text(line.success.value or 0.0),
    }
    return Notice(text, values)


def _bisected(line: Line) -> Notice:
    values = {"attack": Notice(line.key.form.name), "largest": Number(eps_text(line.searched_to or 0.0, line.key.norm))}
    if line.smallest is None:
        text = tr_noop(
            "Under {attack} more than half of the pictures keep their class up to eps {largest}; each was looked at by "
            "bisection."
        )
        return Notice(text, values)
    text = tr_noop(
        "Half of the pictures that {attack} attacks are lost with eps {eps} or less: the smallest eps of each picture "
        "was found by bisection, up to {largest}."
    )
    return Notice(text, values | {"eps": Number(eps_text(line.smallest, line.key.norm))})


def under(key: AttackKey) -> Notice:
    """An attack with its eps, where that limits it."""
    name = Notice(key.form.name)
    return name if key.eps is None else Notice("{attack} (eps {eps})", {"attack": name, "eps": Number(key.eps_text)})


def _drift(lines: Sequence[Line]) -> Iterator[Notice]:
    """Where the map went most, at the largest eps of each attack."""
    told = [line for line in lines if line.drifts and line.key.form.kind is not Kind.CONTROL]
    if not told:
        return
    most = min(told, key=lambda line: line.drifts[0].spearman.mean)
    for one in most.drifts:
        yield Notice(
            tr_noop(
                "Under {attack} the map of {method} keeps a rank correlation of {spearman} with the one "
                "before, and {top} of its strongest tenth."
            ),
            {
                "attack": under(most.key),
                "method": naming.method(one.method),
                "spearman": naming.number(one.spearman.mean),
                "top": share_text(one.top.mean),
            },
        )
        yield from _energy(most, one)


def _energy(line: Line, drift: DriftLine) -> Iterator[Notice]:
    """How much of a map lies on the object before and after."""
    if drift.energy is None:
        return
    before, after = drift.energy
    yield Notice(
        tr_noop(
            "Under {attack} the share of the map of {method} that lies in the object's region goes from {before} to "
            "{after} (pictures with a region: {count})."
        ),
        {
            "attack": under(line.key),
            "method": naming.method(drift.method),
            "before": share_text(before.mean),
            "after": share_text(after.mean),
            "count": before.count,
        },
    )


def _transfer(transfers: Sequence[Transfer], names: Mapping[str, str]) -> Iterator[Notice]:
    told = [one for one in transfers if one.fooled.count]
    if not told:
        return
    most = max(told, key=lambda one: (one.fooled.value or 0.0, one.key.eps or 0.0))
    yield Notice(
        tr_noop(
            "Pictures that {attack} made on {made_on} fool {tried_on} in {fooled} of the cases where both were right."
        ),
        {
            "attack": under(most.key),
            "made_on": _name(most.key.model, names),
            "tried_on": _name(most.tried_on, names),
            "fooled": share_text(most.fooled.value or 0.0),
        },
    )


def _defences(defended: Sequence[Defended]) -> Iterator[Notice]:
    if not defended:
        return
    for name in dict.fromkeys(one.defence for one in defended):
        most = max((one for one in defended if one.defence == name), key=_gain)
        if _gain(most) < _FAR:
            continue
        yield Notice(
            tr_noop(
                "{defence} brings the accuracy under {attack} from {bare} to {accuracy}, and without an "
                "attack from {clean} to {clean_with}."
            ),
            {
                "defence": _title(name),
                "attack": under(most.key),
                "bare": share_text(most.accuracy[0].value or 0.0),
                "accuracy": share_text(most.accuracy[1].value or 0.0),
                "clean": share_text(most.clean[0].value or 0.0),
                "clean_with": share_text(most.clean[1].value or 0.0),
            },
        )
    yield Notice(
        tr_noop(
            "The attacks did not know of the defences: an attacker who does may pass them (Athalye et al. 2018, arXiv "
            "1802.00420)."
        )
    )


def _gain(one: Defended) -> float:
    return (one.accuracy[1].value or 0.0) - (one.accuracy[0].value or 0.0)


def _title(name: str) -> Notice:
    kind, _, value = name.partition(":")
    return Defence(kind, int(value)).title


def _name(model: str, names: Mapping[str, str]) -> Notice | str:
    return Notice(names[model]) if model in names else model


def share_text(share: float) -> Number:
    return Number(f"{100 * share:.1f} %")


def _shares(share: Share) -> dict[str, Number]:
    low, high = share.interval
    return {"accuracy": share_text(share.value or 0.0), "low": share_text(low), "high": share_text(high)}
