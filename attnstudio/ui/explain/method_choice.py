"""Which methods run at once, and other choices of methods that the window makes for the user."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.needs import Need
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.core.wrappers import all_params

FITS_ALL = MethodCall("saliency")  # the method that every model can carry
FAST = {Cost.SINGLE, Cost.TENS}  # these run by themselves when a choice changes; slower ones wait for Run

Calls = tuple[MethodCall, ...]


def is_fast(calls: Iterable[MethodCall]) -> bool:
    """Whether the methods run by themselves when a choice changes."""
    known = METHODS.discover()
    return all(known[call.id].cost in FAST for call in calls)


def fast_methods(info: ModelInfo | None) -> Calls:
    """Every method of a single pass that the model can carry; None: the model is not loaded yet."""
    offered = frozenset(Need) - {Need.ATTENTION} if info is None else info.offered
    fast = [method for method in METHODS if method.cost is Cost.SINGLE and not method.lacks(offered)]
    return tuple(MethodCall(method.id) for method in fast)


def with_parameter(calls: Calls, method_id: str, name: str, value: Value) -> Calls:
    """The calls with one parameter set. A method that is not among them takes the place of all."""
    defaults = {param.name: param.default for param in all_params(METHODS.discover()[method_id])}
    before = next((dict(call.params) for call in calls if call.id == method_id), None)
    params = {key: one for key, one in {**(before or {}), name: value}.items() if one != defaults[key]}
    changed = MethodCall(method_id, tuple(sorted(params.items())))
    return tuple(changed if call.id == method_id else call for call in calls) if before is not None else (changed,)
