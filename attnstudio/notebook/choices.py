"""Methods, metrics, parameters and targets as a notebook writes them, in the engine's form."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from attnstudio.core import targets as core_targets
from attnstudio.core.attacks.attack_call import AttackCall, bind, read_eps
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.explain import bind_methods
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, MetricCall
from attnstudio.core.params import Param, Value
from attnstudio.core.request import MethodCall
from attnstudio.core.wrappers import all_params

Params: TypeAlias = "Mapping[str, Mapping[str, Value]] | Mapping[str, Value] | None"
Target: TypeAlias = "int | str | np.integer[Any]"
Targets: TypeAlias = "Target | Sequence[Target] | np.ndarray"


def method_calls(methods: str | Iterable[str], params: Params) -> tuple[MethodCall, ...]:
    """Raises ChoiceFailure for a method, a parameter or a value that is not there."""
    known = METHODS.discover()
    names = _names(methods, "method", known)
    given = _by_owner(params, names, {name: all_params(known[name]) for name in names})
    calls = tuple(MethodCall(name, given[name]) for name in names)
    bind_methods(calls)
    return calls


def metric_calls(metrics: str | Iterable[str], params: Params) -> tuple[MetricCall, ...]:
    """Raises ChoiceFailure for a metric, a parameter or a value that is not there."""
    known = METRICS.discover()
    names = _names(metrics, "metric", known)
    given = _by_owner(params, names, {name: known[name].params for name in names})
    calls = tuple(MetricCall(name, given[name]) for name in names)
    bind_metrics(calls)
    return calls


def attack_call(
    attack: str,
    eps: float | str | Iterable[float] | None,
    norm: str,
    target: Target | None,
    params: Mapping[str, Value] | None,
    jpeg: int,
) -> AttackCall:
    """Raises ChoiceFailure for an attack, a parameter or a value that is not there."""
    if eps is None or isinstance(eps, str):
        every_eps = read_eps(eps) if eps else ()
    else:
        every_eps = tuple(map(float, eps if isinstance(eps, Iterable) else (eps,)))
    aimed = "" if target is None else _target_text(target)
    call = AttackCall(attack, every_eps, norm, aimed, tuple(sorted((params or {}).items())), jpeg)
    bind(call)
    return call


def label_indices(labels: Targets, count: int, class_names: Sequence[str]) -> np.ndarray:
    """int32 (count,), of indices, names, or one-hot rows (count, classes). Raises ChoiceFailure."""
    texts = _texts(_without_one_hot(labels, len(class_names)), count)
    if len(texts) != count:
        raise ChoiceFailure(
            "Labels: {found}; pictures: {count}. Give one label for all, or one for each picture.",
            found=len(texts),
            count=count,
        )
    known = {text: core_targets.class_index(text, class_names) for text in dict.fromkeys(texts)}
    return np.array([known[text] for text in texts], np.int32)


def _without_one_hot(labels: Targets, classes: int) -> Targets:
    """Indices where the labels are one-hot. Raises ChoiceFailure where they have rows that are not."""
    if isinstance(labels, str):
        return labels
    try:
        values = np.asarray(labels)
    except ValueError:  # rows of different lengths
        values = np.empty((0, 0))
    if values.ndim < 2 or values.shape[1:] == (1,):
        return labels
    is_one_hot = values.shape[1:] == (classes,) and values.dtype.kind in "biuf"
    if is_one_hot and (((values == 0) | (values == 1)).all(axis=1) & (values.sum(axis=1) == 1)).all():
        return values.argmax(axis=1)
    raise ChoiceFailure(
        "Labels are the index or name of a class for each picture, or one-hot rows of {classes} numbers, of which one "
        "is 1 and the others are 0. These are neither; their shape is {shape}.",
        classes=classes,
        shape="x".join(map(str, values.shape)),
    )


def target_texts(targets: Targets, count: int) -> tuple[str, ...]:
    """One a picture, as the command line writes them. Labels as a column, (n, 1), are taken too.

    Raises:
        ChoiceFailure: there are more or fewer than pictures, or one is neither an index nor text.
    """
    found = _texts(targets, count)
    if len(found) != count:
        raise ChoiceFailure(
            "Targets: {found}; pictures: {count}. Give one target for all, or one for each picture.",
            found=len(found),
            count=count,
        )
    return found


def _texts(values: Targets, count: int) -> tuple[str, ...]:
    """One a picture where there is one for all; otherwise as many as are given."""
    if isinstance(values, np.ndarray) and values.shape in ((), (count, 1)):
        values = values[()] if values.ndim == 0 else values[:, 0]
    if isinstance(values, str) or not isinstance(values, Iterable):
        return (_target_text(values),) * count
    return tuple(map(_target_text, values))


def check_targets(texts: Iterable[str], class_names: Sequence[str]) -> None:
    """Find a wrong name before anything is computed. Raises ChoiceFailure."""
    for text in dict.fromkeys(texts):
        core_targets.check(text, class_names)


def _target_text(target: Any) -> str:
    if isinstance(target, str):
        return target
    if isinstance(target, (int, np.integer)) and not isinstance(target, bool) and target >= 0:
        return str(int(target))
    raise ChoiceFailure(
        'A target is the index of a class, its name, "predicted", "top2", or a difference "A-B"; not {target}.',
        target=repr(target),
    )


def _names(given: str | Iterable[str], kind: str, known: Mapping[str, object]) -> list[str]:
    """Each once. `kind`: "method" or "metric"."""
    names = list(dict.fromkeys([given] if isinstance(given, str) else given))
    if not names:
        raise ChoiceFailure("No method is named.") if kind == "method" else ChoiceFailure("No metric is named.")
    for name in names:
        if name in known:
            continue
        simple = str(name).lower().replace("-", "").replace("_", "").replace(" ", "")
        same = [one for one in known if one.replace("_", "") == simple]
        near = ", ".join(same or difflib.get_close_matches(str(name).lower(), known, 3, 0.5) or known)
        if kind == "method":
            raise ChoiceFailure("There is no method {method}. Similar: {names}.", method=name, names=near)
        raise ChoiceFailure("There is no metric {metric}. Similar: {names}.", metric=name, names=near)
    return names


def _by_owner(
    params: Params, names: Sequence[str], declared: Mapping[str, Sequence[Param]]
) -> dict[str, tuple[tuple[str, Value], ...]]:
    """The parameters that were given, by what they belong to; of a single one, its name may be left out."""
    given: dict[str, Any] = dict(params or {})
    if len(names) == 1 and given and not any(isinstance(value, Mapping) for value in given.values()):
        given = {names[0]: given}
    for owner, values in given.items():
        if owner not in names or not isinstance(values, Mapping):
            raise ChoiceFailure(
                "Parameters are given by name, as in {form}; {owner} is not among {names}.",
                form="{" + f'"{names[0]}": {{"name": value}}' + "}",
                owner=owner,
                names=", ".join(names),
            )
        there = [param.name for param in declared[owner]]
        if unknown := [name for name in values if name not in there]:
            raise ChoiceFailure(
                "{method} has no parameter {name}. Its parameters are: {names}.",
                method=owner,
                name=unknown[0],
                names=", ".join(there) or "none",
            )
    return {name: tuple(sorted(given.get(name, {}).items())) for name in names}
