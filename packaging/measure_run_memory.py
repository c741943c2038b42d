"""Whether the memory of a run depends on how many pictures there are.

packaging/measure_run_memory.py [--counts 1000 100000] [--folder DIR]: the peak of `attnstudio explain` over so many
tiny pictures, by the built-in model: with raw maps in shards, and with overlays alone. 100,000 take an hour or less.
With --folder the pictures stay there for the next measurement.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 32
WAYS = (
    ("--maps", "raw", "--maps-in", "shards", "--overlay", "none"),
    ("--maps", "none"),
)


def made(folder: Path, count: int) -> Path:
    """A folder of different pictures."""
    found = folder / str(count)
    found.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(0).integers(0, 256, (64, SIDE, SIDE, 3), np.uint8)
    for number in range(count):
        file = found / f"{number:07}.jpg"
        if not file.exists():
            pixels = noise[number % len(noise)].copy()
            pixels[:8, :8] = number % 256, number // 256 % 256, number // 65536
            Image.fromarray(pixels).save(file, quality=90)
    return found


def peak_megabytes(pictures: Path, out: Path, words: tuple[str, ...]) -> float:
    """The largest resident size of the command's process."""
    explain = ("explain", pictures, "--model", "demo", "--method", "saliency", "--output", out)
    command = [sys.executable, "-m", "attnstudio", *map(str, explain), *words]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    return used.ru_maxrss / 1e6 * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--counts", type=int, nargs="+", default=[1000, 100_000])
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attnstudio-") as name:
        folder, out = given.folder or Path(name), Path(name) / "out"
        for words in WAYS:
            first = None
            for count in given.counts:
                peak = peak_megabytes(made(folder, count), out, words)
                shutil.rmtree(out)
                first = first or peak
                print(f"{' '.join(words)}: {count} pictures, {peak:.0f} MB, {peak / first - 1:+.1%}", flush=True)


if __name__ == "__main__":
    main()
