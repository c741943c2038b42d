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


def cost(run: Callable[[], object]) -> float:
    run()
    return min(_once(run) for _ in range(RUNS))


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
    saliency = cost(lambda: network.input_gradients(x, weights))

    def of(spec: GraphSpec, *arguments: np.ndarray) -> float:
        return cost(lambda: network.run(spec, *arguments)) / saliency

    found = {name: of(Relevance(composite(name, 1e-6, 0.25)), x, weights, *ends) for name in NAMES}
    found["deep Taylor"] = of(Relevance(DEEP_TAYLOR), x, weights, *ends)
    found["DeepLIFT, rescale"] = of(Difference(), x, weights, -np.ones_like(x[:1]))
    found["DeepLIFT, reveal-cancel"] = of(Difference(reveal=True), x, weights, -np.ones_like(x[:1]))
    found["saliency, milliseconds a picture"] = 1000 * saliency / count
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("models", nargs="+")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    tf = import_tensorflow()
    tf.config.threading.set_intra_op_parallelism_threads(given.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    engine = Engine(options.weight_folders(), random_weights=True)
    for model in given.models:
        network = engine.load(model).network
        alone, together = costs(network, 1), costs(network, TOGETHER)
        print(f"| {model} | one picture | {TOGETHER} at a time |\n|---|---|---|")
        for name, one in alone.items():
            print(f"| {name} | {one:.3g} | {together[name]:.3g} |")


if __name__ == "__main__":
    main()
