"""The model: its sizes, and its layers as `model.summary()` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.models.layer_tree import LayerRow
from attnstudio.core.request import ModelInfo
from attnstudio.core.text import Translate, grouped, tr_noop
from attnstudio.export.report.blocks import Block, Cell, Heading, Pairs, Paragraph, Table, Tone

_ROWS = 30  # of a table: of more layers, those of one size share a row
_KINDS = 4  # named in a row
_MINOR = "ZeroPadding2D"  # changes the size by a pixel or two, for the layer that follows


def model(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    info = evaluation.pictures[0].result.model
    yield Heading(translate(tr_noop("Model")))
    yield Pairs(tuple(_facts(info, evaluation.request.layer, translate)))
    layers = list(_flat(info.tree))
    if not layers:
        return
    rows = [[one] for one in layers] if len(layers) <= _ROWS else _by_size(layers)
    names = tr_noop("Layer"), tr_noop("Type"), tr_noop("Output"), tr_noop("Parameters")
    yield Table(tuple(map(translate, names)), tuple(_row(one, translate) for one in rows), (6, 6, 3, 3), numbers=False)
    if len(rows) < len(layers):
        text = tr_noop(
            "Layers of one size share a row: the first and the last, the types, the last output, all parameters."
        )
        yield Paragraph(translate(text), Tone.NOTE)


def _facts(info: ModelInfo, choice: str, translate: Translate) -> Iterator[tuple[str, str]]:
    width, height = info.input_size
    yield translate(tr_noop("Model")), translate(info.name)
    yield translate(tr_noop("Input size")), f"{width} × {height}"
    yield translate(tr_noop("Classes")), grouped(len(info.class_names))
    yield translate(tr_noop("Layers")), grouped(sum(1 for _ in _flat(info.tree)))
    yield translate(tr_noop("Parameters")), grouped(info.totals.parameters)
    if layer := info.layer(choice):
        shape = next((row.shape for row in _flat(info.tree) if row.map_name == layer), "")
        yield translate(tr_noop("Explained layer")), f"{layer}, {_crossed(shape)}" if shape else layer


def _flat(rows: tuple[LayerRow, ...]) -> Iterator[LayerRow]:
    """The layers themselves, those of models inside in their place."""
    for row in rows:
        if row.rows:
            yield from _flat(row.rows)
        else:
            yield row


@dataclass(frozen=True)
class _Sized:
    row: LayerRow
    size: str


def _by_size(layers: list[LayerRow]) -> list[list[LayerRow]]:
    """Runs of layers whose output has the same height and width."""
    sized: list[_Sized] = []
    size = ""
    for row in reversed(layers):
        if row.kind != _MINOR:
            sides = row.shape.split("x")
            size = "x".join(sides[:2]) if len(sides) == 3 else "" if len(sides) < 2 else row.shape
        sized.insert(0, _Sized(row, size))
    return [[one.row for one in group] for _, group in groupby(sized, lambda one: one.size)]


def _row(layers: list[LayerRow], translate: Translate) -> tuple[Cell, ...]:
    first, last = layers[0], layers[-1]
    name, small = first.name, ""
    if first is not last:
        name = f"{first.name} – {last.name}"
        small = translate(tr_noop("{n} layers"), n=len(layers))
    kinds = list(dict.fromkeys(row.kind for row in layers))
    kind = ", ".join(kinds[:_KINDS]) + (f" (+{len(kinds) - _KINDS})" if len(kinds) > _KINDS else "")
    count = sum(row.parameters for row in layers)
    return Cell(name, small), Cell(kind), Cell(_crossed(last.shape) or "–"), Cell(grouped(count))


def _crossed(shape: str) -> str:
    return shape.replace("x", " × ")
