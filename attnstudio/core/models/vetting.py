"""A user's model file, before it is loaded: scanned, then tried in a child process, which describes it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ModelFailure, OutputFailure
from attnstudio.core.files import FileState, state, write_atomically
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.scan import check_file

_LOG = logging.getLogger(__name__)
_BLOCK = 1 << 20
_KEPT_DIGESTS = 64
_CARDS = 10  # to be raised when the child finds out more, or refuses more
_ADMITTED: dict[FileState, VettedModel] = {}  # in this process: files are asked for at every job
_REFUSED_VARIABLES = ("proxy", "PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD")


@dataclass(frozen=True)
class Limits:
    """Limits of the sandbox: seconds, and bytes of memory besides the content of the file."""

    seconds: float = 180.0
    memory: int = 4 * 2**30


LIMITS = Limits()


@dataclass(frozen=True)
class VettedModel:
    """A vetted file, which may be loaded, with its metadata.

    `state`: of the file when it was looked into; `digest`: SHA-256 of its content, in hex.
    """

    path: Path
    state: FileState
    digest: str
    metadata: ModelMetadata


def vet(path: Path, ctx: RunContext | None = None, limits: Limits = LIMITS) -> VettedModel:
    """Vet a model file. The result is cached by the file's content.

    Args:
        ctx: asked whether to stop.

    Raises:
        ModelFailure: the file must not, or cannot, be loaded.
        Cancelled: the context's token was set.
    """
    from importlib.metadata import version

    try:
        if path.is_file() and (known := _ADMITTED.get(state(path))) is not None:
            return known
        check_file(path)
        now, its_digest = state(path), digest(path)
        file = paths.checked_models() / f"{its_digest}.{version('attnstudio')}.{version('keras')}.{_CARDS}.json"
        metadata = _known(file)
        if metadata is None:
            metadata = run_sandbox(path, ctx or RunContext(), replace(limits, memory=limits.memory + 4 * now[2]))
            _keep(file, metadata)
    except OSError as error:
        raise _unreadable(path, error) from error
    _ADMITTED[now] = vetted = VettedModel(path, now, its_digest, metadata)
    return vetted


def digest(path: Path) -> str:
    """SHA-256 of a file's content, in hex. Raises ModelFailure where it cannot be read."""
    try:
        return _digest(*state(path))
    except OSError as error:
        raise _unreadable(path, error) from error


@lru_cache(_KEPT_DIGESTS)
def _digest(path: Path, modified_ns: int, size: int) -> str:
    """Of a file while its time and size stay."""
    found = sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _unreadable(path: Path, error: OSError) -> ModelFailure:
    return ModelFailure("The model file {file} cannot be read ({reason}).", file=path, reason=error.strerror or error)


def _known(file: Path) -> ModelMetadata | None:
    try:
        return ModelMetadata.from_json(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(file: Path, metadata: ModelMetadata) -> None:
    """For the next time; a folder that cannot be written costs only that."""
    content = json.dumps(metadata.to_json()).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, lambda stream: stream.write(content), force=True)
    except (OSError, OutputFailure) as error:
        _LOG.info("what was found out about a model is not kept: %s", error)


def run_sandbox(path: Path, ctx: RunContext, limits: Limits) -> ModelMetadata:
    """Run the sandbox and return its result."""
    with tempfile.TemporaryDirectory(prefix="attnstudio-", ignore_cleanup_errors=True) as folder:
        command = [*paths.program(), "sandbox", str(path.absolute())]
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=sandbox_environment(Path(folder)),
        )
        try:
            said, complaint = _await(child, path, ctx, limits)
        finally:
            child.kill()
            child.communicate()
    answer = _answer(said)
    if "card" in answer:
        return ModelMetadata.from_json(answer["card"])
    if "template" in answer:
        raise _failure(answer, path)
    _LOG.error("the child process for %s ended with %d: %s", path, child.returncode, complaint[-4000:])
    raise ModelFailure(
        "Reading the model file {file} crashed the sandbox (status {status}). It is not loaded. The log has the "
        "details.",
        file=path,
        status=child.returncode,
    )


def _answer(said: str) -> dict[str, Any]:
    """The child's last word."""
    try:
        answer = json.loads(said.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _failure(answer: dict[str, Any], path: Path) -> ModelFailure:
    """Its user knows the file, not the name that Keras gave to the model inside."""
    return ModelFailure(answer["template"], **answer["values"] | {"model": path})


def _await(child: subprocess.Popen[bytes], path: Path, ctx: RunContext, limits: Limits) -> tuple[str, str]:
    """Output and errors of a child that kept to its limits."""
    started = time.monotonic()
    so_far = b""
    while True:
        try:
            said, complaint = child.communicate(timeout=0.05)
            return said.decode("utf-8", "replace"), complaint.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as timeout:
            ctx.check_cancelled()
            so_far = timeout.stdout or b""
        answer = _answer(so_far.decode("utf-8", "replace"))  # what is to be told, should it end now
        if time.monotonic() - started > limits.seconds:
            too_long = ModelFailure(
                "Reading {file} took longer than {seconds} s. It is not loaded. Choose a smaller model.",
                file=path,
                seconds=round(limits.seconds),
            )
            raise _failure(answer, path) if answer else too_long
        with suppress(psutil.Error):
            process = psutil.Process(child.pid)
            # On Windows a virtual environment's Python is a launcher of the real one.
            if sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) > limits.memory:
                too_much = ModelFailure(
                    "Loading {file} takes more than {size} GB of memory. It is not loaded. Choose a smaller model.",
                    file=path,
                    size=f"{limits.memory / 2**30:.1f}",
                )
                raise _failure(answer, path) if answer else too_much


def sandbox_environment(folder: Path) -> dict[str, str]:
    """What the child is told: no proxy, no GPU, and a folder of its own for whatever wants one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not any(word.lower() in name.lower() for word in _REFUSED_VARIABLES)
    }
    own = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "KERAS_HOME", "XDG_CACHE_HOME"), str(folder))
    # A process of one thread may leave the network; OpenBLAS begins its threads when NumPy is imported.
    return {
        **kept,
        **own,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
