"""What lasts is not looked through by later collections, and garbage of afterwards is still found."""

from __future__ import annotations

import gc
import weakref

import pytest

from attnstudio.core.lasting import lasting


class _Thing:
    other: _Thing


def _cycle() -> weakref.ref[_Thing]:
    thing = _Thing()
    thing.other = thing
    return weakref.ref(thing)


def test_what_is_made_meanwhile_is_not_looked_through() -> None:
    try:
        with lasting():
            kept = _Thing()
            assert not gc.isenabled()
        assert gc.isenabled()
        assert not any(one is kept for one in gc.get_objects())
        later = _cycle()
        gc.collect()
        assert later() is None
    finally:
        gc.unfreeze()


def test_after_an_error_all_is_as_before() -> None:
    frozen = gc.get_freeze_count()
    with pytest.raises(ZeroDivisionError), lasting():
        1 / 0  # noqa: B018
    assert gc.isenabled()
    assert gc.get_freeze_count() == frozen
