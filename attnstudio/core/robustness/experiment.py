"""A finished run of attacks, as reports need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.errors import Failure
from attnstudio.core.models.base import spec_of
from attnstudio.core.request import Request
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.robustness.summary import Summary


@dataclass(frozen=True, eq=False)
class Experiment:
    """
    Attributes:
        plan: what was done.
        summary: of at least one picture.
        class_names: of the models.
        failures: pictures that could not be attacked, each with the reason.
        sources: what the call named.
        seconds: that it took.
        regions: the annotation file.
    """

    plan: Plan
    summary: Summary
    class_names: Sequence[str]
    failures: Mapping[Path, Failure]
    sources: Sequence[Path]
    seconds: float
    regions: Path | None = None

    @property
    def request(self) -> Request:
        """Of the model that is judged."""
        return self.plan.requests[0]

    @property
    def names(self) -> dict[str, str]:
        """Of the models, by id."""
        return {one.model: spec_of(one.model, one.options).name for one in self.plan.requests}
