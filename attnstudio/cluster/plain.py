"""Values of the engine as bytes, and back: numbers, texts, arrays and listed classes, and nothing that runs.

What comes from another machine is made of the classes below or refused. Python's own way, pickle, would run whatever
the bytes say.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import errors
from attnstudio.core.errors import Failure
from attnstudio.core.text import Notice

_KIND = ""  # the key that says what a mapping stands for


class PlainError(ValueError):
    """Bytes that stand for no value, or a value that has no bytes."""


def pack(value: Any) -> bytes:
    """Raises PlainError for a value of another class than those listed."""
    import msgpack

    packed: bytes = msgpack.packb(written(value), unicode_errors="surrogatepass")
    return packed


def unpack(data: bytes) -> Any:
    """Arrays are read-only. Raises PlainError."""
    import msgpack

    try:
        found = msgpack.unpackb(data, unicode_errors="surrogatepass", strict_map_key=False)
    except Exception as error:  # whatever wrong bytes lead to
        raise PlainError(f"no value: {error}") from error
    return read(found)


def written(value: Any) -> dict[str, Any]:
    """A value as mappings, lists, numbers, texts and bytes. Raises PlainError."""
    writer = _Writer()
    tree = writer.write(value)
    return {"shared": writer.shared, "value": tree}


def read(found: Any) -> Any:
    """What `written` made of a value. Raises PlainError."""
    try:
        shared: list[Any] = []
        for one in found["shared"]:
            shared.append(_read(one, shared))
        return _read(found["value"], shared)
    except PlainError:
        raise
    except Exception as error:  # whatever a wrong tree leads to
        raise PlainError(f"no value: {error}") from error


@cache
def _classes() -> dict[str, type]:
    from attnstudio.cluster import message
    from attnstudio.core import images, predicted_row, regions, request, targets
    from attnstudio.core.contrast import Contrast
    from attnstudio.core.evaluation import measure
    from attnstudio.core.metrics import base as metrics
    from attnstudio.core.models import layer_tree, options, self_check_result
    from attnstudio.core.placement import Placement
    from attnstudio.runs import outputs

    listed: tuple[type, ...] = (
        *(request.Request, request.MethodCall, request.Prediction, request.Heatmap, request.ModelInfo, request.Result),
        *(images.Source, images.Picture, targets.Target, Placement, predicted_row.PredictedRow),
        *(options.ModelOptions, self_check_result.SelfCheck, layer_tree.LayerRow, layer_tree.Totals),
        *(metrics.MetricCall, metrics.Score, metrics.Curve, measure.Case, measure.Measurement, measure.Evaluated),
        *(regions.Region, regions.Rectangle, regions.Ellipse, regions.Polygon, regions.Stroke, regions.Bitmap),
        *(outputs.Outputs, Contrast, *message.CLASSES),
    )
    return {one.__name__: one for one in listed}


@cache
def _enums() -> dict[str, type[StrEnum]]:
    from attnstudio.core.needs import Need

    return {Need.__name__: Need}


@cache
def _failures() -> dict[str, type[Failure]]:
    """Those that are made of a template and values alone."""
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Failure)]
    return {one.__name__: one for one in found if one.__init__ is Failure.__init__}


def _is_shared(value: object) -> bool:
    """What many results have in common is written once."""
    from attnstudio.core.request import ModelInfo

    return isinstance(value, ModelInfo)


class _Writer:
    def __init__(self) -> None:
        self.shared: list[Any] = []
        self._places: dict[int, int] = {}  # of shared ones, by their id
        self._kept: list[object] = []  # so that no id is given anew

    def write(self, value: Any) -> Any:
        if isinstance(value, StrEnum):
            if type(value).__name__ not in _enums():
                raise PlainError(f"{type(value).__name__} has no plain form")
            return {_KIND: "enum", "class": type(value).__name__, "value": value.value}
        if isinstance(value, np.generic):
            return value.item()
        if value is None or isinstance(value, bool | int | float | str | bytes):
            return value
        if isinstance(value, np.ndarray):
            shape = list(value.shape)
            return {
                _KIND: "array",
                "type": value.dtype.str,
                "shape": shape,
                "data": np.ascontiguousarray(value).tobytes(),
            }
        if isinstance(value, list):
            return [self.write(one) for one in value]
        if isinstance(value, tuple | frozenset):
            kind = "tuple" if isinstance(value, tuple) else "frozenset"
            return {_KIND: kind, "value": [self.write(one) for one in value]}
        if isinstance(value, Path):
            return {_KIND: "path", "value": os.fsencode(value)}
        if isinstance(value, Notice):
            written = {"template": value.template, "values": self._values(value.values), "warning": value.warning}
            return {_KIND: "notice", **written, "setting": self.write(value.setting)}
        if isinstance(value, Failure):
            return {
                _KIND: "failure",
                "class": _nearest(value),
                "template": value.template,
                "values": self._values(value.values),
            }
        if isinstance(value, Mapping):
            return {_KIND: "mapping", "value": [[self.write(key), self.write(one)] for key, one in value.items()]}
        if is_dataclass(value) and _classes().get(type(value).__name__) is type(value):
            return self._shared(value) if _is_shared(value) else self._fields(value)
        raise PlainError(f"{type(value).__name__} has no plain form")

    def _shared(self, value: Any) -> Any:
        if id(value) not in self._places:
            written = self._fields(value)
            self._places[id(value)] = len(self.shared)
            self.shared.append(written)
            self._kept.append(value)
        return {_KIND: "shared", "place": self._places[id(value)]}

    def _fields(self, value: Any) -> Any:
        written = {field.name: self.write(getattr(value, field.name)) for field in fields(value) if field.init}
        return {_KIND: "object", "class": type(value).__name__, "fields": written}

    def _values(self, values: Mapping[str, object]) -> Any:
        """Of a text; what has no plain form is the text that it would be."""

        def written(value: object) -> Any:
            try:
                return self.write(value)
            except PlainError:
                return str(value)

        return {name: written(value) for name, value in values.items()}


def _nearest(failure: Failure) -> str:
    return next(one.__name__ for one in type(failure).__mro__ if _failures().get(one.__name__) is one)


def _read(written: Any, shared: list[Any]) -> Any:
    if isinstance(written, list):
        return [_read(one, shared) for one in written]
    if not isinstance(written, dict):
        return written

    def values(name: str) -> dict[str, Any]:
        return {key: _read(one, shared) for key, one in written[name].items()}

    match written[_KIND]:
        case "shared":
            return shared[written["place"]]
        case "object":
            return _classes()[written["class"]](**values("fields"))
        case "array":
            return _array(written)
        case "tuple":
            return tuple(_read(one, shared) for one in written["value"])
        case "frozenset":
            return frozenset(_read(one, shared) for one in written["value"])
        case "mapping":
            return {_read(key, shared): _read(one, shared) for key, one in written["value"]}
        case "path":
            return Path(os.fsdecode(written["value"]))
        case "notice":
            setting = _read(written["setting"], shared)
            return Notice(written["template"], values("values"), written["warning"], setting)
        case "failure":
            return _failures()[written["class"]](written["template"], **values("values"))
        case "enum":
            return _enums()[written["class"]](written["value"])
    raise PlainError(f"no kind of value: {written[_KIND]}")


def _array(written: dict[str, Any]) -> np.ndarray:
    kind = np.dtype(written["type"])
    if kind.hasobject:
        raise PlainError("an array of objects")
    return np.frombuffer(written["data"], kind).reshape(written["shape"])
