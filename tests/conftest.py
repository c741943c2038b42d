"""What every test gets: a home of its own, no window on the screen, no thread left behind; and the parts they share."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# A window of its own process takes seconds to start; test_engine_process.py opens such ones. Set it to `process` to run
# the others in the same way.
os.environ.setdefault("ATTNSTUDIO_ENGINE", "thread")

import pytest
from helpers import ROOT, Call, Ended

from attnstudio.cli import main
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions

SHARED = ROOT.parent / "shared"
_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
_USERS_OWN = ("ATTNSTUDIO_MODELS", "KERAS_HOME")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its tier, the folder below tests/: `-m unit`."""
    for item in items:
        tier = item.path.relative_to(ROOT / "tests").parts[0]
        item.add_marker(tier)


def _move_in(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Everything that looks for the user's files finds an empty folder."""
    monkeypatch.setenv("HOME", str(home))
    for name in _FOLDERS:
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in _USERS_OWN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def _session_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For what is made once: it is made before the home of a test is there."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _move_in(monkeypatch, tmp_path_factory.mktemp("session-home"))
        # matplotlib's list of fonts, which takes seconds: once for all tests, and for the programs they start.
        monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        yield


@pytest.fixture(autouse=True)
def home(_session_home: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The test's own home folder, empty."""
    folder = tmp_path_factory.mktemp("home")
    _move_in(monkeypatch, folder)
    return folder


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The program's own application, for pytest-qt."""
    from attnstudio.ui.shell.application import Application

    return Application


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """Fails a test that leaves a thread running which would keep the program from ending."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and not _may_stay(thread)]
    for thread in left:
        thread.join(1.0)
    names = [thread.name for thread in left if thread.is_alive()]
    if names:
        pytest.fail(f"threads were left running: {', '.join(names)}")


def _may_stay(thread: threading.Thread) -> bool:
    target = getattr(thread, "_target", None)
    return thread.daemon or (getattr(target, "__module__", None) or "").startswith(("tensorflow", "keras"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real weights and photos next to the repository."""
    if not SHARED.is_dir():
        pytest.skip(f"../shared is not here: {SHARED} holds the real weights and photos")
    return SHARED


@pytest.fixture(scope="session")
def photos(shared: Path) -> Path:
    """The folder of real photos."""
    folder = shared / "photos"
    if not folder.is_dir():
        pytest.skip(f"../shared is not here: {folder} holds the real photos")
    return folder


@pytest.fixture(scope="session")
def mobilenet_weights(shared: Path) -> Path:
    """Real ImageNet weights of MobileNetV2."""
    file = shared / "models" / "mobilenet_v2.weights.h5"
    if not file.is_file():
        pytest.skip(f"../shared is not here: {file} holds the real weights")
    return file


@pytest.fixture(scope="session")
def engine() -> Engine:
    """For `demo`, and, where a test asks for `mobilenet_weights` too, `mobilenet_v2`: each is loaded once.

    A test with another one makes an engine of its own.
    """
    return Engine((SHARED / "models",), max_models=2)


@pytest.fixture(scope="session")
def tf_keras_vis() -> SimpleNamespace:
    """The parts of tf-keras-vis, which is what the maps are compared with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it imports names that SciPy has deprecated
        from tf_keras_vis.gradcam import Gradcam
        from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
        from tf_keras_vis.saliency import Saliency
        from tf_keras_vis.utils import normalize
        from tf_keras_vis.utils.model_modifiers import ExtractIntermediateLayerForGradcam, ReplaceToLinear
        from tf_keras_vis.utils.scores import CategoricalScore

    def last_conv(model: Any) -> str:
        return ExtractIntermediateLayerForGradcam()(model).outputs[-1]._keras_history.operation.name

    return SimpleNamespace(
        kinds={"saliency": Saliency, "gradcam": Gradcam, "gradcam++": GradcamPlusPlus},
        normalize=normalize,
        last_conv=last_conv,
        to_linear=ReplaceToLinear,
        score=CategoricalScore,
    )


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command line in this process. Those that compute have the built-in model loaded once for all."""
    load = Engine.load

    def load_once(
        self: Engine, model_id: str, weights: Path | None, device: str, options: ModelOptions, *rest: RunContext
    ) -> LoadedModel:
        plain = (model_id, weights, device, options) == ("demo", None, "auto", NONE_CHOSEN)
        return load(engine if plain else self, model_id, weights, device, options, *rest)

    def run(*words: object) -> Ended:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            if words[:1] in (("explain",), ("evaluate",), ("predict",), ("attack",)):
                patch.setattr(Engine, "load", load_once)
            try:
                status = main([str(word) for word in words])
            except SystemExit as error:
                status = int(error.code or 0)
        return Ended(status, *capsys.readouterr())

    return run
