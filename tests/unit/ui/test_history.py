"""Undo and redo: of the picture that is shown and of the list, the latest change first."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from attnstudio.ui.state.history import MOST_CHANGES, History

A, B = Path("a.png"), Path("b.png")


def change(history: History, done: list[str], name: str, of: Path | None) -> None:
    history.do(name, partial(done.remove, name), partial(done.append, name), of)


def test_the_latest_change_of_what_is_in_view_is_undone_first() -> None:
    history, done = History(), list[str]()
    for name, of in (("region of a", A), ("list", None), ("region of b", B), ("region of a again", A)):
        change(history, done, name, of)
    history.use(A)
    for left in (["region of a", "list", "region of b"], ["region of a", "region of b"], ["region of b"]):
        history.undo()
        assert done == left
    assert not history.can_undo, "what is left is not seen"
    assert history.redo_text == "region of a"
    history.redo()
    history.redo()
    assert done == ["region of b", "region of a", "list"]
    assert (history.undo_text, history.redo_text) == ("list", "region of a again")


def test_without_a_picture_only_the_list_is_undone() -> None:
    history, done = History(), list[str]()
    change(history, done, "list", None)
    change(history, done, "region", A)
    history.use(None)
    assert history.undo_text == "list"
    history.undo()
    assert done == ["region"]
    assert not history.can_undo


def test_other_pictures_end_the_history_of_the_list_only() -> None:
    history, done = History(), list[str]()
    history.use(A)
    change(history, done, "region", A)
    change(history, done, "list", None)
    history.forget_list()
    assert history.undo_text == "region"


def test_it_says_when_something_else_would_be_undone() -> None:
    history, done, said = History(), list[str](), list[str]()
    history.changed.connect(lambda: said.append(history.undo_text))
    change(history, done, "region", A)
    history.use(A)
    history.use(A)
    history.undo()
    assert said == ["", "region", ""]


def test_changes_that_join_are_one_step() -> None:
    history, value = History(), [0]

    def set_to(number: int, joins: object) -> None:
        history.do("change", partial(value.__setitem__, 0, value[0]), partial(value.__setitem__, 0, number), A, joins)

    history.use(A)
    for number, joins in ((1, "samples"), (2, "samples"), (3, "noise"), (4, None), (5, None)):
        set_to(number, joins)
    seen = []
    while history.can_undo:
        history.undo()
        seen.append(value[0])
    assert seen == [4, 3, 2, 0]
    history.redo()
    assert value == [2]


def test_only_the_latest_changes_stay() -> None:
    """A window that is used for long would hold all that they refer to."""
    history, done = History(), list[str]()
    for number in range(MOST_CHANGES + 3):
        change(history, done, str(number), A)
    history.use(A)
    while history.can_undo:
        history.undo()
    assert done == ["0", "1", "2"]
