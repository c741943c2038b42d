"""Original, noise and attacked picture side by side, with the map before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import numpy as np

from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.overlay import overlaid
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap
from attnstudio.core.robustness.conclusion import share_text
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.robustness.record import Sample, SampleMap
from attnstudio.core.text import Translate, tr_noop, with_sign
from attnstudio.export.figure import LAB_COLORMAP, LAB_OPACITY
from attnstudio.export.report.attacks.words import attack_name, with_eps
from attnstudio.export.report.blocks import Block, Figure, Heading, Paragraph, Tone
from attnstudio.export.report.parts import method_name, named

_ROWS = 3  # pictures of each attack
_CELL, _DPI, _QUALITY = 1.8, 110, 88  # inches
_MIDDLE = 0.5  # where noise of 0 is shown; its largest value reaches black or white

_Cell = tuple[str, np.ndarray]  # title, uint8 (height, width, 3)


def samples(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    """The pictures that an attack fooled come first."""
    by_attack: dict[str, list[tuple[str, Sample]]] = {}
    for picture in experiment.summary.pictures:
        for sample in picture.samples:
            if sample.record.success is not None:
                by_attack.setdefault(sample.record.attack, []).append((picture.source.path.name, sample))
    if not by_attack:
        return
    yield Heading(translate(tr_noop("Pictures")))
    yield Paragraph(
        translate(
            tr_noop(
                "The noise is what was added, times the number above it, round grey. Each map explains the answer to "
                "its own picture."
            )
        ),
        Tone.NOTE,
    )
    for found in by_attack.values():
        shown = sorted(found, key=lambda one: not one[1].record.success)[:_ROWS]
        key = shown[0][1].record.key
        yield Heading(attack_name(key, translate), 3)
        yield _figure([_cells(name, sample, experiment.class_names, translate) for name, sample in shown], translate)


def _cells(name: str, sample: Sample, class_names: Sequence[str], translate: Translate) -> list[_Cell]:
    record = sample.record
    change = (sample.adversarial.astype(np.float32) - sample.original) / LEVELS
    factor = max(1, int(_MIDDLE / max(float(np.abs(change).max()), 1 / LEVELS)))
    noise = np.rint(np.clip(_MIDDLE + factor * change, 0, 1) * LEVELS).astype(np.uint8)
    before = _answer(class_names[record.before], record.before_probability, translate)
    after = _answer(class_names[record.after], record.after_probability, translate)
    cells = [
        (f"{_short(named(name))}\n{before}", _rgb(sample.original)),
        (f"{translate(tr_noop('noise × {factor}'), factor=factor)}\n{with_eps(record.key, translate)}", _rgb(noise)),
        (f"{translate(tr_noop('attacked'))}\n{after}", _rgb(sample.adversarial)),
    ]
    for one in sample.maps:
        method = method_name(one.method, translate)
        cells += [
            (f"{method}\n{translate(tr_noop('before'))}", _overlay(sample.original, one, is_after=False)),
            (f"{method}\n{translate(tr_noop('after'))}", _overlay(sample.adversarial, one, is_after=True)),
        ]
    return cells


def _answer(name: str, probability: float, translate: Translate) -> str:
    return f"{_short(name)} {with_sign(share_text(probability), translate('.'))}"


def _overlay(pixels: np.ndarray, one: SampleMap, *, is_after: bool) -> np.ndarray:
    values, ends = (one.after, one.after_range) if is_after else (one.before, one.before_range)
    heatmap = Heatmap(values.astype(np.float32) / np.float32(LEVELS), *ends, one.method, None, 0.0)
    height, width = pixels.shape[:2]
    whole = Placement.of((width, height), (values.shape[1], values.shape[0]), "stretch")
    return overlaid(_rgb(pixels), heatmap, whole, LAB_COLORMAP, LAB_OPACITY)


def _rgb(pixels: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.broadcast_to(pixels, (*pixels.shape[:2], 3)))


def _short(text: str, most: int = 20) -> str:
    return text if len(text) <= most else f"{text[: most // 2 - 1]}…{text[-most // 2 :]}"


def _figure(rows: Sequence[Sequence[_Cell]], translate: Translate) -> Figure:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Canvas

    columns = max(map(len, rows))
    width, height = columns * _CELL, len(rows) * (_CELL + 0.35)
    with matplotlib.rc_context({"font.family": ["DejaVu Sans"], "font.size": 7, "text.parse_math": False}):
        canvas = Canvas((width, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(canvas)
        axes = canvas.subplots(len(rows), columns, squeeze=False)
        for axis in axes.flat:
            axis.set_axis_off()
        for row, cells in zip(axes, rows, strict=True):
            for axis, (title, pixels) in zip(row, cells, strict=False):
                axis.imshow(pixels, interpolation="nearest")
                axis.set_title(title)
        stream = BytesIO()
        canvas.savefig(stream, format="jpeg", pil_kwargs={"quality": _QUALITY, "subsampling": 0})
    said = "; ".join(" ".join(title.split("\n")) for cells in rows for title, _ in (cells[0], cells[2]))
    return Figure(stream.getvalue(), (round(width * _DPI), round(height * _DPI)), said)
