"""attnstudio models: list, install, import and remove the weights of models."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attnstudio import paths
from attnstudio.commands import models_check, options, preprocessing

if TYPE_CHECKING:
    from attnstudio.core.models.catalogue import Item


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        "models", help="list the models; install, import or remove their weights"
    )
    parser.add_argument("--json", action="store_true")
    actions = parser.add_subparsers(title="actions", metavar="ACTION", dest="action")
    install = actions.add_parser(
        "install", help="download a model's weights and verify the checksum; resumes an interrupted download"
    )
    remove = actions.add_parser("remove", help="delete a model's weights from the model folder")
    for action in (install, remove):
        action.add_argument("id", help="model id, see `attnstudio models`")
    imports = actions.add_parser("import", help="copy weights and models from a folder or USB stick")
    imports.add_argument("folder", type=Path, metavar="FOLDER", help="searched with its subfolders")
    preprocessing.add_parser(actions)
    models_check.add_parser(actions)
    actions.add_parser("folder", help="list the folders searched for weights, in this order")
    return parser


def run(arguments: argparse.Namespace) -> int:
    match arguments.action:
        case "install":
            return _install(arguments.id)
        case "remove":
            return _remove(arguments.id)
        case "import":
            return _import(arguments.folder)
        case "check":
            return models_check.run(arguments)
        case "folder":
            return _folders()
        case "preprocessing":
            return preprocessing.run(arguments)
    return _list(arguments.json)


def _list(as_json: bool) -> int:
    items = options.catalogue().items()
    if as_json:
        print(json.dumps([_row(item) for item in items], indent=2))
        return 0
    for item in items:
        spec = item.spec
        size = "x".join(map(str, spec.input_size))
        print(f"{spec.id:<19} {spec.name:<17} {size:>8} {len(spec.class_names()):>5} classes  {_where(item)}")
    return 0


def _row(item: Item) -> dict[str, Any]:
    spec = item.spec
    return {
        "id": spec.id,
        "name": spec.name,
        "input": list(spec.input_size),
        "classes": len(spec.class_names()),
        "available": item.path is not None,
        "path": None if item.path is None else str(item.path),
        "size_mb": None if item.path is None else round(item.size / 1e6, 1),
        "download_mb": None if spec.weights is None else round(spec.weights.megabytes, 1),
        "auto_layer": spec.auto_layer,
    }


def _where(item: Item) -> str:
    from attnstudio.core.models.catalogue import State

    if item.path is not None:
        damaged = ", damaged" if item.state is State.DAMAGED else ""
        return f"{item.path} ({item.size / 1e6:.0f} MB{damaged})"
    megabytes = f"{item.spec.weights.megabytes:.0f} MB" if item.spec.weights else "size unknown"
    has_part = f"{item.part / 1e6:.0f} of " if item.part else ""
    return f"not installed: attnstudio models install {item.spec.id} ({has_part}{megabytes})"


def _install(model_id: str) -> int:
    from attnstudio.core.context import RunContext
    from attnstudio.core.errors import Cancelled, ChoiceFailure
    from attnstudio.core.models.base import spec_of
    from attnstudio.core.models.download import install
    from attnstudio.terminal import ProgressBar, interruptible

    spec = spec_of(model_id)
    if spec.whole:
        raise ChoiceFailure("{model} is a file of your own; there is nothing to install.", model=spec.id)
    if spec.weights is None:
        raise ChoiceFailure("{model} comes with the program; there is nothing to install.", model=spec.id)
    try:
        with interruptible() as cancelled, ProgressBar(spec.id, unit="MB", scale=1e6) as bar:
            path = install(spec.weights, paths.model_folder(), RunContext(on_progress=bar.show, cancelled=cancelled))
    except Cancelled:
        print(
            "attnstudio: stopped; the part that was received is kept, run the command again to resume", file=sys.stderr
        )
        raise
    print(f"attnstudio: {spec.id} is in {path}", file=sys.stderr)
    return 0


def _remove(model_id: str) -> int:
    from attnstudio.core.models.base import spec_of

    for file in options.catalogue().remove(spec_of(model_id)):
        print(f"attnstudio: {file} was removed", file=sys.stderr)
    return 0


def _import(folder: Path) -> int:
    """Import a folder: a line on stdout for each file, the reasons of failures on stderr."""
    from attnstudio.core.context import RunContext
    from attnstudio.core.errors import Cancelled
    from attnstudio.core.models.importing import import_from
    from attnstudio.terminal import Exit, ProgressBar, interruptible

    status = Exit.DONE
    try:
        with interruptible() as cancelled, ProgressBar("import", unit="MB", scale=1e6) as bar:
            for one in import_from(folder, options.catalogue(), RunContext(on_progress=bar.show, cancelled=cancelled)):
                bar.clear()
                print(f"{one.outcome:<9} {one.source}", flush=True)
                if one.failure is not None:
                    print(f"attnstudio: {one.failure}", file=sys.stderr)
                    status = Exit.FAILED
    except Cancelled:
        print("attnstudio: stopped; imported files are kept", file=sys.stderr)
        raise
    return status


def _folders() -> int:
    catalogue = options.catalogue()
    for folder in dict.fromkeys(catalogue.folders):
        notes = ["here" if folder.is_dir() else "not there"]
        if folder == catalogue.own:
            notes.append("weights are installed here" if folder.is_dir() else "created by the first installation")
        print(f"{folder}  ({', '.join(notes)})")
    return 0
