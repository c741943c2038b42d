"""What is explained, and how: the only place of these choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal

from attnstudio.core.params import Value
from attnstudio.core.picture_facts import NO_FACTS, PictureFacts
from attnstudio.core.request import INPUT_PARAMS, MethodCall
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.state.snapshot import Snapshot

MOST_PROBABLE = "top1"


@dataclass(frozen=True)
class Choices:
    """
    Attributes:
        picture: the one that is shown, decoded; None until one could be opened.
        model: its id; the path of the file for a user model.
        target: as `Request.target`.
        facts: what the data set says of the picture.
        layer: auto, last-conv or a layer's name.
        methods: with the parameters that differ from their defaults.
        inputs: how the picture becomes the model's input, by the names of INPUT_PARAMS.
        device: auto, cpu, gpu:N.
        memory: MB that the activations of a batch may take; 0: half of what is free.
    """

    picture: DisplayPicture | None = None
    model: str = ""
    target: str = MOST_PROBABLE
    facts: PictureFacts = NO_FACTS
    layer: str = "auto"
    methods: tuple[MethodCall, ...] = ()
    inputs: Mapping[str, Value] = field(default_factory=lambda: {param.name: param.default for param in INPUT_PARAMS})
    device: str = "auto"
    memory: int = 0


class Selection(Snapshot[Choices]):
    """The choices of the moment, as `now`."""

    chosen = Signal(object)  # Choices before a choice of the user, who may want them back

    def __init__(self) -> None:
        super().__init__(Choices())

    def choose(self, **values: Any) -> None:
        """As `set`, because the user says so."""
        before = self.now
        self.set(**values)
        self.chosen.emit(before)
