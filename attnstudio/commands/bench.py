"""attnstudio bench: how fast methods and attacks are here, methods also against tf-keras-vis."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.commands import cluster, options, user_model_options
from attnstudio.core.errors import ChoiceFailure

PICTURES, THROUGHPUT_PICTURES, RUNS = 4, 1000, 5


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "bench", help="measure the speed of methods or attacks on this machine"
    )
    parser.add_argument(
        "--against", choices=["tf-keras-vis"], help="measure it too, in alternation, and report the ratio"
    )
    parser.add_argument(
        "--throughput",
        action="store_true",
        help="measure pictures a second of `explain` with overlays as PNG, as JPEG and without, against one thread",
    )
    options.add_model(parser)
    options.add_weights(parser)
    user_model_options.add_options(parser)
    parser.add_argument("--images", type=Path, metavar="DIR", help="default: the built-in scenes")
    parser.add_argument(
        "--pictures",
        type=options.at_least(1),
        metavar="N",
        help="use the first N pictures, default: 4; with --throughput make N of them, default: 1000",
    )
    parser.add_argument(
        "--methods",
        default="",
        metavar="ID[,ID...]",
        help="default: all, with --throughput gradcam; several are also measured in one run",
    )
    parser.add_argument(
        "--attacks",
        nargs="?",
        const="all",
        default="",
        metavar="ID[,ID...]",
        help="measure attacks instead of methods: all, or these",
    )
    options.add_set(parser)
    parser.add_argument(
        "--runs",
        type=options.at_least(1),
        metavar="N",
        help="the median of N runs is reported; default: 5, with --throughput or --attacks 1",
    )
    parser.add_argument(
        "--peak-memory", action="store_true", help="also measure peak memory, each method in a separate process"
    )
    cluster.add_place(parser)
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.benchmark import attacks, measure, table, throughput
    from attnstudio.benchmark.subject import Setting
    from attnstudio.core.attacks.base import ATTACKS
    from attnstudio.core.methods.base import METHODS

    if arguments.throughput and (arguments.against or arguments.peak_memory):
        raise ChoiceFailure("--throughput measures alone: give neither --against nor --peak-memory with it.")
    calls = cluster.calls(arguments)
    if calls is not None and not arguments.throughput:
        raise ChoiceFailure("--cluster is measured with --throughput.")
    if arguments.attacks and (arguments.methods or arguments.against or arguments.throughput or arguments.peak_memory):
        raise ChoiceFailure(
            "--attacks measures alone: give neither --methods, --against, --throughput nor --peak-memory with it."
        )
    model = options.model_id(arguments.model)
    of_methods = [] if arguments.attacks else arguments.set
    default = "gradcam" if arguments.throughput else ",".join(METHODS.discover())
    setting = Setting(
        model=model,
        options=user_model_options.model_options(arguments, model),
        weights=arguments.weights,
        weight_folders=options.weight_folders(),
        folder=arguments.images or paths.resource("demo", "scenes"),
        pictures=arguments.pictures or (THROUGHPUT_PICTURES if arguments.throughput else PICTURES),
        calls=options.method_calls(arguments.methods or default, of_methods),
    )
    if arguments.throughput:
        report = throughput.measure(setting, arguments.runs or 1, calls)
        print(json.dumps(report) if arguments.json else throughput.table(report))
        return 0
    if arguments.attacks:
        every = ",".join(ATTACKS.discover())
        calls_of = options.attack_calls(every if arguments.attacks == "all" else arguments.attacks, arguments.set)
        report = attacks.measure_attacks(setting, calls_of, arguments.runs or 1)
        print(json.dumps(report) if arguments.json else table.table(report))
        return 0
    report = measure.measure(
        setting, arguments.runs or RUNS, against=arguments.against is not None, with_peak=arguments.peak_memory
    )
    print(json.dumps(report) if arguments.json else table.table(report))
    return 0
