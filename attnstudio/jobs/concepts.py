"""Concepts of a layer over many pictures, and where they stand in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attnstudio.core.concepts.concepts import ConceptCall, Concepts, ConceptSample, class_of, concept_sample
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.request import Request
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, EngineWork, Priority, Steps

_STEPS = 1000


@dataclass(frozen=True, eq=False)
class FoundConcepts:
    """`request`: the model and the class; `sample`: the pictures that were looked at."""

    request: Request
    sample: ConceptSample
    concepts: Concepts


class ConceptsWork(EngineWork):
    """Outcome: `FoundConcepts`.

    Args:
        request: the model, its layer, and how pictures become its inputs; its target is a class, or top1.
        count: of the concepts.
    """

    kind = "concepts"
    replaces = True
    is_long = True

    def __init__(self, request: Request, pictures: Sequence[Path], count: int) -> None:
        self.request, self._pictures, self._count = request, pictures, count

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Concepts of a layer"))

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        request, seeded = self.request, replace(ctx, seed=self.request.seed)
        model = engine.load(request.model, request.weights, request.device, request.options, ctx)
        index = class_of(request.target, model.info.class_names)
        sample = concept_sample(model, request, self._pictures, seeded)
        yield
        call = ConceptCall(sample.inputs, request.layer, self._count, index)
        for found in engine.find_concepts(request, call, seeded):
            if isinstance(found, Concepts):
                return FoundConcepts(request, replace(sample, inputs=sample.inputs[:0]), found)
            ctx.progress(round(found * _STEPS), _STEPS)
            yield
        raise AssertionError("no concepts")


class ConceptMapsWork(EngineWork):
    """Outcome: `ConceptMaps` of the request's picture. It takes one pass, so nobody waits for it."""

    kind = "concept_maps"
    priority = Priority.INTERACTIVE
    replaces = True
    is_awaited = False

    def __init__(self, request: Request, concepts: Concepts) -> None:
        self.request, self._concepts = request, concepts

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Concepts in {picture}"), {"picture": self.request.image.name})

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        yield from ()
        return engine.concept_maps(self.request, self._concepts.layer, self._concepts.basis, ctx)
