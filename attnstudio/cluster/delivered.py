"""Model files on a worker, by their checksum: those that it has anyway, and those that clients have sent."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from attnstudio import paths
from attnstudio.cluster.message import ModelFile
from attnstudio.core.errors import Failure
from attnstudio.core.models import loading, vetting, weights
from attnstudio.core.models.base import spec_of
from attnstudio.core.request import Request

BLOCK = 32 * 2**20
_KEPT = 8


def weight_folders() -> tuple[Path, ...]:
    return weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())


def model_file(request: Request, folders: tuple[Path, ...]) -> tuple[ModelFile, Path] | None:
    """On a client: what the request's model is read from, and where it is; None: it is part of the program.

    Raises:
        ModelFailure, ChoiceFailure: the model cannot be used.
    """
    spec = spec_of(request.model, request.options)
    path = loading.find_weights(spec, request.weights, folders)
    if path is None:
        raise loading.missing(spec, folders)
    if path.is_relative_to(paths.resource()):
        return None
    return ModelFile(path.name, vetting.digest(path), path.stat().st_size, is_model=spec.whole), path


def with_file(request: Request, file: ModelFile | None) -> Request | None:
    """On a worker: the request with the place of its model's file here; None: it is not here."""
    if file is None:
        return request
    path = _found(request, file)
    if path is None:
        return None
    return replace(request, model=str(path)) if file.is_model else replace(request, weights=path)


def take(file: ModelFile, offset: int, data: bytes) -> bool:
    """Write a part of a file, in order; returns whether the file is complete, which then is checked.

    Raises OSError, ValueError where the content is not what its checksum says.
    """
    place = _place(file)
    if place.is_file():
        return True
    place.parent.mkdir(parents=True, exist_ok=True)
    growing = place.parent / f".{os.getpid()}.part"
    with growing.open("wb" if offset == 0 else "r+b") as stream:
        stream.seek(offset)
        stream.write(data)
    if offset + len(data) < file.size:
        return False
    with growing.open("rb") as stream:
        found = sha256()
        while block := stream.read(2**20):
            found.update(block)
    if found.hexdigest() != file.digest:
        growing.unlink()
        raise ValueError(f"{file.name} has arrived damaged")
    growing.replace(place)
    _forget_oldest(place.parent)
    return True


def _found(request: Request, file: ModelFile) -> Path | None:
    candidates = [_place(file)]
    if file.is_model:
        candidates.append(Path(request.model))
    else:
        with suppress(Failure):
            if (
                own := loading.find_weights(spec_of(request.model, request.options), None, weight_folders())
            ) is not None:
                candidates.append(own)
        if request.weights is not None:
            candidates.append(request.weights)
    for path in candidates:
        with suppress(Failure, OSError, ValueError):
            if path.is_file() and path.stat().st_size == file.size and vetting.digest(path) == file.digest:
                return path
    return None


def _place(file: ModelFile) -> Path:
    """Its name decides how it is read, and is shown; it comes from elsewhere, so it is a name and no more."""
    name = Path(file.name.replace("\\", "/")).name
    if not file.digest.isalnum() or not name.strip("."):
        raise ValueError(f"{file.name!r} is no name of a model's file")
    return paths.delivered_models() / file.digest / name


def _forget_oldest(latest: Path) -> None:
    folders = sorted(latest.parent.iterdir(), key=lambda folder: folder.stat().st_mtime, reverse=True)
    for folder in folders[_KEPT:]:
        if folder != latest:
            shutil.rmtree(folder, ignore_errors=True)
