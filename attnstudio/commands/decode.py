"""attnstudio decode: the child process in which pictures that are dear to decode are decoded. Not for people."""

from __future__ import annotations

import argparse
import os
import signal
from typing import Any

from attnstudio.core.decoder import WORD


def add_parser(commands: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(WORD)  # without help it is not listed
    return parser


def run(arguments: argparse.Namespace) -> int:
    from attnstudio.core import decoder, images
    from attnstudio.engine_process.confine import confine

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the other process
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what libraries print belongs to no message
    confine(())
    decoder.serve(images.decode_here, incoming, outgoing)
    return 0
