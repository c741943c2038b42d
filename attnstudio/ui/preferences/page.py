"""What a page of the preferences is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QFormLayout, QLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import Panel
from attnstudio.ui.widgets.plain import PlainLabel

_LABELS = 150  # pixels


class Page(Panel):
    """A form. What a control changes holds at once.

    Attributes:
        title: from `tr_noop`.
        can_reset: whether there is something that has a default.
    """

    title: ClassVar[str]
    can_reset = True

    def __init__(self) -> None:
        super().__init__()
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(2 * theme.SPACE)
        self.form.setVerticalSpacing(theme.SPACE)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._labels: list[tuple[PlainLabel, QWidget, str]] = []
        self.stack.addLayout(self.form)

    def add_row(self, text: str, named: QWidget, field: QLayout | None = None) -> None:
        """Add a labelled control.

        Args:
            text: from `tr_noop`; also the name of the control for screen readers.
            field: what stands in the row, where it is more than the control.
        """
        label = PlainLabel()
        label.setMinimumWidth(_LABELS)
        label.setBuddy(named)
        if field is None:
            self.form.addRow(label, named)
        else:
            self.form.addRow(label, field)
        self._labels.append((label, named, text))

    def retranslate(self) -> None:
        for label, named, text in self._labels:
            label.setText(tr(text))
            named.setAccessibleName(tr(text))

    def on_shown(self) -> None:
        """The page comes to the front."""

    def reset(self) -> None:
        """Give everything on the page its default."""


def choices(box: QComboBox, rows: Mapping[str, str], chosen: str) -> None:
    """Fill a box: what is shown of each value. It emits `activated` only for what the user does."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # in any language
    box.clear()
    for value, text in rows.items():
        box.addItem(text, value)
    box.setCurrentIndex(box.findData(chosen))
