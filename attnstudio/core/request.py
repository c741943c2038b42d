"""Input and output of the engine. Frozen: a request is built on one thread and run on another."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from attnstudio.core import levels
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.layer_tree import LayerRow, Totals
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.models.self_check_result import SelfCheck
from attnstudio.core.needs import Need
from attnstudio.core.params import ChoiceParam, EditableChoiceParam, IntParam, Value
from attnstudio.core.placement import INTERPOLATIONS, RESIZES, Interpolation, Placement, Resize
from attnstudio.core.regions import Region
from attnstudio.core.targets import Target, number, percent
from attnstudio.core.text import Notice, Number, tr_noop

TOP_COUNT = 5
DEFAULT_METHOD = "gradcam++"
LAB_METHODS = ("saliency", "smoothgrad", "gradcam", "gradcam++")  # those of the lab assignment

# How a picture becomes the model's input. The fields of Request have the same names and defaults.
INPUT_PARAMS = (
    ChoiceParam(
        "resize", tr_noop("Resize"), tr_noop("How the picture is brought to the input's shape."), RESIZES, "stretch"
    ),
    ChoiceParam(
        "interpolation",
        tr_noop("Interpolation"),
        tr_noop("How its pixels are resampled. nearest is what Keras's load_img does."),
        INTERPOLATIONS,
        "bilinear",
    ),
    EditableChoiceParam(
        "levels",
        tr_noop("Levels"),
        tr_noop(
            "Which values of a picture with more than 8 bits are black and white. auto: the full range, or what is "
            "used of it. file: its least and greatest. LEVEL,WIDTH: a window, such as 40,400."
        ),
        levels.LEVELS,
        "auto",
        levels.WINDOW_FORM,
        levels.check,
    ),
    IntParam(
        "seed",
        tr_noop("Seed"),
        tr_noop("Seed of all random numbers: the same seed gives the same map."),
        0,
        0,
        2**31 - 1,
    ),
)


@dataclass(frozen=True)
class MethodCall:
    """A method with every parameter that was set; the others keep their defaults."""

    id: str
    params: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class Request:
    """One picture, one model, one target, any number of methods. No methods: only what the model sees."""

    image: Path
    model: str
    methods: tuple[MethodCall, ...] = ()
    target: str = "top1"
    layer: str = "auto"
    resize: Resize = "stretch"
    interpolation: Interpolation = "bilinear"
    weights: Path | None = None
    device: str = "auto"
    seed: int = 0
    options: ModelOptions = NONE_CHOSEN  # of a user's own model
    version: str = ""  # of its file and options, if the caller knows it: part of the key of results
    levels: str = "auto"  # black and white of a picture with more than 8 bits, as core.levels has them
    memory: int | None = field(default=None, compare=False)  # bytes for a batch's activations; None: half of the free
    label: int | None = None  # the picture's class, an index of the model's; None: not known
    id: int = field(default=0, compare=False)


@dataclass(frozen=True, eq=False)
class Subject:
    """One of several pictures, with its own target and label.

    Attributes:
        target: empty: that of the request.
        label: its class, an index of the model's; None: not known.
        region: where the object is; None: not known.
    """

    picture: Picture
    target: str = ""
    label: int | None = None
    region: Region | None = None


@dataclass(frozen=True, eq=False)
class Prediction:
    """Logits and probabilities of one picture.

    Attributes:
        logits: float64 (classes,), read-only: the scores that are explained.
        probabilities: float64 (classes,), read-only; of a regression its numbers, which are its scores too.
        regression: whether the outputs are numbers, not classes.
    """

    logits: np.ndarray
    probabilities: np.ndarray
    class_names: tuple[str, ...]
    regression: bool = False

    @property
    def ranking(self) -> np.ndarray:
        """float64 (classes,): what top1, top2.. go by. The numbers of a regression stay in their order."""
        return np.zeros_like(self.logits) if self.regression else self.logits

    def top(self, count: int = TOP_COUNT) -> list[int]:
        """Class indices, most probable first; of a regression the first ones."""
        return [int(index) for index in np.argsort(-self.ranking, kind="stable")[:count]]

    def probability(self, index: int) -> float | None:
        """Of a class; None for a regression, which has none."""
        return None if self.regression else float(self.probabilities[index])

    def value(self, target: Target) -> float | None:
        """The explained number of a regression, or the difference of two; None for a classifier."""
        return float(self.logits @ target.class_weights(len(self.logits))) if self.regression else None

    def text(self, index: int) -> Number:
        """As people read it: the probability of a class, 98.7 %, or the number of a regression, 41.3."""
        answer = float(self.probabilities[index])
        return number(answer) if self.regression else percent(answer)

    def explained_text(self, target: Target) -> Number:
        """As `text`, of what is explained: of a difference of classes, the probability of the first."""
        value = self.value(target)
        return self.text(target.index) if value is None else number(value)


@dataclass(frozen=True, eq=False)
class Heatmap:
    """One attribution map.

    Attributes:
        values: float32 (input height, input width), read-only, min-max normalised to 0..1.
        raw_min, raw_max: the range before normalisation, in the method's own unit.
        method: its id.
        layer: the explained layer, None for methods that use none.
        seconds: what it took; methods that shared one pass share its time.
        build_seconds: that building and optimising graphs took of these, once a model.
        partial: true while the method is still refining it.
        small: float32 (rows, columns), the map at the layer's own size on the scale of `values`, which are its
            enlargement; None where there is no smaller one.
        notices: what a finished map says about itself: how exact it is, and, as warnings, that it shows nothing.
    """

    values: np.ndarray
    raw_min: float
    raw_max: float
    method: str
    layer: str | None
    seconds: float
    partial: bool = False
    notices: tuple[Notice, ...] = ()
    build_seconds: float = 0.0
    small: np.ndarray | None = None

    @property
    def warnings(self) -> tuple[Notice, ...]:
        return tuple(notice for notice in self.notices if notice.warning)

    @property
    def map_seconds(self) -> float:
        """What a further map of the method takes: the time to publish."""
        return max(0.0, self.seconds - self.build_seconds)


@dataclass(frozen=True)
class ModelInfo:
    """What the window and the command line show of a loaded model."""

    id: str
    name: str
    input_size: tuple[int, int]  # width, height
    class_names: tuple[str, ...] = field(repr=False)
    layers: tuple[str, ...] = field(repr=False)  # those a map can use, in the order of the data
    auto_layer: str | None
    offered: frozenset[Need]  # what methods may ask of it
    device: str  # as TensorFlow names it
    device_name: str  # as people do
    memory_bytes: int  # taken on the device, once the model was ready
    devices: tuple[str, ...] = ()  # what can be chosen instead: auto, cpu, gpu:0 ...
    tree: tuple[LayerRow, ...] = field(default=(), repr=False)  # its layers, as the inspector shows them
    totals: Totals = field(default_factory=Totals)
    last_conv: str | None = None  # the layer that `last-conv` stands for
    notices: tuple[Notice, ...] = field(default=(), repr=False)  # how the model is read; part of every result
    check: SelfCheck | None = None  # None: its weights are random
    meaning: Notice | None = field(default=None, repr=False)  # what its output's numbers are; None: a usual classifier

    def layer(self, choice: str) -> str | None:
        """The layer that `auto`, `last-conv` or a name stands for."""
        return {"auto": self.auto_layer, "last-conv": self.last_conv}.get(choice, choice)


@dataclass(frozen=True, eq=False)
class Answer:
    """What a model says of a picture. `notices`: of the picture and the model."""

    model: ModelInfo
    prediction: Prediction
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class Result:
    """A finished request.

    Attributes:
        notices: of the picture and the model. Each map has its own.
        left_out: ids of the methods that gave no map, each with the reason.
    """

    request: Request
    source: Source
    model: ModelInfo
    placement: Placement
    prediction: Prediction
    target: Target
    heatmaps: tuple[Heatmap, ...]
    notices: tuple[Notice, ...]
    class_warning: Notice | None
    seconds: float
    memory_bytes: int  # taken on the device: by the whole program on a CPU, by TensorFlow on a GPU
    left_out: tuple[tuple[str, Failure], ...] = ()

    @property
    def says_target(self) -> bool:
        """Whether the most probable class is the one that is explained."""
        return self.prediction.top(1) == [self.target.index]
