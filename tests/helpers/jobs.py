"""What the tests of the jobs share: requests for the built-in model, and programs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.core.params import Value
from attnstudio.core.request import MethodCall, Request

SCENES = tuple(sorted(paths.resource("demo", "scenes").iterdir()))
SCENE = {path.stem.partition("-")[0]: path for path in reversed(SCENES)}  # the first of each class
LONG: dict[str, Any] = {"samples": 1000}  # of SmoothGrad: two seconds and more


def request(image: Path = SCENES[0], method: str = "saliency", seed: int = 0, **params: Value) -> Request:
    """For the built-in model. Another seed makes another request of it, which no cache knows."""
    call = MethodCall(method, tuple(sorted(params.items())))
    return Request(image=image, model="demo", methods=(call,), seed=seed)


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
