"""What the window looks like in its main states, in both themes and languages, on a screen of 1366x768.

The pictures in snapshots/ are halved, and compared block by block, so that another version of a font does not matter.
After a change that is meant: `RENEW_SNAPSHOTS=1 .venv/bin/python -m pytest tests/e2e/test_looks.py`, then look at each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from helpers.desk import DEFAULTS, LEFT, Desk
from helpers.jobs import SCENES
from helpers.widgets import painted
from PIL import Image
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from attnstudio.core.request import MethodCall
from attnstudio.settings import Settings
from attnstudio.ui.measure.panel import PictureScope
from attnstudio.ui.shell import theme

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

FOLDER = Path(__file__).with_name("snapshots")
RENEW = "RENEW_SNAPSHOTS" in os.environ
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
SCREEN = QRect(0, 0, 1366, 768)
BLOCK = 8  # pixels of a halved picture
LEVELS = 24  # by which the mean of a block may differ
MOST = 0.02  # the share of blocks that may differ by more: times, digits, edges


@pytest.fixture
def desk(open_app: Callable[..., Desk], qapp: QApplication) -> Iterator[Desk]:
    """With a font that is the same everywhere."""
    before, family = qapp.font(), QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(FONT)))
    qapp.setFont(QFont(family[0]))
    desk = open_app(Settings(DEFAULTS))
    desk.window.fit_into(SCREEN)
    yield desk
    desk.window.language_requested.emit("en")
    qapp.setFont(before)
    theme.apply("dark")


class Looks:
    """Compares, or renews, the pictures of a state."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.differ = desk, list[str]()

    def at(self, state: str, show: Callable[[], QWidget] | None = None) -> None:
        """`show`: opens the dialog that is looked at instead of the window."""
        window = self.desk.window
        for language in ("en", "ru"):
            window.language_requested.emit(language)
            for name in ("dark", "light"):
                window.theme_requested.emit(name)
                settle(self.desk)
                dialog = None if show is None else show()
                settle(self.desk)
                self._compare(FOLDER / f"{state}-{name}-{language}.png", painted(dialog or window))
                if dialog is not None:
                    dialog.close()
        window.language_requested.emit("en")

    def _compare(self, file: Path, pixels: np.ndarray) -> None:
        shown = Image.fromarray(pixels).reduce(2)
        if RENEW:
            FOLDER.mkdir(exist_ok=True)
            shown.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
        with Image.open(file) as kept:
            share = difference(np.asarray(shown), np.asarray(kept.convert("RGB")))
        if share > MOST:
            self.differ.append(f"{file.name}: {share:.1%}")


def opened(desk: Desk, action: str) -> QDialog:
    desk.action(action).trigger()
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    return dialog


def settle(desk: Desk) -> None:
    """Layouts take several turns after a change of language, and a theme goes through the window in steps."""
    desk.idle()
    desk.qtbot.waitUntil(lambda: not desk.window.is_recolouring)
    for _ in range(5):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def difference(one: np.ndarray, other: np.ndarray) -> float:
    """The share of blocks whose means differ."""
    if abs(one.shape[0] - other.shape[0]) > BLOCK or abs(one.shape[1] - other.shape[1]) > BLOCK:
        return 1.0
    return float((np.abs(means(one, other.shape) - means(other, one.shape)).max(axis=-1) > LEVELS).mean())


def means(pixels: np.ndarray, like: tuple[int, ...]) -> np.ndarray:
    rows, columns = (min(a, b) // BLOCK for a, b in zip(pixels.shape[:2], like[:2], strict=True))
    blocks = pixels[: rows * BLOCK, : columns * BLOCK].reshape(rows, BLOCK, columns, BLOCK, 3)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float64))


def test_the_main_states_look_as_they_did(desk: Desk) -> None:
    looks, app = Looks(desk), desk.app
    looks.at("first-window")
    desk.open(*SCENES[:3])
    looks.at("map")
    desk.action("inspector").trigger()
    desk.idle()
    looks.at("inspector")
    desk.action("inspector").trigger()
    desk.action("compare_lab").trigger()
    desk.idle()
    looks.at("comparison")
    desk.action("leave_compare").trigger()
    app.services.selection.set(methods=tuple(map(MethodCall, ("gradcam", "saliency"))))
    desk.idle()
    desk.action("measure").trigger()
    app.panels.measure.metrics.choose(["insertion", "complexity"])
    app.panels.measure.scope.setCurrentIndex(app.panels.measure.scope.findData(PictureScope.ALL))
    desk.qtbot.mouseClick(app.panels.measure.measure, LEFT)
    desk.idle()
    looks.at("measure")
    looks.at("preferences", lambda: opened(desk, "preferences"))
    looks.at("report", lambda: opened(desk, "report_title"))
    assert looks.differ == []


def test_a_panel_that_is_gone_and_another_language_are_seen() -> None:
    pictures = {}
    for name in ("map-dark-en", "map-dark-ru", "map-light-en", "inspector-dark-en"):
        with Image.open(FOLDER / f"{name}.png") as kept:
            pictures[name] = np.asarray(kept.convert("RGB"))
    base = pictures.pop("map-dark-en")
    assert difference(base, base) == 0
    assert all(difference(base, other) > MOST for other in pictures.values())
