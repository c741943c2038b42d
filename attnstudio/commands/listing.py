"""Parameters as the lists of methods and metrics show them."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.params import AUTO, BoolParam, Param, SizeParam


def print_params(option: str, whose: str, params: Iterable[Param], indent: int) -> None:
    """A line each, with the option that sets it."""
    for param in params:
        bounds = param.describe()
        choices = ("true", "false") if isinstance(param, BoolParam) else getattr(param, "choices", ())
        span = " | ".join(choices) or f"{bounds['min']} to {bounds['max']}"
        span = f"{AUTO} or {span}" if isinstance(param, SizeParam) else span
        unit = f" {param.unit}" if param.unit else ""
        print(f"{'':<{indent}} {option} {whose}.{param.name}={param.default}   {span}{unit}. {param.help}")
