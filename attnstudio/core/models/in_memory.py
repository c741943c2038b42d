"""Keras models in memory, as a notebook has them: described and copied, never changed.

No sandbox: a model in memory is code that its owner runs already.
"""

from __future__ import annotations

import json
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from types import FunctionType
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.models import class_names
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec
from attnstudio.core.models.class_names import ClassNames
from attnstudio.core.models.described_spec import described_spec
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.options import ModelOptions

if TYPE_CHECKING:
    import keras

_PREFIX = "memory:"
_MOST_DESCRIBED = 16
_IN_USE: dict[str, MemoryModel] = {}
_DESCRIBED: OrderedDict[str, ModelMetadata] = OrderedDict()  # by digest


@dataclass(frozen=True, eq=False)
class MemoryModel:
    """A model in the state in which it was described. The engine knows it by `id` while it is in use.

    Attributes:
        digest: of its configuration, its weights and the loss that it was compiled with, in hex.
    """

    model: keras.Model
    digest: str
    metadata: ModelMetadata

    @property
    def id(self) -> str:
        return f"{_PREFIX}{self.metadata.name}:{self.digest[:12]}"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Inside, the engine knows the model and may copy its layers. Load no file inside."""
        _IN_USE[self.id] = self
        try:
            with copying(self.model):
                yield
        finally:
            _IN_USE.pop(self.id, None)

    def check(self) -> None:
        """Raises ModelFailure where the model is no longer as it was."""
        if digest(self.model) != self.digest:
            raise ModelFailure(
                "The weights of {model} have changed since its maps were computed. Explain the pictures again.",
                model=self.metadata.name,
            )

    def spec(self, options: ModelOptions) -> ModelSpec:
        """Raises ChoiceFailure."""
        output = self.metadata.output(options.output)
        meaning = output.meant(options.output_kind)
        count = output.class_count_of(meaning)
        if options.names:
            names = class_names.from_names(options.names, self.metadata.name, count)
        else:
            names = ClassNames(output.names(meaning), ())
        return described_spec(
            self.metadata,
            options,
            names,
            self.digest,
            model_id=self.id,
            name=self.metadata.name,
            build=partial(_model, self.id),
            file=None,
        )


@contextmanager
def copying(model: keras.Model) -> Iterator[None]:
    """Inside, layers of the model can be copied by their configuration, whatever code of its owner's that names: his
    functions and classes need not be registered, and may be lambdas. Load no file inside."""
    import keras
    from keras.src.saving.serialization_lib import SafeModeScope

    with warnings.catch_warnings(), SafeModeScope(safe_mode=False), keras.saving.custom_object_scope(_own(model)):
        warnings.filterwarnings("ignore", "The object being serialized includes a `lambda`")
        yield


def _own(model: keras.Model) -> dict[str, Any]:
    """Functions and classes of its owner's that layers of a model hold, by the names that a configuration gives."""
    found: dict[str, Any] = {}
    for layer in _layers(model):
        for value in vars(layer).values():
            one = value if isinstance(value, (FunctionType, type)) else type(value)
            if not one.__module__.startswith(("keras.", "builtins", "tensorflow.")):
                found[one.__name__] = one
    return found


@SOURCES.register
class InMemory(ModelSource):
    id = "in_memory"

    def specs(self) -> tuple[ModelSpec, ...]:
        return ()

    def find(self, model_id: str, options: ModelOptions) -> ModelSpec | None:
        found = _IN_USE.get(model_id)
        return None if found is None else found.spec(options)


def describe_model(model: keras.Model) -> MemoryModel:
    """The model as it is now; what is known of this state is not found out again.

    Raises:
        ChoiceFailure: it is no Keras model.
        ModelFailure: it cannot be explained.
    """
    _check_kind(model)
    its_digest = digest(model)
    metadata = _DESCRIBED.get(its_digest)
    if metadata is None:
        metadata = _described(model)
        _DESCRIBED[its_digest] = metadata
        while len(_DESCRIBED) > _MOST_DESCRIBED:
            _DESCRIBED.popitem(last=False)
    return MemoryModel(model, its_digest, metadata)


def digest(model: keras.Model) -> str:
    """SHA-256 of a model's configuration, weights and loss, in hex."""
    found = sha256()
    with suppress(Exception), copying(model):  # a layer may have no configuration: copying reports it
        found.update(json.dumps(_without_code(model.get_config()), default=repr, sort_keys=True).encode())
    found.update(repr([_code(one) for layer in _layers(model) for one in vars(layer).values()]).encode())
    found.update(repr((model.name, _training(model))).encode())
    for variable in model.variables:
        values = np.ascontiguousarray(variable.numpy())
        found.update(repr((values.shape, values.dtype)).encode())
        found.update(values.data)
    return found.hexdigest()


def _layers(model: keras.Model) -> list[Any]:
    """Also those inside; not the model itself, which holds what Keras compiles for it."""
    return list(model._flatten_layers(include_self=False))


def _without_code(config: Any) -> Any:
    """A lambda's code is written otherwise each time."""
    if isinstance(config, dict):
        is_lambda = config.get("class_name") == "__lambda__"
        return {"class_name": "__lambda__"} if is_lambda else {key: _without_code(one) for key, one in config.items()}
    return [_without_code(one) for one in config] if isinstance(config, (list, tuple)) else config


def _code(one: Any) -> tuple[object, ...]:
    """Code and constants of a function, for the digest; empty for anything else."""
    if not isinstance(one, FunctionType) or one.__module__.startswith("keras."):
        return ()
    code, cells = one.__code__, one.__closure__ or ()
    return (
        one.__qualname__,
        code.co_code,
        code.co_consts,
        code.co_names,
        one.__defaults__,
        [str(cell) for cell in cells],
    )


def _model(model_id: str) -> keras.Model:
    """As `ModelSpec.build`: it keeps no model alive."""
    return _IN_USE[model_id].model


def _training(model: keras.Model) -> Mapping[str, Any] | None:
    """As losses.training_of has it, of a file."""
    with suppress(Exception):  # a loss of the user's own has no configuration
        found = model.get_compile_config() if model.compiled else None
        return found if isinstance(found, dict) else None
    return None


def _check_kind(model: Any) -> None:
    import keras

    if not isinstance(model, keras.Model):
        raise ChoiceFailure(
            "The model must be a built Keras 3 model, the path of a .keras or .h5 file, or the id of a model of the "
            "catalogue, not {kind}.",
            kind=f"{type(model).__module__}.{type(model).__name__}",
        )
    if isinstance(model, keras.Sequential):
        if model._functional is None:
            raise ModelFailure(
                "The model {model} is not built: it does not know its input. Begin it with keras.Input(shape), or call "
                "it once on a batch.",
                model=model.name,
            )
    elif not hasattr(model, "_run_through_graph"):
        raise ModelFailure(
            "The model {model} is a subclass of keras.Model ({kind}), whose layers stand in its call() where they "
            "cannot be seen. Give the graph of the same layers and weights instead: inputs = keras.Input(shape); "
            "keras.Model(inputs, model.call(inputs)).",
            model=model.name,
            kind=type(model).__name__,
        )


def _described(model: keras.Model) -> ModelMetadata:
    """Raises ModelFailure."""
    from attnstudio.core.models.sandbox import describe

    with copying(model):
        return describe(model, _training(model))
