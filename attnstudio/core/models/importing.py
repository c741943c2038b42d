"""Weights and models from a folder or a USB stick, for a machine without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import eq
from pathlib import Path
from typing import BinaryIO

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, DamagedFailure, Failure, ModelFailure, OutputFailure
from attnstudio.core.files import write_atomically
from attnstudio.core.models import class_names
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.scan import looks_like_user_model
from attnstudio.core.models.weights import BLOCK, Checksum, WeightsFile, is_intact

DEEPEST = 8  # levels of folders below the imported one
MOST_FILES = 100_000


class Outcome(StrEnum):
    """Outcome of the import of one file."""

    IMPORTED = "imported"
    ALREADY_PRESENT = "was here"
    DAMAGED = "damaged"
    FAILED = "failed"


@dataclass(frozen=True)
class Found:
    """A file that is worth importing.

    Attributes:
        name: what it is to be called in the model folder.
        size: in bytes.
        expected: what its content must be, where its name says that it is the server's file.
    """

    source: Path
    name: str
    size: int
    expected: WeightsFile | None


@dataclass(frozen=True)
class Imported:
    """A file and the outcome of its import. `failure`: the reason, if it is not installed."""

    source: Path
    outcome: Outcome
    failure: Failure | None = None


def import_from(folder: Path, catalogue: ModelCatalogue, ctx: RunContext) -> Iterator[Imported]:
    """Copies the weights and the models in a folder, and in the folders below, to the user's own model folder.

    A weights file is known by its name: ID.weights.h5, or as the server calls it; then it must be the server's file.
    Class names next to a model are copied too. Files are copied atomically.

    Args:
        ctx: receives progress in bytes; checked for cancellation.

    Raises:
        ChoiceFailure: there is nothing to import, or the folder cannot be read.
        OutputFailure: there can be no model folder.
        Cancelled: the files before are imported.
    """
    found = list(_recognised(folder, ctx))
    if not found:
        raise ChoiceFailure(
            "There are no weights in {folder}. Weights are recognised by their file names, such as "
            "vgg16.weights.h5; do not change them. Your own models end in .keras or .h5.",
            folder=folder,
        )
    _make_folder(catalogue.own)
    total = sum(one.size for one in found)
    done = 0
    for one in found:
        yield _take(one, catalogue, _part(ctx, done, total))
        done += one.size
        ctx.progress(done, total)


def _recognised(folder: Path, ctx: RunContext) -> Iterator[Found]:
    """By path. Folders that cannot be read are left out; links to folders are not followed."""
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise ChoiceFailure(
            "The folder {folder} cannot be read: {reason}. Choose another.", folder=folder, reason=error.strerror
        ) from error
    known = _known_names()
    seen = 0
    for here, folders, names in os.walk(folder):
        ctx.check_cancelled()
        seen += len(names)
        if seen > MOST_FILES:
            raise ChoiceFailure(
                "There are more than {most} files in {folder}. Choose the folder that holds the weights.",
                most=MOST_FILES,
                folder=folder,
            )
        folders.sort()
        if len(Path(here).relative_to(folder).parts) >= DEEPEST:
            folders.clear()
        for name in sorted(names):
            path = Path(here, name)
            if name in known:
                yield from _found(path, *known[name])
            elif not name.startswith(".") and looks_like_user_model(path):
                yield from _found(path, name)
                if (labels := class_names.find_names_file(path)) is not None:
                    yield from _found(labels, path.stem + labels.suffix)


def _found(path: Path, name: str, expected: WeightsFile | None = None) -> Iterator[Found]:
    """The path, if it is a file that can be read."""
    if (size := _file_size(path)) is not None:
        yield Found(path, name, size, expected)


def _known_names() -> dict[str, tuple[str, WeightsFile | None]]:
    """Name of a file -> its name in the model folder, and what its content must be."""
    known: dict[str, tuple[str, WeightsFile | None]] = {}
    for spec in all_specs().values():
        known |= _names_of(spec)
    return known


def _names_of(spec: ModelSpec) -> dict[str, tuple[str, WeightsFile | None]]:
    file = spec.weights
    if file is None:
        return {}
    plain = f"{spec.id}.weights.h5"
    downloaded = file.url.rpartition("/")[2]  # by a browser
    return {plain: (plain, None), downloaded: (file.file_name, file), file.file_name: (file.file_name, file)}


def _file_size(path: Path) -> int | None:
    """Size in bytes; None if it is not a plain file or cannot be read."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputFailure(
            "The model folder {folder} cannot be created: {reason}. Check the permissions.",
            folder=folder,
            reason=error.strerror,
        ) from error


def _part(ctx: RunContext, before: int, total: int) -> RunContext:
    """The context of one file: its progress is counted within the whole."""
    return replace(ctx, on_progress=lambda done, _: ctx.progress(before + done, total))


def _take(found: Found, catalogue: ModelCatalogue, ctx: RunContext) -> Imported:
    """Import one file; failures are part of the result."""
    try:
        return Imported(found.source, _install(found, catalogue, ctx))
    except DamagedFailure as failure:
        return Imported(found.source, Outcome.DAMAGED, failure)
    except Failure as failure:
        return Imported(found.source, Outcome.FAILED, failure)
    except OSError as error:  # what is in the model folder cannot be read
        unreadable = ModelFailure(
            "Cannot compare {file} with what is in {folder} ({reason}). Check the permissions there.",
            file=found.source,
            folder=catalogue.own,
            reason=error.strerror or error,
        )
        return Imported(found.source, Outcome.FAILED, unreadable)


def _install(found: Found, catalogue: ModelCatalogue, ctx: RunContext) -> Outcome:
    if any(_is_there(folder / found.name, found, ctx) for folder in catalogue.folders):
        return Outcome.ALREADY_PRESENT
    if found.expected is not None and found.expected.size not in (None, found.size):
        raise _damaged(found)
    target = catalogue.own / found.name
    wrong = found.expected is not None and not is_intact(target, found.expected, ctx)
    if os.path.lexists(target) and not wrong:
        raise OutputFailure(
            "There is another {name} in {folder} already. Remove that one, or rename {file}, and import it again.",
            name=found.name,
            folder=catalogue.own,
            file=found.source,
        )
    write_atomically(target, lambda stream: _copy(found, stream, ctx), force=wrong)
    return Outcome.IMPORTED


def _is_there(path: Path, found: Found, ctx: RunContext) -> bool:
    """Whether this is the file already: the right one where that is known, else the very same."""
    if found.expected is not None and found.expected.checksum is not None:
        return is_intact(path, found.expected, ctx)
    if _file_size(path) != found.size:
        return False
    return all(map(eq, _blocks(path, ctx), _blocks(found.source, ctx)))


def _copy(found: Found, stream: BinaryIO, ctx: RunContext) -> None:
    """Raises DamagedFailure where what was copied is not what it must be, ModelFailure where it cannot be read."""
    expected = found.expected.checksum if found.expected else None
    check = Checksum(expected) if expected else None
    for block in _blocks(found.source, ctx):
        stream.write(block)
        ctx.progress(stream.tell(), found.size)
        if check:
            check.update(block)
    if stream.tell() != found.size or (check and not check.holds):
        raise _damaged(found)


def _blocks(path: Path, ctx: RunContext) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while block := stream.read(BLOCK):
                ctx.check_cancelled()
                yield block
    except OSError as error:
        raise ModelFailure(
            "{file} cannot be read: {reason}. Check the disk or the USB stick, and import it again.",
            file=path,
            reason=error.strerror or error,
        ) from error


def _damaged(found: Found) -> DamagedFailure:
    return DamagedFailure(
        "{file} is damaged: its size or checksum is wrong. Copy it again from where it came.", file=found.source
    )
