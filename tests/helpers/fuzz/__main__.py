"""The long run: all kinds in turns, with new files every time; findings become files of the corpus."""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from pathlib import Path

from helpers import ROOT
from helpers.fuzz.campaign import Campaign, Finding
from helpers.fuzz.kinds import KINDS

CORPUS = ROOT / "tests" / "corpus"
_IN_A_ROW = 500


def main() -> int:
    parser = argparse.ArgumentParser(prog="packaging/fuzz", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() // 10**9, help="default: another one every time")
    parser.add_argument("--kind", choices=KINDS, action="append", help="default: all")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="where the files go on which something is wrong")
    given = parser.parse_args()
    end = time.monotonic() + given.hours * 3600
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="attnstudio-fuzz-") as folder:
        campaigns = {
            kind: Campaign(kind, Path(folder) / kind, given.seed, until=end) for kind in given.kind or list(KINDS)
        }
        for start in itertools.count(0, _IN_A_ROW):
            if time.monotonic() > end:
                break
            for kind, one in campaigns.items():
                found = len(one.report.findings)
                one.run(range(start, start + _IN_A_ROW))
                for finding in one.report.findings[found:]:
                    print(finding, _kept(finding, given.corpus, given.seed), sep="\n", flush=True)
                print(kind, one.report.summary(), flush=True)
        return int(any(one.report.findings for one in campaigns.values()))


def _kept(finding: Finding, corpus: Path, seed: int) -> Path:
    """The file, in a folder of its own: its name may matter."""
    file = corpus / finding.kind / f"{seed}-{finding.number}" / finding.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(finding.content)
    return file


if __name__ == "__main__":
    sys.exit(main())
