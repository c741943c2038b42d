"""Export of the comparison as a figure: dialogs for its look and file; a job writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.export import figure
from attnstudio.export.figure import Cell, FigureStyle
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.job import Job
from attnstudio.jobs.writing import FigureWork
from attnstudio.settings import Settings
from attnstudio.ui.compare.difference import difference
from attnstudio.ui.compare.figure_dialog import CompareFigureDialog
from attnstudio.ui.compare.model import Comparison, Place
from attnstudio.ui.compare.pair import PairView
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file
from attnstudio.ui.state.display_options import DisplayOptions

Writer = Callable[[Path, FigureStyle], None]


class FigureExport(QObject):
    """Owns the dialog that is open. Emits `written` or `failed`."""

    written = Signal(object)  # Path
    failed = Signal(object)  # Failure

    def __init__(
        self,
        view: CompareView,
        board: JobBoard,
        display: DisplayOptions,
        settings: Settings,
        notifier: Notifier,
        window: QWidget,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._view, self._board, self._display = view, board, display
        self._notifier, self._window = notifier, window
        self.dialog: CompareFigureDialog | None = None

    @Slot()
    def ask(self) -> None:
        """Show the choices; the figure is of what is seen when they are confirmed."""
        now = self._display.now
        self.dialog = CompareFigureDialog(now.colormap, now.opacity, self._window)
        self.dialog.accepted.connect(self._on_accepted)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def write(self, path: Path, style: FigureStyle) -> None:
        """Write the figure; `written` or `failed` follows. matplotlib takes a second to load, hence the job."""
        try:
            figure.check_ending(path)
            writer = writer_of(self._view)
        except Failure as failure:
            self._on_failed(failure)
            return

        def write() -> Path:
            writer(path, style)
            return path

        self._board.submit(Job(FigureWork(path, write)).listen(done=self._on_written, failed=self._on_failed))

    @Slot()
    def _on_accepted(self) -> None:
        assert self.dialog is not None
        first = self._view.comparison.plan.pictures[0]
        kinds = tuple(f"{ending[1:].upper()} (*{ending})" for ending in figure.FORMATS)
        try:
            path = ask_file(self._window, tr("Export figure"), "figure.png", kinds, self._settings, picture=first)
        except Failure as failure:
            self._on_failed(failure)
            return
        if path is not None:
            self.write(path, self.dialog.figure_style())

    def _on_written(self, path: object) -> None:
        assert isinstance(path, Path)
        self._notifier.set_saved(path)
        self.written.emit(path)

    def _on_failed(self, failure: Failure) -> None:
        self._notifier.show_failure(failure, Scope.JOB)
        self.failed.emit(failure)


def writer_of(view: CompareView) -> Writer:
    """What writes a figure of what is seen now. Raises ChoiceFailure where two maps do not match, or none is there."""
    comparison = view.comparison
    if view.page is view.correlation and view.correlation.values is not None:
        names, values, title = view.correlation.names, view.correlation.values, view.correlation.title
        return lambda path, style: figure.write_matrix(path, names, values, title, style, force=True)
    if isinstance(view.page, PairView) and view.page.pair is not None:
        pair = view.page.pair
        first, second = (_cell(comparison, place, comparison.row_name(place[0])) for place in view.pair)
        assert first is not None and second is not None
        if view.page is not view.difference:
            return lambda path, style: figure.write_figure(path, [("", [first, second])], style, force=True)
        title = "{} \N{MINUS SIGN} {}".format(*pair.names)
        apart = Cell(title, first.pixels, difference(pair), first.placement)
        return lambda path, style: figure.write_difference(path, (first, second), apart, style, force=True)
    plan = comparison.plan
    rows = [
        (
            comparison.row_name(row),
            [_cell(comparison, (row, column), plan.pictures[column].stem) for column in range(len(plan.pictures))],
        )
        for row in range(len(plan.lines))
    ]
    if not any(cell for _, cells in rows for cell in cells):
        raise ChoiceFailure("These maps are not computed yet.")
    return lambda path, style: figure.write_figure(path, rows, style, force=True)


def _cell(comparison: Comparison, place: Place, name: str) -> Cell | None:
    """None where there is no map."""
    shown, picture = comparison.map(place), comparison.picture(place)
    if shown is None or picture is None:
        return None
    title = f"{name}\n{comparison.class_text(place)}"
    note, warned = comparison.seconds(place), bool(comparison.warnings(place)) or comparison.is_faint(place)
    own = shown.colormap if shown.scale.is_signed else ""
    contrast = shown.scale.contrast
    return Cell(title, picture.picture.pixels, shown.values, shown.placement, note, warned, own, contrast)
