"""What the method chooser lists on top: favourites, the methods used last, and sets of methods."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, Slot

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.methods.base import METHODS
from attnstudio.core.params import complete
from attnstudio.core.request import MethodCall
from attnstudio.core.wrappers import all_params
from attnstudio.settings import Settings
from attnstudio.ui.explain.method_choice import Calls, with_parameters
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.selection import Selection

_MOST_RECENT = 4  # also of a choice: a larger one would be all that is listed


class MethodLists(QObject):
    """Owns the favourites, the methods used last and the user's own sets, which the settings remember, and the
    parameters that each method had last."""

    def __init__(self, settings: Settings, selection: Selection) -> None:
        super().__init__()
        self._settings, self._selection = settings, selection
        self.favourites = _ids(settings.text("method_favourites"))
        self.recent = _ids(settings.text("method_recent"))
        self.sets = _sets(settings.text("method_sets"))
        self._last: dict[str, MethodCall] = {}
        selection.changed.connect(self._on_selection)

    def call(self, method_id: str) -> MethodCall:
        """A method with the parameters that it had last."""
        return self._last.get(method_id, MethodCall(method_id))

    def toggle_favourite(self, method_id: str) -> None:
        is_favourite = method_id in self.favourites
        others = tuple(one for one in self.favourites if one != method_id)
        self.favourites = others if is_favourite else (*others, method_id)
        self._save()

    def add_set(self, calls: Calls) -> str:
        """Keep the methods as a set; returns the name that it gets."""
        number = 1
        while (name := tr("Set {number}", number=number)) in self.sets:
            number += 1
        self.sets[name] = calls
        self._save()
        return name

    def rename_set(self, name: str, wanted: str) -> str:
        """Returns the name that it has now: one that is empty or another set's is not taken."""
        wanted = " ".join(wanted.split())
        if not wanted or wanted in self.sets:
            return name
        self.sets = {wanted if one == name else one: calls for one, calls in self.sets.items()}
        self._save()
        return wanted

    def delete_set(self, name: str) -> None:
        self.sets.pop(name, None)
        self._save()

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        calls = self._selection.now.methods
        if "methods" not in changed:
            return
        self._last |= {call.id: call for call in calls}
        if 0 < len(calls) <= _MOST_RECENT:
            ids = dict.fromkeys((*(call.id for call in calls), *self.recent))
            self.recent = tuple(ids)[:_MOST_RECENT]
            self._save()

    def _save(self) -> None:
        sets = {
            name: [{"id": call.id, "params": dict(call.params)} for call in calls] for name, calls in self.sets.items()
        }
        self._settings.set("method_favourites", ",".join(self.favourites))
        self._settings.set("method_recent", ",".join(self.recent))
        self._settings.set("method_sets", json.dumps(sets, ensure_ascii=False) if sets else "")


def _ids(text: str) -> tuple[str, ...]:
    known = METHODS.discover()
    return tuple(dict.fromkeys(one for one in text.split(",") if one in known))


def _sets(text: str) -> dict[str, Calls]:
    """What a damaged text does not have is left out."""
    try:
        found = json.loads(text or "{}")
        sets = {str(name): tuple(filter(None, map(_call, calls))) for name, calls in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: calls for name, calls in sets.items() if calls}


def _call(entry: object) -> MethodCall | None:
    """None for a method, or a value of a parameter, that there is not."""
    match entry:
        case {"id": str(method_id), "params": dict(values)}:
            try:
                params = complete(all_params(METHODS.discover()[method_id]), values)
            except (KeyError, ChoiceFailure):
                return None
            return with_parameters(MethodCall(method_id), params)
    return None
