"""Which methods run at once, and other choices of methods that the window makes for the user."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.methods.base import METHODS, Cost, Family, Method
from attnstudio.core.needs import Need
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.core.wrappers import all_params

FITS_ALL = MethodCall("saliency")  # the method that every model can carry
FAST = {Cost.SINGLE, Cost.TENS}  # these run by themselves when a choice changes; slower ones wait for Run

Calls = tuple[MethodCall, ...]


def of_family(family: Family) -> list[Method]:
    """The methods of a family, by name."""
    return sorted((one for one in METHODS if one.family is family), key=lambda one: one.name.lower())


def in_order(calls: Iterable[MethodCall]) -> Calls:
    """By family and name, as they are listed."""
    places = {method.id: place for place, method in enumerate(one for family in Family for one in of_family(family))}
    return tuple(sorted(calls, key=lambda call: places[call.id]))


def is_fast(calls: Iterable[MethodCall]) -> bool:
    """Whether the methods run by themselves when a choice changes."""
    known = METHODS.discover()
    return all(known[call.id].cost in FAST for call in calls)


def fast_methods(info: ModelInfo | None) -> Calls:
    """Every method of a single pass that the model can carry; None: the model is not loaded yet."""
    offered = frozenset(Need) - {Need.ATTENTION} if info is None else info.offered
    fast = [method for method in METHODS if method.cost is Cost.SINGLE and not method.lacks(offered)]
    return tuple(MethodCall(method.id) for method in fast)


def with_parameters(call: MethodCall, values: dict[str, Value]) -> MethodCall:
    """The call with these values of its parameters; those that are not among them, and defaults, are left out."""
    params = all_params(METHODS.discover()[call.id])
    changed = {one.name: values[one.name] for one in params if values.get(one.name, one.default) != one.default}
    return MethodCall(call.id, tuple(sorted(changed.items())))


def with_parameter(calls: Calls, method_id: str, name: str, value: Value) -> Calls:
    """The calls with one parameter set. A method that is not among them takes the place of all."""
    before = next((call for call in calls if call.id == method_id), None)
    changed = with_parameters(MethodCall(method_id), {**dict(before.params if before else ()), name: value})
    return (changed,) if before is None else tuple(changed if call is before else call for call in calls)
