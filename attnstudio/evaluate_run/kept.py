"""An evaluated picture as the journal keeps it: as JSON, without what all pictures of a run share."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.request import ModelInfo
from attnstudio.runs.json_values import tree, value

_NO_MODEL = ModelInfo("", "", (0, 0), (), (), None, frozenset(), "", "", 0)  # in place of the run's, which is kept once


def kept(evaluated: Evaluated) -> dict[str, Any]:
    result = evaluated.result
    prediction = replace(result.prediction, class_names=())
    bare = replace(result, model=_NO_MODEL, prediction=prediction)
    return {"evaluated": tree(replace(evaluated, result=bare))}


def found(outputs: Any, model: ModelInfo) -> Evaluated:
    """Raises PlainError where another version of the program kept it."""
    evaluated = value(outputs["evaluated"], Evaluated)
    prediction = replace(evaluated.result.prediction, class_names=model.class_names)
    return replace(evaluated, result=replace(evaluated.result, model=model, prediction=prediction))


def kept_model(model: ModelInfo) -> str:
    return json.dumps(tree(model))


def found_model(fact: str) -> ModelInfo:
    """Raises PlainError."""
    return value(json.loads(fact or "null"), ModelInfo)


def kept_failure(failure: Failure) -> dict[str, Any]:
    return {"failure": tree(failure)}


def found_failure(outputs: Any) -> Failure:
    """Raises PlainError."""
    return value(outputs["failure"], Failure)
