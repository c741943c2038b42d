"""attnstudio backdoor: checks of a model for backdoors, with the pictures of a data set. Never imports Qt."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.commands import finding_options, options, request_options
from attnstudio.commands.engine import engine_of


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "backdoor", help="check a model for backdoors: triggers that send any picture to one class"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
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
    finding_options.add_most_pictures(parser, least=8, default=500)
    parser.add_argument(
        "--method", default="gradcam", metavar="ID[,ID...]", help="methods whose maps show the found triggers"
    )
    parser.add_argument("--class-map", type=Path, metavar="FILE.csv", help="as of `attnstudio predict`")
    finding_options.add_options(parser, "the table and the found triggers", "each check")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.backdoor_run.run import BackdoorRun, Output
    from attnstudio.labelled_pictures import RowChoice, class_names

    finding_options.check(arguments)
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
