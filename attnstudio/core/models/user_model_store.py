"""Options of user models, by their paths, in a JSON file next to the settings."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attnstudio.core.errors import OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.models.options import ModelOptions

_LOG = logging.getLogger(__name__)
_KEPT = 200


@dataclass
class UserModelStore:
    """Options of user models, the last chosen at the end. A damaged file is ignored with a warning."""

    file: Path | None
    models: dict[Path, ModelOptions] = field(default_factory=dict)

    @staticmethod
    def load(file: Path) -> UserModelStore:
        """Read the file; an empty store if there is none."""
        try:
            content = json.loads(file.read_text("utf-8"))
            return UserModelStore(file, {Path(path): _options(values) for path, values in content.items()})
        except FileNotFoundError:
            return UserModelStore(file)
        except (OSError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError) as error:
            _LOG.warning("user models in %s cannot be read (%s): choose their options again", file, error)
            return UserModelStore(file)

    def options(self, path: Path) -> ModelOptions:
        """The options of a model; the defaults if none were chosen."""
        return self.models.get(path.absolute(), ModelOptions())

    def set_options(self, path: Path, options: ModelOptions) -> None:
        """Set and save the options of a model."""
        self.models.pop(path.absolute(), None)
        self.models[path.absolute()] = options
        for surplus in list(self.models)[:-_KEPT]:
            del self.models[surplus]
        self._save()

    def forget(self, path: Path) -> None:
        self.models.pop(path.absolute(), None)
        self._save()

    def _save(self) -> None:
        if self.file is None:
            return
        content = json.dumps(
            {str(path): _values(options) for path, options in self.models.items()}, indent=2, ensure_ascii=False
        ).encode("utf-8", "backslashreplace")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, lambda stream: stream.write(content), force=True)
        except (OSError, OutputFailure) as error:
            _LOG.warning("the options of user models cannot be saved: %s", error)


def _values(options: ModelOptions) -> dict[str, Any]:
    return {
        "labels": None if options.labels is None else str(options.labels),
        "preprocessing": options.preprocessing,
        "output": options.output,
        "input_size": options.input_size,
        "output_kind": options.output_kind,
    }


def _options(values: Mapping[str, Any]) -> ModelOptions:
    size = values["input_size"]
    return ModelOptions(
        labels=None if values["labels"] is None else Path(values["labels"]),
        preprocessing=str(values["preprocessing"]),
        output=str(values["output"]),
        input_size=None if size is None else (int(size[0]), int(size[1])),
        output_kind=str(values.get("output_kind", "")),
    )
