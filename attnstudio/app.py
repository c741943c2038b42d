"""The composition root: builds the application, the worker thread and the window, and ends them in order."""

from __future__ import annotations

import signal
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from attnstudio import paths
from attnstudio.core.backend import require_avx
from attnstudio.core.evaluation.measure import choose_metrics
from attnstudio.core.explain import choose
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.models import weights
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.keras_file import is_user_model, user_model_id
from attnstudio.core.models.scan import check_file
from attnstudio.core.models.user_model_store import UserModelStore
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice, tr_noop
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.download import Downloads
from attnstudio.jobs.importing import Imports
from attnstudio.jobs.opening import ModelOpener
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.jobs.queue import JobQueue
from attnstudio.recovery import Recovery
from attnstudio.settings import Settings
from attnstudio.ui.compare.controller import CompareController
from attnstudio.ui.explain.controller import Studio
from attnstudio.ui.help.controller import HelpController
from attnstudio.ui.inspector.controller import InspectorController
from attnstudio.ui.measure.controller import MeasureController
from attnstudio.ui.measure.report_export import ReportExport
from attnstudio.ui.models.model_manager import ModelManager
from attnstudio.ui.models.preprocessing_advice import PreprocessingAdvice
from attnstudio.ui.models.user_models import UserModels
from attnstudio.ui.regions.controller import RegionsController
from attnstudio.ui.regions.store import RegionStore
from attnstudio.ui.sessions.controller import SessionsController
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.application import Application
from attnstudio.ui.shell.error_reporting import report_start_errors, report_uncaught_errors
from attnstudio.ui.shell.i18n import Language, message
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.shell.startup import StartupTimes

_SIGNALS_EVERY_MS = 200
_SETTLE_MS = 150


@dataclass(frozen=True)
class Start:
    """What the command line asks of the window."""

    pictures: tuple[Path, ...] = ()
    session: Path | None = None  # opened first; what else is asked for comes on top
    model: str | None = None
    methods: tuple[str, ...] = ()
    target: str = "top1"
    inspect: bool = False
    measure: tuple[str, ...] = ()
    boxes: Path | None = None  # annotations
    compare: bool = False
    screenshot: Path | None = None


class App(QObject):
    """Everything that lives as long as the window."""

    def __init__(self, settings: Settings, settings_file: Path | None) -> None:
        super().__init__()
        # While the worker traces a graph, the GUI thread gets the interpreter back after 1 ms instead of 5.
        sys.setswitchinterval(0.001)
        self._settings_file = settings_file
        self.settings = settings
        self.language = Language()
        self.language.choose(settings.text("language"))
        theme.apply(settings.text("theme"))
        folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
        catalogue = self._catalogue = ModelCatalogue(folders, paths.model_folder())
        self.pictures = PictureStore()
        self.loader = PictureLoader(self.pictures)
        self.window = MainWindow(self.loader)  # before the worker's thread begins: it needs files that may be damaged
        self.board = JobBoard(folders, self.pictures)
        self.queue = JobQueue(folders, self.board)
        self.downloads, self.imports = Downloads(paths.model_folder()), Imports(catalogue)
        remembered = (
            UserModelStore.load(paths.user_models_file()) if settings_file is not None else UserModelStore(None)
        )
        self.own = UserModels(self.window, ModelOpener(), remembered, paths.model_folder())
        self.studio = Studio(self.window, self.queue, self.loader, self.downloads, settings, catalogue, self.own)
        self.preprocessing_advice = PreprocessingAdvice(self.studio)
        self.inspecting = InspectorController(self.studio)
        kept = RegionStore.load(paths.regions_file()) if settings_file is not None else RegionStore(None)
        self.marking = RegionsController(self.studio, kept)
        self.comparing = CompareController(self.studio)
        self.measuring = MeasureController(self.studio, self.marking.region_of)
        self.marking.changed.connect(self.measuring.know_region)
        self.reporting = ReportExport(self.studio, self.measuring, self.language)
        recovery = Recovery(paths.recovery_folder()) if settings_file is not None else None
        self.sessions = SessionsController(self.studio, self.marking, remembered, recovery)
        self.helping = HelpController(self.studio)
        self._restore()
        self.window.closing.connect(self.stop)
        self.window.language_wanted.connect(self._on_language)
        self.window.theme_wanted.connect(self._on_theme)
        self.window.actions_by_id["models"].triggered.connect(self._manage_models)
        self.loader.loaded.connect(self._on_loaded)
        self.studio.settled.connect(self._on_settled)
        self._waiting: Start | None = None  # for its first picture
        self._stopped = False

    @cached_property
    def manager(self) -> ModelManager:
        """Made when it is asked for: many users never see it."""
        manager = ModelManager(self._catalogue, self.downloads, self.imports, self.window)
        self.window.retranslated.connect(manager.retranslate)
        self.window.closing.connect(manager.hide)
        manager.changed.connect(self.studio.models_changed)
        return manager

    def begin(self, start: Start) -> None:
        """Act on the command line once the window is up."""
        if not start.pictures:
            self._tell_what_is_lost()
        else:  # whatever is said before is taken away by the picture
            self.studio.settled.connect(self._tell_what_is_lost, Qt.ConnectionType.SingleShotConnection)
        if start.session is not None:
            self.sessions.ended.connect(partial(self._act, start), Qt.ConnectionType.SingleShotConnection)
            self.sessions.open(start.session)
            return
        if not start.pictures:
            self.sessions.offer_lost()
        self._act(start)

    @Slot()
    def _tell_what_is_lost(self) -> None:
        notices = []
        if folders := paths.unwritable():
            text = tr_noop(
                "No file can be written to {folders}: a temporary folder serves, and what belongs there is not kept "
                "for the next start. Free some space, or ask whoever looks after this computer. The log is {log}"
            )
            notices.append(Notice(text, {"folders": ", ".join(map(str, folders)), "log": paths.log_file()}))
        if (unreadable := weights.unreadable(self._catalogue.folders)) is not None:
            notices.append(unreadable)
        if notices:
            self.studio.say(lambda: "\n".join(map(message, notices)))

    def _act(self, start: Start) -> None:
        if start.methods:
            self.window.method_selector.choose(start.methods)
        if start.model is not None:
            if is_user_model(start.model):
                self.own.note(Path(start.model))
            self.studio.refresh_models(user_model_id(start.model))
        if start.target != Start.target:
            self.studio.choose_target(start.target)
        if start.inspect:
            self.window.inspector_dock.open()
        if start.pictures:
            self.studio.insist = bool(start.methods) and not start.compare
            self.studio.open(start.pictures)
        pictures = start.pictures or start.session
        if pictures and start.measure:
            self.window.measure_dock.open()
        self._waiting = start
        if not pictures:
            self._go_on()
        if pictures and start.compare:
            self.window.browser.list.selectAll()
            self.comparing.open_and_run()
        self.studio.warm_up()

    @Slot()
    def _on_loaded(self) -> None:
        """The first picture is shown. A moment later, as its map is asked for, which takes older messages away."""
        if self._waiting is not None and self.window.canvas.picture is not None:
            QTimer.singleShot(1, self, self._go_on)

    @Slot()
    def _on_settled(self) -> None:
        """Without a picture: the first one cannot be opened."""
        if self.window.canvas.picture is None:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        """The regions of the pictures, and then the metrics."""
        start, self._waiting = self._waiting, None
        if start is None:
            return
        if start.boxes is not None:
            self.marking.open([start.boxes])
        if start.measure and self.window.canvas.picture is not None:
            self._measure(start.measure)
        elif start.measure:
            self.measuring.settled.emit()

    def _measure(self, metric_ids: tuple[str, ...]) -> None:
        """As soon as the regions are known."""
        if self.marking.reader.busy:
            once = Qt.ConnectionType.SingleShotConnection
            self.marking.reader.busy_changed.connect(lambda _: self._measure(metric_ids), once)
        else:
            self.measuring.measure_all(metric_ids)

    @Slot()
    def stop(self) -> None:
        """The one way out, from the window's cross, from quit and from Ctrl-C."""
        if self._stopped:
            return
        self._stopped = True
        self.queue.cancel()
        try:
            self.studio.remember()
            self.settings.set("geometry", _packed(self.window.saveGeometry()))
            self.settings.set("docks", _packed(self.window.saveState()))
            if self._settings_file is not None:
                self.settings.save(self._settings_file)
        finally:
            self.window.hide()  # a batch, or TensorFlow's import, may take seconds to end
            self.loader.stop()
            self.marking.stop()
            self.sessions.stop()
            self.comparing.stop()
            self.reporting.stop()
            self.downloads.stop()
            self.imports.stop()
            self.own.opener.stop()
            self.queue.stop()
            self.board.stop()
            self.window.log.close_log()

    def _restore(self) -> None:
        if geometry := self.settings.text("geometry"):
            self.window.restoreGeometry(_unpacked(geometry))
        if docks := self.settings.text("docks"):
            self.window.restoreState(_unpacked(docks))

    @Slot()
    def _manage_models(self) -> None:
        self.manager.open_at(self.window.model_picker.chosen)

    @Slot(str)
    def _on_language(self, code: str) -> None:
        self.settings.set("language", code)
        self.language.choose(code)

    @Slot(str)
    def _on_theme(self, name: str) -> None:
        self.settings.set("theme", name)
        theme.apply(name)
        self.window.retranslate()


def run_window(start: Start) -> int:
    """Open the window and stay until it is closed; returns the exit status.

    Raises:
        ChoiceFailure, ModelFailure: the call names a method, metric or model that is not there; no window is opened.
        ProcessorFailure, StartFailure: it cannot be opened; a message said so.
    """
    settings_file = None if start.screenshot else paths.settings_file()
    with report_start_errors(ask_nobody=start.screenshot is not None):
        _check(start)
        application = Application(sys.argv[:1])
        require_avx()
        app = App(Settings.load(settings_file) if settings_file else Settings(), settings_file)
        application.aboutToQuit.connect(app.stop)
        application.file_opened.connect(app.window.take_file)
        StartupTimes(app.window, app.queue.result_ready).painted.connect(partial(app.begin, start))
        status = [0]
        if start.screenshot is not None:
            _take_screenshot(app, start, status)
        app.window.show()
    with _Interrupts(application), report_uncaught_errors(app.studio.say_notice):
        application.exec()
    app.stop()
    return status[0]


def _check(start: Start) -> None:
    """What can be known before there is a window."""
    choose([MethodCall(name) for name in start.methods])
    choose_metrics([MetricCall(name) for name in start.measure])
    if start.model is not None and not is_user_model(start.model):
        spec_of(start.model)
    elif start.model is not None:
        check_file(Path(start.model))  # the rest takes seconds, and is done once the window is up


def _take_screenshot(app: App, start: Start, status: list[int]) -> None:
    """Save a picture of the window once the first job has ended, and leave."""
    path = start.screenshot

    def shoot() -> None:
        status[0] = 0 if app.window.grab().save(str(path), "PNG") else 1
        if status[0]:
            print(f"attnstudio: {path} cannot be written", file=sys.stderr)
        app.window.close()

    # The animation of a style or a late layout pass may still be under way when the result arrives.
    told = app.queue.channels_ready if start.inspect else app.studio.settled
    told = app.comparing.settled if start.compare else told
    told = app.measuring.settled if start.measure else told
    told.connect(lambda *_: QTimer.singleShot(_SETTLE_MS, shoot))


class _Interrupts:
    """Ctrl-C closes the application. Python sees signals only while it runs, hence the timer."""

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._timer = QTimer()
        self._timer.timeout.connect(lambda: None)

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        self._timer.start(_SIGNALS_EVERY_MS)

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        signal.signal(signal.SIGINT, self._before)

    def _on_interrupt(self, _: int, __: FrameType | None) -> None:
        self._application.quit()


def _packed(state: QByteArray) -> str:
    return b64encode(state.data()).decode()


def _unpacked(text: str) -> QByteArray:
    try:
        return QByteArray(b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
