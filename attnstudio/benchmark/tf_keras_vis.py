"""Methods of tf-keras-vis with the parameters of attnstudio: the reference of the benchmark."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import keras

# tf-keras-vis's names of attnstudio's parameters.
_SETTINGS = {
    "smoothgrad": {"smooth_samples": "samples", "smooth_noise": "noise"},
    "faster_scorecam": {"max_N": "max_n"},
}


def runner(
    model: keras.Model, inputs: np.ndarray, classes: Sequence[int], method: str, params: Mapping[str, Any]
) -> Callable[[], np.ndarray] | None:
    """Return a function that runs the method on one batch in its fastest way; None if tf-keras-vis lacks it.

    Args:
        inputs: (batch, height, width, channels).
        classes: the target class of each input.
        params: those of attnstudio's method of the same name.
    """
    from tf_keras_vis.gradcam import Gradcam
    from tf_keras_vis.gradcam_plus_plus import GradcamPlusPlus
    from tf_keras_vis.layercam import Layercam
    from tf_keras_vis.saliency import Saliency
    from tf_keras_vis.scorecam import Scorecam
    from tf_keras_vis.utils.model_modifiers import ReplaceToLinear
    from tf_keras_vis.utils.scores import CategoricalScore

    kind = {
        "saliency": Saliency,
        "smoothgrad": Saliency,
        "gradcam": Gradcam,
        "gradcam++": GradcamPlusPlus,
        "layercam": Layercam,
        "scorecam": Scorecam,
        "faster_scorecam": Scorecam,
    }.get(method)
    if kind is None:
        return None
    settings = {name: params[own_name] for name, own_name in _SETTINGS.get(method, {}).items()}
    visualiser = kind(model, model_modifier=ReplaceToLinear(), clone=True)
    score = CategoricalScore(list(classes))

    def run() -> np.ndarray:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):  # Keras's progress bars
            warnings.simplefilter("ignore")
            return np.asarray(visualiser(score, inputs, **settings))

    return run
