"""run(request, ctx) -> Result. Owns the models; the only place that touches TensorFlow's state.

One thread makes the engine and uses it: Keras keeps state by thread.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from attnstudio.core import device, images, memory, targets
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.explain import Chosen, choose, explain, ignore
from attnstudio.core.images import Picture, Placement
from attnstudio.core.methods.base import Need
from attnstudio.core.models import loading
from attnstudio.core.models.base import spec_of
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.core.text import Notice, mark
from attnstudio.core.wrappers import extra_layers

KEPT_MODELS = 2


class Engine:
    """Explains pictures.

    Args:
        weight_folders: where weights are looked for, first match wins.
        random_weights: use seeded random weights where a model's are not found (for measurements only).
    """

    def __init__(self, weight_folders: Sequence[Path], *, random_weights: bool = False) -> None:
        self._weight_folders = tuple(weight_folders)
        self._random_weights = random_weights
        self._models: OrderedDict[tuple[str, Path | None, str], LoadedModel] = OrderedDict()

    def run(
        self,
        request: Request,
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None = None,
        picture: Picture | None = None,
    ) -> Result:
        """Explain one picture with every method of the request.

        Args:
            on_heatmap: called with each finished or partial map, and where it lies in the picture.
            picture: the request's picture, where the caller has decoded it already.

        Raises:
            Failure: readable; what was handed to `on_heatmap` before stays valid.
            Cancelled: the context's token was set.
        """
        try:
            return self._run(request, request.device, ctx, on_heatmap, picture)
        except Exception as error:
            if not device.is_exhausted(error):
                raise
            spec = spec_of(request.model)
            if not device.may_fall_back(request.device):
                raise ModelFailure(
                    "There is not enough memory to run {model}. Close other programs, or choose a smaller model.",
                    model=spec.name,
                ) from error
        result = self._run(request, "cpu", ctx, on_heatmap, picture)
        moved = Notice(
            mark("The graphics processor has too little memory for {model}: the maps were computed on the CPU."),
            {"model": spec.name},
        )
        return replace(result, notices=(*result.notices, moved))

    def _run(
        self,
        request: Request,
        device_choice: str,
        ctx: RunContext,
        on_heatmap: Callable[[Heatmap, Placement], None] | None,
        picture: Picture | None,
    ) -> Result:
        started = time.perf_counter()
        notes: list[Notice] = []
        ctx = replace(ctx, on_note=notes.append)
        chosen = choose(request.methods)
        picture = picture or images.decode(request.image)
        ctx.check_cancelled()
        model = self.load(request.model, request.weights, device_choice)
        ctx.check_cancelled()
        layer = model.layer(request.layer)
        _check_fit(chosen, layer, model.info)
        for name in {name for one in chosen for name in extra_layers(one.params)}:
            model.layer(name)
        seen, placement = model.seen(picture.pixels, request.resize, request.interpolation)

        import tensorflow as tf

        with tf.device(model.info.device):
            prediction = model.predict(seen.input)
            target = targets.resolve(request.target, model.info.class_names, prediction.logits)
            class_weights = target.class_weights(model.network.class_count)
            tell = ignore if on_heatmap is None else lambda heatmap: on_heatmap(heatmap, placement)
            heatmaps = explain(chosen, model.network, seen, class_weights, layer, ctx, tell)
        warning = targets.class_check(target, prediction.probabilities, model.info.class_names)
        return Result(
            request=request,
            model=model.info,
            placement=placement,
            prediction=prediction,
            target=target,
            heatmaps=heatmaps,
            notices=(*picture.notices, *notes),
            class_warning=warning,
            seconds=time.perf_counter() - started,
            memory_bytes=memory.resident_bytes(),
        )

    def load(self, model_id: str, weights: Path | None = None, device_choice: str = "auto") -> LoadedModel:
        """The model, ready; the last few stay in memory. Raises ChoiceFailure or ModelFailure."""
        key = (model_id, weights, device_choice)
        if key in self._models:
            self._models.move_to_end(key)
            return self._models[key]
        spec = spec_of(model_id)
        file = loading.find_weights(spec, weights, self._weight_folders)
        if file is None and not self._random_weights:
            raise loading.missing(spec)
        processor = device.choose(device_choice)
        import tensorflow as tf

        while len(self._models) >= KEPT_MODELS:
            self._models.popitem(last=False)
        with tf.device(processor):
            loaded = LoadedModel.of(spec, loading.load(spec, file), processor, random_weights=file is None)
        self._models[key] = loaded
        return loaded


def _check_fit(chosen: Sequence[Chosen], layer: str | None, info: ModelInfo) -> None:
    """Refuse, before anything is computed, what this model cannot carry."""
    needy = [one.method.name for one in chosen if one.method.uses_layer]
    if needy and layer is None:
        raise ChoiceFailure(
            "{model} has no layer with height and width, which {methods} needs. Choose a gradient method.",
            model=info.name,
            methods=", ".join(needy),
        )
    rectified = [one.method.name for one in chosen if Need.RELU in one.method.needs]
    if rectified and not info.has_relu:
        raise ChoiceFailure(
            "{model} has no ReLU, which {methods} needs. Choose saliency, SmoothGrad or integrated gradients.",
            model=info.name,
            methods=", ".join(rectified),
        )
