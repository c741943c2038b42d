"""attnstudio attack: how easily is a model fooled, and where does it look then? Never imports Qt."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from attnstudio.commands import cluster, options, report_options, request_options, row_options, user_model_options
from attnstudio.commands.engine import engine_of
from attnstudio.core.errors import ChoiceFailure


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "attack",
        help="attack the pictures of a data set: accuracy under attack, attacked pictures, transfer, defences",
        description="How easily is a model fooled, and where does it look then? For models of your own, to see and to "
        "mend: nothing is sent anywhere.",
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="DATASET|FOLDER|IMAGE")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="folder for tables and pictures")
    parser.add_argument("--attack", default="pgd", metavar="ID[,ID...]", help="see `attnstudio attacks`; default: pgd")
    parser.add_argument(
        "--eps",
        action="append",
        default=[],
        metavar="[ID=]EPS[,EPS...]",
        help="how large the change may be, a share of 0..1, such as 1/255,8/255 or 0.03; with ID= of that attack, "
        "otherwise of all with the norm of the first; default: what is usual",
    )
    parser.add_argument("--norm", default="", metavar="linf|l2", help="how the change is measured")
    parser.add_argument(
        "--target", default="", metavar="T", help="the class to be reached: a name, an index, top2, best-wrong"
    )
    parser.add_argument(
        "--jpeg", default=0, type=int, metavar="1..100", help="keep attacked pictures as JPEGs of this quality would be"
    )
    parser.add_argument(
        "--transfer", default="", metavar="M[,M...]", help="other models: attacked too, and each tried on all pictures"
    )
    parser.add_argument(
        "--defence",
        default="",
        metavar="D[,D...]",
        help="tried at the input: jpeg[:QUALITY], median[:SIDE], bits[:BITS]",
    )
    parser.add_argument(
        "--smallest-eps",
        action="store_true",
        help="find the smallest eps that fools the model on each picture, too: by bisection, up to the largest --eps",
    )
    parser.add_argument("--method", default="", metavar="ID[,ID...]", help="whose maps are compared before and after")
    parser.add_argument(
        "--boxes",
        type=Path,
        metavar="FILE|FOLDER",
        help="annotation file or folder as `evaluate` takes it: how much of each map lies on the object, before and "
        "after",
    )
    parser.add_argument("--layer", default="auto", help="of the maps: auto, last-conv or the name of a layer")
    parser.add_argument(
        "--set", action="append", default=[], metavar="ID.PARAM=VALUE", help="a parameter of an attack or a method"
    )
    options.add_seed(parser)
    parser.add_argument(
        "--pictures", dest="kept", default="png", choices=["png", "none"], help="whether attacked pictures are written"
    )
    report_options.add_options(parser)
    row_options.add_only(parser)
    request_options.add_input_options(parser)
    row_options.add_shard(parser, "one call without --shard after `runs merge` makes the tables of all")
    cluster.add_place(parser)
    parser.add_argument("--force", action="store_true", help="begin anew, and overwrite files that exist")
    row_options.add_retry(parser)
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each result, then the summary")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.attack_run.output import Output
    from attnstudio.attack_run.run import AttackRun

    plan = _plan(arguments)
    output = Output(
        arguments.output,
        pictures=arguments.kept == "png",
        force=arguments.force,
        as_json=arguments.json,
        retry_failed=arguments.retry_failed,
        shard=arguments.shard,
        reports=tuple(arguments.report),
        language=arguments.language,
        title=report_options.title(arguments),
    )
    attack_run = AttackRun(plan, output, row_options.choice(arguments), cluster.calls(arguments), arguments.boxes)
    with engine_of([one.model for one in plan.requests], max_models=len(plan.requests)) as engine:
        return attack_run.run(arguments.pictures, engine)


def _plan(arguments: argparse.Namespace) -> Any:
    from attnstudio.core.attacks.base import ATTACKS
    from attnstudio.core.robustness.defences import read_defences
    from attnstudio.core.robustness.plan import Plan

    of_attacks = [one for one in arguments.set if one.partition(".")[0] in ATTACKS.discover()]
    of_methods = [one for one in arguments.set if one not in of_attacks]
    if of_methods and not arguments.method:
        raise ChoiceFailure("--set {text} is of no attack, and there is no --method.", text=of_methods[0])
    model = options.model_id(arguments.model)
    request = replace(
        request_options.input_request(arguments, model),
        methods=options.method_calls(arguments.method, of_methods) if arguments.method else (),
        layer=arguments.layer,
        seed=arguments.seed,
    )
    others = [options.model_id(name.strip()) for name in arguments.transfer.split(",") if name.strip()]
    return Plan(
        (request, *(_of_other(request, name, arguments) for name in others)),
        _attacks(arguments, of_attacks),
        read_defences(arguments.defence),
        keep_pictures=arguments.kept == "png",
        finds_smallest=arguments.smallest_eps,
    )


def _of_other(request: Any, model: str, arguments: argparse.Namespace) -> Any:
    """The options of the call are those of all models of the user's own."""
    from attnstudio.core.models.base import all_specs
    from attnstudio.core.models.options import NONE_CHOSEN

    chosen = NONE_CHOSEN if model in all_specs() else user_model_options.model_options(arguments, model)
    return replace(request, model=model, weights=None, options=chosen, methods=())


def _attacks(arguments: argparse.Namespace, settings: list[str]) -> tuple[Any, ...]:
    """Raises ChoiceFailure."""
    from attnstudio.core.attacks.attack_call import bind

    calls = options.attack_calls(arguments.attack, settings)
    given: dict[str, str] = {}
    for text in arguments.eps:
        name, sign, values = text.rpartition("=")
        if sign and name not in {call.id for call in calls}:
            raise ChoiceFailure("--eps {text}: {name} is not among the attacks of the call.", text=text, name=name)
        given[name] = f"{given[name]},{values}" if name in given else values
    bound = [bind(replace(call, norm=arguments.norm)) for call in calls]
    found = []
    for one in bound:
        of_all = one.norm == bound[0].norm and one.attack.bounded == bound[0].attack.bounded
        eps = given.get(one.call.id, given.get("", "") if of_all else "")
        if not eps and "" in given:
            print(
                f"attnstudio: --eps is measured by {bound[0].norm}, and {one.attack.id} "
                f"{'by ' + one.norm if one.attack.bounded else 'looks for the smallest change'}: it has its usual eps "
                f"(--eps {one.attack.id}=...)",
                file=sys.stderr,
            )
        call = replace(one.call, eps=_read(eps), target=arguments.target, jpeg=arguments.jpeg)
        if call.target and not one.attack.can_target:
            print(f"attnstudio: {one.attack.id} aims at no class: --target is not for it", file=sys.stderr)
            call = replace(call, target="")
        bind(call)
        found.append(call)
    return tuple(found)


def _read(text: str) -> tuple[float, ...]:
    from attnstudio.core.attacks.attack_call import read_eps

    return tuple(sorted(set(read_eps(text))))
