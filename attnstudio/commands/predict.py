"""attnstudio predict: what a model says of every picture of a data set, and how often it is right. Never imports Qt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import cluster, options, request_options, row_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.predicted_row import TOP_COUNT


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "predict", help="predict a data set: a table of its pictures, and how often the model is right"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
    parser.add_argument("--output", type=Path, metavar="FILE.csv", help="the table: one row a picture")
    parser.add_argument(
        "--top",
        type=int,
        choices=range(1, TOP_COUNT + 1),
        default=TOP_COUNT,
        metavar="K",
        help=f"how many classes of each picture, 1 to {TOP_COUNT}",
    )
    row_options.add_only(parser)
    request_options.add_input_options(parser)
    cluster.add_place(parser)
    parser.add_argument("--force", action="store_true", help="begin anew, and overwrite a file that exists")
    row_options.add_retry(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each picture, then the summary")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.predict_run.run import Output, PredictionRun

    if arguments.output is None and not arguments.json:
        raise ChoiceFailure("Name a file for the table with --output, or give --json.")
    request = request_options.input_request(arguments, options.model_id(arguments.model))
    output = Output(
        arguments.output,
        arguments.top,
        force=arguments.force,
        as_json=arguments.json,
        retry_failed=arguments.retry_failed,
    )
    prediction_run = PredictionRun(request, row_options.choice(arguments), output, cluster.calls(arguments))
    with engine_of([request.model]) as engine:
        return prediction_run.run(arguments.pictures, engine)
