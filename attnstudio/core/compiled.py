"""A model, traced into graphs on demand and run in batches that fit the memory.

An eager GradientTape is what makes the usual tools slow. Here each kind of pass is one graph with a free batch
dimension, traced once. Batch norms are folded, and all graphs share the weights; of a small model each has them
as constants.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core import device, memory
from attnstudio.core.errors import ModelFailure
from attnstudio.core.graphs import Forward, GraphSpec, LayerHead, Masked, Network
from attnstudio.core.passes import Pass, SinglePass
from attnstudio.core.probabilities import Head
from attnstudio.core.rules import Rule

if TYPE_CHECKING:
    import keras

CONSTANT_AT_MOST = 6_000_000  # parameters: a graph with constants is quicker with single pictures, and has its own copy
MAX_CACHED_GRAPHS = 16
# Larger batches are no faster on a CPU, show their first partial map later and are later to cancel.
FORWARD_BATCH, GRADIENT_BATCH, SMALL_BATCH = 32, 16, 4
LONG_BATCH = 256  # of inputs so small that a pass is mostly overhead, where nobody waits for the first of them
PRODUCTS_A_BATCH = 25e9


class CompiledModel:
    """Runs a Keras model whose output is logits. Owned by one thread. The model itself is never changed.

    Args:
        head: what turns its logits into probabilities.
        processor: the TensorFlow device that it runs on.
        frozen: whether its weights never change between two passes, so that its batch norms are folded, which is
            quicker to run; None: where that pays.
    """

    def __init__(
        self, model: keras.Model, head: Head = "softmax", processor: str = device.CPU, *, frozen: bool | None = None
    ) -> None:
        self.model = model
        self.head = head
        self.frozen = _pays_to_freeze(model) if frozen is None else frozen
        self.trace_count = 0
        self.build_seconds = 0.0  # that tracing and optimising graphs has taken so far
        self.passes = 0  # of single inputs through the whole network, there and back, so far
        self.processor = processor
        self._network = Network(model, self.frozen, model.count_params() <= CONSTANT_AT_MOST)
        self._graphs: OrderedDict[GraphSpec, Callable[..., list[Any]]] = OrderedDict()
        self._bytes_per_input = max(1, memory.bytes_per_input(model))
        self._quick = int(PRODUCTS_A_BATCH / max(1, memory.products_per_input(model)))
        self._fits = FORWARD_BATCH  # the largest batch that may fit, as far as is known
        self.forward_batch = self.gradient_batch = self.long_batch = 1
        self.set_budget(None)

    def set_budget(self, budget: int | None) -> None:
        """Choose batches whose activations take so many bytes; None: half of the memory that is free now."""
        room = (device.free_bytes(self.processor) // 2 if budget is None else budget) // self._bytes_per_input
        forward, gradient = max(self._quick, SMALL_BATCH), max(self._quick // 3, SMALL_BATCH)
        # A backward pass takes twice the time of the forward one, and keeps activations, gradients and copies of both.
        self.forward_batch = max(1, min(room, FORWARD_BATCH, forward, self._fits))
        self.gradient_batch = max(1, min(room // 4, GRADIENT_BATCH, gradient, self._fits))
        long = LONG_BATCH if self._fits == FORWARD_BATCH else self._fits
        self.long_batch = max(1, min(room // 4, gradient, long))

    @property
    def class_count(self) -> int:
        return self._network.class_count

    def logits(self, batch: np.ndarray) -> np.ndarray:
        """(batch, height, width, channels) -> (batch, classes)."""
        return self.run(Forward(), batch)[0]

    def single_passes(self, batch: np.ndarray, class_weights: np.ndarray, required_pass: Pass) -> list[SinglePass]:
        """One forward pass of all inputs and the required backward passes; y = sum(class_weights * logits).

        Args:
            batch: (batch, height, width, channels).
            class_weights: (batch, classes), or (classes,) for all; NaN: of the class with the highest logit.
        """
        arrays = self._pass(required_pass, batch, class_weights)
        return [required_pass.unpacked([array[number] for array in arrays]) for number in range(len(batch))]

    def input_gradients(self, batch: np.ndarray, class_weights: np.ndarray) -> np.ndarray:
        """dy/dx of each input: (batch, height, width, channels) -> the same shape."""
        return self._pass(Pass(rules=frozenset({Rule.PLAIN})), batch, class_weights)[1]

    def masked_logits(self, masks: np.ndarray, one_input: np.ndarray, baseline: np.ndarray) -> np.ndarray:
        """Logits of mask * input + (1 - mask) * baseline: masks (batch, height, width) -> (batch, classes)."""
        return self.run(Masked(), masks, one_input, baseline)[0]

    def head_logits(self, activations: np.ndarray, layer: str, prefix: np.ndarray) -> np.ndarray:
        """Logits from changed outputs of a layer: (batch, rows, columns, filters) -> (batch, classes).

        Args:
            prefix: what stands before the places, as `AtLayer` has it.

        Raises:
            ChoiceFailure: some path to the logits does not go through the layer.
        """
        return self.run(LayerHead(layer), activations, prefix)[0]

    def _pass(self, required_pass: Pass, batch: np.ndarray, class_weights: np.ndarray) -> list[np.ndarray]:
        found = self.run(required_pass, batch, np.broadcast_to(class_weights, (len(batch), self.class_count)))
        if any(len(array) != len(batch) for array in found):
            raise ModelFailure(
                "The layer {layer} mixes the inputs of a batch, so its values do not belong to a single picture. "
                "Choose another layer.",
                layer=", ".join(sorted(required_pass.layers)) or "-",
            )
        return found

    def run(self, spec: GraphSpec, *arguments: np.ndarray) -> list[np.ndarray]:
        """Run a graph; a batch that does not fit the memory is halved, and stays so for later ones."""
        is_new, count = spec not in self._graphs, len(arguments[0])
        graph = self._graph(spec)
        if is_new:
            self._prepare(graph, spec, arguments)
        try:
            outputs = self.execute(graph, *arguments)
        except Exception as error:
            if count == 1 or not device.is_exhausted(error):
                raise
        else:
            self.passes += spec.passes * count
            return outputs
        middle = self._fits = count // 2
        self.forward_batch = max(1, min(self.forward_batch, middle))
        self.gradient_batch = max(1, min(self.gradient_batch, middle))
        self.long_batch = max(1, min(self.long_batch, middle))
        halves = [self.run(spec, *self._rows(spec, arguments, half)) for half in (slice(middle), slice(middle, None))]
        return [np.concatenate(pair) for pair in zip(*halves, strict=True)]

    def _rows(self, spec: GraphSpec, arguments: Sequence[np.ndarray], rows: slice) -> list[np.ndarray]:
        """Some inputs of a batch; what holds for all of them stays."""
        in_rows = [shape[0] is None for shape in spec.signature(self._network)]
        return [array[rows] if of_rows else array for array, of_rows in zip(arguments, in_rows, strict=True)]

    def _prepare(self, graph: Callable[..., list[Any]], spec: GraphSpec, arguments: Sequence[np.ndarray]) -> None:
        """TensorFlow optimises a graph when it runs first: that belongs to the building of it, not to the map."""
        started = time.perf_counter()
        with suppress(Exception):  # raised again by the run that counts
            self.execute(graph, *self._rows(spec, arguments, slice(1)))
        self.build_seconds += time.perf_counter() - started

    def execute(self, graph: Callable[..., list[Any]], *arguments: np.ndarray) -> list[np.ndarray]:
        """Run a traced graph on the processor: the one place where TensorFlow computes."""
        import tensorflow as tf

        with tf.device(self.processor):
            return [output.numpy() for output in graph(*(tf.constant(array, tf.float32) for array in arguments))]

    def _graph(self, spec: GraphSpec) -> Callable[..., list[Any]]:
        if spec in self._graphs:
            self._graphs.move_to_end(spec)
            return self._graphs[spec]
        while len(self._graphs) >= MAX_CACHED_GRAPHS:
            self._graphs.popitem(last=False)
        self._graphs[spec] = self._build(spec)
        return self._graphs[spec]

    def _build(self, spec: GraphSpec) -> Callable[..., list[Any]]:
        import tensorflow as tf

        started = time.perf_counter()
        with tf.device(self.processor):
            traced = spec.function(self._network)

        def counted(*arguments: Any) -> list[Any]:
            self.trace_count += 1
            return traced(*arguments)

        signature = [tf.TensorSpec(shape, tf.float32) for shape in spec.signature(self._network)]
        with tf.device(self.processor), _forgotten_gradients():
            function = tf.function(counted, autograph=False)
            graph: Callable[..., list[Any]] = function.get_concrete_function(*signature)
        self.build_seconds += time.perf_counter() - started
        return graph


@contextmanager
def _forgotten_gradients() -> Iterator[None]:
    """TensorFlow registers the gradient of every swish that is traced, and with it the whole graph, for ever. Those of
    other graphs, in a notebook, stay."""
    from tensorflow.python.framework import ops

    known = ops.gradient_registry._registry
    before = set(known)
    yield
    for name in [name for name in known if name.startswith("CustomGradient-") and name not in before]:
        del known[name]


def _pays_to_freeze(model: keras.Model) -> bool:
    """Without batch norms there is nothing to fold."""
    import keras

    return any(isinstance(layer, keras.layers.BatchNormalization) for layer in model.layers)
