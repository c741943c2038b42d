"""What every feature is built from: the state of the window, and what acts on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction

from attnstudio.jobs.board import JobBoard
from attnstudio.jobs.pictures import PictureLoader
from attnstudio.settings import Settings
from attnstudio.ui.notify.notifier import Notifier
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.display_options import DisplayOptions
from attnstudio.ui.state.history import History
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selected_pictures import SelectedPictures
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.state.viewed import Viewed


@dataclass(frozen=True)
class Services:
    """For `feature.py` of each feature and for `app/` only: every other class takes what it uses by name."""

    window: MainWindow
    board: JobBoard
    loader: PictureLoader
    notifier: Notifier
    settings: Settings
    selection: Selection
    display: DisplayOptions
    viewed: Viewed
    models: Models
    pictures: PictureList
    dataset: DatasetState
    history: History

    @property
    def selected_pictures(self) -> SelectedPictures:
        return SelectedPictures(self.selection, self.models, self.pictures, self.dataset, self.notifier)

    @property
    def actions(self) -> Mapping[str, QAction]:
        """The actions of the window by name."""
        return self.window.actions_by_id
