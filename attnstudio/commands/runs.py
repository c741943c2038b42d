"""attnstudio runs: what a run in a folder has done, and what is left. Never imports Qt."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "runs", help="show what a run in a folder has done, what failed, and what is left"
    )
    parser.add_argument(
        "folders",
        nargs="+",
        metavar="FOLDER",
        help="a run's folder, or the file that it wrote; or `merge FOLDER FOLDER ... --output DIR`: make one run of "
        "several",
    )
    parser.add_argument("--output", type=Path, metavar="DIR", help="of merge: a folder for the whole")
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.runs.merge import merge
    from attnstudio.runs.place import folder_of
    from attnstudio.runs.status import Status

    first, *others = arguments.folders
    if arguments.output is not None:
        if first != "merge" or not others:
            raise ChoiceFailure("Write `runs merge FOLDER FOLDER ... --output DIR`, or `runs FOLDER`.")
        status = merge([Path(folder) for folder in others], arguments.output)
    elif others:
        raise ChoiceFailure("Write `runs merge FOLDER FOLDER ... --output DIR`, or `runs FOLDER`.")
    else:
        status = Status.of(folder_of(Path(first)))
    if arguments.json:
        print(json.dumps(status.as_json()))
        return 0
    print(*status.lines(), sep="\n")
    for name, value in status.request.items():
        print(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    return 0
