"""The failure to show for an unexpected error."""

from __future__ import annotations

import logging

from attnstudio.core.errors import Unexpected

_LOG = logging.getLogger(__name__)


def unexpected(error: Exception) -> Unexpected:
    """The failure to show for a fault; its traceback is written to the log."""
    _LOG.error("a job failed", exc_info=error)
    reason = (str(error).splitlines() or [""])[0]
    return Unexpected(
        "Something went wrong inside the program ({kind}: {reason}). The log has the details; other jobs go on.",
        kind=type(error).__name__,
        reason=reason,
    )
