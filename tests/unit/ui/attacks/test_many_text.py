"""Cells of the tables of many attacked pictures."""

from __future__ import annotations

from helpers.attack_records import picture, record

from attnstudio.core.robustness.record import Verdict
from attnstudio.core.robustness.summary import Summary
from attnstudio.ui.attacks.many_text import transfer_cells


def test_a_share_that_was_transferred_says_of_how_many_pictures() -> None:
    """Of few pictures that both models were right about, 100 % means little."""
    both = record(1, model="a", verdicts=[Verdict("b", 0, 1)]), record(0, model="b", verdicts=[Verdict("a", 0, 0)])
    own = record(1, model="a", verdicts=[Verdict("b", 2, 2)]), record(2, before=2, model="b")
    summary = Summary([picture(*both), picture(*own)])
    _, rows = transfer_cells(summary, summary.attacks[0], {"a": "A", "b": "B"})
    assert rows == [["A", "100.0 % (2/2)", "100.0 % (1/1)"], ["B", "0.0 % (0/1)", "0.0 % (0/1)"]]
