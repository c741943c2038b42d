"""Thousands of files made wrong, the same ones every time: of each a result or one readable failure comes, in bounded
time and memory, and nothing is written and nothing run. packaging/fuzz looks for more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import ROOT
from helpers.fuzz.campaign import Campaign

COUNTS = {
    "pictures": 2000,
    **dict.fromkeys(("models", "sessions", "settings", "annotations", "names"), 1000),
    "journals": 300,
}
CORPUS = sorted(path for path in (ROOT / "tests" / "corpus").glob("*/*/*") if path.is_file())


@pytest.mark.parametrize("kind", COUNTS)
def test_files_made_wrong(kind: str, tmp_path: Path) -> None:
    report = Campaign(kind, tmp_path / kind).run(range(COUNTS[kind]))
    assert not report.findings, "\n".join(map(str, report.findings[:5]))
    assert sum(report.outcomes.values()) == COUNTS[kind]
    assert report.outcomes["result"] > COUNTS[kind] // 50, "they are too wrong to reach anything"
    if kind != "settings":  # what is wrong there is only logged
        assert report.outcomes["failure"] > COUNTS[kind] // 50, "they are hardly wrong"


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parts[-3]} {path.parts[-2]}")
def test_a_file_that_something_was_wrong_with(path: Path, tmp_path: Path) -> None:
    campaign = Campaign(path.parts[-3], tmp_path / "case")
    campaign.read(0, path.name, path.read_bytes())
    campaign.close()
    assert not campaign.report.findings, str(campaign.report.findings[0])


# The judge itself

_WORKER = """
import os, sys, time
from pathlib import Path
from attnstudio.core.errors import Failure
from helpers.fuzz import kinds, worker

def read(path, by_a_child):
    {deed}

Path.home().mkdir(exist_ok=True)
kinds.KINDS["names"] = kinds.Kind(None, None, read)
worker.main(sys.argv[1], Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("deed", "found"),
    [
        ("pass", ""),
        ("raise Failure('{file} is wrong.', file=path)", ""),
        ("raise Failure('It is wrong.')", "no message that a person can use"),
        ("raise Failure('{file}\\nis wrong.', file=path)", "no message that a person can use"),
        ("1 / 0", "ZeroDivisionError"),
        ("(path.parent / 'x').touch()", "changed its folder: True"),
        ("(Path.home() / 'x').touch()", "wrote \\['"),
        ("os.system('true')", "os.system"),
        ("bytearray(600 * 2**20)", "it took 6.. MB"),
        ("os.abort()", "it hung or crashed, status -6"),
        ("time.sleep(60)", "it hung or crashed, status -9"),
        ("by_a_child(); os.abort()", ""),
    ],
)
def test_it_sees_what_it_must(deed: str, found: str, tmp_path: Path) -> None:
    """A reader that does this, in place of that of class names."""
    code = _WORKER.format(deed=deed)
    campaign = Campaign("names", tmp_path / "case", seconds=5, worker=("-c", code))
    campaign.read(0, "given.txt", b"cat")
    campaign.close()
    problems = [finding.problem for finding in campaign.report.findings]
    assert bool(problems) is bool(found)
    assert re.search(found, "".join(problems))
