"""Predictions for a batch of pictures, and the target that each one's maps explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attnstudio.core import targets
from attnstudio.core.errors import ChoiceFailure, Failure, ModelFailure, TargetFailure
from attnstudio.core.model_input import ModelInput
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.placement import Placement
from attnstudio.core.request import Prediction, Request, Subject
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


def inputs_of(model: LoadedModel, request: Request, subjects: Sequence[Subject]) -> list[tuple[ModelInput, Placement]]:
    """The model input of each picture, and its placement. Raises ChoiceFailure."""
    return [model.input_of(one.picture, request.resize, request.interpolation) for one in subjects]


def weights_before(model: LoadedModel, request: Request, subjects: Sequence[Subject]) -> np.ndarray | None:
    """Class weights that are known before the pictures are predicted, as `single_passes` has them: float32 (pictures,
    classes); None: some target, or some label, is to be looked at once they are."""
    count, found = model.network.class_count, []
    for subject in subjects:
        target = subject.target or request.target
        if targets.is_prediction(target) and model.network.head != "regression":
            found.append(np.full(count, np.nan, np.float32))
        elif targets.depends_on_prediction(target):
            return None
        else:
            label = request.label if subject.label is None else subject.label
            try:
                resolved = targets.resolve(target, model.info.class_names, np.zeros(count), label)
            except Failure:
                return None
            found.append(resolved.class_weights(count))
    return np.stack(found)


def predict(
    model: LoadedModel,
    request: Request,
    subjects: Sequence[Subject],
    inputs: Sequence[tuple[ModelInput, Placement]] | None = None,
    every_logits: Sequence[np.ndarray] | None = None,
) -> list[PredictedInput | Failure]:
    """The prediction for each picture, computed as one batch; a failure where a prediction is not finite, or where the
    picture has not what its target asks for.

    Args:
        inputs: those of `inputs_of`, where they are there already.
        every_logits: of each, (classes,), where they are there already.

    Raises:
        ChoiceFailure: the model has no such class as the request's target.
    """
    if inputs is None:
        inputs = inputs_of(model, request, subjects)
    if every_logits is None:
        every_logits = list(model.network.logits(np.stack([one.input for one, _ in inputs])))
    return [
        _predicted(model, request, subject, *one, logits)
        for subject, one, logits in zip(subjects, inputs, every_logits, strict=True)
    ]


def _predicted(
    model: LoadedModel,
    request: Request,
    subject: Subject,
    model_input: ModelInput,
    placement: Placement,
    logits: np.ndarray,
) -> PredictedInput | Failure:
    target = subject.target or request.target
    label = request.label if subject.label is None else subject.label
    try:
        prediction = model.prediction(logits)
        resolved = targets.resolve(target, model.info.class_names, prediction.ranking, label)
    except ChoiceFailure as failure:
        if not subject.target:
            raise  # the call is wrong for this model, so for every picture
        return failure
    except (ModelFailure, TargetFailure) as failure:
        return failure
    return PredictedInput(
        model_input, placement, prediction, resolved, resolved.class_weights(model.network.class_count)
    )
