"""Run as a script, in a process of its own: models saved by tf-keras, which is Keras 2, with what it predicts.

For each: NAME.h5, NAME.keras, NAME.input.npy and NAME.output.npy (NAME.output.1.npy of a second output).
tf-keras and Keras 3 do not agree in one process.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    warnings.simplefilter("ignore")

Build = Callable[[Any, Any], Any]
BUILDS: dict[str, Build] = {}
ONLY_H5 = {"caffe"}  # tf-keras itself cannot write it as .keras
OF_PIXELS = {"operators", "transfer", "nested_twice", "several_outputs", "caffe"}  # the others take 0..1


def build(function: Build) -> Build:
    BUILDS[function.__name__] = function
    return function


@build
def sequential(k: Any, _: Any) -> Any:
    layers = k.layers
    return k.Sequential([
        layers.Conv2D(4, 3, activation="relu", input_shape=(16, 12, 3), kernel_regularizer="l2"),
        *(layers.MaxPooling2D(), layers.BatchNormalization(), layers.Flatten(), layers.Dropout(0.2)),
        layers.Dense(5, activation=k.activations.softmax),
    ])  # fmt: skip


@build
def unbuilt_until_called(k: Any, _: Any) -> Any:
    model = k.Sequential([k.layers.Conv2D(3, 3, name="conv"), k.layers.Flatten(), k.layers.Dense(2, "sigmoid")])
    model(np.zeros((1, 8, 8, 1), "float32"))
    return model


@build
def operators(k: Any, tf: Any) -> Any:
    layers = k.layers
    inputs = k.Input((16, 16, 3))
    x = layers.Conv2D(4, 3, padding="same", use_bias=False)((inputs / 127.5 - 1)[:, :, 1:, ::-1])
    x = tf.nn.relu6(layers.BatchNormalization()(x))
    x = 1 - tf.nn.leaky_relu(x + tf.constant([0.1, 0.2, 0.3, 0.4]), alpha=0.1) * 0.5
    x = tf.image.resize(x, (9, 7))
    x = tf.concat([x, tf.maximum(x, 0.3), tf.clip_by_value(x, 0.1, 0.9)], axis=-1)
    x = tf.cast(tf.transpose(x, perm=(0, 2, 1, 3)), tf.float32)
    hard_swish = layers.ReLU(6.0)(x + 3.0) * (1.0 / 6.0) * x
    x = tf.nn.bias_add(hard_swish, tf.constant(np.linspace(-1, 1, 12, dtype="float32")))
    x = tf.concat([tf.reduce_mean(x, axis=[1, 2]), tf.reshape(tf.reduce_max(x, [1, 2], keepdims=True), (-1, 12))], -1)
    return k.Model(inputs, layers.Dense(3, name="scores")(tf.nn.gelu(x)))


@build
def branches(k: Any, _: Any) -> Any:
    """Layers that share a name's beginning, a shared layer, several inputs of a layer, arguments that are tensors."""
    layers = k.layers
    inputs = k.Input((12, 12, 3))
    shared = layers.Conv2D(4, 3, padding="same", name="shared")
    x = layers.LeakyReLU(0.2)(shared(inputs))
    y = layers.PReLU(shared_axes=[1, 2])(layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(x))
    z = layers.SeparableConv2D(8, 3, padding="same", activation="swish")(x)
    x = layers.Concatenate()([layers.Add()([y, z]), layers.Conv2D(4, 1, activation=layers.LeakyReLU(0.3))(x)])
    x = layers.Conv2DTranspose(5, 3, strides=2, activation="elu")(layers.AveragePooling2D(padding="same")(x))
    x = layers.GroupNormalization(groups=5)(layers.ZeroPadding2D((1, 2))(x))
    x = layers.UpSampling2D(interpolation="bilinear")(layers.Cropping2D(1)(x))
    other = layers.GlobalMaxPooling2D()(shared(layers.Permute((2, 1, 3))(inputs)))
    x = layers.Dot(1, normalize=True)([layers.Dense(4)(layers.GlobalAveragePooling2D()(x)), other])
    return k.Model(inputs, layers.Activation("softmax")(layers.Dense(4)(layers.Concatenate()([x, other]))))


@build
def transfer(k: Any, _: Any) -> Any:
    """A frozen base with its preprocessing in front, called twice."""
    layers = k.layers
    base = _blocks(k, (24, 24, 3))
    base.trainable = False
    inputs = k.Input((24, 24, 3))
    x = layers.experimental.preprocessing.RandomFlip("horizontal")(inputs)
    x = layers.RandomContrast(0.1)(layers.RandomRotation(0.1)(x))
    x = k.applications.mobilenet_v2.preprocess_input(x)
    x = layers.Concatenate()([base(x, training=False), base(layers.experimental.preprocessing.Rescaling(0.5)(x))])
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return k.Model(inputs, layers.Dense(3, activation="softmax")(x))


@build
def nested_twice(k: Any, _: Any) -> Any:
    layers = k.layers
    base = _blocks(k, (16, 16, 3))
    features = k.Sequential([base, layers.Conv2D(3, 1, name="project")], name="features")
    head = k.Sequential([layers.GlobalAveragePooling2D(), layers.Dense(4, name="project")], name="head")
    return k.Sequential([k.Input((16, 16, 3)), layers.Rescaling(1 / 127.5, -1), features, head, layers.Softmax()])


@build
def several_outputs(k: Any, _: Any) -> Any:
    layers = k.layers
    inputs = k.Input((10, 10, 3))
    normalization = layers.Normalization()
    normalization.adapt(np.random.default_rng(0).uniform(0, 255, (4, 10, 10, 3)))
    x = layers.Flatten()(layers.Conv2D(3, 3)(normalization(inputs)))
    return k.Model(inputs, [layers.Dense(4, "softmax", name="kind")(x), layers.Dense(1, name="age")(x)])


@build
def recurrent(k: Any, _: Any) -> Any:
    """The rows of a picture one after another, and attention between them."""
    layers = k.layers
    inputs = k.Input((12, 8, 1))
    x = layers.TimeDistributed(layers.Dense(5, "tanh"))(layers.Reshape((12, 8))(inputs))
    x = layers.Bidirectional(layers.LSTM(3, return_sequences=True))(x)
    x = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(x, x) + x)
    x = layers.RNN([layers.LSTMCell(3), layers.LSTMCell(3)], return_sequences=True)(
        layers.GRU(4, return_sequences=True)(x)
    )
    return k.Model(inputs, layers.Dense(2, "softmax")(layers.SimpleRNN(3)(x)))


@build
def mixed_precision(k: Any, _: Any) -> Any:
    k.mixed_precision.set_global_policy("mixed_bfloat16")
    try:
        layers = k.layers
        stack = [layers.Conv2D(4, 3, input_shape=(8, 8, 3)), layers.Flatten(), layers.Dense(2, dtype="float32")]
        return k.Sequential(stack)
    finally:
        k.mixed_precision.set_global_policy("float32")


@build
def slashes(k: Any, _: Any) -> Any:
    """Names as DenseNet and MobileNetV3 have them, in a model inside that was partly frozen; layers of ConvNeXt's."""
    from tf_keras.src.applications.convnext import LayerScale
    from tf_keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    layers = k.layers
    inputs = k.Input((10, 10, 3))
    x = inputs
    for number in range(3):
        y = layers.Conv2D(3, 3, padding="same", use_bias=False, name=f"conv{number}/conv")(x)
        y = layers.BatchNormalization(name=f"conv{number}/bn", trainable=number != 1)(y)
        y = LayerScale(0.5, 3, name=f"conv{number}/scale")(y)
        x = CustomScaleLayer(0.3, name=f"conv{number}/sum")([x, layers.ReLU(name=f"conv{number}/relu")(y)])
    base = k.Model(inputs, x, name="base")
    inputs = k.Input((10, 10, 3))
    x = layers.Conv2D(4, 3, name="conv0/conv")(base(inputs))
    return k.Model(inputs, layers.Dense(3, "softmax", name="head/scores")(layers.GlobalAveragePooling2D()(x)))


@build
def caffe(k: Any, _: Any) -> Any:
    layers = k.layers
    inputs = k.Input((8, 8, 3))
    x = layers.Conv2D(3, 3)(k.applications.vgg16.preprocess_input(inputs))
    return k.Model(inputs, layers.Dense(2)(layers.Flatten()(x)))


def _blocks(k: Any, shape: tuple[int, ...]) -> Any:
    """Two inverted residuals as MobileNetV2 has them."""
    layers = k.layers
    inputs = k.Input(shape)
    x = layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False, name="Conv1")(inputs)
    x = layers.ReLU(6.0, name="Conv1_relu")(layers.BatchNormalization(epsilon=1e-3, momentum=0.999, name="bn_Conv1")(x))
    for number in range(2):
        y = layers.Conv2D(8, 1, use_bias=False, name=f"block_{number}_expand")(x)
        y = layers.ReLU(6.0)(layers.BatchNormalization(name=f"block_{number}_expand_BN")(y))
        y = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name=f"block_{number}_depthwise")(y)
        y = layers.BatchNormalization(name=f"block_{number}_depthwise_BN")(y)
        x = layers.Add()([x, layers.Conv2D(4, 1, use_bias=False, name=f"block_{number}_project")(y)])
    return k.Model(inputs, x, name="blocks")


def _with_random_weights(model: Any) -> Any:
    rng = np.random.default_rng(3)
    values = []
    for variable in model.weights:
        shape = tuple(variable.shape)
        if "variance" in variable.name or "gamma" in variable.name:
            values.append(rng.uniform(0.5, 2.0, shape))
        elif "normalization/mean" in variable.name or "count" in variable.name:
            values.append(variable.numpy())
        else:
            values.append(rng.normal(0, 1 / np.sqrt(max(1, np.prod(shape[:-1]))), shape))
    model.set_weights(values)
    return model


def main(folder: Path) -> None:
    import tensorflow as tf
    import tf_keras

    for name, function in BUILDS.items():
        tf_keras.utils.set_random_seed(1)
        model = _with_random_weights(function(tf_keras, tf))
        model.compile("adam", ["categorical_crossentropy", "mse"][: len(model.outputs)], metrics=["accuracy"])
        most = 255 if name in OF_PIXELS else 1
        pixels = np.random.default_rng(0).uniform(0, most, (3, *model.input_shape[1:])).astype("float32")
        found = model(pixels, training=False)
        np.save(folder / f"{name}.input.npy", pixels)
        for number, output in enumerate(found if isinstance(found, list) else [found]):
            np.save(folder / f"{name}.output.{number}.npy", np.asarray(tf.cast(output, tf.float32)))
        model.save(folder / f"{name}.h5")
        if name not in ONLY_H5:
            model.save(folder / f"{name}.keras")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
