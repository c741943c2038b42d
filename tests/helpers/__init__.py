"""Tiny networks with known outputs, and reference gradients from an eager tape."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from attnstudio.core import device
from attnstudio.core.attribution_context import AttributionContext
from attnstudio.core.compiled import CompiledModel
from attnstudio.core.context import RunContext
from attnstudio.core.explain import bind_methods, explain
from attnstudio.core.methods.base import METHODS, Method
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.flattening import as_one_graph
from attnstudio.core.models.head import to_logits
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.needs import Need
from attnstudio.core.request import Heatmap, MethodCall
from attnstudio.core.wrappers import required_pass

if TYPE_CHECKING:
    import keras

ROOT = Path(__file__).resolve().parents[2]
TINY_INPUT = (12, 10, 3)  # neither square nor of one channel, so that swapped axes show
HEADS = ("softmax in Dense", "Softmax layer", "softmax in Activation", "sigmoid", "sigmoid in Activation", "logits")


def keras_ready() -> Any:
    """Keras, set up as the engine does it."""
    device.select("cpu")
    import keras

    return keras


def with_random_weights(model: keras.Model, seed: int = 1) -> keras.Model:
    """The model with seeded weights and biases, and batch norms that do something."""
    rng = np.random.default_rng(seed)
    values = []
    for variable in model.weights:
        if variable.path.endswith(("moving_variance", "gamma")):
            values.append(rng.uniform(0.5, 2.0, variable.shape))
        else:
            fan_in = np.prod(variable.shape[:-1]) if len(variable.shape) > 1 else 4
            values.append(rng.normal(0, 1 / np.sqrt(fan_in), variable.shape))
    model.set_weights(values)
    return model


def linear(kernel: np.ndarray) -> keras.Model:
    """y_k = sum(kernel[..., k] * x); kernel is (height, width, channels, classes)."""
    keras = keras_ready()
    inputs = keras.Input(kernel.shape[:3])
    flat = keras.layers.Flatten()(inputs)
    model = keras.Model(inputs, keras.layers.Dense(kernel.shape[3], use_bias=False, name="scores")(flat))
    model.set_weights([kernel.reshape(-1, kernel.shape[3])])
    return model


def cam(gradient: np.ndarray, bias: float = 0.0) -> keras.Model:
    """A network whose layer "features" shows the input as it is, and whose first logit has this gradient there."""
    keras = keras_ready()
    channels = gradient.shape[2]
    inputs = keras.Input(gradient.shape)
    features = keras.layers.Conv2D(channels, 1, use_bias=False, name="features")(inputs)
    scores = keras.layers.Dense(2, name="scores")(keras.layers.Flatten()(features))
    model = keras.Model(inputs, scores)
    kernel = np.stack([gradient.ravel(), np.zeros(gradient.size)], axis=1)
    model.set_weights([np.eye(channels)[None, None], kernel, np.array([bias, 0.0])])
    return model


def normed() -> keras.Model:
    """Convolution, depthwise convolution, batch norms, ReLU6: MobileNet in small. 4 classes, softmax."""
    keras = keras_ready()
    x = inputs = keras.Input(TINY_INPUT)
    x = keras.layers.Conv2D(6, 3, padding="same", use_bias=False, name="conv")(x)
    x = keras.layers.BatchNormalization(name="conv_norm")(x)
    x = keras.layers.ReLU(6.0, name="conv_relu")(x)
    x = keras.layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False, name="depthwise")(x)
    x = keras.layers.BatchNormalization(name="depthwise_norm")(x)
    x = keras.layers.ReLU(6.0, name="depthwise_relu")(x)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    return with_random_weights(keras.Model(inputs, keras.layers.Dense(4, "softmax", name="scores")(x), name="normed"))


def residual() -> keras.Model:
    """A block with a branch ("inside" is on one of the two ways only), dropout and max pooling. 3 classes, softmax."""
    keras = keras_ready()
    x = inputs = keras.Input(TINY_INPUT)
    x = shortcut = keras.layers.Conv2D(5, 3, padding="same", activation="relu", name="stem")(x)
    x = keras.layers.Conv2D(5, 3, padding="same", activation="relu", name="inside")(x)
    x = keras.layers.Conv2D(5, 3, padding="same", name="last_inside")(x)
    x = keras.layers.Add(name="merge")([x, shortcut])
    x = keras.layers.ReLU(name="merge_relu")(x)
    x = keras.layers.MaxPooling2D(name="pool")(x)
    x = keras.layers.Dropout(0.5, name="dropout")(x)
    x = keras.layers.Flatten(name="flatten")(x)
    return with_random_weights(keras.Model(inputs, keras.layers.Dense(3, "softmax", name="scores")(x), name="residual"))


def transformer(class_token: bool = True, seed: int = 1) -> keras.Model:
    """A vision transformer of Keras's own layers: 4x5 patches, two blocks of two heads, 3 classes."""
    keras = keras_ready()
    layers, width = keras.layers, 16
    inputs = keras.Input((16, 20, 3), name="picture")
    x = layers.Conv2D(width, 4, 4, name="patches")(inputs)
    x = layers.Reshape((20, width), name="tokens")(x)
    tokens = 20
    if class_token:
        x, tokens = layers.ZeroPadding1D((1, 0), name="with_class_token")(x), 21
    x = layers.EinsumDense("btd,de->bte", (tokens, width), bias_axes="te", name="positions")(x)
    for block in ("first", "second"):
        inside = layers.LayerNormalization(name=f"{block}_norm")(x)
        inside = layers.MultiHeadAttention(2, 8, dropout=0.1, name=f"{block}_attention")(inside, inside)
        x = layers.Add(name=f"{block}_merge")([x, inside])
        inside = layers.Dense(2 * width, "gelu", name=f"{block}_wide")(layers.LayerNormalization()(x))
        x = x + layers.Dense(width, name=f"{block}_narrow")(inside)
    x = layers.LayerNormalization(name="last_norm")(x)
    x = x[:, 0] if class_token else layers.GlobalAveragePooling1D(name="pool")(x)
    return with_random_weights(
        keras.Model(inputs, layers.Dense(3, "softmax", name="scores")(x), name="transformer"), seed
    )


def headed(head: str) -> keras.Model:
    """A small network with one of HEADS, 3 classes."""
    keras = keras_ready()
    inputs = keras.Input(TINY_INPUT)
    x = keras.layers.Conv2D(4, 3, activation="relu", name="conv")(inputs)
    x = keras.layers.GlobalAveragePooling2D(name="pool")(x)
    activation = {"softmax in Dense": "softmax", "sigmoid": "sigmoid"}.get(head)
    x = keras.layers.Dense(3, activation, name="scores")(x)
    if head == "Softmax layer":
        x = keras.layers.Softmax(name="probabilities")(x)
    elif head.endswith("in Activation"):
        x = keras.layers.Activation(head.split()[0], name="probabilities")(x)
    return with_random_weights(keras.Model(inputs, x, name="headed"))


def compiled(model: keras.Model) -> CompiledModel:
    """As the engine compiles it."""
    return CompiledModel(to_logits(as_one_graph(model, model.input_shape[1:]))[0])


def fitting(*offered: Need) -> list[str]:
    """The methods that can run on any network, and on one that offers these besides a layer to explain."""
    given = {Need.INPUT_GRADIENT, Need.ACTIVATION, Need.LAYER_GRADIENT, Need.FORWARDS, *offered}
    return [method.id for method in METHODS if not method.lacks(frozenset(given))]


def inputs(model: keras.Model, count: int, seed: int = 5) -> np.ndarray:
    """float32 (count, height, width, channels) in -1..1."""
    return np.random.default_rng(seed).uniform(-1, 1, (count, *model.input_shape[1:])).astype(np.float32)


def weights_for(*classes: float) -> np.ndarray:
    """Class weights of a target."""
    return np.array(classes, np.float32)


@dataclass(frozen=True)
class Slow:
    """What an eager GradientTape finds for one batch; the layer's part is empty where no layer is named."""

    logits: np.ndarray
    input_gradient: np.ndarray
    activation: np.ndarray
    layer_gradient: np.ndarray


def slow(model: keras.Model, batch: np.ndarray, class_weights: np.ndarray, layer: str | None = None) -> Slow:
    """Logits and gradients of a model that ends in logits, without any graph."""
    keras = keras_ready()
    import tensorflow as tf

    outputs = [model.output, *([model.get_layer(layer).output] if layer else [])]
    network = keras.Model(model.inputs, outputs)
    x = tf.constant(batch)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        logits, *activations = network(x, training=False) if layer else [network(x, training=False)]
        score = tf.reduce_sum(logits * class_weights)
    return Slow(
        logits.numpy(),
        tape.gradient(score, x).numpy(),
        activations[0].numpy() if layer else np.empty(0),
        tape.gradient(score, activations[0]).numpy() if layer else np.empty(0),
    )


def answer(model: keras.Model, batch: np.ndarray) -> Any:
    """What Keras gives for a batch, as arrays: `predict` without its graph, which takes longer than all the rest."""
    with warnings.catch_warnings():  # Keras would rather have the only input of some models in a list
        warnings.filterwarnings("ignore", "(?s).*structure of `inputs` doesn't match")
        return keras_ready().tree.map_structure(np.asarray, model(batch, training=False))


def fingerprint(model: keras.Model, batch: np.ndarray) -> dict[str, object]:
    """All that a user of the model could notice a change in."""
    return {
        "weights": [array.tobytes() for array in model.get_weights()],
        "config": model.to_json(),
        "layers": [id(layer) for layer in model.layers],
        "activations": [id(getattr(layer, "activation", None)) for layer in model.layers],
        "trainable": [layer.trainable for layer in model.layers],
        "predicts": answer(model, batch).tobytes(),
    }


def with_required_pass(method: Method, context: AttributionContext) -> AttributionContext:
    """The context with the pass that the method requires, as `explain` makes it."""
    return replace(context, required_pass=required_pass(method, context))


def maps(
    model: CompiledModel,
    one_input: np.ndarray,
    class_weights: np.ndarray,
    layer: str | None,
    *methods: str | MethodCall,
    ctx: RunContext | None = None,
) -> tuple[Heatmap, ...]:
    """One map a method."""
    calls = [MethodCall(method) if isinstance(method, str) else method for method in methods]
    return explain(bind_methods(calls), model, model_input_of(one_input), class_weights, layer, ctx or RunContext())


def model_input_of(one_input: np.ndarray) -> ModelInput:
    """A ModelInput with exactly this input; its pixels are about those of an input in -1..1."""
    colours = one_input if one_input.shape[-1] == 3 else np.repeat(one_input[..., :1], 3, axis=-1)
    made = ModelInput(np.clip(colours * 127.5 + 127.5, 0, 255).astype(np.uint8), _Preprocess(one_input.shape[-1]))
    vars(made)["input"] = one_input
    return made


class _Preprocess:
    def __init__(self, channels: int) -> None:
        self._channels = channels

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        scaled = PREPROCESSING["minus_one_to_one"](pixels)
        return scaled[..., : self._channels] if self._channels <= 3 else np.repeat(scaled[..., :1], self._channels, -1)


# Parameters with which even a slow method takes a fraction of a second on a tiny network.
QUICK = {"samples": 24, "steps": 12, "designs": 4, "segments": 12, "grid": 4}


def quick(method: str, side: int = 12) -> MethodCall:
    """A call of the method with as few passes as make sense for an input of this side in pixels."""
    values = {**QUICK, **dict.fromkeys(("patch", "stride"), max(4, side // 8))}
    declared = {param.name for param in METHODS.discover()[method].params}
    return MethodCall(method, tuple((name, value) for name, value in values.items() if name in declared))


@dataclass(frozen=True)
class Ended:
    """What a call left behind."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Of `--json`: one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Ended]  # runs a command line: the fixture `call`


def save_picture(path: Path, width: int = 40, height: int = 30, seed: int = 0) -> Path:
    """A picture file of coloured noise."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path
