"""Locations of the pictures that a table names: its folder, a subfolder, a neighbouring folder, or absolute paths."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from attnstudio.core import images
from attnstudio.core.array_pictures import place_of
from attnstudio.core.datasets.folders import listing

_MOST_FOLDERS = 100  # beside the table, in which pictures are looked for
_DEEPEST = 5  # leading folders of a path that are tried to be left out
_ALL = 99
_ENDINGS = tuple(images.SUFFIXES)
_ABSOLUTE = re.compile(r"[A-Za-z]:[\\/]|[\\/]")


class _Rule(NamedTuple):
    """`inside`: a folder beside the table; `left_out`: how many leading parts of a path count for nothing."""

    inside: str
    left_out: int


_AS_WRITTEN = _Rule("", 0)


class PicturePlaces:
    """Finds the file that a row means, relative to the folder of its table. Owns the rule that most of a sample obey.

    Args:
        folder: the table's.
        sample: some of the names that it has.
    """

    def __init__(self, folder: Path, sample: Iterable[str]) -> None:
        self._folder, self._before = folder, f"{folder}{os.sep}"
        self._suffix = ""
        names = list(dict.fromkeys(sample))[:50]
        counts = [(sum(self._by(rule, name) is not None for name in names), rule) for rule in self._rules()]
        # The first of the best ones: they are in the order of preference.
        self._rule = max(counts, key=lambda pair: pair[0], default=(0, _AS_WRITTEN))[1]
        self.share = max((count for count, _ in counts), default=0) / max(1, len(names))

    def find(self, name: str) -> str | None:
        """Relative to the folder, or absolute; None: there is no such file."""
        if self._rule == _AS_WRITTEN and "\\" not in name and name.lower().endswith(_ENDINGS):  # as nearly all are
            return name if self._is_there(name) else None
        found = self._by(self._rule, name)
        return found if found is not None or self._rule == _AS_WRITTEN else self._by(_AS_WRITTEN, name)

    def _rules(self) -> Iterator[_Rule]:
        """In the order of preference."""
        yield _AS_WRITTEN
        above = self._folder.absolute().parent
        inside = [*_folders(self._folder), *(f"images/{name}" for name in _folders(self._folder / "images"))]
        outside = [str(above), *(str(above / name) for name in _folders(above))]
        outside += [str(above / "images" / name) for name in _folders(above / "images")]
        yield from (_Rule(name, 0) for name in (*inside, *outside))
        for left_out in (*range(1, _DEEPEST + 1), _ALL):
            yield from (_Rule(name, left_out) for name in ("", *inside, *outside))

    def _by(self, rule: _Rule, name: str) -> str | None:
        """As it is written, else with / in place of \\, and with a picture's ending where it has none."""
        for text in dict.fromkeys((name, name.replace("\\", "/"))):
            shortened = _shortened(text, rule)
            if shortened is None:
                continue
            for ending in self._endings(shortened):
                if self._is_there(shortened + ending):
                    self._suffix = ending
                    return shortened + ending
        return None

    def _endings(self, text: str) -> Iterator[str]:
        if os.path.splitext(text)[1].lower() in images.SUFFIXES or text.endswith("]"):  # noqa: PTH122 - a text, many times
            yield ""
            return
        yield self._suffix
        yield from (suffix for suffix in sorted(images.SUFFIXES) if suffix != self._suffix)

    def _is_there(self, text: str) -> bool:
        try:
            place = text if _ABSOLUTE.match(text) else self._before + text
            return os.access(place, os.F_OK) or (text.endswith("]") and place_of(Path(place)) is not None)
        except ValueError:  # a null character
            return False


def _folders(folder: Path) -> list[str]:
    try:
        return listing(folder).folders[:_MOST_FOLDERS]
    except OSError:
        return []


def _shortened(text: str, rule: _Rule) -> str | None:
    if rule.left_out:
        parts = [part for part in text.split("/") if part not in ("", ".")]
        if rule.left_out == _ALL:
            parts = parts[-1:]
        elif len(parts) <= rule.left_out:
            return None
        else:
            parts = parts[rule.left_out :]
        text = "/".join(parts)
    if not text:
        return None
    return f"{rule.inside}/{text}" if rule.inside and not _ABSOLUTE.match(text) else text
