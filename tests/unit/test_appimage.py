"""What runs first of an AppImage is an executable, whose end its own header says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from helpers import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
import appimage


@pytest.mark.skipif(sys.platform != "linux", reason="there are such executables on Linux only")
def test_the_runtime_ends_where_what_follows_begins() -> None:
    executable = Path(sys.executable).resolve().read_bytes()
    assert appimage.elf_size(executable + b"hsqs" + bytes(999)) == len(executable)


def test_what_is_no_executable_is_refused() -> None:
    with pytest.raises(appimage.UnavailableError, match="no 64-bit executable"):
        appimage.elf_size(b"MZ" + bytes(999))
