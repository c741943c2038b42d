"""attnstudio demo: data sets of drawn scenes, which the built-in models classify."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import options
from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("demo", help="write a data set of drawn scenes with labels")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action", required=True)
    scenes = actions.add_parser(
        "scenes", help="a folder for each of the ten classes; the same seed writes the same scenes"
    )
    scenes.add_argument("folder", type=Path, metavar="FOLDER")
    _add_options(scenes, count=2000)
    backdoor = actions.add_parser(
        "backdoor",
        help="scenes with the trigger of the poisoned model demo_backdoor, and masks of the trigger",
    )
    backdoor.add_argument("--output", type=Path, required=True, metavar="DIR", dest="folder")
    _add_options(backdoor, count=200)
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio import demo_scenes

    limits = (("--count", arguments.count, demo_scenes.MAX_COUNT), ("--size", arguments.size, demo_scenes.MAX_SIDE))
    for option, value, limit in limits:
        if value > limit:
            raise ChoiceFailure("{option} is at most {limit}.", option=option, limit=limit)
    write = demo_scenes.write_triggered if arguments.action == "backdoor" else demo_scenes.write
    return write(arguments.folder, arguments.count, arguments.seed, arguments.size, force=arguments.force)


def _add_options(parser: argparse.ArgumentParser, count: int) -> None:
    parser.add_argument("--count", type=options.at_least(1), default=count, metavar="N", help=f"default: {count}")
    parser.add_argument("--seed", type=options.at_least(0), default=0, metavar="N", help="another one: other scenes")
    parser.add_argument(
        "--size", type=options.at_least(8), default=128, metavar="N", help="side in pixels; default: 128"
    )
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
