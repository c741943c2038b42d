"""What an import brought, in words."""

from __future__ import annotations

from collections.abc import Sequence

from attnstudio.core.errors import Failure
from attnstudio.core.models.importing import Imported, Outcome
from attnstudio.ui.shell.i18n import message, tr

_MOST = 3  # failures that are shown in full


def summary(imported: Sequence[Imported]) -> str:
    """How many files were imported, were here, or failed."""
    came, were = (
        sum(one.outcome is outcome for one in imported) for outcome in (Outcome.IMPORTED, Outcome.ALREADY_PRESENT)
    )
    failed = len(imported) - came - were
    return tr("Imported: {came}. Already installed: {were}. Failed: {failed}.", came=came, were=were, failed=failed)


def failure_text(failures: Sequence[Failure]) -> str:
    """The first failures, a line each, and how many more there are."""
    lines = [message(failure) for failure in failures[:_MOST]]
    if more := len(failures) - len(lines):
        lines.append(tr("And {count} more.", count=more))
    return "\n".join(lines)
