"""The scores of a session: what was measured of each picture, with the maps that were judged."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio.core import images
from attnstudio.core.annotations import region_json
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Evaluated, Measurement, case_of
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS, MetricCall
from attnstudio.core.request import Request, Result
from attnstudio.export import session_maps
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.session_content import Scores

MAX_BYTES = 8 * 2**20  # of numbers and curves, and of maps: the first pictures keep theirs
_EACH = 300  # bytes of a score in the file, about
_LONGEST_CURVE = 10_000


def to_json(scores: Scores | None, codec: Codec) -> dict[str, Any] | None:
    """None where there are none, or too many to be kept."""
    if scores is None or sum(map(_size, scores.evaluation.pictures)) > MAX_BYTES:
        return None
    evaluation = scores.evaluation
    return {
        "request": codec.encode(replace(evaluation.request, image=Path())),
        "metrics": codec.encode(evaluation.metrics),
        "seconds": codec.encode(evaluation.seconds),
        "with_difficult": evaluation.with_difficult,
        "pictures": [_encoded(one, scores, codec) for one in evaluation.pictures],
        "maps": session_maps.to_json(_with_maps([one.result for one in evaluation.pictures]), codec),
    }


def from_json(content: Mapping[str, Any], codec: Codec) -> tuple[Scores | None, int]:
    """The scores of the pictures that are as they were, and how many could not be read. The pictures are decoded."""
    try:
        request = replace(codec.decode(Request, content["request"]), image=Path())
        metrics = codec.decode(tuple[MetricCall, ...], content["metrics"])
        seconds, with_difficult = codec.decode(float, content["seconds"]), codec.decode(bool, content["with_difficult"])
        results, lost = session_maps.from_json(content["maps"], codec)
        pictures = {codec.decode(Path, one["path"]): one for one in content["pictures"]}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None, 1
    calls = {call.id for call in request.methods} & set(METHODS.discover()), {call.id for call in metrics}
    done, regions = list[Evaluated](), {}
    for result in results:
        try:
            one = pictures[result.request.image]
            region = None if one["region"] is None else region_json.from_json(one["region"], result.request.image)
            measurements = codec.decode(tuple[Measurement, ...], one["measurements"])
            _check(measurements, *calls)
            picture = images.decode(result.request.image, request.levels)
            case = replace(case_of(picture, region, codec.decode(str, one["target"])), label=result.request.label)
        except (Failure, ValueError, LookupError, TypeError, RecursionError):
            lost += 1
            continue
        done.append(compact(Evaluated(case, result, measurements), len(done)))  # shrinks the picture as it was
        if region is not None:
            regions[picture.path] = region
    if not done or not calls[1] <= set(METRICS.discover()):
        return None, lost
    evaluation = Evaluation(request, metrics, tuple(done), {}, None, seconds, with_difficult=with_difficult)
    return Scores(evaluation, regions), lost


def _encoded(one: Evaluated, scores: Scores, codec: Codec) -> dict[str, Any]:
    path = one.case.picture.path
    region = scores.regions.get(path)
    return {
        "path": codec.encode(path),
        "target": one.case.target,
        "region": None if region is None else region_json.to_json(region),
        "measurements": codec.encode(one.measurements),
    }


def _with_maps(results: Sequence[Result]) -> list[Result]:
    """As many of the first ones as have room keep their maps."""
    size, kept = 0, list[Result]()
    for result in results:
        size += session_maps.size_of(result)
        kept.append(result if size <= MAX_BYTES else replace(result, heatmaps=()))
    return kept


def _size(one: Evaluated) -> int:
    curves = [each.score.curve for each in one.measurements if each.score is not None and each.score.curve is not None]
    return _EACH * len(one.measurements) + sum(curve.x.nbytes + curve.y.nbytes for curve in curves)


def _check(measurements: Sequence[Measurement], methods: set[str], metrics: set[str]) -> None:
    for one in measurements:
        if one.method not in methods or one.metric not in metrics or (one.score is None) is (one.obstacle is None):
            raise CodecError("a score that was not asked for")
        if one.score is None:
            continue
        curve = one.score.curve
        if not math.isfinite(one.score.value):
            raise CodecError("no number")
        if curve is not None and not (
            curve.x.ndim == 1
            and 1 < curve.x.size <= _LONGEST_CURVE
            and curve.x.shape == curve.y.shape
            and np.isfinite([curve.x, curve.y]).all()
            and curve.x[0] < curve.x[-1]
        ):
            raise CodecError("no curve")
