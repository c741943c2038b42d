"""attnstudio explain: maps of pictures, written to a folder. Never imports Qt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import cluster, options, request_options, row_options
from attnstudio.commands.engine import engine_of


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "explain", help="compute heatmaps of pictures and write them to a folder"
    )
    parser.add_argument("pictures", nargs="+", type=Path, metavar="IMAGE|FOLDER|DATASET")
    parser.add_argument("--output", required=True, type=Path, metavar="DIR", help="folder for the results")
    request_options.add_options(parser)
    row_options.add_targets(parser)
    row_options.add_only(parser)
    parser.add_argument("--colormap", default="inferno", metavar="NAME")
    parser.add_argument("--opacity", default=0.5, type=_share, metavar="0..1")
    parser.add_argument(
        "--overlay", default="png", choices=["png", "jpeg", "webp", "none"], help="format of the overlays"
    )
    parser.add_argument(
        "--maps",
        default="full",
        choices=["full", "raw", "none"],
        help="what is kept of the maps: full: float32 at the input's size; raw: float16 at the layer's own size",
    )
    parser.add_argument(
        "--maps-in",
        default="auto",
        choices=["auto", "files", "shards"],
        help="a file for each map, or shards of thousands; auto: shards from 10,000 pictures",
    )
    parser.add_argument(
        "--figure", action="store_true", help="also write figure.png, with one row of pictures per method"
    )
    row_options.add_shard(parser)
    parser.add_argument("--force", action="store_true", help="begin anew, and overwrite files that exist")
    row_options.add_retry(parser)
    cluster.add_place(parser)
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each result")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.explain_run.run import ExplainRun, Output
    from attnstudio.runs.outputs import Outputs

    request = request_options.request(arguments, options.model_id(arguments.model))
    output = Output(
        Outputs(arguments.output, arguments.overlay, arguments.maps, arguments.colormap, arguments.opacity),
        figure=arguments.figure,
        force=arguments.force,
        as_json=arguments.json,
        retry_failed=arguments.retry_failed,
        maps_in=arguments.maps_in,
        shard=arguments.shard,
    )
    explain_run = ExplainRun(request, output, row_options.choice(arguments), cluster.calls(arguments))
    with engine_of([request.model]) as engine:
        return explain_run.run(arguments.pictures, engine)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value
