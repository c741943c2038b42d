"""What the documents promise: links that lead somewhere, files that exist, commands that the parser takes."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from helpers import ROOT

from attnstudio.cli import parser

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PLACEHOLDER = re.compile(r"[A-Z]{2,}")  # as in core/methods/NAME.py


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command line of this program in the blocks of shell commands."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words and (words[0] == "packaging/start" or words[0].endswith("attnstudio")):
                yield words[1:]


def test_there_are_documents() -> None:
    assert {"README.md", "CHANGELOG.md", "docs/command-line.md"} <= {named(file) for file in DOCUMENTS}


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_links_lead_to_files(file: Path) -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", file.read_text("utf-8"))]
    own = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in own if not (file.parent / link).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_paths_of_the_project_exist(file: Path) -> None:
    """Wherever they stand but in examples of new files."""
    text = re.sub(r"```python\n.*?```", "", file.read_text("utf-8"), flags=re.DOTALL)
    paths = re.findall(r"(?<![\w./-])(?:attnstudio|resources|tests|packaging|docs|\.ci)/[\w./-]*\w", text)
    assert [path for path in paths if not PLACEHOLDER.search(path) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_tests_that_are_named_exist(file: Path) -> None:
    found = re.findall(r"(tests/[\w/]+\.py)::(\w+)", file.read_text("utf-8"))
    assert [f"{path}::{name}" for path, name in found if name not in functions(path)] == []


def test_every_row_of_the_window_has_a_test() -> None:
    rows = (ROOT / "docs/window-rows.md").read_text("utf-8").split("\n")
    bare = [row for row in rows if row.startswith("| ") and not row.startswith("| row |") and "::test_" not in row]
    assert len(rows) > 50 and bare == []


@cache
def functions(path: str) -> frozenset[str]:
    """Those of a file of tests."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("file", DOCUMENTS, ids=named)
def test_commands_are_what_the_parser_takes(file: Path) -> None:
    for words in commands(file.read_text("utf-8")):
        parser().parse_args(words)
