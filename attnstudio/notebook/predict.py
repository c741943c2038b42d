"""attnstudio.predict: what a classifier answers."""

from __future__ import annotations

from attnstudio.notebook.call import Call, request_of, warn_of, whole_number
from attnstudio.notebook.model_choice import AUTO, ModelLike, Names, choose_model
from attnstudio.notebook.pictures import Images, pictures, size_of
from attnstudio.notebook.predictions import Predictions
from attnstudio.notebook.session import guest


def predict(
    model: ModelLike,
    images: Images,
    *,
    class_names: Names = None,
    preprocessing: str = AUTO,
    output_kind: str = AUTO,
    resize: str = "stretch",
    batch_size: int | None = None,
    device: str = "auto",
    progress: bool = True,
) -> Predictions:
    """The classes that a model sees.

    Args:
        model, images, class_names, preprocessing, output_kind, resize, device, progress: as `attnstudio.explain` has
            them.
        batch_size: at most so many pictures share one pass; None: as many as are quick and fit the memory.

    Raises:
        attnstudio.Failure: its text says what is wrong and what to do.
    """
    if batch_size is not None:
        whole_number("batch_size", batch_size, 1)
    with guest():
        chosen = choose_model(model, class_names, preprocessing, output_kind, size_of(images))
        given = pictures(images, chosen)
        request = request_of(chosen, "auto", resize, 0, device, None)
        call = Call(chosen, given, ("top1",) * len(given), request, bool(progress))
        call.warn()
        call.check_guess()
        call, answers, failures = call.finished(call.answers(batch_size))
    kept = call.pictures
    warn_of(kept.paths, answers)
    return Predictions(kept.paths, [one.prediction for one in answers], kept.labels, failures)
