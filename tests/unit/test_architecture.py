"""The rules of the house: who may import whom, and what every file begins with."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ROOT

from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.base import SOURCES
from attnstudio.core.registry import modules

FILES = sorted((ROOT / "attnstudio").rglob("*.py"))
HEAVY = {"tensorflow", "keras", "matplotlib", "skimage", "scipy", "tf_keras_vis", "h5py"}


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def test_there_are_files() -> None:
    assert len(FILES) > 40


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("lint-imports is not installed here: pip install -e .[test]")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_jobs_and_the_windows_state_need_no_widgets() -> None:
    packages = [ROOT / "attnstudio/jobs", ROOT / "attnstudio/ui/state"]
    names = [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for package in packages
        for file in sorted(package.rglob("*.py"))
        if file.name != "__init__.py"
    ]
    assert len(names) > 5
    code = f"import importlib, sys; [importlib.import_module(name) for name in {names}]; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "PySide6.QtCore" in done.stdout.split()
    assert "PySide6.QtWidgets" not in done.stdout.split()


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_file_begins_as_it_should(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    if file.name == "__init__.py" and file.parent.name != "attnstudio":  # but for the front door
        assert tree.body == [], "nothing is re-exported"
        return
    assert ast.get_docstring(tree), "the file says what it is for"
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [name.name for node in imported for name in node.names] == ["annotations"]


@pytest.mark.parametrize("file", FILES, ids=named)
def test_nothing_heavy_is_imported_with_a_file(file: Path) -> None:
    found = set()
    for node in ast.parse(file.read_text("utf-8")).body:  # the top level only; not what stands in functions and ifs
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    assert not found & HEAVY


def test_files_of_the_window_are_short() -> None:
    """One that grows does two jobs."""
    lengths = {named(file): len(file.read_text("utf-8").splitlines()) for file in FILES if "ui" in file.parts}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_a_method_is_one_file_and_so_is_a_source_of_models() -> None:
    """So that a new one is a new file, and nothing else changes."""
    for package, registry in (("attnstudio.core.methods", METHODS), ("attnstudio.core.models", SOURCES)):
        homes = [type(member).__module__ for member in registry]
        assert set(homes) <= set(modules(package))


def test_file_dialogs_are_in_one_module() -> None:
    using = [named(file) for file in FILES if "QFileDialog" in file.read_text("utf-8")]
    assert using == ["attnstudio/ui/shell/file_dialogs.py"]


TESTS = sorted((ROOT / "tests").rglob("*.py"))
# Others' attributes that have no public way to them, each with what needs it.
OTHERS = {
    "_keras_history",  # the layer that tf-keras-vis explains
    "_inbound_nodes",  # how Keras's layers are connected
    "_retrieve_class_or_fn",  # by which Keras finds what a file names
    "_QtMessageCapture",  # the type of pytest-qt's fixture `qtlog`
    "_target",  # of a thread: TensorFlow's and Keras's may stay
    "_replace",  # of a named tuple
    "_MEIPASS",  # of sys, in a bundle
}


@pytest.mark.parametrize("file", TESTS, ids=named)
def test_tests_look_at_nothing_private(file: Path) -> None:
    """What a test needs to see is shown by the class, or a user could not see it either."""
    found = [(name, line) for name, line in _touched(ast.parse(file.read_text("utf-8"))) if _is_private(name)]
    assert found == []


def _touched(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names of attributes that are read or set, but for an object's own, and names that are imported."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls")):
                pass
            case ast.Attribute(attr=name):
                yield name, node.lineno
            case ast.ImportFrom(names=names):
                yield from ((name.name, node.lineno) for name in names)
            case ast.Call(args=[_, ast.Constant(value=str() as name), *_]) if _sets_or_gets(node.func):
                yield name.rpartition(".")[2], node.lineno
            case ast.Call(args=[ast.Constant(value=str() as name), *_]) if _sets_or_gets(node.func):
                yield name.rpartition(".")[2], node.lineno


def _sets_or_gets(function: ast.expr) -> bool:
    """getattr, monkeypatch.setattr and their like."""
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in {"getattr", "setattr", "hasattr", "delattr"}


def _is_private(name: str) -> bool:
    """Not `__len__`, and not IPython's `_repr_html_`."""
    return name.startswith("_") and not name.endswith("_") and name not in OTHERS
