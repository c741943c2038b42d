"""Concepts of the layer that is explained, over many pictures."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from attnstudio.core.concepts.concepts import MOST_COUNT, MOST_PICTURES, USUAL_COUNT, ConceptMaps
from attnstudio.core.text import tr_noop
from attnstudio.jobs.concepts import FoundConcepts
from attnstudio.ui.concepts.concept_table import ConceptTable
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import Pages, Panel, faint
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.run_bar import RunBar


class ConceptScope(StrEnum):
    """Of which pictures."""

    LISTED = "listed"
    SELECTED = "selected"


_SCOPES = {ConceptScope.LISTED: tr_noop("listed: {count}"), ConceptScope.SELECTED: tr_noop("selected: {count}")}


class ConceptsPanel(Panel):
    """A view of found concepts. Owns of which pictures they are to be, and how many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: FoundConcepts | None = None
        self._here: tuple[ConceptMaps | None, np.ndarray | None, str] = (None, None, "")
        self._counts = dict.fromkeys(ConceptScope, 0)
        self.count, self._count_label = QSpinBox(), PlainLabel()
        self.count.setRange(1, MOST_COUNT)
        self.count.setValue(USUAL_COUNT)
        self.count.setKeyboardTracking(False)
        self.count.lineEdit().setAcceptDrops(False)  # what is dropped here is for the window
        self._count_label.setBuddy(self.count)
        self.bar = RunBar(self._count_label, self.count)
        self.scope = self.bar.choice
        self.bar.result.hide()
        for scope in ConceptScope:
            self.scope.addItem("", scope)
        self.about, self.table = faint(), ConceptTable()
        self.pages = Pages(self._content())
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.bar)
        self.stack.addWidget(self.pages, 1)
        self.show_concepts(None)
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    @property
    def chosen_scope(self) -> ConceptScope:
        return ConceptScope(self.scope.currentData())

    @property
    def found(self) -> FoundConcepts | None:
        return self._found

    def show_counts(self, selected: int, listed: int) -> None:
        """How many pictures each choice has."""
        self._counts = {ConceptScope.SELECTED: selected, ConceptScope.LISTED: listed}
        for row, (scope, text) in enumerate(_SCOPES.items()):
            self.scope.setItemText(row, tr(text, count=self._counts[scope]))

    def show_concepts(self, found: FoundConcepts | None) -> None:
        self._found = found
        self.bar.save.setEnabled(found is not None)
        self.table.show_concepts(found)
        if found is None:
            self.pages.setCurrentIndex(0)
        else:
            self.pages.show_content()
        self._show_about()

    def show_here(self, maps: ConceptMaps | None, pixels: np.ndarray | None, colormap: str) -> None:
        """`pixels`: of the picture that is shown."""
        self._here = (maps, pixels, colormap)
        self.table.show_here(*self._here)

    def retranslate(self) -> None:
        self.bar.show_texts(
            tr("&Pictures:"),
            tr("Find concepts"),
            tr(
                "Of the chosen layer, with their importance for the chosen target; at most {count} pictures",
                count=MOST_PICTURES,
            ),
            tr("Save concepts in a folder..."),
        )
        self._count_label.setText(tr("Number:"))
        self.count.setAccessibleName(tr("Number of concepts"))
        self.scope.setAccessibleName(tr("Pictures whose concepts are searched for"))
        self.table.retranslate()
        self.show_counts(self._counts[ConceptScope.SELECTED], self._counts[ConceptScope.LISTED])
        self.pages.empty.setText(
            tr(
                "Concepts are what the activations of a layer are made of: each shows what several pictures share. "
                "Open pictures, choose a layer and a target on the right, and press Find concepts."
            )
        )
        if self._found is not None:
            self.table.show_concepts(self._found)
            self.table.show_here(*self._here)
        self._show_about()

    def _show_about(self) -> None:
        if self._found is None:
            return
        found = self._found.concepts
        text = tr(
            "{layer}, pictures: {count}. Not explained by the concepts: {share}.",
            layer=found.layer,
            count=len(self._found.sample.paths),
            share=percent(found.error, 0),
        )
        self.about.setText(" ".join([text, *(message(one) for one in found.notices)]))

    def _content(self) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        column.addWidget(self.about)
        column.addWidget(self.table, 1)
        return content
