"""Language and theme, and what the program begins with."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox

from attnstudio.core.methods.base import METHODS
from attnstudio.core.text import tr_noop
from attnstudio.settings import LAST, Settings, default
from attnstudio.ui.preferences.page import Page, choices
from attnstudio.ui.shell.i18n import LANGUAGES, method_name, model_name, tr
from attnstudio.ui.shell.menus import THEMES
from attnstudio.ui.state.models import Models
from attnstudio.ui.widgets.base import faint


class GeneralPage(Page):
    """A view of the settings."""

    title = tr_noop("General")

    def __init__(self, settings: Settings, models: Models) -> None:
        super().__init__()
        self._settings, self._models = settings, models
        self.language, self.theme, self.opened = QComboBox(), QComboBox(), QComboBox()
        self.model, self.method = QComboBox(), QComboBox()
        self._hint = faint()
        self.add_row(tr_noop("Language"), self.language)
        self.add_row(tr_noop("Theme"), self.theme)
        self.add_row(tr_noop("Open at the start"), self.opened)
        self.add_row(tr_noop("Model at the start"), self.model)
        self.add_row(tr_noop("Method at the start"), self.method)
        self.stack.addWidget(self._hint)
        self.stack.addStretch()
        self.language.activated.connect(lambda: settings.set("language", str(self.language.currentData())))
        self.theme.activated.connect(lambda: settings.set("theme", str(self.theme.currentData())))
        self.opened.activated.connect(lambda: settings.set("at_start", str(self.opened.currentData())))
        self.model.activated.connect(lambda: settings.set("start_model", str(self.model.currentData())))
        self.method.activated.connect(lambda: settings.set("start_method", str(self.method.currentData())))
        for key in ("language", "theme", "at_start", "start_model", "start_method"):
            settings.watch(key, self._show)
        models.changed.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self._hint.setText(tr("What is for the start holds from the next one on. The command line goes before it."))
        self._show()

    def reset(self) -> None:
        self._settings.set("language", default("language"))
        self._settings.set("theme", default("theme"))
        self._settings.set("at_start", default("at_start"))
        self._settings.set("start_model", default("start_model"))
        self._settings.set("start_method", default("start_method"))

    @Slot()
    def _show(self) -> None:
        settings, models = self._settings, self._models
        choices(self.language, {"": tr("System"), **LANGUAGES}, settings.text("language"))
        choices(self.theme, {name: tr(text) for name, text in THEMES.items()}, settings.text("theme"))
        choices(self.opened, {"": tr("Nothing"), LAST: tr("What was open last")}, settings.text("at_start"))
        here = models.available()
        specs = {name: spec for name, spec in models.specs().items() if name in here}
        names = {"": tr("The one chosen last"), **{name: model_name(spec.name) for name, spec in specs.items()}}
        choices(self.model, _with(names, settings.text("start_model")), settings.text("start_model"))
        names = {"": tr("Those chosen last"), **{one.id: method_name(one.id) for one in METHODS}}
        choices(self.method, _with(names, settings.text("start_method")), settings.text("start_method"))


def _with(names: dict[str, str], chosen: str) -> dict[str, str]:
    """What is chosen is listed, even if it is not there any more."""
    return names if chosen in names else {**names, chosen: chosen}
