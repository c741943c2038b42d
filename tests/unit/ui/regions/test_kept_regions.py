"""The file of regions that several windows share."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.regions import Rectangle, Region
from attnstudio.ui.regions.store import RegionStore

SMALL, LARGE = (Region((Rectangle(0, 0, side, side),)) for side in (5, 50))


def test_a_window_writes_only_what_it_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "regions.jsonl"
    first = RegionStore(file)
    for name in ("both", "first", "second"):
        first.put(tmp_path / name, SMALL)
    first.save()
    second = RegionStore.load(file)
    assert second.get(tmp_path / "first") == SMALL
    first.put(tmp_path / "first", None)
    first.put(tmp_path / "both", LARGE)
    first.put(tmp_path / "new", LARGE)
    first.save()
    second.put(tmp_path / "second", None)
    second.save()
    again = RegionStore.load(file)
    names = ("both", "first", "second", "new")
    assert [again.get(tmp_path / name) for name in names] == [LARGE, None, None, LARGE]
    second.put(tmp_path / "both", SMALL)
    second.save()
    first.save()
    assert RegionStore.load(file).get(tmp_path / "both") == SMALL, "what was changed last"
