"""Base of model sources, which provide model specs. A source is one file in this folder that registers itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.models.output_meaning import OutputMeaning
from attnstudio.core.models.weights import WeightsFile
from attnstudio.core.registry import Registry
from attnstudio.core.text import Notice

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class ModelSpec:
    """A model before it is loaded.

    Attributes:
        id, name: for the command line and for people.
        input_size: (width, height) in pixels.
        labels: file with one class name a line.
        preprocessing: a key of preprocessing.PREPROCESSING.
        build: makes the network, untrained unless it is `whole`.
        auto_layer: what `auto` is expected to choose, where that is known.
        weights: what can be downloaded; None where the weights come with the program, or the file is the user's own.
        bundled: the weights that come with the program, or the user's own file.
        whole: the bundled file is a network with its weights; without a file, the network is in memory.
        names: of the classes, where there is no such file.
        names_from: where those come from; they are among the notices too.
        channels: of the network's input, 3 or 1.
        output: number of the explained one among the network's outputs.
        version: key of the state of a user's file and of its options.
        meaning: what that output's numbers are; None: as the graph says.
        notices: what the user should know about how the model is read.
    """

    id: str
    name: str
    input_size: tuple[int, int]
    labels: Path | None
    preprocessing: str
    build: Callable[[], keras.Model]
    auto_layer: str | None
    weights: WeightsFile | None = None
    bundled: Path | None = None
    whole: bool = False
    names: tuple[str, ...] = ()
    names_from: tuple[Notice, ...] = ()
    channels: int = 3
    output: int = 0
    version: str = ""
    notices: tuple[Notice, ...] = ()
    meaning: OutputMeaning | None = None

    @property
    def in_memory(self) -> bool:
        """Whether `build` returns a network of the caller, which must not be changed."""
        return self.whole and self.bundled is None

    @property
    def built_in(self) -> bool:
        """Whether it is a model of the drawn scenes, which comes with the program."""
        return self.bundled is not None and not self.whole

    def class_names(self) -> tuple[str, ...]:
        return self.names if self.labels is None else tuple(self.labels.read_text(encoding="utf-8").splitlines())


class ModelSource(ABC):
    """A family of models."""

    id: ClassVar[str]

    @abstractmethod
    def specs(self) -> tuple[ModelSpec, ...]:
        """All models that this source lists."""

    def find(self, model_id: str, options: ModelOptions) -> ModelSpec | None:
        """The model of this id; None: it is not of this source. Raises ModelFailure where it cannot be used."""
        return next((spec for spec in self.specs() if spec.id == model_id), None)


SOURCES: Registry[ModelSource] = Registry("attnstudio.core.models")


def all_specs() -> dict[str, ModelSpec]:
    """Every model by id."""
    return {spec.id: spec for source in SOURCES for spec in source.specs()}


def spec_of(model_id: str, options: ModelOptions = NONE_CHOSEN) -> ModelSpec:
    """The model of an id, or of the path of a user's own.

    Raises:
        ChoiceFailure: there is none; the message names those there are.
        ModelFailure: the user's own file cannot be used.
    """
    for source in SOURCES:
        if (spec := source.find(model_id, options)) is not None:
            return spec
    raise ChoiceFailure(
        "There is no model {model}. The models are: {models}. Or give the path of a .keras or .h5 file.",
        model=model_id,
        models=", ".join(all_specs()),
    )


Specs = Callable[[str, ModelOptions], ModelSpec]  # as `spec_of`
