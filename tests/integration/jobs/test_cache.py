"""The result cache: found by content, model, layer, target, method and parameters; bounded in memory."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.jobs import SCENES

from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.request import MethodCall, Request, Result
from attnstudio.jobs import cache as module
from attnstudio.jobs.cache import ResultCache

ASKED = Request(SCENES[0], "demo", (MethodCall("saliency"), MethodCall("gradcam", (("aug_smooth", True),))))


@pytest.fixture(scope="module")
def result(engine: Engine) -> Result:
    return engine.run(ASKED, RunContext())


@pytest.fixture
def cache(result: Result) -> ResultCache:
    made = ResultCache()
    made.add(result)
    return made


def test_an_unchanged_request_is_known(cache: ResultCache, result: Result) -> None:
    found = cache.find(replace(ASKED, id=7, memory=10**9, device="auto"))
    assert found is not None
    assert found.heatmaps == result.heatmaps
    assert found.request.id == 7
    assert found.prediction is result.prediction


def test_each_map_is_known_by_itself(cache: ResultCache, result: Result) -> None:
    for call, heatmap in zip(ASKED.methods, result.heatmaps, strict=True):
        found = cache.find(replace(ASKED, methods=(call,)))
        assert found is not None
        assert found.heatmaps == (heatmap,)
    turned = cache.find(replace(ASKED, methods=ASKED.methods[::-1]))
    assert turned is not None
    assert turned.heatmaps == result.heatmaps[::-1]


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "mobilenet_v2"},
        {"layer": "relu5"},
        {"target": "top2"},
        {"seed": 1},
        {"resize": "crop"},
        {"interpolation": "nearest"},
        {"device": "cpu"},
        {"weights": Path("other.h5")},
        {"image": SCENES[1]},
        {"methods": (MethodCall("gradcam"),)},
        {"methods": (MethodCall("saliency"), MethodCall("layercam"))},
        {"methods": ()},
    ],
)
def test_another_request_is_not(cache: ResultCache, changes: dict[str, Any]) -> None:
    assert cache.find(replace(ASKED, **changes)) is None


def test_the_same_content_in_another_file_is_known(cache: ResultCache, result: Result, tmp_path: Path) -> None:
    copy = Path(shutil.copy(SCENES[0], tmp_path / "копия.jpg"))
    assert cache.find(replace(ASKED, image=copy)) is None  # nobody has read it yet
    cache.recognise(images.decode(copy).source)
    found = cache.find(replace(ASKED, image=copy))
    assert found is not None
    assert found.heatmaps == result.heatmaps
    assert found.source.path == found.request.image == copy


def test_an_edited_file_is_not(cache: ResultCache, tmp_path: Path) -> None:
    file = Path(shutil.copy(SCENES[0], tmp_path / "edited.jpg"))
    cache.recognise(images.decode(file).source)
    state = file.stat()
    shutil.copyfile(SCENES[1], file)
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns + 1))
    assert cache.find(replace(ASKED, image=file)) is None
    cache.recognise(images.decode(file).source)
    assert cache.find(replace(ASKED, image=file)) is None


def test_a_file_that_is_gone_is_not(cache: ResultCache, tmp_path: Path) -> None:
    assert cache.find(replace(ASKED, image=tmp_path / "gone.jpg")) is None


def test_a_request_without_methods(engine: Engine) -> None:
    cache, requested = ResultCache(), replace(ASKED, methods=())
    cache.add(engine.run(requested, RunContext()))
    found = cache.find(requested)
    assert found is not None
    assert found.heatmaps == ()


def test_it_is_bounded_in_bytes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ResultCache()
    results = [
        engine.run(replace(ASKED, methods=(MethodCall("saliency"),), seed=seed), RunContext()) for seed in (0, 1, 2)
    ]
    cache.add(results[0])
    one = cache.size
    assert one >= results[0].heatmaps[0].values.nbytes
    monkeypatch.setattr(module, "LIMIT_BYTES", one * 5 // 2)
    cache.add(results[1])
    assert cache.find(results[0].request) is not None  # used now, so 1 is the one that was used least lately
    cache.add(results[2])
    assert [cache.find(one.request) is not None for one in results] == [True, False, True]
    assert (len(cache), cache.size) == (2, 2 * one)


def test_what_is_larger_than_the_cache_is_not_cached(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT_BYTES", 1000)
    cache = ResultCache()
    cache.add(result)
    assert (len(cache), cache.size) == (0, 0)


def test_pixels_are_not_copied(cache: ResultCache, result: Result) -> None:
    found = cache.find(ASKED)
    assert found is not None
    assert np.shares_memory(found.heatmaps[0].values, result.heatmaps[0].values)


def test_a_map_keeps_its_notices(engine: Engine) -> None:
    calls = (MethodCall("occlusion", (("patch", 512),)), MethodCall("integrated_gradients", (("steps", 4),)))
    result = engine.run(replace(ASKED, methods=calls), RunContext())
    assert [one.warning for heatmap in result.heatmaps for one in heatmap.notices] == [True, False]
    cache = ResultCache()
    cache.add(result)
    found = cache.find(replace(ASKED, methods=calls[::-1]))
    assert found is not None
    assert [one.notices for one in found.heatmaps] == [one.notices for one in result.heatmaps[::-1]]


def test_what_was_left_out_is_not_known(engine: Engine) -> None:
    calls = tuple(map(MethodCall, ("saliency", "attention_rollout", "gradcam")))
    result = engine.run(replace(ASKED, methods=calls), RunContext())
    cache = ResultCache()
    cache.add(result)
    assert cache.find(replace(ASKED, methods=calls)) is None
    found = cache.find(replace(ASKED, methods=(calls[2], calls[0])))
    assert found is not None
    assert found.heatmaps == result.heatmaps[::-1]
    assert found.left_out == ()
