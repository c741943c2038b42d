"""Make pictures that excite units, and find those of a data set that do, without a window."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.datasets.given import open_given
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.features.excitation import spectrum_of
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import read_units
from attnstudio.core.files import refuse_existing
from attnstudio.core.request import Request
from attnstudio.export import features
from attnstudio.terminal import Exit, ProgressBar, interruptible, print_failure


@dataclass(frozen=True)
class Output:
    """What is written. `folder`: None: nothing. `top`: pictures of a data set that are named for each unit."""

    folder: Path | None
    force: bool
    as_json: bool
    top: int


@dataclass(frozen=True, eq=False)
class FeatureRun:
    """One call of `attnstudio features`.

    Attributes:
        request: the model, and how pictures become its inputs.
        units: as `read_units` reads them.
        call: how pictures are made; its units are passed over.
        like_pictures: whether they are to have the magnitudes of the given pictures.
    """

    request: Request
    units: Sequence[str]
    call: MaximisationCall
    like_pictures: bool
    output: Output

    def run(self, paths: Sequence[Path], engine: EngineInterface) -> Exit:
        """Make, find, print and write; returns the exit status. Raises Failure."""
        request, output = self.request, self.output
        with interruptible() as cancelled, ProgressBar("steps") as bar:
            ctx = RunContext(on_progress=bar.show, cancelled=cancelled, seed=request.seed)
            model = engine.load(request.model, request.weights, request.device, request.options, ctx)
            names = model.info.class_names
            units = [unit for text in self.units for unit in read_units(text, names)]
            call = replace(self.call, units=tuple(dict.fromkeys(units)))
            if output.folder is not None:
                features.refuse(output.folder, call, names, force=output.force)
                refuse_existing(output.folder / "strongest.csv", force=output.force or not paths)
            pictures: Sequence[Path] = ()
            if paths:
                given = open_given(paths, cancelled=cancelled)
                given.require()
                pictures = given.pictures
            if self.like_pictures:
                call = replace(call, spectrum=spectrum_of(model, request, pictures, ctx))
            found, stopped = list[Maximised](), False
            try:
                for one in engine.maximise(request, call, ctx):
                    if one.done == 1:
                        found.append(one)
                        bar.clear()
                        self._report(one, names)
                if pictures:
                    bar.clear()
                    self._rank(call, pictures, engine, names, ctx)
            except Cancelled:
                stopped = True
        if output.folder is not None and found:
            features.write_record(output.folder, request, call, found, names)
            if not output.as_json:
                print(f"-> {output.folder}")
        if stopped:
            print("attnstudio: stopped; the pictures that are finished are written", file=sys.stderr)
        return Exit.INTERRUPTED if stopped else Exit.DONE

    def _report(self, found: Maximised, names: Sequence[str]) -> None:
        if self.output.folder is not None:
            features.write(self.output.folder, found, names, force=self.output.force)
        if self.output.as_json:
            print(json.dumps(features.record(found, names)), flush=True)
        else:
            print(f"{found.unit.name(names)}: {found.before:.4g} -> {found.value:.4g}", flush=True)

    def _rank(
        self,
        call: MaximisationCall,
        pictures: Sequence[Path],
        engine: EngineInterface,
        names: Sequence[str],
        ctx: RunContext,
    ) -> None:
        values = np.full((len(pictures), len(call.units)), -np.inf, np.float32)
        for number, one in engine.excite_each(self.request, call.units, pictures, ctx):
            if isinstance(one, Failure):
                print_failure(one, pictures[number])
            else:
                values[number] = one
        order = np.argsort(-values, axis=0, kind="stable")[: self.output.top]
        found = [
            (
                unit,
                [
                    (pictures[int(row)], float(values[row, place]))
                    for row in order[:, place]
                    if values[row, place] > -np.inf
                ],
            )
            for place, unit in enumerate(call.units)
        ]
        if self.output.folder is not None:
            features.write_strongest(self.output.folder, found, names, force=self.output.force)
        for unit, strongest in found:
            if self.output.as_json:
                rows = [{"image": str(path), "value": value} for path, value in strongest]
                print(json.dumps({"unit": unit.name(names), "strongest": rows}), flush=True)
                continue
            print(f"{unit.name(names)}, the pictures that excite it most:")
            for path, value in strongest:
                print(f"  {value:10.4g}  {path}")
