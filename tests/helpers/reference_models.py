"""Models of every kind that users build, tiny and seeded. Each is one function; its docstring says what is special."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import helpers
from helpers.recording import Logits, before_activation, before_last, input_of, output_of, unchanged

Build = Callable[[Any], Any]


@dataclass(frozen=True)
class Member:
    """A model of the family.

    Attributes:
        function: builds it, given Keras.
        logits: how its logits are read off a recorded pass of it.
        pixels: whether it expects 0..255; else its inputs are -1..1.
        size: (width, height) to choose, of a model that takes any.
        output: the explained one of several.
        tolerance: relative to the largest number compared.
    """

    function: Build
    logits: Logits = before_activation
    pixels: bool = False
    size: tuple[int, int] | None = None
    output: str = ""
    tolerance: float = 1e-5

    def build(self) -> Any:
        """The model, seeded."""
        keras = helpers.keras_ready()
        keras.utils.set_random_seed(1)
        return seeded(self.function(keras))


MEMBERS: dict[str, Member] = {}


def member(**how: Any) -> Callable[[Build], Build]:
    """Registers a builder by its name."""

    def register(function: Build) -> Build:
        MEMBERS[function.__name__] = Member(function, **how)
        return function

    return register


def seeded(model: Any, seed: int = 1) -> Any:
    """The model with weights that let each layer pass on numbers of about the size it is given."""
    rng = np.random.default_rng(seed)
    for variable in model.weights:
        name, shape = variable.path.rpartition("/")[2], tuple(variable.shape)
        if variable.path.endswith(("variance", "gamma", "scale")):
            value = rng.uniform(0.5, 2.0, shape)
        elif name in ("bias", "beta", "moving_mean", "alpha"):
            value = rng.normal(0, 0.3, shape)
        elif name in ("count", "mean"):  # of Normalization
            value = rng.uniform(0, 1, shape)
        else:
            value = rng.normal(0, np.sqrt(2 / max(1, np.prod(shape[:-1]))), shape)
        variable.assign(value.astype(variable.dtype) if "float" in str(variable.dtype) else variable)
    return model


def features(keras: Any, shape: tuple[int | None, ...] = (32, 40, 3), name: str = "features", width: int = 4) -> Any:
    """A small convolutional network with batch norms, to stand inside others: a quarter of the input's sides."""
    x = inputs = keras.Input(shape)
    for number in (1, 2):
        x = keras.layers.Conv2D(width + number, 3, padding="same", use_bias=False, name=f"conv{number}")(x)
        x = keras.layers.BatchNormalization(name=f"norm{number}")(x)
        x = keras.layers.ReLU(name=f"relu{number}")(x)
        x = keras.layers.MaxPooling2D(name=f"pool{number}")(x)
    return keras.Model(inputs, x, name=name)


def headed(keras: Any, inputs: Any, x: Any, classes: int = 4, activation: str | None = "softmax") -> Any:
    """A model that ends in global average pooling and one dense layer."""
    x = keras.layers.GlobalAveragePooling2D(name="gap")(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation, name="answer")(x))


# Sequential models


@member()
def sequential(keras: Any) -> Any:
    """The commonest model of all, with an Input."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(5, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(6, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(8, activation="relu"),
            layers.Dense(4, activation="softmax"),
        ]
    )


@member()
def sequential_without_input(keras: Any) -> Any:
    """Built by its first call."""
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Conv2D(5, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(6, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, activation="softmax"),
        ]
    )
    model(np.zeros((1, 28, 36, 3), np.float32))
    return model


@member()
def fixed_batch_size(keras: Any) -> Any:
    """Its Input declares batches of four."""
    inputs = keras.Input(batch_shape=(4, 32, 40, 3))
    return headed(keras, inputs, features(keras)(inputs))


@member()
def sequential_fitted(keras: Any) -> Any:
    """No Input: built by `fit`, from the first batch."""
    layers = keras.layers
    model = keras.Sequential(
        [layers.Conv2D(5, 3, activation="relu"), layers.Flatten(), layers.Dense(3, activation="softmax")]
    )
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    model.fit(np.zeros((6, 12, 14, 3), np.float32), np.arange(6) % 3, batch_size=3, verbose=0)
    return model


@member()
def sequential_built_by_shape(keras: Any) -> Any:
    """Built by `build`, no Input."""
    layers = keras.layers
    model = keras.Sequential(
        [layers.Conv2D(5, 5, 2, activation="relu"), layers.GlobalMaxPooling2D(), layers.Dense(3, "softmax")]
    )
    model.build((None, 30, 32, 3))
    return model


@member()
def sequential_grown_and_cut(keras: Any) -> Any:
    """Layers added one by one, the last one popped and replaced, as transfer learning scripts do it."""
    layers = keras.layers
    model = keras.Sequential(name="grown")
    model.add(layers.InputLayer(shape=(32, 32, 3)))
    model.add(layers.Conv2D(4, 3, activation="relu"))
    model.add(layers.Conv2D(5, 3, activation="relu"))
    model.add(layers.GlobalAveragePooling2D())
    model.add(layers.Dense(10, activation="softmax"))
    model.pop()
    model.add(layers.Dense(3, activation="softmax"))
    return model


@member()
def sequential_of_sequentials(keras: Any) -> Any:
    """Feature extractor and classifier, each a Sequential."""
    layers = keras.layers
    extractor = keras.Sequential(
        [keras.Input((28, 28, 3)), layers.Conv2D(5, 3, activation="relu"), layers.MaxPooling2D()], name="extractor"
    )
    classifier = keras.Sequential([layers.Flatten(), layers.Dense(6, "relu"), layers.Dense(3, "softmax")], name="top")
    return keras.Sequential([keras.Input((28, 28, 3)), extractor, classifier])


@member()
def digits(keras: Any) -> Any:
    """Grey, 28 pixels, flattened, dropout: the first exercise of every course."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(8, "relu"),
            layers.Dropout(0.5),
            layers.Dense(10, "softmax"),
        ]
    )


@member()
def digits_without_channels(keras: Any) -> Any:
    """Inputs of (28, 28), given their channel by a Reshape inside."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Reshape((28, 28, 1)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, "softmax"),
        ]
    )


@member()
def digits_in_one_row(keras: Any) -> Any:
    """Inputs of 784 numbers, no place anywhere."""
    layers = keras.layers
    return keras.Sequential([keras.Input((784,)), layers.Dense(12, "relu"), layers.Dense(10, "softmax")])


@member()
def flattened_picture(keras: Any) -> Any:
    """No convolution: the picture is flattened at once."""
    layers = keras.layers
    return keras.Sequential(
        [keras.Input((24, 28, 3)), layers.Flatten(), layers.Dense(12, "relu"), layers.Dense(4, "softmax")]
    )


# Functional models, sizes and shapes


@member()
def functional(keras: Any) -> Any:
    """Strides in place of pooling, batch norms."""
    x = inputs = keras.Input((32, 32, 3))
    for filters in (4, 6, 8):
        x = keras.layers.Conv2D(filters, 3, 2, padding="same", use_bias=False)(x)
        x = keras.layers.Activation("relu")(keras.layers.BatchNormalization()(x))
    return headed(keras, inputs, x)


@member()
def oblong(keras: Any) -> Any:
    """Much wider than high, pooling of different sides."""
    x = inputs = keras.Input((24, 64, 3))
    x = keras.layers.Conv2D(4, (3, 7), padding="same", activation="relu")(x)
    x = keras.layers.MaxPooling2D((1, 3))(x)
    x = keras.layers.Conv2D(6, (5, 1), strides=(2, 1), activation="relu")(x)
    return headed(keras, inputs, x)


@member()
def odd_sizes(keras: Any) -> Any:
    """Sides that no stride divides, valid padding."""
    x = inputs = keras.Input((29, 35, 3))
    x = keras.layers.Conv2D(4, 4, 3, activation="relu")(x)
    x = keras.layers.ZeroPadding2D(((1, 0), (0, 2)))(x)
    x = keras.layers.AveragePooling2D(2, 2, padding="same")(x)
    x = keras.layers.Conv2D(5, 2, activation="relu")(x)
    return headed(keras, inputs, keras.layers.Cropping2D(((0, 1), (1, 0)))(x))


@member(size=(44, 36))
def any_size(keras: Any) -> Any:
    """Takes any size; one is chosen."""
    inputs = keras.Input((None, None, 3))
    return headed(keras, inputs, features(keras, (None, None, 3))(inputs))


@member()
def three_hundred_pixels(keras: Any) -> Any:
    """The largest of the family."""
    x = inputs = keras.Input((300, 300, 3))
    for filters in (3, 4, 5):
        x = keras.layers.Conv2D(filters, 3, 3, activation="relu")(x)
    return headed(keras, inputs, x)


@member()
def one_channel(keras: Any) -> Any:
    """Grey."""
    inputs = keras.Input((32, 40, 1))
    return headed(keras, inputs, features(keras, (32, 40, 1))(inputs))


# Models inside models


@member()
def nested(keras: Any) -> Any:
    """One deep, in a Functional model."""
    inputs = keras.Input((32, 40, 3))
    return headed(keras, inputs, features(keras)(inputs, training=False))


@member(pixels=True)
def nested_in_sequential(keras: Any) -> Any:
    """A frozen backbone behind a Rescaling."""
    layers = keras.layers
    backbone = features(keras)
    backbone.trainable = False
    return keras.Sequential(
        [
            keras.Input((32, 40, 3)),
            layers.Rescaling(1 / 127.5, -1),
            backbone,
            layers.GlobalAveragePooling2D(),
            layers.Dropout(0.2),
            layers.Dense(4, "softmax"),
        ]
    )


@member()
def nested_two_deep(keras: Any) -> Any:
    """A Functional model in a Sequential one in a Functional one."""
    inputs = keras.Input((32, 40, 3))
    middle = keras.Sequential([keras.Input((32, 40, 3)), features(keras), keras.layers.Dropout(0.3)], name="middle")
    return headed(keras, inputs, middle(inputs))


@member()
def nested_three_deep(keras: Any) -> Any:
    """Each level adds layers of its own."""
    layers = keras.layers
    model, shape = features(keras, name="level3"), (32, 40, 3)
    for level in (2, 1):
        inputs = keras.Input(shape)
        x = layers.Conv2D(3, 3, padding="same", activation="tanh", name=f"before{level}")(inputs)
        x = layers.Conv2D(4, 3, padding="same", activation="relu", name=f"behind{level}")(model(x))
        model = keras.Model(inputs, x, name=f"level{level}")
    inputs = keras.Input(shape)
    return headed(keras, inputs, model(inputs))


@member()
def nested_under_one_name(keras: Any) -> Any:
    """Two backbones whose layers have the same names, one of which the outer model has too."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    left, right = features(keras, name="left")(inputs), features(keras, name="right")(inputs)
    x = layers.Conv2D(5, 3, padding="same", activation="relu", name="conv1")(layers.Add()([left, right]))
    return headed(keras, inputs, x)


@member()
def classifier_inside(keras: Any) -> Any:
    """A whole classifier, softmax and all, is the only layer."""
    inner_inputs = keras.Input((32, 40, 3))
    inner = headed(keras, inner_inputs, features(keras)(inner_inputs))
    inputs = keras.Input((32, 40, 3))
    return keras.Model(inputs, inner(inputs))


@member()
def cut_out(keras: Any) -> Any:
    """The front of a larger model, with a new head on one of its layers."""
    x = inputs = keras.Input((32, 32, 3))
    for number in range(4):
        x = keras.layers.Conv2D(4 + number, 3, activation="relu", name=f"conv{number}")(x)
    large = headed(keras, inputs, x, classes=10)
    return headed(keras, large.input, large.get_layer("conv2").output)


@member()
def cut_out_and_nested(keras: Any) -> Any:
    """A model cut out of another, called inside a third."""
    large = features(keras)
    front = keras.Model(large.input, large.get_layer("relu2").output, name="front")
    inputs = keras.Input((32, 40, 3))
    return headed(keras, inputs, front(inputs))


@member()
def cut_out_of_the_middle(keras: Any) -> Any:
    """Begins at an inner layer of another model."""
    layers = keras.layers
    outer = keras.Input((32, 40, 3))
    stem = layers.Conv2D(3, 3, padding="same", activation="relu")(outer)
    x = layers.Conv2D(5, 3, padding="same", activation="relu")(stem)
    whole = headed(keras, outer, x)
    return keras.Model(stem, whole.output)


@member()
def reused_layers(keras: Any) -> Any:
    """Its layers belong to another model too, where they were called first."""
    layers = keras.layers
    stack = [layers.Conv2D(4, 3, activation="relu"), layers.Conv2D(5, 3, activation="relu")]
    other = keras.Input((50, 50, 3))
    stack[1](stack[0](other))
    x = inputs = keras.Input((32, 32, 3))
    for layer in stack:
        x = layer(x)
    return headed(keras, inputs, x)


@member()
def reused_model(keras: Any) -> Any:
    """Its backbone was called in another model first."""
    backbone = features(keras, (None, None, 3))
    first = keras.Input((48, 48, 3))
    headed(keras, first, backbone(first), classes=2)
    inputs = keras.Input((32, 40, 3))
    return headed(keras, inputs, backbone(inputs))


@member()
def reused_sequential(keras: Any) -> Any:
    """The layers of one Sequential put into another, in front of a new head."""
    layers = keras.layers
    old = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(4, 3, activation="relu"),
            layers.Conv2D(5, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(7, "softmax"),
        ]
    )
    new = keras.Sequential([keras.Input((32, 32, 3)), *old.layers[:2]])
    new.add(layers.GlobalAveragePooling2D())
    new.add(layers.Dense(3, "softmax"))
    return new


# Layers called several times


@member()
def called_twice(keras: Any) -> Any:
    """One convolution on its own output."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu", name="stem")(inputs)
    conv = layers.Conv2D(4, 3, padding="same", activation="relu", name="conv")
    return headed(keras, inputs, conv(conv(x)))


@member()
def recurrent_block(keras: Any) -> Any:
    """Convolution, norm and merge, all shared, three times around."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(4, 3, padding="same", name="stem")(inputs)
    conv, norm = layers.Conv2D(4, 3, padding="same", name="conv"), layers.BatchNormalization(name="norm")
    relu, merge = layers.ReLU(name="relu"), layers.Add(name="merge")
    for _ in range(3):
        x = merge([x, relu(norm(conv(x)))])
    return headed(keras, inputs, x)


@member()
def two_scales(keras: Any) -> Any:
    """One convolution over the picture and over a smaller one, joined behind their pooling."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    conv, pool = layers.Conv2D(5, 3, activation="relu", name="conv"), layers.GlobalAveragePooling2D(name="gap")
    small = layers.AveragePooling2D(2, name="smaller")(inputs)
    x = layers.Concatenate()([pool(conv(inputs)), pool(conv(small))])
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def halves(keras: Any) -> Any:
    """One backbone over the left and the right half of the picture."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    backbone = features(keras, (32, 20, 3))
    left, right = layers.Cropping2D(((0, 0), (0, 20)))(inputs), layers.Cropping2D(((0, 0), (20, 0)))(inputs)
    x = layers.Concatenate()([backbone(left), backbone(right)])
    return headed(keras, inputs, x)


# Branches


@member()
def inception(keras: Any) -> Any:
    """Branches of several kernels and of pooling, concatenated."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(4, 3, activation="relu", name="stem")(inputs)
    branches = [
        layers.Conv2D(3, 1, padding="same", activation="relu")(x),
        layers.Conv2D(3, 3, padding="same", activation="relu")(layers.Conv2D(2, 1, activation="relu")(x)),
        layers.Conv2D(3, (7, 1), padding="same", activation="relu")(layers.Conv2D(3, (1, 7), padding="same")(x)),
        layers.Conv2D(3, 1, activation="relu")(layers.MaxPooling2D(3, 1, padding="same")(x)),
    ]
    return headed(keras, inputs, layers.Concatenate()(branches))


@member()
def joined_behind_pooling(keras: Any) -> Any:
    """A fusion net: two branches, each with its own global pooling."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    fine = layers.Conv2D(4, 3, activation="relu", name="fine")(inputs)
    coarse = layers.Conv2D(6, 7, 4, activation="relu", name="coarse")(inputs)
    coarse = layers.Conv2D(6, 3, activation="relu", name="coarse2")(coarse)
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(fine), layers.GlobalMaxPooling2D()(coarse)])
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def joined_from_two_backbones(keras: Any) -> Any:
    """Features of two nested backbones, flattened and concatenated."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    parts = [layers.Flatten()(features(keras, name=name)(inputs)) for name in ("one", "other")]
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.Concatenate()(parts)))


@member(logits=output_of("mean"))
def ensemble_of_logits(keras: Any) -> Any:
    """Two models' logits, averaged before one softmax."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    parts = []
    for name in ("one", "other"):
        x = layers.GlobalAveragePooling2D()(features(keras, name=name)(inputs))
        parts.append(layers.Dense(4)(x))
    return keras.Model(inputs, layers.Softmax()(layers.Average(name="mean")(parts)))


@member()
def pyramid(keras: Any) -> Any:
    """Features of three depths, each pooled, concatenated."""
    layers = keras.layers
    x = inputs = keras.Input((36, 36, 3))
    pooled = []
    for filters in (4, 5, 6):
        x = layers.Conv2D(filters, 3, 2, activation="relu")(x)
        pooled.append(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.Concatenate()(pooled)))


@member()
def joined_with_itself(keras: Any) -> Any:
    """A tensor twice in one list."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(4, 3, activation="relu")(inputs)
    return headed(keras, inputs, layers.Concatenate()([x, x]))


@member()
def encoder_and_decoder(keras: Any) -> Any:
    """U-Net in small, with transposed convolutions, upsampling and long connections."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    first = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    second = layers.Conv2D(5, 3, 2, padding="same", activation="relu")(first)
    x = layers.Conv2D(6, 3, 2, padding="same", activation="relu")(second)
    x = layers.Concatenate()([layers.Conv2DTranspose(5, 2, 2, activation="relu")(x), second])
    x = layers.Concatenate()([layers.UpSampling2D(2, interpolation="bilinear")(x), first])
    return headed(keras, inputs, layers.Conv2D(4, 3, padding="same", activation="relu")(x))


# Several heads


def _two_heads(keras: Any, outputs: Callable[[Any, Any, Any], Any]) -> Any:
    inputs = keras.Input((32, 40, 3))
    x = features(keras)(inputs)
    pooled = keras.layers.GlobalAveragePooling2D()(x)
    kind = keras.layers.Dense(4, "softmax", name="kind")(pooled)
    colour = keras.layers.Dense(6, "softmax", name="colour")(keras.layers.GlobalMaxPooling2D()(x))
    return keras.Model(inputs, outputs(kind, colour, x))


@member(output="kind")
def heads_in_dictionary(keras: Any) -> Any:
    """Two classifications and the features, by name."""
    return _two_heads(keras, lambda kind, colour, x: {"embedding": x, "kind": kind, "colour": colour})


@member(output="colour")
def heads_in_list(keras: Any) -> Any:
    """Two classifications; the second is explained."""
    return _two_heads(keras, lambda kind, colour, _: [kind, colour])


@member(output="late")
def early_exit(keras: Any) -> Any:
    """A head on an early layer, another on the last; layers behind the first belong to the second only."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(4, 3, activation="relu")(inputs)
    early = layers.Dense(3, "softmax", name="early")(layers.GlobalAveragePooling2D()(x))
    x = layers.Conv2D(5, 3, activation="relu")(x)
    late = layers.Dense(3, "softmax", name="late")(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, [early, late])


# In front of the first weights


@member(pixels=True)
def augmentation(keras: Any) -> Any:
    """Random layers in front, which do nothing outside training."""
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.RandomContrast(0.2),
            layers.Rescaling(1 / 255),
            layers.GaussianNoise(0.1),
            layers.Conv2D(5, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, "softmax"),
        ]
    )


@member(pixels=True)
def augmentation_nested(keras: Any) -> Any:
    """Augmentation as a Sequential model of its own, as Keras's tutorials have it."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    augment = keras.Sequential([layers.RandomFlip(), layers.RandomTranslation(0.1, 0.1)], name="augment")
    return headed(keras, inputs, features(keras)(layers.Rescaling(1 / 255)(augment(inputs))))


@member(pixels=True)
def normalization(keras: Any) -> Any:
    """Normalization with mean and variance given."""
    inputs = keras.Input((32, 40, 3))
    x = keras.layers.Normalization(mean=[120.0, 110.0, 100.0], variance=[3000.0, 3100.0, 3200.0])(inputs)
    return headed(keras, inputs, features(keras)(x))


@member()
def normalization_adapted(keras: Any) -> Any:
    """Normalization whose mean and variance are weights."""
    inputs = keras.Input((32, 40, 3))
    return headed(keras, inputs, features(keras)(keras.layers.Normalization()(inputs)))


@member(pixels=True)
def operators(keras: Any) -> Any:
    """Scaling by Python's operators."""
    inputs = keras.Input((32, 40, 3))
    return headed(keras, inputs, features(keras)(inputs / 127.5 - 1.0))


@member(pixels=True)
def caffe(keras: Any) -> Any:
    """Blue, green, red, less the mean, by slicing: what `preprocess_input` leaves in a model."""
    inputs = keras.Input((32, 40, 3))
    x = (inputs[..., ::-1] - np.array([103.939, 116.779, 123.68], np.float32)) / 60.0
    return headed(keras, inputs, features(keras)(x))


@member(pixels=True)
def resizing(keras: Any) -> Any:
    """Resized and cropped inside."""
    layers = keras.layers
    inputs = keras.Input((40, 48, 3))
    x = layers.CenterCrop(28, 28)(layers.Resizing(32, 32)(layers.Rescaling(1 / 255)(inputs)))
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(x))


@member()
def grey_to_colour(keras: Any) -> Any:
    """One channel, made three for a backbone of colour pictures."""
    inputs = keras.Input((32, 40, 1))
    return headed(keras, inputs, features(keras)(keras.layers.Concatenate()([inputs] * 3)))


# Layers that do something in training only, and norms


@member()
def dropouts(keras: Any) -> Any:
    """Dropout of every kind."""
    layers = keras.layers
    x = inputs = keras.Input((32, 32, 3))
    x = layers.GaussianNoise(0.1)(layers.Conv2D(5, 3, activation="relu")(x))
    x = layers.SpatialDropout2D(0.2)(layers.BatchNormalization()(x))
    x = layers.GaussianDropout(0.3)(layers.Conv2D(6, 3, activation="selu")(x))
    x = layers.AlphaDropout(0.1)(layers.Dropout(0.5)(x))
    return headed(keras, inputs, layers.ActivityRegularization(1e-4)(x))


@member()
def batch_norm_everywhere(keras: Any) -> Any:
    """Before the first convolution, behind the activation, without scale, without centre."""
    layers = keras.layers
    x = inputs = keras.Input((28, 32, 3))
    x = layers.Conv2D(5, 3, activation="relu")(layers.BatchNormalization()(x))
    x = layers.Conv2D(6, 3)(layers.BatchNormalization(scale=False)(x))
    x = layers.ELU()(layers.BatchNormalization(center=False, epsilon=0.1)(x))
    x = layers.BatchNormalization()(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def group_norm(keras: Any) -> Any:
    """GroupNormalization, in groups and by channel."""
    layers = keras.layers
    x = inputs = keras.Input((28, 32, 3))
    x = layers.ReLU()(layers.GroupNormalization(2)(layers.Conv2D(4, 3)(x)))
    return headed(keras, inputs, layers.ReLU()(layers.GroupNormalization(-1)(layers.Conv2D(5, 3)(x))))


@member()
def layer_norm(keras: Any) -> Any:
    """ConvNeXt in small: depthwise, LayerNormalization, wide and narrow."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.LayerNormalization(epsilon=1e-6)(layers.Conv2D(6, 4, 4, name="patches")(inputs))
    inside = layers.LayerNormalization(epsilon=1e-6)(layers.DepthwiseConv2D(7, padding="same")(x))
    x = layers.Add()([x, layers.Dense(6)(layers.Dense(12, "gelu")(inside))])
    x = layers.LayerNormalization(epsilon=1e-6)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def other_norms(keras: Any) -> Any:
    """RMSNormalization, UnitNormalization, SpectralNormalization."""
    layers = keras.layers
    x = inputs = keras.Input((28, 28, 3))
    x = layers.SpectralNormalization(layers.Conv2D(5, 3, activation="relu"))(x)
    x = layers.RMSNormalization()(x)
    return headed(keras, inputs, layers.UnitNormalization()(layers.Conv2D(6, 3, activation="softplus")(x)))


# Convolutions


@member()
def separable(keras: Any) -> Any:
    """Separable convolutions, as in Xception."""
    layers = keras.layers
    x = inputs = keras.Input((32, 32, 3))
    x = layers.SeparableConv2D(5, 3, activation="relu", depth_multiplier=2)(x)
    return headed(keras, inputs, layers.SeparableConv2D(6, 3, 2, padding="same", activation="relu")(x))


@member()
def dilated(keras: Any) -> Any:
    """Dilation, also of a depthwise convolution."""
    layers = keras.layers
    x = inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(5, 3, dilation_rate=2, activation="relu")(x)
    x = layers.DepthwiseConv2D(3, dilation_rate=(2, 2), padding="same", activation="relu")(x)
    return headed(keras, inputs, layers.Conv2D(6, 3, dilation_rate=(1, 4), activation="relu")(x))


@member()
def transposed(keras: Any) -> Any:
    """Transposed convolutions, with and without output padding."""
    layers = keras.layers
    x = inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(5, 3, 4, activation="relu")(x)
    x = layers.Conv2DTranspose(4, 3, 2, padding="same", activation="relu")(x)
    return headed(keras, inputs, layers.Conv2DTranspose(5, 4, (2, 3), output_padding=1, activation="relu")(x))


@member()
def depthwise(keras: Any) -> Any:
    """MobileNetV2's block: wide, depthwise, narrow without activation, residual."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(4, 3, 2, padding="same", use_bias=False)(inputs)))
    inside = layers.ReLU(6.0)(layers.BatchNormalization()(layers.Conv2D(12, 1, use_bias=False)(x)))
    inside = layers.DepthwiseConv2D(3, padding="same", use_bias=False)(inside)
    inside = layers.Conv2D(4, 1, use_bias=False)(layers.ReLU(6.0)(layers.BatchNormalization()(inside)))
    return headed(keras, inputs, layers.Add()([x, layers.BatchNormalization()(inside)]))


@member()
def grouped(keras: Any) -> Any:
    """Grouped convolutions, as in ResNeXt."""
    layers = keras.layers
    x = inputs = keras.Input((28, 28, 3))
    x = layers.Conv2D(6, 3, activation="relu", groups=3)(x)
    return headed(keras, inputs, layers.Conv2D(8, 3, 2, activation="relu", groups=2)(x))


@member()
def convolution_of_rows(keras: Any) -> Any:
    """One-dimensional convolutions over rows of pixels."""
    layers = keras.layers
    inputs = keras.Input((28, 30, 1))
    x = layers.Conv1D(8, 3, activation="relu")(layers.Reshape((28, 30))(inputs))
    x = layers.GlobalAveragePooling1D()(layers.Conv1D(6, 3, activation="relu")(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def channels_first_inside(keras: Any) -> Any:
    """Layers of channels first between two Permutes."""
    layers = keras.layers
    inputs = keras.Input((28, 36, 3))
    x = layers.Conv2D(4, 3, activation="relu", name="stem")(inputs)
    x = layers.Permute((3, 1, 2), name="to_first")(x)
    x = layers.BatchNormalization(axis=1, name="norm")(x)
    x = layers.MaxPooling2D(2, data_format="channels_first", name="pool")(x)
    x = layers.UpSampling2D(2, data_format="channels_first", name="up")(x)
    x = layers.ReLU(name="relu")(x)
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(layers.Permute((2, 3, 1), name="back")(x)))


@member()
def rearranged(keras: Any) -> Any:
    """Space to depth and back, by reshapes and transposes."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((32, 40, 3))
    x = ops.reshape(inputs, (-1, 8, 4, 10, 4, 3))
    x = ops.reshape(ops.transpose(x, (0, 1, 3, 2, 4, 5)), (-1, 8, 10, 48))
    x = layers.Conv2D(8, 3, padding="same", activation="relu")(x)
    x = ops.transpose(ops.reshape(x, (-1, 8, 10, 2, 2, 2)), (0, 1, 3, 2, 4, 5))
    return headed(keras, inputs, layers.Conv2D(4, 3, activation="relu")(ops.reshape(x, (-1, 16, 20, 2))))


# Activations


def _activated(keras: Any, *activations: Any) -> Any:
    x = inputs = keras.Input((28, 28, 3))
    for number, activation in enumerate(activations):
        x = keras.layers.Conv2D(4 + number, 3)(x)
        x = keras.layers.Activation(activation)(x) if isinstance(activation, str) else activation(x)
    return headed(keras, inputs, x)


@member()
def prelu(keras: Any) -> Any:
    """PReLU with a slope for each place, and for each channel; LeakyReLU."""
    layers = keras.layers
    return _activated(keras, layers.PReLU(), layers.PReLU(shared_axes=[1, 2]), layers.LeakyReLU(0.2))


@member()
def gelu_and_swish(keras: Any) -> Any:
    """Smooth activations, whose gradients TensorFlow defines by itself."""
    return _activated(keras, "gelu", "swish", "mish")


@member()
def elu_and_friends(keras: Any) -> Any:
    """ELU, SELU, softplus, tanh."""
    return _activated(keras, keras.layers.ELU(0.7), "selu", "softplus", "tanh")


@member()
def hard_activations(keras: Any) -> Any:
    """Hard swish, hard sigmoid, ReLU with a ceiling, a slope and a threshold."""
    return _activated(keras, "hard_swish", "hard_sigmoid", keras.layers.ReLU(2.0, 0.1, 0.2))


@member()
def without_activation(keras: Any) -> Any:
    """Nothing but convolutions: the maps' weights are negative as often as positive."""
    return _activated(keras, "linear", "linear")


# Blocks


@member()
def residual(keras: Any) -> Any:
    """Residual blocks, one with a convolution on the shortcut."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(4, 3, padding="same", activation="relu")(inputs)
    for filters, strides in ((4, 1), (6, 2)):
        inside = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3, strides, padding="same")(x)))
        inside = layers.BatchNormalization()(layers.Conv2D(filters, 3, padding="same")(inside))
        shortcut = x if strides == 1 else layers.Conv2D(filters, 1, strides)(x)
        x = layers.ReLU()(layers.Add()([inside, shortcut]))
    return headed(keras, inputs, x)


@member()
def residual_by_operators(keras: Any) -> Any:
    """Merged by a plus, activated by an operation, pooled by a mean."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(5, 3, padding="same", activation="relu")(inputs)
    x = ops.relu(x + 0.5 * layers.Conv2D(5, 3, padding="same")(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(ops.mean(x, axis=(1, 2))))


@member()
def dense_block(keras: Any) -> Any:
    """DenseNet: everything before is concatenated."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(4, 3, 2, padding="same")(inputs)
    for _ in range(3):
        inside = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Concatenate()([x, layers.Conv2D(3, 3, padding="same", use_bias=False)(inside)])
    return headed(keras, inputs, layers.ReLU()(layers.BatchNormalization()(x)))


@member()
def squeeze_and_excite(keras: Any) -> Any:
    """Channels weighted by what a small network says of them."""
    layers = keras.layers
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(6, 3, activation="relu")(inputs)
    weights = layers.Dense(3, "relu")(layers.GlobalAveragePooling2D(keepdims=True)(x))
    x = layers.Multiply()([x, layers.Dense(6, "sigmoid")(weights)])
    return headed(keras, inputs, layers.Conv2D(5, 3, activation="relu")(x))


@member()
def spatial_attention(keras: Any) -> Any:
    """CBAM: places weighted by a convolution over the mean and the maximum of the channels."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(6, 3, activation="relu")(inputs)
    both = layers.Concatenate()([ops.mean(x, axis=-1, keepdims=True), ops.max(x, axis=-1, keepdims=True)])
    return headed(keras, inputs, x * layers.Conv2D(1, 5, padding="same", activation="sigmoid")(both))


@member()
def maxout(keras: Any) -> Any:
    """The larger, the smaller, the difference and the product of branches."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 3))
    one, other = layers.Conv2D(5, 3)(inputs), layers.Conv2D(5, 3)(inputs)
    x = layers.Subtract()([layers.Maximum()([one, other]), layers.Minimum()([one, other])])
    return headed(keras, inputs, layers.Average()([x, layers.Multiply()([one, other])]))


@member()
def many_operations(keras: Any) -> Any:
    """Hardly a layer: padding, rolling, clipping, splitting, exponentials by keras.ops."""
    layers, ops = keras.layers, keras.ops
    inputs = keras.Input((28, 28, 3))
    x = ops.pad(inputs, ((0, 0), (2, 2), (2, 2), (0, 0)))
    x = layers.Conv2D(6, 3)(ops.roll(x, 3, axis=1))
    one, other = ops.split(ops.clip(x, -2.0, 2.0), 2, axis=-1)
    x = ops.concatenate([ops.exp(-ops.square(one)), ops.sqrt(1.0 + ops.abs(other))], axis=-1)
    x = ops.where(x > 0.9, x, 0.3 * x)
    return keras.Model(inputs, layers.Dense(4, "softmax")(ops.mean(x, axis=(1, 2))))


# Heads


def _with(keras: Any, *head: Any) -> Any:
    x = inputs = keras.Input((32, 40, 3))
    x = features(keras)(x)
    for layer in head:
        x = layer(x)
    return keras.Model(inputs, x)


@member()
def global_max(keras: Any) -> Any:
    """Global maximum: the gradient is at single places."""
    return _with(keras, keras.layers.GlobalMaxPooling2D(), keras.layers.Dense(4, "softmax"))


@member()
def flattened(keras: Any) -> Any:
    """A dense layer over all places."""
    return _with(keras, keras.layers.Flatten(), keras.layers.Dense(4, "softmax"))


@member()
def average_and_max(keras: Any) -> Any:
    """Both global poolings, joined."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = features(keras)(inputs)
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member()
def attention_pooling(keras: Any) -> Any:
    """Places weighted by a softmax over them."""
    layers = keras.layers
    inputs = keras.Input((32, 40, 3))
    x = layers.Reshape((80, 6), name="places")(features(keras)(inputs))
    weights = layers.Softmax(axis=1, name="weights")(layers.Dense(1, name="scores")(x))
    x = layers.Flatten()(layers.Dot(1)([weights, x]))
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))


@member(logits=input_of("probabilities"))
def fully_convolutional(keras: Any) -> Any:
    """Scores by a convolution of 1x1, flattened behind the softmax."""
    layers = keras.layers
    return _with(
        keras,
        layers.GlobalAveragePooling2D(keepdims=True),
        layers.Conv2D(4, 1),
        layers.Softmax(name="probabilities"),
        layers.Flatten(),
    )


@member(logits=before_last)
def class_maps(keras: Any) -> Any:
    """A channel for each class, pooled: the last convolution is the score."""
    layers = keras.layers
    return _with(keras, layers.Conv2D(4, 3, name="scores"), layers.GlobalAveragePooling2D(), layers.Softmax())


@member()
def one_sigmoid(keras: Any) -> Any:
    """Two classes by one unit."""
    return _with(keras, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(1, "sigmoid"))


@member()
def many_sigmoids(keras: Any) -> Any:
    """Classes that do not exclude each other."""
    return _with(keras, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(5, "sigmoid"))


@member(logits=unchanged)
def logits(keras: Any) -> Any:
    """No activation at the end."""
    return _with(keras, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4))


@member(logits=before_last)
def softmax_layer(keras: Any) -> Any:
    """Softmax is a layer."""
    return _with(keras, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4), keras.layers.Softmax())


@member(logits=before_last)
def activation_layer(keras: Any) -> Any:
    """Softmax is in an Activation."""
    layers = keras.layers
    return _with(keras, layers.GlobalAveragePooling2D(), layers.Dense(4), layers.Activation("softmax"))


@member(logits=before_last)
def sigmoid_layer(keras: Any) -> Any:
    """One unit, its sigmoid in an Activation."""
    layers = keras.layers
    return _with(keras, layers.GlobalAveragePooling2D(), layers.Dense(1), layers.Activation("sigmoid"))


@member(logits=before_last)
def softmax_operation(keras: Any) -> Any:
    """Softmax by keras.ops."""
    return _with(keras, keras.layers.GlobalAveragePooling2D(), keras.layers.Dense(4), keras.ops.softmax)


@member()
def deep_head(keras: Any) -> Any:
    """Dense layers, norm and dropout behind the pooling."""
    layers = keras.layers
    stack = [layers.Flatten(), layers.Dense(9, "relu"), layers.BatchNormalization(), layers.Dropout(0.5)]
    return _with(keras, *stack, layers.Dense(7, "swish"), layers.Dense(4, "softmax"))


# Precision


def _in(keras: Any, policy: str) -> Any:
    """Smooth throughout: where a maximum or a ReLU chooses, half the digits choose otherwise."""
    layers = keras.layers
    keras.config.set_dtype_policy(policy)
    try:
        x = inputs = keras.Input((32, 40, 3))
        x = layers.Conv2D(5, 3, use_bias=False)(x)
        x = layers.AveragePooling2D(2)(layers.Activation("swish")(layers.BatchNormalization()(x)))
        x = layers.GlobalAveragePooling2D()(layers.Conv2D(6, 3, activation="gelu")(x))
        return keras.Model(inputs, layers.Activation("softmax", dtype="float32")(layers.Dense(4)(x)))
    finally:
        keras.config.set_dtype_policy("float32")


@member(logits=before_last, tolerance=1e-2)
def mixed_precision(keras: Any) -> Any:
    """Computes in float16."""
    return _in(keras, "mixed_float16")


@member(logits=before_last, tolerance=5e-2)
def mixed_bfloat16(keras: Any) -> Any:
    """Computes in bfloat16, which has three digits."""
    return _in(keras, "mixed_bfloat16")


# Tokens and sequences


@member()
def vision_transformer(keras: Any) -> Any:
    """Patches, a class token, attention."""
    return helpers.transformer()


@member()
def pooled_transformer(keras: Any) -> Any:
    """Patches, attention, average of the tokens."""
    return helpers.transformer(class_token=False)


@member()
def mixer(keras: Any) -> Any:
    """Dense layers over places and over channels, in turns."""
    layers = keras.layers
    inputs = keras.Input((24, 32, 3))
    x = layers.Reshape((12, 6))(layers.Conv2D(6, 8, 8, name="patches")(inputs))
    inside = layers.Permute((2, 1))(layers.LayerNormalization()(x))
    x = layers.Add()([x, layers.Permute((2, 1))(layers.Dense(12, "gelu")(inside))])
    x = layers.Add()([x, layers.Dense(6, "gelu")(layers.LayerNormalization()(x))])
    return keras.Model(inputs, layers.Dense(4, "softmax")(layers.GlobalAveragePooling1D()(x)))


@member()
def recurrent_over_rows(keras: Any) -> Any:
    """An LSTM both ways over the rows of a convolution's output."""
    layers = keras.layers
    inputs = keras.Input((28, 28, 1))
    x = layers.Conv2D(4, 3, 3, activation="relu")(inputs)
    x = layers.Bidirectional(layers.LSTM(5))(layers.TimeDistributed(layers.Flatten())(x))
    return keras.Model(inputs, layers.Dense(4, "softmax")(x))
