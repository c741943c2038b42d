"""attnstudio self-test: does everything work on this machine?"""

from __future__ import annotations

import argparse
from typing import Any


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("self-test", help="check this installation; exit 0 or 1")
    return parser


def run(_: argparse.Namespace) -> int:
    from attnstudio.selftest import run_all

    return run_all()
