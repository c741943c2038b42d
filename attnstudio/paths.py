"""Where things lie: resources and the user's data, in a source tree, an installed package and a frozen bundle."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP = "attnstudio"


def resource(*parts: str) -> Path:
    """A file that comes with the program."""
    return _resources().joinpath(*parts)


def _resources() -> Path:
    if frozen := getattr(sys, "_MEIPASS", None):
        return Path(frozen) / "resources"
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def model_folder() -> Path:
    """Where downloaded weights are kept."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "models"


def settings_file() -> Path:
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "settings.json"


def own_models_file() -> Path:
    """What was chosen for users' own models."""
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "own-models.json"


def regions_file() -> Path:
    """Where the objects are in users' pictures, as they drew it."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "regions.jsonl"


def recovery_folder() -> Path:
    """The state of each window that is open."""
    return Path(platformdirs.user_state_dir(_APP, appauthor=False)) / "windows"


def log_file() -> Path:
    return Path(platformdirs.user_log_dir(_APP, appauthor=False)) / "attnstudio.log"


def bundled_models() -> Path:
    """Weights that a bundle carries for machines without a network."""
    return resource("models")


def checked_models() -> Path:
    """What was found out about users' own model files."""
    return Path(platformdirs.user_cache_dir(_APP, appauthor=False)) / "models"


def program() -> list[str]:
    """The command that starts another process of this program."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", _APP]


def environment() -> dict[str, str]:
    return dict(os.environ)
