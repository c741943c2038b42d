"""The parts of the feature, wired to each other."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Slot

from attnstudio.ui.models.controller import ModelsController
from attnstudio.ui.models.device_menu import DeviceMenu
from attnstudio.ui.models.fit_notice import FitNotice
from attnstudio.ui.models.model_manager import ModelManager
from attnstudio.ui.models.model_picker import ModelPicker
from attnstudio.ui.models.preprocessing_advice import PreprocessingAdvice
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.models.user_models import UserModels
from attnstudio.ui.shell.services import Services


class ModelsFeature(QObject):
    """Models: chosen, downloaded, imported, and those of the user."""

    def __init__(
        self, picker: ModelPicker, device_menu: DeviceMenu, downloads: Downloads, imports: Imports, services: Services
    ) -> None:
        super().__init__()
        self._services = services
        self.downloads, self.imports = downloads, imports
        self.user_models = UserModels(
            services.board, services.models, services.selection, services.notifier, services.window
        )
        self.controller = ModelsController(
            picker,
            device_menu,
            self.user_models,
            services.models,
            services.selection,
            services.board,
            downloads,
            services.notifier,
        )
        self.preprocessing_advice = PreprocessingAdvice(
            services.board, services.selection, services.models, services.pictures, services.notifier
        )
        self.fit_notice = FitNotice(
            services.selection,
            services.models,
            services.dataset,
            services.notifier,
            self.controller.choose,
            services.actions["models"].trigger,
        )
        picker.manage_requested.connect(services.actions["models"].trigger)
        self.preprocessing_advice.preprocessing_requested.connect(self.user_models.use_preprocessing)
        services.actions["open_model"].triggered.connect(self.user_models.ask_file)
        services.actions["models"].triggered.connect(self._manage)

    @cached_property
    def manager(self) -> ModelManager:
        """Built when it is first opened: many users never see it."""
        window = self._services.window
        manager = ModelManager(self._services.models.catalogue, self.downloads, self.imports, window)
        window.retranslated.connect(manager.retranslate)
        window.closing.connect(manager.hide)
        manager.changed.connect(self.controller.on_weights_changed)
        return manager

    @Slot()
    def _manage(self) -> None:
        self.manager.open_at(self._services.selection.now.model)
