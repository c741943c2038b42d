"""A session made of a file's JSON, which need not be trusted."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from attnstudio.core.annotations import region_json
from attnstudio.core.array_pictures import file_of
from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.context import check_token
from attnstudio.core.contrast import ALL_PLAIN, Contrasts
from attnstudio.core.errors import ChoiceFailure, Failure, RegionFailure
from attnstudio.core.explain import bind_methods
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.params import Param, Value, complete
from attnstudio.core.regions import Region
from attnstudio.core.request import INPUT_PARAMS, MethodCall, Result
from attnstudio.core.review import of_word
from attnstudio.core.text import Notice, tr_noop
from attnstudio.core.wrappers import all_params
from attnstudio.export import session_kept, session_maps, session_scores
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.session_content import (
    DISPLAY_PARAMS,
    KeptMap,
    Layout,
    LoadedSession,
    Predictions,
    Scores,
    Session,
    SessionFailure,
    is_user_model,
    program_version,
)

_LONGEST_TEXT = 4096
_MOST_DIGITS = 9
T = TypeVar("T", str, list[Any], dict[str, Any])
Part = TypeVar("Part", AttackCall, Layout, Predictions, Contrasts)


def _is_here(path: Path) -> bool:
    check_token()  # a network share may answer slowly for each of many
    try:
        return file_of(path).is_file()
    except OSError:  # a folder that may not be entered, a name that no file can have
        return False


def unfit(found: object, key: str, path: Path) -> SessionFailure:
    return SessionFailure(
        "{file}: {key} cannot be {found}. Correct it, or save the session again.",
        file=path,
        key=key,
        found=reprlib.repr(found)[:100],
    )


class Reading:
    """Makes a session of a file's JSON, and notes what is left out."""

    def __init__(self, path: Path, arrays: memoryview) -> None:
        self._path, self._folder = path, path.absolute().parent
        self._notices: list[Notice] = []
        self._codec = Codec(place=self._folder.__truediv__, arrays=arrays)

    def session(self, content: dict[str, Any]) -> LoadedSession:
        every = tuple(dict.fromkeys(self._place(one, "pictures") for one in self._get(content, "pictures", list)))
        here = {path for path in every if _is_here(path)}
        dataset = self._dataset(content)
        listed = None if dataset else [path in here for path in every]
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
            contrasts=self._contrasts(content.get("contrasts", {})),
            regions=self._regions(self._get(content, "regions", dict), here, dataset),
            dataset=dataset,
            labels=self._by_row(content, "labels", listed),
            reviews={row: of_word(word) for row, word in self._by_row(content, "reviews", listed).items()},
            removed=self._numbers(self._get(content, "removed", list)),
            selected=tuple(self._place(one, "selected") for one in self._get(content, "selected", list)),
            layout=self._decoded(Layout, content.get("layout", {})) or Layout(),
            predictions=self._predictions(content.get("predictions"), [path in here for path in every], dataset),
            results=self._results(self._get(content, "maps", dict)),
            kept=self._kept(self._get(content, "kept", list)),
            scores=self._scores(content.get("scores")),
            attack=self._attack(content.get("attack")),
        )
        missing = [path for path in every if path not in here]
        if dataset is None and self._get(content, "dataset", str):
            missing.append(self._place(content["dataset"], "dataset"))
        is_of_this_version = content.get("program") == program_version()
        return LoadedSession(session, tuple(missing), tuple(self._notices), is_of_this_version)

    def _dataset(self, content: Mapping[str, Any]) -> Path | None:
        """None where there is none, or not any more."""
        name = self._get(content, "dataset", str)
        path = self._folder / name
        try:
            return path if name and path.exists() else None
        except OSError:  # a folder that may not be entered, a name that no file can have
            return None

    def _contrasts(self, content: object) -> Contrasts:
        found = self._decoded(Contrasts, content)
        return found if found is not None and found.is_valid else ALL_PLAIN

    def _attack(self, content: object) -> AttackCall | None:
        found = self._decoded(AttackCall, content)
        try:
            return None if found is None else bind(found).call
        except ChoiceFailure as failure:  # an attack or a parameter that this version does not have
            self._leave_out(failure)
            return None

    def _numbers(self, content: Sequence[object]) -> tuple[int, ...]:
        for one in content:
            if type(one) is not int or not 0 <= one < 10**_MOST_DIGITS:
                raise unfit(one, "removed", self._path)
        return tuple(cast(Sequence[int], content))

    def _by_row(self, content: dict[str, Any], key: str, is_here: Sequence[bool] | None) -> dict[int, str]:
        """A text a picture, by its number.

        Args:
            is_here: of the pictures that are listed one by one: those behind one that is gone have other numbers.
        """
        found: dict[int, str] = {}
        for row, name in self._get(content, key, dict).items():
            if not row.isdecimal() or len(row) > _MOST_DIGITS or not isinstance(name, str):
                raise unfit(f"{row}: {name}", key, self._path)
            found[int(row)] = name
        if is_here is None:
            return found
        return {sum(is_here[:row]): name for row, name in found.items() if row < len(is_here) and is_here[row]}

    def _get(self, part: Mapping[str, Any], key: str, kind: type[T]) -> T:
        """A value of the right type; an empty one where there is none."""
        value = part.get(key, kind())
        if not isinstance(value, kind) or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
            raise unfit(value, key, self._path)
        return value

    def _place(self, value: object, key: str) -> Path:
        """Of a file; of none, the session's folder."""
        return self._folder / self._get({key: value}, key, str)

    def _options(self, content: Mapping[str, Any]) -> ModelOptions:
        size = self._get(content, "input_size", list)
        if size and (len(size) != 2 or not all(type(side) is int and side > 0 for side in size)):
            raise unfit(size, "input_size", self._path)
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
                raise unfit(one, "methods", self._path)
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
                raise unfit(value, name, self._path)
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

    def _results(self, content: dict[str, Any]) -> tuple[Result, ...]:
        results, lost = session_maps.from_json(content, self._codec)
        self._count_lost(lost)
        return tuple(results)

    def _kept(self, content: Sequence[object]) -> tuple[KeptMap, ...]:
        kept, lost = session_kept.from_json(content, self._codec)
        self._count_lost(lost)
        return kept

    def _count_lost(self, count: int) -> None:
        if count:
            text = tr_noop("Maps of the session that cannot be read: {count}.")
            self._notices.append(Notice(text, {"count": count}))

    def _scores(self, content: object) -> Scores | None:
        if content is None:
            return None
        scores, lost = session_scores.from_json(content if isinstance(content, dict) else {}, self._codec)
        if lost:
            text = tr_noop("Scores of the session that cannot be read: {count}.")
            self._notices.append(Notice(text, {"count": lost}))
        return scores

    def _predictions(self, content: object, is_here: Sequence[bool], dataset: Path | None) -> Predictions | None:
        """Without those of the pictures that are gone."""
        found = self._decoded(Predictions, content)
        if found is None or dataset is not None or len(found.top) != len(is_here):
            return found
        return found.of(np.array(is_here, bool))

    def _decoded(self, kind: type[Part], value: object) -> Part | None:
        """None where there is none, or one that this version cannot read."""
        try:
            return None if value is None else self._codec.decode(kind, value)
        except (CodecError, RecursionError):
            self._notices.append(
                Notice(tr_noop("A part of the session cannot be read: {part}."), {"part": kind.__name__})
            )
            return None

    def _leave_out(self, failure: Failure, **values: object) -> None:
        self._notices.append(Notice(failure.template, failure.values | values))
