"""A picture that is to be attacked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnstudio.core import targets
from attnstudio.core.attacks.attack_call import BoundAttack
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.result import answer
from attnstudio.core.errors import ChoiceFailure, Failure, TargetFailure
from attnstudio.core.explain_pictures import ExplainedPicture
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.models.preprocessing import luminance
from attnstudio.core.request import Result, Subject


@dataclass(frozen=True, eq=False)
class Attempt:
    """A picture that is attacked: the model has answered it."""

    subject: Subject
    before: Result
    pixels: np.ndarray  # uint8 (height, width, channels)
    label: int
    is_labelled: bool
    target: int | None

    @property
    def is_wrong(self) -> bool:
        """Whether the model is wrong about it already."""
        return self.is_labelled and answer(self.before.prediction) != self.label

    @property
    def is_of_target(self) -> bool:
        """Whether it is, or is taken for, what the attack would make of it."""
        return self.target in (self.label, answer(self.before.prediction))

    @property
    def is_left_out(self) -> bool:
        """Whether there is nothing to attack: it counts for accuracy, and not for success."""
        return self.is_wrong or self.is_of_target


def attempt_of(
    model: LoadedModel, bound: BoundAttack, subject: Subject, explained: ExplainedPicture | Failure
) -> Attempt | Failure:
    """A picture that the model has answered, or why it cannot be attacked."""
    if isinstance(explained, Failure):
        return explained
    result = explained.result
    pixels = explained.predicted.model_input.pixels
    if subject.picture.prepared is not None and not _same_scale(model, explained):
        return ChoiceFailure(
            "The numbers of {name} are not those of a picture under the preprocessing {preprocessing}, so bounds "
            "of 0..1 would mean nothing. Give pixels, or the preprocessing that made these numbers.",
            name=subject.picture.path.name,
            preprocessing=model.spec.preprocessing,
        )
    if model.spec.channels == 1:
        pixels = luminance(pixels).astype(np.uint8)
    own = result.request.label
    label = answer(result.prediction) if own is None else own
    names = model.info.class_names
    if not 0 <= label < len(names):
        return TargetFailure(
            "The label of this picture is class {label}; the model's classes are 0 to {last}.",
            label=label,
            last=len(names) - 1,
        )
    target = None
    if bound.call.target:
        try:
            target = targets.resolve(bound.call.target, names, result.prediction.logits, own).index
        except TargetFailure as failure:
            return failure
    return Attempt(subject, result, pixels, label, own is not None, target)


def chain_of(model: LoadedModel) -> PixelChain:
    """From pixels of 0..1 to what the model takes."""
    width, height = model.spec.input_size
    model_input, _ = model.model_input(np.zeros((height, width, 3), np.uint8), "stretch", "nearest")
    return PixelChain.of(model_input.preprocess, model.spec.channels)


def _same_scale(model: LoadedModel, explained: ExplainedPicture) -> bool:
    """Whether what was given as the model's input has the scale that the model's preprocessing gives to pixels."""
    preprocess = explained.predicted.model_input.preprocess
    return PixelChain.of(preprocess, model.spec.channels) == chain_of(model)
