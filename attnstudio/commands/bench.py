"""attnstudio bench: how fast the methods are here, alone or against tf-keras-vis."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.commands import options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("bench", help="measure the methods' speed on this machine")
    parser.add_argument("--against", choices=["tf-keras-vis"], help="run it too, alternating, and give the ratio")
    options.add_model(parser)
    options.add_weights(parser)
    parser.add_argument("--images", type=Path, metavar="DIR", help="default: the built-in scenes")
    parser.add_argument("--pictures", type=options.at_least(1), default=4, metavar="N", help="the first N pictures")
    parser.add_argument("--methods", default="", metavar="ID[,ID...]", help="default: all")
    parser.add_argument(
        "--runs", type=options.at_least(1), default=5, metavar="N", help="the median of N runs is reported"
    )
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio import bench

    report = bench.measure(
        model=options.model_id(arguments.model),
        weights=arguments.weights,
        weight_folders=options.weight_folders(),
        folder=arguments.images or paths.resource("demo", "scenes"),
        pictures=arguments.pictures,
        methods=tuple(name for name in arguments.methods.split(",") if name),
        runs=arguments.runs,
        against=arguments.against is not None,
    )
    print(json.dumps(report) if arguments.json else bench.table(report))
    return 0
