"""What is done to every picture of a run, and the checks that come before the first one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attnstudio.core.attacks.attack_call import AttackCall, BoundAttack, bind
from attnstudio.core.attacks.run import fitted, group_size
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import Cost
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.request import Request
from attnstudio.core.robustness.defences import Defence

_MOST = {
    Cost.HUNDREDS: 64,
    Cost.THOUSANDS: 32,
}  # pictures at once, of slow attacks: as many are lost when a run is killed


@dataclass(frozen=True)
class Plan:
    """Every attack on every model; each attacked picture tried on every other model, and behind every defence.

    Attributes:
        requests: of the models. The first is the one that is judged: its methods are explained before and after.
        attacks: each with its eps.
        keep_pictures: whether the attacked pictures of the first model are wanted as files.
        finds_smallest: whether the smallest eps of each picture is looked for, up to the largest of the attack.
    """

    requests: tuple[Request, ...]
    attacks: tuple[AttackCall, ...]
    defences: tuple[Defence, ...] = ()
    keep_pictures: bool = False
    finds_smallest: bool = False

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(request.model for request in self.requests)


@dataclass(frozen=True)
class ReadyPlan:
    """A plan that the models allow: every attack has its eps. `together`: pictures that are attacked at once."""

    plan: Plan
    together: int


def ready(plan: Plan, engine: EngineInterface, ctx: RunContext = RunContext()) -> ReadyPlan:  # noqa: B008
    """Raises:
    ChoiceFailure: a model is no classifier, an eps is too large, or the models have different classes.
    ModelFailure: a model cannot be loaded.
    Cancelled: the context's token was set.
    """
    if len(set(plan.models)) < len(plan.models):
        raise ChoiceFailure("A model is named twice: {models}. Name each once.", models=", ".join(plan.models))
    loaded = [engine.load(one.model, one.weights, one.device, one.options, ctx) for one in plan.requests]
    first = loaded[0].info
    for one in loaded[1:]:
        if not _same_classes(first.class_names, one.info.class_names):
            raise ChoiceFailure(
                "{model} and {other} have different classes, so an answer of one means nothing to the other. Choose "
                "models of the same classes, in the same order.",
                model=first.name,
                other=one.info.name,
            )
    bound = [[fitted(model, bind(call)) for call in plan.attacks] for model in loaded]
    sizes = [_at_once(model, one) for model, of_model in zip(loaded, bound, strict=True) for one in of_model]
    in_common = any(one.attack.in_common for one in bound[0])
    attacks = tuple(one.call for one in bound[0])
    return ReadyPlan(replace(plan, attacks=attacks), max(sizes) if in_common else min(sizes))


def _at_once(model: Predictor, bound: BoundAttack) -> int:
    size = group_size(model, bound)
    return size if bound.attack.in_common else min(size, _MOST.get(bound.attack.cost, size))


def _same_classes(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Numbers are no names: of a model that has only these, the order is taken to be the same."""
    if len(one) != len(other):
        return False
    return one == other or _are_numbers(one) or _are_numbers(other)


def _are_numbers(names: tuple[str, ...]) -> bool:
    return all(name in (f"class {number}", str(number)) for number, name in enumerate(names))
