"""The way out of a failure, where the window knows one: a button beside the message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attnstudio.core.errors import DamagedFailure, Failure
from attnstudio.core.models.base import all_specs
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.jobs.download import Downloads
from attnstudio.ui.shell.i18n import tr

Button = tuple[Callable[[], str], Callable[[], None]]  # what it says, in the language of the moment, and what it does


def recovery_action(failure: Failure, catalogue: ModelCatalogue, downloads: Downloads) -> Button | None:
    """Damaged weights are downloaded again, if what is downloaded would be used instead of them."""
    if not isinstance(failure, DamagedFailure) or not catalogue.outranks(failure.file):
        return None
    spec = all_specs().get(failure.model_id)
    if spec is None or spec.weights is None:
        return None
    size = f"{spec.weights.megabytes:.0f}"
    return lambda: tr("Download again ({size} MB)", size=size), partial(downloads.start, spec)
