"""Where the engine runs, what it takes, and what the system does not let it do, in words."""

from __future__ import annotations

from attnstudio.core.text import tr_noop
from attnstudio.engine_process.confine import NETWORK, PROGRAMS, READING, WRITING
from attnstudio.engine_process.host import EngineHost
from attnstudio.ui.shell.i18n import tr

_REFUSED = {
    NETWORK: tr_noop("use the network"),
    PROGRAMS: tr_noop("start programs"),
    READING: tr_noop("read other files than the program's and the model's"),
    WRITING: tr_noop("write files"),
}


def memory_text(host: EngineHost | None) -> str:
    """Empty where there is no process, or nothing is known of it."""
    if host is None or not host.memory:
        return ""
    return tr("Process that computes: {size} MB of memory", size=round(host.memory / 2**20))


def confinement_text(host: EngineHost | None) -> str:
    """What the system keeps a model from, and what it does not."""
    if host is None:
        return tr("Maps are computed in this process, with all its rights.")
    refused = host.refused
    if refused is None:
        return tr("Maps are computed in a process of its own, which is about to start.")
    cannot = ", ".join(tr(text) for kind, text in _REFUSED.items() if kind in refused)
    can = ", ".join(tr(text) for kind, text in _REFUSED.items() if kind not in refused)
    lines = [tr("Maps are computed in a process of its own.")]
    if cannot:
        lines.append(tr("The system does not let it: {things}.", things=cannot))
    if can:
        lines.append(tr("Here it could still: {things}.", things=can))
    return " ".join(lines)
