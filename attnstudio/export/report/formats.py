"""A report as a file: its ending says the format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from attnstudio.core.context import check_token
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.files import refuse_existing, write_atomically
from attnstudio.export.report import docx, html, pdf
from attnstudio.export.report.blocks import Document
from attnstudio.export.report.content import document
from attnstudio.export.report.title_block import NO_TITLE, TitleBlock

ENDINGS = (".html", ".htm", ".pdf", ".docx")


def check(path: Path) -> None:
    """Refuse a format that reports do not have, before anything is computed for it. Raises ChoiceFailure."""
    if path.suffix.lower() not in ENDINGS:
        raise ChoiceFailure(
            "{file}: its ending is not a report format. Use one of these: {endings}.",
            file=path,
            endings=", ".join(ENDINGS),
        )


def write_report(
    path: Path, evaluation: Evaluation, language: str, title: TitleBlock = NO_TITLE, *, force: bool
) -> None:
    """Write the report of an evaluation of at least one picture, whole or not at all.

    Args:
        language: a key of translation.LANGUAGES.
        force: replace an existing file.

    Raises:
        ChoiceFailure: no report has this ending, or there is no such language.
        OutputFailure: the file is there already, or cannot be written.
        Cancelled: the job of this thread was stopped.
    """
    write_document(path, lambda now: document(evaluation, language, now, title), force=force)


def write_document(path: Path, make: Callable[[datetime], Document], *, force: bool) -> None:
    """Write a document that is made now. Raises as `write_report` does."""
    check(path)
    refuse_existing(path, force=force)
    now = datetime.now().astimezone()
    content = make(now)
    match path.suffix.lower():
        case ".pdf":
            data = pdf.render(content, now)
        case ".docx":
            data = docx.render(content, now)
        case _:
            data = html.render(content)
    check_token()
    write_atomically(path, lambda file: file.write(data), force=force)
