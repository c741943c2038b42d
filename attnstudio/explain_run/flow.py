"""The pictures of a call on their way: decoded ahead of the model, written behind it; or sent to a cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np

from attnstudio.cluster.calls import ClusterCalls
from attnstudio.cluster.message import Explained, Item
from attnstudio.cluster.place import ClusterFailure
from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine_interface import EngineInterface
from attnstudio.core.errors import Cancelled, ChoiceFailure, EndedFailure, Failure, OutputFailure
from attnstudio.core.images import Picture
from attnstudio.core.pipeline import WRITERS, Stage, read_ahead, thread_count
from attnstudio.core.request import Request, Subject
from attnstudio.explain_run.report import Reporter
from attnstudio.explain_run.writing import Outcome, Writer, Written
from attnstudio.labelled_pictures import LabelledPictures
from attnstudio.runs.outputs import Outputs

_AHEAD = 32  # pictures that wait for the model, or to be written


@dataclass(frozen=True, eq=False)
class Flow:
    """`cluster`: where it runs; None: here."""

    request: Request
    outputs: Outputs
    rows: LabelledPictures
    writer: Writer
    reporter: Reporter
    engine: EngineInterface
    cluster: ClusterCalls | None

    def explain(self, positions: Iterator[int], ctx: RunContext) -> bool:
        """Returns whether it was stopped; what was computed until then is written.

        Raises:
            ChoiceFailure: the call is wrong for this model.
            OutputFailure: nothing more can be written.
            ClusterFailure: there is no cluster any more.
        """
        begun = deque[int]()
        broken: Failure | None = None
        stopped = False
        with (
            Stage[Picture | Subject | Failure]("decoding", thread_count(), _AHEAD) as decoding,
            Stage[Written]("writing", WRITERS, _AHEAD) as writing,
        ):

            def report_ready() -> None:
                for written in writing.ready():
                    self._report(written)

            listening = replace(ctx, between=report_ready)
            outcomes = (
                self._here(positions, begun, decoding, listening)
                if self.cluster is None
                else self._there(self.cluster, positions, listening)
            )
            try:
                for position, outcome in outcomes:
                    weight = _weight_of(outcome)
                    while not writing.has_room(weight):
                        self._report(writing.take())
                    writing.start(partial(self.writer.write, position, outcome), weight)
                    report_ready()
            except Cancelled:
                stopped = True
            except Failure as failure:
                broken = failure
            outcomes.close()
            while len(writing):
                try:
                    self._report(writing.take())
                except EndedFailure as ended:
                    broken = ended
        if not isinstance(broken, OutputFailure):
            self.writer.close()
        if isinstance(broken, ChoiceFailure | OutputFailure | ClusterFailure):
            raise broken
        if broken is not None:
            for position in chain(begun, positions):
                self.reporter.failure(self.rows.pictures[position], broken)
        return stopped

    def _here(
        self, positions: Iterator[int], begun: deque[int], decoding: Stage[Picture | Subject | Failure], ctx: RunContext
    ) -> Generator[tuple[int, Outcome], None, None]:
        """Pictures explained by the engine, by their places. `begun`: gets those whose outcome has not come yet."""

        def opened() -> Iterator[Callable[[], Subject | Failure]]:
            for position in positions:
                begun.append(position)
                yield partial(self._opened, position)

        for outcome in self.engine.run_each(self.request, read_ahead(decoding, opened(), _weight), ctx):
            yield begun.popleft(), outcome

    def _there(
        self, cluster: ClusterCalls, positions: Iterator[int], ctx: RunContext
    ) -> Generator[tuple[int, Outcome], None, None]:
        """Pictures explained by a cluster, in the order in which they are ready."""
        every = np.fromiter(positions, np.int64)

        def item(number: int) -> Item:
            position, rows = int(every[number]), self.rows
            self.writer.refuse_foreign(position)
            return Item(number, rows.pictures[position], target=rows.target(position), label=rows.label(position))

        if len(every):
            for number, outcome in cluster.explain_each(self.request, item, len(every), self.outputs, ctx):
                yield int(every[number]), outcome

    def _opened(self, position: int) -> Subject | Failure:
        """In a thread of decoding. A file that is not the run's own is refused before the map is computed."""
        try:
            self.writer.refuse_foreign(position)
            return self.rows.subject(position, images.decode(self.rows.pictures[position], self.request.levels))
        except Failure as failure:
            return failure

    def _report(self, written: Written) -> None:
        if isinstance(written.outcome, Failure):
            self.reporter.failure(self.rows.pictures[written.position], written.outcome)
            return
        self.reporter.result(written.outcome, written.pixels, written.name)
        self.writer.note(written.outcome)


def _weight_of(outcome: Outcome) -> int:
    if isinstance(outcome, Failure):
        return 0
    if isinstance(outcome, Explained):
        return sum(map(len, outcome.overlays.values())) + sum(one.values.nbytes for one in outcome.result.heatmaps)
    return outcome[0].pixels.nbytes


def _weight(opened: Picture | Subject | Failure) -> int:
    return opened.picture.pixels.nbytes if isinstance(opened, Subject) else 0
