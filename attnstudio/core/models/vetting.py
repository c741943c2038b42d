"""A user's model file, before it is loaded: scanned, then tried in a child process, which describes it."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any

import psutil

from attnstudio import paths
from attnstudio.core.context import RunContext, check_token, notify, token
from attnstudio.core.errors import ModelFailure, OutputFailure
from attnstudio.core.files import FileState, state, write_atomically
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.scan import check_file
from attnstudio.core.temporary_files import temporary_folder
from attnstudio.core.text import Notice, Number, tr_noop

_LOG = logging.getLogger(__name__)
_CACHED_DIGESTS = 64
_BLOCK = 2**20  # bytes
SAID_AFTER = 10  # seconds, of vetting and of loading: earlier, most are done
_METADATA_FORMAT = 10  # version; raise it when vetting finds or refuses more
_VETTED: dict[FileState, VettedModel] = {}  # in this process, by the state of the file
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

    `state`: of the file when it was vetted; `digest`: SHA-256 of its content, in hex.
    """

    path: Path
    state: FileState
    digest: str
    metadata: ModelMetadata


def vet(path: Path, ctx: RunContext | None = None, limits: Limits = LIMITS) -> VettedModel:
    """Vet a model file. The result is cached by the file's content.

    Args:
        ctx: checked for cancellation; its progress is the seconds so far, of a total that is not known. None: as the
            job of this thread is, which is told where it takes long.

    Raises:
        ModelFailure: the file must not, or cannot, be loaded.
        Cancelled: the context's token was set.
    """
    from importlib.metadata import version

    try:
        if path.is_file() and (known := _VETTED.get(state(path))) is not None:
            return known
        check_file(path)
        now, its_digest = state(path), digest(path)
        file = (
            paths.checked_models() / f"{its_digest}.{version('attnstudio')}.{version('keras')}.{_METADATA_FORMAT}.json"
        )
        metadata = _stored(file)
        if metadata is None:
            ctx = ctx or RunContext(_told_once(path, limits), cancelled=token())
            metadata = run_sandbox(path, ctx, replace(limits, memory=limits.memory + 4 * now[2]), its_digest)
            _store(file, metadata)
    except OSError as error:
        raise unreadable(path, error) from error
    _VETTED[now] = vetted = VettedModel(path, now, its_digest, metadata)
    return vetted


def under_way(file: str | Path, seconds: int, limits: Limits = LIMITS) -> Notice:
    """What is waited for."""
    text = tr_noop("Checking the model file {file}: {seconds} s so far, at most {most} s")
    return Notice(text, {"file": file, "seconds": seconds, "most": round(limits.seconds)})


def _told_once(path: Path, limits: Limits) -> Callable[[int, int], None]:
    """For a context."""
    told = False

    def progress(seconds: int, _: int) -> None:
        nonlocal told
        if seconds >= SAID_AFTER and not told:
            told = True
            notify(under_way(path, seconds, limits))

    return progress


def digest(path: Path) -> str:
    """SHA-256 of a file's content, in hex; computed once while the file stays as it is. Raises ModelFailure."""
    try:
        return _digest(state(path))
    except OSError as error:
        raise unreadable(path, error) from error


@lru_cache(_CACHED_DIGESTS)
def _digest(now: FileState) -> str:
    with now[0].open("rb") as stream:
        return digest_of(stream)


def digest_of(stream: BufferedReader) -> str:
    """SHA-256 of all that an open file holds now, in hex, which is at its start then. Raises OSError, Cancelled."""
    stream.seek(0)
    found = sha256()
    while block := stream.read(_BLOCK):
        check_token()
        found.update(block)
    stream.seek(0)
    return found.hexdigest()


def changed(path: Path) -> ModelFailure:
    return ModelFailure("The model file {file} was changed while it was loaded. Run again.", file=path)


def unreadable(path: Path, error: OSError) -> ModelFailure:
    return ModelFailure("The model file {file} cannot be read ({reason}).", file=path, reason=error.strerror or error)


def _stored(file: Path) -> ModelMetadata | None:
    try:
        return ModelMetadata.from_json(json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(file: Path, metadata: ModelMetadata) -> None:
    """Store the metadata for the next vetting; errors are only logged."""
    content = json.dumps(metadata.to_json()).encode()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, lambda stream: stream.write(content), force=True)
    except (OSError, OutputFailure) as error:
        _LOG.info("the metadata of a model is not stored: %s", error)


def run_sandbox(path: Path, ctx: RunContext, limits: Limits, its_digest: str) -> ModelMetadata:
    """Run the sandbox on the file of this digest, and return its result."""
    with temporary_folder() as folder:
        command = [*paths.program(), "sandbox", str(path.absolute()), its_digest]
        sandbox = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=sandbox_environment(folder),
        )
        try:
            output, error_output = _await(sandbox, path, ctx, limits)
        finally:
            sandbox.kill()
            sandbox.communicate()
    reply = _reply(output)
    if "card" in reply:
        return ModelMetadata.from_json(reply["card"])
    if "template" in reply:
        raise _failure(reply, path)
    _LOG.error("the sandbox for %s ended with %d: %s", path, sandbox.returncode, error_output[-4000:])
    raise ModelFailure(
        "Reading the model file {file} crashed the sandbox (status {status}). It is not loaded. The log has the "
        "details.",
        file=path,
        status=sandbox.returncode,
    )


def _reply(output: str) -> dict[str, Any]:
    """The last line of the sandbox's output as JSON; empty if there is none."""
    try:
        reply = json.loads(output.splitlines()[-1])
    except (ValueError, IndexError):
        return {}
    return reply if isinstance(reply, dict) else {}


def _failure(reply: dict[str, Any], path: Path) -> ModelFailure:
    """The failure with the file in place of the model's Keras name."""
    return ModelFailure(reply["template"], **reply["values"] | {"model": path})


def _await(sandbox: subprocess.Popen[bytes], path: Path, ctx: RunContext, limits: Limits) -> tuple[str, str]:
    """stdout and stderr of the sandbox. Raises ModelFailure if it exceeds its limits, Cancelled."""
    started = time.monotonic()
    so_far = b""
    while True:
        try:
            output, error_output = sandbox.communicate(timeout=0.05)
            return output.decode("utf-8", "replace"), error_output.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as timeout:
            ctx.check_cancelled()
            so_far = timeout.stdout or b""
        reply = _reply(so_far.decode("utf-8", "replace"))  # the failure to report if it is stopped now
        seconds = time.monotonic() - started
        ctx.progress(int(seconds), 0)
        if seconds > limits.seconds:
            too_long = ModelFailure(
                "Checking the model file {file} took longer than {seconds} s, because its network is slow to build or "
                "to run. It is not loaded. Choose a smaller model, or close other programs and open it again.",
                file=path,
                seconds=round(limits.seconds),
            )
            raise _failure(reply, path) if reply else too_long
        with suppress(psutil.Error):
            process = psutil.Process(sandbox.pid)
            # On Windows the Python of a virtual environment starts the real one as a child process.
            if sum(one.memory_info().rss for one in (process, *process.children(recursive=True))) > limits.memory:
                too_much = ModelFailure(
                    "Loading {file} takes more than {size} GB of memory. It is not loaded. Choose a smaller model.",
                    file=path,
                    size=Number(f"{limits.memory / 2**30:.1f}"),
                )
                raise _failure(reply, path) if reply else too_much


def sandbox_environment(folder: Path) -> dict[str, str]:
    """Environment of the sandbox: no proxy, no GPU, and one folder for home, cache and temporary files."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not any(word.lower() in name.lower() for word in _REFUSED_VARIABLES)
    }
    own = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "KERAS_HOME", "XDG_CACHE_HOME"), str(folder))
    # Only a process with one thread can unshare the network; OpenBLAS starts threads when NumPy is imported.
    return {
        **inherited,
        **own,
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
