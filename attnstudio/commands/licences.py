"""attnstudio licences: list the components of the program and their licences."""

from __future__ import annotations

import argparse
from typing import Any

from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "licences", help="list the components of the program and their licences"
    )
    parser.add_argument("--text", metavar="NAME", help="print the licence text of one component")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.licences import components

    known = {one.name.lower(): one for one in components()}
    if arguments.text is not None:
        chosen = known.get(arguments.text.lower())
        if chosen is None:
            raise ChoiceFailure("There is no component {name}. attnstudio licences lists them.", name=arguments.text)
        print(chosen.text(), end="")
        return 0
    for one in known.values():
        print(f"{one.name:<26} {one.version:<20} {one.licence or 'see the text'}")
    return 0
