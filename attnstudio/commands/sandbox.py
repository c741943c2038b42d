"""attnstudio sandbox FILE SHA256: the child process in which a user's model file is tried. Not for people."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("sandbox")  # without help it is not listed
    parser.add_argument("file", type=Path)
    parser.add_argument("digest")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.models import sandbox as child

    for line in child.run(arguments.file, arguments.digest):
        print(line, flush=True)
    return 0
