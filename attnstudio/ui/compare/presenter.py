"""Shows the comparison as its pages and the display options have it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup

from attnstudio.ui.compare.bar import MODES
from attnstudio.ui.compare.runner import ComparisonRunner
from attnstudio.ui.compare.similarity import SimilarityUpdater
from attnstudio.ui.compare.view import CompareView
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.viewed import Page, Viewed


class ComparePresenter(QObject):
    """Owns nothing: the view is one of the runner's comparison and of the display options. The map that is chosen in
    it is set in the state, from where it is exported."""

    def __init__(
        self,
        view: CompareView,
        actions: Mapping[str, QAction],
        runner: ComparisonRunner,
        similarity: SimilarityUpdater,
        viewed: Viewed,
        display: DisplayOptions,
    ) -> None:
        super().__init__()
        self._view, self._actions, self._runner, self._similarity = view, actions, runner, similarity
        self._viewed, self._display = viewed, display
        group = QActionGroup(self)
        pages = (view.grid, view.curtain, view.blink, view.difference, view.correlation)
        self._pages = dict(zip(MODES, pages, strict=True))
        for name in MODES:
            group.addAction(actions[name])
            actions[name].triggered.connect(lambda _=False, name=name: self._show_mode(name))
        actions["show_grid"].setChecked(True)
        view.pair_changed.connect(self._show_chosen)
        runner.changed.connect(self._refresh)
        display.changed.connect(self._on_display)
        viewed.changed.connect(self._on_viewed)
        self._on_display()

    @property
    def mode(self) -> str:
        """The name of the action of the page that is shown."""
        return next(name for name, page in self._pages.items() if page is self._view.page)

    def show(self, hint: str) -> None:
        """Show the runner's comparison, which has other rows and columns than before."""
        self._view.bar.show_about(hint)
        self._view.show_comparison(self._runner.comparison)
        self._similarity.update()

    @Slot()
    def _refresh(self) -> None:
        if self._view.comparison is self._runner.comparison:  # else it is about to be shown
            self._view.refresh()
            self._similarity.update()
            self._show_chosen()

    def _show_mode(self, name: str) -> None:
        self._view.show_page(self._pages[name])
        self._actions[name].setChecked(True)
        self._similarity.update()
        self._show_chosen()

    @Slot()
    def _on_display(self) -> None:
        now = self._display.now
        self._view.link.set_opacity(now.opacity)
        self._view.link.set_view(now.view)
        self._runner.show_as_displayed(self._runner.comparison)
        self._refresh()

    @Slot(object)
    def _on_viewed(self, changed: frozenset[str]) -> None:
        if "page" in changed:
            is_open = self._viewed.now.page is Page.COMPARE
            self._actions["compare"].setChecked(is_open)
            if is_open:
                self._show_chosen()
            else:
                self._similarity.cancel()
                self._viewed.set(compared=None)

    @Slot()
    def _show_chosen(self) -> None:
        if self._viewed.now.page is Page.COMPARE:
            self._viewed.set(compared=self._view.exported(), is_signed=self._view.is_signed)
