"""What is known of a user's model without loading it: written by the child process that looked into its file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Notice, mark

DEFAULT_SIDE = 224  # pixels, of a network that takes any size
LARGEST_SIDE = 4096  # of any network's input
# Beginnings of the names that keras.applications gives its networks and some of their layers -> what they expect.
# EfficientNet, MobileNetV3 and ConvNeXt rescale by themselves, which is seen in their layers.
_KNOWN = {
    "mobilenetv2": "minus_one_to_one",
    "mobilenet_1": "minus_one_to_one",
    "mobilenet_0": "minus_one_to_one",
    "mobilenetv3": "as_it_is",
    "efficientnet": "as_it_is",
    "convnext": "as_it_is",
    "inception_v3": "minus_one_to_one",
    "inception_resnet_v2": "minus_one_to_one",
    "xception": "minus_one_to_one",
    "nasnet": "minus_one_to_one",
    "resnet50v2": "minus_one_to_one",
    "resnet101v2": "minus_one_to_one",
    "resnet152v2": "minus_one_to_one",
    "resnet50": "caffe",
    "resnet101": "caffe",
    "resnet152": "caffe",
    "vgg16": "caffe",
    "vgg19": "caffe",
    "densenet": "torch",
}
# A layer that only one family has -> that family.
_FINGERPRINTS = {
    "block5_conv3": "vgg16",
    "conv2_block1_0_bn": "resnet50",
    "post_relu": "resnet50v2",
    "block_16_project_BN": "mobilenetv2",
    "conv_pw_13_relu": "mobilenet_1",
    "block14_sepconv2_act": "xception",
    "mixed10": "inception_v3",
    "conv_7b_ac": "inception_resnet_v2",
    "conv5_block16_concat": "densenet",
    "conv5_block32_concat": "densenet",
}


@dataclass(frozen=True)
class Output:
    """One output: how many classes, what turns its logits into probabilities ("softmax", "sigmoid", "logits"), and its
    number among all outputs of the network."""

    name: str
    classes: int
    head: str
    number: int


@dataclass(frozen=True)
class Card:
    """A model that may be loaded.

    Attributes:
        input_shape: (height, width, channels); None where the network takes any size.
        outputs: those that are classes, one or more.
        rescaling: name of the first layer, where it is one that rescales pixels; else empty.
        names: of the models and layers in it, outermost first.
    """

    name: str
    parameters: int
    input_shape: tuple[int | None, int | None, int]
    outputs: tuple[Output, ...]
    rescaling: str
    names: tuple[str, ...]

    @property
    def input_size(self) -> tuple[int, int]:
        """(width, height) in pixels, that of most networks where it takes any."""
        height, width, _ = self.input_shape
        return width or height or DEFAULT_SIDE, height or width or DEFAULT_SIDE

    @property
    def takes_any_size(self) -> bool:
        return None in self.input_shape

    def output(self, name: str) -> Output:
        """The one that is called so; the first for an empty name. Raises ChoiceFailure."""
        names = [one.name for one in self.outputs]
        if name and name not in names:
            raise ChoiceFailure(
                "{model} has no output {output} of classes. Its outputs are: {names}.",
                model=self.name,
                output=name,
                names=", ".join(names),
            )
        return self.outputs[names.index(name) if name else 0]

    def guess(self) -> tuple[str, Notice]:
        """The preprocessing it was most likely trained with, and why."""
        if self.rescaling:
            return "as_it_is", Notice(
                mark("The model rescales by itself: it begins with {layer}."), {"layer": self.rescaling}
            )
        for name in self.names:
            known = _FINGERPRINTS.get(name, name).lower()
            for beginning, preset in _KNOWN.items():
                if known.startswith(beginning):
                    return preset, Notice(
                        mark("It contains {name}, which expects this in keras.applications."), {"name": name}
                    )
        return "zero_to_one", Notice(mark("Nothing in the file tells; most training scripts scale pixels to 0..1."))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(content: dict[str, Any]) -> Card:
        """Raises KeyError or TypeError for anything but what `to_json` gave."""
        height, width, channels = content["input_shape"]
        return Card(
            name=content["name"],
            parameters=content["parameters"],
            input_shape=(height, width, channels),
            outputs=tuple(Output(**output) for output in content["outputs"]),
            rescaling=content["rescaling"],
            names=tuple(content["names"]),
        )
