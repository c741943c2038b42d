"""Allowlist of user models: the classes and functions of Keras that neither run foreign code nor read files.

A class is (module, name) as Keras 3 writes them into config.json. Everything else is refused.
Failures do not name the file; `scan` adds it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from attnstudio.core.errors import ModelFailure

MEMORY = 8 * 10**9  # bytes that the weights, or a single array, may take as float32
NESTING = 64  # of config.json; models of keras.applications have 11, each model inside another adds 3
RANK = 32  # dimensions of an array

_LAYERS = """
Activation ActivityRegularization AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D
AdaptiveMaxPooling1D AdaptiveMaxPooling2D AdaptiveMaxPooling3D Add AdditiveAttention AlphaDropout Attention AugMix
AutoContrast Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional CenterCrop
Concatenate ContrastLimitedAdaptiveHistogramEqualization Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D
Conv3DTranspose ConvLSTM1D ConvLSTM2D ConvLSTM3D Cropping1D Cropping2D Cropping3D CutMix Dense DepthwiseConv1D
DepthwiseConv2D Dot Dropout ELU EinsumDense Embedding Equalization Flatten GRU GRUCell GaussianDropout GaussianNoise
GlobalAveragePooling1D GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D
GlobalMaxPooling3D GroupNormalization GroupQueryAttention Identity InputLayer LSTM LSTMCell LayerNormalization LeakyReLU
Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum MixUp MultiHeadAttention Multiply Normalization PReLU
Permute Pipeline RMSNormalization RNN RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter
RandomContrast RandomCrop RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue
RandomInvert RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness RandomShear
RandomTranslation RandomZoom ReLU RepeatVector Rescaling Reshape Resizing SeparableConv1D SeparableConv2D SimpleRNN
SimpleRNNCell Softmax Solarization SpatialDropout1D SpatialDropout2D SpatialDropout3D SpectralNormalization
StackedRNNCells Subtract TimeDistributed UnitNormalization UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D
ZeroPadding2D ZeroPadding3D
"""

# Operations between layers, such as x / 127.5. None of them takes a function.
_NUMPY = """
Absolute Add All Amax Amin Any Append Arccos Arccosh Arcsin Arcsinh Arctan Arctan2 Arctanh Argmax Argmin Argsort Average
BroadcastTo Ceil Clip Concatenate Conjugate Copy Cos Cosh CountNonzero Cross Cumprod Cumsum Diagonal Diff Divide
DivideNoNan Dot Dstack Einsum Equal Exp Exp2 ExpandDims Expm1 Flip Floor FloorDivide FullLike GetItem Greater
GreaterEqual Hstack Hypot Inner Isclose Isfinite Isinf Isnan Less LessEqual Log Log10 Log1p Log2 Logaddexp LogicalAnd
LogicalNot LogicalOr LogicalXor Matmul Max Maximum Mean Median Min Minimum Mod Moveaxis Multiply NanToNum Negative
NotEqual OnesLike Outer Pad Power Prod Quantile Ravel Real Reciprocal Repeat Reshape Roll Rot90 Round Sign Sin Sinh Sort
Split Sqrt Square Squeeze Stack Std Subtract Sum Swapaxes Take TakeAlongAxis Tan Tanh Tensordot Tile Trace Transpose
Tril Triu TrueDivide Trunc Var Vdot Vstack Where ZerosLike
"""
_NN = """
AdaptiveAveragePool AdaptiveMaxPool AveragePool BatchNorm Celu Conv ConvTranspose DepthToSpace DepthwiseConv
DotProductAttention Elu Fold Gelu Glu HardShrink HardSigmoid HardSilu HardTanh LayerNorm LeakyRelu LogSigmoid LogSoftmax
MaxPool Moments MultiHot Normalize OneHot RMSNorm Relu Relu6 Selu SeparableConv Sigmoid Silu SoftShrink Softmax Softplus
Softsign SpaceToDepth SparsePlus SparseSigmoid Sparsemax Squareplus TanhShrink Threshold Unfold
"""
_IMAGE = """
AffineTransform CropImages ExtractPatches GaussianBlur HSVToRGB PadImages PerspectiveTransform RGBToGrayscale RGBToHSV
Resize SobelEdges
"""

# A model that stands inside another one brings what it was compiled with, and Keras builds that too.
_OPTIMIZERS = "Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer Muon Nadam RMSprop SGD"
_SCHEDULES = """
CosineDecay CosineDecayRestarts ExponentialDecay InverseTimeDecay PiecewiseConstantDecay PolynomialDecay
"""
_LOSSES = """
BinaryCrossentropy BinaryFocalCrossentropy CategoricalCrossentropy CategoricalFocalCrossentropy
CategoricalGeneralizedCrossEntropy CategoricalHinge Circle CosineSimilarity Dice Hinge Huber KLDivergence LogCosh
MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson
SparseCategoricalCrossentropy SquaredHinge Tversky
"""
_METRICS = """
AUC Accuracy BinaryAccuracy BinaryCrossentropy CategoricalAccuracy CategoricalCrossentropy CategoricalHinge
CosineSimilarity F1Score FBetaScore FalseNegatives FalsePositives Hinge KLDivergence LogCoshError Mean
MeanAbsoluteError MeanAbsolutePercentageError MeanMetricWrapper MeanSquaredError MeanSquaredLogarithmicError
Poisson Precision PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError SensitivityAtSpecificity
SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy SpecificityAtSensitivity
SquaredHinge Sum TopKCategoricalAccuracy TrueNegatives TruePositives
"""

_NAMES = {
    "keras": "DTypePolicy FloatDTypePolicy Sequential",
    "keras.src.models.functional": "Functional",
    "keras.layers": _LAYERS,
    "keras.src.applications.convnext": "LayerScale StochasticDepth",
    "keras.src.applications.inception_resnet_v2": "CustomScaleLayer",
    "keras.initializers": """
        Constant GlorotNormal GlorotUniform HeNormal HeUniform Identity LecunNormal LecunUniform Ones
        Orthogonal RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
    """,
    "keras.regularizers": "L1 L1L2 L2 OrthogonalRegularizer",
    "keras.constraints": "MaxNorm MinMaxNorm NonNeg UnitNorm",
    "keras.random": "SeedGenerator",
    "keras.src.ops.numpy": _NUMPY,
    "keras.src.ops.nn": _NN,
    "keras.src.ops.image": _IMAGE,
    "keras.src.ops.core": "Cast ConvertToTensor SaturateCast Slice SliceUpdate StopGradient Unstack",
    "keras.src.ops.einops": "Rearrange",
    "keras.src.ops.linalg": "Norm",
    "keras.src.ops.math": "Erf Logsumexp Rsqrt TopK",
    "keras.optimizers": _OPTIMIZERS,
    "keras.optimizers.schedules": _SCHEDULES,
    "keras.losses": _LOSSES,
    "keras.metrics": _METRICS,
}
CLASSES = frozenset((module, name) for module, names in _NAMES.items() for name in names.split())
MODELS = frozenset({("keras.src.models.functional", "Functional"), ("keras", "Sequential")})

_ACTIVATIONS = """
celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu linear log_sigmoid
log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid
sparsemax squareplus swish tanh tanh_shrink threshold
"""
ACTIVATIONS = frozenset(_ACTIVATIONS.split())
_OTHER_FUNCTIONS = """
binary_accuracy binary_crossentropy binary_focal_crossentropy categorical_accuracy categorical_crossentropy
categorical_focal_crossentropy categorical_hinge cosine_similarity dice hinge huber kl_divergence log_cosh
mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson
sparse_categorical_accuracy sparse_categorical_crossentropy sparse_top_k_categorical_accuracy squared_hinge
top_k_categorical_accuracy tversky
"""
FUNCTIONS = ACTIVATIONS | frozenset(_OTHER_FUNCTIONS.split())

# Refused with a message of their own, from whichever module.
CODE = frozenset({"Lambda", "TFSMLayer", "TorchModuleWrapper", "FlaxLayer", "JaxLayer", "__lambda__", "TFOpLambda"})
LOOKUPS = frozenset({"StringLookup", "IntegerLookup", "TextVectorization", "Hashing", "HashedCrossing", "FeatureSpace"})

_NUMBERS = """
bool bfloat16 float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 float8_e4m3fn float8_e5m2
"""
NUMBERS = frozenset(_NUMBERS.split())


_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_SHAPES = ("batch_shape", "batch_input_shape", "build_input_shape", "shape")
_FACTORS = (  # of a layer: its weights are about as many as the product of these and of the channels that it sees
    *("units", "filters", "kernel_size", "depth_multiplier", "input_dim", "output_dim", "output_shape"),
    *("num_heads", "key_dim", "num_query_heads", "head_dim"),
)


def check_architecture(content: bytes) -> None:
    """As `check_config`, of the bytes of a config.json."""
    check_config(parsed(content))


def check_config(config: Any) -> None:
    """Check every object in a parsed config.json that Keras would build. Its compile_config is dropped.

    Raises:
        ModelFailure: it describes no model, or one that must not be built.
    """
    if not isinstance(config, dict):
        raise _no_model()
    config["compile_config"] = None  # Keras drops it, but not those of models inside, where compile=False
    weights = 0
    for part in dictionaries(config):
        if "class_name" in part:
            _check_object(part)
            weights += _weights(part)
        _check_calls(part)
        _check_activations(part)
    if _class(config) not in MODELS:
        raise _no_model()
    check_memory(4 * weights)


def parsed(content: bytes) -> Any:
    """JSON from a file, of limited depth and without a key twice. Raises ModelFailure."""
    if _nesting(content) > NESTING:
        raise ModelFailure(
            "The parts of the model in {file} are nested too deeply. It is not loaded. Save the model again with Keras."
        )
    try:
        return json.loads(content.decode(), object_pairs_hook=_without_doubles)
    except ValueError as error:
        raise _no_model() from error


def _no_model() -> ModelFailure:
    return ModelFailure("{file} is not a Keras model, or it is damaged: its config.json describes no model.")


def _nesting(content: bytes) -> int:
    """Of JSON, before it is parsed, because a parser calls itself for each level."""
    step = np.zeros(256, np.int8)
    step[[*b"[{"]], step[[*b"]}"]] = 1, -1
    plain = _STRING.sub(b"", content)
    return int(np.cumsum(step[np.frombuffer(plain, np.uint8)], dtype=np.int32).max(initial=0))


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ModelFailure(
                "{file} holds {entry} more than once. It is not loaded. Save the model again with Keras.",
                entry=printable(key),
            )
        found[key] = value
    return found


def dictionaries(root: Any) -> Iterator[dict[str, Any]]:
    """Every dictionary in a tree of JSON."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _class(part: dict[str, Any]) -> tuple[str, str]:
    return str(part.get("module")), str(part.get("class_name"))


def _check_object(part: dict[str, Any]) -> None:
    """What Keras would make an object of."""
    kind, config = part["class_name"], part.get("config")
    if kind == "function":
        _check_function(part)
    elif kind in ("__keras_tensor__", "__tensor__", "__numpy__"):
        _check_tensor(kind, config)
    elif kind not in ("__slice__", "__ellipsis__"):
        if _class(part) not in CLASSES or part.get("registered_name") not in (None, kind):
            raise _foreign(part)
        _check_name(part.get("name"))
        _check_name(config.get("name") if isinstance(config, dict) else None)


def _check_function(part: dict[str, Any]) -> None:
    name = str(part.get("config"))
    if part.get("registered_name") not in (None, "function", name) or part.get("module") != "builtins":
        raise _unknown_function(f"{part.get('module')}.{name}")
    if name not in FUNCTIONS:
        raise _unknown_function(name)


def _unknown_function(name: str) -> ModelFailure:
    return ModelFailure(
        "The model in {file} calls the function {function}, which is not an activation of Keras. attnstudio loads "
        "only models built from Keras's own layers: use these, and save the model again.",
        function=printable(name),
    )


def _check_tensor(kind: str, config: Any) -> None:
    right = isinstance(config, dict) and str(config.get("dtype")) in NUMBERS
    if right and kind == "__keras_tensor__":  # one that comes from no layer could have any shape
        right = isinstance(config.get("keras_history"), list)
    if not right:
        raise unlike_keras(kind)


def unlike_keras(entry: object) -> ModelFailure:
    return ModelFailure(
        "{entry} in {file} is not as Keras writes it. It is not loaded. Save the model again with Keras.",
        entry=printable(entry),
    )


def _check_name(name: Any) -> None:
    if isinstance(name, str) and (name in (".", "..") or set(name) & set("/\\\0")):
        raise ModelFailure(
            "A layer in {file} has the name {layer}, which leads to another folder. It is not loaded. "
            "Save the model again with Keras.",
            layer=printable(name),
        )


def _foreign(part: dict[str, Any]) -> ModelFailure:
    module, kind = _class(part)
    if kind in CODE:
        return ModelFailure(
            "{file} contains a {kind}: program code, which attnstudio never runs from a file. Replace it by layers of "
            "Keras, such as Rescaling, and save the model again.",
            kind=kind,
        )
    if kind in LOOKUPS:
        return ModelFailure(
            "{file} contains a {kind}, a layer for text that can read files. Save the model without it.", kind=kind
        )
    registered = part.get("registered_name") or kind
    return ModelFailure(
        "{file} contains {kind}, which is not a supported layer. attnstudio loads only models built from Keras's "
        "own layers: use these, and save the model again.",
        kind=printable(f"{module}.{registered}" if part.get("module") else registered),
    )


def _check_calls(part: dict[str, Any]) -> None:
    """A layer is called on the output of others. Called on plain numbers it would compute at once, at any size."""
    calls = part.get("inbound_nodes", [])
    if not isinstance(calls, list) or not all(isinstance(call, dict) and _is_symbolic(call) for call in calls):
        raise unlike_keras("inbound_nodes")


def _is_symbolic(call: dict[str, Any]) -> bool:
    waiting: list[Any] = [call.get("args"), call.get("kwargs")]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict) and "class_name" not in node:
            waiting.extend(node.values())
        elif isinstance(node, dict) and node["class_name"] == "__keras_tensor__":
            return True
    return False


def _check_activations(part: dict[str, Any]) -> None:
    for key, value in part.items():
        if key.endswith("activation") and isinstance(value, str) and value not in ACTIVATIONS:
            raise _unknown_function(value)


# Sizes


def _weights(part: dict[str, Any]) -> int:
    """About how many numbers a layer keeps. No shape that is declared may take more than the memory either."""
    config, built = part.get("config"), part.get("build_config")
    if not isinstance(config, dict):
        return 0
    shapes = [*_shapes(built), *(shape for key in _SHAPES for shape in _shapes(config.get(key)))]
    check_memory(4 * max(map(math.prod, shapes)))
    factors = [max(map(math.prod, _shapes(config[key]))) for key in _FACTORS if key in config]
    if not factors and built is None:
        return 0
    inputs = 1 if "input_dim" in config else max(max(shape, default=1) for shape in shapes)
    outputs = math.prod(factors)
    if "recurrent_initializer" in config:  # up to four gates, each fed with the input and with the last output
        return 4 * (inputs + outputs) * outputs
    return inputs * outputs // _size(config.get("groups"))


def _shapes(value: Any) -> Iterator[list[int]]:
    """Shapes as Keras writes them: a number, a list of them, or a tree of such lists. A size left open counts as 1."""
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    trees = [part for part in parts if isinstance(part, list | dict)]
    for tree in trees:
        yield from _shapes(tree)
    if not trees:
        if len(parts) > RANK:
            raise _no_size(parts)
        yield [_size(part) for part in parts]


def _size(value: Any) -> int:
    if value is None:
        return 1
    if type(value) is not int or not 0 <= value <= MEMORY:
        raise _no_size(value)
    return max(1, value)


def _no_size(value: Any) -> ModelFailure:
    return ModelFailure(
        "A layer in {file} declares the size {size}. It is not loaded. Save the model again with Keras.",
        size=printable(value),
    )


def check_memory(size: int) -> None:
    """Of all weights, or of one array, in bytes."""
    if size > MEMORY:
        raise ModelFailure(
            "The model in {file} declares arrays of {size} GB; attnstudio loads models of up to {most} GB.",
            size=f"{min(size, 10**18) / 1e9:,.0f}",
            most=MEMORY // 10**9,
        )


def printable(value: object) -> str:
    """Shorten a text of the file for messages, and escape control characters."""
    return (value if isinstance(value, str) and value.isprintable() else repr(value))[:100]
