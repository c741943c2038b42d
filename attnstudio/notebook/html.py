"""Maps as a notebook shows them: a table of small pictures, without files or scripts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from attnstudio.core import overlay
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import Heatmap
from attnstudio.export.figure import WARNING_SIGN

if TYPE_CHECKING:
    from attnstudio.notebook.picture_maps import PictureMaps

SHOWN = 8  # pictures
_SIDE = 160  # pixels
_STYLE = "text-align:center;vertical-align:top;padding:2px"


def grid(pictures: Sequence[PictureMaps], methods: Sequence[str], more: int = 0) -> str:
    """A row for each method, a column for each picture. `more`: pictures that are not shown."""
    titles = "".join(f'<th style="{_STYLE}">{_title(one)}</th>' for one in pictures)
    rows = "".join(
        f"<tr><th>{escape(METHODS.discover()[method].name)}</th>"
        + "".join(f'<td style="{_STYLE}">{_cell(one, method)}</td>' for one in pictures)
        + "</tr>"
        for method in methods
    )
    rest = f"<p>... {more} more</p>" if more else ""
    return f"<table><tr><td></td>{titles}</tr>{rows}</table>{rest}"


def _title(one: PictureMaps) -> str:
    answer = one.prediction.explained_text(one.result.target)
    warning = f"<br>{WARNING_SIGN} {escape(str(one.result.class_warning))}" if one.result.class_warning else ""
    return f"{escape(one.picture.path.name)}<br>{escape(one.target)}, {escape(answer)}{warning}"


def _cell(one: PictureMaps, method: str) -> str:
    heatmap = one.get(method)
    return "" if heatmap is None else _image(one, heatmap)


def _image(one: PictureMaps, heatmap: Heatmap) -> str:
    height, width = one.picture.pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = np.asarray(Image.fromarray(one.picture.pixels).resize(size, Image.Resampling.BOX))
    pixels = overlay.overlaid(
        small,
        heatmap,
        one.result.placement.scaled(size),
        overlay.DEFAULT_COLORMAP,
        overlay.DEFAULT_OPACITY,
    )
    content = BytesIO()
    Image.fromarray(pixels).save(content, "PNG")
    data = b64encode(content.getvalue()).decode()
    warnings = " ".join(map(str, heatmap.warnings))
    sign = f'<br><span title="{escape(warnings)}">{WARNING_SIGN}</span>' if warnings else ""
    # A small input, such as of MNIST, is enlarged to be seen.
    shown = _SIDE * width // max(height, width), _SIDE * height // max(height, width)
    return (
        f'<img src="data:image/png;base64,{data}" width="{max(1, shown[0])}" height="{max(1, shown[1])}" '
        f'alt="{escape(heatmap.method)}">{sign}'
    )
