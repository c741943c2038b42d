"""The ImageNet classifiers of keras.applications: a new architecture is a new row of resources/zoo.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from attnstudio import paths
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.weights import WeightsFile

if TYPE_CHECKING:
    import keras

HOST = "https://storage.googleapis.com/"


@dataclass(frozen=True)
class Row:
    """One line of resources/zoo.csv.

    `side` of the square input in pixels; `path` and `checksum` of the weights on Keras's server; `size` in bytes, where
    known; `cached_as`: the file's name in Keras's own cache, where that is another one.
    """

    id: str
    architecture: str  # name in keras.applications
    side: int
    preprocessing: str
    auto_layer: str
    parameters: int
    path: str
    checksum: str | None
    size: int | None
    cached_as: str

    @staticmethod
    def of(fields: dict[str, str]) -> Row:
        numbers = {name: int(fields[name]) if fields[name] else None for name in ("side", "parameters", "size")}
        return Row(**{**fields, **numbers, "checksum": fields["checksum"] or None})  # type: ignore[arg-type]

    def build(self) -> keras.Model:
        import keras

        architecture: Any = getattr(keras.applications, self.architecture)
        return architecture(weights=None, input_shape=(self.side, self.side, 3))

    def weights(self) -> WeightsFile:
        name = self.cached_as or self.path.rpartition("/")[2]
        return WeightsFile(HOST + self.path, name, self.size, self.checksum, about=4 * self.parameters)

    def spec(self) -> ModelSpec:
        return ModelSpec(
            id=self.id,
            name=self.architecture,
            input_size=(self.side, self.side),
            labels=paths.resource("labels", "imagenet.txt"),
            preprocessing=self.preprocessing,
            build=self.build,
            auto_layer=self.auto_layer,
            weights=self.weights(),
        )


@cache
def table() -> tuple[Row, ...]:
    with paths.resource("zoo.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Row.of(fields) for fields in csv.DictReader(file))


@SOURCES.register
class Zoo(ModelSource):
    id = "zoo"

    def specs(self) -> tuple[ModelSpec, ...]:
        return tuple(row.spec() for row in table())

    def find(self, model_id: str, options: ModelOptions) -> ModelSpec | None:
        return next((row.spec() for row in table() if row.id == model_id), None)  # for every request
