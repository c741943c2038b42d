"""The files of an evaluation: tables in a folder, and reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.files import make_folder
from attnstudio.evaluate_run.table import table
from attnstudio.export import tables
from attnstudio.export.report import formats
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.translation import translator
from attnstudio.runs.journal import Journal
from attnstudio.runs.place import folder_beside
from attnstudio.terminal import print_failure


@dataclass(frozen=True)
class Output:
    """What is written. `folder`: None writes nothing but the reports. `force`: begin anew and overwrite.
    `retry_failed`: try these again."""

    folder: Path | None
    reports: tuple[Path, ...]
    language: str
    force: bool
    as_json: bool
    retry_failed: bool = False
    title: TitleBlock = NO_TITLE  # of the reports

    @property
    def files(self) -> dict[str, Path]:
        if self.folder is None:
            return {}
        return {name: self.folder / f"{name}.csv" for name in ("scores", "summary", "curves")}

    def prepare(self) -> Path | None:
        """The folder of the run's journal: that of the tables, else one beside the first report; None: nothing is
        written that could go on. Raises ChoiceFailure, OutputFailure."""
        translator(self.language)
        for report in self.reports:
            formats.check(report)
        for folder in (self.folder, *(report.parent for report in self.reports)):
            if folder is not None:
                make_folder(folder)
        if self.folder is not None:
            return self.folder
        return folder_beside(self.reports[0], force=self.force) if self.reports else None

    def claim(self, journal: Journal) -> None:
        """Raises ExistingFileFailure where a file is there that the run did not write."""
        for file in (*self.files.values(), *self.reports):
            journal.claim(file, force=self.force)

    def write(self, evaluation: Evaluation) -> bool:
        """Print the summary and write every file, also after one fails. Returns whether all were written."""
        if self.as_json:
            row = {"pictures": evaluation.summary.pictures, "seconds": evaluation.seconds}
            print(json.dumps(row | {"summary": tables.summary(evaluation.summary)}), flush=True)
        else:
            print(table(evaluation.summary), *map(str, conclusion(evaluation)), sep="\n", flush=True)
        written = True
        for file, write in self._writers(evaluation).items():
            try:
                write()
            except Failure as failure:
                written = False
                print_failure(failure)
            else:
                if not self.as_json:
                    print(f"-> {file}")
        return written

    def _writers(self, evaluation: Evaluation) -> dict[Path, Callable[[], None]]:
        """What makes each file."""
        contents = {
            "scores": (tables.SCORES, tables.scores(evaluation.pictures)),
            "summary": (tables.SUMMARY, tables.summary(evaluation.summary)),
            "curves": (tables.CURVES, tables.curves(evaluation.pictures)),
        }
        writers: dict[Path, Callable[[], None]] = {
            file: partial(tables.write_csv, file, *contents[name], force=True) for name, file in self.files.items()
        }
        for report in self.reports:
            writers[report] = partial(formats.write_report, report, evaluation, self.language, self.title, force=True)
        return writers
