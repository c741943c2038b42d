"""Starting the window: options of the command line are checked first, and applied when the window is on screen."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from attnstudio import paths
from attnstudio.app.app import App
from attnstudio.core.backend import require_avx
from attnstudio.core.evaluation.measure import bind_metrics
from attnstudio.core.explain import bind_methods
from attnstudio.core.lasting import lasting
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import weights
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.keras_file import is_user_model, user_model_id
from attnstudio.core.models.scan import check_file
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice, tr_noop
from attnstudio.settings import LAST, Settings
from attnstudio.ui.notify.notifier import Scope
from attnstudio.ui.pictures.image_browser import Look
from attnstudio.ui.shell.application import Application
from attnstudio.ui.shell.error_reporting import report_start_errors, report_uncaught_errors
from attnstudio.ui.shell.i18n import message
from attnstudio.ui.shell.startup import StartupTimes

_SIGNALS_EVERY_MS = 200
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_SETTLE_MS = 150
_LOOKS = ("language", "theme")  # the settings that a screenshot follows: the rest is as at a first start


@dataclass(frozen=True)
class Start:
    """Options of `attnstudio gui`."""

    pictures: tuple[Path, ...] = ()
    session: Path | None = None  # opened first; the other options are applied on top
    model: str | None = None
    methods: tuple[str, ...] = ()
    target: str = "top1"
    inspect: bool = False
    predict: bool = False
    measure: tuple[str, ...] = ()
    boxes: Path | None = None  # annotations
    compare: bool = False
    attack: str = ""  # its id; empty: none
    features: str = ""  # the class or channels to be excited; empty: none
    concepts: bool = False
    screenshot: Path | None = None


class Startup(QObject):
    """Applies the options of the command line in order: session, choices, pictures, regions, metrics."""

    def __init__(self, app: App, start: Start) -> None:
        super().__init__(app)
        self._app, self._start = app, start
        self._waits = False  # for its first picture

    @Slot()
    def begin(self) -> None:
        """The window is on screen."""
        app, start, settings = self._app, self._start, self._app.services.settings
        self._show_problems()
        app.features.exports.restore()
        sessions = app.features.sessions.controller
        is_empty = start.session is None and not start.pictures
        reopens = is_empty and not sessions.offer_lost() and sessions.can_reopen and settings.text("at_start") == LAST
        if start.session is None and not reopens:
            self._act()
            return
        sessions.ended.connect(self._act, Qt.ConnectionType.SingleShotConnection)
        if start.session is not None:
            sessions.open(start.session)
        else:
            sessions.reopen_last()

    def _show_problems(self) -> None:
        """Show which of the user's folders cannot be used."""
        notices = []
        if folders := paths.unwritable_folders():
            text = tr_noop(
                "Cannot write to {folders}. A temporary folder is used instead, and its files are lost when attnstudio "
                "closes. Free some disk space, or ask your administrator. Log: {log}"
            )
            notices.append(Notice(text, {"folders": ", ".join(map(str, folders)), "log": paths.log_file()}))
        if (unreadable := weights.unreadable(self._app.services.models.catalogue.folders)) is not None:
            notices.append(unreadable)
        if notices:
            self._app.services.notifier.show(lambda: "\n".join(map(message, notices)), Scope.PROGRAM)

    @Slot()
    def _act(self) -> None:
        app, start = self._app, self._start
        if start.methods:
            app.services.selection.set(methods=tuple(map(MethodCall, start.methods)))
        if start.model is not None:
            if is_user_model(start.model):
                app.services.models.list_provisionally(Path(start.model))
            now = app.services.selection.now
            app.features.models.controller.restore(user_model_id(start.model), now.target, now.layer)
        if start.target != Start.target:
            app.features.explain.controller.choose_target(start.target)
        if start.inspect:
            app.panels.inspector_dock.open()
        self._waits = True
        app.features.pictures.controller.opening_finished.connect(self._on_picture)
        if start.pictures:
            if start.methods and not start.compare:
                app.features.explain.controller.run_next_picture()
            app.features.pictures.controller.open(start.pictures)
        if (start.pictures or start.session) and start.measure:
            app.panels.measure_dock.open()
        app.features.models.controller.warm_up()
        if not app.features.pictures.controller.is_opening:
            self._on_picture()

    @Slot()
    def _on_picture(self) -> None:
        """The first picture is shown, or cannot be: the regions of the pictures, and then the metrics."""
        app, start = self._app, self._start
        if not self._waits:
            return
        self._waits = False
        if start.attack and app.services.selection.now.picture is not None:
            app.features.attacks.choose(start.attack)
            app.features.attacks.run()
        if start.features:
            app.features.maximisation.controller.make_of(start.features)
        if start.concepts:
            app.panels.concepts_dock.open()
            app.features.concepts.controller.find()
        if start.predict and app.services.selection.now.picture is not None:
            app.panels.browser.show_look(Look.TABLE)
            app.panels.accuracy_dock.open()
            app.features.pictures.predictions.predict_all()
        if start.compare and app.services.selection.now.picture is not None:
            app.services.pictures.select_rows(np.arange(len(app.services.pictures)))
            app.features.compare.controller.open_and_run()
        if start.boxes is not None:
            app.features.regions.files.open([start.boxes])
        if start.measure and app.services.selection.now.picture is not None:
            self._measure()

    @Slot()
    def _measure(self) -> None:
        """Measure when the regions are read."""
        reading = self._app.services.board.unfinished("annotations")
        if reading:
            for ended in (reading[-1].done, reading[-1].failed, reading[-1].cancelled):
                ended.connect(self._measure)
        else:
            self._app.features.measure.controller.measure_all(self._start.measure)


def run_window(start: Start) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Raises:
        ChoiceFailure, ModelFailure: the call names a method, metric or model that is not there; no window is opened.
        ProcessorFailure, StartFailure: it cannot be opened; the user has seen a message.
    """
    with report_start_errors(unattended=start.screenshot is not None), lasting():
        _check(start)
        settings, settings_file = settings_of(start)
        application = Application(sys.argv[:1])
        require_avx()
        app = App(settings, settings_file)
        application.aboutToQuit.connect(app.stop)
        application.file_opened.connect(app.services.window.open_path)
        startup = Startup(app, start)
        times = StartupTimes(app.services.window, app.features.explain.controller.finished)
        times.painted.connect(startup.begin)
        screenshot = None
        if start.screenshot is not None:
            screenshot = Screenshot(app, start.screenshot)
            times.painted.connect(screenshot.begin)
        else:
            app.services.window.fit_into(app.services.window.screen().availableGeometry())
        app.services.window.show()
    with _Interrupts(application), report_uncaught_errors(app.show_error):
        application.exec()
    app.stop()
    return 0 if screenshot is None else screenshot.status


def settings_of(start: Start) -> tuple[Settings, Path | None]:
    """The settings of a window, and where they are saved; None: a screenshot changes nothing."""
    file = paths.settings_file()
    saved = Settings.load(file)
    if start.screenshot is None:
        return saved, file
    return Settings({key: saved.text(key) for key in _LOOKS}), None


def _check(start: Start) -> None:
    """What can be known before there is a window."""
    bind_methods([MethodCall(name) for name in start.methods])
    bind_metrics([MetricCall(name) for name in start.measure])
    if start.model is not None and not is_user_model(start.model):
        spec_of(start.model)
    elif start.model is not None:
        check_file(Path(start.model))  # the rest takes seconds, and is done once the window is up


class Screenshot(QObject):
    """Saves a picture of the window once nothing is computed any more, and closes it."""

    def __init__(self, app: App, file: Path) -> None:
        super().__init__(app)
        self._app, self._file = app, file
        self.status = 0
        self._settling = QTimer(self)  # the animation of a style or a late layout pass may still be under way
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._shoot)

    @Slot()
    def begin(self) -> None:
        self._app.services.board.idle_changed.connect(self._settling.start)
        self._app.features.pictures.controller.opening_finished.connect(self._settling.start)
        self._settling.start()

    @Slot()
    def _shoot(self) -> None:
        if not self._app.is_idle:
            self._settling.start()
            return
        self._settling.stop()
        if not self._app.services.window.grab().save(str(self._file), "PNG"):
            self.status = 1
            print(f"attnstudio: {self._file} cannot be written", file=sys.stderr)
        self._app.services.window.close()


class _Interrupts:
    """Ctrl-C closes the window, which asks where jobs run. The end of the user's session or of the terminal does not
    wait for an answer. Python sees signals only while it runs, hence the timer."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: None)

    def __enter__(self) -> None:
        heard = [number for number in _SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]  # as nohup has it
        self._before = {number: signal.signal(number, self._on_signal) for number in heard}
        self._timer.start(_SIGNALS_EVERY_MS)

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        for number, before in self._before.items():
            signal.signal(number, before)

    def _on_signal(self, number: int, _: FrameType | None) -> None:
        if number == signal.SIGINT:
            self._application.quit()
        else:
            self._application.exit()
