"""When .ci/run builds the bundle anew: after any change of its inputs, and if the tested one is missing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from helpers import ROOT

INPUTS = ("program", "resources", "recipe.toml")


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    monkeypatch.delitem(sys.modules, "bundle_state", raising=False)
    return import_module("bundle_state")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "tree"
    for name, content in {
        "program/core/engine.py": "1",
        "program/cli.py": "2",
        "resources/labels/demo.txt": "ball",
        "resources/screenshots/window.png": "a picture",
        "recipe.toml": "[project]",
        "README.md": "words",
        "tests/test_engine.py": "assert True",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")
    return root


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "program/core/engine.py").write_text("3", "utf-8"),
        lambda root: (root / "program/core/new.py").write_text("", "utf-8"),
        lambda root: (root / "program/cli.py").unlink(),
        lambda root: (root / "program/cli.py").rename(root / "program/commands.py"),
        lambda root: (root / "resources/labels/demo.txt").write_text("fish", "utf-8"),
        lambda root: (root / "recipe.toml").write_text("[tool]", "utf-8"),
    ],
    ids=["changed", "new", "removed", "renamed", "resource", "recipe"],
)
def test_a_change_of_what_is_packed_changes_the_checksum(
    state: ModuleType, tree: Path, change: Callable[[Path], object]
) -> None:
    before = state.checksum(tree, INPUTS, [])
    change(tree)
    assert state.checksum(tree, INPUTS, []) != before


def test_nothing_else_changes_it(state: ModuleType, tree: Path, tmp_path: Path) -> None:
    before = state.checksum(tree, INPUTS, [])
    (tree / "README.md").write_text("other words", "utf-8")
    (tree / "tests/test_engine.py").unlink()
    (tree / "resources/screenshots/window.png").write_text("another picture", "utf-8")
    (tree / "program/__pycache__").mkdir()
    (tree / "program/__pycache__/cli.pyc").touch()
    (tree / "program/cli.py").touch()
    moved = tree.rename(tmp_path / "clone")
    assert state.checksum(moved, INPUTS, []) == before


def test_another_version_of_a_library_changes_it(state: ModuleType, tree: Path) -> None:
    assert state.checksum(tree, INPUTS, ["keras 3.15.1"]) != state.checksum(tree, INPUTS, ["keras 3.15.2"])
    lines = state.environment()
    assert any(line.startswith("keras 3.") for line in lines)
    assert any(line.startswith("mobilenet_v2 ") for line in lines)


def test_an_input_that_is_not_there_is_an_error(state: ModuleType, tree: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"recipe\.toml"):
        (tree / "recipe.toml").unlink()
        state.checksum(tree, INPUTS, [])


def test_every_input_of_this_program_is_there(state: ModuleType) -> None:
    assert [name for name in state.INPUTS if not (ROOT / name).exists()] == []
    assert {"attnstudio", "resources", "packaging", "pyproject.toml"} <= set(state.INPUTS)


def test_a_bundle_counts_as_tested_until_it_or_its_sources_change(state: ModuleType, tmp_path: Path) -> None:
    archive, record = tmp_path / "attnstudio-1.tar.gz", tmp_path / "cache" / "tested.json"
    archive.write_bytes(b"packed")
    assert not state.is_tested("one", record), "nothing was built on this machine yet"
    state.write_record("one", archive, record)
    assert state.is_tested("one", record)
    assert not state.is_tested("two", record)

    archive.write_bytes(b"packed with other models")
    assert not state.is_tested("one", record)
    archive.unlink()
    assert not state.is_tested("one", record)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"state": "one", "sha256": "", "archive": 1}'])
def test_a_damaged_record_is_no_record(state: ModuleType, tmp_path: Path, content: str) -> None:
    record = tmp_path / "tested.json"
    record.write_text(content, "utf-8")
    assert not state.is_tested("one", record)
