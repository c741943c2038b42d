"""Whether a window can be opened at all: where it cannot, Qt ends the program and tells only the console.

It is asked before anything of Qt is imported, for that may be what fails.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from attnstudio.core.errors import DisplayFailure

_MISSING = "cannot open shared object file"
_NAMED_OTHERWISE = {"libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0"}


def require_display() -> None:
    """Raises DisplayFailure where there is no display, or a library is missing that Qt needs to draw on it."""
    names = os.environ.get("QT_QPA_PLATFORM", "").split(";")
    chosen = [name.partition(":")[0].partition("-")[0] for name in names if name]
    if sys.platform != "linux" or not {"wayland", "xcb"}.issuperset(chosen):
        return
    failure = DisplayFailure(
        "There is no display to open a window on. Without one, use: attnstudio explain PICTURE --output FOLDER."
    )
    for platform, variable, answers in (("wayland", "WAYLAND_DISPLAY", _wayland), ("xcb", "DISPLAY", _x11)):
        if not os.environ.get(variable) or (chosen and platform not in chosen):
            continue
        try:
            _require(platform, os.environ[variable], answers)
        except DisplayFailure as found:  # Qt tries the other one
            failure = found
        else:
            return
    raise failure


def _require(platform: str, display: str, answers: Callable[[], bool]) -> None:
    try:
        ctypes.CDLL(str(_plugin(platform)))  # Qt loads it anyway, a moment later
        answered = answers()
    except OSError as error:
        reason = str(error.__cause__ or error)  # PyInstaller puts its own guess in front
        library, _, rest = reason.partition(": ")
        if not rest.startswith(_MISSING):
            raise DisplayFailure("Qt cannot open windows here: {reason}.", reason=reason) from error
        raise DisplayFailure(
            "The library {library} is missing, which windows need. On Debian and Ubuntu this line installs it: "
            "sudo apt install {package}",
            library=library,
            package=debian_package(library),
        ) from error
    if not answered:
        raise DisplayFailure(
            "The display {display} does not answer. Start attnstudio as the user who is logged in there, or use: "
            "attnstudio explain PICTURE --output FOLDER.",
            display=display,
        )


def debian_package(library: str) -> str:
    """The package's name, as Debian's policy forms it of a library's: "libxcb-cursor.so.0" gives "libxcb-cursor0"."""
    name, _, version = library.lower().partition(".so.")
    formed = f"{name}-{version}" if name[-1:].isdigit() else f"{name}{version}"
    return _NAMED_OTHERWISE.get(library, formed)


def _plugin(platform: str) -> Path:
    spec = find_spec("PySide6")
    places = spec.submodule_search_locations if spec else None
    return Path(*(places or ())[:1], "Qt", "plugins", "platforms", f"libq{platform}.so")


def _wayland() -> bool:
    library = ctypes.CDLL("libwayland-client.so.0")
    library.wl_display_connect.restype = ctypes.c_void_p
    library.wl_display_disconnect.argtypes = (ctypes.c_void_p,)
    connection = library.wl_display_connect(None)
    if connection:
        library.wl_display_disconnect(connection)
    return bool(connection)


def _x11() -> bool:
    library = ctypes.CDLL("libxcb.so.1")
    library.xcb_connect.restype = ctypes.c_void_p
    library.xcb_connection_has_error.argtypes = library.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = library.xcb_connect(None, None)
    try:
        return not library.xcb_connection_has_error(connection)
    finally:
        library.xcb_disconnect(connection)
