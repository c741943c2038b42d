"""Formulas as pictures: no reader of HTML, Word documents and PDF alike sets them by itself."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from attnstudio.export.report.blocks import Figure

_POINTS, _DPI, _SCREEN, _PAD = 12, 288, 96, 0.04  # the last: inches round the formula


@lru_cache(maxsize=128)  # each format of a report has the same ones
def drawn(tex: str) -> Figure:
    """A PNG file, sharp in print too. Raises ValueError where matplotlib cannot read the formula."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    with matplotlib.rc_context({"mathtext.fontset": "cm"}):
        canvas = Canvas((8, 1), dpi=_DPI)
        FigureCanvasAgg(canvas)
        canvas.text(0, 0.5, f"${_displayed(tex)}$", fontsize=_POINTS, color="#1c1e21")
        stream = BytesIO()
        canvas.savefig(stream, format="png", bbox_inches="tight", pad_inches=_PAD, metadata={"Software": None})
    data = stream.getvalue()
    width, height = (int.from_bytes(data[place : place + 4]) for place in (16, 20))  # of a PNG's header
    return Figure(data, (round(width * _SCREEN / _DPI), round(height * _SCREEN / _DPI)), tex)


def _displayed(tex: str) -> str:
    """Fractions as high as on a line of their own."""
    return tex.replace(r"\frac", r"\dfrac")
