"""attnstudio attacks: list the attacks."""

from __future__ import annotations

import argparse
import json
from typing import Any

from attnstudio.commands.listing import print_params


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("attacks", help="list the attacks and their parameters")
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.attacks.base import ATTACKS, NO_PAPER

    if arguments.json:
        print(json.dumps([attack.describe() for attack in ATTACKS], indent=2))
        return 0
    for attack in ATTACKS:
        norms = ", ".join(attack.norms) + ("" if attack.bounded else ", the smallest change")
        paper = "" if attack.paper == NO_PAPER else f", {attack.paper}"
        print(f"{attack.id:<16} {attack.name} ({attack.kind}, {norms}, {attack.cost}{paper})")
        print(f"{'':<16} {attack.summary}")
        print_params("--set", attack.id, attack.params, 16)
    return 0
