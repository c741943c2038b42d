"""The subject of a benchmark: a model and preprocessed pictures, on which attnstudio and tf-keras-vis run methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.benchmark import tf_keras_vis
from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.explain import BoundMethod, bind_methods, explain_each
from attnstudio.core.explain_pictures import supported
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.request import MethodCall

LAYER = "last-conv"  # the only rule that tf-keras-vis has


@dataclass(frozen=True)
class Setting:
    """The settings of `attnstudio bench`; sent unchanged to the processes that measure peak memory."""

    model: str
    options: ModelOptions
    weights: Path | None
    weight_folders: tuple[Path, ...]
    folder: Path
    pictures: int
    calls: tuple[MethodCall, ...]


class Subject:
    """A loaded model and its inputs. Both libraries get the same inputs, class indices and layer.

    `seen`: what the model sees of the pictures; `classes`: that it gives them.

    Raises:
        Failure: there are no pictures, or no such model.
    """

    def __init__(self, setting: Setting) -> None:
        files = list(images.list_pictures([setting.folder]))[: setting.pictures]
        if not files:
            raise ChoiceFailure("There are no pictures in {folders}.", folders=setting.folder)
        self.model: LoadedModel = Engine(setting.weight_folders, random_weights=True).load(
            setting.model, setting.weights, options=setting.options
        )
        network = self.model.network
        self._layer = self.model.layer(LAYER)
        self.seen: list[ModelInput] = [
            self.model.model_input(images.decode(file).pixels, "stretch", "bilinear")[0] for file in files
        ]
        self.inputs = np.stack([one.input for one in self.seen])
        self.classes = [int(index) for index in network.logits(self.inputs).argmax(axis=1)]

    @property
    def count(self) -> int:
        return len(self.seen)

    def fitting(self, calls: Sequence[MethodCall]) -> tuple[list[MethodCall], list[tuple[str, Failure]]]:
        """The methods that the model can carry, and the others, each with the reason. Raises UnsupportedMethodFailure
        where it can carry none."""
        _, unfit = supported(bind_methods(calls), self._layer, self.model.info)
        names = {name for name, _ in unfit}
        return [call for call in calls if call.id not in names], unfit

    def attnstudio_run(self, calls: Sequence[MethodCall]) -> Callable[[], None]:
        """Return a function that runs all methods together on all pictures, in batches of `gradient_batch`."""
        network, chosen = self.model.network, bind_methods(calls)
        weights = np.eye(network.class_count, dtype=np.float32)[self.classes]

        def run() -> None:
            for start in range(0, self.count, network.gradient_batch):
                part = slice(start, start + network.gradient_batch)
                list(explain_each(chosen, network, self.seen[part], list(weights[part]), self._layer, RunContext()))

        return run

    def tf_keras_vis_run(self, calls: Sequence[MethodCall]) -> Callable[[], None] | None:
        """Return a function that runs the methods of tf-keras-vis one after another; None if it lacks one of them."""
        runs = [self._tf_keras_vis_run(one) for one in bind_methods(calls)]
        known = [run for run in runs if run is not None]
        if len(known) < len(runs):
            return None

        def run_all() -> None:
            for run in known:
                run()

        return run_all

    def _tf_keras_vis_run(self, one: BoundMethod) -> Callable[[], np.ndarray] | None:
        return tf_keras_vis.runner(self.model.keras_model, self.inputs, self.classes, one.method.id, one.params)
