"""One call of a notebook: model, pictures, targets and request; and its way through the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.placement import RESIZES, Resize
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.notebook.notice import warn
from attnstudio.notebook.pictures import Pictures
from attnstudio.notebook.progress import Progress
from attnstudio.notebook.session import engine
from attnstudio.notebook.subject import Subject


@dataclass(frozen=True, eq=False)
class Call:
    """What the engine is called with.

    Attributes:
        targets: one a picture, as the command line writes them.
        request: what all pictures have in common.
        shows_progress: whether a slow call says how far it is.
    """

    subject: Subject
    pictures: Pictures
    targets: tuple[str, ...]
    request: Request
    shows_progress: bool

    def warn(self) -> None:
        """Of what was guessed."""
        warn((*self.subject.notices, *self.pictures.notices))

    def results(self, methods: Sequence[MethodCall], at_most: int | None = None) -> list[Result]:
        """One a picture. In the session's guest().

        Args:
            at_most: so many pictures share one pass of the model.

        Raises:
            Failure: of the model, the call, or the first picture that cannot be explained.
        """
        found: dict[int, Result] = {}
        with self.subject.in_use(), Progress(len(self.pictures), shown=self.shows_progress) as progress:
            context = RunContext(on_progress=progress.part, seed=self.request.seed)
            for target, numbers in self._batches(at_most):
                request = replace(self.request, methods=tuple(methods), target=target)
                opened = (self.pictures.get(number) for number in numbers)
                for number, outcome in zip(numbers, engine().run_each(request, opened, context), strict=True):
                    if isinstance(outcome, Failure):
                        raise outcome
                    found[number] = outcome[1]
                    progress.picture()
        return [found[number] for number in range(len(self.pictures))]

    def _batches(self, at_most: int | None) -> list[tuple[str, list[int]]]:
        """Pictures of one target each."""
        by_target: defaultdict[str, list[int]] = defaultdict(list)
        for number, target in enumerate(self.targets):
            by_target[target].append(number)
        size = at_most or max(1, len(self.targets))
        return [
            (target, numbers[first : first + size])
            for target, numbers in by_target.items()
            for first in range(0, len(numbers), size)
        ]


def request_of(subject: Subject, layer: str, resize: str, seed: int, device: str, memory_mb: int | None) -> Request:
    """What all pictures have in common. Raises ChoiceFailure."""
    if resize not in RESIZES:
        raise ChoiceFailure("There is no resize {resize}. There are: {names}.", resize=resize, names=", ".join(RESIZES))
    checked: Resize = RESIZES[RESIZES.index(resize)]
    for name, value, least in (("seed", seed, 0), ("memory_mb", 1 if memory_mb is None else memory_mb, 1)):
        whole_number(name, value, least)
    return Request(
        image=Path(),
        model=subject.spec.id,
        layer=layer,
        resize=checked,
        seed=int(seed),
        device=device,
        options=subject.options,
        memory=None if memory_mb is None else memory_mb * 2**20,
    )


def whole_number(name: str, value: Any, least: int) -> None:
    """Raises ChoiceFailure where it is none, or less than `least`."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < least:
        raise ChoiceFailure(
            "{name} must be a whole number from {least}, not {value}.", name=name, least=least, value=repr(value)
        )


def warn_of(results: Sequence[Result]) -> None:
    """Of what the pictures, the model and the maps say about themselves, each with the pictures it is said of."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    everything: list[str] = []
    for result in results:
        name = result.request.image.name
        of_model = [str(notice) for notice in result.model.notices]
        everything += of_model
        everything += [f"{method} is left out: {failure}" for method, failure in result.left_out]
        notices = [notice for notice in result.notices if str(notice) not in of_model]
        notices += [result.class_warning] if result.class_warning else []
        for notice in notices:
            said[str(notice)].append(name)
        for heatmap in result.heatmaps:
            for notice in heatmap.warnings:
                said[f"{heatmap.method}: {notice}"].append(name)
    warn([*everything, *(f"{_few(names)}: {text}" for text, names in said.items())])


def _few(names: Sequence[str]) -> str:
    """The first of many."""
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:3]) + (f" (+{len(shown) - 3})" if len(shown) > 3 else "")
