"""Where things lie: resources and the user's data, in a source tree, an installed package and a frozen bundle."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path

import platformdirs

_APP = "attnstudio"


def resource(*parts: str) -> Path:
    """A file that comes with the program."""
    return _resources().joinpath(*parts)


def _resources() -> Path:
    if frozen := getattr(sys, "_MEIPASS", None):
        return Path(frozen) / "resources"
    return _own_resources()


@cache
def _own_resources() -> Path:
    package = Path(__file__).resolve().parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def model_folder() -> Path:
    """The folder of downloaded weights."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "models"


def settings_file() -> Path:
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "settings.json"


def user_models_file() -> Path:
    """The options of user models."""
    return Path(platformdirs.user_config_dir(_APP, appauthor=False)) / "own-models.json"


def class_matches_file() -> Path:
    """Matches of classes of data sets and models that the user confirmed."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "class-matches.json"


def regions_file() -> Path:
    """Regions that users drew."""
    return Path(platformdirs.user_data_dir(_APP, appauthor=False)) / "regions.jsonl"


def recovery_folder() -> Path:
    """The state of each window that is open."""
    return Path(platformdirs.user_state_dir(_APP, appauthor=False)) / "windows"


def unfinished_exports() -> Path:
    """Exports that go on after a restart."""
    return Path(platformdirs.user_state_dir(_APP, appauthor=False)) / "exports"


def log_file() -> Path:
    return writable_path(Path(platformdirs.user_log_dir(_APP, appauthor=False)), stays=True, file="attnstudio.log")


def bundled_models() -> Path:
    """Weights that a bundle carries for machines without a network."""
    return resource("models")


def cache_folder() -> Path:
    """Files that only save time."""
    return writable_path(Path(platformdirs.user_cache_dir(_APP, appauthor=False)))


def checked_models() -> Path:
    """What was found out about users' own model files."""
    return cache_folder() / "models"


def unpacked_arrays() -> Path:
    """Arrays of compressed files, of which single pictures are read."""
    return cache_folder() / "arrays"


def delivered_models() -> Path:
    """Model files that a worker of a cluster was sent."""
    return writable_path(Path(platformdirs.user_cache_dir(_APP, appauthor=False))) / "cluster"


def predictions_file() -> Path:
    """The prediction cache."""
    return cache_folder() / "predictions.sqlite"


def pasted_folder(*, create: bool = True) -> Path:
    """Pictures that were pasted. `create`: make sure that its parent is there and can be written."""
    data = Path(platformdirs.user_data_dir(_APP, appauthor=False))
    return (writable_path(data) if create else data) / "pasted"


def expected_times_file() -> Path:
    """How long maps and attacks took."""
    return cache_folder() / "times.json"


@cache
def writable_path(folder: Path, *, stays: bool = False, file: str = "") -> Path:
    """The folder, or a file in it; if it cannot be written, a temporary folder instead.

    Args:
        stays: do not delete the temporary folder at exit.
        file: its name. It is created if it is missing.
    """
    if is_writable(folder) and (not file or _is_writable_file(folder / file)):
        return folder / file
    try:
        found = Path(tempfile.mkdtemp(prefix="attnstudio-"))
    except OSError:  # nothing can be written anywhere
        return folder / file
    if not stays:
        atexit.register(shutil.rmtree, found, ignore_errors=True)
    return found / file


def require_home() -> None:
    """An account without a home, as in a container, gets a temporary one for as long as the program runs."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = tempfile.mkdtemp(prefix="attnstudio-")
        atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)


def unwritable_folders() -> tuple[Path, ...]:
    """The user's folders that cannot be written."""
    dirs = platformdirs.PlatformDirs(_APP, appauthor=False)
    kinds = (dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_state_path)
    return tuple(folder for folder in dict.fromkeys(kinds) if not is_writable(folder))


def is_writable(folder: Path) -> bool:
    """Create the folder if it is missing, and write a temporary file to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0")
    except OSError:
        return False
    return True


def _is_writable_file(file: Path) -> bool:
    try:
        file.open("ab").close()
    except OSError:
        return False
    return True


def program() -> list[str]:
    """The command that starts another process of this program."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", _APP]


def environment() -> dict[str, str]:
    return dict(os.environ)
