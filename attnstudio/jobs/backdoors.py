"""A model checked for backdoors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.backdoors.base import Finding
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Failure
from attnstudio.core.examination import triggered_subjects
from attnstudio.core.request import Request, Result
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.throttle import Throttle
from attnstudio.jobs.base import Emit, EngineWork, Steps

_SHOWN_EVERY = 0.5  # seconds


@dataclass(frozen=True, eq=False)
class Examination:
    """What the checks found so far.

    Attributes:
        findings: of each check; the last one may be unfinished.
        maps: of the example of each found trigger, by class.
    """

    request: Request
    names: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    maps: Mapping[int, Result] | None = None


class BackdoorWork(EngineWork):
    """Check a model for backdoors with pictures. Results and outcome: `Examination`.

    The workers of a cluster explain and predict pictures; a search for triggers they cannot share.

    Args:
        request: the model, how pictures become its inputs, and the methods that explain found triggers.
        names: of the model's classes.
        pictures: of every row.
        labels: int, of each: an index of the model's classes; negative: none.
        checks: ids; none: all.
        classes: names or indices; none: those that are predicted most often.
    """

    kind = "backdoors"
    replaces = True
    is_long = True

    def __init__(
        self,
        request: Request,
        names: Sequence[str],
        pictures: Sequence[Path],
        labels: np.ndarray,
        checks: Sequence[str] = (),
        classes: Sequence[str] = (),
    ) -> None:
        self.request, self._names = request, tuple(names)
        self._pictures, self._labels = pictures, labels
        self._checks, self._classes = tuple(checks), tuple(classes)

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Check for backdoors"))

    def steps(self, engine: EngineInterface, ctx: RunContext, emit: Emit) -> Steps:
        finished, maps, throttle = list[Finding](), dict[int, Result](), Throttle(_SHOWN_EVERY)

        def shown(*unfinished: Finding) -> Examination:
            return Examination(self.request, self._names, (*finished, *unfinished), dict(maps))

        found = engine.examine(self.request, self._pictures, self._labels, self._checks, self._classes, ctx)
        for finding in found:
            if finding.done < 1:
                if throttle.is_due():
                    emit(shown(finding))
                yield
                continue
            finished.append(finding)
            subjects = triggered_subjects(finding)
            quiet = RunContext(between=ctx.between, cancelled=ctx.cancelled, seed=self.request.seed)
            outcomes = engine.run_each(self.request, list(subjects.values()), quiet) if subjects else iter(())
            for index, outcome in zip(subjects, outcomes, strict=True):
                if not isinstance(outcome, Failure):
                    maps[index] = outcome[1]
                yield
            emit(shown())
        return shown()
