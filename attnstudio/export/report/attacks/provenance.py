"""What is needed to repeat a run of attacks."""

from __future__ import annotations

from collections.abc import Iterator

from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.text import Translate, grouped, tr_noop
from attnstudio.export.attack_command import attack_command
from attnstudio.export.report.blocks import Block, Code, Heading, Pairs
from attnstudio.export.report.parts import named
from attnstudio.export.report.provenance import versions


def provenance(experiment: Experiment, translate: Translate) -> Iterator[Block]:
    yield Heading(translate(tr_noop("Provenance")))
    yield Pairs(tuple(_settings(experiment, translate)))
    yield Heading(translate(tr_noop("Command")), 3)
    yield Code(named(attack_command(experiment)))


def _settings(experiment: Experiment, translate: Translate) -> Iterator[tuple[str, str]]:
    request = experiment.request
    for model, name in experiment.names.items():
        yield translate(tr_noop("Model")), f"{translate(name)} ({named(model)})"
    if request.weights is not None:
        yield translate(tr_noop("Weights")), named(request.weights.name)
    yield translate(tr_noop("Classes")), grouped(len(experiment.class_names))
    yield translate(tr_noop("Layer")), request.layer
    yield translate(tr_noop("Resize")), translate(request.resize)
    yield translate(tr_noop("Interpolation")), translate(request.interpolation)
    yield translate(tr_noop("Seed")), str(request.seed)
    for name, value in vars(request.options).items():
        if value:
            yield name, named(value if isinstance(value, str) else str(value))
    yield translate(tr_noop("Time")), translate(tr_noop("{seconds} s"), seconds=f"{experiment.seconds:.0f}")
    yield from versions(translate)
