"""attnstudio methods: list the attribution methods."""

from __future__ import annotations

import argparse
import json
from typing import Any

from attnstudio.commands.listing import print_params


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("methods", help="list the methods and their parameters")
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.methods.base import METHODS
    from attnstudio.core.wrappers import all_params

    if arguments.json:
        print(json.dumps([method.describe(all_params(method)) for method in METHODS], indent=2))
        return 0
    for method in METHODS:
        print(f"{method.id:<14} {method.name} ({method.family}, {method.cost}, {method.paper})")
        print(f"{'':<14} {method.summary}")
        print_params("--set", method.id, all_params(method), 14)
    return 0
