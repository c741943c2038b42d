"""What the program is made of, which is read from files of every package."""

from __future__ import annotations

from attnstudio.core.context import RunContext
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.base import Emit, ThreadWork
from attnstudio.licences import Component, components


class LicencesWork(ThreadWork):
    """Outcome: list[Component]."""

    kind = "licences"
    replaces = True

    @property
    def title(self) -> Notice:
        return Notice(tr_noop("Licences"), {})

    def run(self, ctx: RunContext, emit: Emit) -> list[Component]:
        return components()
