"""Where long jobs run, as the window says it."""

from __future__ import annotations

from pathlib import Path

from attnstudio.cluster.place import HERE, Place, host_and_port
from attnstudio.core.errors import ChoiceFailure
from attnstudio.settings import Settings
from attnstudio.ui.shell.i18n import tr

PROCESSES, CLUSTER = "processes", "cluster"  # values of the setting; empty: here


def chosen_place(settings: Settings) -> Place:
    """Raises ChoiceFailure where the settings name none that can be used."""
    kind = settings.text("compute")
    if kind == PROCESSES:
        return Place(processes=round(settings.number("processes")))
    if kind != CLUSTER:
        return HERE
    address, folder = settings.text("cluster_address"), settings.text("certificates")
    if not address:
        raise ChoiceFailure("Enter the address of the scheduler.")
    if address.startswith("tls://") and not folder:
        raise ChoiceFailure("Choose the folder of certificates that attnstudio cluster init has made.")
    return Place(address=address, certificates=Path(folder) if folder else None)


def place_name(place: Place, *, short: bool = False) -> str:
    """`short`: of a cluster the scheduler's host."""
    if place.address:
        return host_and_port(place.address)[0] if short else place.address
    return tr("{n} processes", n=place.processes) if place.processes else tr("this machine")
