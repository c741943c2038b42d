"""Find the concepts of a layer without a window."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.concepts.concepts import ConceptCall, Concepts, ConceptSample, class_of, concept_sample
from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.files import refuse_existing
from attnstudio.core.request import Request
from attnstudio.export import concepts as files
from attnstudio.terminal import Exit, ProgressBar, interruptible

_STEPS = 1000


@dataclass(frozen=True)
class ConceptRun:
    """One call of `attnstudio concepts`.

    Attributes:
        request: the model, its layer, the class, and how pictures become inputs.
        count: of the concepts.
        at_most: pictures that are looked at.
        folder: None: nothing is written.
    """

    request: Request
    count: int
    at_most: int
    folder: Path | None
    force: bool
    as_json: bool

    def run(self, paths: Sequence[Path], engine: EngineInterface) -> Exit:
        """Find, print and write; returns the exit status. Raises Failure."""
        request = self.request
        if self.folder is not None:
            refuse_existing(self.folder / "concepts.csv", force=self.force)
        with interruptible() as cancelled, ProgressBar("concepts", "%", _STEPS / 100) as bar:
            ctx = RunContext(cancelled=cancelled, seed=request.seed)
            model = engine.load(request.model, request.weights, request.device, request.options, ctx)
            index = class_of(request.target, model.info.class_names)
            given = open_given(paths, cancelled=cancelled)
            given.require()
            sample = concept_sample(model, request, given.pictures, ctx, self.at_most)
            if sample.unreadable:
                _say(f"pictures that cannot be read and were left out: {sample.unreadable}")
            for found in engine.find_concepts(
                request, ConceptCall(sample.inputs, request.layer, self.count, index), ctx
            ):
                if isinstance(found, Concepts):
                    bar.clear()
                    self._report(sample, found)
                else:
                    bar.show(round(found * _STEPS), _STEPS)
        return Exit.DONE

    def _report(self, sample: ConceptSample, found: Concepts) -> None:
        rows = [files.record(sample, found, concept) for concept in range(len(found.basis))]
        if self.as_json:
            notices = [str(one) for one in found.notices]
            content = {"layer": found.layer, "pictures": len(sample.paths), "error": found.error, "notices": notices}
            print(json.dumps(content | {"concepts": rows}))
        else:
            print(f"{found.layer}: {len(rows)} concepts of {len(sample.paths)} pictures")
            print(f"not explained by them: {found.error:.1%}")
            for row in rows:
                strongest = ", ".join(Path(one).name for one in row["strongest"][:3])  # type: ignore[index]
                importance = "-" if row["importance"] is None else f"{row['importance']:.3f}"
                print(f"{row['concept']:>3}  {importance:>6}  {strongest}")
            for notice in found.notices:
                _say(str(notice))
        if self.folder is not None:
            files.write(self.folder, sample, found, force=self.force)
            if not self.as_json:
                print(f"-> {self.folder}")


def _say(text: str) -> None:
    print(f"attnstudio: {text}", file=sys.stderr)
