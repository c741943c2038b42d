"""Settings as rows: key, type, default, label. Saved as JSON; a damaged file costs its values, never the start."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.text import tr_noop

_LOG = logging.getLogger(__name__)
Setting = str | float | bool
LAST = "last"  # value of at_start
MOST_PROCESSES = 64.0


@dataclass(frozen=True)
class Row:
    key: str
    default: Setting
    label: str
    limits: tuple[float, float] | None = None  # of a number

    @property
    def type(self) -> type:
        return type(self.default)

    def admits(self, value: object) -> bool:
        if not isinstance(value, self.type):
            return False
        return self.limits is None or (isinstance(value, float) and self.limits[0] <= value <= self.limits[1])


ROWS = (
    Row("language", "", tr_noop("Language; empty follows the system")),
    Row("theme", "", tr_noop("Theme: dark, light; empty follows the system")),
    Row("model", "", tr_noop("Model chosen last")),
    Row("method", "gradcam++", tr_noop("Method chosen last")),
    Row("at_start", "", tr_noop("What is open at the start: last; empty: nothing")),
    Row("start_model", "", tr_noop("Model at the start; empty: the one chosen last")),
    Row("start_method", "", tr_noop("Method at the start; empty: those chosen last")),
    Row("method_favourites", "", tr_noop("Favourite methods")),
    Row("method_recent", "", tr_noop("Methods used last")),
    Row("method_sets", "", tr_noop("Sets of methods of your own")),
    Row("device", "auto", tr_noop("Device: auto, cpu, gpu:0 ...")),
    Row("memory", 0.0, tr_noop("Memory for a batch, MB; 0: half of what is free"), (0.0, 1e6)),
    Row("compute", "", tr_noop("Where long jobs run: processes, cluster; empty: in this program")),
    Row("engine", "process", tr_noop("Where maps are computed: process, a confined one; thread, in this one")),
    Row("processes", 2.0, tr_noop("Processes of this machine for long jobs"), (1.0, MOST_PROCESSES)),
    Row("cluster_address", "", tr_noop("Address of the cluster's scheduler")),
    Row("certificates", "", tr_noop("Folder of the cluster's certificates")),
    Row("colormap", "inferno", tr_noop("Colormap")),
    Row("opacity", 0.5, tr_noop("Opacity of the map"), (0.0, 1.0)),
    Row("normalisation", "per-map", tr_noop("Normalisation of the map")),
    Row("folder", "", tr_noop("Folder opened last")),
    Row("recent", "", tr_noop("Files and folders opened lately")),
    Row("pictures_look", "list", tr_noop("Look of the pictures: list, grid, table")),
    Row("thumbnail_side", 96.0, tr_noop("Side of thumbnails in a grid, pixels"), (64.0, 192.0)),
    Row("pictures_columns", "", tr_noop("Columns of the table of pictures")),
    Row("difficult", "", tr_noop("Crowd and difficult objects of annotations: count; empty leaves them out")),
    Row("shortcuts", "", tr_noop("Keys of commands that the user chose, as JSON")),
    Row("report_title", "", tr_noop("Title of reports, as JSON; empty: not asked yet")),
    Row("export_presets", "", tr_noop("Presets of exports of your own, as JSON")),
    Row("export_last", "", tr_noop("What was exported last, as JSON")),
    Row("geometry", "", tr_noop("Place and size of the window")),
    Row("docks", "", tr_noop("Arrangement of the panels")),
)
_BY_KEY = {row.key: row for row in ROWS}


def default(key: str) -> Setting:
    return _BY_KEY[key].default


class Settings:
    """The values in use. Every key is one of ROWS."""

    def __init__(self, values: Mapping[str, Setting] | None = None) -> None:
        self._values = {row.key: row.default for row in ROWS}
        self._watching = defaultdict[str, list[Callable[[], object]]](list)
        for key, value in (values or {}).items():
            if key in _BY_KEY and _BY_KEY[key].admits(value):
                self._values[key] = value

    def text(self, key: str) -> str:
        return str(self._values[key])

    def number(self, key: str) -> float:
        return float(self._values[key])

    def set(self, key: str, value: Setting) -> None:
        row = _BY_KEY[key]
        if not row.admits(value):
            raise TypeError(f"{key} is {row.type.__name__}, not {value!r}")
        self._values[key] = value
        for told in self._watching[key]:
            told()

    def watch(self, key: str, told: Callable[[], object]) -> None:
        """Call `told` whenever the value is set."""
        self._watching[_BY_KEY[key].key].append(told)

    @staticmethod
    def load(path: Path) -> Settings:
        """What the file holds, and the defaults for the rest."""
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, RecursionError) as error:
            _LOG.warning("settings in %s cannot be read (%s): defaults are used", path, error)
            return Settings()
        return Settings(values if isinstance(values, dict) else None)

    def save(self, path: Path) -> None:
        """Written whole or not at all; a folder that cannot be written costs the settings, nothing else."""
        content = json.dumps(self._values, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, lambda file: file.write(content), force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("settings are not saved: %s", error)
