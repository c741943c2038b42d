"""Which preprocessing a user's model was most likely trained with, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core.models.input_map import InputMap
from attnstudio.core.models.learned_scale import scale_of
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.text import Notice, Number, tr_noop


@dataclass(frozen=True)
class Backbone:
    """A family of keras.applications: what it expects where it does not rescale by itself, and names of layers that
    only it has together; those that begin with "_" are endings."""

    name: str
    expects: str
    layers: tuple[str, ...]


# EfficientNetV2 and MobileNetV3 are meant as they are with include_preprocessing=False; the documentation of
# keras.applications has -1..1 for both.
BACKBONES = (
    Backbone("VGG", "caffe", ("block1_conv1", "block1_conv2", "block1_pool", "block2_conv1")),
    Backbone("ResNet", "caffe", ("conv1_conv", "conv1_bn", "conv2_block1_0_conv")),
    Backbone("ResNetV2", "minus_one_to_one", ("conv1_conv", "conv2_block1_preact_bn")),
    Backbone("DenseNet", "torch", ("conv1_conv", "conv1_bn", "conv2_block1_concat")),
    Backbone("MobileNet", "minus_one_to_one", ("conv1", "conv_dw_1", "conv_pw_1")),
    Backbone("MobileNetV2", "minus_one_to_one", ("Conv1", "bn_Conv1", "expanded_conv_depthwise")),
    Backbone("MobileNetV3", "minus_one_to_one", ("conv", "conv_bn", "expanded_conv_depthwise")),
    Backbone("InceptionV3", "minus_one_to_one", ("mixed0", "mixed1")),
    Backbone("InceptionResNetV2", "minus_one_to_one", ("mixed_5b", "block35_1_mixed")),
    Backbone("Xception", "minus_one_to_one", ("block1_conv1", "block1_conv1_bn", "block2_sepconv1")),
    Backbone("NASNet", "minus_one_to_one", ("stem_conv1", "stem_bn1", "reduction_conv_1_stem_1")),
    Backbone("EfficientNet", "torch", ("stem_conv", "stem_bn", "block1a_dwconv")),
    Backbone("EfficientNetV2", "minus_one_to_one", ("stem_conv", "stem_bn", "block1a_project_conv")),
    Backbone("ConvNeXt", "torch", ("_stage_0_block_0_depthwise_conv", "_stage_0_block_0_layer_scale")),
)
_IMPLIES = {"EfficientNet": "EfficientNetV2"}  # the first has the layers of the second as well


def guess(maps: Sequence[InputMap], names: Collection[str]) -> tuple[str, Notice]:
    """The preset, and the reason.

    Args:
        maps: what the model does to pixels, see `input_analysis.analyse`.
        names: of all its layers.
    """
    own = [(one, expected) for one in maps if (expected := _expected_of_map(one)) is not None]
    whole = next((one for one in maps if one.whole_numbers), None)
    if own and (whole is None or own[0][1] == "as_it_is"):
        return _by_own_rescaling(own, [one for one in maps if _expected_of_map(one) is None])
    if whole is not None:
        return "as_it_is", Notice(
            tr_noop("It needs integers (at the layer {layer}), so unchanged pixels from 0 to 255."),
            {"layer": whole.layer},
        )
    if known := list(_backbones(names)):
        return _by_backbone_of_swapped(known[0]) if any(one.order == "bgr" for one in maps) else _by_backbone(known)
    if maps and maps[0].is_batch_norm:
        return _by_batch_norm(maps[0])
    return "zero_to_one", _unknown(maps)


def _by_own_rescaling(own: list[tuple[InputMap, str]], plain: list[InputMap]) -> tuple[str, Notice]:
    one, expected = own[0]
    values: dict[str, object] = {
        "layer": one.layer,
        "low": _shown(one.low),
        "high": _shown(one.high),
        "layers": ", ".join(one.changed_by[:3]) + (", ..." if len(one.changed_by) > 3 else ""),
    }
    if expected != "as_it_is" and one.normalization and one.statistics is not None:
        mean, deviation = one.statistics
        return expected, Notice(
            tr_noop(
                "The model normalizes pixels ({layer}) that have the mean {mean} and the standard deviation "
                "{deviation}."
            ),
            {"layer": one.normalization, "mean": _shown(mean), "deviation": _shown(deviation)},
        )
    if expected != "as_it_is":
        scale = {"zero_to_one": "0 to 1", "minus_one_to_one": "-1 to 1"}[expected]
        return expected, Notice(
            tr_noop(
                "The model expects pixels of {scale}: those of 0 to 255 would reach its first layer {layer} as {low} "
                "to {high} (by {layers})."
            ),
            values | {"scale": scale},
        )
    if plain:
        return expected, Notice(
            tr_noop(
                "The model rescales by itself: pixels 0 to 255 reach its first layer {layer} as {low} to {high} "
                "(by {layers}). They reach {other} unscaled: if that is not intended, no preprocessing fits both."
            ),
            values | {"other": plain[0].layer},
        )
    return expected, Notice(
        tr_noop(
            "The model rescales by itself: pixels 0 to 255 reach its first layer {layer} as {low} to {high} (by "
            "{layers})."
        ),
        values,
    )


def _by_backbone(known: list[Backbone]) -> tuple[str, Notice]:
    first = known[0]
    other = next((one for one in known if one.expects != first.expects), None)
    if other is None:
        return first.expects, Notice(
            tr_noop("It contains {name}, which expects this in keras.applications."), {"name": first.name}
        )
    return first.expects, Notice(
        tr_noop(
            "It contains {name}, which expects this in keras.applications, and {other}, which expects another one: no "
            "preprocessing fits both."
        ),
        {"name": first.name, "other": other.name},
    )


def _by_backbone_of_swapped(known: Backbone) -> tuple[str, Notice]:
    """Where the model itself turns the order of the channels round, and does nothing else to pixels."""
    if known.expects == "caffe":
        return "as_it_is", Notice(
            tr_noop(
                "It contains {name} and turns red, green, blue into blue, green, red, as that expects in "
                "keras.applications. It does not subtract ImageNet's mean, which no preprocessing does alone; "
                "none comes closest."
            ),
            {"name": known.name},
        )
    return known.expects, Notice(
        tr_noop(
            "It contains {name}, which expects this in keras.applications. The model itself turns red, green, blue "
            "into blue, green, red: was it trained on pictures that OpenCV had read?"
        ),
        {"name": known.name},
    )


def _by_batch_norm(one: InputMap) -> tuple[str, Notice]:
    if one.statistics is None:
        return "as_it_is", Notice(
            tr_noop(
                "It begins with the batch normalization {layer}, which adapts to any scale in training; it has not "
                "been trained."
            ),
            {"layer": one.layer},
        )
    mean, deviation = one.statistics
    return scale_of(mean, deviation, grey=one.order == "grey", running=True), Notice(
        tr_noop(
            "Its first layer, the batch normalization {layer}, has learned that its inputs have the mean {mean} and "
            "the standard deviation {deviation}."
        ),
        {"layer": one.layer, "mean": _shown(mean), "deviation": _shown(deviation)},
    )


def _unknown(maps: Sequence[InputMap]) -> Notice:
    odd = next((one for one in maps if one.kind not in ("unchanged", "affine")), None)
    if odd is not None:
        return Notice(
            tr_noop(
                "How the model transforms pixels before its first layer {layer} could not be determined (by "
                "{layers}), but it does not rescale them; most training scripts scale them to 0..1."
            ),
            {"layer": odd.layer, "layers": ", ".join(odd.changed_by[:3])},
        )
    if any(one.order == "bgr" for one in maps):
        return Notice(
            tr_noop(
                "The model itself turns red, green, blue into blue, green, red, and does not rescale; most training "
                "scripts scale pixels to 0..1."
            )
        )
    return Notice(tr_noop("The model gives no indication; most training scripts scale pixels to 0..1."))


def _expected_of_map(one: InputMap) -> str | None:
    """What must come before a map that rescales; None: it does not."""
    if one.kind == "other":
        if one.normalization and one.statistics is not None:
            return scale_of(*one.statistics, grey=one.order == "grey")
        centred = one.low < -30 and one.high > 30
        return "as_it_is" if one.high - one.low <= 64 or (centred and one.high - one.low < 300) else None
    gains, offsets = np.array(one.gains), np.array(one.offsets)
    if one.kind == "unchanged":
        return None
    if _is_usual(gains, offsets, one.order):
        return "as_it_is"
    # Pixels may be scaled outside, and brought to the scale of a pretrained network inside.
    for name, gain, offset in (("zero_to_one", 1 / 255, 0.0), ("minus_one_to_one", 1 / 127.5, -1.0)):
        if _is_usual(gains * gain, offsets + gains * offset, one.order):
            return name
    if one.normalization and one.statistics is not None:
        return scale_of(*one.statistics, grey=one.order == "grey")
    if np.abs(gains).max() > 1.2:
        return "zero_to_one"
    if np.abs(gains).min() > 0.9 and np.abs(offsets).max() < 2:  # meant for pixels of 0..1, such as x - 0.5 and 1 - x
        return None if gains.min() > 0 else "zero_to_one"
    return "as_it_is"


def _is_usual(gains: np.ndarray, offsets: np.ndarray, order: str) -> bool:
    """Whether gain * pixel + offset is what one of the presets does."""
    for name, preprocess in PREPROCESSING.items():
        if order in ("rgb", "bgr") and order != ("bgr" if name == "caffe" else "rgb"):
            continue
        ends = [preprocess(np.full(3, level, np.uint8)).astype(float) for level in (0, 255)]
        if name == "caffe" and not order:  # then the channels stand as in the picture
            ends = [end[::-1] for end in ends]
        slopes = (ends[1] - ends[0]) / 255
        if len(gains) == 1:
            slopes, ends = slopes.mean(keepdims=True), [end.mean(keepdims=True) for end in ends]
        if np.allclose(gains, slopes, rtol=0.01) and np.allclose(offsets, ends[0], atol=0.01 * 255 * slopes.max()):
            return True
    return False


def _backbones(names: Collection[str]) -> Iterator[Backbone]:
    """The families whose layers are there, in the order in which they begin."""
    every = list(names)
    known = set(every)

    def place(layer: str) -> int | None:
        if layer in known:
            return every.index(layer)
        ending = layer.startswith("_")
        return next((number for number, one in enumerate(every) if one.endswith(layer)), None) if ending else None

    found: dict[str, tuple[int, Backbone]] = {}
    for one in BACKBONES:
        places = [place(layer) for layer in one.layers]
        if all(number is not None for number in places):
            found[one.name] = min(number for number in places if number is not None), one
    for name, implied in _IMPLIES.items():
        if name in found:
            found.pop(implied, None)
    for _, one in sorted(found.values(), key=lambda pair: pair[0]):
        yield one


def _shown(value: float) -> Number:
    """Three digits, and no power of ten that a reader would have to work out."""
    return Number(f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}")
