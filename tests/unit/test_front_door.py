"""`import attnstudio`: light, typed, and what it names is there."""

from __future__ import annotations

import subprocess
import sys

from helpers import ROOT

import attnstudio
from attnstudio.core.errors import Failure

HEAVY = ("tensorflow", "keras", "PySide6", "matplotlib", "scipy", "skimage", "h5py", "tf_keras_vis", "numpy", "PIL")


def imported_by(code: str) -> set[str]:
    """The top-level packages that a new process has imported after running this."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_import_takes_nothing_heavy() -> None:
    assert not imported_by("import attnstudio") & set(HEAVY)


def test_naming_the_verbs_imports_no_tensorflow_and_no_qt() -> None:
    found = imported_by("import attnstudio; [getattr(attnstudio, name) for name in attnstudio.__all__]")
    assert "numpy" in found
    assert not found & {"tensorflow", "keras", "PySide6", "matplotlib", "scipy", "skimage", "h5py"}


def test_each_name_is_there_and_is_listed() -> None:
    for name in attnstudio.__all__:
        assert getattr(attnstudio, name).__name__ == name
    assert set(attnstudio.__all__) <= set(dir(attnstudio))


def test_no_module_hides_a_verb() -> None:
    """A module `attnstudio.predict` would replace the function when anything imports it."""
    modules = {path.stem for path in (ROOT / "attnstudio").iterdir()}
    assert not modules & set(attnstudio.__all__)


def test_failures_and_notices_are_python_s_own_kinds() -> None:
    assert attnstudio.Failure is Failure
    assert issubclass(attnstudio.Notice, UserWarning)


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "attnstudio/py.typed").is_file()
