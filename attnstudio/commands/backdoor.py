"""attnstudio backdoor: checks of a model for backdoors, with the pictures of a data set. Never imports Qt."""

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
        "backdoor", help="check a model for backdoors: triggers that send any picture to one class"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
    parser.add_argument("--output", type=Path, metavar="DIR", help="folder for the table and the found triggers")
    parser.add_argument(
        "--checks",
        default="",
        metavar="ID[,ID...]",
        help="neural_cleanse, strip, activation_clustering; default: all",
    )
    parser.add_argument(
        "--classes",
        default="",
        metavar="NAME[,NAME...]|all",
        help="classes that are examined, by name or index; default: all of ten or fewer, else the ten that are "
        "predicted most often",
    )
    parser.add_argument(
        "--pictures",
        type=options.at_least(8),
        default=500,
        metavar="N",
        dest="at_most",
        help="so many are looked at, drawn at random; default: 500",
    )
    parser.add_argument(
        "--method", default="gradcam", metavar="ID[,ID...]", help="methods whose maps show the found triggers"
    )
    parser.add_argument("--class-map", type=Path, metavar="FILE.csv", help="as of `attnstudio predict`")
    request_options.add_input_options(parser)
    parser.add_argument("--seed", default=0, type=options.at_least(0), metavar="N")
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each check")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.backdoor_run.run import BackdoorRun, Output
    from attnstudio.labelled_pictures import RowChoice, class_names

    if arguments.output is None and not arguments.json:
        raise ChoiceFailure("Name a folder for the findings with --output, or give --json.")
    request = replace(
        request_options.input_request(arguments, options.model_id(arguments.model)),
        methods=options.method_calls(arguments.method, []),
        seed=arguments.seed,
    )
    classes = [name for name in arguments.classes.split(",") if name]
    if classes == ["all"]:
        classes = [str(index) for index in range(len(class_names(request)))]
    backdoor_run = BackdoorRun(
        request,
        RowChoice(class_map=arguments.class_map),
        [name for name in arguments.checks.split(",") if name],
        classes,
        arguments.at_most,
        Output(arguments.output, force=arguments.force, as_json=arguments.json),
    )
    with engine_of([request.model]) as engine:
        return backdoor_run.run(arguments.pictures, engine)
