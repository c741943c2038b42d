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


def add_shard(parser: argparse.ArgumentParser, then: str = "`runs merge` makes one run of theirs") -> None:
    parser.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help=f"only every N-th picture from the I-th on, for N machines; {then}",
    )


def choice(arguments: argparse.Namespace) -> RowChoice:
    from attnstudio.labelled_pictures import RowChoice

    return RowChoice(tuple(arguments.only), getattr(arguments, "targets", None), arguments.class_map)


def _shard(text: str) -> tuple[int, int]:
    """(which, of how many), which from 1."""
    which, _, count = text.partition("/")
    if not (which.isdecimal() and count.isdecimal() and 1 <= int(which) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text} is not I/N with I from 1 to N")
    return int(which), int(count)
