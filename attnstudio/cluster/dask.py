"""Dask, as this program uses it: quiet, without its web servers, encrypted."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path
from typing import Any

from attnstudio.cluster.certificates import Identity, Role
from attnstudio.core.errors import ChoiceFailure

# Whatever a configuration file of the user says. The web servers have neither encryption nor passwords.
_SETTINGS: dict[str, Any] = {
    "distributed.scheduler.allowed-failures": 0,  # run.py repeats, splits and counts by itself
    "distributed.scheduler.worker-ttl": "60s",
    "distributed.worker.http.routes": [],
}
_LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")  # with own levels
_WITHOUT_DASHBOARD: dict[str, Any] = {"distributed.scheduler.http.routes": []}


def distributed(*, dashboard: bool = False) -> Any:
    """The package. Raises ChoiceFailure where it is not installed."""
    try:
        import dask
    except ImportError as error:
        raise ChoiceFailure(
            "A cluster needs the package distributed, which is not installed. Install attnstudio[cluster]."
        ) from error
    dask.config.set(_SETTINGS | ({} if dashboard else _WITHOUT_DASHBOARD))
    try:
        import distributed as found
    except ImportError as error:
        raise ChoiceFailure(
            "A cluster needs the package distributed, which is not installed. Install attnstudio[cluster]."
        ) from error
    for name in _LOGGERS:  # what goes wrong is said once, by us
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return found


def security(certificates: Path | None, role: Role) -> Any:
    """For a connection; without certificates it is neither encrypted nor authenticated. Raises ClusterFailure."""
    found = distributed()
    if certificates is None:
        return found.Security(require_encryption=False)
    identity = Identity.of(certificates, role)
    return found.Security(
        require_encryption=True,
        tls_ca_file=str(identity.authority),
        tls_min_version=ssl.TLSVersion.TLSv1_3,
        **{f"tls_{role}_cert": str(identity.certificate), f"tls_{role}_key": str(identity.key)},
    )
