"""attnstudio metrics: how maps can be judged."""

from __future__ import annotations

import argparse
import json
from typing import Any

from attnstudio.commands.listing import print_params


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("metrics", help="list the metrics and their parameters")
    parser.add_argument("--json", action="store_true")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.metrics.base import METRICS

    if arguments.json:
        print(json.dumps([metric.describe() for metric in METRICS], indent=2))
        return 0
    for metric in METRICS:
        better = "higher is better" if metric.higher_is_better else "lower is better"
        region = ", needs a region" if metric.needs_region else ""
        print(
            f"{metric.id:<17} {metric.name} ({metric.family}, {better}{region}{metric.paper and ', ' + metric.paper})"
        )
        print(f"{'':<17} {metric.summary}")
        print_params("--set-metric", metric.id, metric.params, 17)
    return 0
