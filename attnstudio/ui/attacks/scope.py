"""Which pictures are attacked."""

from __future__ import annotations

from enum import StrEnum

from attnstudio.core.text import tr_noop


class AttackScope(StrEnum):
    """Of which pictures."""

    SHOWN = "shown"
    SELECTED = "selected"
    LISTED = "listed"


SCOPES = {
    AttackScope.SHOWN: tr_noop("the one that is shown"),
    AttackScope.SELECTED: tr_noop("selected: {count}"),
    AttackScope.LISTED: tr_noop("listed: {count}"),
}
