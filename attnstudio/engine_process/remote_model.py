"""A model in the engine's process, which predicts here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.predictor import Predictor
from attnstudio.core.probabilities import Head
from attnstudio.core.request import ModelInfo
from attnstudio.engine_process.protocol import Loaded


@dataclass(frozen=True, eq=False)
class RemoteNetwork:
    """As core.models.predictor.Network."""

    head: Head
    class_count: int
    forward_batch: int
    logits: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class RemoteModel(Predictor):
    spec: ModelSpec
    info: ModelInfo
    network: RemoteNetwork
    identity: str
    single_unit: bool

    @staticmethod
    def of(spec: ModelSpec, found: Loaded, logits: Callable[[np.ndarray], np.ndarray]) -> RemoteModel:
        network = RemoteNetwork(found.head, found.class_count, found.forward_batch, logits)
        return RemoteModel(spec, found.info, network, found.identity, found.is_single_unit)

    @property
    def is_single_unit(self) -> bool:
        return self.single_unit
