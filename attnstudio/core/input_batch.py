"""Inputs that are explained together, and what a graph gives for each: it runs once for as many of them as fit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from attnstudio.core.graphs import GraphSpec

if TYPE_CHECKING:
    from attnstudio.core.compiled import CompiledModel


class InputBatch:
    """Runs graphs of (inputs, class weights of each, ...).

    Attributes:
        seconds: what the runs took.
        charged: the part of it that inputs were charged so far, each its share of a run that it was the first to need,
            or not.
        build_seconds, build_charged: the same of building the graphs.
    """

    def __init__(
        self, network: CompiledModel, inputs: Sequence[np.ndarray], class_weights: Sequence[np.ndarray]
    ) -> None:
        """Args: inputs: (height, width, channels) each. class_weights: (classes,) of each."""
        self._network, self._inputs, self._class_weights = network, inputs, class_weights
        self._found: dict[GraphSpec, tuple[slice, list[np.ndarray], float, float]] = {}
        self.seconds = self.charged = self.build_seconds = self.build_charged = 0.0

    def run(self, number: int, spec: GraphSpec, *constants: np.ndarray) -> list[np.ndarray]:
        """What the graph gives for one input. `constants`: further arguments, the same for all inputs."""
        size = self._network.gradient_batch
        rows = slice(number // size * size, min(number // size * size + size, len(self._inputs)))
        if spec not in self._found or self._found[spec][0] != rows:
            self._found[spec] = self._run(rows, spec, constants)
        _, outputs, seconds, build_seconds = self._found[spec]
        self.charged += seconds
        self.build_charged += build_seconds
        return [output[number - rows.start] for output in outputs]

    def _run(
        self, rows: slice, spec: GraphSpec, constants: Sequence[np.ndarray]
    ) -> tuple[slice, list[np.ndarray], float, float]:
        network, started = self._network, time.perf_counter()
        built_before = network.build_seconds
        outputs = network.run(spec, np.stack(self._inputs[rows]), np.stack(self._class_weights[rows]), *constants)
        seconds, built = time.perf_counter() - started, network.build_seconds - built_before
        self.seconds += seconds
        self.build_seconds += built
        count = rows.stop - rows.start
        return rows, outputs, seconds / count, built / count
