"""attnstudio self-test: does everything work on this machine?"""

from __future__ import annotations

import argparse
from typing import Any

from attnstudio.commands import options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("self-test", help="check this installation; exit 0 or 1")
    parser.add_argument("--only", default="", metavar="GROUP[,GROUP...]", help="such as models, methods, window")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.engine import Engine
    from attnstudio.selftest import run as selftest
    from attnstudio.selftest.subject import Subject

    groups = selftest.chosen(arguments.only)
    folders = options.weight_folders()
    return selftest.run(groups, Subject(Engine(folders), folders))
