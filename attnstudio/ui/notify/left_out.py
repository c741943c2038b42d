"""What the window says of methods that gave no map while others did."""

from __future__ import annotations

from collections.abc import Sequence

from attnstudio.core.errors import Failure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.text import Notice
from attnstudio.ui.shell.i18n import message, tr


def left_out_text(left_out: Sequence[tuple[str, Failure]]) -> str:
    """One line a reason, in the user's language; methods that share a reason share its line."""
    known = METHODS.discover()
    names: dict[str, list[str]] = {}
    failures: dict[str, Failure] = {}
    for method, failure in left_out:
        key = failure.template if "methods" in failure.values else str(failure)
        names.setdefault(key, []).append(tr(known[method].name))
        failures[key] = failure
    lines = []
    for key, failure in failures.items():
        every = ", ".join(dict.fromkeys(names[key]))
        values = failure.values | {"methods": every} if "methods" in failure.values else failure.values
        reason = message(Notice(failure.template, values))
        lines.append(tr("Omitted: {methods}. {reason}", methods=every, reason=reason))
    return "\n".join(lines)
