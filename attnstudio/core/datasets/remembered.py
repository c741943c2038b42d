"""Matches of classes of data sets and models that the user confirmed: a JSON file of the user's."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from attnstudio.core.datasets.base import NO_LABEL
from attnstudio.core.datasets.matching import ClassMatch, match_classes
from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import TooLargeError, read_bounded, write_atomically

_LOG = logging.getLogger(__name__)
_KEPT = 200
_MAX_BYTES = 32 * 2**20


@dataclass
class RememberedMatches:
    """Owns the confirmed matches, by the names of both sides; the one used last at the end. A damaged file costs what
    it held."""

    file: Path | None
    matches: dict[str, dict[str, str | None]] = field(default_factory=dict)  # the model's name of each of theirs

    @staticmethod
    def load(file: Path) -> RememberedMatches:
        """What the file holds; nothing where there is none."""
        try:
            content = json.loads(read_bounded(file, _MAX_BYTES)[0])
            matches = {
                str(key): {str(name): None if ours is None else str(ours) for name, ours in match.items()}
                for key, match in content.items()
            }
            return RememberedMatches(file, matches)
        except FileNotFoundError:
            return RememberedMatches(file)
        except (OSError, TooLargeError, ValueError, TypeError, AttributeError, RecursionError) as error:
            _LOG.warning("matched classes in %s cannot be read (%s): match them again", file, error)
            return RememberedMatches(file)

    def match(self, theirs: Sequence[str], model_names: Sequence[str]) -> ClassMatch:
        """What was confirmed for these names; else what `match_classes` is certain of."""
        found = match_classes(theirs, model_names)
        known = self.matches.get(_key(theirs, model_names))
        if known is None:
            return found
        index = {name: place for place, name in reversed(list(enumerate(model_names)))}
        return found.confirmed(index.get(known.get(name) or "", NO_LABEL) for name in found.names)

    def is_confirmed(self, theirs: Sequence[str], model_names: Sequence[str]) -> bool:
        return _key(theirs, model_names) in self.matches

    def keep(self, match: ClassMatch, model_names: Sequence[str]) -> None:
        """From now on, and for the next start."""
        key = _key(match.names, model_names)
        self.matches.pop(key, None)
        self.matches[key] = {
            name: None if index == NO_LABEL else model_names[index]
            for name, index in zip(match.names, match.indices.tolist(), strict=True)
        }
        for surplus in list(self.matches)[:-_KEPT]:
            del self.matches[surplus]
        self._save()

    def forget(self, theirs: Sequence[str], model_names: Sequence[str]) -> None:
        self.matches.pop(_key(theirs, model_names), None)
        self._save()

    def _save(self) -> None:
        if self.file is None:
            return
        content = json.dumps(self.matches, indent=1, ensure_ascii=False).encode("utf-8", "backslashreplace")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, lambda stream: stream.write(content), force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("matched classes are not saved: %s", error)


def _key(theirs: Sequence[str], model_names: Sequence[str]) -> str:
    text = json.dumps([list(theirs), list(model_names)])
    return sha256(text.encode()).hexdigest()[:32]
