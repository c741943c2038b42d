"""Options that `explain` and `evaluate` share, and the request built from them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.commands import options, user_model_options
from attnstudio.core import levels
from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.placement import INTERPOLATIONS, RESIZES

if TYPE_CHECKING:
    from attnstudio.core.request import Request


def add_options(parser: argparse.ArgumentParser) -> None:
    options.add_method_and_target(parser)
    parser.add_argument("--layer", default="auto", help="auto, last-conv or the name of a layer")
    options.add_set(parser)
    add_input_options(parser)
    options.add_seed(parser)


def add_input_options(parser: argparse.ArgumentParser) -> None:
    """The model, and how pictures become its inputs."""
    options.add_model(parser)
    options.add_weights(parser)
    user_model_options.add_options(parser)
    parser.add_argument("--resize", default="stretch", choices=RESIZES)
    parser.add_argument("--interpolation", default="bilinear", choices=INTERPOLATIONS)
    parser.add_argument(
        "--levels",
        default="auto",
        type=_levels,
        metavar="RULE",
        help="black and white of a picture with more than 8 bits: auto, full, file, percentiles, or LEVEL,WIDTH "
        "(written --levels=-600,1500 where the level is below 0)",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu or gpu:N")
    parser.add_argument(
        "--memory",
        type=options.at_least(1),
        metavar="MB",
        help="memory limit for the activations of a batch; default: half of the free memory",
    )


def _levels(text: str) -> str:
    try:
        return levels.check(text)
    except ChoiceFailure as failure:
        raise argparse.ArgumentTypeError(str(failure)) from failure


def request(arguments: argparse.Namespace, model: str) -> Request:
    """Without a picture. Raises ChoiceFailure and ModelFailure."""
    return replace(
        input_request(arguments, model),
        methods=options.method_calls(arguments.method, arguments.set),
        target=arguments.target,
        layer=arguments.layer,
        seed=arguments.seed,
    )


def input_request(arguments: argparse.Namespace, model: str) -> Request:
    """Without a picture, methods and a target. Raises ChoiceFailure and ModelFailure."""
    from attnstudio.core.request import Request

    return Request(
        image=Path(),
        model=model,
        options=user_model_options.model_options(arguments, model),
        resize=arguments.resize,
        interpolation=arguments.interpolation,
        levels=arguments.levels,
        weights=arguments.weights,
        device=arguments.device,
        memory=None if arguments.memory is None else arguments.memory * 2**20,
    )
