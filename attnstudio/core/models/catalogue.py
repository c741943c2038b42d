"""The model catalogue: which weights are installed, their size and place, and their removal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure, OutputFailure
from attnstudio.core.models import weights
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.loading import find_weights


class State(StrEnum):
    """State of a model's weights, as far as it is known without reading them."""

    BUNDLED = "come with the program"
    INSTALLED = "here"
    DAMAGED = "damaged"
    PARTIAL = "part of a download"
    MISSING = "not here"


@dataclass(frozen=True)
class Item:
    """A model of the catalogue.

    Attributes:
        path: the weights that are used, None where there are none.
        size: of that file in bytes.
        part: bytes received by a download that was interrupted.
        removable: some of its files are in the user's own folder.
    """

    spec: ModelSpec
    state: State
    path: Path | None
    size: int
    part: int
    removable: bool


@dataclass(frozen=True)
class ModelCatalogue:
    """All models and their weights.

    Attributes:
        folders: where weights are looked for, first match wins.
        own: the one of them that belongs to the user, where weights are installed, imported and removed.
    """

    folders: tuple[Path, ...]
    own: Path

    def items(self) -> list[Item]:
        """Every model."""
        return [self.item(spec) for spec in all_specs().values()]

    def item(self, spec: ModelSpec) -> Item:
        path = find_weights(spec, None, self.folders)
        part = _size(spec.weights.part(self.own)) if spec.weights else 0
        size = _size(path) if path else 0
        return Item(spec, _state(spec, path, size, part), path, size, part, any(self._own_files(spec, path)))

    def available(self) -> set[str]:
        """The ids of the models whose weights are here."""
        return {spec.id for spec in all_specs().values() if self._is_here(spec)}

    def is_available(self, model_id: str) -> bool:
        """Whether it is one of these, and its weights are here."""
        spec = all_specs().get(model_id)
        return spec is not None and self._is_here(spec)

    def outranks(self, file: Path) -> bool:
        """Whether weights that are installed now would be used instead of this file."""
        return file.parent not in self.folders[: self.folders.index(self.own)]

    def remove(self, spec: ModelSpec) -> list[Path]:
        """Delete the model's weights and partial downloads from the user's folder. Returns the deleted files.

        Raises:
            ChoiceFailure: there are none, or they are not in the user's own folder.
            OutputFailure: a file cannot be deleted.
        """
        found = find_weights(spec, None, self.folders)
        own = list(self._own_files(spec, found))
        if not own:
            raise self._refusal(spec, found)
        for file in own:
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                raise OutputFailure(
                    "Cannot remove {file} ({reason}). Check its permissions, or close the program that has it open.",
                    file=file,
                    reason=error.strerror or error,
                ) from error
        return own

    def _is_here(self, spec: ModelSpec) -> bool:
        return find_weights(spec, None, self.folders) is not None

    def _own_files(self, spec: ModelSpec, found: Path | None) -> Iterator[Path]:
        """Those of the model in the user's own folder."""
        names = {f"{spec.id}.weights.h5"}
        if spec.weights is not None:
            names |= {path(self.own).name for path in (spec.weights.part, spec.weights.notes)}
            names.add(spec.weights.file_name)
        if found is not None and found.parent == self.own:
            names.add(found.name)
        return (self.own / name for name in sorted(names) if weights.is_file(self.own / name))

    def _refusal(self, spec: ModelSpec, found: Path | None) -> ChoiceFailure:
        if found is None:
            return ChoiceFailure("The weights of {model} are not on this machine: nothing to remove.", model=spec.name)
        if found.is_relative_to(paths.resource()):
            return ChoiceFailure("{file} is part of the program and cannot be removed.", file=found)
        return ChoiceFailure(
            "{file} is not in {folder}, so it may belong to another program. Remove it yourself if you do not need it.",
            file=found,
            folder=self.own,
        )


def _state(spec: ModelSpec, path: Path | None, size: int, part: int) -> State:
    if path is None:
        return State.PARTIAL if part else State.MISSING
    if path.is_relative_to(paths.resource()):
        return State.BUNDLED
    known = spec.weights.size if spec.weights and path.name == spec.weights.file_name else None
    return State.INSTALLED if known in (None, size) else State.DAMAGED


def _size(path: Path) -> int:
    """In bytes; 0 where there is no such file."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
