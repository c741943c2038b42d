"""Predictions for a batch of pictures, and the target that each one's maps explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core import targets
from attnstudio.core.errors import ModelFailure
from attnstudio.core.images import Picture
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.placement import Placement
from attnstudio.core.request import Prediction, Request
from attnstudio.core.targets import Target


@dataclass(frozen=True, eq=False)
class PredictedInput:
    """A picture's model input and its placement, the prediction, and the target to explain.

    `class_weights`: float32 (classes,); the explained score is y = sum(class_weights * logits).
    """

    model_input: ModelInput
    placement: Placement
    prediction: Prediction
    target: Target
    class_weights: np.ndarray


def predict(model: LoadedModel, request: Request, pictures: Sequence[Picture]) -> list[PredictedInput | ModelFailure]:
    """The prediction for each picture, computed as one batch; a failure where a prediction is not finite.

    Raises:
        ChoiceFailure: the model has no such class.
    """
    inputs = [model.input_of(picture, request.resize, request.interpolation) for picture in pictures]
    every_logits = model.network.logits(np.stack([one.input for one, _ in inputs]))
    return [_predicted(model, request.target, *one, logits) for one, logits in zip(inputs, every_logits, strict=True)]


def _predicted(
    model: LoadedModel, target: str, model_input: ModelInput, placement: Placement, logits: np.ndarray
) -> PredictedInput | ModelFailure:
    try:
        prediction = model.prediction(logits)
    except ModelFailure as failure:
        return failure
    resolved = targets.resolve(target, model.info.class_names, prediction.ranking)
    return PredictedInput(
        model_input, placement, prediction, resolved, resolved.class_weights(model.network.class_count)
    )
