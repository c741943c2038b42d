"""The import of TensorFlow and Keras, each time in a process of its own."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import ROOT

from attnstudio.core import backend
from attnstudio.core.errors import ProcessorFailure

_IMPORTED = """
import gc, sys, threading
from attnstudio.core import backend

def plot():
    import matplotlib.pyplot

tf = backend.import_tensorflow()
import keras
print([name for name in sys.modules if name.startswith("matplotlib")], gc.isenabled(), keras.config.floatx())
plot()
print(sys.meta_path[0].__class__.__name__ == "_Without")
"""


def test_keras_does_without_matplotlib_and_others_have_it() -> None:
    done = subprocess.run([sys.executable, "-c", _IMPORTED], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[] True float32", "False"], done.stderr


@pytest.mark.parametrize("machine", ["x86_64", "AMD64"])
def test_a_processor_without_avx_is_reported_before_tensorflow_ends_the_program(
    monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(backend, "processor_features", lambda: {"SSE3": True, "AVX": False})
    with pytest.raises(ProcessorFailure, match="has no AVX instructions"):
        backend.import_tensorflow()


@pytest.mark.parametrize(("machine", "features"), [("aarch64", {"AVX": False}), ("x86_64", {}), ("x86_64", {"AVX": 1})])
def test_others_continue(monkeypatch: pytest.MonkeyPatch, machine: str, features: dict[str, bool]) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(backend, "processor_features", lambda: features)
    backend.require_avx()


def test_numpy_lists_the_features_of_this_processor() -> None:
    flags = Path("/proc/cpuinfo")
    if platform.machine() != "x86_64" or not flags.exists():
        pytest.skip("only Linux on x86-64 lists its processor's flags in a file")
    assert backend.processor_features()["AVX"] == (" avx " in flags.read_text())


def test_a_real_processor_without_avx(tmp_path: Path) -> None:
    emulator = shutil.which("qemu-x86_64") or shutil.which("qemu-x86_64-static")
    if emulator is None:
        pytest.skip("qemu-user is not installed, which imitates an older processor")
    command = [
        emulator,
        "-cpu",
        "Nehalem",
        sys.executable,
        "-c",
        "from attnstudio.core import backend; backend.require_avx()",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert "has no AVX instructions" in done.stderr
