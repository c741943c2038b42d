"""Sessions: what is open, how it is explained, and what was computed, as JSON, with the bytes of the arrays behind it.

Pictures, a user's own model and its class names are written relative to the file where they lie below its folder, so
that the folder can be moved as a whole; all others are written with their whole paths.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attnstudio.core.annotations import region_json
from attnstudio.core.context import check_token
from attnstudio.core.errors import OutputFailure, first_line
from attnstudio.core.files import NotAFileError, TooLargeError, read_bounded, write_atomically
from attnstudio.core.review import Review
from attnstudio.export import session_kept, session_maps, session_scores
from attnstudio.export.codec import Codec
from attnstudio.export.session_content import LoadedSession, Session, SessionFailure, is_user_model, program_version
from attnstudio.export.session_reading import Reading, unfit

__all__ = ["LoadedSession", "Session", "SessionFailure", "is_user_model"]
SUFFIX = ".attn"
VERSION = 1
MAX_BYTES = 64 * 2**20
_FORMAT = "attnstudio session"
_LOOK_EVERY = 1000  # pieces of JSON
_END = b"\0"  # of the JSON, which holds none


def looks_like_session(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX


def write(path: Path, session: Session, *, force: bool) -> None:
    """Written whole or not at all.

    Args:
        force: replace an existing file.

    Raises:
        OutputFailure: the file is there already, cannot be written, or would be too large to be opened again.
        Cancelled: the job of this thread was stopped.
    """
    parts, arrays = to_json(session, path.absolute().parent)
    encoder = json.JSONEncoder(indent=1, ensure_ascii=False, allow_nan=False)
    text = "".join(_looking_for_cancel(encoder.iterencode(parts)))
    content = text.encode("utf-8", "backslashreplace")  # names of files that are no text
    if arrays:
        content += _END + arrays
    if len(content) > MAX_BYTES:
        raise OutputFailure(
            "A session of more than {limit} MB is not written to {file}. Open fewer pictures, or clear some regions.",
            limit=MAX_BYTES // 2**20,
            file=path,
        )
    write_atomically(path, lambda stream: stream.write(content), force=force)


def _looking_for_cancel(texts: Iterable[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number % _LOOK_EVERY == 0:
            check_token()
        yield text


def read(path: Path) -> LoadedSession:
    """The session in a file, which need not be trusted.

    Raises:
        SessionFailure: it names the file.
        Cancelled: the job of this thread was stopped.
    """
    content, arrays = _content(path)
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise SessionFailure("{file} is not an attnstudio session. Choose a session file.", file=path)
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise unfit(version, "version", path)
    if version > VERSION:
        raise SessionFailure(
            "{file} was made by a newer version of attnstudio. Install that version to open it.", file=path
        )
    return Reading(path, arrays).session(content)


def to_json(session: Session, folder: Path) -> tuple[dict[str, Any], bytes]:
    """The session in the values that JSON has, and the bytes of its arrays.

    Args:
        folder: where its file lies, a whole path.
    """

    def placed(path: Path) -> str:
        check_token()
        path = path.absolute()
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)

    options, codec = session.options, Codec(placed=placed)
    kept = session_kept.newest(session.kept)
    taken = sum(map(session_kept.size_of, kept))
    content = {
        "format": _FORMAT,
        "version": VERSION,
        "program": program_version(),
        "pictures": [placed(path) for path in session.pictures],
        "dataset": "" if session.dataset is None else placed(session.dataset),
        "labels": {str(row): name for row, name in session.labels.items()},
        "reviews": {str(row): Review(review).word for row, review in session.reviews.items()},
        "removed": list(session.removed),
        "shown": "" if session.picture is None else placed(session.picture),
        "model": placed(Path(session.model)) if is_user_model(session.model) else session.model,
        "options": {
            "labels": "" if options.labels is None else placed(options.labels),
            "preprocessing": options.preprocessing,
            "output": options.output,
            "input_size": list(options.input_size or ()),
            "output_kind": options.output_kind,
        },
        "methods": [{"id": call.id, "params": dict(call.params)} for call in session.methods],
        "target": session.target,
        "layer": session.layer,
        "inputs": dict(session.inputs),
        "look": dict(session.display),
        "contrasts": codec.encode(session.contrasts),
        "regions": {placed(path): region_json.to_json(region) for path, region in session.regions.items()},
        "selected": [placed(path) for path in session.selected],
        "layout": codec.encode(session.layout),
        "predictions": codec.encode(session.predictions),
        "attack": codec.encode(session.attack),
        "scores": session_scores.to_json(session.scores, codec),
        "kept": session_kept.to_json(kept, codec),
        "maps": session_maps.to_json(session_maps.newest(session.results, taken), codec),
    }
    return content, bytes(codec.written)


def _content(path: Path) -> tuple[object, memoryview]:
    """What the file holds as JSON, and what is behind it."""
    try:
        data, _ = read_bounded(path, MAX_BYTES)
    except (IsADirectoryError, NotAFileError) as error:
        raise SessionFailure("{file} is a folder, a device or a pipe. Choose a session's file.", file=path) from error
    except TooLargeError as error:
        raise SessionFailure(
            "{file} is larger than {limit} MB, too large for a session. Choose another file.",
            file=path,
            limit=MAX_BYTES // 2**20,
        ) from error
    except FileNotFoundError as error:
        raise SessionFailure("There is no session {file}. Check its name.", file=path) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or first_line(error)
        raise SessionFailure(
            "{file} cannot be read: {reason}. Choose another file, or change its permissions.", file=path, reason=reason
        ) from error
    try:
        end = found if (found := data.find(_END)) >= 0 else len(data)
        return json.loads(data[:end], parse_constant=_refuse), memoryview(data)[end + 1 :]
    except (ValueError, RecursionError, MemoryError) as error:
        raise SessionFailure(
            "{file} is damaged, or not a session ({reason}). Copy it again, or choose another file.",
            file=path,
            reason=first_line(error),
        ) from error


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no value of JSON")
