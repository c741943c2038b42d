"""attnstudio models: what there is, what is here, and getting what is not."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from attnstudio import paths
from attnstudio.commands import options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("models", help="list the models, or install one's weights")
    parser.add_argument("--json", action="store_true")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    install = actions.add_parser("install", help="download a model's weights, with checksum")
    install.add_argument("id", help="model id, see `attnstudio models`")
    return parser


def run(arguments: argparse.Namespace) -> int:
    return _install(arguments.id) if arguments.action == "install" else _list(arguments.json)


def _list(as_json: bool) -> int:
    from attnstudio.core.models.base import all_specs
    from attnstudio.core.models.loading import find_weights

    rows: list[dict[str, Any]] = []
    for spec in all_specs().values():
        found = find_weights(spec, None, options.weight_folders())
        rows.append(
            {
                "id": spec.id,
                "name": spec.name,
                "input": list(spec.input_size),
                "classes": len(spec.class_names()),
                "available": found is not None,
                "path": None if found is None else str(found),
                "download_mb": None if spec.weights is None else round(spec.weights.megabytes, 1),
                "auto_layer": spec.auto_layer,
            }
        )
    if as_json:
        print(json.dumps(rows, indent=2))
        return 0
    for row in rows:
        where = row["path"] or f"not here: attnstudio models install {row['id']} ({row['download_mb']:.0f} MB)"
        size = "x".join(map(str, row["input"]))
        print(f"{row['id']:<19} {row['name']:<17} {size:>8} {row['classes']:>5} classes  {where}")
    return 0


def _install(model_id: str) -> int:
    from attnstudio.core.context import RunContext
    from attnstudio.core.errors import Cancelled, ChoiceFailure
    from attnstudio.core.models.base import spec_of
    from attnstudio.core.models.weights import install
    from attnstudio.terminal import ProgressBar, interruptible

    spec = spec_of(model_id)
    if spec.weights is None:
        raise ChoiceFailure("{model} comes with the program; there is nothing to install.", model=spec.id)
    try:
        with interruptible() as cancelled, ProgressBar(spec.id, unit="MB", scale=1e6) as bar:
            path = install(spec.weights, paths.model_folder(), RunContext(on_progress=bar.show, cancelled=cancelled))
    except Cancelled:
        print("attnstudio: stopped; what was received is kept, run it again to go on", file=sys.stderr)
        raise
    print(f"attnstudio: {spec.id} is in {path}", file=sys.stderr)
    return 0
