"""From the settings to the state of the window, and back: they remember it from one start to the next."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence

from PySide6.QtCore import QByteArray

from attnstudio.core import overlay
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall
from attnstudio.settings import Settings
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.state.display_options import DisplayOptions, Normalisation
from attnstudio.ui.state.selection import Selection


def save_state(settings: Settings, selection: Selection, display: DisplayOptions) -> None:
    """Write the selection and the display options into `settings`."""
    chosen, shown = selection.now, display.now
    settings.set("model", chosen.model)
    settings.set("method", ",".join(call.id for call in chosen.methods))
    settings.set("device", chosen.device)
    settings.set("memory", float(chosen.memory))
    settings.set("opacity", shown.opacity)
    settings.set("colormap", shown.colormap)
    settings.set("normalisation", shown.normalisation.value)


def restore_state(settings: Settings, selection: Selection, display: DisplayOptions) -> None:
    """Set all of it but the model, which `ModelsController.restore` checks first. Unknown values become defaults."""
    normalisation = _known(settings.text("normalisation"), tuple(Normalisation), Normalisation.PER_MAP)
    display.set(
        colormap=_known(settings.text("colormap"), overlay.COLORMAPS, overlay.DEFAULT_COLORMAP),
        opacity=settings.number("opacity"),
        normalisation=Normalisation(normalisation),
    )
    methods, known = settings.text("start_method") or settings.text("method"), METHODS.discover()
    selection.set(
        methods=tuple(MethodCall(one) for one in methods.split(",") if one in known),
        device=settings.text("device"),
        memory=round(settings.number("memory")),
    )


def save_geometry(settings: Settings, window: MainWindow) -> None:
    """Write the place of the window and of its docks into `settings`."""
    settings.set("geometry", _encoded(window.saveGeometry()))
    settings.set("docks", _encoded(window.saveState()))


def restore_geometry(settings: Settings, window: MainWindow) -> None:
    if geometry := settings.text("geometry"):
        window.restoreGeometry(_decoded(geometry))
    if docks := settings.text("docks"):
        window.restoreState(_decoded(docks))


def _known(text: str, known: Sequence[str], default: str) -> str:
    return text if text in known else default


def _encoded(state: QByteArray) -> str:
    return b64encode(state.data()).decode()


def _decoded(text: str) -> QByteArray:
    try:
        return QByteArray(b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
