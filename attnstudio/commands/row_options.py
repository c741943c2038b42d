"""Options of the rows of a data set: which of them, and what is explained of each."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attnstudio.labelled_pictures import RowChoice


def add_only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="FILTER",
        help="wrong, right, unsure (below 50 %%), failed, region, label=NAME, predicted=NAME, text=PART, "
        "probability=LOW..HIGH; given several times, all must hold",
    )
    parser.add_argument(
        "--class-map",
        type=Path,
        metavar="FILE.csv",
        help="which class of the model each class of the data set is: two columns, its name and the model's",
    )


def add_targets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--targets",
        type=Path,
        metavar="FILE.csv",
        help="a target for each picture: two columns, its path or name and its target; the others have --target",
    )


def add_retry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--retry-failed", action="store_true", help="try the pictures again that failed in an earlier call"
    )


def choice(arguments: argparse.Namespace) -> RowChoice:
    from attnstudio.labelled_pictures import RowChoice

    return RowChoice(tuple(arguments.only), getattr(arguments, "targets", None), arguments.class_map)
