"""What attnstudio.evaluate gives."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from pathlib import Path

import numpy as np

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.conclusion import conclusion
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.signs import MEANINGS, signs, used
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.files import make_folder
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.text import counted
from attnstudio.evaluate_run.table import table
from attnstudio.export import tables
from attnstudio.export.report import formats
from attnstudio.export.report.title_block import NO_TITLE


class NoScore(ChoiceFailure, KeyError):
    """There are no scores of this method."""


class Scores(Mapping[str, Mapping[str, np.ndarray]]):
    """Scores by method and metric: `scores["gradcam"]["deletion"]` is float64 (n,), NaN where there is none.

    `print(scores)` prints the table of means with 95 % intervals.

    Attributes:
        evaluation: all that was measured, with the curves.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self._values: dict[str, dict[str, np.ndarray]] = {}
        for number, picture in enumerate(evaluation.pictures):
            for one in picture.measurements:
                of_method = self._values.setdefault(one.method, {})
                values = of_method.setdefault(one.metric, np.full(len(evaluation.pictures), np.nan))
                if one.score is not None:
                    values[number] = one.score.value

    @property
    def summary(self) -> Summary:
        """Means, intervals, the best and the worst, by (method, metric)."""
        return self.evaluation.summary

    @property
    def rows(self) -> list[dict[str, object]]:
        """One row a picture, method and metric, for pandas.DataFrame."""
        return tables.scores(self.evaluation.pictures)

    @property
    def means(self) -> list[dict[str, object]]:
        """One row a method and metric: mean, interval, what is best; for pandas.DataFrame."""
        return tables.summary(self.summary)

    @property
    def conclusion(self) -> tuple[str, ...]:
        """In words."""
        return tuple(map(str, conclusion(self.evaluation)))

    def __getitem__(self, method: str) -> Mapping[str, np.ndarray]:
        if method not in self._values:
            raise NoScore(
                "There are no scores of {method}. There are: {methods}.", method=method, methods=", ".join(self._values)
            )
        return self._values[method]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def save(self, folder: str | os.PathLike[str], *, overwrite: bool = True) -> list[Path]:
        """Write scores.csv, summary.csv and curves.csv. Returns the files. Raises attnstudio.Failure."""
        target, pictures = Path(folder), self.evaluation.pictures
        make_folder(target)
        contents = {
            "scores": (tables.SCORES, self.rows),
            "summary": (tables.SUMMARY, self.means),
            "curves": (tables.CURVES, tables.curves(pictures)),
        }
        files = {target / f"{name}.csv": content for name, content in contents.items()}
        for file, (columns, rows) in files.items():
            tables.write_csv(file, columns, rows, force=overwrite)
        return list(files)

    def report(
        self,
        path: str | os.PathLike[str],
        *,
        language: str = "en",
        title: Mapping[str, str] | None = None,
        overwrite: bool = True,
    ) -> Path:
        """Write the report, .html, .docx or .pdf. Returns the file.

        Args:
            title: student, group, teacher, course, aim; printed at the top.

        Raises:
            attnstudio.Failure: no report has this ending, there is no such language or field of the title, or the file
                cannot be written.
        """
        file = Path(path)
        formats.check(file)
        make_folder(file.parent)
        formats.write_report(file, self.evaluation, language, NO_TITLE.filled(title or {}), force=overwrite)
        return file

    def __str__(self) -> str:
        return table(self.summary)

    def __repr__(self) -> str:
        return f"<Scores: {counted(len(self.evaluation.pictures), 'picture')}, methods {', '.join(self)}>"

    def _repr_html_(self) -> str:
        summary = self.summary
        names = "".join(f"<th>{escape(METRICS.discover()[one].name)}</th>" for one in summary.metrics)
        cell = partial(_cell, summary)
        rows = "".join(
            f"<tr><th>{escape(METHODS.discover()[method].name)}</th>"
            + "".join(f"<td>{cell(method, metric)}</td>" for metric in summary.metrics)
            + "</tr>"
            for method in summary.methods
        )
        legend = ", ".join(f"{sign} {MEANINGS[sign]}" for sign in used(summary.cells.values()))
        sentences = "".join(f"<p>{escape(one)}</p>" for one in self.conclusion)
        return f"<table><tr><td></td>{names}</tr>{rows}</table><p><small>{legend}</small></p>{sentences}"


def _cell(summary: Summary, method: str, metric: str) -> str:
    cell = summary.cells[method, metric]
    found = cell.estimate
    if found is None:
        return "–"
    interval = "" if found.low is None else f"<br><small>{found.low:.3f} to {found.high:.3f}</small>"
    return f"{' '.join([*signs(cell), f'{found.mean:.3f}'])}{interval}"
