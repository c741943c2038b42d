"""The window, in a process of its own: nothing that it does can end the self-test."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from attnstudio import paths
from attnstudio.core import images
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import MODEL, Subject

_SECONDS = 120
_MENU = 20  # rows of pixels at the top of the window
_UNSEEN = {"QT_QPA_PLATFORM": "offscreen"}
_TELLS_LANGUAGE = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def checks(subject: Subject) -> Iterator[Check]:
    if importlib.util.find_spec("PySide6") is None:
        return
    yield "icons", _check_icons
    if sys.platform == "linux":  # elsewhere the environment does not set the language
        yield "window in English and in Russian", partial(_check_languages, subject)
    else:
        yield "window", partial(_check_window, subject, _UNSEEN)
    if sys.platform != "linux" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ):
        yield "window on the screen", partial(_check_window, subject, {})


def _check_icons() -> None:
    """In either way in which they are drawn: by a class, and by a plug-in."""
    from PySide6.QtGui import QImageReader
    from PySide6.QtSvg import QSvgRenderer

    files = sorted(paths.resource("icons").glob("*.svg"))
    require(files, "there are none")
    for file in files:
        require(QSvgRenderer(str(file)).isValid(), f"{file} is no drawing")
    require(b"svg" in [bytes(one.data()) for one in QImageReader.supportedImageFormats()], "Qt does not read SVG")


def _check_languages(subject: Subject) -> None:
    english, russian = (
        _shot(subject, _UNSEEN | dict.fromkeys(_TELLS_LANGUAGE, f"{code}.UTF-8")) for code in ("en_US", "ru_RU")
    )
    require(not np.array_equal(english[:_MENU], russian[:_MENU]), "the menus of both look the same")


def _check_window(subject: Subject, variables: Mapping[str, str]) -> None:
    _shot(subject, variables)


def _shot(subject: Subject, variables: Mapping[str, str]) -> np.ndarray:
    """The window with the inspector, once the channels are there: uint8 (height, width, 3)."""
    environment = {name: value for name, value in os.environ.items() if name not in _UNSEEN}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "window.png"
        arguments = ["gui", str(subject.scene), "--model", MODEL, "--inspect", "--screenshot", str(file)]
        done = subprocess.run(
            [*paths.program(), *arguments],
            env=environment | dict(variables),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
        )
        require(done.returncode == 0 and file.is_file(), f"{_last(done.stderr)} (exit status {done.returncode})")
        return images.decode(file).pixels


def _last(complaint: str) -> str:
    """The last lines of an error output, without the stack."""
    lines = [line for line in complaint.splitlines() if line.strip() and not line.startswith((" ", "Traceback"))]
    return " ".join(lines[-3:]) or "there is no picture of it"
