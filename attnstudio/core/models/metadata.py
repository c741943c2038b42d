"""Model metadata: what vetting found out about a user model, known without loading it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models import class_names
from attnstudio.core.models.input_map import InputMap
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.output_meaning import OutputMeaning, with_kind
from attnstudio.core.models.output_meaning import from_json as _notice
from attnstudio.core.models.output_meaning import to_json as _to_json
from attnstudio.core.models.preprocessing_guess import guess
from attnstudio.core.text import Notice, tr_noop

DEFAULT_SIDE = 224  # pixels, of a network that takes any size
LARGEST_SIDE = 4096  # of any network's input


@dataclass(frozen=True)
class Output:
    """One output of one or more numbers.

    Attributes:
        units: how many numbers.
        meaning: what they are, as it was found.
        number: among all outputs of the network.
        weight: of its loss among those of all outputs.
    """

    name: str
    units: int
    meaning: OutputMeaning
    number: int
    weight: float = 1.0

    @property
    def classes(self) -> int:
        """Number of classes, or of the values of a regression."""
        return self.class_count_of(self.meaning)

    def meant(self, kind: str) -> OutputMeaning:
        """The meaning for the chosen output kind; the detected one if `kind` is empty. Raises ChoiceFailure."""
        return with_kind(self.meaning, kind, self.units)

    def class_count_of(self, meaning: OutputMeaning) -> int:
        """The number of classes of an output with this meaning: 2 for a single unit, unless it is a regression."""
        return self.units if meaning.kind == "regression" else max(2, self.units)

    def names(self, meaning: OutputMeaning) -> tuple[str, ...]:
        """Default names of its classes, or of the values of a regression."""
        if meaning.kind != "regression":
            return class_names.numbered(self.class_count_of(meaning))
        return (self.name,) if self.units == 1 else tuple(f"{self.name} {number}" for number in range(self.units))

    @property
    def notice(self) -> Notice:
        """The notice that describes the output."""
        values = {"name": self.name, "meaning": self.meaning.text}
        if self.meaning.sure and self.meaning.kind != "regression":
            return Notice(tr_noop("The model's output ({name}): {meaning}."), values)
        return Notice(
            tr_noop("The model's output ({name}): {meaning}. If it is something else, choose the kind of output."),
            values,
        )

    @property
    def likelihood(self) -> tuple[int, bool, int, float]:
        """The larger, the likelier is it the one that is to be explained: a classification, no auxiliary one, of the
        most classes, of the heaviest loss."""
        trust = 0 if self.meaning.kind == "regression" else 2 if self.meaning.sure else 1
        return trust, "aux" not in self.name.lower(), self.classes, self.weight


@dataclass(frozen=True)
class ModelMetadata:
    """A model that may be loaded.

    Attributes:
        input_shape: (height, width, channels); None where the network takes any size.
        outputs: those that are classes, one or more.
        inputs: what it does to pixels before its first layers with weights.
        names: of the models and layers in it, outermost first.
        values: how many numbers the input holds, where it is a list of them and no picture; else 0.
    """

    name: str
    parameters: int
    input_shape: tuple[int | None, int | None, int]
    outputs: tuple[Output, ...]
    inputs: tuple[InputMap, ...]
    names: tuple[str, ...]
    values: int = 0

    @property
    def input_size(self) -> tuple[int, int]:
        """(width, height) in pixels, that of most networks where it takes any."""
        height, width, _ = self.input_shape
        return width or height or DEFAULT_SIDE, height or width or DEFAULT_SIDE

    @property
    def takes_any_size(self) -> bool:
        return None in self.input_shape or self.values > 0

    def shape(self, size: tuple[int, int] | None) -> tuple[int, int, int]:
        """(height, width, channels) of the input; `size`: (width, height) as the user chose them.

        Raises:
            ChoiceFailure: the model takes no pictures of that size.
        """
        (width, height), channels = size or self.input_size, self.input_shape[2]
        if not all(1 <= side <= LARGEST_SIDE for side in (width, height)):
            raise ChoiceFailure("The input size must be from 1 to {most} pixels a side.", most=LARGEST_SIDE)
        if self.values:
            channels = self.values // (width * height)
            if channels not in (1, 3) or self.values != width * height * channels:
                raise ChoiceFailure(
                    "{model} takes a list of {count} numbers: pictures of {width}x{height} pixels have {grey} in grey "
                    "and {colour} in colour. Choose another input size.",
                    model=self.name,
                    count=self.values,
                    width=width,
                    height=height,
                    grey=width * height,
                    colour=3 * width * height,
                )
        elif self.input_shape[1] not in (None, width) or self.input_shape[0] not in (None, height):
            raise ChoiceFailure(
                "{model} takes pictures of {width}x{height} pixels only.",
                model=self.name,
                width=self.input_size[0],
                height=self.input_size[1],
            )
        return height, width, channels

    def shape_notice(self, shape: tuple[int, int, int]) -> Notice | None:
        """The notice of what is assumed about an input that is a list of numbers."""
        if not self.values:
            return None
        kind = tr_noop("in grey") if shape[2] == 1 else tr_noop("in colour")
        return Notice(
            tr_noop(
                "The input of {model} is a list of {count} numbers, taken for a picture {kind} of "
                "{width}x{height} pixels, row by row. If this is wrong, choose the input size."
            ),
            {"model": self.name, "count": self.values, "kind": Notice(kind), "width": shape[1], "height": shape[0]},
        )

    def output(self, name: str) -> Output:
        """The output of this name; the likeliest one if it is empty. Raises ChoiceFailure."""
        names = [one.name for one in self.outputs]
        if name and name not in names:
            raise ChoiceFailure(
                "{model} has no output {output} of classes. Its outputs are: {names}.",
                model=self.name,
                output=name,
                names=", ".join(names),
            )
        return self.outputs[names.index(name)] if name else max(self.outputs, key=lambda one: one.likelihood)

    def output_notices(self, options: ModelOptions) -> Iterator[Notice]:
        """How the output was chosen among several, and its meaning if the file does not define it."""
        taken = self.output(options.output)
        if not options.output and len(self.outputs) > 1:
            sizes = ", ".join(f"{one.name} ({one.classes})" for one in self.outputs)
            yield Notice(
                tr_noop(
                    "{model} has several outputs: {outputs}. The output {name} is explained; choose another by "
                    "its name."
                ),
                {"model": self.name, "outputs": sizes, "name": taken.name},
            )
        if not options.output_kind and not (taken.meaning.sure and taken.meaning.kind in ("softmax", "sigmoid")):
            yield taken.notice

    def guess(self) -> tuple[str, Notice]:
        """The preprocessing it was most likely trained with, and why."""
        return guess(self.inputs, self.names)

    def to_json(self) -> dict[str, Any]:
        outputs = [
            vars(one) | {"meaning": vars(one.meaning) | {"text": _to_json(one.meaning.text)}} for one in self.outputs
        ]
        return asdict(self) | {"outputs": outputs}

    @staticmethod
    def from_json(content: dict[str, Any]) -> ModelMetadata:
        """Raises KeyError or TypeError for anything but what `to_json` gave."""
        height, width, channels = content["input_shape"]
        return ModelMetadata(
            name=content["name"],
            parameters=content["parameters"],
            input_shape=(height, width, channels),
            outputs=tuple(_output(**output) for output in content["outputs"]),
            inputs=tuple(InputMap.from_json(one) for one in content["inputs"]),
            names=tuple(content["names"]),
            values=content["values"],
        )


def _output(meaning: dict[str, Any], **values: Any) -> Output:
    return Output(meaning=OutputMeaning(**meaning | {"text": _notice(meaning["text"])}), **values)
