"""Functions of TensorFlow that Keras 2 lets stand between layers, such as `x / 127.5 - 1`, and Keras 3's operations.

Keras 2 writes such a function as a layer `TFOpLambda` or `SlicingOpLambda`, with the function's name and its arguments.
What is not named here is refused: nothing is looked up in TensorFlow by a name from a file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from attnstudio.core.models.allowlist import NUMBERS, printable, unlike_keras

Config = dict[str, Any]


def clean(name: Any) -> Any:
    """The name of a layer as Keras 3 may have it: in Keras 2 `conv1/bn` is a name, as in DenseNet and MobileNetV3."""
    return name.replace("/", "_") if isinstance(name, str) else name


def tensor(layer: str, call: int, output: int) -> Config:
    """A reference to what a call of a layer gives, as Keras 3 writes it. It takes the shape from that layer."""
    config = {"shape": [None], "dtype": "float32", "keras_history": [clean(layer), call, output]}
    return {"class_name": "__keras_tensor__", "config": config}


@dataclass(frozen=True)
class Operator:
    """An operation of Keras 3, and where the arguments of TensorFlow's function go.

    Attributes:
        module, kind: the class.
        arguments: names in TensorFlow of what the operation is called with, behind the first.
        config: names in TensorFlow -> in the operation's config.
        fixed: of the operation's config, the same always.
        ignored: arguments of TensorFlow that may only have one of these values.
        values: how arguments are rewritten, by TensorFlow's names.
    """

    module: str
    kind: str
    arguments: tuple[str, ...] = ()
    config: dict[str, str] = field(default_factory=dict)
    fixed: Config = field(default_factory=dict)
    ignored: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    values: dict[str, Callable[[Any], Any]] = field(default_factory=dict)

    def call(self, first: Any, others: Config) -> tuple[Config, list[Any]]:
        """(config, arguments) of the operation.

        Raises:
            ModelFailure: an argument that the operation does not have.
        """
        config, arguments = dict(self.fixed), {}
        for name, value in others.items():
            converted = self.values[name](value) if name in self.values else value
            if name in self.arguments:
                arguments[name] = converted
            elif name in self.config:
                config[self.config[name]] = converted
            elif value is not None and value not in self.ignored.get(name, ()):
                raise unlike_keras(f"{self.kind}({printable(name)}=...)")
        if set(arguments) != set(self.arguments):
            raise unlike_keras(self.kind)
        in_order = [first, *(arguments[name] for name in self.arguments)]
        return config, [_argument(value) for value in in_order] if self.kind != "GetItem" else in_order


def _argument(value: Any) -> Any:
    """Plain numbers in a list become an array."""
    if isinstance(value, list) and value and not any(isinstance(item, dict) for item in value):
        return {"class_name": "__numpy__", "config": {"value": value, "dtype": "float32"}}
    return value


def _slices(spec: Any) -> Any:
    """Of x[..., ::-1], as Keras 3 writes them."""
    if isinstance(spec, list):
        return [_slices(part) for part in spec]
    if isinstance(spec, dict) and spec.get("class_name") == "__ellipsis__":
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(spec, dict) and set(spec) == {"start", "stop", "step"}:
        if not all(value is None or type(value) is int for value in spec.values()):
            raise unlike_keras("slice_spec")
        return {"class_name": "__slice__", "config": spec}
    if spec is None or type(spec) is int:
        return spec
    raise unlike_keras("slice_spec")


def _number_type(name: Any) -> str:
    if name not in NUMBERS:
        raise unlike_keras(name)
    return str(name)


_NUMPY, _NN, _IMAGE = "keras.src.ops.numpy", "keras.src.ops.nn", "keras.src.ops.image"


def _of_two(kind: str) -> Operator:
    return Operator(_NUMPY, kind, ("y",))


def _of_one(kind: str, module: str = _NUMPY) -> Operator:
    return Operator(module, kind)


def _reduced(kind: str) -> Operator:
    return Operator(_NUMPY, kind, config={"axis": "axis", "keepdims": "keepdims"})


_BIAS = Operator(_NUMPY, "Add", ("bias",), ignored={"data_format": ("NHWC", "channels_last")})
_RESIZE = Operator(
    _IMAGE,
    "Resize",
    config={"size": "size", "method": "interpolation", "antialias": "antialias"},
    fixed={"data_format": "channels_last"},
    ignored={"preserve_aspect_ratio": (False,)},
)

OPERATORS: dict[str, Operator] = {
    "__operators__.add": _of_two("Add"),
    "__operators__.getitem": Operator(_NUMPY, "GetItem", ("slice_spec",), values={"slice_spec": _slices}),
    "math.add": _of_two("Add"),
    "math.subtract": _of_two("Subtract"),
    "math.multiply": _of_two("Multiply"),
    "math.divide": _of_two("TrueDivide"),
    "math.truediv": _of_two("TrueDivide"),
    "math.pow": _of_two("Power"),
    "math.maximum": _of_two("Maximum"),
    "math.minimum": _of_two("Minimum"),
    "math.abs": _of_one("Absolute"),
    "math.negative": _of_one("Negative"),
    "math.square": _of_one("Square"),
    "math.sqrt": _of_one("Sqrt"),
    "math.rsqrt": _of_one("Rsqrt", "keras.src.ops.math"),
    "math.exp": _of_one("Exp"),
    "math.log": _of_one("Log"),
    "math.tanh": _of_one("Tanh"),
    "math.sigmoid": _of_one("Sigmoid", _NN),
    "math.softplus": _of_one("Softplus", _NN),
    "math.reduce_mean": _reduced("Mean"),
    "math.reduce_max": _reduced("Max"),
    "math.reduce_min": _reduced("Min"),
    "math.reduce_sum": _reduced("Sum"),
    "nn.bias_add": _BIAS,
    "nn.relu": _of_one("Relu", _NN),
    "nn.relu6": _of_one("Relu6", _NN),
    "nn.elu": _of_one("Elu", _NN),
    "nn.selu": _of_one("Selu", _NN),
    "nn.gelu": Operator(_NN, "Gelu", config={"approximate": "approximate"}, fixed={"approximate": False}),
    "nn.leaky_relu": Operator(_NN, "LeakyRelu", config={"alpha": "negative_slope"}, fixed={"negative_slope": 0.2}),
    "nn.silu": Operator(_NN, "Silu", ignored={"beta": (1, 1.0)}),
    "nn.sigmoid": _of_one("Sigmoid", _NN),
    "nn.tanh": _of_one("Tanh"),
    "nn.softplus": _of_one("Softplus", _NN),
    "nn.softmax": Operator(_NN, "Softmax", config={"axis": "axis"}, fixed={"axis": -1}),
    "nn.log_softmax": Operator(_NN, "LogSoftmax", config={"axis": "axis"}, fixed={"axis": -1}),
    "reshape": Operator(_NUMPY, "Reshape", config={"shape": "newshape"}),
    "transpose": Operator(_NUMPY, "Transpose", config={"perm": "axes"}, ignored={"conjugate": (False,)}),
    "concat": Operator(_NUMPY, "Concatenate", config={"axis": "axis"}),
    "stack": Operator(_NUMPY, "Stack", config={"axis": "axis"}),
    "expand_dims": Operator(_NUMPY, "ExpandDims", config={"axis": "axis"}),
    "squeeze": Operator(_NUMPY, "Squeeze", config={"axis": "axis"}),
    "reverse": Operator(_NUMPY, "Flip", config={"axis": "axis"}),
    "clip_by_value": Operator(_NUMPY, "Clip", config={"clip_value_min": "x_min", "clip_value_max": "x_max"}),
    "cast": Operator("keras.src.ops.core", "Cast", config={"dtype": "dtype"}, values={"dtype": _number_type}),
    "stop_gradient": _of_one("StopGradient", "keras.src.ops.core"),
    "identity": _of_one("Copy"),
    "image.resize": _RESIZE,
    "image.rgb_to_grayscale": Operator(_IMAGE, "RGBToGrayscale", fixed={"data_format": "channels_last"}),
    "image.grayscale_to_rgb": Operator(_NUMPY, "Repeat", fixed={"repeats": 3, "axis": -1}),
}
# As the same functions were called when models were saved by other versions of TensorFlow.
OPERATORS |= {
    "math.add_v2": OPERATORS["math.add"],
    "compat.v1.nn.softmax": OPERATORS["nn.softmax"],
    "compat.v1.transpose": OPERATORS["transpose"],
    "image.resize_v2": OPERATORS["image.resize"],
    "nn.swish": OPERATORS["nn.silu"],
}
