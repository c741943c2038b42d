"""attnstudio models preprocessing: compare the preprocessings on labelled pictures."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnstudio.commands import options, user_model_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.placement import INTERPOLATIONS, RESIZES

if TYPE_CHECKING:
    from attnstudio.core.models.preprocessing_check import Trial


def add_parser(actions: Any) -> None:
    parser: argparse.ArgumentParser = actions.add_parser(
        "preprocessing", help="test every preprocessing on pictures named after their class"
    )
    parser.add_argument("model", metavar="M", help="a .keras file of your own, or a model id")
    parser.add_argument(
        "pictures",
        nargs="+",
        type=Path,
        metavar="PICTURE|FOLDER",
        help="pictures whose file name or folder name is a class name: zebra.jpg, zebra/017.jpg",
    )
    parser.add_argument(
        "--pictures", dest="most", type=options.at_least(1), default=100, metavar="N", help="maximum number of pictures"
    )
    options.add_weights(parser)
    user_model_options.add_options(parser)
    parser.add_argument("--resize", default="stretch", choices=RESIZES)
    parser.add_argument("--interpolation", default="bilinear", choices=INTERPOLATIONS)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Raises ChoiceFailure if no picture's name or folder is a class name."""
    from attnstudio.core import images
    from attnstudio.core.context import RunContext
    from attnstudio.core.errors import ChoiceFailure
    from attnstudio.core.models import picture_labels, preprocessing_check
    from attnstudio.core.models.preprocessing import PREPROCESSING
    from attnstudio.terminal import Exit, ProgressBar, interruptible

    chosen = user_model_options.model_options(arguments, options.model_id(arguments.model))
    paths = list(images.list_pictures(list(picture_labels.with_class_folders(arguments.pictures))))
    if not paths:
        raise ChoiceFailure("There are no pictures in {folders}.", folders=", ".join(map(str, arguments.pictures)))
    with engine_of([arguments.model]) as engine, interruptible() as cancelled, ProgressBar("preprocessing") as bar:
        ctx = RunContext(cancelled=cancelled)
        model = engine.load(arguments.model, arguments.weights, options=chosen, ctx=ctx)
        pictures = preprocessing_check.labelled(paths, model, arguments.most)
        if model.network.head == "regression":
            raise ChoiceFailure("{model} is a regression: it has no classes to check.", model=model.info.name)
        if not pictures:
            raise ChoiceFailure(
                "None of the {n} pictures is named after a class of {model}, nor is its folder. Name them "
                "after their classes ({names}, ...), or give the class names with --labels.",
                n=len(paths),
                model=model.info.name,
                names=", ".join(model.info.class_names[:3]),
            )
        tried: list[Trial] = []
        for trial in preprocessing_check.trials(
            model, pictures, ctx, resize=arguments.resize, interpolation=arguments.interpolation
        ):
            tried.append(trial)
            bar.show(len(tried), len(PREPROCESSING), trial.preprocessing)
    _print(tried, model.spec.preprocessing, len(model.info.class_names), arguments.json)
    return Exit.DONE


def _print(tried: list[Trial], used: str, classes: int, as_json: bool) -> None:
    from attnstudio.core.models.preprocessing_check import FEWEST, best, is_clearly_better, notice

    found = best(tried)
    own = next(trial for trial in tried if trial.preprocessing == used)
    better = found.count >= FEWEST and is_clearly_better(found, own, classes)
    recommended = found if better else own
    if as_json:
        print(json.dumps({"used": used, "recommended": recommended.preprocessing, "trials": [*map(asdict, tried)]}))
        return
    print(f"{'preprocessing':<17} {'right':>12}  mean probability of the label")
    for trial in sorted(tried, key=lambda one: (one.right, one.probability), reverse=True):
        note = "  <- used now" if trial is own else ""
        share = f"{trial.right} of {trial.count}"
        print(f"{trial.preprocessing:<17} {share:>12}  {trial.probability:.3f}{note}")
    if better:
        print(f"attnstudio: {notice(found, own)} Use --preprocessing {found.preprocessing}.", file=sys.stderr)
    elif found.count < FEWEST:
        print(f"attnstudio: too few pictures for a comparison; give {FEWEST} or more", file=sys.stderr)
    else:
        print(f"attnstudio: no other preprocessing is clearly better than {used}", file=sys.stderr)
