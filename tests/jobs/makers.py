"""What the tests of the jobs share: requests for the built-in model, and an ear at a queue."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from attnstudio import paths
from attnstudio.core.channels import Channels
from attnstudio.core.errors import Failure
from attnstudio.core.params import Value
from attnstudio.core.request import Heatmap, MethodCall, Request, Result
from attnstudio.jobs.queue import JobQueue

SCENES = tuple(sorted(paths.resource("demo", "scenes").iterdir()))
SCENE = {path.stem.partition("-")[0]: path for path in reversed(SCENES)}  # the first of each class
LONG = {"samples": 1000}  # of SmoothGrad: two seconds and more


def request(image: Path = SCENES[0], method: str = "saliency", seed: int = 0, **params: Value) -> Request:
    """For the built-in model. Another seed makes another request of it, which no cache knows."""
    call = MethodCall(method, tuple(sorted(params.items())))
    return Request(image=image, model="demo", methods=(call,), seed=seed)


class Heard:
    """Everything that comes out of a queue."""

    def __init__(self, queue: JobQueue) -> None:
        self.results: list[Result] = []
        self.failures: list[tuple[Request | None, Failure]] = []
        self.refined: list[tuple[Request, Heatmap]] = []
        self.progress: list[tuple[int, int]] = []
        self.busy: list[bool] = []
        self.channels: list[Channels] = []
        self.look_failures: list[tuple[Request, Failure]] = []
        queue.result_ready.connect(self.results.append)
        queue.job_failed.connect(lambda asked, failure: self.failures.append((asked, failure)))
        queue.map_refined.connect(lambda asked, heatmap, _: self.refined.append((asked, heatmap)))
        queue.progressed.connect(lambda done, total: self.progress.append((done, total)))
        queue.busy_changed.connect(self.busy.append)
        queue.channels_ready.connect(self.channels.append)
        queue.look_failed.connect(lambda asked, failure: self.look_failures.append((asked, failure)))


def run_script(text: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A Python program of its own, which has a minute."""
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", text],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
