"""Backdoors: whether a small trigger sends any picture to one class of the model."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QSplitter, QVBoxLayout, QWidget

from attnstudio.core.backdoors.base import CHECKS, ClassFinding, Finding
from attnstudio.core.examination import conclusion
from attnstudio.core.overlay import overlaid
from attnstudio.jobs.backdoors import Examination
from attnstudio.ui.backdoors.finding_table import FindingTable
from attnstudio.ui.backdoors.trigger_view import NamedPicture, TriggerView
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.durations import about
from attnstudio.ui.shell.i18n import message, method_name, tr
from attnstudio.ui.shell.numbers import percent
from attnstudio.ui.widgets.base import Pages, Panel, faint, heading
from attnstudio.ui.widgets.run_bar import RunBar

ALL = ""
_OPACITY = 0.5
_CLASSES_WIDTH = 130
_LIMITS_LINES = 3  # that are seen at once, at most: the table is to have the rest of a low panel


class BackdoorsPanel(Panel):
    """A view of an examination. Owns which check is chosen, and which finding is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Examination | None = None
        self._colormap = ""
        self._left: float | None = None
        self._expected: float | None = None
        self.classes = QLineEdit()
        self.classes.setFixedWidth(_CLASSES_WIDTH)
        self.bar = RunBar(self.classes)
        self.check, self.finding = self.bar.choice, self.bar.result
        for name in (ALL, *CHECKS.discover()):
            self.check.addItem("", name)
        self.sentence, self.limits, self.limits_area = heading(), faint(), QScrollArea()
        self.sentence.setWordWrap(True)
        self.table, self.view = FindingTable(), TriggerView()
        self.pages = Pages(self._content())
        self.stack.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        self.stack.addWidget(self.bar)
        self.stack.addWidget(self.pages, 1)
        self.finding.activated.connect(self._show)
        self.table.class_chosen.connect(self._show_trigger)
        self.show_nothing()
        self.retranslate()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(760, 390)

    @property
    def chosen_checks(self) -> tuple[str, ...]:
        """Ids; none: all."""
        name = self.check.currentData()
        return (name,) if name else ()

    @property
    def chosen_classes(self) -> tuple[str, ...]:
        """Names or indices; none: those that are predicted most often."""
        names = (name.strip() for name in self.classes.text().split(","))
        return tuple(name for name in names if name)

    @property
    def shown(self) -> Examination | None:
        return self._shown

    def show_examination(self, examination: Examination) -> None:
        """The newest finding comes to the front when it is new."""
        before = self.finding.count()
        self._shown = examination
        for row, finding in enumerate(examination.findings):
            if row >= self.finding.count():
                self.finding.addItem(tr(CHECKS.discover()[finding.check].name), finding.check)
        while self.finding.count() > len(examination.findings):
            self.finding.removeItem(self.finding.count() - 1)
        if self.finding.count() != before:
            self.finding.setCurrentIndex(self._most_telling())
        self.finding.setVisible(bool(examination.findings))
        self.bar.save.setEnabled(any(one.done == 1 for one in examination.findings))
        if examination.findings:
            self.pages.show_content()
        self._show()

    def show_left(self, seconds: float | None) -> None:
        """How long the checks will still take; None: not known."""
        if seconds != self._left:
            self._left = seconds
            self._show()

    def show_expected(self, seconds: float | None) -> None:
        """How long the chosen checks will take; None: it is short, or not known."""
        self._expected = seconds
        self.bar.start.setText(self._start_text())

    def show_nothing(self) -> None:
        self._shown = None
        self.finding.clear()
        self.finding.hide()
        self.bar.save.setEnabled(False)
        self.pages.setCurrentIndex(0)

    def set_colormap(self, colormap: str) -> None:
        self._colormap = colormap
        self._show()

    def retranslate(self) -> None:
        self.bar.show_texts(
            tr("C&heck:"),
            self._start_text(),
            tr("Check the chosen model for backdoors with the pictures of the list"),
            tr("Save findings and triggers in a folder..."),
        )
        for row in range(self.check.count()):
            name = self.check.itemData(row)
            self.check.setItemText(row, tr(CHECKS.discover()[name].name) if name else tr("All checks"))
            text = tr(CHECKS.discover()[name].summary) if name else tr("One after the other")
            self.check.setItemData(row, text, Qt.ItemDataRole.ToolTipRole)
        self.check.setAccessibleName(tr("Check for backdoors"))
        self.finding.setAccessibleName(tr("Finding that is shown"))
        self.classes.setPlaceholderText(tr("Frequent classes"))
        self.classes.setToolTip(
            tr("Classes that are checked, by name or index, with commas; empty: the ten that are predicted most often")
        )
        self.classes.setAccessibleName(tr("Classes that are checked"))
        self.pages.empty.setText(
            tr(
                "A backdoor is a small pattern that sends any picture to one class. Open a data set of the kind that "
                "the model classifies, and press Check the model."
            )
        )
        self.table.retranslate()
        for row in range(self.finding.count()):
            self.finding.setItemText(row, tr(CHECKS.discover()[self.finding.itemData(row)].name))
        self._show()

    def _start_text(self) -> str:
        if self._expected is None:
            return tr("Check the model")
        return tr("Check the model, about {time}", time=about(self._expected))

    def _finding(self) -> Finding | None:
        row = self.finding.currentIndex()
        findings = () if self._shown is None else self._shown.findings
        return findings[row] if 0 <= row < len(findings) else None

    def _most_telling(self) -> int:
        """The row of the finding that is suspicious, else of the latest."""
        findings = () if self._shown is None else self._shown.findings
        suspicious = [row for row, one in enumerate(findings) if one.suspicious]
        return suspicious[0] if suspicious else len(findings) - 1

    @Slot()
    def _show(self) -> None:
        finding = self._finding()
        if finding is None or self._shown is None:
            return
        check = CHECKS.discover()[finding.check]
        if finding.done < 1:
            self.sentence.setText(self._going_on(tr(check.name), percent(finding.done, 0)))
        else:
            self.sentence.setText(message(conclusion(finding, self._shown.names)))
        notices = (*check.limits, *finding.limits)
        self.limits.setText(" ".join([tr(check.summary), *(message(one) for one in notices)]))
        self.table.show_finding(finding, self._shown.names)
        self._show_trigger()

    def _going_on(self, check: str, share: str) -> str:
        if self._left is None:
            return tr("{check}: {share} done", check=check, share=share)
        return tr("{check}: {share} done, about {time} left", check=check, share=share, time=about(self._left))

    @Slot()
    def _show_trigger(self) -> None:
        finding, chosen = self._finding(), self.table.chosen
        row = next((one for one in finding.classes if one.class_index == chosen), None) if finding else None
        pictures = [] if row is None else self._pictures(row)
        self.view.setVisible(bool(pictures))
        self.view.show_pictures(pictures)

    def _pictures(self, row: ClassFinding) -> list[NamedPicture]:
        trigger = row.trigger
        if trigger is None or self._shown is None:
            return []
        found = [NamedPicture(tr("Trigger"), trigger.shown), NamedPicture(tr("In a picture"), trigger.example)]
        result = (self._shown.maps or {}).get(row.class_index)
        if result is not None and result.heatmaps and self._colormap:
            heatmap = result.heatmaps[0]
            pixels = overlaid(trigger.example, heatmap, result.placement, self._colormap, _OPACITY)
            found.append(NamedPicture(method_name(heatmap.method), pixels))
        return found

    def _content(self) -> QWidget:
        content, split = QWidget(), QSplitter(Qt.Orientation.Horizontal)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE // 2)
        split.addWidget(self.table)
        split.addWidget(self.view)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        column.addWidget(self.sentence)
        column.addWidget(split, 1)
        self.limits_area.setWidget(self.limits)
        self.limits_area.setWidgetResizable(True)
        self.limits_area.setFrameShape(QFrame.Shape.NoFrame)
        self.limits_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        line = self.limits.fontMetrics().lineSpacing()
        self.limits_area.setMinimumHeight(line)
        self.limits_area.setMaximumHeight(_LIMITS_LINES * line)
        column.addWidget(self.limits_area)
        return content
