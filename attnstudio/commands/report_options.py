"""Options of reports."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.core.errors import ChoiceFailure


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        type=Path,
        metavar="FILE.html|FILE.docx|FILE.pdf",
        help="may be given several times",
    )
    parser.add_argument(
        "--title",
        action="append",
        default=[],
        metavar="FIELD=TEXT",
        help="at the top of reports: student, group, teacher, course, aim",
    )
    parser.add_argument("--language", default="en", metavar="en|ru", help="language of the report")


def title(arguments: argparse.Namespace) -> Any:
    """Raises ChoiceFailure."""
    from attnstudio.export.report.title_block import NO_TITLE

    parted = [one.partition("=") for one in arguments.title]
    if wrong := [field for field, sign, _ in parted if not sign]:
        raise ChoiceFailure("--title needs FIELD=TEXT, not {text}.", text=wrong[0])
    return NO_TITLE.filled({field: text for field, _, text in parted})
