"""More members of the family in reference_models.py: what is legal in Keras, and that a tool is easily wrong about."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.recording import Recording, before_last, input_of, output_of
from helpers.reference_models import features, headed, member

# Names


@member()
def names_like_calls(keras: Any) -> Any:
    """A layer has the name that the second call of another would be given."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv@2")(inputs)
    conv = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv")
    return headed(keras, inputs, conv(conv(x)))


@member()
def names_of_other_languages(keras: Any) -> Any:
    """Names that TensorFlow does not take, and Keras on JAX does."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3), name="картинка")
    x = layers.Conv2D(4, 3, activation="relu", name="первая свёртка")(inputs)
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu", name="畳み込み")(x))


@member()
def names_like_paths(keras: Any) -> Any:
    """A layer has the name that a layer inside a model would be given."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.Conv2D(3, 3, padding="same", activation="relu", name="features.conv1")(inputs)
    x = layers.Conv2D(3, 3, padding="same", activation="relu", name="conv1")(x)
    return headed(keras, inputs, features(keras)(x))


@member()
def one_name_at_every_level(keras: Any) -> Any:
    """A convolution called alike in the model, in one inside, and in one inside that."""
    layers = keras.layers

    def level(name: str, inner: Any = None) -> Any:
        inputs = keras.Input((28, 28, 3))
        x = inputs if inner is None else inner(inputs)
        return keras.Model(inputs, layers.Conv2D(3, 3, padding="same", activation="relu", name="conv")(x), name=name)

    inputs = keras.Input((28, 28, 3))
    x = level("middle", level("core"))(inputs)
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu", name="conv")(x))


# Models inside models


@member()
def block_called_twice(keras: Any) -> Any:
    """A Sequential inside, on its own output."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    block = keras.Sequential(
        [
            keras.Input((28, 28, 3)),
            layers.Conv2D(6, 3, padding="same", activation="relu", name="wide"),
            layers.Conv2D(3, 3, padding="same", activation="tanh", name="narrow"),
        ],
        name="block",
    )
    return headed(keras, inputs, block(block(inputs)))


@member()
def model_of_two_outputs_inside(keras: Any) -> Any:
    """Two of three outputs of a model inside are used."""
    layers = keras.layers
    inner = keras.Input((32, 32, 3))
    first = layers.Conv2D(4, 3, padding="same", activation="relu", name="first")(inner)
    second = layers.Conv2D(5, 3, 2, padding="same", activation="relu", name="second")(first)
    third = layers.Conv2D(6, 3, 2, padding="same", activation="relu", name="third")(second)
    taps = keras.Model(inner, [first, second, third], name="taps")
    inputs = keras.Input((32, 32, 3))
    low, middle, _ = taps(inputs)
    x = layers.Concatenate()([layers.AveragePooling2D(2)(low), middle])
    return headed(keras, inputs, x)


@member()
def model_of_two_inputs_inside(keras: Any) -> Any:
    """The model inside takes two tensors."""
    layers = keras.layers
    one, other = keras.Input((14, 14, 4)), keras.Input((14, 14, 5))
    x = layers.Concatenate(name="both")([layers.Conv2D(3, 1, name="left")(one), layers.Conv2D(3, 1)(other)])
    fusion = keras.Model([one, other], layers.ReLU(name="fused")(x), name="fusion")
    inputs = keras.Input((28, 28, 3))
    one = layers.Conv2D(4, 3, 2, padding="same", activation="relu")(inputs)
    other = layers.Conv2D(5, 5, 2, padding="same", activation="relu")(inputs)
    return headed(keras, inputs, fusion([one, other]))


@member()
def dictionaries_inside(keras: Any) -> Any:
    """The model inside takes and gives dictionaries."""
    layers = keras.layers
    inner = keras.Input((28, 28, 3), name="picture")
    x = layers.Conv2D(4, 3, activation="relu")(inner)
    body = keras.Model({"picture": inner}, {"fine": x, "coarse": layers.AveragePooling2D(2)(x)}, name="body")
    inputs = keras.Input((28, 28, 3))
    x = body({"picture": inputs})
    both = [layers.GlobalAveragePooling2D()(x["fine"]), layers.GlobalMaxPooling2D()(x["coarse"])]
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.Concatenate()(both)))


@member()
def input_in_dictionary(keras: Any) -> Any:
    """Its one input has a key."""
    inputs = keras.Input((32, 40, 3), name="image")
    x = keras.layers.GlobalAveragePooling2D()(features(keras)(inputs))
    return keras.Model({"image": inputs}, {"class": keras.layers.Dense(4, "softmax")(x)})


@member()
def input_in_list(keras: Any) -> Any:
    """Its one input, and its one output, stand in lists."""
    inputs = keras.Input((32, 40, 3))
    x = keras.layers.GlobalAveragePooling2D()(features(keras)(inputs))
    return keras.Model([inputs], [keras.layers.Dense(4, "softmax")(x)])


@member()
def one_backbone_at_two_sizes(keras: Any) -> Any:
    """A backbone of any size on the picture and on its middle."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    backbone = features(keras, (None, None, 3))
    pool = layers.GlobalAveragePooling2D()
    parts = [pool(backbone(inputs)), pool(backbone(layers.CenterCrop(16, 16)(inputs)))]
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.Concatenate()(parts)))


# What the answer depends on


@member(output="kind")
def head_behind_the_answer(keras: Any) -> Any:
    """The answer is the input of another head."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D()(features(keras)(inputs))
    kind = layers.Dense(4, "softmax", name="kind")(x)
    return keras.Model(inputs, [kind, layers.Dense(2, "softmax", name="family")(kind)])


@member()
def input_used_again_at_the_end(keras: Any) -> Any:
    """The mean colour goes to the head directly."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    pool = layers.GlobalAveragePooling2D()
    x = layers.Concatenate()([pool(features(keras)(inputs)), pool(inputs)])
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member(logits=before_last)
def no_weights(keras: Any) -> Any:
    """Says which colour the picture has most of."""
    layers = keras.layers
    return keras.Sequential([keras.Input((28, 28, 3)), layers.GlobalAveragePooling2D(), layers.Softmax()])


@member()
def norm_of_the_batch(keras: Any) -> Any:
    """A batch norm called with training=True."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.BatchNormalization()(layers.Conv2D(5, 3)(inputs), training=True)
    return headed(keras, inputs, layers.ReLU()(x))


@member()
def softmax_in_the_middle(keras: Any) -> Any:
    """Channels compete at each place."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(4, 3, activation="softmax")(inputs)
    x = layers.Multiply()([x, layers.Conv2D(4, 3, activation="sigmoid")(inputs)])
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(x))


@member()
def norms_of_other_axes(keras: Any) -> Any:
    """Batch norm of rows, layer norm of whole pictures."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.BatchNormalization(axis=1)(layers.Conv2D(4, 3, activation="relu")(inputs))
    return headed(keras, inputs, layers.ReLU()(layers.LayerNormalization(axis=[1, 2, 3])(x)))


# Heads


@member(logits=before_last)
def temperature(keras: Any) -> Any:
    """Logits divided by a number before the softmax."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D()(features(keras)(inputs))
    return keras.Model(inputs, keras.ops.softmax(layers.Dense(4)(x) / 2.0))


@member(logits=before_last)
def softmax_twice(keras: Any) -> Any:
    """A student's error, which is what the model computes all the same."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D()(features(keras)(inputs))
    return keras.Model(inputs, layers.Softmax()(layers.Dense(4, "softmax")(x)))


@member(logits=output_of("scores"))
def linear_behind_softmax(keras: Any) -> Any:
    """The recipe for mixed precision: the output is cast by an Activation that does nothing else."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D()(features(keras)(inputs))
    x = layers.Activation("softmax")(layers.Dense(4, name="scores")(x))
    return keras.Model(inputs, layers.Activation("linear", dtype="float32")(x))


def _before_convolution(recording: Recording) -> Any:
    import tensorflow as tf

    last = recording.last
    return tf.tensordot(last.inputs[0], last.layer.kernel[0, 0], 1) + last.layer.bias


@member(logits=_before_convolution)
def answer_of_one_pixel(keras: Any) -> Any:
    """The answer keeps a height and a width of one; the softmax is in a convolution."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D(keepdims=True)(features(keras)(inputs))
    return keras.Model(inputs, layers.Conv2D(4, 1, activation="softmax")(x))


@member(logits=input_of("probabilities"))
def softmax_of_another_axis(keras: Any) -> Any:
    """The classes are not on the last axis when the softmax is taken."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.GlobalAveragePooling2D()(features(keras)(inputs))
    x = layers.Softmax(axis=1, name="probabilities")(layers.Reshape((4, 1))(layers.Dense(4)(x)))
    return keras.Model(inputs, layers.Flatten()(x))


@member(logits=before_last)
def shape_behind_the_answer(keras: Any) -> Any:
    """Reshape, dropout and identity behind the logits, in front of the softmax."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.Dense(4)(layers.GlobalAveragePooling2D()(features(keras)(inputs)))
    x = layers.Identity()(layers.Dropout(0.1)(layers.Reshape((4,))(x)))
    return keras.Model(inputs, layers.Activation("softmax")(x))


# Sequences, and five axes


@member()
def convolutional_memory(keras: Any) -> Any:
    """A ConvLSTM over the quarters of the picture."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Reshape((4, 7, 28, 3))(inputs)
    return headed(keras, inputs, layers.ConvLSTM2D(3, 3, padding="same")(x))


@member()
def backbone_over_strips(keras: Any) -> Any:
    """A model inside a TimeDistributed, over strips of the picture."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    strip_inputs = keras.Input((16, 40, 3))
    strip = keras.Model(strip_inputs, layers.GlobalAveragePooling2D()(features(keras, (16, 40, 3))(strip_inputs)))
    x = layers.TimeDistributed(strip)(layers.Reshape((2, 16, 40, 3))(inputs))
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.Flatten()(x)))


@member()
def three_dimensions(keras: Any) -> Any:
    """Colour as a depth, for Conv3D, and back to a picture."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv3D(4, 3, activation="relu")(layers.Reshape((28, 28, 3, 1))(inputs))
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(layers.Reshape((26, 26, 4))(x)))


@member()
def memory_with_state(keras: Any) -> Any:
    """A GRU that gives its state too."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(4, 4, 4, activation="relu")(inputs)
    outputs, state = layers.GRU(6, return_sequences=True, return_state=True)(layers.Reshape((49, 4))(x))
    x = layers.Concatenate()([layers.GlobalMaxPooling1D()(outputs), state])
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def attention_between_places(keras: Any) -> Any:
    """Every attention of Keras, on the places of a convolution."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Reshape((49, 8), name="places")(layers.Conv2D(8, 4, 4, activation="relu")(inputs))
    x = layers.Add()([x, layers.Attention(use_scale=True)([x, x])])
    x = layers.Add()([x, layers.AdditiveAttention()([x, x])])
    x = layers.Add()([x, layers.GroupQueryAttention(4, 4, 2)(x, x)])
    x = layers.Add()([x, layers.MultiHeadAttention(2, 4)(x, x)])
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.GlobalAveragePooling1D()(x)))


@member()
def windows(keras: Any) -> Any:
    """Windows of the picture stand in the batch for a while, as in Swin."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(6, 4, 4, name="patches")(inputs)
    x = ops.transpose(ops.reshape(x, (-1, 2, 4, 2, 4, 6)), (0, 1, 3, 2, 4, 5))
    x = layers.Conv2D(6, 3, padding="same", activation="relu", name="inside_windows")(ops.reshape(x, (-1, 4, 4, 6)))
    x = ops.transpose(ops.reshape(x, (-1, 2, 2, 4, 4, 6)), (0, 1, 3, 2, 4, 5))
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(ops.reshape(x, (-1, 8, 8, 6))))


@member()
def channels_moved_by_operations(keras: Any) -> Any:
    """Channels first for a while, by transpose and by moveaxis."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((28, 36, 3))
    x = ops.transpose(layers.Conv2D(4, 3, activation="relu")(inputs), (0, 3, 1, 2))
    x = layers.Activation("tanh")(layers.BatchNormalization(axis=1)(x))
    x = layers.Conv2D(5, 3, activation="relu")(ops.moveaxis(x, 1, -1))
    x = ops.moveaxis(x, -1, 1) * np.float32(2.0)
    return headed(keras, inputs, ops.transpose(x, (0, 2, 3, 1)))


@member()
def as_many_tokens_as_filters(keras: Any) -> Any:
    """A mixer whose permuted tokens have the shape of tokens."""
    layers = keras.layers
    inputs = keras.Input((24, 32, 3))
    x = layers.Reshape((12, 12), name="tokens")(layers.Conv2D(12, 8, 8, name="patches")(inputs))
    inside = layers.Permute((2, 1), name="swapped")(layers.LayerNormalization(name="norm")(x))
    inside = layers.Dense(12, "gelu", name="of_places")(inside)
    x = layers.Add(name="merge")([x, layers.Permute((2, 1), name="back")(inside)])
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.GlobalAveragePooling1D()(x)))


@member(tolerance=2e-5)
def double_precision(keras: Any) -> Any:
    """Computes in float64."""
    keras.config.set_dtype_policy("float64")
    try:
        inputs = keras.Input((32, 40, 3))
        return headed(keras, inputs, features(keras)(inputs))
    finally:
        keras.config.set_dtype_policy("float32")


@member()
def constants(keras: Any) -> Any:
    """Arrays in the graph: a mask and a filter."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((28, 28, 3))
    rng = np.random.default_rng(0)
    x = inputs * rng.uniform(0.5, 1, (28, 28, 1)).astype(np.float32)
    x = ops.conv(x, rng.normal(0, 0.3, (3, 3, 3, 4)).astype(np.float32), padding="same")
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(x))


# Pictures as lists of pixels


@member()
def pixels_in_a_column(keras: Any) -> Any:
    """As a convolution along one axis takes them: 28 x 28 pixels in grey."""
    layers = keras.layers
    inputs = keras.Input((784, 1))
    x = layers.Conv1D(5, 7, strides=3, activation="relu")(inputs)
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.GlobalAveragePooling1D()(x)))


@member()
def coloured_pixels_in_a_column(keras: Any) -> Any:
    """32 x 32 pixels in colour, made a picture again inside."""
    layers = keras.layers
    inputs = keras.Input((1024, 3))
    x = layers.Reshape((32, 32, 3))(inputs)
    return headed(keras, inputs, features(keras, (32, 32, 3))(x))


@member()
def pixels_in_one_step(keras: Any) -> Any:
    """A recurrent network that takes the whole picture as one step."""
    layers = keras.layers
    return keras.Sequential([keras.Input((1, 784)), layers.LSTM(6), layers.Dense(4, "softmax")])
