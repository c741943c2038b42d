"""Measure the slider of the attack lab: from moving it to the attacked picture that is painted, with FGSM.

    .venv/bin/python packaging/measure_slider.py PHOTO [MODEL]      # under a display, or with QT_QPA_PLATFORM=offscreen

Moves the slider of the real window to strengths that it was not at before, so that none is known. Prints one JSON
object: the median, the smallest and the largest time of one move in milliseconds, with the maps before and after.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_METHOD = "gradcam"
_WARM_UP = 3  # moves that build graphs
_PATIENCE = 300.0  # seconds


def main(photo: str, model: str) -> None:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from attnstudio.app.app import App
    from attnstudio.core.request import MethodCall
    from attnstudio.settings import Settings

    application = QApplication(sys.argv[:1])
    app = App(Settings(), None)
    app.services.window.show()
    tick = QTimer()  # so that waiting for events ends
    tick.start(100)

    def wait(is_done: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not is_done():
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > end:
                raise TimeoutError("the window does not become idle")

    app.services.selection.set(methods=(MethodCall(_METHOD),))
    app.features.models.controller.choose(model)
    app.features.pictures.controller.open([Path(photo)])
    wait(lambda: app.is_idle)
    app.features.attacks.choose("fgsm")
    app.foundation.attack.set(every_eps=(4 / 255,))  # the curve is not what is measured
    wait(lambda: app.is_idle)
    slider, view = app.panels.attack.strength.slider, app.panels.attack_view.picture
    spent = []
    for place in range(slider.minimum(), slider.maximum() + 1):
        if place == slider.value():
            continue
        before, began = view.shown, time.perf_counter()
        slider.setValue(place)
        wait(lambda before=before: view.shown is not before)  # type: ignore[misc]
        view.repaint()
        spent.append(1000 * (time.perf_counter() - began))
        wait(lambda: app.is_idle)
    spent = spent[_WARM_UP:]
    found = {"median_ms": statistics.median(spent), "least_ms": min(spent), "most_ms": max(spent), "moves": len(spent)}
    print(json.dumps({"model": model, "method": _METHOD, **found}, indent=2))
    app.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "mobilenet_v2")
