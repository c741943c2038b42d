"""Saves a report of what was measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from attnstudio.core.errors import Failure, OutputFailure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.review import Review
from attnstudio.export.report import formats
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.writing import ReportWork
from attnstudio.settings import Settings
from attnstudio.ui.measure.runner import EvaluationRunner
from attnstudio.ui.measure.title_dialog import TitleDialog, title_of, was_asked
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import Language, tr
from attnstudio.ui.shell.saving import ask_file
from attnstudio.ui.state.display_options import DisplayOptions

_KINDS = ("Word (*.docx)", "PDF (*.pdf)", "HTML (*.html)")


class ReportExport(QObject):
    """Writes the evaluation to a file that the user chooses, as a job. Owns the dialog that is open.

    Args:
        window: parent of the dialogs.
        action: saves a report; enabled while there is an evaluation.
        title_action: asks for the title of reports.
        review_of: what the user says of the map of a picture.
    """

    def __init__(
        self,
        window: QWidget,
        action: QAction,
        title_action: QAction,
        evaluations: EvaluationRunner,
        settings: Settings,
        language: Language,
        board: JobBoard,
        notifier: Notifier,
        review_of: Callable[[Path], Review],
        display: DisplayOptions,
    ) -> None:
        super().__init__()
        self._window, self._action, self._evaluations = window, action, evaluations
        self._settings, self._language, self._board, self._notifier = settings, language, board, notifier
        self._review_of, self._display = review_of, display
        self.dialog: TitleDialog | None = None
        evaluations.changed.connect(self._enable)
        action.triggered.connect(self._on_save)
        title_action.triggered.connect(self._ask_title)
        self._enable()

    def evaluation(self) -> Evaluation | None:
        """What a report is of: what was measured, what the user says of the maps, and their contrast; None: nothing."""
        evaluation = self._evaluations.evaluation
        if evaluation is None:
            return None
        paths = [one.case.picture.path for one in evaluation.pictures]
        reviews = {path: self._review_of(path) for path in paths}
        return replace(evaluation, reviews=reviews, contrasts=self._display.now.contrasts)

    @Slot()
    def _enable(self) -> None:
        self._action.setEnabled(self._evaluations.has_evaluation)

    @Slot()
    def _on_save(self) -> None:
        """The first report asks for its title first."""
        if was_asked(self._settings):
            self._save()
        else:
            self._ask_title().accepted.connect(self._save)

    @Slot()
    def _ask_title(self) -> TitleDialog:
        self.dialog = TitleDialog(self._settings, self._window)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        return self.dialog

    @Slot()
    def _save(self) -> None:
        """The report is of what is measured when the dialog opens, though measuring goes on."""
        evaluation, language, title = self.evaluation(), self._language.code, title_of(self._settings)
        if evaluation is None:
            return
        try:
            file = ask_file(self._window, tr("Save report"), "report.docx", _KINDS, self._settings)
        except OutputFailure as failure:
            self._on_failed(failure)
            return
        if file is None:
            return

        def write() -> Path:
            formats.write_report(file, evaluation, language, title, force=True)
            return file

        work = ReportWork(file, write)
        self._board.submit(Job(work).listen(done=self._on_written, failed=self._on_failed))

    def _on_written(self, file: object) -> None:
        assert isinstance(file, Path)
        self._notifier.set_saved(file)

    def _on_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.PROGRAM)
