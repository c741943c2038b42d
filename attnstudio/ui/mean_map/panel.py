"""The mean of the maps of many pictures: spurious corners and borders show at once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QWidget

from attnstudio.core.contrast import PLAIN, Contrast
from attnstudio.core.methods.base import METHODS
from attnstudio.core.targets import PREDICTED
from attnstudio.core.text import tr_noop
from attnstudio.jobs.mean_map import Group, MeanMaps
from attnstudio.ui.mean_map.mean_map_view import MeanMapView, NamedMean
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.shell.target_text import target_text
from attnstudio.ui.widgets.base import Pages, Panel
from attnstudio.ui.widgets.run_bar import RunBar


class MeanScope(StrEnum):
    """Of which pictures."""

    SELECTED = "selected"
    LISTED = "listed"


_SCOPES = {MeanScope.SELECTED: tr_noop("selected: {count}"), MeanScope.LISTED: tr_noop("listed: {count}")}
_GROUPS = {Group.RIGHT: tr_noop("Right"), Group.WRONG: tr_noop("Wrong"), Group.ALL: tr_noop("All")}


class MeanMapPanel(Panel):
    """Owns which method of the computed ones is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._means: MeanMaps | None = None
        self._of: Callable[[], str] = str
        self._counts = dict.fromkeys(MeanScope, 0)
        self._colormap, self._contrast = "", PLAIN
        self.bar, self.view = RunBar(), MeanMapView()
        self.scope, self.method = self.bar.choice, self.bar.result
        for scope in MeanScope:
            self.scope.addItem("", scope)
        self.pages = Pages(self.view)
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.bar)
        self.stack.addWidget(self.pages, 1)
        self.method.activated.connect(self._on_method)
        self.show_nothing()
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    @property
    def chosen_scope(self) -> MeanScope:
        return MeanScope(self.scope.currentData())

    def choose_scope(self, scope: MeanScope) -> None:
        self.scope.setCurrentIndex(self.scope.findData(scope))

    def show_counts(self, selected: int, listed: int) -> None:
        """How many pictures each choice has."""
        self._counts = {MeanScope.SELECTED: selected, MeanScope.LISTED: listed}
        for row, (scope, text) in enumerate(_SCOPES.items()):
            self.scope.setItemText(row, tr(text, count=self._counts[scope]))

    def show_means(self, means: MeanMaps, of: Callable[[], str]) -> None:
        """`of`: what the pictures are, in the language of the moment."""
        methods = list(dict.fromkeys(method for method, _ in means.maps))
        self._means, self._of = means, of
        if [self.method.itemData(row) for row in range(self.method.count())] != methods:
            self.method.clear()
            for method in methods:
                self.method.addItem(method_name(method), method)
        self.method.setVisible(bool(methods))
        if methods:
            self.pages.show_content()
        self._show()

    def show_nothing(self) -> None:
        self._means = None
        self.method.hide()
        self.bar.save.setEnabled(False)
        self.pages.setCurrentIndex(0)

    def set_colours(self, colormap: str, contrast: Contrast = PLAIN) -> None:
        """`contrast`: of the means."""
        if (colormap, contrast) != (self._colormap, self._contrast):
            self._colormap, self._contrast = colormap, contrast
            self._show()

    @property
    def shown(self) -> tuple[NamedMean, ...]:
        """The means that are seen: the wrong beside the right ones; those of all only where they are others."""
        means, method = self._means, self.method.currentData()
        if means is None or method is None:
            return ()
        found = {group: means.maps[method, group] for group in Group if (method, group) in means.maps}
        every = found[Group.ALL].count
        if any(found[group].count == every for group in (Group.RIGHT, Group.WRONG) if group in found):
            del found[Group.ALL]
        return tuple(NamedMean(tr(_GROUPS[group]), one) for group, one in found.items())

    def retranslate(self) -> None:
        self.bar.show_texts(
            tr("&Pictures:"),
            tr("Compute"),
            tr("Compute the maps of these pictures by the chosen methods, and their mean"),
            tr("Save as PNG or NumPy..."),
        )
        self.scope.setAccessibleName(tr("Pictures of the mean map"))
        self.method.setAccessibleName(tr("Method of the mean map"))
        self.show_counts(self._counts[MeanScope.SELECTED], self._counts[MeanScope.LISTED])
        self.pages.empty.setText(
            tr(
                "The mean of many maps shows where a model looks whatever the picture shows. Select pictures, or list "
                "a class or a cell of the confusion matrix, choose a method on the right, and press Compute."
            )
        )
        for row in range(self.method.count()):
            self.method.setItemText(row, method_name(self.method.itemData(row)))
        self._show()

    def _show(self) -> None:
        if self._means is None or not self._colormap:
            return
        method = METHODS.discover().get(self.method.currentData())
        is_signed = method is not None and method.signed
        self.view.show_means(self._title(), self.shown, self._colormap, signed=is_signed, contrast=self._contrast)
        self.bar.save.setEnabled(bool(self.shown))

    def _title(self) -> str:
        """What a saved picture has to say of itself."""
        assert self._means is not None
        method, target = self.method.currentText(), self._means.request.target
        if target in ("top1", PREDICTED):
            explained = tr("{method} of the prediction", method=method)
        else:
            explained = tr("{method} of {target}", method=method, target=target_text(target))
        parts = [explained, self._of()]
        if self._means.done + len(self._means.failures) < self._means.total:
            parts.append(tr("maps so far: {done}", done=self._means.done))
        if self._means.failures:
            parts.append(tr("without a map: {count}, see the log", count=len(self._means.failures)))
        return "; ".join(parts)

    @Slot()
    def _on_method(self) -> None:
        self._show()
