"""Measure how long the window does not react to what users do: the longest gap of its event loop for each.

    .venv/bin/python packaging/measure_gaps.py            # under a display, or with QT_QPA_PLATFORM=offscreen
    .venv/bin/python packaging/measure_gaps.py --where    # one run, and where the GUI thread stood in gaps over 50 ms

Prints a table of milliseconds, the median of three runs, each in a process of its own, where everything is done for
the first time. `own` is the processor time that the GUI thread took in that gap, `all` that of all threads of the
window: where the gap is much longer than both, other programs were in its way.
"""

from __future__ import annotations

import faulthandler
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot  # noqa: E402
from PySide6.QtWidgets import QDialog, QFileDialog  # noqa: E402

from attnstudio.app.app import App  # noqa: E402
from attnstudio.core.lasting import lasting  # noqa: E402
from attnstudio.core.regions import Rectangle, Region  # noqa: E402
from attnstudio.export.report.title_block import TitleBlock  # noqa: E402
from attnstudio.settings import Settings  # noqa: E402
from attnstudio.ui.shell.application import Application  # noqa: E402

LAB = ("saliency", "smoothgrad", "gradcam", "gradcam++")
SCENES = sorted((ROOT / "resources/demo/scenes").glob("*.jpg"))
RUNS, LIMIT, SETTLED = 3, 0.05, 0.4  # seconds: a gap that is felt; how long nothing happens before a step is over
Step = tuple[str, Callable[[], object]]
Gap = tuple[float, float, float]  # seconds on the clock, of the GUI thread, of all threads


class Heart(QObject):
    """Beats while the event loop turns. Keeps its longest gap, and in it the processor time of the GUI thread, and of
    all threads."""

    def __init__(self) -> None:
        super().__init__()
        self.forget()
        timer = QTimer(self, interval=2, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(self.beat)
        timer.start()

    def forget(self) -> None:
        self.beat_at, self._before = time.perf_counter(), _clocks()
        self.longest: Gap = (0.0, 0.0, 0.0)

    @Slot()
    def beat(self) -> None:
        clocks = _clocks()
        gap, own, every = (after - before for after, before in zip(clocks, self._before, strict=True))
        self.longest = max(self.longest, (gap, own, every))
        self.beat_at, self._before = clocks[0], clocks


def _clocks() -> Gap:
    return time.perf_counter(), time.thread_time(), time.process_time()


class Witness(threading.Thread):
    """Prints where the GUI thread stands in a long gap. It keeps no frame: that would keep a painter alive."""

    def __init__(self, heart: Heart) -> None:
        super().__init__(daemon=True)
        self._heart, self._gui = heart, f"{threading.get_ident():x}"

    def run(self) -> None:
        while True:
            time.sleep(0.005)
            late = time.perf_counter() - self._heart.beat_at
            if late > LIMIT / 2:
                print(f"    {late * 1000:5.0f} ms  {self._stack()}", file=sys.stderr)

    def _stack(self) -> str:
        with tempfile.TemporaryFile("w+") as file:
            faulthandler.dump_traceback(file)
            file.seek(0)
            of_threads = file.read().split("hread 0x")
        gui = next(lines.splitlines() for lines in of_threads if lines.lstrip("0").startswith(self._gui))
        calls = [line.replace('"', "").split() for line in gui[1:9] if line.startswith("  File")]
        return " < ".join(f"{Path(words[1].rstrip(',')).name}:{words[3]} {words[-1]}" for words in calls)


def measured(app: App, heart: Heart, act: Callable[[], object]) -> Gap:
    """The longest gap from the act until the window is idle again."""
    loop, quiet_since = QEventLoop(), [time.perf_counter()]

    def look() -> None:
        if not app.is_idle:
            quiet_since[0] = time.perf_counter()
        elif time.perf_counter() - quiet_since[0] > SETTLED:
            loop.quit()

    watch = QTimer(interval=20)
    watch.timeout.connect(look)
    watch.start()
    heart.forget()
    QTimer.singleShot(0, act)
    loop.exec()
    heart.beat()
    return heart.longest


def steps(app: App, folder: Path) -> Iterator[Step]:
    """What users do, in the order of a session of work."""
    actions, services = app.services.actions, app.services
    yield "open the first picture, with TensorFlow's import", partial(app.features.pictures.controller.open, SCENES)
    yield "the map of another picture", partial(app.panels.browser.step, 1)
    yield "the lab's four methods", partial(app.panels.method_selector.choose, LAB)
    yield "run them", actions["run"].trigger
    yield "the maps at every layer", actions["layer_strip"].trigger
    yield "the inspector", actions["inspector"].trigger
    yield "a comparison", actions["compare_lab"].trigger
    for name in ("curtain", "blink", "difference", "correlation"):
        yield f"a comparison by {name}", actions[f"show_{name}"].trigger
    yield "close the comparison", actions["leave_compare"].trigger
    yield "the first Measure", partial(app.features.measure.controller.measure_all, ["deletion", "sparseness"])
    for ending in ("html", "docx", "pdf"):
        yield f"a report as {ending}", partial(_answered, folder / f"report.{ending}", actions["save_report"].trigger)
    yield "predict all pictures", actions["predict_all"].trigger
    yield "accuracy", actions["accuracy"].trigger
    yield "the mean map", actions["mean_map"].trigger
    yield "another theme", partial(services.settings.set, "theme", "light")
    yield "another language", partial(services.settings.set, "language", "ru")
    for name in ("preferences", "shortcuts", "models", "about", "licences", "palette", "choose_methods"):
        for again in ("", " again"):
            yield f"the dialog {name}{again}", partial(_alone, app, actions[name].trigger)
    yield "save a session", partial(_answered, folder / "one.attn", actions["save_session_as"].trigger)
    yield "open a session", partial(_answered, folder / "one.attn", actions["open_session"].trigger)
    region = Region((Rectangle(8, 8, 40, 40),))
    yield "a region", partial(app.features.regions.controller.replace, {SCENES[1]: region})
    yield "undo it", actions["undo"].trigger
    files = many_pictures(folder / "many", 10_000)
    yield "drop 10,000 pictures", partial(app.services.window.open_paths, files)
    yield "select 10,000 pictures", app.panels.browser.list.selectAll
    yield "remove 10,000 pictures", actions["remove_pictures"].trigger
    yield "put 10,000 pictures back", actions["undo"].trigger
    yield "filter 10,000 pictures", partial(app.panels.browser.filter.setText, "77")
    yield (
        "save a session of 10,000 pictures",
        partial(_answered, folder / "many.attn", actions["save_session_as"].trigger),
    )
    yield "open a session of 10,000 pictures", partial(_answered, folder / "many.attn", actions["open_session"].trigger)


def many_pictures(folder: Path, count: int) -> list[Path]:
    """Copies of the built-in scenes, by hard links."""
    folder.mkdir()
    for scene in SCENES:
        shutil.copy(scene, folder.parent)
    files = [folder / f"{number:05}.jpg" for number in range(count)]
    for number, file in enumerate(files):
        file.hardlink_to(folder.parent / SCENES[number % len(SCENES)].name)
    return files


def _answered(file: Path, act: Callable[[], object]) -> None:
    """With that answer in the next file dialog."""
    QFileDialog.getSaveFileName = QFileDialog.getOpenFileName = lambda *_: (str(file), "")  # type: ignore[method-assign]
    act()


def _alone(app: App, act: Callable[[], object]) -> None:
    """With every other dialog closed."""
    for dialog in app.services.window.findChildren(QDialog):
        dialog.hide()
    act()


def run() -> dict[str, Gap]:
    """Every step once, in this process."""
    _application = Application(sys.argv[:1])
    known = {"model": "demo", "theme": "dark", "language": "en", "report_title": TitleBlock().text()}
    with lasting():  # as start.py does it
        app = App(Settings(known), None)
    app.services.window.may_close = lambda: True
    heart = Heart()
    if "--where" in sys.argv:
        Witness(heart).start()
    found: dict[str, Gap] = {"show the window": measured(app, heart, app.services.window.show)}
    with tempfile.TemporaryDirectory() as folder:
        for what, act in steps(app, Path(folder)):
            if "--where" in sys.argv:
                print(what, file=sys.stderr)
            found[what] = measured(app, heart, act)
        app.services.window.close()
    app.stop()
    return found


def main() -> None:
    if "--child" in sys.argv:
        print(json.dumps(run()))
        return
    command = [sys.executable, __file__, "--child", *sys.argv[1:]]
    count = 1 if "--where" in sys.argv else RUNS
    runs = [
        json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.splitlines()[-1])
        for _ in range(count)
    ]
    print("| what | gap, ms | own, ms | all, ms |\n|---|---|---|---|")
    for what in runs[0]:
        numbers = (statistics.median(run[what][place] for run in runs) * 1000 for place in range(3))
        print("|", " | ".join([what, *(f"{number:.0f}" for number in numbers)]), "|")


if __name__ == "__main__":
    main()
