"""attnstudio concepts: what the activations of a layer over many pictures are made of. Never imports Qt."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.commands import options, request_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "concepts", help="find the concepts of a layer, and how important they are for a class"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
    parser.add_argument("--output", type=Path, metavar="DIR", help="folder for crops, table and numbers")
    parser.add_argument("--layer", default="auto", help="auto (default), last-conv or the name of a layer")
    parser.add_argument("--count", type=options.at_least(1), default=6, metavar="K", help="of the concepts; default: 6")
    parser.add_argument(
        "--target",
        default="predicted",
        metavar="CLASS",
        help="the class that concepts are important for, by name or index; default: of each picture the predicted one",
    )
    parser.add_argument(
        "--pictures",
        type=options.at_least(2),
        default=100,
        metavar="N",
        dest="at_most",
        help="so many are looked at, drawn at random; default: 100",
    )
    request_options.add_input_options(parser)
    parser.add_argument("--seed", default=0, type=options.at_least(0), metavar="N")
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    parser.add_argument("--json", action="store_true", help="print a line of JSON")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.concept_run.run import ConceptRun

    if arguments.output is None and not arguments.json:
        raise ChoiceFailure("Name a folder for the concepts with --output, or give --json.")
    request = replace(
        request_options.input_request(arguments, options.model_id(arguments.model)),
        layer=arguments.layer,
        target=arguments.target,
        seed=arguments.seed,
    )
    found = ConceptRun(
        request, arguments.count, arguments.at_most, arguments.output, force=arguments.force, as_json=arguments.json
    )
    with engine_of([request.model]) as engine:
        return found.run(arguments.pictures, engine)
