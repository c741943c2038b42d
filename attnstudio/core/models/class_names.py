"""Names of classes from a file: one a line, CSV, or JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

from attnstudio.core.errors import ModelFailure

SUFFIXES = (".txt", ".csv", ".json")
_USUAL = ("labels", "classes", "class_names", "class_indices")
_MAX_BYTES = 4 * 2**20


def read(path: Path) -> tuple[str, ...]:
    """The names, by class index.

    A text file has one name a line. A CSV has one class a row: its name, or index and name, in two columns of which one
    holds numbers; a heading is passed over. A JSON file is a list of names, {"0": name}, {name: 0}, or ImageNet's
    {"0": ["n01440764", name]}.

    Raises:
        ModelFailure: the file cannot be read, or is none of these.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ModelFailure(
            "The class names in {file} cannot be read ({reason}). Choose another file.",
            file=path,
            reason=error.strerror or error,
        ) from error
    if len(data) > _MAX_BYTES:
        raise _unknown(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")  # the usual one of Russian Windows
    reader = {".json": _from_json, ".csv": _from_csv}.get(path.suffix.lower(), _from_lines)
    try:
        names = tuple(" ".join(str(name).split()) for name in reader(text))
    except (ValueError, TypeError, AttributeError, LookupError, StopIteration, RecursionError, csv.Error) as error:
        raise _unknown(path) from error
    if not names or not any(names):
        raise _unknown(path)
    return names


def beside(model: Path) -> Path | None:
    """The file of class names that lies beside a model's file: of its own name, or of a usual one."""
    stems = (model.stem, *(f"{model.stem}{joint}{usual}" for usual in _USUAL for joint in "_-."), *_USUAL)
    candidates = (model.with_name(stem + suffix) for stem in stems for suffix in SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)


def numbered(count: int) -> tuple[str, ...]:
    """What classes are called that nobody named."""
    return tuple(f"class {index}" for index in range(count))


def fitted(names: Sequence[str], count: int, path: Path) -> tuple[str, ...]:
    """The names, if they are those of `count` classes. Raises ModelFailure."""
    if len(names) != count:
        raise ModelFailure(
            "{file} names {found} classes, and the model has {count}. Choose the file that belongs to the model.",
            file=path,
            found=len(names),
            count=count,
        )
    return tuple(names)


def _from_lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _from_csv(text: str) -> list[str]:
    dialect: type[csv.Dialect] | csv.Dialect = csv.excel
    if len(first := text.split("\n", 1)[0]) and ("\t" in first or (";" in first and "," not in first)):
        dialect = csv.Sniffer().sniff(first, "\t;")
    rows = [row for row in csv.reader(text.splitlines(), dialect) if any(cell.strip() for cell in row)]
    if all(len(row) == 1 for row in rows):
        return [row[0] for row in rows]
    numbers = next(column for column in (0, 1) if all(row[column].strip().isdigit() for row in rows[1:] or rows))
    body = rows if rows[0][numbers].strip().isdigit() else rows[1:]
    return _in_order({int(row[numbers]): row[1 - numbers] for row in body})


def _from_json(text: str) -> list[str]:
    content = json.loads(text)
    if isinstance(content, list):
        return [str(name) for name in content]
    if all(isinstance(value, int) for value in content.values()):
        return _in_order({value: name for name, value in content.items()})
    return _in_order({int(index): name[-1] if isinstance(name, list) else str(name) for index, name in content.items()})


def _in_order(names: dict[int, str]) -> list[str]:
    """From 0 on, none missing, else KeyError."""
    return [names[index] for index in range(len(names))]


def _unknown(path: Path) -> ModelFailure:
    return ModelFailure(
        "{file} is no list of class names: one name a line, a CSV of index and name, or a JSON list is expected.",
        file=path,
    )
