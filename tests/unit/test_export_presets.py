"""Named sets of what is exported, as the settings have them."""

from __future__ import annotations

from attnstudio.export import presets
from attnstudio.export.presets import BUILT_IN, Preset
from attnstudio.export.selection import Existing

OWN = {"Ёлка": Preset("webp", numbers=True, report=".pdf", existing=Existing.REPLACE), "b": Preset()}


def test_they_are_read_as_they_were_written() -> None:
    assert presets.read(presets.written(OWN)) == OWN
    assert presets.read(presets.written({})) == {}


def test_damage_costs_what_is_damaged() -> None:
    text = (
        '{"a": {"overlay": "gif"}, "b": {"report": ".doc"}, "c": 5, "d": {"numbers": "yes"}, "e": {"existing": "x"},'
        ' "f": {"figures": true}}'
    )
    assert presets.read(text) == {"f": Preset(figures=True)}
    for damaged in ("{", "[]", "5", "[" * 100_000):
        assert presets.read(damaged) == {}


def test_the_last_one_replaces_no_files_by_itself() -> None:
    assert presets.last("") == Preset()
    assert presets.last(presets.written_last(OWN["Ёлка"])) == Preset("webp", numbers=True, report=".pdf")


def test_those_of_the_program_can_be_chosen() -> None:
    assert len(set(BUILT_IN.values())) == len(BUILT_IN)
    assert all(preset.is_valid for preset in BUILT_IN.values())
