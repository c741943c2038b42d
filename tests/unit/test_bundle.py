"""What the bundle's recipe must name, because PyInstaller sees nothing that imports it."""

from __future__ import annotations

import ast

from helpers import ROOT
from matplotlib import backend_bases

from attnstudio.export.figure import FORMATS


def named(constant: str) -> set[str]:
    """The names in a constant of the recipe."""
    for node in ast.parse((ROOT / "packaging" / "attnstudio.spec").read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == constant:
            return set(ast.literal_eval(node.value))
    raise AssertionError(f"there is no {constant}")


def test_every_family_is_taken_along() -> None:
    """Else its members would be missing in silence: they are whatever is found."""
    trees = [ast.parse(file.read_text("utf-8")) for file in (ROOT / "attnstudio").rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    families = {ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "Registry"}
    assert families == named("FAMILIES") and len(families) >= 4


def test_every_format_of_figures_is_taken_along() -> None:
    """matplotlib imports what draws them by a name that it looks up."""
    found = [backend_bases.get_registered_canvas_class(ending.lstrip(".")) for ending in FORMATS]
    assert {one.__module__ for one in found} == named("FIGURES")
