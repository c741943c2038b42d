"""Text is shown as it is written: what the source may not use, and what stands in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6 import QtGui

import attnstudio
from attnstudio.ui.widgets.plain import PlainLabel, plain, plain_button

_UI = Path(attnstudio.__file__).parent / "ui"
_SAFE_CALLS = {"plain", "tr"}  # a text of ours has no HTML; what fills its fields makes it `plain(tr(...))`


def offences(source: str) -> Iterator[str]:
    """Labels that choose their format themselves; tips and boxes with a text from elsewhere."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in ("QLabel", "QTextBrowser", "QTextEdit", "QErrorMessage", "setHtml"):
            yield ast.unparse(node)
        if name in ("setToolTip", "setWhatsThis", "question", "critical", "warning", "information", "showText"):
            texts = [one for one in node.args if not _is_harmless(one)]
            if any(_holds_text(one) for one in texts):
                yield ast.unparse(node)


def _is_harmless(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        return name == "plain" or (name == "tr" and not node.keywords)
    return False


def _holds_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Call) and ast.unparse(node.func) in _SAFE_CALLS)


def test_the_window_is_made_of_plain_text() -> None:
    found = {
        f"{path.relative_to(_UI)}: {offence}"
        for path in sorted(_UI.rglob("*.py"))
        if path.name != "plain.py"
        for offence in offences(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    "line", ["QLabel('a')", "x.setToolTip(f'{name}')", "x.setToolTip(tr('{name}', name=name))", "QLabel()"]
)
def test_what_is_not_plain_is_found(line: str) -> None:
    assert list(offences(line)) != []


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "a <img src=x> b", "&lt;b&gt;", "<!doctype html>", "<?xml version='1'?><b>x", "x &lt;<b>"]
)
def test_what_looks_like_html_is_no_longer_taken_for_it(text: str) -> None:
    assert QtGui.Qt.mightBeRichText(text)
    assert not QtGui.Qt.mightBeRichText(plain(text))
    assert plain(text).replace("\N{WORD JOINER}", "") == text


@pytest.mark.parametrize("text", ["", "tiger shark", "3 < 5", "salt & pepper", "a\n<b>x</b>"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_a_label_and_a_button(qapp: object) -> None:
    label = PlainLabel("<b>salt & pepper</b>")
    as_text = label.sizeHint().width()
    label.setTextFormat(QtGui.Qt.TextFormat.RichText)
    assert as_text > label.sizeHint().width()  # the tags take room
    assert plain_button("salt & pepper") == "salt && pepper"
