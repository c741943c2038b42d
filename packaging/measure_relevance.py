"""What relevance costs, in processor time of saliency: the minimum of several runs.

    .venv/bin/python packaging/measure_relevance.py mobilenet_v2 vgg16

Prints a row for each composite, deep Taylor and DeepLIFT on one picture, and of four pictures at a time. Models
whose weights are not installed get random ones, which cost as much.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from attnstudio.commands import options
from attnstudio.core.backend import import_tensorflow
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.engine import Engine
from attnstudio.core.graphs import GraphSpec
from attnstudio.core.relevance.composites import DEEP_TAYLOR, NAMES, composite
from attnstudio.core.relevance.graph import Difference, Relevance

RUNS, TOGETHER = 5, 4


def seconds_each(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The least processor time of each. They take turns, so that other work on the machine slows all alike."""
    for run in runs.values():
        run()
    rounds = [{name: _once(run) for name, run in runs.items()} for _ in range(RUNS)]
    return {name: min(one[name] for one in rounds) for name in runs}


def _once(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def costs(network: CompiledModel, count: int) -> dict[str, float]:
    """Of a picture, in those of saliency."""
    shape = network.model.input_shape[1:]
    x = np.random.default_rng(0).uniform(-1, 1, (count, *shape)).astype(np.float32)
    weights = np.eye(count, network.class_count, dtype=np.float32)
    ends = [np.full(shape, end, np.float32) for end in (-1, 1)]

    def of(spec: GraphSpec, *arguments: np.ndarray) -> Callable[[], object]:
        return lambda: network.run(spec, *arguments)

    runs: dict[str, Callable[[], object]] = {"saliency": lambda: network.input_gradients(x, weights)}
    runs |= {name: of(Relevance(composite(name, 1e-6, 0.25)), x, weights, *ends) for name in NAMES}
    runs["deep Taylor"] = of(Relevance(DEEP_TAYLOR), x, weights, *ends)
    runs["DeepLIFT, rescale"] = of(Difference(), x, weights, -np.ones_like(x[:1]))
    runs["DeepLIFT, reveal-cancel"] = of(Difference(reveal=True), x, weights, -np.ones_like(x[:1]))
    seconds = seconds_each(runs)
    saliency = seconds.pop("saliency")
    ratios = {name: one / saliency for name, one in seconds.items()}
    return ratios | {"saliency, milliseconds a picture": 1000 * saliency / count}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--together", type=int, default=TOGETHER, metavar="N", help="pictures at a time; 0: one only")
    given = parser.parse_args()
    tf = import_tensorflow()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    engine = Engine(options.weight_folders(), random_weights=True)
    for model in given.models:
        network = engine.load(model).network
        columns = {"one picture": costs(network, 1)}
        if given.together:
            columns[f"{given.together} at a time"] = costs(network, given.together)
        print(f"| {' | '.join([model, *columns])} |\n|{'---|' * (1 + len(columns))}")
        for name in columns["one picture"]:
            print(f"| {' | '.join([name, *(f'{column[name]:.3g}' for column in columns.values())])} |", flush=True)


if __name__ == "__main__":
    main()
