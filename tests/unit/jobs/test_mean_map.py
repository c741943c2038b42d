"""The job of mean maps, with maps that a test makes up in place of the engine's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from helpers import save_picture
from helpers.widgets import heatmap, result

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure, PictureFailure
from attnstudio.core.images import Picture
from attnstudio.core.picture_facts import RowFacts
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.placement import Placement
from attnstudio.core.request import MethodCall, Request, Result, Subject
from attnstudio.jobs.mean_map import Group, MeanMaps, MeanMapWork


class Explainer:
    """In place of the engine: the map of each picture is flat, of the brightness of its first pixel."""

    def __init__(self) -> None:
        self.labels: list[int | None] = []

    def run_each(
        self, request: Request, pictures: Iterable[Subject | Failure], ctx: RunContext
    ) -> Iterator[tuple[Picture, Result] | Failure]:
        for one in pictures:
            if isinstance(one, Failure):
                yield one
                continue
            self.labels.append(one.label)
            values = np.full((6, 8), one.picture.pixels[0, 0, 0] / 255, np.float32)
            maps = [replace(heatmap(call.id), values=values) for call in request.methods]
            height, width, _ = one.picture.pixels.shape
            made = replace(result(*maps), placement=Placement.of((width, height), (8, 6), "stretch"))
            yield one.picture, made


def grey(path: Path, level: int) -> Path:
    from PIL import Image

    Image.new("RGB", (40, 30), (level, level, level)).save(path)
    return path


def run(work: MeanMapWork, engine: Explainer, ctx: RunContext | None = None) -> tuple[MeanMaps, list[object]]:
    streamed: list[object] = []
    steps = work.steps(cast(Engine, engine), ctx or RunContext(), streamed.append)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            assert isinstance(end.value, MeanMaps)
            return end.value, streamed


def work_of(paths: list[Path], right: list[int], *methods: str, **more: Any) -> MeanMapWork:
    request = Request(Path(), "net", tuple(map(MethodCall, methods)))
    labels = np.array(more.get("labels", [0] * len(paths)), np.int32)
    rows, facts = np.arange(len(paths)), RowFacts(labels)
    return MeanMapWork(request, paths, rows, facts, np.array(right, np.int8), PictureStore())


def test_right_and_wrong_ones_have_means_of_their_own(tmp_path: Path) -> None:
    paths = [grey(tmp_path / f"{level}.png", level) for level in (51, 102, 255, 0)]
    engine = Explainer()
    found, streamed = run(work_of(paths, [1, 1, 0, -1], "saliency", "gradcam", labels=[2, 2, 1, -1]), engine)
    assert engine.labels == [2, 2, 1, None]
    assert streamed  # something is shown before the end
    assert (found.done, found.total, found.failures) == (4, 4, ())
    for method in ("saliency", "gradcam"):
        right, wrong = found.maps[method, Group.RIGHT], found.maps[method, Group.WRONG]
        every = found.maps[method, Group.ALL]
        assert (right.count, wrong.count, every.count) == (2, 1, 4)
        assert right.mean == pytest.approx(0.3) and right.deviation == pytest.approx(0.1)
        assert wrong.mean == pytest.approx(1.0) and wrong.deviation == pytest.approx(0.0)
        assert every.mean == pytest.approx(0.4)
        assert every.mean.shape == (167, 224)  # 40 by 30, as closely as aspects are told apart


def test_a_picture_that_cannot_be_read_is_named_and_the_others_count(tmp_path: Path) -> None:
    paths = [grey(tmp_path / "there.png", 51), tmp_path / "lost.png", save_picture(tmp_path / "other.png", 40, 30)]
    found, _ = run(work_of(paths, [-1, -1, -1], "saliency"), Explainer())
    assert (found.done, found.total) == (2, 3)
    ((path, failure),) = found.failures
    assert path == tmp_path / "lost.png"
    assert isinstance(failure, PictureFailure)
    assert set(found.maps) == {("saliency", Group.ALL)}


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    ctx = RunContext()
    ctx.cancelled.set()
    with pytest.raises(Cancelled):
        run(work_of([grey(tmp_path / "a.png", 9)], [1], "saliency"), Explainer(), ctx)
