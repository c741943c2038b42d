"""Reads files that were made wrong, one after the other, as it is told, and reports of each what came of it."""

from __future__ import annotations

import json
import logging
import platform
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path
from random import Random
from typing import Any

from attnstudio.core.errors import Failure
from helpers.fuzz.kinds import KINDS, Kind, Seeds
from helpers.watch import Peak, tree, watching

LONGEST = 1500  # characters of a message


def made(name: str, kind: Kind, seeds: Seeds, seed: int, number: int) -> tuple[str, bytes]:
    """The file of a number, the same on every machine."""
    return kind.changed(Random(f"{seed}/{name}/{number}"), seeds)


def main(name: str, folder: Path) -> None:
    kind, case = KINDS[name], folder / "case"
    logging.disable()
    platform.processor()  # asks another program, once; libraries do it
    kind.warm(folder / "seeds")
    for line in sys.stdin:
        told = json.loads(line)
        shutil.rmtree(case, ignore_errors=True)
        case.mkdir()
        path = case / told["file"]
        shutil.copyfile(folder / "given", path)
        _say({"stage": "begun"})
        _say(_outcome(kind, path))


def _outcome(kind: Kind, path: Path) -> dict[str, Any]:
    said, problem, before, peak, started = "", "", tree(path.parent), Peak(), time.monotonic()
    with watching() as seen:
        try:
            kind.read(path, lambda: _say({"stage": "child"}))
        except Failure as failure:
            said = str(failure)
        except Exception:
            problem = traceback.format_exc()
    seconds, allowed = time.monotonic() - started, (Path(tempfile.gettempdir()), path.parent)  # that is compared below
    written = [str(one) for one in seen.written if not any(map(one.is_relative_to, allowed))]
    if not problem and said and (not said.isprintable() or len(said) > LONGEST or not _names(said, path)):
        problem = f"no message that a person can use: {said[:LONGEST]!r}"
    if not problem and (seen.deeds or written or tree(path.parent) != before):
        problem = f"it did {seen.deeds}, wrote {written}, and changed its folder: {tree(path.parent) != before}"
    if not problem and peak.growth > kind.megabytes * 2**20:
        problem = f"it took {peak.growth / 2**20:.0f} MB"
    return {"stage": "ended", "said": said, "problem": problem, "seconds": seconds}


def _names(said: str, path: Path) -> bool:
    return path.name in said or path.stem in said


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
