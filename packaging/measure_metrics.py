"""How long all metrics take, and how much of that is the model's own work.

packaging/measure_metrics.py PHOTOS: every metric of the lab's four methods on eight photos, by MobileNetV2, with the
regions of PHOTOS/boxes.json; where a photo has none, the localisation metrics are left out.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np

from attnstudio.commands import options
from attnstudio.core import images
from attnstudio.core.annotations.base import load
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.evaluation.summary import add_controls
from attnstudio.core.graphs import GraphSpec
from attnstudio.core.metrics.base import METRICS, MetricCall
from attnstudio.core.request import MethodCall, Request
from attnstudio.evaluate_run.cases import GivenCases
from attnstudio.labelled_pictures import LabelledPictures

METHODS = ("saliency", "smoothgrad", "gradcam", "gradcam++")
BARE_RUNS = 3


class Watched(CompiledModel):
    """Counts the inputs that go through each kind of graph, and the time spent on building graphs."""

    counted: Counter[tuple[bool, GraphSpec]]
    networks: dict[bool, CompiledModel]
    building: float


def watch() -> None:
    """Every network counts from now on."""
    Watched.counted, Watched.networks, Watched.building = Counter(), {}, 0.0
    run, build = CompiledModel.run, CompiledModel._build

    def counting(self: CompiledModel, kind: GraphSpec, *arguments: np.ndarray) -> list[np.ndarray]:
        Watched.counted[self.frozen, kind] += len(arguments[0])
        Watched.networks[self.frozen] = self
        return run(self, kind, *arguments)

    def timed(self: CompiledModel, kind: GraphSpec) -> object:
        started = time.perf_counter()
        graph = build(self, kind)
        Watched.building += time.perf_counter() - started
        return graph

    CompiledModel.run, CompiledModel._build = counting, timed  # type: ignore[method-assign,assignment]


def bare(network: CompiledModel, kind: GraphSpec) -> float:
    """Seconds an input takes in a full batch of random ones: the median of a few runs."""
    batch = network.forward_batch if kind.passes <= 1 else network.gradient_batch
    shapes = [tuple(batch if side is None else side for side in shape) for shape in kind.signature(network._network)]
    arguments = [np.random.default_rng(0).random(shape, np.float32) for shape in shapes]
    graph = network._graph(kind)
    network.execute(graph, *arguments)
    seconds = []
    for _ in range(BARE_RUNS):
        started = time.perf_counter()
        network.execute(graph, *arguments)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds)) / batch


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("photos", type=Path)
    parser.add_argument("--pictures", type=int, default=8)
    given = parser.parse_args()
    boxes = given.photos / "boxes.json"
    text = boxes.read_text("utf-8")
    found = sorted(images.list_pictures([given.photos]), key=lambda path: f'"{path.name}"' not in text)
    pictures = found[: given.pictures]
    cases = GivenCases(LabelledPictures.without_labels(pictures), load(boxes, pictures), "top1")
    watch()
    engine = Engine(options.weight_folders())
    methods = add_controls([MethodCall(method) for method in METHODS])
    request = Request(Path(), "mobilenet_v2", methods)
    started = time.perf_counter()
    by_metric: defaultdict[str, float] = defaultdict(float)
    judged = engine.evaluate(
        request,
        [MetricCall(metric.id) for metric in METRICS],
        (cases.opened(position).case for position in range(len(pictures))),
        RunContext(),
    )
    needed = beside = 0.0
    inputs = 0
    for one in judged:
        assert isinstance(one, Evaluated), one
        for measurement in one.measurements:
            by_metric[measurement.metric] += measurement.seconds
        # After every picture, because the machine is not equally quick all the time.
        paused = time.perf_counter()
        inputs += sum(Watched.counted.values())
        needed += sum(bare(Watched.networks[frozen], kind) * count for (frozen, kind), count in Watched.counted.items())
        Watched.counted.clear()
        beside += time.perf_counter() - paused
    whole = time.perf_counter() - started - beside
    for metric, seconds in sorted(by_metric.items(), key=lambda row: -row[1]):
        print(f"{metric:<18} {seconds:7.1f} s")
    work = whole - Watched.building
    print(f"{len(pictures)} photos, {len(METHODS)} methods and the controls, {len(by_metric)} metrics: {whole:.0f} s")
    print(f"graphs and imports {Watched.building:.0f} s, the rest {work:.0f} s; the bare passes {needed:.0f} s")
    ratios = f"{work / needed:.2f} times the bare passes, {whole / needed:.2f} in all"
    print(f"{inputs} inputs; {ratios}")


if __name__ == "__main__":
    main()
