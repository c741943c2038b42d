"""The engine in a process of its own: it starts, gives the same maps, and says what the system refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from attnstudio.core.context import RunContext
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import MethodCall, Request
from attnstudio.engine_process.client import ProcessEngine
from attnstudio.engine_process.host import EngineHost
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import MODEL, Subject


def checks(subject: Subject) -> Iterator[Check]:
    yield "engine in a process of its own", partial(_check_same_map, subject)


def _check_same_map(subject: Subject) -> None:
    request = Request(subject.scene, MODEL, (MethodCall("gradcam"),))
    host = EngineHost(subject.weight_folders)
    try:
        (found,) = ProcessEngine(host, PictureStore()).run(request, RunContext()).heatmaps
        refused = host.refused
    finally:
        host.close()
    (expected,) = subject.engine.run(request, RunContext()).heatmaps
    require(np.array_equal(found.values, expected.values), "its map is another one")
    print(f"        refused by the system: {', '.join(sorted(refused or ())) or 'nothing'}")
