"""How relevance goes through what has no weights: by the names of Keras's layers and operations."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any


class Kind(Enum):
    """What an operation does to the numbers that it is given."""

    ALONE = auto()  # each by itself: f(x) = x f(x)/x, so relevance stays where it is
    MOVED = auto()  # some of them are taken, copied, put elsewhere: relevance goes with them
    SUMMED = auto()  # weighted sums without a bias: each gets its share
    PRODUCT = auto()  # of two tensors: half of the relevance each
    SOFTMAX = auto()


_KINDS = {
    Kind.ALONE: (
        "Activation ReLU LeakyReLU PReLU ELU Relu Relu6 LeakyRelu Elu Selu Celu Gelu Silu Sigmoid Tanh "
        "HardSigmoid HardSilu HardTanh Softplus Softsign Mish Identity Dropout SpatialDropout1D SpatialDropout2D "
        "AlphaDropout GaussianDropout GaussianNoise ActivityRegularization BatchNormalization LayerNormalization "
        "GroupNormalization RMSNormalization UnitNormalization Normalization Rescaling Cast Clip Negative "
        "TrueDivide Divide LayerScale StochasticDepth "
        # Augmentation, which changes nothing when the model predicts.
        "RandomFlip RandomRotation RandomZoom RandomTranslation RandomShear RandomPerspective RandomElasticTransform "
        "RandomContrast RandomBrightness RandomHue RandomSaturation RandomSharpness RandomColorJitter "
        "RandomColorDegeneration RandomGrayscale RandomPosterization RandomInvert RandomErasing RandomGaussianBlur "
        "RandAugment AugMix"
    ),
    Kind.MOVED: (
        "Flatten Reshape Permute RepeatVector Transpose Squeeze ExpandDims GetItem Split Stack Concatenate Pad "
        "BroadcastTo Repeat Tile Flip Swapaxes Moveaxis ZeroPadding1D ZeroPadding2D Cropping1D Cropping2D "
        "MaxPooling1D MaxPooling2D GlobalMaxPooling1D GlobalMaxPooling2D MaxPool Max Maximum Minimum CenterCrop"
    ),
    Kind.SUMMED: (
        "Add Subtract Average Sum Mean AveragePooling1D AveragePooling2D GlobalAveragePooling1D "
        "GlobalAveragePooling2D AveragePool UpSampling1D UpSampling2D Resizing Resize"
    ),
    Kind.PRODUCT: "Multiply Matmul Einsum Dot",
    Kind.SOFTMAX: "Softmax",
}
_BY_NAME = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_TOGETHER = {"LayerNormalization", "GroupNormalization", "RMSNormalization", "UnitNormalization"}
_MAXIMA = {"MaxPooling1D", "MaxPooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "MaxPool", "Max"}
_FROM_ZERO = {"relu", "relu6", "sigmoid", "hard_sigmoid", "softmax", "softplus"}
# Where no input is below 0, nor is any output.
_KEEP_SIGN = {Kind.MOVED, Kind.SUMMED, Kind.PRODUCT}


def kind_of(operation: Any, count: int) -> Kind | None:
    """Of an operation with so many tensors; None: unknown. A sum with, or product by, a constant leaves each number
    by itself."""
    kind = _BY_NAME.get(type(operation).__name__) if _is_kerass(operation) else None
    if _activation(operation) == "softmax":
        return Kind.SOFTMAX
    if type(operation).__name__ in ("TrueDivide", "Divide") and count > 1:
        return None
    if count == 1 and type(operation).__name__ in ("Add", "Subtract", "Multiply"):
        return Kind.ALONE
    return kind


def is_elementwise(operation: Any) -> bool:
    """Whether each number is a function of one of the input, by itself: a layer, an operation, or an activation."""
    import keras

    if not isinstance(operation, keras.Operation):
        return operation is not keras.activations.softmax
    return kind_of(operation, 1) is Kind.ALONE and type(operation).__name__ not in _TOGETHER


def is_maximum(operation: Any) -> bool:
    """Whether each number is the largest of some of the input's."""
    return _is_kerass(operation) and type(operation).__name__ in _MAXIMA


def is_rectifier(operation: Any) -> bool:
    """Whether it gives 0 for all that is below 0: a layer, an operation, or an activation by itself."""
    import keras

    if operation in (keras.activations.relu, keras.activations.relu6):
        return True
    return _activation(operation) in ("relu", "relu6")


def is_from_zero(operation: Any, kind: Kind, inputs: bool) -> bool:
    """Whether no output is below 0; `inputs`: whether no input is."""
    if type(operation).__name__ == "Subtract":
        return False
    return _activation(operation) in _FROM_ZERO or (kind in _KEEP_SIGN and inputs)


def _activation(operation: Any) -> str:
    """The name of the function that it is, if it is one."""
    kind = type(operation).__name__
    if kind == "ReLU":
        return "" if operation.negative_slope or operation.threshold else "relu"
    if kind in ("Relu", "Relu6", "Sigmoid", "HardSigmoid", "Softmax", "Softplus"):
        return {"HardSigmoid": "hard_sigmoid"}.get(kind, kind.lower())
    if kind == "Activation":
        return str(getattr(operation.activation, "__name__", ""))
    return ""


def _is_kerass(operation: Any) -> bool:
    """Whether Keras brings it: a user's class may have the same name and do something else."""
    return type(operation).__module__.startswith("keras.")
