"""What a model source offers: the specs of its models. A source is one file in this folder that registers itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models.weights import WeightsFile
from attnstudio.core.registry import Registry

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
        build: makes the untrained network.
        auto_layer: what `auto` is expected to choose.
        weights: what can be downloaded; None where the weights come with the program.
        bundled: the weights that come with the program.
    """

    id: str
    name: str
    input_size: tuple[int, int]
    labels: Path
    preprocessing: str
    build: Callable[[], keras.Model]
    auto_layer: str
    weights: WeightsFile | None = None
    bundled: Path | None = None

    def class_names(self) -> tuple[str, ...]:
        return tuple(self.labels.read_text(encoding="utf-8").splitlines())


class ModelSource(ABC):
    """A family of models."""

    id: ClassVar[str]

    @abstractmethod
    def specs(self) -> tuple[ModelSpec, ...]:
        """Every model of this source."""


SOURCES: Registry[ModelSource] = Registry("attnstudio.core.models")


def all_specs() -> dict[str, ModelSpec]:
    """Every model by id."""
    return {spec.id: spec for source in SOURCES for spec in source.specs()}


def spec_of(model_id: str) -> ModelSpec:
    """Raises ChoiceFailure, naming the models there are."""
    specs = all_specs()
    if model_id not in specs:
        raise ChoiceFailure(
            "There is no model {model}. The models are: {models}.", model=model_id, models=", ".join(specs)
        )
    return specs[model_id]
