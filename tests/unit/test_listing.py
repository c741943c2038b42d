"""Parameters as the command line lists them."""

from __future__ import annotations

import pytest

from attnstudio.commands.listing import print_params
from attnstudio.core.params import BoolParam, ChoiceParam, FolderParam, IntParam, TextParam


def test_words_and_bounds_read_as_one_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    loss = ChoiceParam("loss", "Loss", "What grows.", ("margin", "dlr"), "margin")
    steps = IntParam("steps", "Steps", "How many.", 40, 1, 1000, unit="passes")
    print_params("--set", "pgd", [loss, steps], 2)
    assert capsys.readouterr().out.splitlines() == [
        "   --set pgd.loss=margin   margin | dlr. What grows.",
        "   --set pgd.steps=40   1 to 1000 passes. How many.",
    ]


def test_a_switch_is_true_or_false(capsys: pytest.CaptureFixture[str]) -> None:
    print_params("--set", "carlini_wagner", [BoolParam("stops_early", "Stops early", "Quicker, less sure.")], 0)
    assert capsys.readouterr().out.strip().endswith("=False   true | false. Quicker, less sure.")


def test_what_has_no_bounds_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    params = [TextParam("layers", "Layers", "Names."), FolderParam("folder", "Folder", "Baselines.")]
    print_params("--set", "eg", params, 2)
    assert capsys.readouterr().out.splitlines() == [
        "   --set eg.layers=   a text. Names.",
        "   --set eg.folder=   a folder. Baselines.",
    ]
