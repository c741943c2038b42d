"""attnstudio features: pictures that excite classes and channels of a model most. Never imports Qt."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.commands import finding_options, options, request_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "features", help="make pictures that excite classes or channels most, and find those of a data set"
    )
    parser.add_argument(
        "pictures",
        nargs="*",
        type=Path,
        metavar="DATASET|FOLDER|IMAGE",
        help="those that excite each unit most are named, too",
    )
    parser.add_argument(
        "--unit",
        action="append",
        required=True,
        metavar="U",
        help="a class, by name or index, or channels of a layer: LAYER[NUMBER] or LAYER[FIRST-LAST]; may be repeated",
    )
    parser.add_argument(
        "--maximiser",
        default="maco",
        metavar="ID",
        help="maco (default), fourier, or pixels, which is tf-keras-vis's way",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="ID.PARAM=VALUE", help="a parameter, such as maco.steps=256"
    )
    parser.add_argument(
        "--like-pictures",
        action="store_true",
        help="maco: with the magnitudes of the given pictures, in place of those of most photos",
    )
    parser.add_argument("--top", type=options.at_least(1), default=9, metavar="N", help="so many are named; default: 9")
    finding_options.add_options(parser, "the pictures", "each picture")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core.features.maximise import MaximisationCall
    from attnstudio.feature_run.run import FeatureRun, Output

    finding_options.check(arguments)
    if arguments.like_pictures and not arguments.pictures:
        raise ChoiceFailure("--like-pictures needs pictures: name a data set, a folder or files.")
    call = MaximisationCall((), arguments.maximiser, options.maximiser_params(arguments.maximiser, arguments.set))
    request = replace(request_options.input_request(arguments, options.model_id(arguments.model)), seed=arguments.seed)
    output = Output(arguments.output, force=arguments.force, as_json=arguments.json, top=arguments.top)
    run = FeatureRun(request, arguments.unit, call, arguments.like_pictures, output)
    with engine_of([request.model]) as engine:
        return run.run(arguments.pictures, engine)
