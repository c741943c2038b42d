"""The argument parser. Each sub-command is a file in commands/; nothing heavy is imported before one is chosen."""

from __future__ import annotations

import argparse
import io
import logging
import os
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from attnstudio import log_file, paths
from attnstudio.commands import (
    attack,
    attacks,
    backdoor,
    bench,
    cluster,
    concepts,
    decode,
    demo,
    evaluate,
    explain,
    features,
    gui,
    licences,
    methods,
    metrics,
    models,
    predict,
    runs,
    selftest,
)
from attnstudio.commands import sandbox as sandbox
from attnstudio.core.context import running
from attnstudio.core.errors import Cancelled, ChoiceFailure, Failure, first_line
from attnstudio.terminal import Exit, print_failure, print_notice

COMMANDS = (
    gui,
    predict,
    explain,
    evaluate,
    attack,
    backdoor,
    features,
    concepts,
    runs,
    cluster,
    methods,
    metrics,
    attacks,
    models,
    bench,
    demo,
    selftest,
    licences,
    sandbox,
    decode,
)

_NEGATIVE = re.compile(r"-[\d.]")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="attnstudio",
        description="Heatmaps of what an image classifier looks at. Without a command, the window opens.",
    )
    top.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(commands).set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; returns the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name need not be text, nor fit the terminal
    paths.require_home()
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it warns of a folder for its cache, and takes another
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        try:
            with running(threading.Event(), print_notice):  # a command that is interrupted still writes what it has
                return _run(words)
        finally:
            if sys.stdout is not None:  # a windowed program has none
                sys.stdout.flush()  # here its errors can be handled; at the interpreter's exit they cannot
    except ChoiceFailure as failure:
        print_failure(failure)
        return Exit.WRONG_CALL
    except Failure as failure:
        print_failure(failure)
        return Exit.FAILED
    except (KeyboardInterrupt, Cancelled):
        return Exit.INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away, as `| head` does; what is left has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FAILED
    except Exception as error:
        log_file.start()
        logging.getLogger("attnstudio").exception("an error of the program")
        reason, log = first_line(error), paths.log_file()
        print(f"attnstudio: internal error: {reason}. The log has the details: {log}", file=sys.stderr)
        return Exit.FAILED


def _is_path(word: str) -> bool:
    """Whether the first word is what the window is to open, and no command."""
    return word not in {command.__name__.rpartition(".")[2] for command in COMMANDS} and Path(word).exists()


def _run(words: Sequence[str]) -> int:
    if not words or _is_path(words[0]):
        words = ["gui", *words]
    options = parser().parse_args(_with_negative_values(words))
    if not hasattr(options, "run"):
        parser().error("choose a command")
    return int(options.run(options))


def _with_negative_values(words: Sequence[str]) -> list[str]:
    """A word such as -1/255 after an option is its value. argparse takes it for another option, though none begins with
    a digit."""
    joined: list[str] = []
    for word in words:
        if joined and _NEGATIVE.match(word) and joined[-1].startswith("--") and "=" not in joined[-1]:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined


class _Version(argparse.Action):
    """Prints the version. It is looked up on use: the look-up is slower than the rest of the parser."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"attnstudio {version('attnstudio')}")
        except PackageNotFoundError:
            print("attnstudio (not installed)")
        parser.exit()
