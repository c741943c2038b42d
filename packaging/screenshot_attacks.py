"""Take the screenshot of docs/attacks.md: what became of many pictures under an attack, with the pictures of one point.

    .venv/bin/python packaging/screenshot_attacks.py PICTURES MODEL FILE.png    # under a display, or offscreen

The real window, used as a person does: FGSM on all pictures of the folder, and what a click on the third point of its
curve shows.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_POINT = 2


def main(pictures: Path, model: str, file: Path) -> None:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    from attnstudio.app.app import App
    from attnstudio.settings import Settings
    from attnstudio.ui.attacks.scope import AttackScope

    application = QApplication(sys.argv[:1])
    app = App(Settings(), None)
    app.services.window.show()
    tick = QTimer()  # so that waiting for events ends
    tick.start(100)

    def wait(is_done: Callable[[], bool] = lambda: app.is_idle) -> None:
        application.processEvents()
        while not is_done():
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    app.features.models.controller.choose(model)
    app.features.pictures.controller.open([pictures])
    wait()
    app.features.attacks.choose("fgsm")
    wait()
    app.panels.attack.choose_scope(AttackScope.LISTED)
    app.features.attacks.run()
    wait()
    plot = app.panels.attack_many.plot
    plot.point_chosen.emit(plot.lines[0].points[_POINT].key)
    wait()
    app.services.window.grab().save(str(file), "PNG")
    app.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
