"""Colours of the lines of a plot, which stand on the theme's own ground."""

from __future__ import annotations

from attnstudio.ui.shell import theme

# Told apart by colour-blind people too (Okabe and Ito 2008), each as light or dark as its background asks for.
_ON_DARK = ("#56b4e9", "#e69f00", "#00b386", "#cc79a7", "#f0e442", "#e8743b", "#8c9eff")
_ON_LIGHT = ("#0072b2", "#c45500", "#00785a", "#a8457e", "#8a6d00", "#3b3b98", "#7a3e1d")
COUNT = len(_ON_DARK)  # after so many lines they begin again


def line_colour(place: int) -> str:
    """Of a line, by its place in its plot, in the theme of the moment."""
    return (_ON_DARK if theme.colours() is theme.DARK else _ON_LIGHT)[place % COUNT]
