"""A target as people read it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attnstudio.core import targets
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import class_name, tr

RULES = {  # what is explained of each picture
    targets.PREDICTED: tr_noop("Prediction of each picture"),
    targets.LABEL: tr_noop("Label of each picture"),
    targets.BEST_WRONG: tr_noop("Strongest wrong class of each picture"),
    targets.LABEL_PREDICTED: tr_noop("Label minus prediction"),
}


def target_text(target: str, class_names: Sequence[str] = ()) -> str:
    """A rule, a column of the data set, "top-2", or the class's name and index; else the text itself."""
    if (rule := rule_text(target)) is not None:
        return rule
    if match := re.fullmatch(r"top(\d+)", target):
        return tr("top-{rank}", rank=match[1])
    if target.isdigit() and int(target) < len(class_names):
        return f"{class_name(class_names[int(target)])} ({target})"
    return target


def rule_text(target: str) -> str | None:
    """What says of each picture which class is explained; None: a target that is the same for all."""
    if (column := targets.column_of(target)) is not None:
        return tr('Column "{column}"', column=column)
    return tr(RULES[target]) if target in RULES else None
