"""The models in memory, checked against TensorFlow's own gradients when they are loaded first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core import device, memory
from attnstudio.core.files import FileState, state
from attnstudio.core.models import loading, self_check_store
from attnstudio.core.models.base import Specs, spec_of
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.models.self_check import self_check

if TYPE_CHECKING:
    import keras


class ModelCache:
    """The models used last. Arguments as `Engine` has them."""

    def __init__(
        self,
        weight_folders: Sequence[Path],
        *,
        random_weights: bool,
        max_models: int,
        check_anew: bool,
        specs: Specs = spec_of,
    ) -> None:
        self._weight_folders, self._specs = tuple(weight_folders), specs
        self._random_weights, self._max_models, self._check_anew = random_weights, max_models, check_anew
        self._models: OrderedDict[tuple[str, str, FileState | None, str], LoadedModel] = OrderedDict()

    def keep(self, count: int) -> None:
        """So many models stay in memory from now on."""
        self._max_models = count
        while len(self._models) > count:
            self._models.popitem(last=False)

    def load(
        self,
        model_id: str,
        weights: Path | None = None,
        device_choice: str = "auto",
        options: ModelOptions = NONE_CHOSEN,
    ) -> LoadedModel:
        """Load a model; it stays in memory until another is loaded. Raises ChoiceFailure or ModelFailure."""
        spec = self._specs(model_id, options)
        file = loading.find_weights(spec, weights, self._weight_folders)
        key = (spec.id, spec.version, None if file is None else state(file), device_choice)
        if (known := self._models.get(key)) is not None:
            if known.info.notices != spec.notices:  # what was assumed before may have been chosen since
                known = replace(known, spec=spec, info=replace(known.info, notices=spec.notices))
                self._models[key] = known
            self._models.move_to_end(key)
            return known
        if file is None and not spec.in_memory and not self._random_weights:
            raise loading.missing(spec, self._weight_folders)
        processor = device.select(device_choice)
        import tensorflow as tf

        if len(self._models) >= self._max_models:
            self._models.popitem(last=False)
            memory.release_memory()
        with tf.device(processor):
            model = loading.load(spec, file)
            random_weights = file is None and not spec.in_memory
            loaded = LoadedModel.of(spec, model, processor, random_weights=random_weights)
            if not random_weights:
                loaded = self._checked(loaded, model, file)
        memory.return_free_heap()  # what reading the weights and the check took: up to the model's weights once more
        self._models[key] = loaded
        return loaded

    def checksum(self, model_id: str, weights: Path | None, options: ModelOptions) -> str:
        """As `Engine.checksum`; nothing is loaded."""
        return loading.checksum(self._specs(model_id, options), weights, self._weight_folders)

    def _checked(self, loaded: LoadedModel, model: keras.Model, file: Path | None) -> LoadedModel:
        """The model with its self-check, which is computed once. Raises ModelFailure if it fails."""
        key = self_check_store.key_of(loaded.spec, None if file is None else state(file), loaded.info.device)
        check = None if self._check_anew else self_check_store.load(key)
        if check is None:
            check = self_check(model, loaded)
            self_check_store.save(key, check)
        return replace(loaded, info=replace(loaded.info, check=check), identity=key)
