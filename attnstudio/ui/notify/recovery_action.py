"""The recovery action of a failure, such as a download of weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from attnstudio.core.errors import DamagedFailure, Failure
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.ui.notify.notifier import Action
from attnstudio.ui.shell.i18n import tr


def recovery_action(
    catalogue: ModelCatalogue, download: Callable[[ModelSpec], None], failure: Failure
) -> Action | None:
    """Damaged weights are downloaded again, if what is downloaded would be used instead of them."""
    if not isinstance(failure, DamagedFailure) or not catalogue.outranks(failure.file):
        return None
    spec = all_specs().get(failure.model_id)
    if spec is None or spec.weights is None:
        return None
    size = f"{spec.weights.megabytes:.0f}"
    return Action(lambda: tr("Download again ({size} MB)", size=size), partial(download, spec))
