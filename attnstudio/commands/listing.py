"""Parameters as the lists of methods and metrics show them."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.params import AUTO, BoolParam, FolderParam, Param, SizeParam, TextParam


def print_params(option: str, whose: str, params: Iterable[Param], indent: int) -> None:
    """A line each, with the option that sets it."""
    for param in params:
        unit = f" {param.unit}" if param.unit else ""
        print(f"{'':<{indent}} {option} {whose}.{param.name}={param.default}   {_span(param)}{unit}. {param.help}")


def _span(param: Param) -> str:
    """What it may be."""
    if isinstance(param, TextParam):
        return "a folder" if isinstance(param, FolderParam) else "a text"
    bounds = param.describe()
    choices = ("true", "false") if isinstance(param, BoolParam) else getattr(param, "choices", ())
    span = " | ".join(choices) or f"{bounds['min']} to {bounds['max']}"
    return f"{AUTO} or {span}" if isinstance(param, SizeParam) else span
