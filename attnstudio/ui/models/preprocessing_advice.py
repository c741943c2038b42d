"""Offers another preprocessing for the user's own model where pictures that are called by their class speak for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from attnstudio.core.models.preprocessing import LABELS
from attnstudio.core.models.preprocessing_check import FEWEST, Trial, notice
from attnstudio.core.request import Result
from attnstudio.jobs.preprocessing import PreprocessingCheck
from attnstudio.ui.explain.controller import Studio
from attnstudio.ui.shell.i18n import message, tr


class PreprocessingAdvice(QObject):
    """Checks a guess once for each model and each set of pictures, after the first map; never changes it by itself."""

    def __init__(self, studio: Studio) -> None:
        super().__init__()
        self._studio, self._own, self._window = studio, studio.own, studio.window
        self._checks = studio.queue.preprocessing_checks
        self._checked: set[tuple[str, int]] = set()  # version of a model, number of pictures
        studio.queue.result_ready.connect(self._on_result)
        studio.window.model_picker.model_chosen.connect(self._on_model)
        self._checks.contradicted.connect(self._on_contradicted)

    @Slot(str)
    def _on_model(self, _: str) -> None:
        self._checks.cancel()

    @Slot(object)
    def _on_result(self, result: Result) -> None:
        model_id, pictures = result.model.id, self._window.browser.pictures
        key = self._own.version(model_id), pictures.rowCount()
        if self._checks.running is not None or key in self._checked or pictures.rowCount() < FEWEST:
            return
        if model_id != self._window.model_picker.chosen or self._own.guessed(model_id) is None:
            return
        self._checked.add(key)
        request = result.request
        paths = tuple(pictures.path(row) for row in range(pictures.rowCount()))
        options = self._own.options(model_id)
        self._checks.start(
            PreprocessingCheck(model_id, options, request.device, paths, request.resize, request.interpolation)
        )

    @Slot(object, object, object)
    def _on_contradicted(self, check: PreprocessingCheck, better: Trial, used: Trial) -> None:
        if check.model != self._window.model_picker.chosen or self._own.guessed(check.model) != used.preprocessing:
            return
        self._studio.say(
            lambda: message(notice(better, used, _short(better), _short(used))),
            lambda: tr('Use "{name}"', name=_short(better)),
            partial(self._own.use_preprocessing, check.model, better.preprocessing),
        )


def _short(trial: Trial) -> str:
    """What a preset is called, without its explanation."""
    return tr(LABELS[trial.preprocessing]).split(":")[0]
