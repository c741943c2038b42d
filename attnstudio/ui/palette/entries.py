"""What the palette finds: actions, methods, models, pictures, classes. Each kind is one function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence

from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall
from attnstudio.core.text import tr_noop
from attnstudio.ui.shell.i18n import class_name, method_name, model_name, tr
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection

KINDS = {
    "action": tr_noop("Command"),
    "method": tr_noop("Method"),
    "attack": tr_noop("Attack"),
    "model": tr_noop("Model"),
    "class": tr_noop("Target"),
    "picture": tr_noop("Picture"),
}


@dataclass(frozen=True)
class Entry:
    """Something to be found and run.

    Attributes:
        kind: a key of KINDS.
        detail: stands at the end of the row.
        also: another name by which it is found: the English one of the papers.
    """

    kind: str
    text: str
    detail: str
    run: Callable[[], object]
    also: str = ""


Source = Callable[[], Iterator[Entry]]


def actions(by_id: Mapping[str, QAction]) -> Iterator[Entry]:
    """Those that make sense at the moment."""
    for action in by_id.values():
        if action.isEnabled():
            text = action.text().partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            yield Entry("action", text.removesuffix("..."), keys, action.trigger)


def methods(selection: Selection) -> Iterator[Entry]:
    for method in METHODS:
        choose = partial(selection.set, methods=(MethodCall(method.id),))
        yield Entry("method", method_name(method.id), method.paper, choose, method.name)


def attacks(choose: Callable[[str], object]) -> Iterator[Entry]:
    for attack in ATTACKS:
        yield Entry("attack", tr(attack.name), attack.paper, partial(choose, attack.id), attack.name)


def models(known: Models, choose: Callable[[str], object]) -> Iterator[Entry]:
    """Those whose weights are here."""
    available = known.available()
    for model_id, spec in known.specs().items():
        if model_id in available:
            yield Entry("model", model_name(spec.name), "", partial(choose, model_id))


def classes(selection: Selection, known: Models, choose: Callable[[str], object]) -> Iterator[Entry]:
    """Of the chosen model."""
    spec = known.specs().get(selection.now.model)
    for index, name in enumerate(() if spec is None else spec.class_names()):
        yield Entry("class", class_name(name), str(index), partial(choose, str(index)))


def pictures(opened: PictureList, choose: Callable[[Path], object]) -> Iterator[Entry]:
    for path in opened.sequence:
        yield Entry("picture", path.name, path.parent.name, partial(choose, path))
