"""Commands that need no TensorFlow, and long lists."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.stopwatch import Show, timed

from attnstudio.core.images import list_pictures


@pytest.mark.parametrize("words", [["--help"], ["methods", "--json"]], ids=" ".join)
def test_light_commands(words: list[str], show: Show) -> None:
    for _ in range(3):
        with timed(show, f"attnstudio {' '.join(words)}"):
            subprocess.run([sys.executable, "-m", "attnstudio", *words], check=True, capture_output=True)


def test_a_folder_of_ten_thousand(tmp_path: Path, show: Show) -> None:
    for number in range(10_000):
        os.close(os.open(tmp_path / f"{number:05}.jpg", os.O_CREAT | os.O_WRONLY))
    with timed(show, "folder of 10,000 pictures listed"):
        assert len(list(list_pictures([tmp_path]))) == 10_000
