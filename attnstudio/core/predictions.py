"""What a model sees of pictures and says of them, and what of that is explained: before any map is made."""

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
    """Of one picture: what the model sees and where that lies in the picture, what it says, and what is explained.

    `class_weights`: float32 (classes,); the explained score is y = sum(class_weights * logits).
    """

    seen: ModelInput
    placement: Placement
    prediction: Prediction
    target: Target
    class_weights: np.ndarray


def answers(model: LoadedModel, request: Request, pictures: Sequence[Picture]) -> list[PredictedInput | ModelFailure]:
    """One for each picture, from one batch; a failure where the model's answer is not finite.

    Raises:
        ChoiceFailure: the model has no such target.
    """
    seen = [model.seen(picture.pixels, request.resize, request.interpolation) for picture in pictures]
    every_logits = model.network.logits(np.stack([one.input for one, _ in seen]))
    return [_answer(model, request.target, *one, logits) for one, logits in zip(seen, every_logits, strict=True)]


def _answer(
    model: LoadedModel, target: str, seen: ModelInput, placement: Placement, logits: np.ndarray
) -> PredictedInput | ModelFailure:
    try:
        prediction = model.prediction(logits)
    except ModelFailure as failure:
        return failure
    resolved = targets.resolve(target, model.info.class_names, prediction.ranking)
    return PredictedInput(seen, placement, prediction, resolved, resolved.class_weights(model.network.class_count))
