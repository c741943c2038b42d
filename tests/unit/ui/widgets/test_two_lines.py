"""Names in cells."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from attnstudio.ui.widgets.two_lines import in_two_lines


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("cat.jpg", ["cat.jpg"]),
        ("n01440764_great_white_shark.JPEG", ["n01440764_great_", "white_shark.JPEG"]),
        ("ILSVRC2012val00000293.JPEG", ["ILSVRC2012val00000", "293.JPEG"]),
        ("n01440764_" + "9" * 40 + "_tench.JPEG", ["n01440764_", "99999999…ench.JPEG"]),
    ],
    ids=["short", "words", "one word", "three lines"],
)
def test_names_have_two_lines(name: str, lines: list[str], qapp: QApplication) -> None:
    class Metrics(QFontMetrics):
        """Of a font whose characters are all as wide."""

        def horizontalAdvance(self, text: str) -> int:  # type: ignore[override]  # noqa: N802
            return 10 * len(text)

        def elidedText(self, text: str, _: Qt.TextElideMode, width: int) -> str:  # type: ignore[override]  # noqa: N802
            most = width // 10
            return text if len(text) <= most else f"{text[: most // 2 - 1]}…{text[-(most - most // 2) :]}"

    assert list(in_two_lines(name, Metrics(QFont()), 180)) == lines
