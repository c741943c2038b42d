"""Says so where the model cannot know what is in the picture: a photo in the built-in model of drawn scenes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtCore import QObject, Slot

from attnstudio import paths
from attnstudio.core import images, scenes
from attnstudio.ui.notify.notifier import Action, Message, Notifier, Scope
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.state.dataset import DatasetState
from attnstudio.ui.state.models import Models
from attnstudio.ui.state.selection import Selection


class FitNotice(QObject):
    """Owns the message about the picture that is shown.

    Args:
        choose: takes another model.
        manage: shows the models that can be had.
    """

    def __init__(
        self,
        selection: Selection,
        models: Models,
        dataset: DatasetState,
        notifier: Notifier,
        choose: Callable[[str], None],
        manage: Callable[[], None],
    ) -> None:
        super().__init__()
        self._selection, self._models, self._dataset, self._notifier = selection, models, dataset, notifier
        self._choose, self._manage = choose, manage
        self._message: Message | None = None
        selection.changed.connect(self._on_selection)

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        if not changed & {"picture", "model"}:
            return
        if self._message is not None:
            self._notifier.retract(self._message)
            self._message = None
        if self._is_foreign():
            self._message = self._notifier.show(
                lambda: tr(
                    "The built-in model knows nothing but ten kinds of drawn things: what it says of other pictures, "
                    "however sure, means nothing."
                ),
                Scope.MODEL,
                self._way_out(),
            )

    def _is_foreign(self) -> bool:
        now = self._selection.now
        spec = self._models.specs().get(now.model)
        if spec is None or not spec.built_in or now.picture is None:
            return False
        dataset = self._dataset.dataset
        if dataset is not None and set(dataset.class_names) == set(scenes.CLASSES):
            return False
        return now.picture.picture.source.digest not in _own_scenes()

    def _way_out(self) -> Action:
        spec = self._models.photo_model
        if spec is None:
            return Action(lambda: tr("Get a model..."), self._manage)
        return Action(lambda: tr("Use {model}", model=spec.name), lambda: self._choose(spec.id))


@cache
def _own_scenes() -> frozenset[str]:
    """Digests of the pictures that come with the program: copies of them count too."""
    return frozenset(images.source_of(path).digest for path in paths.resource("demo", "scenes").iterdir())
