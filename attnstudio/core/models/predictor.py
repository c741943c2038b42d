"""What predicts pictures: a model in this process, or in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.images import Picture
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models import prepared
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.preprocessing import Preprocessing, preset
from attnstudio.core.placement import Interpolation, Placement, Resize, fit
from attnstudio.core.probabilities import Head, probabilities
from attnstudio.core.request import ModelInfo, Prediction

if TYPE_CHECKING:
    from PIL import Image


class Network(Protocol):
    """The forward pass of a model."""

    @property
    def head(self) -> Head: ...

    @property
    def class_count(self) -> int: ...

    @property
    def forward_batch(self) -> int:
        """How many inputs may run at once."""

    def logits(self, batch: np.ndarray) -> np.ndarray:
        """float32 (inputs, height, width, channels) -> float32 (inputs, classes)."""


class Predictor:
    """
    Attributes:
        identity: key of all that changes the logits of an input; empty if the weights are not from a file.
    """

    spec: ModelSpec
    info: ModelInfo
    network: Network
    identity: str

    @property
    def is_single_unit(self) -> bool:
        """Whether its two classes are the sides of one unit."""
        raise NotImplementedError

    @property
    def preprocessing(self) -> Preprocessing:
        return preset(self.spec.preprocessing, self.spec.channels)

    def model_input(
        self, pixels: np.ndarray | Image.Image, resize: Resize, interpolation: Interpolation
    ) -> tuple[ModelInput, Placement]:
        """The model input of a picture, and its placement in the picture."""
        size = (pixels.shape[1], pixels.shape[0]) if isinstance(pixels, np.ndarray) else pixels.size
        placement = Placement.of(size, self.spec.input_size, resize)
        fitted = fit(pixels, placement, interpolation)
        return ModelInput(fitted, self.preprocessing), placement

    def input_of(self, picture: Picture, resize: Resize, interpolation: Interpolation) -> tuple[ModelInput, Placement]:
        """As `model_input`, also for preprocessed inputs (`Picture.prepared`). Raises ChoiceFailure."""
        values = picture.prepared
        if values is None:
            return self.model_input(picture.pixels, resize, interpolation)
        width, height = size = self.spec.input_size
        if values.shape != (height, width, self.spec.channels):
            raise ChoiceFailure(
                "{model} takes arrays of the shape (n, {height}, {width}, {channels}); the shape of this one is "
                "(n, {given}). Only pixels are resized, not what is preprocessed already.",
                model=self.spec.name,
                height=height,
                width=width,
                channels=self.spec.channels,
                given=", ".join(map(str, values.shape)),
            )
        return prepared.model_input(values, self.spec.preprocessing), Placement.of(size, size, "stretch")

    def prediction(self, logits: np.ndarray) -> Prediction:
        """What the network's logits (classes,) of one input say. Raises ModelFailure where they are not finite."""
        logits = logits.astype(np.float64)
        if not np.isfinite(logits).all():
            raise ModelFailure("The output of {model} for this picture is not finite.", model=self.spec.name)
        shares = probabilities(logits, self.network.head)
        for array in (logits, shares):
            array.setflags(write=False)
        return Prediction(logits, shares, self.info.class_names, regression=self.network.head == "regression")
