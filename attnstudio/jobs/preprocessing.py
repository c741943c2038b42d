"""Checking a guessed preprocessing on labelled pictures in the engine's thread, a preset a step: maps come between."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure
from attnstudio.core.models import preprocessing_check
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing_check import Trial
from attnstudio.core.placement import Interpolation, Resize
from attnstudio.jobs.worker import unexpected


@dataclass(frozen=True, eq=False)
class PreprocessingCheck:
    """What is to be checked: a model as it is used now, on those of the pictures that are called by their class."""

    model: str
    options: ModelOptions
    device: str
    pictures: tuple[Path, ...]
    resize: Resize
    interpolation: Interpolation
    token: threading.Event = field(default_factory=threading.Event)


class _Checker(QObject):
    """Lives in the engine's thread. Each step ends with one of stepped and ended."""

    stepped = Signal(object)  # PreprocessingCheck
    ended = Signal(object, object)  # PreprocessingCheck, (better, used) or None

    def __init__(self, engine: Callable[[], Engine]) -> None:
        super().__init__()
        self._engine = engine
        self._check: PreprocessingCheck | None = None
        self._trials: Iterator[Trial] = iter(())
        self._tried: list[Trial] = []
        self._classes = 0

    @Slot(object)
    def step(self, check: PreprocessingCheck) -> None:
        """Try the next preset of a check."""
        found: tuple[Trial, Trial] | None = None
        try:
            if check is not self._check:
                self._begin(check)
            self._tried.append(next(self._trials))
        except StopIteration:
            found = preprocessing_check.verdict(self._tried, self._classes)
        except (Cancelled, Failure):  # what is wrong with the model or a picture is told where it is explained
            pass
        except Exception as error:
            unexpected(error)  # into the log: nobody asked for this check
        else:
            self.stepped.emit(check)
            return
        self._check, self._trials, self._tried = None, iter(()), []
        self.ended.emit(check, found)

    def _begin(self, check: PreprocessingCheck) -> None:
        ctx = RunContext(cancelled=check.token)
        ctx.check_cancelled()
        model = self._engine().load(check.model, device_choice=check.device, options=check.options)
        pictures = preprocessing_check.labelled(check.pictures, model, preprocessing_check.MOST)
        used, size = model.spec.preprocessing, (check.resize, check.interpolation)
        self._check, self._tried, self._classes = check, [], len(model.info.class_names)
        self._trials = preprocessing_check.checking(model, pictures, used, ctx, *size)


class PreprocessingChecks(QObject):
    """At most one check at a time; a new one takes the place of the one before.

    Args:
        engine: that of the thread.
        thread: where it is used.
    """

    contradicted = Signal(object, object, object)  # PreprocessingCheck, Trial of the better preset, Trial of the used
    ended = Signal(object)  # PreprocessingCheck, whatever came of it; not where it was cancelled

    _wanted = Signal(object)

    def __init__(self, engine: Callable[[], Engine], thread: QThread) -> None:
        super().__init__()
        self._check: PreprocessingCheck | None = None
        self._checker = _Checker(engine)
        self._checker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._wanted.connect(self._checker.step, queued)
        self._checker.stepped.connect(self._on_stepped, queued)
        self._checker.ended.connect(self._on_ended, queued)

    @property
    def running(self) -> PreprocessingCheck | None:
        return self._check

    def start(self, check: PreprocessingCheck) -> None:
        self.cancel()
        self._check = check
        self._wanted.emit(check)

    def cancel(self) -> None:
        """It ends within one batch; nothing comes out of it."""
        if self._check is not None:
            self._check.token.set()
            self._check = None

    @Slot(object)
    def _on_stepped(self, check: PreprocessingCheck) -> None:
        self._wanted.emit(check)  # a cancelled one as well: its next step ends it

    @Slot(object, object)
    def _on_ended(self, check: PreprocessingCheck, found: tuple[Trial, Trial] | None) -> None:
        if check is not self._check:
            return
        self._check = None
        self.ended.emit(check)
        if found is not None:
            self.contradicted.emit(check, *found)
