"""What the cells of the attacked pictures say, as far as it is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.attack_records import record
from PySide6.QtWidgets import QApplication

from attnstudio.core.robustness.record import AttackRecord
from attnstudio.ui.attacks.gallery import Gallery, fitted
from attnstudio.ui.attacks.gallery_model import GalleryItem
from attnstudio.ui.shell.i18n import Language

NAMES = ("goldfish", "Egyptian cat", "German short-haired pointer", "great white shark")


@pytest.fixture(params=["en", "ru"])
def language(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    chosen = Language()
    chosen.choose(request.param)
    yield request.param
    chosen.choose("en")


def seen(gallery: Gallery) -> tuple[str, ...]:
    """The classes of the only cell, line by line."""
    cell, metrics = gallery.cells.visualRect(gallery.model.index(0, 0)), gallery.cells.fontMetrics()
    lines = fitted(gallery.model.items[0].lines, metrics, cell.width() - 4)
    assert max(map(metrics.horizontalAdvance, lines)) <= cell.width()
    return lines


@pytest.mark.parametrize(
    ("one", "en", "ru"),
    [
        (record(1, before=1), "goldfish taken for Egyptian cat", "goldfish ответ: Egyptian cat"),
        (
            record(2, before=2),
            "goldfish taken for German short-haired pointer",
            "goldfish ответ: German short-haired pointer",
        ),
        (record(3), "goldfish → great white shark", "goldfish → great white shark"),
        (
            record(2, label=2, before=2),
            "German short-haired pointer stays",
            "German short-haired pointer без изменений",
        ),
    ],
    ids=["wrong before", "long and wrong before", "fooled", "not fooled"],
)
def test_the_classes_are_read_whole(qapp: QApplication, language: str, one: AttackRecord, en: str, ru: str) -> None:
    gallery = Gallery()
    gallery.show_items(one.key, [GalleryItem(0, Path("a.png"), one, NAMES)])
    lines = seen(gallery)
    assert " ".join(line.strip() for line in lines).replace("- ", "-") == {"en": en, "ru": ru}[language]
    assert len(lines) <= 3


def test_of_two_long_names_the_one_that_the_picture_became_is_read_whole(qapp: QApplication) -> None:
    one = record(3, label=2, before=2)
    gallery = Gallery()
    names = (*NAMES[:3], "a great white shark of the Pacific")
    gallery.show_items(one.key, [GalleryItem(0, Path("a.png"), one, names)])
    before, *after = seen(gallery)
    assert "…" in before and "".join(after) == f"→ {names[3]}" and len(after) == 2
