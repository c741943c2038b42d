"""How maps are drawn."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from attnstudio.core.text import tr_noop
from attnstudio.ui.preferences.page import Page
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.display_controls import DisplayControls
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.display_options import Display, DisplayOptions
from attnstudio.ui.widgets.base import faint


class DisplayPage(Page):
    """A view of the display options, as the toolbar is; they are remembered from one start to the next."""

    title = tr_noop("Display")

    def __init__(self, display: DisplayOptions) -> None:
        super().__init__()
        self._display = display
        self.controls = DisplayControls(display)
        self._hint = faint()
        opacity = QHBoxLayout()
        opacity.setSpacing(theme.SPACE)
        opacity.addWidget(self.controls.opacity)
        opacity.addWidget(self.controls.opacity_value)
        self.add_row(tr_noop("Colormap"), self.controls.colormap)
        self.add_row(tr_noop("Opacity"), self.controls.opacity, opacity)
        self.add_row(tr_noop("Normalise"), self.controls.normalisation)
        self.stack.addWidget(self._hint)
        self.stack.addStretch()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.controls.retranslate()
        self._hint.setText(
            tr("The same as in the toolbar: it holds for all maps at once, and is remembered for the next start.")
        )

    def reset(self) -> None:
        first = Display()
        self._display.set(colormap=first.colormap, opacity=first.opacity, normalisation=first.normalisation)
