"""The attacked picture as a file that still fools the model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from attnstudio.core.attacks.result import picture_of
from attnstudio.core.errors import OutputFailure
from attnstudio.export.arrays import write_png
from attnstudio.settings import Settings
from attnstudio.ui.attacks.controller import AttackController
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.notify.notifier import Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.shell.saving import ask_file


class PictureSaver(QObject):
    """Owns nothing. A PNG has the pixels that the model gets, at the size of its input: exactly these were tried."""

    def __init__(
        self, panel: AttackPanel, action: QAction, controller: AttackController, settings: Settings, notifier: Notifier
    ) -> None:
        super().__init__()
        self._panel, self._controller, self._settings, self._notifier = panel, controller, settings, notifier
        panel.save_requested.connect(self.save)
        action.triggered.connect(self.save)

    @Slot()
    def save(self) -> None:
        attacked = self._controller.attacked
        if attacked is None:
            return
        source, title = attacked.before.source, tr("Save attacked picture")
        name = f"{source.path.stem}-{attacked.call.id}.png"
        try:
            path = ask_file(self._panel, title, name, ("PNG (*.png)",), self._settings, picture=source.path)
            if path is not None:
                write_png(path, picture_of(attacked.adversarial, source).pixels, force=True)
                self._notifier.set_saved(path)
        except OutputFailure as failure:
            self._notifier.show_failure(failure, Scope.PROGRAM)
