"""The files of a run of attacks: tables, labels of the attacked pictures, reports."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from attnstudio.attack_run.pictures import FOLDER, AttackedPictures
from attnstudio.attack_run.table import tables
from attnstudio.core.errors import Failure
from attnstudio.core.files import make_folder, refuse_existing
from attnstudio.core.robustness.conclusion import conclusion, warnings
from attnstudio.core.robustness.experiment import Experiment
from attnstudio.core.robustness.record import PictureRecord
from attnstudio.core.robustness.summary import Summary
from attnstudio.export import attack_tables
from attnstudio.export.report import formats
from attnstudio.export.report.attacks.content import attack_document
from attnstudio.export.report.blocks import Document
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock
from attnstudio.export.tables import write_csv
from attnstudio.export.translation import translator
from attnstudio.runs.journal import Journal
from attnstudio.terminal import print_failure


@dataclass(frozen=True)
class Output:
    """What is written. `pictures`: whether the attacked ones are. `force`: begin anew and overwrite. `retry_failed`:
    try these again. `shard`: which part of how many, from 1. `reports`, in this language, with this title."""

    folder: Path
    pictures: bool
    force: bool
    as_json: bool
    retry_failed: bool = False
    shard: tuple[int, int] | None = None
    reports: tuple[Path, ...] = ()
    language: str = "en"
    title: TitleBlock = NO_TITLE

    @property
    def files(self) -> dict[str, Path]:
        return {name: self.folder / f"{name}.csv" for name in ("attacks", "summary", "transfer", "defences")}

    def prepare(self) -> None:
        """Raises ChoiceFailure, OutputFailure."""
        translator(self.language)
        for report in self.reports:
            formats.check(report)
        for folder in (self.folder, *(report.parent for report in self.reports)):
            make_folder(folder)

    def claim(self, journal: Journal) -> None:
        """Raises ExistingFileFailure where a file is there that the run did not write."""
        for file in (*self.files.values(), *self.reports):
            journal.claim(file, force=self.force)
        if self.pictures and journal.is_foreign(self.folder / FOLDER):
            refuse_existing(self.folder / FOLDER, force=False)


@dataclass(frozen=True, eq=False)
class Results:
    """What is to be written of a whole run.

    Attributes:
        records: by the picture's path, in the order of the call; `names`: of their files.
        experiment: what it comes to.
    """

    records: Mapping[Path, PictureRecord]
    names: Sequence[str]
    experiment: Experiment

    @property
    def methods(self) -> list[str]:
        """Whose maps there are."""
        records = (record for picture in self.records.values() for record in picture.records)
        return list(dict.fromkeys(drift.method for record in records for drift in record.drifts))


def write(output: Output, pictures: AttackedPictures, results: Results) -> bool:
    """Print the summary and write every file, also after one fails. Returns whether all were written."""
    summary = results.experiment.summary
    if output.as_json:
        print(json.dumps(_as_json(summary)), flush=True)
    else:
        said = [*map(str, conclusion(summary)), *(f"Warning: {notice}" for notice in warnings(summary))]
        print("", tables(summary), "", *said, "", sep="\n", flush=True)
    written = True
    for file, make in _writers(output, pictures, results):
        try:
            make()
        except Failure as failure:
            written = False
            print_failure(failure)
        else:
            if not output.as_json:
                print(f"-> {file}")
    return written


def _as_json(summary: Summary) -> dict[str, object]:
    return {
        "pictures": len(summary.pictures),
        "summary": attack_tables.summary_rows(summary),
        "transfer": attack_tables.transfer_rows(summary),
        "defences": attack_tables.defence_rows(summary),
        "conclusion": list(map(str, conclusion(summary))),
        "warnings": list(map(str, warnings(summary))),
    }


def _writers(output: Output, pictures: AttackedPictures, results: Results) -> Iterator[tuple[Path, Callable[[], None]]]:
    """What makes each file."""
    experiment, methods = results.experiment, results.methods
    summary, class_names = experiment.summary, experiment.class_names
    rows = (
        row
        for name, (path, picture) in zip(results.names, results.records.items(), strict=True)
        for row in attack_tables.attack_rows(path, picture, class_names, pictures.files(name, picture))
    )
    contents = {
        "attacks": (attack_tables.attacks_columns(methods), rows),
        "summary": (attack_tables.summary_columns(methods), attack_tables.summary_rows(summary)),
    }
    if summary.transfers:
        contents["transfer"] = attack_tables.TRANSFER, attack_tables.transfer_rows(summary)
    if summary.defended:
        contents["defences"] = attack_tables.DEFENCES, attack_tables.defence_rows(summary)
    for name, (columns, content) in contents.items():
        yield output.files[name], partial(write_csv, output.files[name], columns, content, force=True)
    if pictures.are_wanted:
        named = list(zip(results.names, results.records.values(), strict=True))
        folder = output.folder / FOLDER
        yield folder, partial(pictures.write_labels, named, class_names)
    for report in output.reports:

        def make(now: datetime) -> Document:
            return attack_document(experiment, output.language, now, output.title)

        yield report, partial(formats.write_document, report, make, force=True)
