"""A message in a window without Qt: by the system, or by the programs that desktops bring along for scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator

_TITLE = "attnstudio"
_ERROR_ICON = 0x10  # of Windows
_COLUMNS = 64  # which fit a small screen
_FONT = "-misc-fixed-medium-r-normal--18-*-*-*-*-*-iso10646-1"  # of X itself, with Cyrillic letters; Xvfb has none
_UTF8 = {"LC_ALL": "C.UTF-8"}  # for xmessage, which takes letters apart by the locale; others choose their own words


def show(text: str, english: str) -> bool:
    """Wait until the user has read it; False where no program could show it."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.user32.MessageBoxW(None, text, _TITLE, _ERROR_ICON))
    for words, environment in _commands(_wrapped(text), _wrapped(english)):
        done = subprocess.run(words, env=_outside() | environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        if done.returncode in (0, 1) and b"display" not in done.stderr:
            return True
    return False


def _commands(text: str, english: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Those that are here, the pleasant ones first, each with what it needs in its environment."""
    if sys.platform == "darwin":
        yield ["osascript", "-e", "on run words", "-e", "display alert (item 1 of words)", "-e", "end run", text], {}
    if shutil.which("zenity"):
        yield ["zenity", "--error", "--no-markup", "--no-wrap", f"--title={_TITLE}", f"--text={text}"], {}
    if shutil.which("kdialog"):
        yield ["kdialog", "--title", _TITLE, "--error", text], {}
    if shutil.which("xmessage"):
        plain = ["xmessage", "-center", "-title", _TITLE]
        if _has_font():
            yield [*plain, "-xrm", "*international: true", "-xrm", f"*fontSet: {_FONT},*", text], _UTF8
        else:
            yield [*plain, english], {}


def _outside() -> dict[str, str]:
    """The environment without what leads to a bundle's own parts, such as Qt's plug-ins: kdialog has its own."""
    bundle = getattr(sys, "_MEIPASS", None)
    return {name: value for name, value in os.environ.items() if bundle is None or bundle not in value}


def _has_font() -> bool:
    try:
        return bool(subprocess.run(["xlsfonts", "-fn", _FONT], capture_output=True).stdout)
    except OSError:
        return False


def _wrapped(text: str) -> str:
    lines = (textwrap.fill(line, _COLUMNS, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join(lines)
