"""attnstudio concepts: what the activations of a layer over many pictures are made of. Never imports Qt."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.commands import finding_options, options, request_options
from attnstudio.commands.engine import engine_of


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "concepts", help="find the concepts of a layer, and how important they are for a class"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
    parser.add_argument("--layer", default="auto", help="auto (default), last-conv or the name of a layer")
    parser.add_argument("--count", type=options.at_least(1), default=6, metavar="K", help="of the concepts; default: 6")
    parser.add_argument(
        "--target",
        default="predicted",
        metavar="CLASS",
        help="the class that concepts are important for, by name or index; default: of each picture the predicted one",
    )
    finding_options.add_most_pictures(parser, least=2, default=100)
    finding_options.add_options(parser, "crops, table and numbers", "all concepts")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.concept_run.run import ConceptRun

    finding_options.check(arguments)
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
