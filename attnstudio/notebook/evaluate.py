"""attnstudio.evaluate: maps judged by metrics."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.evaluation.compact import compact
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.evaluation.measure import Case, Evaluated
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.request import DEFAULT_METHOD, MethodCall, Result
from attnstudio.core.targets import PREDICTED
from attnstudio.notebook.choices import Params, Targets, metric_calls
from attnstudio.notebook.explain import explain
from attnstudio.notebook.maps import Maps, with_methods
from attnstudio.notebook.model_choice import AUTO, ModelLike, Names
from attnstudio.notebook.progress import Progress
from attnstudio.notebook.regions import OwnRegions, Regions, case_maker, own_regions
from attnstudio.notebook.scores import Scores
from attnstudio.notebook.session import engine, guest

if TYPE_CHECKING:
    from attnstudio.notebook.call import Call
    from attnstudio.notebook.pictures import Images


def evaluate(
    maps_or_model: Maps | ModelLike,
    images: Images | None = None,
    methods: str | Iterable[str] = DEFAULT_METHOD,
    *,
    metrics: str | Iterable[str] | None = None,
    regions: Regions = None,
    metric_params: Params = None,
    targets: Targets = PREDICTED,
    layer: str = "auto",
    params: Params = None,
    class_names: Names = None,
    preprocessing: str = AUTO,
    output_kind: str = AUTO,
    resize: str = "stretch",
    seed: int = 0,
    device: str = "auto",
    memory_mb: int | None = None,
    progress: bool = True,
) -> Scores:
    """Judge maps: do the marked pixels decide the class, do they lie on the object, do they depend on the training?

    Two controls, "random" and "centre_gaussian", are judged too: what a method has to beat.

    Args:
        maps_or_model: what `attnstudio.explain` gave; or a model, to explain `images` first.
        metrics: ids, as `attnstudio metrics` lists them; None: all, those that need regions only where there are some.
        regions: where the objects are: an annotation file (COCO, VOC, CVAT, labelme, YOLO, masks); or one for each
            picture: a mask, bool (height, width), a box (left, top, right, bottom), or None. In pixels of the picture.
            None: those of a COCO or Pascal VOC data set, which is warned of.
        metric_params: of the metrics, {"deletion": {"steps": 50}}.
        images, methods, targets, layer, params, class_names, preprocessing, output_kind, resize, seed, device,
        memory_mb, progress: as `attnstudio.explain` has them.

    Raises:
        attnstudio.Failure: its text says what is wrong and what to do.
    """
    if metrics is not None:
        metrics = [metrics] if isinstance(metrics, str) else list(metrics)
    metric_calls([metric.id for metric in METRICS] if metrics is None else metrics, metric_params)
    if not isinstance(maps_or_model, Maps):
        if images is None:
            raise ChoiceFailure("A model is judged on pictures: give images.")
        maps_or_model = explain(
            maps_or_model,
            images,
            methods,
            targets=targets,
            layer=layer,
            params=params,
            class_names=class_names,
            preprocessing=preprocessing,
            output_kind=output_kind,
            resize=resize,
            seed=seed,
            device=device,
            memory_mb=memory_mb,
            progress=progress,
        )
    elif images is not None:
        raise ChoiceFailure("Maps have their pictures: leave images out.")
    known = own_regions(maps_or_model.explained()[0].pictures) if regions is None else regions
    return judged(maps_or_model, _default(known) if metrics is None else metrics, known, metric_params)


def judged(maps: Maps, metrics: Sequence[str], regions: Regions | OwnRegions, params: Params) -> Scores:
    """As `evaluate`; without metrics, and then without controls, what a report is made of."""
    call, methods, results = maps.explained()
    calls = metric_calls(metrics, params) if metrics else ()
    started = time.perf_counter()
    case_of = case_maker(regions, call.pictures)
    with guest():
        call.model.check()
        if calls:
            methods, results = _with_controls(call, methods, results)
        cases = (
            replace(case_of(number), target=call.targets[number], result=one) for number, one in enumerate(results)
        )
        request = replace(call.request, methods=methods, target=_common(call.targets))
        done: list[Evaluated] = []
        with call.model.in_use(), Progress(len(results), shown=call.shows_progress) as progress:
            context = RunContext(on_progress=progress.part, seed=request.seed)
            outcomes: Iterator[Evaluated | Failure]
            if calls:
                outcomes = engine().evaluate(request, calls, cases, context)
            else:
                outcomes = (Evaluated(case, one, ()) for case, one in zip(cases, results, strict=True))
            for outcome in outcomes:
                if isinstance(outcome, Failure):
                    raise outcome
                done.append(_compact(outcome, len(done)))
                progress.picture()
    evaluation = Evaluation(
        request=request,
        metrics=calls,
        pictures=tuple(done),
        failures=maps.failures,
        regions=_file(regions),
        seconds=time.perf_counter() - started,
        call=_text(maps, metrics),
    )
    return Scores(evaluation)


def _file(regions: Regions | OwnRegions) -> Path | None:
    """That the regions are from."""
    if isinstance(regions, OwnRegions):
        return regions.file
    return Path(regions) if isinstance(regions, (str, os.PathLike)) else None


def _default(regions: Regions | OwnRegions) -> list[str]:
    return [metric.id for metric in METRICS if regions is not None or not metric.needs_region]


def _with_controls(
    call: Call, methods: Sequence[MethodCall], results: Sequence[Result]
) -> tuple[tuple[MethodCall, ...], tuple[Result, ...]]:
    """The maps of the controls besides."""
    every = add_controls(methods)
    missing = [one for one in every if one not in methods]
    if not missing:
        return every, tuple(results)
    others = call.results(missing)
    return every, tuple(with_methods(one, others[number], every) for number, one in enumerate(results))


def _compact(evaluated: Evaluated, index: int) -> Evaluated:
    """Without the maps that the case carries."""
    found = compact(evaluated, index)
    case: Case = replace(found.case, result=None)
    return replace(found, case=case)


def _common(targets: Sequence[str]) -> str:
    """What a report says was explained."""
    return targets[0] if len(set(targets)) == 1 else ", ".join(dict.fromkeys(targets))


def _text(maps: Maps, metrics: Sequence[str]) -> str:
    """The call, for the report."""
    call, methods, _ = maps.explained()
    chosen, request = call.model, call.request
    words = ["model" if chosen.memory is not None else repr(chosen.spec.id), "images"]
    words += [repr([one.id for one in methods]), f"metrics={list(metrics)!r}"]
    words.append(f"targets={(list(call.targets) if len(set(call.targets)) > 1 else call.targets[0])!r}")
    if given := {one.id: dict(one.params) for one in methods if one.params}:
        words.append(f"params={given!r}")
    if chosen.preprocessing != AUTO:
        words.append(f"preprocessing={chosen.preprocessing!r}")
    if chosen.options.output_kind:
        words.append(f"output_kind={chosen.options.output_kind!r}")
    for name, plain in (("layer", "auto"), ("resize", "stretch"), ("seed", 0), ("device", "auto")):
        if (value := getattr(request, name)) != plain:
            words.append(f"{name}={value!r}")
    return f"attnstudio.evaluate({', '.join(words)})"
