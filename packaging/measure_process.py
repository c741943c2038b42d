"""Measure what the engine's own process costs, against the engine in the window's own: start, latency, memory, Cancel.

    .venv/bin/python packaging/measure_process.py PHOTO [--only latency,start,cancel]     # with weights of MobileNetV2

Prints tables. Under a display, or with QT_QPA_PLATFORM=offscreen. Both are measured in turn, so that other work on the
machine slows down both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from attnstudio import demo_scenes, paths  # noqa: E402
from attnstudio.core.context import RunContext  # noqa: E402
from attnstudio.core.engine_interface import EngineInterface  # noqa: E402
from attnstudio.core.models import weights  # noqa: E402
from attnstudio.core.picture_store import PictureStore  # noqa: E402
from attnstudio.core.request import MethodCall, Request  # noqa: E402
from attnstudio.engine_process import death  # noqa: E402
from attnstudio.engine_process.chosen import PROCESS, THREAD, VARIABLE  # noqa: E402
from attnstudio.engine_process.client import ProcessEngine  # noqa: E402
from attnstudio.engine_process.host import EngineHost  # noqa: E402

MODEL, METHODS = "mobilenet_v2", ("gradcam", "saliency")
ROUNDS, STARTS = 60, 3
UNDER_WAY, LONGEST = (0.7, 3.0), 40.0  # seconds: a job is cancelled so long after it has begun; nothing takes longer
SLOW = (
    MethodCall("smoothgrad", (("samples", 1000),)),
    MethodCall("occlusion"),
    MethodCall("lime", (("samples", 5000),)),
    MethodCall("rise", (("samples", 8000),)),
)


SLOW_MODEL = """
import sys
import keras
keras.utils.set_random_seed(int(sys.argv[2]))
x = inputs = keras.Input((32, 32, 3))
for _ in range(900):
    x = keras.layers.Average()([x, keras.layers.Activation("relu")(x)])
outputs = keras.layers.Dense(4, "softmax")(keras.layers.GlobalAveragePooling2D()(x))
keras.Model(inputs, outputs, name="slow").save(sys.argv[1])
"""


def latency(photo: Path) -> None:
    """One map of 224x224, in turn by both."""
    from attnstudio.core.engine import Engine

    folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
    host = EngineHost(folders)
    store = PictureStore()
    engines: dict[str, EngineInterface] = {
        THREAD: Engine(folders, pictures=store),
        PROCESS: ProcessEngine(host, store),
    }
    print("| one map of MobileNetV2, ms: median (least) | thread | process | more |\n|---|---|---|---|")
    for method in METHODS:
        request = Request(photo, MODEL, (MethodCall(method),))
        spent: dict[str, list[float]] = {name: [] for name in engines}
        for number in range(ROUNDS + 3):
            for name, engine in engines.items():
                began = time.perf_counter()
                engine.run(request, RunContext())
                if number >= 3:  # loaded, traced
                    spent[name].append((time.perf_counter() - began) * 1000)
        more = statistics.median(b - a for a, b in zip(spent[THREAD], spent[PROCESS], strict=True))
        least = min(spent[PROCESS]) - min(spent[THREAD])
        texts = [f"{statistics.median(found):.1f} ({min(found):.1f})" for found in spent.values()]
        print("|", " | ".join([method, *texts, f"{more:.1f} ({least:.1f})"]), "|")
    host.close()


def start(photo: Path) -> None:
    """Window, first map, gaps and memory, each in a program of its own."""
    runs: dict[str, list[dict[str, Any]]] = {THREAD: [], PROCESS: []}
    for _ in range(STARTS):
        for name, found in runs.items():
            began, command = time.time(), [sys.executable, __file__, str(photo), "--child"]
            environment = {**os.environ, VARIABLE: name}
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            one = json.loads(done.stdout.splitlines()[-1])
            found.append({**one, "window": one["window"] - began, "map": one["map"] - began})
    rows = {
        "window on screen, s": ("window", 2),
        "first map, s": ("map", 2),
        "longest gap until then, ms": ("gap", 0),
        "of it the window's own work, ms": ("own", 0),
        "memory of the window, MB": ("memory", 0),
        "memory of the process, MB": ("process", 0),
    }
    print(f"\n| median of {STARTS} starts | thread | process |\n|---|---|---|")
    for row, (key, digits) in rows.items():
        numbers = [f"{statistics.median(one[key] for one in found):.{digits}f}" for found in runs.values()]
        print("|", " | ".join([row, *numbers]), "|")


def start_here(photo: Path) -> None:
    """What `start` measures, as `attnstudio gui PHOTO --model mobilenet_v2` does it."""
    import psutil
    from measure_gaps import Heart
    from PySide6.QtCore import Qt, QTimer

    from attnstudio.app.app import App
    from attnstudio.core.lasting import lasting
    from attnstudio.settings import Settings
    from attnstudio.start import Start, Startup
    from attnstudio.ui.shell.application import Application
    from attnstudio.ui.shell.startup import StartupTimes

    application = Application(sys.argv[:1])
    with lasting():  # as start.py does it
        app = App(Settings(), None)
    found: dict[str, float] = {}
    startup = Startup(app, Start(pictures=(photo,), model=MODEL, methods=("gradcam",)))
    times = StartupTimes(app.services.window, app.features.explain.controller.finished)

    def painted() -> None:
        found["window"] = time.time()
        heart.forget()
        startup.begin()

    def mapped() -> None:
        if app.panels.canvas.map is None or "map" in found:
            return
        heart.beat()
        gap, own, _ = heart.longest
        found.update(map=time.time(), gap=gap * 1000, own=own * 1000, memory=psutil.Process().memory_info().rss / 2**20)
        QTimer.singleShot(1000, ended)  # the memory of the process has been looked at until then

    def ended() -> None:
        found["process"] = 0.0 if app.foundation.engine_host is None else app.foundation.engine_host.memory / 2**20
        app.services.window.close()

    heart = Heart()
    times.painted.connect(painted)
    app.features.explain.controller.finished.connect(mapped, Qt.ConnectionType.QueuedConnection)
    app.services.window.may_close = lambda: True
    app.services.window.show()
    application.exec()
    app.stop()
    print(json.dumps(found))


def cancel(only: str) -> None:
    """Seconds from Cancel until nothing computes any more, of each kind of job whose name has this in it."""
    from PySide6.QtCore import QEventLoop

    from attnstudio.app.app import App
    from attnstudio.settings import Settings
    from attnstudio.ui.shell.application import Application

    os.environ[VARIABLE] = PROCESS
    application = Application(sys.argv[:1])
    app = App(Settings({"model": MODEL}), None)
    app.services.window.may_close = lambda: True
    app.services.window.show()

    def until(holds: Callable[[], object]) -> bool:
        end = time.monotonic() + LONGEST
        while not holds() and time.monotonic() < end:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5)
        return bool(holds())

    host = app.foundation.engine_host
    assert host is not None
    print("\n| cancelled in the middle | after s | seconds until idle | process ended |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        demo_scenes.write(Path(folder), 120, 0, 224, force=False)
        app.services.settings.set("folder", folder)
        app.features.pictures.controller.open([Path(folder)])
        until(lambda: app.is_idle)
        for name, kind, begin in _kinds(app, Path(folder)):
            if only not in name:
                continue
            for after in UNDER_WAY:
                begin()
                until(lambda kind=kind, after=after: _is_under_way(app, kind, after))  # type: ignore[misc]
                if not app.services.board.unfinished(kind):
                    found = [job for job in app.services.board.jobs if job.kind == kind][
                        -1:
                    ]  # short ones are not listed
                    ended = "".join(f": {job.state.name} {job.failure or ''}" for job in found)
                    print(f"| {name} | {after} | over before{ended} | |", flush=True)
                    until(lambda: app.is_idle)
                    break
                process, began = host.start(), time.monotonic()
                app.services.board.cancel_all()
                until(lambda: app.services.board.is_idle)
                spent, was_ended = time.monotonic() - began, "no" if process.is_alive else "yes"
                print(f"| {name} | {after} | {spent:.2f} | {was_ended} |", flush=True)
                until(lambda: app.is_idle and host.start().refused is not None)
        app.services.window.close()
        app.stop()


def _is_under_way(app: Any, kind: str, seconds: float) -> bool:
    """Or over before that, if it is short."""
    return any(
        job.seconds > seconds for job in app.services.board.unfinished(kind)
    ) or not app.services.board.unfinished(kind)


def _kinds(app: Any, folder: Path) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """What begins jobs that take long, with a name and the kind of the job."""
    import numpy as np

    from attnstudio.core.models.vetting import vet
    from attnstudio.export.figure import FigureStyle
    from attnstudio.export.report.formats import write_report
    from attnstudio.export.session import write as write_session
    from attnstudio.jobs.job import Job
    from attnstudio.jobs.layer_strip import LayerStripWork
    from attnstudio.jobs.vetting import VettingWork
    from attnstudio.jobs.warm_up import WarmUpWork
    from attnstudio.jobs.writing import ReportWork, SessionWritingWork
    from attnstudio.ui.state.requests import current_request

    def load() -> None:
        app.foundation.engine_host.kill(death.NO_ANSWER)
        app.services.board.submit(Job(WarmUpWork(MODEL)))

    def load_slow() -> None:
        """In a process that has started: nothing is vetted, and the file is one that it may read."""
        vet(slow)
        app.foundation.engine_host.that_sees(slow)
        app.services.board.submit(Job(WarmUpWork(str(slow))))

    def session() -> None:
        file, state = folder / "session.attn", app.features.sessions.state.session()

        def write() -> Path:
            write_session(file, state, force=True)
            return file

        app.services.board.submit(Job(SessionWritingWork(file, write)))

    def figure() -> None:
        app.features.compare.figures.write(folder / "figure.png", FigureStyle())

    def report() -> None:
        evaluation, file = app.features.measure.runner.evaluation, folder / "report.docx"

        def write() -> Path:
            write_report(file, evaluation, "en", force=True)
            return file

        app.services.board.submit(Job(ReportWork(file, write)))

    def strip() -> None:
        request = current_request(app.services.selection, app.services.models)
        assert request is not None
        app.services.board.submit(Job(LayerStripWork(request)))

    def export() -> None:
        app.features.selection_export.export_dialog()
        app.features.selection_export.dialog.accept()

    app.services.pictures.select_rows(np.arange(len(app.services.pictures)))
    yield "model load", "warm_up", load
    slow = _slow_model(folder)
    yield "slow model load", "warm_up", load_slow
    yield "vetting", "vetting", lambda: app.services.board.submit(Job(VettingWork(_slow_model(folder, 1))))
    for method in SLOW:
        app.services.selection.set(methods=(method,))
        yield f"map: {method.id}", "maps", app.features.explain.controller.explain
    app.services.selection.set(methods=SLOW[:2])
    yield "maps of many pictures", "explanations", app.features.explain.selection.explain
    yield "export", "export", export
    yield "comparison", "comparison", app.features.compare.controller.open_and_run
    yield "figure", "figure", figure
    app.features.compare.controller.leave()
    yield "session", "session writing", session
    yield "layer strip", "layer_strip", strip
    app.services.selection.set(methods=(MethodCall("gradcam"),))
    yield "evaluation", "evaluation", partial(app.features.measure.controller.measure_all, ["deletion"])
    yield "report", "report", report
    app.services.selection.set(methods=SLOW[:2])
    yield "predictions", "predictions", app.features.pictures.predictions.predict_all
    yield "mean map", "mean_map", app.features.mean_map.controller.open_and_compute
    app.foundation.attack.choose("pgd")
    app.foundation.attack.set(params=(("steps", 500),))
    yield "attack on one picture", "attack", app.features.attacks.run
    yield "smallest eps", "smallest_eps", app.features.attacks.controller.find_smallest
    yield "attack on many pictures", "attacking", app.features.attacks.run_selected
    app.foundation.attack.set(params=(("steps", 2),))
    yield "short attack on many pictures", "attacking", app.features.attacks.run_selected
    app.features.attacks.controller.leave()
    app.panels.maximisation.form.control("steps").setProperty("value", 2000)
    yield "maximisation", "maximisation", partial(app.features.maximisation.controller.make_of, "3")
    yield "concepts", "concepts", app.features.concepts.controller.find
    yield "backdoor search", "backdoors", app.features.backdoors.controller.check


def _slow_model(folder: Path, seed: int = 0) -> Path:
    """Small on disk, and slow to build."""
    file = folder / f"slow{seed}.keras"
    subprocess.run([sys.executable, "-c", SLOW_MODEL, str(file), str(seed)], check=True, stderr=subprocess.DEVNULL)
    return file


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("photo", type=Path)
    parser.add_argument("--only", default="latency,start,cancel")
    parser.add_argument("--kind", default="", help="cancel only jobs whose name has this in it")
    parser.add_argument("--child", action="store_true")
    arguments = parser.parse_args()
    if arguments.child:
        start_here(arguments.photo)
        return
    parts: dict[str, Callable[[], None]]
    parts = {
        "latency": partial(latency, arguments.photo),
        "start": partial(start, arguments.photo),
        "cancel": partial(cancel, arguments.kind),
    }
    for name in arguments.only.split(","):
        parts[name]()


if __name__ == "__main__":
    main()
