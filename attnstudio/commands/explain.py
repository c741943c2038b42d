"""attnstudio explain: maps of pictures, written to a folder. Never imports Qt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import options, own_model
from attnstudio.core.images import INTERPOLATIONS, RESIZES


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain", help="compute maps of pictures and write them to a folder"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="IMAGE|FOLDER")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="folder for the results")
    options.add_model(parser)
    options.add_weights(parser)
    own_model.add_options(parser)
    options.add_what(parser)
    parser.add_argument("--layer", default="auto", help="auto, last-conv or the name of a layer")
    options.add_set(parser)
    parser.add_argument("--resize", default="stretch", choices=RESIZES)
    parser.add_argument("--interpolation", default="bilinear", choices=INTERPOLATIONS)
    parser.add_argument("--device", default="auto", help="auto, cpu or gpu:N")
    parser.add_argument(
        "--memory",
        type=options.at_least(1),
        metavar="MB",
        help="how much the activations of a batch may take; default: half of what is free",
    )
    parser.add_argument("--colormap", default="inferno", metavar="NAME")
    parser.add_argument("--opacity", default=0.5, type=_share, metavar="0..1")
    parser.add_argument("--figure", action="store_true", help="also write figure.png: one row of pictures a method")
    parser.add_argument("--seed", default=0, type=options.at_least(0), metavar="N")
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each result")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.batch import Batch, Output
    from attnstudio.core.engine import Engine
    from attnstudio.core.request import Request

    model = options.model_id(arguments.model)
    request = Request(
        image=Path(),
        model=model,
        options=own_model.chosen(arguments, model),
        methods=options.method_calls(arguments.method, arguments.set),
        target=arguments.target,
        layer=arguments.layer,
        resize=arguments.resize,
        interpolation=arguments.interpolation,
        weights=arguments.weights,
        device=arguments.device,
        seed=arguments.seed,
        memory=None if arguments.memory is None else arguments.memory * 2**20,
    )
    output = Output(
        arguments.output,
        arguments.colormap,
        arguments.opacity,
        figure=arguments.figure,
        force=arguments.force,
        as_json=arguments.json,
    )
    return Batch(request, output).run(arguments.pictures, Engine(options.weight_folders()))


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value
