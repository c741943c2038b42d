"""A model examined for backdoors: the pictures that its checks look at, and which classes they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np

from attnstudio.core import targets
from attnstudio.core.backdoors.base import (
    CHECKS,
    FEW_TRIGGERS,
    TOO_FEW,
    Check,
    ClassFinding,
    Finding,
    Sample,
)
from attnstudio.core.context import RunContext
from attnstudio.core.dataset_predictions import refuse_regression
from attnstudio.core.errors import ChoiceFailure, DataSetFailure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.readable_inputs import readable_inputs
from attnstudio.core.request import Request, Subject
from attnstudio.core.text import Notice, tr_noop

MAX_CLASSES = 10  # that are searched for a trigger unless the user names others
MAX_PICTURES = 500
_LEAST_PICTURES = 8
_MOST_BYTES = 512 * 2**20  # of inputs


@dataclass(frozen=True, eq=False)
class ExaminationCall:
    """What is asked of a model.

    Attributes:
        checks: ids, in their order.
        classes: indices of those that the checks are to speak of.
    """

    checks: tuple[str, ...]
    sample: Sample
    classes: tuple[int, ...]


def checks_of(names: Sequence[str]) -> list[Check]:
    """All checks where none is named. Raises ChoiceFailure."""
    known = CHECKS.discover()
    if unknown := [name for name in names if name not in known]:
        raise ChoiceFailure(
            "There is no check {name}. The checks are: {names}.", name=unknown[0], names=", ".join(known)
        )
    return [known[name] for name in names or known]


def examination_call(
    model: Predictor,
    request: Request,
    pictures: Sequence[Path],
    labels: np.ndarray,
    checks: Sequence[str],
    classes: Sequence[str],
    ctx: RunContext,
    at_most: int = MAX_PICTURES,
    known: tuple[ClassFinding, ...] = (),
) -> ExaminationCall:
    """The pictures are read and predicted, the classes chosen.

    Args:
        request: how pictures become inputs.
        labels: int (pictures,), indices of the model's classes; negative: none.
        checks: ids; none: all.
        classes: names or indices; none: those that are predicted most often, at most MAX_CLASSES.
        at_most: pictures that are looked at, drawn at random.
        known: what an earlier call of the same arguments found before it was stopped.

    Raises:
        ChoiceFailure: there is no such check or class.
        DataSetFailure: there are too few pictures.
        ModelFailure: the model is a regression or has a single class.
        Cancelled: the context's token was set.
    """
    chosen_checks = tuple(check.id for check in checks_of(checks))
    refuse_regression(model)
    names = model.info.class_names
    wanted = list(dict.fromkeys(targets.class_index(name, names) for name in classes))
    if len(wanted) == 1:
        raise ChoiceFailure("One class cannot be compared with others: name at least two classes.")
    sample = replace(_sample(model, request, pictures, labels, ctx, at_most), known=known)
    return ExaminationCall(chosen_checks, sample, tuple(wanted or _classes(sample, len(names))))


def examine(model: LoadedModel, call: ExaminationCall, ctx: RunContext, first: int = 0) -> Iterator[Finding]:
    """Findings of each check, which grow more complete; one whose `done` is 1 is the last of its check.

    Args:
        first: the number of the check to begin with.

    Raises:
        ModelFailure: the model lacks what a check needs.
        Cancelled: the context's token was set.
    """
    unreadable = call.sample.unreadable
    text = tr_noop("Pictures that cannot be read and were left out: {count}.")
    limits = (Notice(text, {"count": unreadable}, warning=True),) if unreadable else ()
    for number, check in list(enumerate(checks_of(call.checks)))[first:]:
        part = ctx.part(number, len(call.checks))
        for finding in check.examine(model, call.sample, call.classes, ctx):
            part.progress(round(finding.done * 1000), 1000)
            yield replace(finding, limits=(*finding.limits, *limits), unreadable=unreadable)


def triggered_subjects(finding: Finding) -> dict[int, Subject]:
    """The example of each found trigger, by class, to be explained for that class."""
    subjects = {}
    for one in finding.classes:
        if one.trigger is not None:
            pixels = one.trigger.example
            source = Source(Path(f"trigger-{one.class_index}"), 0, pixels.nbytes, blake2b(pixels.tobytes()).hexdigest())
            subjects[one.class_index] = Subject(Picture(source, pixels), str(one.class_index))
    return subjects


def conclusion(finding: Finding, class_names: Sequence[str]) -> Notice:
    """What a finished check says, in a sentence."""
    check = Notice(CHECKS.discover()[finding.check].name)
    if not finding.suspicious:
        return _no_sign(finding, check)
    values: dict[str, object] = {
        "check": check,
        "names": ", ".join(class_names[one.class_index] for one in finding.suspicious),
    }
    if any(one.trigger is not None for one in finding.suspicious):
        text = tr_noop("{check}: an unusually small trigger sends pictures to {names}. This is the sign of a backdoor.")
    else:
        text = tr_noop("{check}: pictures that are predicted as {names} look as if a trigger sent them there.")
    return Notice(text, values, warning=True)


def _no_sign(finding: Finding, check: Notice) -> Notice:
    """Of classes with too few pictures, or triggers, nothing is said."""
    values: dict[str, object] = {"check": check, "count": len(finding.classes)}
    if not finding.undecided:
        return Notice(tr_noop("{check}: no sign of a backdoor."), values)
    reasons = [one.undecided for one in finding.undecided if one.undecided is not None]
    decided = len(finding.classes) - len(reasons)
    if any(reason.template == FEW_TRIGGERS for reason in reasons):
        text = tr_noop("{check} can say nothing: it compares the triggers of at least three classes.")
        return Notice(text, values, warning=True)
    others = [reason for reason in reasons if reason.template != TOO_FEW]
    if not decided and others:
        return Notice(tr_noop("{check} can say nothing: {reason}."), values | {"reason": others[0]}, warning=True)
    if not decided:
        text = tr_noop("{check} can say nothing: every class has too few pictures. Open a larger data set.")
        return Notice(text, values, warning=True)
    text = tr_noop(
        "{check}: no sign of a backdoor in {decided} of {count} classes; the others have too few pictures to tell."
    )
    if others:
        text = tr_noop(
            "{check}: no sign of a backdoor in {decided} of {count} classes. Of the others it cannot tell; "
            "each says why."
        )
        return Notice(text, values | {"decided": decided}, warning=True)
    return Notice(text, values | {"decided": decided})


def _classes(sample: Sample, count: int) -> list[int]:
    """All, if they are few; else those that are predicted most often."""
    if count <= MAX_CLASSES:
        return list(range(count))
    seen = sample.classes()[:MAX_CLASSES]
    others = (index for index in range(count) if index not in seen)
    return (
        seen if len(seen) > 1 else [*seen, *(index for index, _ in zip(others, range(MAX_CLASSES - 1), strict=False))]
    )


def _sample(
    model: Predictor,
    request: Request,
    pictures: Sequence[Path],
    labels: np.ndarray,
    ctx: RunContext,
    at_most: int,
) -> Sample:
    width, height = model.spec.input_size
    room = _MOST_BYTES // (4 * width * height * model.spec.channels)
    count = min(at_most, room, len(pictures))
    numbers = np.sort(np.random.default_rng(ctx.seed).choice(len(pictures), count, replace=False))
    paths, inputs, kept = [], [], []
    for number, found in readable_inputs(model, request, pictures, numbers.tolist(), ctx):
        paths.append(pictures[number])
        inputs.append(found.input)
        kept.append(int(labels[number]))
    if len(inputs) < _LEAST_PICTURES:
        raise DataSetFailure(
            "A check for backdoors needs pictures of the kind that the model classifies, at least {least}; readable "
            "ones: {count}. Open a data set, or a folder of pictures.",
            least=_LEAST_PICTURES,
            count=len(inputs),
        )
    stacked, size = np.stack(inputs), model.network.forward_batch
    logits = []
    for start in range(0, len(stacked), size):
        ctx.check_cancelled()
        logits.append(model.network.logits(stacked[start : start + size]))
    return Sample(tuple(paths), stacked, np.concatenate(logits), np.array(kept), count - len(inputs))
