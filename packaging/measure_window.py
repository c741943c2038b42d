"""Measure the window: start-up, first map, gaps of the event loop, repainting of a 24-megapixel picture.

    .venv/bin/python packaging/measure_window.py PHOTO      # under a display, or with QT_QPA_PLATFORM=offscreen

Prints one JSON object. Seconds and milliseconds of this machine; the disk should be warm, so the start is measured
three times and the best is given. How long the window does not react to what users do: measure_gaps.py.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_TICK_MS = 5


def start_up(photo: str) -> dict[str, Any]:
    """In a process of its own: seconds from the start of the process to the window and to the first map."""
    command = [sys.executable, __file__, photo, "--child"]
    began = time.time()
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    measured: dict[str, Any] = json.loads(output.splitlines()[-1])
    return {
        "window_s": measured["window"] - began,
        "tensorflow_at_window": measured["tensorflow"],
        "first_map_s": measured["map"] - began,
        "gaps": measured["gaps"],
    }


def child(photo: str) -> None:
    """What start_up measures: the program as `attnstudio gui PHOTO --model mobilenet_v2` builds it."""
    from PySide6.QtCore import QEvent, QObject, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from attnstudio.app.app import App
    from attnstudio.settings import Settings
    from attnstudio.start import Start, Startup

    application = QApplication(sys.argv[:1])
    app = App(Settings(), None)
    times: dict[str, Any] = {}
    phases: dict[str, list[float]] = {"import": [], "job": []}
    last = [time.perf_counter()]

    def tick() -> None:
        now = time.perf_counter()
        phase = "import" if not times.get("ready") else "job"
        phases[phase].append((now - last[0]) * 1000)
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)

    class FirstPaint(QObject):
        def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.UpdateRequest and "window" not in times:
                QTimer.singleShot(0, painted)
            return False

    def painted() -> None:
        if "window" in times:
            return
        times["window"] = time.time()
        times["tensorflow"] = "tensorflow" in sys.modules
        last[0] = time.perf_counter()
        timer.start(_TICK_MS)
        Startup(app, Start(pictures=(Path(photo),), model="mobilenet_v2")).begin()

    def first_map() -> None:
        if "map" not in times:
            times["map"] = time.time()
            app.panels.method_selector.choose(["saliency", "smoothgrad", "gradcam", "gradcam++"])
        elif len(jobs) < len(targets):
            jobs.append(targets[len(jobs)])
            app.features.explain.controller.choose_target(jobs[-1])
        else:
            timer.stop()
            app.services.window.close()

    jobs: list[str] = []
    targets = [str(index) for index in range(20)]
    watcher = FirstPaint()
    app.services.window.installEventFilter(watcher)
    app.services.models.info_changed.connect(lambda: times.setdefault("ready", True))
    app.features.explain.controller.finished.connect(first_map, Qt.ConnectionType.QueuedConnection)
    app.services.window.show()
    application.exec()
    app.stop()
    gaps = {
        name: {"max_ms": max(values), "p99_ms": statistics.quantiles(values, n=100)[98], "turns": len(values)}
        for name, values in phases.items()
    }
    print(json.dumps({**times, "gaps": gaps}))


def repaint() -> dict[str, float]:
    """Milliseconds to repaint a 24-megapixel picture with its map after a change of opacity or colormap."""
    import numpy as np
    from PIL import Image
    from PySide6.QtWidgets import QApplication

    from attnstudio.core.images import decode
    from attnstudio.core.overlay import Scale
    from attnstudio.core.placement import Placement
    from attnstudio.jobs.pictures import DisplayPicture
    from attnstudio.ui.viewer.canvas import Canvas
    from attnstudio.ui.viewer.layers import MapImage

    application = QApplication.instance() or QApplication(sys.argv[:1])
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jpg"
        small = Image.fromarray(rng.integers(0, 255, (400, 600, 3), dtype=np.uint8))
        small.resize((6000, 4000), Image.Resampling.BICUBIC).save(path)
        picture = DisplayPicture(decode(path))
    canvas = Canvas()
    canvas.resize(1200, 800)
    canvas.show()
    canvas.set_picture(picture)
    values = rng.random((224, 224), dtype=np.float32)
    canvas.set_map(MapImage(values, Placement.of((6000, 4000), (224, 224), "stretch"), Scale("inferno", 0, 1)))
    while not canvas.windowHandle().isExposed():  # a window that is not on screen repaints nothing
        application.processEvents()

    def timed(change: Callable[[int], None]) -> float:
        spent = []
        for number in range(20):
            began = time.perf_counter()
            change(number)
            canvas.repaint()
            spent.append((time.perf_counter() - began) * 1000)
        return max(spent)

    def opacity(number: int) -> None:
        canvas.set_opacity(number / 20)

    def colormap(number: int) -> None:
        canvas.set_colormap(("jet", "viridis")[number % 2])

    results = {"opacity_fit_ms": timed(opacity), "colormap_fit_ms": timed(colormap)}
    canvas.actual_size()
    return {**results, "opacity_1to1_ms": timed(opacity), "colormap_1to1_ms": timed(colormap)}


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(sys.argv[1])
    else:
        runs = [start_up(sys.argv[1]) for _ in range(3)]
        best = min(runs, key=lambda run: run["window_s"])
        print(json.dumps({**best, "first_map_s": min(run["first_map_s"] for run in runs), **repaint()}, indent=2))
