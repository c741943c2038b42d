"""The provenance of an evaluation: versions, model, every parameter, and the command that reproduces it."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping

import numpy as np

from attnstudio.core.evaluation.evaluation import Evaluation, Truth
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.explain import bind_methods
from attnstudio.core.papers import paper_address
from attnstudio.core.params import Value
from attnstudio.core.text import Translate, localised, tr_noop
from attnstudio.core.wrappers import effective
from attnstudio.export.command import evaluate_command
from attnstudio.export.report.blocks import Block, Cell, Code, Heading, Pairs, Paragraph, Table, Tone
from attnstudio.export.report.parts import named

_PACKAGES = ("attnstudio", "keras", "tensorflow", "numpy", "Pillow")
_ALSO = {"tensorflow": "tensorflow-cpu"}  # where only this one is installed


def provenance(evaluation: Evaluation, translate: Translate) -> Iterator[Block]:
    """Yield what is needed to reproduce an evaluation: settings, methods, metrics, versions and the command."""
    yield Heading(translate(tr_noop("Provenance")))
    yield Pairs(tuple(_settings(evaluation, translate)))
    yield Heading(translate(tr_noop("Methods")), 3)
    parameters, paper = translate(tr_noop("Parameters")), translate(tr_noop("Paper"))
    yield Table(
        (translate(tr_noop("Method")), parameters, paper),
        tuple(
            (
                Cell(translate(one.method.name), one.method.id),
                Cell(_values(effective(one.method, one.params))),
                _paper(one.method.paper),
            )
            for one in bind_methods(evaluation.request.methods)
        ),
        widths=(3, 6, 3),
        numbers=False,
    )
    if evaluation.metrics:
        yield Heading(translate(tr_noop("Metrics")), 3)
        yield Table(
            (translate(tr_noop("Metric")), translate(tr_noop("Meaning")), parameters, paper),
            tuple(
                (
                    Cell(translate(one.metric.name), one.metric.id),
                    Cell(translate(one.metric.summary)),
                    Cell(_values(one.params)),
                    _paper(one.metric.paper),
                )
                for one in bind_metrics(evaluation.metrics)
            ),
            widths=(3, 6, 3, 3),
            numbers=False,
        )
    yield Heading(translate(tr_noop("Command")), 3)
    yield Code(named(evaluation.call or evaluate_command(evaluation)))
    drawn = any(isinstance(one.case.region, np.ndarray) for one in evaluation.pictures)
    if drawn and evaluation.regions is None and not evaluation.call:
        yield Paragraph(
            translate(tr_noop("The regions were drawn in the window: save them to a file, and give it with --boxes.")),
            Tone.NOTE,
        )


def _settings(evaluation: Evaluation, translate: Translate) -> Iterator[tuple[str, str]]:
    request, model = evaluation.request, evaluation.pictures[0].result.model
    layer = model.layer(request.layer)
    width, height = model.input_size
    yield translate(tr_noop("Model")), f"{translate(model.name)} ({named(model.id)})"
    if model.check is not None:
        yield translate(tr_noop("Self-check")), localised(model.check.notice(), translate)
    if request.weights is not None:
        yield translate(tr_noop("Weights")), named(request.weights.name)
    if model.meaning is not None:
        yield translate(tr_noop("Output")), localised(model.meaning, translate)
    yield translate(tr_noop("Input size")), f"{width} × {height}"
    yield translate(tr_noop("Device")), model.device_name
    yield translate(tr_noop("Layer")), f"{layer or '–'} ({request.layer})" if layer != request.layer else request.layer
    yield translate(tr_noop("Resize")), translate(request.resize)
    yield translate(tr_noop("Interpolation")), translate(request.interpolation)
    if request.levels != "auto":
        yield translate(tr_noop("Levels")), request.levels
    drawn = {
        Truth.OBJECT: tr_noop("the drawn object"),
        Truth.BACKDOOR: tr_noop("the class of the trigger"),
        Truth.GRID: tr_noop("the class of one of four scenes"),
    }
    yield (
        translate(tr_noop("Target")),
        request.target if evaluation.scenes is None else translate(drawn[evaluation.truth]),
    )
    yield translate(tr_noop("Seed")), str(request.seed)
    for name, value in vars(request.options).items():
        if value:
            yield name, named(value)
    if evaluation.regions is not None:
        yield translate(tr_noop("Regions")), named(evaluation.regions)
    yield translate(tr_noop("Time")), translate(tr_noop("{seconds} s"), seconds=f"{evaluation.seconds:.0f}")
    yield from versions(translate)


def versions(translate: Translate) -> Iterator[tuple[str, str]]:
    """Of the program, what it computes with, and the machine."""
    yield translate(tr_noop("Versions")), ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    yield "Python", f"{platform.python_version()}, {platform.platform()}"


def _values(params: Mapping[str, Value]) -> str:
    return ", ".join(f"{name} = {value if value != '' else '–'}" for name, value in params.items()) or "–"


def _paper(paper: str) -> Cell:
    """With its address, where it is known."""
    return Cell(paper or "–", link=paper_address(paper))


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    for name in (package, _ALSO.get(package, package)):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "?"
