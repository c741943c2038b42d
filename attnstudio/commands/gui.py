"""attnstudio gui: the window."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from attnstudio.commands import options


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser("gui", help="open the window (the default)")
    parser.add_argument("pictures", nargs="*", type=Path, metavar="IMAGE|FOLDER|DATASET|SESSION")
    options.add_model(parser)
    options.add_method_and_target(parser, default_method="")
    parser.add_argument(
        "--inspect", action="store_true", help="open the inspector, with the explained layer's channels"
    )
    parser.add_argument(
        "--predict", action="store_true", help="predict all the pictures; show them as a table, and the accuracy"
    )
    parser.add_argument("--compare", action="store_true", help="compare the methods on all the pictures")
    parser.add_argument(
        "--boxes",
        type=Path,
        metavar="FILE",
        help="annotation file or folder with the regions of the objects: boxes.json, COCO, CVAT, Pascal VOC, "
        "labelme, YOLO, a mask PNG",
    )
    parser.add_argument(
        "--measure", default="", metavar="ID[,ID...]", help="evaluate the methods on all pictures with these metrics"
    )
    parser.add_argument("--attack", default="", metavar="ID", help="attack the picture that is shown")
    parser.add_argument(
        "--features", default="", metavar="U", help="make pictures that excite a class, or channels LAYER[FIRST-LAST]"
    )
    parser.add_argument("--concepts", action="store_true", help="find the concepts of the explained layer")
    parser.add_argument("--screenshot", type=Path, metavar="FILE.png", help="save a screenshot of the window and exit")
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio import log_file
    from attnstudio.core.attacks.attack_call import AttackCall, bind
    from attnstudio.core.errors import ChoiceFailure
    from attnstudio.core.lasting import lasting
    from attnstudio.export.session import looks_like_session
    from attnstudio.ui.shell.display import require_display
    from attnstudio.ui.shell.error_reporting import report_start_errors
    from attnstudio.ui.shell.plain_imports import use_plain_imports

    log_file.start()
    with report_start_errors(unattended=arguments.screenshot is not None):
        require_display()
        use_plain_imports()
        with lasting():
            from attnstudio.start import Start, run_window

        if arguments.attack:
            bind(AttackCall(arguments.attack))  # says which attacks there are

        sessions = [path for path in arguments.pictures if looks_like_session(path)]
        if len(sessions) > 1:
            raise ChoiceFailure(
                "Only one session can be opened at a time, not {files}.", files=", ".join(map(str, sessions))
            )
    return run_window(
        Start(
            pictures=tuple(path for path in arguments.pictures if path not in sessions),
            session=sessions[0] if sessions else None,
            model=arguments.model,
            methods=tuple(name for name in arguments.method.split(",") if name),
            target=arguments.target,
            inspect=arguments.inspect,
            predict=arguments.predict,
            measure=tuple(name for name in arguments.measure.split(",") if name),
            boxes=arguments.boxes,
            compare=arguments.compare,
            attack=arguments.attack,
            features=arguments.features,
            concepts=arguments.concepts,
            screenshot=arguments.screenshot,
        )
    )
