"""What is built before any widget: the state of the window, the stores of the user, the board of jobs, the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from attnstudio import paths
from attnstudio.app.stores import Stores
from attnstudio.core.models import weights
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.picture_store import PictureStore
from attnstudio.engine_process.chosen import started_host
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost
from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.settings import Settings
from attnstudio.ui.attacks.choices import AttackState
from attnstudio.ui.models.transfers import Downloads, Imports
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.notify.recovery_action import recovery_action
from attnstudio.ui.recent.recent_files import RecentFiles
from attnstudio.ui.shell.i18n import Language
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.shell.services import Services
from attnstudio.ui.snapshots.store import KeptMaps
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.history import History
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed


@dataclass(frozen=True)
class Foundation:
    """Args:
    engine_host: of the process that computes; None: a thread of this one computes.
    attack: choices and results of the attack panel.
    """

    language: Language
    stores: Stores
    services: Services
    engine_host: EngineHost | None
    downloads: Downloads
    imports: Imports
    recent: RecentFiles
    attack: AttackState
    kept_maps: KeptMaps

    def end_engine(self) -> None:
        if self.engine_host is not None:
            self.engine_host.close()  # first: the thread waits for its answers
        self.services.board.stop()


def build(settings: Settings, stores: Stores, language: Language, owner: QObject) -> Foundation:
    """The process that computes, if there is one, has begun to start."""
    window, pictures = MainWindow(), PictureList()  # first: if that fails, no process and no thread has to be ended
    folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
    host = started_host(settings.text("engine"), paths.environment(), folders, list(stores.user_models.models))
    models = Models(ModelCatalogue(folders, paths.model_folder()), stores.user_models, paths.model_folder())
    loader = PictureLoader(PictureStore())
    board = JobBoard(folders, loader.store, None if host is None else partial(ProcessEngine, host, loader.store))
    downloads = Downloads(board, paths.model_folder())
    notifier = Notifier(partial(recovery_action, models.catalogue, downloads.start))
    services = Services(
        window,
        board,
        loader,
        notifier,
        settings,
        Selection(),
        DisplayOptions(),
        Viewed(),
        models,
        pictures,
        DatasetState(pictures),
        History(owner),
    )
    imports, recent = Imports(board, models.catalogue), RecentFiles(settings)
    return Foundation(language, stores, services, host, downloads, imports, recent, AttackState(), KeptMaps())
