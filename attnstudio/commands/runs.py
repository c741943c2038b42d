"""attnstudio runs: what a run in a folder has done, and what is left. Never imports Qt."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "runs", help="show what a run in a folder has done, what failed, and what is left"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.runs.status import Status

    status = Status.of(arguments.folder)
    if arguments.json:
        print(json.dumps(status.as_json()))
        return 0
    print(*status.lines(), sep="\n")
    for name, value in status.request.items():
        print(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    return 0
