"""What the window has sent to the engine's process: pictures, and how users' models are described."""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

from attnstudio.core.images import Picture
from attnstudio.core.models import keras_file
from attnstudio.core.models.base import ModelSpec, spec_of
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.vetting import VettedModel
from attnstudio.core.picture_store import PictureStore
from attnstudio.core.request import Request
from attnstudio.engine_process.protocol import OwnModel

_PIXELS = 128 * 2**20  # bytes of pictures that are kept


class GivenPictures(PictureStore):
    """Pictures that were sent, as far as they fit. `shown`: the one that the call at hand is about."""

    shown: Picture

    def __init__(self) -> None:
        super().__init__(limit=0)
        self._by_number: OrderedDict[int, Picture] = OrderedDict()

    def get(self, path: Path, levels: str = "auto", *, keep: bool = True) -> Picture:
        return self.shown

    def find(self, number: int) -> Picture | None:
        if (known := self._by_number.get(number)) is not None:
            self._by_number.move_to_end(number)
        return known

    def keep(self, number: int, picture: Picture) -> None:
        self._by_number[number] = picture
        size = sum(one.pixels.nbytes for one in self._by_number.values())
        while size > _PIXELS and len(self._by_number) > 1:
            size -= self._by_number.popitem(last=False)[1].pixels.nbytes


class GivenModels:
    """Users' models as they were described by the process that has vetted them."""

    def __init__(self) -> None:
        self._specs: dict[tuple[str, ModelOptions], ModelSpec] = {}

    def spec(self, model_id: str, options: ModelOptions) -> ModelSpec:
        return self._specs.get((model_id, options)) or spec_of(model_id, options)

    def take(self, request: Request, own: OwnModel | None) -> None:
        if own is None:
            return
        state = (own.path, own.modified_ns, own.size, own.revision)
        vetted = VettedModel(own.path, state, own.digest, ModelMetadata.from_json(json.loads(own.metadata)))
        spec = keras_file.spec(vetted, replace(request.options, labels=None, names=own.names))
        self._specs[request.model, request.options] = replace(
            spec, names_from=own.names_from, notices=own.notices, version=own.version
        )
