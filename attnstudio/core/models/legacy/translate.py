"""The config of a model as Keras 2, or Keras 3 in HDF5, writes it, turned into what Keras 3 writes into config.json.

Nothing is built or allowed here: the result goes through `allowlist.check_config` like any other. Classes that are
not of Keras stay as they are and are refused there by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.allowlist import CLASSES, NESTING, dictionaries, printable, unlike_keras
from attnstudio.core.models.legacy.operators import OPERATORS, Operator, clean, tensor

Config = dict[str, Any]

_LAYERS = {name for module, name in CLASSES if module == "keras.layers"}
_OPERATIONS = {name: module for module, name in CLASSES if module.startswith("keras.src.ops")}
_OTHERS = {name: module for module, name in CLASSES if module.startswith("keras.src.applications")}
_FUNCTIONAL, _SEQUENTIAL = ("keras.src.models.functional", "Functional"), ("keras", "Sequential")
_RENAMED = {
    "Model": "Functional",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "SyncBatchNormalization": "BatchNormalization",
    "Custom>CustomScaleLayer": "CustomScaleLayer",  # of InceptionResNetV2
}
_MODULES = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras", "tensorflow_core.keras")
_OLD_MODULES = ("keras.engine", "keras.src.engine", "tf_keras")
_TF_OPERATIONS = ("TFOpLambda", "SlicingOpLambda")

# Of the config of a layer: only training needs it, or Keras 2 alone. All arrays come from the file.
_TRAINING = ("_regularizer", "_constraint")
_DROPPED = frozenset({
    *("batch_input_shape", "build_input_shape", "input_length", "type_spec", "rng_type", "implementation", "fused"),
    *("virtual_batch_size", "renorm_clipping", "renorm_momentum", "softmax_robust_masking"),
    *("query_shape", "key_shape", "value_shape"),
})  # fmt: skip
# Values that mean what Keras 3 does anyway. Any other one is refused.
_ONLY: dict[str, tuple[Any, ...]] = {"time_major": (False, None), "renorm": (False, None)}
_UNGROUPED = ("Depthwise", "Separable", "Transpose")
_ARGUMENTS = {"LeakyReLU": {"alpha": "negative_slope"}}
_MISSING: dict[str, Config] = {"GRU": {"reset_after": False}, "GRUCell": {"reset_after": False}}  # Keras 2.0 to 2.2
_ACTIVATIONS = {"softmax_v2": "softmax"}
_PARTS = ("layer", "backward_layer", "cell", "cells")  # layers in the config of a layer
_ZEROS: Config = {"module": "keras.initializers", "class_name": "Zeros", "config": {}, "registered_name": None}


def is_keras_2(config: Any) -> bool:
    """Whether the config.json of a `.keras` file was written by Keras 2 (TensorFlow 2.12 to 2.15, tf-keras)."""
    return any(
        (isinstance(part.get("config"), dict) and "batch_input_shape" in part["config"])
        or str(part.get("module")).startswith(_OLD_MODULES)
        for part in dictionaries(config)
        if "class_name" in part
    )


def to_keras_3(config: Any, *, keras: int) -> Config:
    """The whole model, as Keras 3 writes it into config.json.

    Args:
        config: as the file has it. It stays as it is.
        keras: the major version of the Keras that wrote it, 2 or 3.

    Raises:
        ModelFailure: it is not as Keras writes it, or has parts that Keras 3 does not have.
    """
    try:
        return _Translation(keras).layer(_plain(config))
    except (TypeError, KeyError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise unlike_keras("model_config") from error


def _plain(node: Any, depth: int = 0) -> Any:
    """A copy without the forms that Keras 2 has for shapes, tuples and arrays."""
    if depth > NESTING:
        raise unlike_keras("model_config")
    if isinstance(node, list):
        return [_plain(item, depth + 1) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("class_name") in ("TensorShape", "__tuple__") and isinstance(node.get("items"), list):
        return _plain(node["items"], depth + 1)
    if node.get("type") == "ndarray" and "value" in node:
        return _plain(node["value"], depth + 1)
    return {key: _plain(value, depth + 1) for key, value in node.items()}


class _Translation:
    def __init__(self, keras: int) -> None:
        self._keras = keras

    def layer(self, part: Config) -> Config:
        """A layer or a model. What is none of Keras's stays as it is."""
        module, kind = _module(part), str(part["class_name"])
        if module is None:
            return part
        if kind in _TF_OPERATIONS:
            raise unlike_keras(kind)  # anywhere but in a graph
        kind = _RENAMED.get(kind, kind)
        if (module, kind) == _FUNCTIONAL:
            config = self._functional(part["config"])
        elif (module, kind) == _SEQUENTIAL:
            config = self._sequential(part["config"])
        elif module.startswith("keras.src.ops"):
            config = part["config"]
        else:
            config = self._config(kind, part["config"])
        registered = kind if module.startswith("keras.src.") else None
        return {"module": module, "class_name": kind, "config": config, "registered_name": registered}

    def _config(self, kind: str, config: Config) -> Config:
        translated: Config = dict(_MISSING.get(kind, {})) if self._keras == 2 else {}
        for key, value in config.items():
            if key in _DROPPED or key.endswith(_TRAINING):
                continue
            if key in _ONLY or (key == "groups" and any(word in kind for word in _UNGROUPED)):
                if value not in _ONLY.get(key, (1,)):
                    raise _not_in_keras_3(kind, f"{key}={value}")
                continue
            translated[_ARGUMENTS.get(kind, {}).get(key, key)] = self._value(kind, key, value)
        if "name" in translated:
            translated["name"] = clean(translated["name"])
        if kind == "InputLayer" and "batch_input_shape" in config:
            translated["batch_shape"] = config["batch_input_shape"]
        if kind.startswith("Separable"):
            translated.pop("kernel_initializer", None)
        if kind.startswith("SpatialDropout"):
            translated.pop("noise_shape", None)
        if kind == "Normalization" and self._keras == 2:
            translated.setdefault("axis", -1)
        return translated

    def _value(self, kind: str, key: str, value: Any) -> Any:
        if key.endswith("_initializer"):
            return _ZEROS
        if key == "dtype":
            return _dtype(value)
        if key == "axis" and isinstance(value, list) and len(value) == 1 and kind != "Normalization":
            return value[0]
        if key in _PARTS and isinstance(value, list):
            return [self.layer(item) for item in value]
        if key in _PARTS and isinstance(value, dict):
            return self.layer(value)
        if key.endswith("activation"):
            return self._activation(value)
        return value

    def _activation(self, value: Any) -> Any:
        if isinstance(value, dict):
            if value.get("class_name") != "function":
                return self.layer(value)
            name, registered = value.get("config"), value.get("registered_name")
            if value.get("module") in (None, "builtins") and registered in (None, "function", name):
                value = name
        if value == "hard_sigmoid" and self._keras == 2:
            raise _not_in_keras_3("Activation", "hard_sigmoid")
        return _ACTIVATIONS.get(value, value) if isinstance(value, str) else value

    # Models

    def _sequential(self, config: Any) -> Config:
        if isinstance(config, list):  # Keras 2.0 and 2.1
            config = {"layers": config}
        layers = [self.layer(part) for part in config["layers"]]
        if layers and layers[0]["class_name"] != "InputLayer":
            shape = _input_shape(config, layers[0])
            if shape is not None:
                inputs = {"batch_shape": shape, "name": f"{layers[0]['config']['name']}_input"}
                layers.insert(0, {"module": "keras.layers", "class_name": "InputLayer", "config": inputs})
        name = clean(config.get("name", "sequential"))
        return {"name": name, "trainable": config.get("trainable", True), "layers": layers}

    def _functional(self, config: Config) -> Config:
        calls = {part["name"]: list(part["inbound_nodes"]) for part in config["layers"]}
        if len({*map(clean, calls)}) < len(config["layers"]):
            raise unlike_keras("layers")
        graph = _Graph(config, calls)
        layers = []
        for part in config["layers"]:
            nodes = calls[part["name"]]
            if part["class_name"] in _TF_OPERATIONS:
                layers.append(_operation(part, graph))
                continue
            translated = {**self.layer(part), "name": clean(part["name"])}
            layers.append({**translated, "inbound_nodes": [graph.call(node) for node in nodes]})
        return {
            "name": clean(config["name"]),
            "trainable": config.get("trainable", True),
            "layers": layers,
            "input_layers": _unpacked(graph.ends(config["input_layers"])),
            "output_layers": _unpacked(graph.ends(config["output_layers"])),
        }


class _Graph:
    """The calls of the layers of a functional model, by the layers' names."""

    def __init__(self, config: Config, calls: dict[str, list[Any]]) -> None:
        self._calls = calls
        self._before: dict[str, int] = {}
        models = {part["name"] for part in config["layers"] if _is_model(part)}
        for name, number in self._references([*calls.values(), config["output_layers"]]):
            if name in models:
                self._before[name] = min(number, self._before.get(name, 1))
        self._sequential = {part["name"] for part in config["layers"] if part["class_name"] == "Sequential"}

    def _references(self, root: Any) -> Iterator[tuple[str, int]]:
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, list) and self._is_reference(node[:3]):
                yield node[0], node[1]
            if isinstance(node, list | dict):
                waiting.extend(node.values() if isinstance(node, dict) else node)

    def _is_reference(self, value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) == 3
            and isinstance(value[0], str)
            and value[0] in self._calls
            and all(type(number) is int for number in value[1:])
        )

    def _tensor(self, name: str, call: int, output: int) -> Config:
        """What a call of a layer gives. Keras 2 counts a model's own making as the first of its calls."""
        call -= self._before.get(name, 0)
        if not 0 <= call < max(1, len(self._calls[name])):
            raise unlike_keras("inbound_nodes")
        return tensor(name, call, output)

    def value(self, value: Any) -> Any:
        """An argument of a call: tensors in it are references to layers."""
        if self._is_reference(value):
            return self._tensor(*value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {key: self.value(item) for key, item in value.items()}
        return value

    def call(self, node: Any) -> Config:
        """One call of a layer, as Keras 3 writes it."""
        if isinstance(node, dict):
            return node  # as Keras 3 writes it already
        first, others = self.arguments(node)
        if isinstance(first, list) and len(first) == 1:
            first = first[0]
        others.pop("mask", None)
        return {"args": [first], "kwargs": others}

    def arguments(self, node: Any) -> tuple[Any, Config]:
        """The first argument of a call, and the others by name, of which Keras 2 writes a copy to every tensor."""
        others: list[Config] = []

        def first(part: Any) -> Any:
            if isinstance(part, dict):
                return {key: first(item) for key, item in part.items()}
            if not isinstance(part, list):
                raise unlike_keras("inbound_nodes")
            if not (part and isinstance(part[0], str)):
                return [first(item) for item in part]
            name, call, output, *more = part
            others.extend(more)
            return output if name == "_CONSTANT_VALUE" else self._tensor(name, call, output)

        found = first(node)
        named = {key: self.value(item) for key, item in (others[0] if others else {}).items()}
        return found, {key: item for key, item in named.items() if key != "name"}

    def ends(self, outputs: Any) -> Any:
        """The model's inputs or outputs. Keras 3 takes the first call of a functional model off by itself here."""
        if self._is_reference(outputs):
            name, call, output = outputs
            return [clean(name), call - self._before.get(name, 0) if name in self._sequential else call, output]
        if isinstance(outputs, dict):
            return {key: self.ends(item) for key, item in outputs.items()}
        if not isinstance(outputs, list):
            raise unlike_keras("output_layers")
        return [self.ends(item) for item in outputs]


def _operation(part: Config, graph: _Graph) -> Config:
    """A function of TensorFlow between two layers, such as x / 127.5."""
    function = part["config"]["function"]
    operator = OPERATORS.get(function) if isinstance(function, str) else None
    if operator is None:
        raise ModelFailure(
            "The model in {file} calls TensorFlow's {function} between its layers, which has no counterpart in Keras 3 "
            "that attnstudio knows. Build the model with a layer of Keras instead, load its weights with "
            'model.load_weights, and save it with model.save("{name}.keras").',
            function=printable(function),
        )
    translated = [operator.call(*graph.arguments(node)) for node in part["inbound_nodes"]]
    if any(config != translated[0][0] for config, _ in translated):
        raise unlike_keras(part["name"])
    return _written(part["name"], operator, translated[0][0], [{"args": args, "kwargs": {}} for _, args in translated])


def _written(name: str, operator: Operator, config: Config, nodes: list[Config]) -> Config:
    return {
        "module": operator.module,
        "class_name": operator.kind,
        "config": {"name": clean(name), **config},
        "registered_name": operator.kind,
        "name": clean(name),
        "inbound_nodes": nodes,
    }


def _module(part: Config) -> str | None:
    """Where Keras 3 has the class; None of one that Keras does not have, or that is someone else's."""
    kind, module, registered = part["class_name"], part.get("module"), part.get("registered_name")
    if (module, kind) in CLASSES:
        return str(module)
    known = module is None or str(module).startswith(tuple(f"{one}." for one in _MODULES)) or module in _MODULES
    is_keras_own = registered in (None, kind) or (registered == f"Custom>{kind}" and ".applications." in str(module))
    if not isinstance(kind, str) or not known or not is_keras_own:
        return None
    if kind in _TF_OPERATIONS:
        return "keras"
    kind = _RENAMED.get(kind, kind)
    if kind in ("Functional", "Sequential"):
        return (_FUNCTIONAL if kind == "Functional" else _SEQUENTIAL)[0]
    is_operation = isinstance(part.get("config"), dict) and "trainable" not in part["config"]
    homes: list[Callable[[], str | None]] = [
        lambda: _OPERATIONS.get(kind) if module is None and is_operation else None,
        lambda: "keras.layers" if kind in _LAYERS else None,
        lambda: _OTHERS.get(kind),
    ]
    return next((found for home in homes if (found := home()) is not None), None)


def _is_model(part: Config) -> bool:
    return part["class_name"] in ("Functional", "Model", "Sequential")


def _input_shape(config: Config, first: Config) -> Any:
    """Of a Sequential model without an input layer: what its first layer, or the model, was built for."""
    for known in (first["config"].get("layers"), config["layers"][0]["config"]):
        if isinstance(known, list) and known and known[0]["class_name"] == "InputLayer":
            return known[0]["config"]["batch_shape"]
        if isinstance(known, dict) and "batch_input_shape" in known:
            return known["batch_input_shape"]
    shape = config.get("build_input_shape")
    return [None, *shape[1:]] if isinstance(shape, list) and shape else None


def _unpacked(ends: Any) -> Any:
    return ends[0] if isinstance(ends, list) and len(ends) == 1 and isinstance(ends[0], list) else ends


def _dtype(value: Any) -> Any:
    """The name of a dtype policy in any form; other kinds of policy stay and are refused later."""
    if isinstance(value, dict) and value.get("class_name") in ("Policy", "PolicyV1", "DTypePolicy"):
        return str(value["config"]["name"])
    return value


def _not_in_keras_3(kind: str, what: str) -> ModelFailure:
    return ModelFailure(
        "{kind} with {what} in {file} means something in Keras 2 that Keras 3 does not have. Build the model without "
        'it, load its weights with model.load_weights, and save it with model.save("{name}.keras").',
        kind=printable(kind),
        what=printable(what),
    )
