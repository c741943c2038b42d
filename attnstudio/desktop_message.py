"""A message in a window without Qt: by the programs that desktops bring along for scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import textwrap
from collections.abc import Iterator

_TITLE = "attnstudio"
_COLUMNS = 64  # which fit a small screen
_FONT = "-misc-fixed-medium-r-normal--18-*-*-*-*-*-iso10646-1"  # of X itself, with Cyrillic letters; Xvfb has none
_UTF8 = {"LC_ALL": "C.UTF-8"}  # for xmessage, which takes letters apart by the locale; others choose their own words


def show(text: str, english: str) -> bool:
    """Wait until the user has read it; False where no program could show it."""
    for words, environment in _commands(_wrapped(text), _wrapped(english)):
        done = subprocess.run(
            words, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if done.returncode in (0, 1) and b"display" not in done.stderr:
            return True
    return False


def _commands(text: str, english: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Those that are here, the pleasant ones first, each with what it needs in its environment."""
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


def _has_font() -> bool:
    try:
        return bool(subprocess.run(["xlsfonts", "-fn", _FONT], capture_output=True).stdout)
    except OSError:
        return False


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)
