"""Numbers as the window writes them: with the decimal sign of its language."""

from __future__ import annotations

from attnstudio.ui.shell.i18n import tr

DASH = "\N{EN DASH}"


def number(value: float | None, digits: int) -> str:
    """A dash where it is not known."""
    return DASH if value is None else decimal(f"{value:.{digits}f}")


def decimal(text: str) -> str:
    """A number that the engine has written with a point, as the window writes it."""
    return text.replace(".", tr("."))


def percent(share: float | None, digits: int = 1) -> str:
    """A share of 1; a dash where it is not known."""
    return DASH if share is None else tr("{percent} %", percent=number(100 * share, digits))
