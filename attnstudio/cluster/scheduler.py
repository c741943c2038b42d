"""attnstudio cluster scheduler: the process that hands out work."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from attnstudio.cluster.dask import distributed, security
from attnstudio.cluster.place import ClusterFailure, is_loopback
from attnstudio.core.errors import ChoiceFailure, first_line

LOOPBACK = "127.0.0.1"


def run(
    host: str,
    port: int,
    certificates: Path | None,
    *,
    dashboard: int | None = None,
    on_start: Callable[[str], object] = lambda _: None,
) -> None:
    """Serve until the process is ended.

    Args:
        host: an address of this machine on which it listens.
        port: 0: a free one.
        certificates: as `Place` has them; None only on the loopback.
        dashboard: port of Dask's web pages, which only this machine sees.
        on_start: called with the address.

    Raises:
        ChoiceFailure: it would serve strangers.
        ClusterFailure: it cannot listen there.
    """
    if certificates is None and not is_loopback(host):
        raise ChoiceFailure(
            "A scheduler on {host} needs --certificates: without TLS anybody on the network could run programs on this "
            "cluster, because its scheduler runs whatever it is sent. Make them with attnstudio cluster init.",
            host=host,
        )
    asyncio.run(_serve(host, port, certificates, dashboard, on_start))


async def _serve(
    host: str, port: int, certificates: Path | None, dashboard: int | None, on_start: Callable[[str], object]
) -> None:
    found = distributed(dashboard=dashboard is not None)
    if dashboard is not None:
        _require_bokeh()
    try:
        scheduler: Any = await found.Scheduler(
            host=host,
            port=port,
            protocol="tcp" if certificates is None else "tls",
            security=security(certificates, "scheduler"),
            dashboard=dashboard is not None,
            dashboard_address=f"{LOOPBACK}:{dashboard or 0}",  # it knows no passwords
        )
    except OSError as error:
        raise ClusterFailure(
            "No scheduler can listen on {host}, port {port}: {reason}. Choose another port with --port, or an address "
            "of this machine with --host.",
            host=host,
            port=port,
            reason=error.strerror or first_line(error),
        ) from error
    if dashboard is None:
        scheduler.http_server.stop()
    else:
        print(f"attnstudio: dashboard at http://{LOOPBACK}:{scheduler.http_server.port}/status", file=sys.stderr)
    on_start(scheduler.address)
    await scheduler.finished()


def _require_bokeh() -> None:
    if find_spec("bokeh") is None:
        raise ChoiceFailure("The dashboard needs the package bokeh, which is not installed.")
