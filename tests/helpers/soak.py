"""A user who acts at random, the same for a seed, and what a window that is used takes of the machine."""

from __future__ import annotations

import ctypes
import gc
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import psutil
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from attnstudio.core import overlay
from attnstudio.core.images import decode
from attnstudio.ui.state.viewed import Page
from helpers.desk import Desk

_CLICKED = (
    *("run", "cancel", "undo", "redo", "next_view", "view_overlay", "view_map", "view_picture", "fit", "zoom_in"),
    *("next_picture", "previous_picture", "inspector", "accuracy", "mean_map", "compare", "leave_compare", "measure"),
    *("show_curtain", "show_difference", "show_grid", "clear_regions", "fill_regions", "explain_selected"),
    *("keep_map", "layer_strip", "attack", "review", "paste_settings", "copy_settings", "clear_list", "scenes"),
)


class User:
    """Acts at random in a window, and reads what it shows.

    Args:
        output: the file that the file dialog returns.
    """

    def __init__(self, desk: Desk, seed: int, pictures: list[Path], output: Path) -> None:
        self._desk, self._random, self._pictures, self._output = desk, Random(seed), pictures, output
        self.done: list[str] = []
        self._acts: tuple[Callable[[], str], ...] = (
            *(self._click,) * 6,
            *(self._choose_method, self._choose_target, self._choose_layer, self._choose_display) * 2,
            *(self._open, self._choose_theme, self._choose_language, self._draw, self._escape, self._close_dock),
            *(self._select_row, self._wait, self._save_session, self._open_session, self._measure),
        )

    def act(self) -> None:
        self.done.append(self._random.choice(self._acts)())
        self._desk.qtbot.wait(self._random.choice((0, 1, 20)))

    def check(self) -> None:
        """What has to hold at any time, while jobs run too."""
        desk, app = self._desk, self._desk.app
        now, shown = app.services.selection.now, app.services.viewed.now
        assert all(form.call in now.methods for form in app.panels.method_selector.forms.values()), self.done
        assert app.panels.layer_picker.layer == now.layer, self.done
        assert app.panels.model_picker.chosen == now.model, self.done
        controls, display = app.panels.display_controls, app.services.display.now
        assert shown.is_signed or controls.colormap.currentData() == display.colormap, self.done
        assert controls.normalisation.currentData() == display.normalisation.value, self.done
        if shown.map is not None and now.picture is not None:
            assert shown.map.picture is now.picture, self.done
            assert shown.map.request.image == now.picture.picture.path, self.done
        if shown.page is Page.PICTURE and shown.channel is None and shown.map is not None:
            self._check_overlay()
        awaited = any(job.work.is_awaited for job in desk.board.unfinished())
        assert app.panels.status_bar.progress.isVisibleTo(app.panels.status_bar) is awaited, self.done

    def check_idle(self) -> None:
        """What has to hold when everything ended."""
        self._desk.idle()
        self.check()
        assert not self._desk.board.unfinished(), self.done
        assert not self._desk.action("cancel").isEnabled(), self.done
        log = self._desk.app.panels.log.text.toPlainText()
        assert "Traceback" not in log and "Unexpected" not in log, (log, self.done)

    def _check_overlay(self) -> None:
        """The saved overlay is the blend of that picture's file with that map's values."""
        app = self._desk.app
        shown, display = app.services.viewed.now.map, app.services.display.now
        assert shown is not None
        self._output.unlink(missing_ok=True)
        self._desk.action("save_overlay").trigger()
        alike = [shown.heatmap]
        if display.is_shared:
            alike = app.panels.results.model.alike(shown.heatmap, shown.request.model)
        scale = overlay.scale_of(alike, display.colormap)
        values = overlay.in_range(shown.heatmap, scale.low, scale.high)
        pixels = decode(shown.request.image).pixels
        wanted = overlay.blend(pixels, values, shown.placement, scale.colormap, display.opacity)
        with Image.open(self._output) as saved:
            apart = np.abs(np.asarray(saved.convert("RGB")).astype(int) - wanted)
            assert apart.max() <= 2, self.done  # a place in the colormap may be rounded otherwise

    def _click(self) -> str:
        name = self._random.choice(_CLICKED)
        action = self._desk.action(name)
        if action.isEnabled():
            action.trigger()
        return name

    def _open(self) -> str:
        picture = self._random.choice(self._pictures)
        self._desk.app.features.pictures.controller.open([picture])
        return f"open {picture.name}"

    def _choose_method(self) -> str:
        app = self._desk.app
        names = self._random.sample(("saliency", "gradcam", "gradcam++", "random", "eigencam", "smoothgrad"), 2)
        app.panels.method_selector.choose(names[: self._random.choice((1, 2))])
        return f"methods {names}"

    def _choose_target(self) -> str:
        target = self._random.choice(("top1", "top2", "0", "3", "1-2", "no such class"))
        self._desk.app.panels.target_picker.target_chosen.emit(target)
        return f"target {target}"

    def _choose_layer(self) -> str:
        box = self._desk.app.panels.layer_picker.box
        box.setCurrentIndex(self._random.randrange(max(1, box.count())))
        return f"layer {box.currentText()}"

    def _choose_display(self) -> str:
        controls = self._desk.app.panels.display_controls
        box = self._random.choice((controls.colormap, controls.normalisation))
        count = box.count() - (box is controls.colormap)  # its last is of signed maps
        box.setCurrentIndex(self._random.randrange(count))
        controls.opacity.setValue(self._random.choice((0, 30, 50, 100)))
        return f"display {box.currentText()} {controls.opacity.value()}"

    def _choose_theme(self) -> str:
        theme = self._random.choice(("dark", "light"))
        self._desk.window.theme_requested.emit(theme)
        return theme

    def _choose_language(self) -> str:
        language = self._random.choice(("en", "ru"))
        self._desk.window.language_requested.emit(language)
        return language

    def _draw(self) -> str:
        canvas = self._desk.app.panels.canvas
        if not canvas.isVisible():
            return "draw nothing"
        self._desk.action(self._random.choice(("tool_rectangle", "tool_ellipse", "tool_select"))).trigger()
        centre = canvas.rect().center()
        first, second = (centre + QPoint(*(self._random.randint(-90, 90) for _ in range(2))) for _ in range(2))
        bot = self._desk.qtbot
        bot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=first)
        bot.mouseMove(canvas, second)
        bot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=second)
        return "draw"

    def _escape(self) -> str:
        self._desk.qtbot.keyClick(self._desk.window, Qt.Key.Key_Escape)
        return "Esc"

    def _close_dock(self) -> str:
        name = self._random.choice(("results", "jobs", "log"))
        self._desk.window.docks[name].toggleViewAction().trigger()
        return f"panel {name}"

    def _select_row(self) -> str:
        rows = self._desk.app.panels.results.model.rows
        if rows:
            self._desk.app.panels.results.row_chosen.emit(self._random.choice(rows))
        return "row"

    def _wait(self) -> str:
        self._desk.idle()
        return "wait"

    def _save_session(self) -> str:
        self._desk.action("save_session_as").trigger()
        return "save a session"

    def _open_session(self) -> str:
        session = self._output.with_suffix(".attn")
        if not session.exists():
            return "no session"
        self._desk.app.features.sessions.controller.open(session)
        return "open a session"

    def _measure(self) -> str:
        panel = self._desk.app.panels.measure
        panel.metrics.choose([self._random.choice(("insertion", "complexity", "sparseness"))])
        if panel.measure.isEnabled():
            panel.measure.click()
        return "measure"


_LOOKS, _LOOK = 20, 250  # at the memory; milliseconds between two


@dataclass(frozen=True)
class Footprint:
    """What a window takes while nothing runs.

    Attributes:
        megabytes: of memory, of this process and its children.
        files: open files, pipes and sockets of both.
        widgets: of Qt.
    """

    megabytes: float
    threads: int
    files: int
    widgets: int

    @classmethod
    def of_this_process(cls) -> Footprint:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # what is free, but was not given back yet, is no leak
            trim(0)
        this = psutil.Process()
        both = [this, *this.children(recursive=True)]
        megabytes, files = list[float](), list[int]()
        # The process that computes gives back what is free once it had no work for some seconds, and the thread that
        # watches its memory has a file open now and then.
        for look in range(_LOOKS if len(both) > 1 else 1):
            QTest.qWait(_LOOK if look else 0)
            megabytes.append(sum(one.memory_info().rss for one in both) / 1e6)
            files.append(sum(one.num_fds() for one in both))
        return cls(min(megabytes), threading.active_count(), min(files), len(QApplication.allWidgets()))

    def is_like(self, other: Footprint) -> bool:
        """Whether it takes no more, but for the memory that each allocation leaves split up: 5 %."""
        return (
            self.megabytes < 1.05 * other.megabytes
            and self.threads <= other.threads
            and self.files <= other.files
            and self.widgets <= other.widgets
        )
