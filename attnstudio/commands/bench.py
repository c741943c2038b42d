"""attnstudio bench: how fast the methods are here, alone or against tf-keras-vis."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.commands import options, user_model_options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("bench", help="measure the methods' speed on this machine")
    parser.add_argument(
        "--against", choices=["tf-keras-vis"], help="measure it too, in alternation, and report the ratio"
    )
    options.add_model(parser)
    options.add_weights(parser)
    user_model_options.add_options(parser)
    parser.add_argument("--images", type=Path, metavar="DIR", help="default: the built-in scenes")
    parser.add_argument("--pictures", type=options.at_least(1), default=4, metavar="N", help="use the first N pictures")
    parser.add_argument(
        "--methods", default="", metavar="ID[,ID...]", help="default: all; several are also measured in one run"
    )
    options.add_set(parser)
    parser.add_argument(
        "--runs", type=options.at_least(1), default=5, metavar="N", help="the median of N runs is reported"
    )
    parser.add_argument(
        "--peak-memory", action="store_true", help="also measure peak memory, each method in a separate process"
    )
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.benchmark.measure import measure
    from attnstudio.benchmark.subject import Setting
    from attnstudio.benchmark.table import table
    from attnstudio.core.methods.base import METHODS

    model = options.model_id(arguments.model)
    setting = Setting(
        model=model,
        options=user_model_options.model_options(arguments, model),
        weights=arguments.weights,
        weight_folders=options.weight_folders(),
        folder=arguments.images or paths.resource("demo", "scenes"),
        pictures=arguments.pictures,
        calls=options.method_calls(arguments.methods or ",".join(METHODS.discover()), arguments.set),
    )
    report = measure(setting, arguments.runs, against=arguments.against is not None, with_peak=arguments.peak_memory)
    print(json.dumps(report) if arguments.json else table(report))
    return 0
