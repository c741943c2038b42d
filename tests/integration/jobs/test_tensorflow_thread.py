"""TensorFlow is imported where it is used, and nowhere else."""

from __future__ import annotations

import json

from helpers.jobs import run_script

_WHERE_TENSORFLOW_IS_IMPORTED = """
import importlib.abc, json, sys, threading
from PySide6.QtWidgets import QApplication
from attnstudio.app.app import App
from attnstudio.settings import Settings

class Watch(importlib.abc.MetaPathFinder):
    threads = set()
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in ("tensorflow", "keras"):
            self.threads.add(threading.current_thread() is threading.main_thread())

sys.meta_path.insert(0, Watch())
application = QApplication([])
app = App(Settings(), None)
app.services.window.show()
application.processEvents()
before = "tensorflow" in sys.modules or "keras" in sys.modules
app.features.explain.controller.finished.connect(lambda _: app.services.window.close())
app.features.pictures.controller.open_scenes()
application.exec()
print(json.dumps([before, "tensorflow" in sys.modules, list(Watch.threads), len(app.panels.results.model.rows)]))
"""


def test_tensorflow_is_imported_in_the_worker_thread_only() -> None:
    ran = run_script(_WHERE_TENSORFLOW_IS_IMPORTED)
    assert ran.returncode == 0, ran.stderr
    before, after, in_main_thread, rows = json.loads(ran.stdout)
    assert not before, "building the window imports TensorFlow"
    assert after
    assert in_main_thread == [False]
    assert rows == 1
