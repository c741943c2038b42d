"""Messages hold as long as what they are about, in the language of the moment."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from attnstudio.core.errors import Failure, PictureFailure
from attnstudio.core.text import Notice
from attnstudio.ui.notify.banner import MessageBanner
from attnstudio.ui.notify.notifier import Action, Notifier, Scope


def texts(notifier: Notifier) -> list[str]:
    return [one.text() for one in notifier.messages]


def test_a_message_goes_with_its_scope() -> None:
    notifier = Notifier()
    notifier.show(lambda: "the picture is dark", Scope.PICTURE)
    notifier.show(lambda: "the job failed", Scope.JOB)
    notifier.show(lambda: "the disk is full", Scope.PROGRAM)
    assert texts(notifier) == ["the disk is full", "the job failed", "the picture is dark"]
    notifier.clear(Scope.JOB)
    assert texts(notifier) == ["the disk is full", "the picture is dark"]
    notifier.clear(Scope.PICTURE, Scope.MODEL)
    assert texts(notifier) == ["the disk is full"]


def test_a_newer_message_of_a_scope_takes_the_place_of_the_older() -> None:
    notifier = Notifier()
    notifier.show(lambda: "first", Scope.JOB)
    notifier.show(lambda: "picture", Scope.PICTURE)
    notifier.show(lambda: "second", Scope.JOB)
    assert texts(notifier) == ["second", "picture"]


def test_only_the_message_that_is_meant_is_retracted() -> None:
    notifier = Notifier()
    first = notifier.show(lambda: "first", Scope.JOB)
    notifier.show(lambda: "second", Scope.JOB)
    notifier.retract(first)
    assert texts(notifier) == ["second"], "it was replaced before"


def test_every_message_is_logged_unless_it_is_a_state() -> None:
    notifier, lines = Notifier(), list[str]()
    notifier.logged.connect(lines.append)
    notifier.show(lambda: "failed", Scope.JOB)
    notifier.show(lambda: "explained: fly", Scope.JOB, log=False)
    notifier.show_notice(Notice("{file} is large", {"file": "a.png"}), Scope.PICTURE)
    notifier.set_status(lambda: "Saved", log=True)
    notifier.set_status(lambda: "Done")
    assert lines == ["failed", "a.png is large", "Saved"]
    assert notifier.status == "Done"


def test_a_failure_comes_with_the_remedy() -> None:
    failure = PictureFailure("{file} is damaged.", file="a.png")
    action = Action(lambda: "Get it again", lambda: None)

    def way_out(given: Failure) -> Action | None:
        return action if given is failure else None

    notifier = Notifier(way_out)
    assert notifier.show_failure(failure, Scope.PICTURE).action is action
    assert notifier.show_failure(PictureFailure("other"), Scope.PICTURE).action is None


@pytest.fixture
def banner(qtbot: QtBot) -> tuple[Notifier, MessageBanner]:
    notifier = Notifier()
    made = MessageBanner(notifier)
    qtbot.addWidget(made)
    return notifier, made


def test_the_banner_shows_all_messages_with_the_newest_remedy(
    banner: tuple[Notifier, MessageBanner], qtbot: QtBot
) -> None:
    notifier, view = banner
    done: list[str] = []
    assert view.isHidden()
    notifier.show(lambda: "old", Scope.PICTURE, Action(lambda: "A", lambda: done.append("a")))
    notifier.show(lambda: "new", Scope.MODEL, Action(lambda: "B", lambda: done.append("b")))
    notifier.show(lambda: "newest", Scope.JOB)
    assert view.text.text() == "newest\nnew\nold"
    assert view.action.text() == "B"
    qtbot.mouseClick(view.action, Qt.MouseButton.LeftButton)
    assert done == ["b"]
    assert view.text.text() == "newest\nold", "what was done about is over"
    assert view.action.text() == "A"
    qtbot.mouseClick(view.close_button, Qt.MouseButton.LeftButton)
    assert view.isHidden()
    assert notifier.messages == ()


def test_a_message_is_translated_when_the_language_changes(banner: tuple[Notifier, MessageBanner]) -> None:
    notifier, view = banner
    language = ["en"]
    notifier.show(lambda: f"said in {language[0]}", Scope.PROGRAM)
    language[0] = "ru"
    view.retranslate()
    assert view.text.text() == "said in ru"


@pytest.mark.parametrize("width", [400, 534, 700, 900])
@pytest.mark.parametrize("button", ["Undo", "Run again with half the batch of this job"])
def test_a_wide_button_leaves_the_text_of_the_banner_its_room(
    banner: tuple[Notifier, MessageBanner], qapp: QApplication, width: int, button: str
) -> None:
    notifier, view = banner
    view.resize(width, 300)
    notifier.show(lambda: "What happened, and why. " * 8, Scope.JOB, Action(lambda: button, lambda: None))
    qapp.processEvents()
    assert view.text.width() >= 310
    assert view.text.height() >= view.text.heightForWidth(view.text.width())
    assert not view.text.geometry().intersects(view.action.geometry())
    assert view.rect().contains(view.action.geometry())
