"""Class names of a model, and their origin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.models.class_name_files import read
from attnstudio.core.text import Notice, tr_noop

SUFFIXES = (".txt", ".csv", ".json")
_USUAL = ("labels", "classes", "class_names", "class_indices")


@dataclass(frozen=True)
class ClassNames:
    """Names by class index. `origin`: notices of their source and of files that were not used."""

    names: tuple[str, ...]
    origin: tuple[Notice, ...]


def resolve(labels: Path | None, model: Path, count: int, unnamed: Sequence[str]) -> ClassNames:
    """The names in the chosen file, else in a matching file next to the model, else `unnamed`.

    Args:
        labels: the chosen file.
        model: the model's file.
        unnamed: `count` default names.

    Raises:
        ModelFailure: the chosen file cannot be read, or has another number of names.
    """
    if labels is not None:
        return ClassNames(
            _read_names(labels, count), (Notice(tr_noop("Class names: from {file}."), {"file": labels.name}),)
        )
    unused = []
    for file in _names_files(model):
        try:
            names = _read_names(file, count)
        except ModelFailure as failure:  # a file that was not chosen explicitly may be unrelated
            unused.append(
                Notice(
                    tr_noop("{file} next to the model is not used: {reason}"), {"file": file.name, "reason": failure}
                )
            )
            continue
        found = Notice(tr_noop("Class names: from {file}, next to the model file."), {"file": file.name})
        return ClassNames(names, (found, *unused))
    none = Notice(tr_noop("Class names: unknown, so the classes are numbered."))
    return ClassNames(tuple(unnamed), (none, *unused))


def from_names(names: Sequence[str], model: str, count: int) -> ClassNames:
    """Class names from options. One name suffices for a model with a single unit. Raises ChoiceFailure."""
    if count == 2 and len(names) == 1:
        return ClassNames((f"not {names[0]}", names[0]), ())
    if len(names) != count:
        raise ChoiceFailure(
            "Class names: {found}; classes of {model}: {count}. Give one name for each class.",
            found=len(names),
            model=model,
            count=count,
        )
    return ClassNames(tuple(names), ())


def find_names_file(model: Path) -> Path | None:
    """The first file of class names next to a model file: named after it, or with a usual name; else None."""
    return next(_names_files(model), None)


def numbered(count: int) -> tuple[str, ...]:
    """Names of `count` classes whose names are not known: class 0, class 1, ..."""
    return tuple(f"class {index}" for index in range(count))


def fitted(names: Sequence[str], count: int, path: Path) -> tuple[str, ...]:
    """The names, if they are those of `count` classes. Raises ModelFailure."""
    if len(names) != count:
        raise ModelFailure(
            "{file} names {n} classes, and the model has {count}. Choose the file that belongs to the model.",
            file=path,
            n=len(names),
            count=count,
        )
    return tuple(names)


def _names_files(model: Path) -> Iterator[Path]:
    stems = (model.stem, *(f"{model.stem}{joint}{usual}" for usual in _USUAL for joint in "_-."), *_USUAL)
    candidates = dict.fromkeys(model.with_name(stem + suffix) for stem in stems for suffix in SUFFIXES)
    return (path for path in candidates if path.is_file())


def _read_names(path: Path, count: int) -> tuple[str, ...]:
    """Both sides of a single unit may be named by one name."""
    names = read(path, count)
    if count == 2 and len(names) == 1:
        return f"not {names[0]}", names[0]
    return fitted(names, count, path)
