"""One call of a notebook: model, pictures, targets and request; and its way through the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.models import preprocessing_check
from attnstudio.core.placement import RESIZES, Resize
from attnstudio.core.request import Answer, MethodCall, Request, Result, Subject
from attnstudio.core.text import Notice
from attnstudio.notebook.model_choice import ModelChoice
from attnstudio.notebook.notice import warn
from attnstudio.notebook.pictures import LEFT_OUT, Pictures
from attnstudio.notebook.progress import Progress
from attnstudio.notebook.session import engine

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Call:
    """What the engine is called with.

    Attributes:
        targets: one a picture, as the command line writes them.
        request: what all pictures have in common.
        shows_progress: whether a slow call says how far it is.
    """

    model: ModelChoice
    pictures: Pictures
    targets: tuple[str, ...]
    request: Request
    shows_progress: bool

    def warn(self) -> None:
        """Of what was guessed."""
        warn((*self.model.notices, *self.pictures.notices))

    def check_guess(self) -> None:
        """Warn where files that are called by their class contradict the guessed preprocessing."""
        files = [path for number, path in enumerate(self.pictures.paths) if number not in self.pictures.in_memory]
        if not self.model.notices or len(files) < preprocessing_check.FEWEST:
            return
        request = self.request
        with suppress(Failure), self.model.in_use():  # a failure is raised where the pictures are explained
            model = engine().load(request.model, None, request.device, request.options)
            labelled = preprocessing_check.labelled(files, model, preprocessing_check.MOST)
            used, size = model.spec.preprocessing, (request.resize, request.interpolation)
            found = preprocessing_check.find_better(model, labelled, used, RunContext(), *size)
            if found is not None:
                advice = f'Give preprocessing="{found[0].preprocessing}".'
                warn([f"{model.info.name}: {preprocessing_check.notice(*found)} {advice}"])

    def label(self, number: int) -> int | None:
        """The class of a picture, where it is known."""
        label = int(self.pictures.labels[number])
        return None if label < 0 else label

    def only(self, numbers: Sequence[int]) -> Call:
        """Of some of the pictures."""
        targets = tuple(self.targets[number] for number in numbers)
        return replace(self, pictures=self.pictures.only(numbers), targets=targets)

    def results(self, methods: Sequence[MethodCall]) -> dict[int, Result | Failure]:
        """By the picture's number; a failure of one of a data set. In the session's guest().

        Raises:
            Failure: of the model, the call, or the first picture that was named and cannot be explained.
        """
        request = replace(self.request, methods=tuple(methods))
        count = len(self.pictures)
        found: dict[int, Result | Failure] = {}
        with self.model.in_use(), Progress(count, shown=self.shows_progress) as progress:
            context = RunContext(on_progress=progress.part, seed=request.seed)
            outcomes = engine().run_each(request, map(self.opened, range(count)), context)
            for number, outcome in enumerate(outcomes):
                if isinstance(outcome, Failure) and number not in self.pictures.of_data_sets:
                    raise outcome
                found[number] = outcome if isinstance(outcome, Failure) else outcome[1]
                progress.picture()
        return found

    def answers(self, at_most: int | None = None) -> dict[int, Answer | Failure]:
        """As `results`, what the model says without maps: pictures are decoded ahead of it.

        Args:
            at_most: so many pictures share one pass of the model.
        """
        every = self.pictures
        given = [every.in_memory.get(number, path) for number, path in enumerate(every.paths)]
        found: dict[int, Answer | Failure] = {}
        with self.model.in_use(), Progress(len(every), shown=self.shows_progress) as progress:
            for number, outcome in engine().answer_each(self.request, given, RunContext(), at_most):
                if isinstance(outcome, Failure) and number not in every.of_data_sets:
                    raise outcome
                found[number] = outcome
                progress.picture()
        return found

    def opened(self, number: int) -> Subject | Failure:
        """A picture with its target and label, or why it cannot be read."""
        try:
            return Subject(self.pictures.get(number), self.targets[number], self.label(number))
        except Failure as failure:
            return failure

    def finished(self, found: Mapping[int, T | Failure]) -> tuple[Call, list[T], dict[Path, Failure]]:
        """This call of those pictures that have a result, the results, and what is wrong with the others.

        Raises:
            Failure: there is no result.
        """
        results = {number: one for number, one in found.items() if not isinstance(one, Failure)}
        failures = {self.pictures.paths[number]: one for number, one in found.items() if isinstance(one, Failure)}
        for failure in failures.values() if not results else ():
            raise failure
        warn(str(Notice(LEFT_OUT, {"name": path.name, "reason": failure})) for path, failure in failures.items())
        return self.only(list(results)), list(results.values()), failures


def request_of(chosen: ModelChoice, layer: str, resize: str, seed: int, device: str, memory_mb: int | None) -> Request:
    """What all pictures have in common. Raises ChoiceFailure."""
    if resize not in RESIZES:
        raise ChoiceFailure("There is no resize {resize}. There are: {names}.", resize=resize, names=", ".join(RESIZES))
    checked: Resize = RESIZES[RESIZES.index(resize)]
    for name, value, least in (("seed", seed, 0), ("memory_mb", 1 if memory_mb is None else memory_mb, 1)):
        whole_number(name, value, least)
    return Request(
        image=Path(),
        model=chosen.spec.id,
        layer=layer,
        resize=checked,
        seed=int(seed),
        device=device,
        options=chosen.options,
        memory=None if memory_mb is None else memory_mb * 2**20,
    )


def whole_number(name: str, value: Any, least: int) -> None:
    """Raises ChoiceFailure where it is none, or less than `least`."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or value < least:
        raise ChoiceFailure(
            "{name} must be a whole number from {least}, not {value}.", name=name, least=least, value=repr(value)
        )


def warn_of(paths: Sequence[Path], results: Sequence[Result | Answer]) -> None:
    """Of what the pictures, the model and the maps say about themselves, each with the pictures it is said of."""
    said: list[list[str]] = []
    everything: list[str] = []
    for result in results:
        of_model = [str(notice) for notice in result.model.notices]
        everything += of_model
        notices = [str(notice) for notice in result.notices if str(notice) not in of_model]
        if isinstance(result, Result):
            everything += [f"{method} is left out: {failure}" for method, failure in result.left_out]
            notices += [str(result.class_warning)] if result.class_warning else []
            notices += [f"{one.method}: {notice}" for one in result.heatmaps for notice in one.warnings]
        said.append(notices)
    warn([*everything, *with_names(paths, said)])


def with_names(paths: Sequence[Path], said: Sequence[Sequence[str]]) -> list[str]:
    """What is said of pictures, each text once with those that it is said of."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for path, texts in zip(paths, said, strict=True):
        for text in texts:
            names[text].append(path.name)
    return [f"{_few(found)}: {text}" for text, found in names.items()]


def _few(names: Sequence[str]) -> str:
    """The first of many."""
    shown = list(dict.fromkeys(names))
    return ", ".join(shown[:3]) + (f" (+{len(shown) - 3})" if len(shown) > 3 else "")
