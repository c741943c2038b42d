"""Weights files of the known models: where they are looked for, and whether they are whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ModelFailure
from attnstudio.core.text import Notice, tr_noop

CHECKSUMS = "SHA256SUMS"
BLOCK = 256 * 1024


@dataclass(frozen=True)
class WeightsFile:
    """A file of weights on a server.

    `size` in bytes and `checksum`, "sha256:hex" or "md5:hex", where known; `about`: nearly its size, to be shown.
    """

    url: str
    file_name: str
    size: int | None
    checksum: str | None
    about: int = 0

    @property
    def megabytes(self) -> float:
        """To be shown."""
        return (self.size or self.about) / 1e6

    def part(self, folder: Path) -> Path:
        """The file of a partial download into the folder."""
        return folder / f"{self.file_name}.part"

    def notes(self, folder: Path) -> Path:
        """The file of the server's metadata, stored next to the partial download to resume it."""
        return folder / f"{self.file_name}.part.json"


class Checksum:
    """Compares the digest of a stream with `expected`: "sha256:hex" or "md5:hex"."""

    def __init__(self, expected: str) -> None:
        algorithm, _, self._expected = expected.lower().partition(":")
        self._digest = hashlib.new(algorithm, usedforsecurity=False)

    def update(self, block: bytes) -> None:
        self._digest.update(block)

    @property
    def holds(self) -> bool:
        return self._digest.hexdigest() == self._expected


def search_folders(environ: Mapping[str, str], bundle_models: Path, user_models: Path) -> tuple[Path, ...]:
    """Where weights are looked for, in this order."""
    own = [Path(environ["ATTNSTUDIO_MODELS"]).expanduser()] if environ.get("ATTNSTUDIO_MODELS") else []
    keras = Path(environ.get("KERAS_HOME") or Path.home() / ".keras")
    return (*own, bundle_models, user_models, keras / "models")


def find(model_id: str, file: WeightsFile | None, explicit: Path | None, folders: Sequence[Path]) -> Path | None:
    """The weights the user named, else the first found in the folders under the model's or the server's name.

    Raises:
        ModelFailure: the file that the user named is not there.
    """
    if explicit is not None:
        if not explicit.is_file():
            raise ModelFailure("There is no weights file {file}. Check its name.", file=explicit)
        return explicit
    names = (f"{model_id}.weights.h5", *([file.file_name] if file else []))
    candidates = (folder / name for folder in folders for name in names)
    return next((path for path in candidates if is_file(path)), None)


def unreadable(folders: Sequence[Path]) -> Notice | None:
    """The notice of the first folder that exists but cannot be read; None if there is none."""
    for folder in folders:
        try:
            os.scandir(folder).close()
        except FileNotFoundError:
            continue
        except OSError as error:
            if isinstance(error, NotADirectoryError) and not folder.exists():
                continue  # what is no folder is one above it
            text = tr_noop(
                "The folder of weights {folder} cannot be read ({reason}). Change its permissions, or name another in "
                "the environment variable ATTNSTUDIO_MODELS."
            )
            return Notice(text, {"folder": folder, "reason": error.strerror or error})
    return None


def is_file(path: Path) -> bool:
    """Whether it is there, as far as that can be seen."""
    try:
        return path.is_file()
    except OSError:
        return False


def listed_weights(path: Path) -> WeightsFile | None:
    """What a list of checksums in the file's folder says of it, where there is one; as sha256sum writes it."""
    try:
        lines = (path.parent / CHECKSUMS).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return None
    listed = (line.partition(" ") for line in lines)
    checksum = next((checksum for checksum, _, name in listed if name.lstrip(" *") == path.name), None)
    return WeightsFile("", path.name, None, f"sha256:{checksum}") if checksum else None


def is_intact(path: Path, file: WeightsFile, ctx: RunContext) -> bool:
    """Whether the file is there, and the one on the server as far as size and checksum of that are known.

    Raises:
        Cancelled
        OSError: it cannot be read.
    """
    if not path.is_file() or file.size not in (None, path.stat().st_size):
        return False
    return file.checksum is None or has_checksum(path, file.checksum, ctx)


def has_checksum(path: Path, checksum: str, ctx: RunContext) -> bool:
    with path.open("rb") as stream:
        return _has_checksum(stream, checksum, ctx)


def holds(stream: BinaryIO, file: WeightsFile) -> bool:
    """As `is_intact`, of an open file, which is at its start then."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if file.size not in (None, size):
        return False
    found = file.checksum is None or _has_checksum(stream, file.checksum, RunContext())
    stream.seek(0)
    return found


def _has_checksum(stream: BinaryIO, checksum: str, ctx: RunContext) -> bool:
    check = Checksum(checksum)
    while block := stream.read(BLOCK):
        ctx.check_cancelled()
        check.update(block)
    return check.holds
