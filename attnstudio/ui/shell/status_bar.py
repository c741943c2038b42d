"""The status bar: what is under the cursor, the device, and the most important job."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMenu, QProgressBar, QStatusBar, QToolButton

from attnstudio.engine_process.host import EngineHost
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job, JobState
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import clock
from attnstudio.ui.shell.engine_facts import memory_text
from attnstudio.ui.shell.file_dialogs import show_file, show_folder
from attnstudio.ui.shell.i18n import message, model_name, tr
from attnstudio.ui.shell.numbers import in_range, number
from attnstudio.ui.state.models import Models
from attnstudio.ui.viewer.read_out import ReadOut
from attnstudio.ui.widgets.plain import PlainLabel


class StatusBar(QStatusBar):
    """A view of the job board, of the notifier's status and of the loaded model.

    Args:
        device_menu: opens from the device.
        host: of the process that computes, if there is one.
    """

    def __init__(
        self,
        board: JobBoard,
        notifier: Notifier,
        models: Models,
        device_menu: QMenu,
        host: EngineHost | None = None,
    ) -> None:
        super().__init__()
        self._board, self._notifier, self._models, self._host = board, notifier, models, host
        self.read_out, self.activity = PlainLabel(), PlainLabel()
        self.read_out.setFont(theme.tabular(self.read_out.font()))
        self.read_out.setContentsMargins(theme.SPACE, 0, 0, 0)
        self.device = QToolButton()
        self.device.setAutoRaise(True)
        self.device.setStyleSheet("QToolButton { padding: 2px 16px 2px 6px; }")  # the arrow must not touch the text
        self.device.setMenu(device_menu)
        self.device.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.device.hide()  # until there is something to show
        self.progress = QProgressBar()
        self.progress.setFixedWidth(160)
        self.progress.setTextVisible(False)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing jumps when a job begins
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        self.open_file, self.show_file = QToolButton(), QToolButton()
        for button, open_it in ((self.open_file, show_file), (self.show_file, _show)):
            button.setAutoRaise(True)
            button.clicked.connect(partial(self._with_file, open_it))
        self.addWidget(self.read_out, 1)
        self.addPermanentWidget(self.device)
        for widget in (self.activity, self.open_file, self.show_file, self.progress):
            widget.setContentsMargins(theme.SPACE, 0, theme.SPACE, 0)
            self.addPermanentWidget(widget)
        board.added.connect(self._show_job)
        board.changed.connect(self._show_job)
        board.busy_changed.connect(self._show_job)
        notifier.status_changed.connect(self._show_job)
        models.info_changed.connect(self._show_device)
        self.retranslate()

    def retranslate(self) -> None:
        self.device.setAccessibleName(tr("Device"))
        self.progress.setAccessibleName(tr("Progress"))
        self.open_file.setText(tr("Open"))
        self.show_file.setText(tr("Show in folder"))
        self._show_device()
        self._show_job()

    @Slot(object)
    def show_read_out(self, read: ReadOut | None) -> None:
        """What is under the cursor; None: no picture."""
        if read is None:
            self.read_out.setText("")
            return
        red, green, blue = read.rgb
        text = f"x {read.x:>5}  y {read.y:>5}   RGB {red:>3} {green:>3} {blue:>3}"
        if read.value is not None:
            text += "   " + tr("map {value}", value=_value_text(read.value, read.low, read.high))
        self.read_out.setText(text)

    @Slot()
    def _show_device(self) -> None:
        info = self._models.info
        if info is not None:
            size = number(info.memory_bytes / 2**30, 1)
            self.device.setText(
                tr("{model} on {device}, {size} GB", model=model_name(info.name), device=info.device_name, size=size)
            )
            self.device.show()

    @Slot()
    def _show_job(self) -> None:
        lines = [tr("Device that computes the maps, and memory for a batch"), memory_text(self._host)]
        self.device.setToolTip("\n".join(filter(None, lines)))
        job = self._most_important()
        self.progress.setVisible(job is not None)
        file = self._notifier.status_file if job is None else None
        self.open_file.setVisible(file is not None)
        self.show_file.setVisible(file is not None and not file.is_dir())
        if job is None:
            self.activity.setText(self._notifier.status)
            return
        share, left = job.progress.share, job.progress.seconds_left
        self.progress.setRange(0, 0 if share is None else 1000)
        self.progress.setValue(0 if share is None else round(share * 1000))
        title = message(job.work.activity(job.progress.done))
        self.activity.setText(title if left is None else tr("{job}, {time} left", job=title, time=clock(left)))

    def _with_file(self, do: Callable[[Path], object]) -> None:
        """What was written may be gone by now."""
        file = self._notifier.status_file
        if file is not None and not do(file):
            self._notifier.set_status(lambda: tr("No program can open {file}.", file=file.name))

    def _most_important(self) -> Job | None:
        jobs = [job for job in self._board.unfinished() if job.work.is_awaited and job.state is not JobState.PAUSED]
        return min(jobs, key=lambda job: (job.priority, job.id), default=None)


def _show(path: Path) -> bool:
    return show_folder(path.parent)


def _value_text(value: float, low: float, high: float) -> str:
    """As the colour bar has it, and in brackets its share of the bar's length."""
    text = in_range(value, low, high)
    return text if high <= low else f"{text} ({tr('{percent} %', percent=round(100 * (value - low) / (high - low)))})"
