"""attnstudio evaluate: which map is right? Methods judged by metrics, over pictures. Never imports Qt."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from attnstudio.commands import cluster, options, report_options, request_options, row_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.errors import ChoiceFailure

EVERY = "all"  # truths


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "evaluate", help="evaluate methods with metrics; write scores, tables and a report"
    )
    parser.add_argument("pictures", nargs="*", type=Path, metavar="IMAGE|FOLDER|DATASET")
    parser.add_argument("--output", type=Path, metavar="DIR", help="folder for scores.csv, summary.csv, curves.csv")
    request_options.add_options(parser)
    row_options.add_targets(parser)
    row_options.add_only(parser)
    parser.set_defaults(method=None, target=None)
    parser.add_argument(
        "--metric", default="", metavar="ID[,ID...]", help="metrics, see `attnstudio metrics`; default: all that apply"
    )
    parser.add_argument(
        "--set-metric", action="append", default=[], metavar="METRIC.PARAM=VALUE", help="a metric's parameter"
    )
    parser.add_argument(
        "--boxes",
        type=Path,
        metavar="FILE|DIR",
        help="annotation file or folder with the regions of the objects: boxes.json, COCO, CVAT, Pascal VOC, "
        "labelme, YOLO, a mask PNG; default: that of a COCO or Pascal VOC data set",
    )
    parser.add_argument(
        "--count-difficult",
        action="store_true",
        help="also count objects annotated as a crowd (COCO) or as difficult (Pascal VOC)",
    )
    report_options.add_options(parser)
    parser.add_argument(
        "--truth",
        nargs="?",
        const="object",
        choices=("object", "backdoor", "grid", EVERY),
        help="evaluate on generated scenes, of which it is known to the pixel what the model uses: the object (the "
        "default), the trigger of a poisoned model, or the right one of four scenes in a grid; all: all three, by "
        "every method, the slow ones with fewer passes than by default",
    )
    parser.add_argument("--scenes", type=options.at_least(1), metavar="N", help="number of scenes; default: 200")
    cluster.add_place(parser)
    parser.add_argument("--force", action="store_true", help="begin anew, and overwrite files that exist")
    row_options.add_retry(parser)
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each score, then the summary")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.evaluate_run.output import Output

    output = Output(
        arguments.output,
        tuple(arguments.report),
        arguments.language,
        force=arguments.force,
        as_json=arguments.json,
        retry_failed=arguments.retry_failed,
        title=report_options.title(arguments),
    )
    with engine_of([] if arguments.truth else [options.model_id(arguments.model)]) as engine:
        if arguments.truth == EVERY:
            return _every_truth(arguments, output, engine)
        evaluation_run = _truth(arguments, output) if arguments.truth else _pictures(arguments, output, engine)
        status: int = evaluation_run.run(engine)
    return status


def _pictures(arguments: argparse.Namespace, output: Any, engine: Any) -> Any:
    from attnstudio.core.annotations.base import Annotations
    from attnstudio.core.datasets.given import open_given
    from attnstudio.core.evaluation.evaluation import ANNOTATED
    from attnstudio.core.request import DEFAULT_METHOD
    from attnstudio.evaluate_run.cases import GivenCases
    from attnstudio.evaluate_run.run import EvaluationRun
    from attnstudio.given_regions import GivenRegions

    if not arguments.pictures:
        raise ChoiceFailure("Give pictures or folders to evaluate on, or --truth.")
    if arguments.scenes is not None:
        raise ChoiceFailure("--scenes needs --truth.")
    rows = open_given(arguments.pictures)
    rows.require()
    for reason in rows.notes:
        print(f"attnstudio: {reason}", file=sys.stderr)
    missing = list(rows.missing)
    arguments.method, arguments.target = arguments.method or DEFAULT_METHOD, arguments.target or "top1"
    regions = GivenRegions.of(arguments.boxes, rows, count_difficult=arguments.count_difficult)
    if arguments.target == ANNOTATED and regions.file is None:
        raise ChoiceFailure("--target annotated needs --boxes, which names the classes.")
    if arguments.count_difficult and regions.file is None:
        raise ChoiceFailure("--count-difficult needs --boxes, which says what is difficult.")
    request = _with_controls(request_options.request(arguments, options.model_id(arguments.model)))
    chosen, annotations = _selected(rows, request, arguments, engine, regions)
    return EvaluationRun(
        request=request,
        metrics=options.metric_calls(arguments.metric or _fitting(annotations is not None), arguments.set_metric),
        cases=GivenCases(chosen, annotations or Annotations({}), arguments.target, arguments.levels),
        missing=missing,
        output=output,
        regions=None if annotations is None else regions.file,
        with_difficult=arguments.count_difficult,
        cluster=cluster.calls(arguments),
    )


def _selected(rows: Any, request: Any, arguments: argparse.Namespace, engine: Any, regions: Any) -> tuple[Any, Any]:
    """Those of `--only`, and their regions."""
    from attnstudio.core.context import RunContext
    from attnstudio.labelled_pictures import labelled, select
    from attnstudio.terminal import interruptible

    choice = row_options.choice(arguments)
    every = labelled(rows, request, choice)
    annotations = regions.load(every.pictures) if "region" in choice.only else None
    with interruptible() as cancelled:
        chosen = select(
            every,
            request,
            choice,
            engine,
            RunContext(cancelled=cancelled),
            None if annotations is None else lambda path: annotations.region_of(path) is not None,
        )
    return chosen, annotations or regions.load(chosen.pictures)


def _every_truth(arguments: argparse.Namespace, output: Any, engine: Any) -> int:
    from attnstudio.core.evaluation.evaluation import Evaluation, Truth
    from attnstudio.evaluate_run import every_truth
    from attnstudio.evaluate_run.truth import fitting_methods
    from attnstudio.terminal import Exit

    if output.folder is None or output.reports:
        raise ChoiceFailure("--truth all writes into the folder of --output, and no report: give one truth for that.")
    names = arguments.method.split(",") if arguments.method else fitting_methods(one_pass=False)
    settings = [*every_truth.budgets(names, arguments.set), *arguments.set]
    found: dict[Truth, Evaluation] = {}
    status = Exit.DONE
    for truth in Truth:
        asked = {"truth": truth, "method": ",".join(names), "set": settings}
        part = replace(output, folder=output.folder / truth)
        one = _truth(argparse.Namespace(**{**vars(arguments), **asked}), part)
        status = max(status, replace(one, on_whole=partial(found.__setitem__, truth)).run(engine))
        if status is Exit.INTERRUPTED:
            break
    text = every_truth.text(found, settings)
    every_truth.write(output.folder, text)
    if not arguments.json:
        print(text)
    return status


def _truth(arguments: argparse.Namespace, output: Any) -> Any:
    from attnstudio.core.evaluation.evaluation import Truth
    from attnstudio.evaluate_run.run import EvaluationRun
    from attnstudio.evaluate_run.truth import SCENES, SETTINGS, DrawnCases, fitting_methods, is_expected

    truth = Truth(arguments.truth)
    model = SETTINGS[truth].model
    conflicting = (
        *(arguments.pictures, arguments.boxes, arguments.count_difficult, arguments.target),
        *(arguments.only, arguments.targets, arguments.class_map),
    )
    if any(conflicting) or arguments.model not in (None, model):
        raise ChoiceFailure("--truth brings its own pictures, regions, targets and model: give no others.")
    if not cluster.place(arguments).is_here:
        raise ChoiceFailure("--truth makes its pictures in memory, on this machine: leave out --cluster.")
    arguments.method, arguments.target = arguments.method or ",".join(fitting_methods(one_pass=True)), "top1"
    count = arguments.scenes or SCENES
    return EvaluationRun(
        request=_with_controls(request_options.request(arguments, model)),
        metrics=options.metric_calls(arguments.metric or _localising(), arguments.set_metric),
        cases=DrawnCases(count, truth),
        output=output,
        counts=is_expected,
        scenes=count,
        truth=truth,
    )


def _with_controls(request: Any) -> Any:
    from attnstudio.core.evaluation.summary import add_controls

    return replace(request, methods=add_controls(request.methods))


def _fitting(with_regions: bool) -> str:
    from attnstudio.core.metrics.base import METRICS

    return ",".join(metric.id for metric in METRICS if with_regions or not metric.needs_region)


def _localising() -> str:
    from attnstudio.core.metrics.base import METRICS

    return ",".join(metric.id for metric in METRICS if metric.needs_region)
