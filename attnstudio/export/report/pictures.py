"""The pictures of a report: the lab's figure, and each picture with its region and what the model sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from attnstudio.core.contrast import ALL_PLAIN, Contrast
from attnstudio.core.evaluation.compact import shrunk
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.overlay import scale_of
from attnstudio.core.review import NAMES, Review
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.export import figure
from attnstudio.export.report.blocks import Block, Figure, Heading, Paragraph, PictureCard, Tone
from attnstudio.export.report.parts import answered, evenly, explained, method_name, named
from attnstudio.export.report.scores import LISTED, left_out
from attnstudio.export.result_cell import map_cell

_SHOWN = 12  # pictures whose maps are shown
_ACROSS, _DOWN = 4, 8  # of the lab's figure: as much as a page has
_SIDE, _DPI, _QUALITY = 480, 90, 88
_THUMBNAIL = 320
_OUTLINE = np.array([255, 220, 0], np.uint8)


def maps(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """The lab's figure: a row a method, a column a picture."""
    shown = [one for one in evaluation.pictures if one.result.heatmaps][:_SHOWN]
    if not shown:
        return
    yield Heading(translate(tr_noop("Maps")))
    yield from legend(evaluation, translate)
    methods = list(dict.fromkeys(heatmap.method for one in shown for heatmap in one.result.heatmaps))
    for pictures in evenly(shown, _ACROSS):
        smaller = [shrunk(one, _SIDE, with_maps=True) for one in pictures]
        for rows in evenly(methods, _DOWN):
            yield _lab_figure(evaluation, smaller, rows, translate)
    if len(evaluation.pictures) > len(shown):
        text = tr_noop("The maps of {count} of {total} pictures are shown.")
        yield Paragraph(translate(text, count=len(shown), total=len(evaluation.pictures)), Tone.NOTE)


def legend(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """What the colours and signs of the maps mean; nothing where there are no maps."""
    heatmaps = [heatmap for one in evaluation.pictures[:_SHOWN] for heatmap in one.result.heatmaps]
    if not heatmaps:
        return
    yield Paragraph(
        translate(
            tr_noop("Blue marks the lowest and red the highest values of each map. Above each picture: the target.")
        ),
        Tone.NOTE,
    )
    if any(scale_of([heatmap], "").is_signed for heatmap in heatmaps):
        text = translate(
            tr_noop("Signed maps are grey at 0, red where a place speaks for the target, blue against it.")
        )
        yield Paragraph(text, Tone.NOTE)
    if evaluation.contrasts != ALL_PLAIN:
        text = tr_noop("The contrast is that of the window: the colours of a map may span a part of its values only.")
        yield Paragraph(translate(text), Tone.NOTE)
    if any(heatmap.warnings for heatmap in heatmaps):
        text = tr_noop("{sign} Something is wrong with the map: the picture's notes below say what.")
        yield Paragraph(translate(text, sign=figure.WARNING_SIGN), Tone.NOTE)


def method_figure(evaluation: Evaluation, method: str, translate: Translate) -> Figure | None:
    """The maps of one method on the first pictures, in a row; None where there are none."""
    shown = [one for one in evaluation.pictures if any(heatmap.method == method for heatmap in one.result.heatmaps)]
    if not shown:
        return None
    smaller = [shrunk(one, _SIDE, with_maps=True) for one in shown[:_ACROSS]]
    return _lab_figure(evaluation, smaller, [method], translate, named_rows=False)


def cards(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """Every picture: its file, its region, what the model sees, what was explained."""
    yield Heading(translate(tr_noop("Pictures")))
    if any(isinstance(one.case.region, np.ndarray) for one in evaluation.pictures[:LISTED]):
        yield Paragraph(translate(tr_noop("The yellow line is the outline of the region.")), Tone.NOTE)
    yield from _reviews(evaluation, translate)
    for one in evaluation.pictures[:LISTED]:
        review = evaluation.reviews.get(one.case.picture.path, Review.NONE)
        yield _metadata(one, review, translate)
    yield from left_out(evaluation, translate)


def _lab_figure(
    evaluation: Evaluation,
    pictures: list[Evaluated],
    methods: Sequence[str],
    translate: Translate,
    *,
    named_rows: bool = True,
) -> Figure:
    grid = []
    for method in methods:
        contrasts = [evaluation.contrasts.of(one.case.picture.path, method) for one in pictures]
        titles = [_title(one, translate) if method == methods[0] else "" for one in pictures]
        cells = [
            _cell(one, method, title, contrast)
            for one, title, contrast in zip(pictures, titles, contrasts, strict=True)
        ]
        grid.append((method_name(method, translate), cells))
    rows = grid if named_rows else [("", cells) for _, cells in grid]
    pixels, cuts = figure.cuts(rows, figure.FigureStyle(dpi=_DPI))
    names = ", ".join(name for name, _ in grid)
    text = f"{names}: {', '.join(named(one.case.picture.path.name) for one in pictures)}"
    return replace(_jpeg(Image.fromarray(pixels), text), cuts=cuts)


def _cell(one: Evaluated, method: str, title: str, contrast: Contrast) -> figure.Cell | None:
    """None where the method gave no map of this picture."""
    heatmap = next((heatmap for heatmap in one.result.heatmaps if heatmap.method == method), None)
    if heatmap is None:
        return None
    pixels, placement = one.case.picture.pixels, one.result.placement
    return map_cell(title, pixels, heatmap, placement, contrast)


def _title(one: Evaluated, translate: Translate) -> str:
    name, words = named(one.case.picture.path.stem), explained(one, translate)
    return "\n".join((_short(name), _short(words)))


def _short(text: str, most: int = 34) -> str:
    """As much as fits above a picture."""
    return text if len(text) <= most else f"{text[: most // 2 - 1]}…{text[-most // 2 :]}"


def _reviews(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """How many maps a person found good, and so on."""
    counts = Counter(evaluation.reviews.get(one.case.picture.path, Review.NONE) for one in evaluation.pictures)
    if set(counts) != {Review.NONE}:
        texts = [f"{translate(NAMES[review])}: {counts[review]}" for review in Review if counts[review]]
        yield Paragraph(f"{translate(tr_noop('Review'))}. {'; '.join(texts)}")


def _metadata(one: Evaluated, review: Review, translate: Translate) -> PictureCard:
    result, source = one.result, one.case.picture.source
    names = result.model.class_names
    seen = ", ".join(f"{names[index]} {answered(one, index, translate)}" for index in result.prediction.top())
    rows = [
        (translate(tr_noop("File")), str(source.path)),
        (
            translate(tr_noop("Explained value") if result.prediction.regression else tr_noop("Explained class")),
            explained(one, translate),
        ),
        (translate(tr_noop("Prediction") if result.prediction.regression else tr_noop("Top classes")), seen),
        (translate(tr_noop("Content (BLAKE2)")), source.digest),
    ]
    if not isinstance(one.case.region, np.ndarray):
        rows.append((translate(tr_noop("Region")), localised(one.case.region, translate)))
    if review is not Review.NONE:
        rows.append((translate(tr_noop("Review")), translate(NAMES[review])))
    rows += [(translate(tr_noop("Note")), localised(notice, translate)) for notice in result.notices]
    for heatmap in result.heatmaps:
        rows += [(method_name(heatmap.method, translate), localised(notice, translate)) for notice in heatmap.notices]
    rows += [(method_name(method, translate), localised(failure, translate)) for method, failure in result.left_out]
    return PictureCard(_thumbnail(one), named(source.path.name), tuple((name, named(value)) for name, value in rows))


def _thumbnail(one: Evaluated) -> Figure:
    """The picture with the edge of its region."""
    small = shrunk(one, _THUMBNAIL, with_maps=False).case
    pixels, region = small.picture.pixels.copy(), small.region
    if isinstance(region, np.ndarray):
        pixels[_edge(region, 3)] = 0
        pixels[_edge(region, 2)] = _OUTLINE
    return _jpeg(Image.fromarray(pixels), named(one.case.picture.path.name))


def _edge(region: np.ndarray, width: int) -> np.ndarray:
    """The inner rim of a bool (height, width), so many pixels wide; where the picture ends is a rim too."""
    inner = np.pad(region, width)
    for axis in (0, 1):
        inner = np.logical_and.reduce([np.roll(inner, shift, axis) for shift in range(-width, width + 1)])
    return region & ~inner[width:-width, width:-width]


def _jpeg(image: Image.Image, text: str) -> Figure:
    stream = BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY, subsampling=0)
    return Figure(stream.getvalue(), image.size, text)
