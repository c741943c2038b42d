"""Where a command computes: the catalogue's models in this process, files of models in a confined one of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio import paths
from attnstudio.commands import options

if TYPE_CHECKING:
    from attnstudio.core.engine_interface import EngineInterface


@contextmanager
def engine_of(models: Sequence[str], *, max_models: int = 1, check_anew: bool = False) -> Iterator[EngineInterface]:
    """An engine for these models. Nothing is imported or started before it is used.

    Args:
        max_models, check_anew: as `core.engine.Engine` has them.
    """
    from attnstudio.core.models.keras_file import is_user_model
    from attnstudio.engine_process.chosen import THREAD, VARIABLE

    folders, own = options.weight_folders(), [Path(one).absolute() for one in models if is_user_model(one)]
    if not own or paths.environment().get(VARIABLE) == THREAD:
        from attnstudio.core.engine import Engine

        yield Engine(folders, max_models=max_models, check_anew=check_anew)
        return
    from attnstudio.core.picture_store import PictureStore
    from attnstudio.engine_process.client import ProcessEngine
    from attnstudio.engine_process.host import EngineHost

    host = EngineHost(folders, own, max_models=max_models, check_anew=check_anew)
    try:
        yield ProcessEngine(host, PictureStore(limit=0))
    finally:
        host.close()
