"""Sessions: what is open and how it is explained, as a JSON file. Maps are not in it: they are computed again.

Pictures, a user's own model and its class names are written relative to the file where they lie below its folder, so
that the folder can be moved as a whole; all others are written with their whole paths.
"""

from __future__ import annotations

import json
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from attnstudio.core.annotations import region_json
from attnstudio.core.array_pictures import file_of
from attnstudio.core.errors import ChoiceFailure, Failure, OutputFailure, RegionFailure, first_line
from attnstudio.core.explain import bind_methods
from attnstudio.core.files import NotAFileError, TooLargeError, read_bounded, write_atomically
from attnstudio.core.models import scan
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.overlay import COLORMAPS, DEFAULT_OPACITY
from attnstudio.core.params import ChoiceParam, FloatParam, Param, Value, complete
from attnstudio.core.regions import Region
from attnstudio.core.request import INPUT_PARAMS, MethodCall
from attnstudio.core.text import Notice
from attnstudio.core.wrappers import all_params

SUFFIX = ".attn"
VERSION = 1
MAX_BYTES = 64 * 2**20
DISPLAY_PARAMS: tuple[Param, ...] = (
    ChoiceParam("colormap", "", "", COLORMAPS, COLORMAPS[0]),
    FloatParam("opacity", "", "", DEFAULT_OPACITY),
    ChoiceParam("normalisation", "", "", ("per-map", "shared"), "per-map"),
    ChoiceParam("view", "", "", ("overlay", "picture", "map"), "overlay"),
)
_FORMAT = "attnstudio session"
_LONGEST_TEXT = 4096
_MOST_DIGITS = 9
T = TypeVar("T", str, list[Any], dict[str, Any])


class SessionFailure(Failure):
    """A session that cannot be opened."""


@dataclass(frozen=True)
class Session:
    """The state of the window.

    Attributes:
        pictures: whole paths, in the order of the browser; with a data set, those added to it.
        picture: the one that is explained: one of them, or of the data set.
        dataset: whole path of the open data set, if any.
        labels: class names set by hand, by the number of the picture.
        model: its id; of a user's own one, the whole path of its file.
        options: of a user's own model.
        inputs: values of INPUT_PARAMS.
        display: values of DISPLAY_PARAMS.
        regions: of some of the pictures.
    """

    pictures: tuple[Path, ...]
    picture: Path | None
    model: str
    options: ModelOptions = NONE_CHOSEN
    methods: tuple[MethodCall, ...] = ()
    target: str = "top1"
    layer: str = "auto"
    inputs: Mapping[str, Value] = field(default_factory=lambda: complete(INPUT_PARAMS, {}))
    display: Mapping[str, Value] = field(default_factory=lambda: complete(DISPLAY_PARAMS, {}))
    regions: Mapping[Path, Region] = field(default_factory=dict)
    dataset: Path | None = None
    labels: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedSession:
    """What a file holds: the session without what is not here any more, and what that is."""

    session: Session
    missing: tuple[Path, ...] = ()  # pictures
    notices: tuple[Notice, ...] = ()  # of methods, parameters and regions that are left out


def looks_like_session(path: Path) -> bool:
    return path.suffix.lower() == SUFFIX


def write(path: Path, session: Session, *, force: bool) -> None:
    """Written whole or not at all.

    Args:
        force: replace an existing file.

    Raises:
        OutputFailure: the file is there already, cannot be written, or would be too large to be opened again.
    """
    text = json.dumps(to_json(session, path.absolute().parent), indent=1, ensure_ascii=False, allow_nan=False)
    content = text.encode("utf-8", "backslashreplace")  # names of files that are no text
    if len(content) > MAX_BYTES:
        raise OutputFailure(
            "A session of more than {limit} MB is not written to {file}. Open fewer pictures, or clear some regions.",
            limit=MAX_BYTES // 2**20,
            file=path,
        )
    write_atomically(path, lambda stream: stream.write(content), force=force)


def read(path: Path) -> LoadedSession:
    """The session in a file, which need not be trusted.

    Raises:
        SessionFailure: the only exception; it names the file.
    """
    content = _content(path)
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise SessionFailure("{file} is not an attnstudio session. Choose a session file.", file=path)
    version = content.get("version")
    if type(version) is not int or version < 1:
        raise _unfit(version, "version", path)
    if version > VERSION:
        raise SessionFailure(
            "{file} was made by a newer version of attnstudio. Install that version to open it.", file=path
        )
    return _Reading(path).session(content)


def to_json(session: Session, folder: Path) -> dict[str, Any]:
    """The session in the values that JSON has.

    Args:
        folder: where its file lies, a whole path.
    """

    def placed(path: Path) -> str:
        path = path.absolute()
        return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)

    options = session.options
    return {
        "format": _FORMAT,
        "version": VERSION,
        "pictures": [placed(path) for path in session.pictures],
        "dataset": "" if session.dataset is None else placed(session.dataset),
        "labels": {str(row): name for row, name in session.labels.items()},
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
        "regions": {placed(path): region_json.to_json(region) for path, region in session.regions.items()},
    }


def is_user_model(model: str) -> bool:
    """Whether a session's model is a user's own."""
    return model.lower().endswith(scan.SUFFIXES)


def _content(path: Path) -> object:
    """What the file holds as JSON."""
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
        return json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SessionFailure(
            "{file} is damaged, or not a session ({reason}). Copy it again, or choose another file.",
            file=path,
            reason=first_line(error),
        ) from error


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is no value of JSON")


def _is_here(path: Path) -> bool:
    try:
        return file_of(path).is_file()
    except OSError:  # a folder that may not be entered, a name that no file can have
        return False


def _unfit(found: object, key: str, path: Path) -> SessionFailure:
    return SessionFailure(
        "{file}: {key} cannot be {found}. Correct it, or save the session again.",
        file=path,
        key=key,
        found=reprlib.repr(found)[:100],
    )


class _Reading:
    """Makes a session of a file's JSON, and notes what is left out."""

    def __init__(self, path: Path) -> None:
        self._path, self._folder = path, path.absolute().parent
        self._notices: list[Notice] = []

    def session(self, content: dict[str, Any]) -> LoadedSession:
        every = tuple(dict.fromkeys(self._place(one, "pictures") for one in self._get(content, "pictures", list)))
        here = {path for path in every if _is_here(path)}
        dataset = self._dataset(content)
        model, shown = self._get(content, "model", str), self._place(content.get("shown", ""), "shown")
        session = Session(
            pictures=tuple(path for path in every if path in here),
            picture=shown if shown in here or (dataset is not None and _is_here(shown)) else None,
            model=str(self._folder / model) if is_user_model(model) else model,
            options=self._options(self._get(content, "options", dict)),
            methods=self._methods(self._get(content, "methods", list)),
            target=self._get(content, "target", str) or "top1",
            layer=self._get(content, "layer", str) or "auto",
            inputs=self._params(INPUT_PARAMS, content, "inputs"),
            display=self._params(DISPLAY_PARAMS, content, "look"),
            regions=self._regions(self._get(content, "regions", dict), here, dataset),
            dataset=dataset,
            labels=self._labels(self._get(content, "labels", dict)),
        )
        missing = [path for path in every if path not in here]
        if dataset is None and self._get(content, "dataset", str):
            missing.append(self._place(content["dataset"], "dataset"))
        return LoadedSession(session, tuple(missing), tuple(self._notices))

    def _dataset(self, content: Mapping[str, Any]) -> Path | None:
        """None where there is none, or not any more."""
        name = self._get(content, "dataset", str)
        path = self._folder / name
        try:
            return path if name and path.exists() else None
        except OSError:  # a folder that may not be entered, a name that no file can have
            return None

    def _labels(self, content: Mapping[str, object]) -> dict[int, str]:
        found: dict[int, str] = {}
        for row, name in content.items():
            if not row.isdecimal() or len(row) > _MOST_DIGITS or not isinstance(name, str):
                raise _unfit(f"{row}: {name}", "labels", self._path)
            found[int(row)] = name
        return found

    def _get(self, part: Mapping[str, Any], key: str, kind: type[T]) -> T:
        """A value of the right type; an empty one where there is none."""
        value = part.get(key, kind())
        if not isinstance(value, kind) or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
            raise _unfit(value, key, self._path)
        return value

    def _place(self, value: object, key: str) -> Path:
        """Of a file; of none, the session's folder."""
        return self._folder / self._get({key: value}, key, str)

    def _options(self, content: Mapping[str, Any]) -> ModelOptions:
        size = self._get(content, "input_size", list)
        if size and (len(size) != 2 or not all(type(side) is int and side > 0 for side in size)):
            raise _unfit(size, "input_size", self._path)
        labels = self._get(content, "labels", str)
        return ModelOptions(
            labels=self._folder / labels if labels else None,
            preprocessing=self._get(content, "preprocessing", str),
            output=self._get(content, "output", str),
            input_size=(size[0], size[1]) if size else None,
            output_kind=self._get(content, "output_kind", str),
        )

    def _methods(self, content: Sequence[object]) -> tuple[MethodCall, ...]:
        calls = []
        for one in content:
            if not isinstance(one, dict):
                raise _unfit(one, "methods", self._path)
            name = self._get(one, "id", str)
            try:
                [chosen] = bind_methods([MethodCall(name)])
            except ChoiceFailure as failure:
                self._leave_out(failure)
                continue
            params = all_params(chosen.method)
            values = self._params(params, one, "params", of=f"{name}.")
            changed = {param.name: values[param.name] for param in params if values[param.name] != param.default}
            calls.append(MethodCall(name, tuple(sorted(changed.items()))))
        return tuple(calls)

    def _params(self, params: Sequence[Param], part: Mapping[str, Any], key: str, of: str = "") -> dict[str, Value]:
        """The value of every parameter: as the file has it where it may be so, else the default.

        Args:
            of: what stands before the name of a parameter that is left out.
        """
        accepted: dict[str, Value] = {}
        for name, value in self._get(part, key, dict).items():
            if not isinstance(value, int | float | str) or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
                raise _unfit(value, name, self._path)
            try:
                accepted[name] = complete(params, {name: value})[name]
            except ChoiceFailure as failure:
                self._leave_out(failure, name=f"{of}{name}")
        return complete(params, accepted)

    def _regions(self, content: Mapping[str, object], here: set[Path], dataset: Path | None) -> dict[Path, Region]:
        found: dict[Path, Region] = {}
        for name, region in content.items():
            picture = self._place(name, "regions")
            if picture not in here and not (dataset is not None and picture.is_relative_to(dataset)):
                continue
            try:
                found[picture] = region_json.from_json(region, picture)
            except RegionFailure as failure:
                self._leave_out(failure)
        return found

    def _leave_out(self, failure: Failure, **values: object) -> None:
        self._notices.append(Notice(failure.template, failure.values | values))
