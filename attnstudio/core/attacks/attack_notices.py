"""What is to be said of one attacked picture."""

from __future__ import annotations

import numpy as np

from attnstudio.core.attacks.attack_call import BoundAttack
from attnstudio.core.attacks.projection import LEVELS, Norm
from attnstudio.core.request import Result
from attnstudio.core.text import Notice, Number, tr_noop

NO_GRADIENT = tr_noop(
    "The gradient of the model is 0 for this picture, so the attack did not move it. That is no robustness: try an "
    "attack that needs no gradients, such as square or spsa."
)
SATURATED = tr_noop(
    "The model is so sure of this picture that the gradient of its probabilities is 0 in single precision. The attack "
    "uses the logits, whose gradient is not."
)
_MOST = 0.5  # of a change: when less of it is left by rounding, that is said


def of_attempt(
    bound: BoundAttack, eps: float, before: Result, change: np.ndarray, found: np.ndarray, lost: bool
) -> tuple[Notice, ...]:
    """
    Args:
        change: (height, width, channels), of the rounded picture; `found`: the same before it was rounded.
        lost: whether only rounding undid the attack.
    """
    notices = []
    if bound.norm is Norm.LINF and bound.attack.bounded and eps * LEVELS < 1 - 1e-3:
        notices.append(
            Notice(
                tr_noop(
                    "Eps is {levels} of 255, less than one step: rounded to 8 bits, nothing of the attack is left."
                ),
                {"levels": Number(f"{eps * LEVELS:.2g}")},
                warning=True,
            )
        )
    elif lost:
        notices.append(
            Notice(tr_noop("The attack succeeds before its picture is rounded to 8 bits, but not when it is saved."))
        )
    elif bound.attack.needs_gradient and bound.attack.bounded and not found.any():
        notices.append(Notice(NO_GRADIENT, warning=True))
    elif bound.norm is Norm.L2 and np.linalg.norm(change) < _MOST * np.linalg.norm(found):
        notices.append(
            Notice(
                tr_noop(
                    "Rounded to 8 bits, the change has a length of {left}, of {found} before: most of the attack is "
                    "lost. Choose a larger eps."
                ),
                {"left": Number(f"{np.linalg.norm(change):.2g}"), "found": Number(f"{np.linalg.norm(found):.2g}")},
                warning=True,
            )
        )
    if bound.attack.needs_gradient and _is_saturated(before):
        notices.append(Notice(SATURATED))
    return tuple(notices)


def all_wrong() -> Notice:
    """Of pictures of which none was attacked."""
    return Notice(
        tr_noop(
            "The model was wrong about every picture before, so none was attacked: nothing here tells how robust it "
            "is. Check the labels, the order of the classes and the preprocessing."
        )
    )


def without_label(before: Result) -> Notice:
    prediction = before.prediction
    return Notice(
        tr_noop("The picture has no label: the model's own answer, {name}, is attacked."),
        {"name": prediction.class_names[int(np.argmax(prediction.logits))]},
    )


def wrong_before(before: Result, label: int) -> Notice:
    names = before.prediction.class_names
    return Notice(
        tr_noop(
            "The model takes this picture for {answer}, not for {label}: it is not attacked, and is left out of the "
            "success rate."
        ),
        {"answer": names[int(np.argmax(before.prediction.logits))], "label": names[label]},
    )


def of_target(before: Result, label: int) -> Notice:
    return Notice(
        tr_noop(
            "The model already takes this picture for {name}, the target of the attack: it is not attacked, and is "
            "left out of the success rate."
        ),
        {"name": before.prediction.class_names[label]},
    )


def all_of_target() -> Notice:
    """Of pictures of which none was attacked, though the model is right about some."""
    return Notice(
        tr_noop(
            "Every picture that the model is right about is of the target class already, so none was attacked. Choose "
            "another target."
        )
    )


def _is_saturated(before: Result) -> bool:
    return not before.prediction.regression and float(np.float32(before.prediction.probabilities.max())) == 1.0
