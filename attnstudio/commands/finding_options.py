"""Options of the commands that examine a model with many pictures: `backdoor`, `concepts`, `features`."""

from __future__ import annotations

import argparse
from pathlib import Path

from attnstudio.commands import options, request_options
from attnstudio.core.errors import ChoiceFailure


def add_options(parser: argparse.ArgumentParser, folder_for: str, line_for: str) -> None:
    """Model, input, seed, and where the findings go. `folder_for`, `line_for`: what --output and --json give."""
    request_options.add_input_options(parser)
    options.add_seed(parser)
    parser.add_argument("--output", type=Path, metavar="DIR", help=f"folder for {folder_for}")
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    parser.add_argument("--json", action="store_true", help=f"print a line of JSON for {line_for}")


def add_most_pictures(parser: argparse.ArgumentParser, *, least: int, default: int) -> None:
    parser.add_argument(
        "--pictures",
        type=options.at_least(least),
        default=default,
        metavar="N",
        dest="at_most",
        help=f"so many are looked at, drawn at random; default: {default}",
    )


def check(arguments: argparse.Namespace) -> None:
    """Raises ChoiceFailure where findings would go nowhere."""
    if arguments.output is None and not arguments.json:
        raise ChoiceFailure("Name a folder for the findings with --output, or give --json.")
