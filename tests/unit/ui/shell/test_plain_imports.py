"""Imports after that of Qt leave no sources in memory, and classes of Qt work as before."""

from __future__ import annotations

import json
import subprocess
import sys

_PROGRAM = """
import json, linecache
from attnstudio.ui.shell.plain_imports import use_plain_imports
use_plain_imports()
from attnstudio.ui.state.history import History
from PySide6.QtCore import QObject
owner = QObject(objectName="owner")
sources = [name for name in linecache.cache if name.endswith("history.py")]
print(json.dumps([sources, owner.objectName(), History(owner).parent() is owner]))
"""


def test_no_source_is_read() -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    sources, name, is_child = json.loads(done.stdout)
    assert sources == []
    assert name == "owner" and is_child
