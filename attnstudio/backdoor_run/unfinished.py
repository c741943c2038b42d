"""What an unfinished search for triggers has found, so that the same call goes on with the other classes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from attnstudio.core.backdoors.base import ClassFinding, Finding, FoundTrigger
from attnstudio.core.files import make_folder, write_atomically

_NAME = "unfinished.npz"
_PARTS = ("mask", "pattern", "example")


def key_of(asked: dict[str, object], pictures: Sequence[Path], labels: np.ndarray) -> str:
    """The same for two calls of which one can go on where the other was stopped."""
    digest = blake2b(json.dumps(asked, sort_keys=True, default=str).encode(), digest_size=16)
    for picture in pictures:
        digest.update(str(picture).encode("utf-8", "surrogateescape") + b"\0")
    digest.update(np.ascontiguousarray(labels).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Unfinished:
    """A file in the folder of the findings. `key`: of the call; what another call left is not used."""

    folder: Path
    key: str

    @property
    def file(self) -> Path:
        return self.folder / _NAME

    def load(self) -> tuple[ClassFinding, ...]:
        """Of each class that is done; none where there is no such file, or where it is damaged or another call's."""
        try:
            with np.load(self.file, allow_pickle=False) as arrays:
                facts: dict[str, Any] = json.loads(str(arrays["facts"]))
                if facts["key"] != self.key:
                    return ()
                return tuple(_class_finding(one, arrays) for one in facts["classes"])
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return ()

    def save(self, finding: Finding) -> None:
        """Raises OutputFailure."""
        arrays: dict[str, np.ndarray] = {}
        classes: list[dict[str, object]] = []
        for one in finding.classes:
            trigger = one.trigger
            classes.append({"index": one.class_index, "success": None if trigger is None else trigger.success})
            if trigger is not None:
                arrays |= {f"{part}-{one.class_index}": getattr(trigger, part) for part in _PARTS}
        arrays["facts"] = np.array(json.dumps({"key": self.key, "classes": classes}))
        make_folder(self.folder)
        write_atomically(self.file, lambda stream: np.savez(stream, **arrays), force=True)  # type: ignore[arg-type]

    def remove(self) -> None:
        self.file.unlink(missing_ok=True)


def _class_finding(facts: dict[str, Any], arrays: Any) -> ClassFinding:
    index, success = int(facts["index"]), facts["success"]
    if success is None:
        return ClassFinding(index)
    mask, pattern, example = (arrays[f"{part}-{index}"] for part in _PARTS)
    trigger = FoundTrigger(mask, pattern, float(success), example)
    return ClassFinding(index, value=trigger.norm, trigger=trigger)
