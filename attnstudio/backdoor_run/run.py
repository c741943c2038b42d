"""Check a model for backdoors without a window: findings, their files, and sentences."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from attnstudio.backdoor_run.unfinished import Unfinished, key_of
from attnstudio.core.backdoors.base import CHECKS, Finding
from attnstudio.core.backdoors.neural_cleanse import NeuralCleanse
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.examination import conclusion, triggered_subjects
from attnstudio.core.files import refuse_existing
from attnstudio.core.request import Request, Result
from attnstudio.export import backdoors
from attnstudio.labelled_pictures import LabelledPictures, RowChoice, class_names, labelled
from attnstudio.terminal import Exit, ProgressBar, interruptible

_COLORMAP = "inferno"
_TELLING = 0.02  # of the work, after which the time that it takes can be told
_LONG = 20.0  # seconds: shorter ones need no announcement
_STEPS = 1000  # of a check's progress


@dataclass(frozen=True)
class Output:
    """What is written. `folder`: None: nothing."""

    folder: Path | None
    force: bool
    as_json: bool


@dataclass(frozen=True, eq=False)
class BackdoorRun:
    """One call of `attnstudio backdoor`.

    Attributes:
        request: the model, how pictures become its inputs, and the methods that explain found triggers.
        checks: ids; none: all.
        classes: names or indices; none: those that are predicted most often.
        at_most: pictures that are looked at.
    """

    request: Request
    choice: RowChoice
    checks: Sequence[str]
    classes: Sequence[str]
    at_most: int
    output: Output

    def run(self, paths: Sequence[Path], engine: EngineInterface) -> Exit:
        """Check, print and write; returns the exit status. Raises Failure."""
        output = self.output
        with interruptible() as cancelled, ProgressBar("checks", "%", _STEPS / 100) as bar:
            ctx = RunContext(cancelled=cancelled, seed=self.request.seed)
            given = open_given(paths, cancelled=cancelled)
            given.require()
            for reason in given.notes:
                _say(str(reason))
            rows = labelled(given, replace(self.request, methods=()), self.choice)
            names, findings, maps = class_names(self.request), list[Finding](), dict[int, Result]()
            shown = replace(ctx, on_progress=_Progress(bar).show)
            unfinished = self._unfinished(rows, engine)
            known = () if unfinished is None else unfinished.load()
            if output.folder is not None and not known:
                refuse_existing(output.folder / "findings.json", force=output.force)
            if known:
                _say(f"goes on: the triggers of {_classes(len(known))} are known")
            found = engine.examine(
                self.request, rows.pictures, rows.labels, self.checks, self.classes, shown, self.at_most, known
            )
            stopped, searched = False, len(known)
            try:
                for finding in found:
                    if finding.done < 1:
                        is_search = finding.check == NeuralCleanse.id
                        if unfinished is not None and is_search and len(finding.classes) > searched:
                            unfinished.save(finding)
                            searched = len(finding.classes)
                        continue
                    findings.append(finding)
                    bar.clear()
                    self._report(finding, names)
                    if output.folder is not None:
                        maps |= self._maps(finding, engine, ctx)
            except Cancelled:
                stopped = True
        if output.folder is not None and findings:
            backdoors.write(output.folder, findings, names, maps, _COLORMAP, force=output.force or bool(known))
            if not output.as_json:
                print(f"-> {output.folder}")
        if stopped:
            _say("stopped; the checks that are finished are written")
            if searched and unfinished is not None:
                _say(f"the triggers of {_classes(searched)} are kept: the same call goes on with the others")
            return Exit.INTERRUPTED
        if unfinished is not None:
            unfinished.remove()
        return Exit.DONE

    def _unfinished(self, rows: LabelledPictures, engine: EngineInterface) -> Unfinished | None:
        """What a call that was stopped left in the folder; with --force it counts for nothing."""
        if self.output.folder is None:
            return None
        request = self.request
        asked: dict[str, object] = {
            "weights": engine.checksum(request.model, request.weights, request.options),
            "options": vars(request.options),
            "input": (request.resize, request.interpolation, request.levels),
            "seed": request.seed,
            "at_most": self.at_most,
        }
        found = Unfinished(self.output.folder, key_of(asked, rows.pictures, rows.labels))
        if self.output.force:
            found.remove()
        return found

    def _maps(self, finding: Finding, engine: EngineInterface, ctx: RunContext) -> dict[int, Result]:
        subjects = triggered_subjects(finding)
        outcomes = engine.run_each(self.request, list(subjects.values()), ctx) if subjects else iter(())
        return {
            index: outcome[1]
            for index, outcome in zip(subjects, outcomes, strict=True)
            if not isinstance(outcome, Failure)
        }

    def _report(self, finding: Finding, names: Sequence[str]) -> None:
        if self.output.as_json:
            print(json.dumps(backdoors.record(finding, names)), flush=True)
            return
        check = CHECKS.discover()[finding.check]
        print(conclusion(finding, names))
        print(f"  {'class':<24} {check.unit.lower():>32}  anomaly index")
        for one in finding.classes:
            value = "-" if one.value is None else f"{one.value:.2f}"
            index = "-" if one.index is None else f"{one.index:.2f}"
            more = f"  {len(one.pictures)} pictures" if one.pictures else ""
            more += "" if one.undecided is None else f"  {one.undecided}"
            print(f"{'!' if one.suspicious else ' ':<2}{names[one.class_index]:<24} {value:>32}  {index:>13}{more}")
        for notice in (*check.limits, *finding.limits):
            print(f"  {notice}")
        sys.stdout.flush()


class _Progress:
    """Says once how long it will take, and shows what is left."""

    def __init__(self, bar: ProgressBar) -> None:
        self._bar, self._started, self._is_told = bar, time.monotonic(), False

    def show(self, done: int, total: int) -> None:
        share, spent = done / total, time.monotonic() - self._started
        left = math.ceil(spent / share * (1 - share)) if share else 0
        if share >= _TELLING and not self._is_told:
            self._is_told = True
            if left > _LONG:
                self._bar.clear()
                _say(f"expected time: {left // 60}:{left % 60:02}")
        self._bar.show(round(share * _STEPS), _STEPS, f"{left // 60}:{left % 60:02} left")


def _classes(count: int) -> str:
    return "1 class" if count == 1 else f"{count} classes"


def _say(text: str) -> None:
    print(f"attnstudio: {text}", file=sys.stderr)
