"""What the model says of a picture before it is attacked, as far as that is known."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Sequence

from attnstudio.core.errors import Failure
from attnstudio.core.explain_pictures import ExplainedPicture
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.predictions import PredictedInput
from attnstudio.core.request import Request, Result, Subject
from attnstudio.core.text import Notice


class KnownBefore:
    """Owns what was found of the last picture that was attacked by itself: it is the same for every strength, and a
    slider goes through many. The model is not kept alive."""

    def __init__(self) -> None:
        self._model: Callable[[], LoadedModel | None] = lambda: None
        self._key: object = None
        self._found: tuple[Result, PredictedInput] | None = None

    def explained(
        self,
        model: LoadedModel,
        request: Request,
        subjects: Sequence[Subject],
        moved: tuple[Notice, ...],
        seed: int,
        explain: Callable[[], Iterable[ExplainedPicture | Failure]],
    ) -> list[ExplainedPicture | Failure]:
        """What `explain` gives of the subjects, with the request and the seed, by the model."""
        if len(subjects) != 1:
            return list(explain())
        (subject,) = subjects
        key = request, subject.picture.source, subject.target, subject.label, moved, seed
        if self._found is not None and self._model() is model and self._key == key:
            result, predicted = self._found
            return [ExplainedPicture(subject.picture, result, model, predicted)]
        (found,) = explain()
        if not isinstance(found, Failure):
            self._model, self._key, self._found = weakref.ref(model), key, (found.result, found.predicted)
        return [found]
