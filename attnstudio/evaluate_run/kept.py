"""An evaluated picture as the journal keeps it: as JSON, without what all pictures of a run share."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import replace
from typing import Any, TypeVar

from attnstudio.cluster import plain
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.request import ModelInfo

T = TypeVar("T")
_NO_MODEL = ModelInfo("", "", (0, 0), (), (), None, frozenset(), "", "", 0)  # in place of the run's, which is kept once
_BYTES = "zlib, base64"  # the key of what JSON has no form for


def kept(evaluated: Evaluated) -> dict[str, Any]:
    result = evaluated.result
    prediction = replace(result.prediction, class_names=())
    bare = replace(result, model=_NO_MODEL, prediction=prediction)
    return {"evaluated": _tree(replace(evaluated, result=bare))}


def found(outputs: Any, model: ModelInfo) -> Evaluated:
    """Raises PlainError where another version of the program kept it."""
    evaluated = _value(outputs["evaluated"], Evaluated)
    prediction = replace(evaluated.result.prediction, class_names=model.class_names)
    return replace(evaluated, result=replace(evaluated.result, model=model, prediction=prediction))


def kept_model(model: ModelInfo) -> str:
    return json.dumps(_tree(model))


def found_model(fact: str) -> ModelInfo:
    """Raises PlainError."""
    return _value(json.loads(fact or "null"), ModelInfo)


def kept_failure(failure: Failure) -> dict[str, Any]:
    return {"failure": _tree(failure)}


def found_failure(outputs: Any) -> Failure:
    """Raises PlainError."""
    return _value(outputs["failure"], Failure)


def _tree(value: object) -> Any:
    return _without_bytes(plain.written(value))


def _value(tree: Any, kind: type[T]) -> T:
    try:
        read = plain.read(_with_bytes(tree))
    except (ValueError, zlib.error, RecursionError) as error:
        raise plain.PlainError(str(error)) from error
    if not isinstance(read, kind):
        raise plain.PlainError(f"no {kind.__name__}")
    return read


def _without_bytes(tree: Any) -> Any:
    if isinstance(tree, bytes):
        return {_BYTES: base64.b64encode(zlib.compress(tree, 1)).decode()}
    if isinstance(tree, list):
        return [_without_bytes(one) for one in tree]
    return {key: _without_bytes(one) for key, one in tree.items()} if isinstance(tree, dict) else tree


def _with_bytes(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_with_bytes(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if _BYTES in tree:
        return zlib.decompress(base64.b64decode(tree[_BYTES]))
    return {key: _with_bytes(one) for key, one in tree.items()}
