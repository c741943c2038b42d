"""What a session is: the state of the window as it is written to a file, and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.contrast import ALL_PLAIN, Contrasts
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.images import Source
from attnstudio.core.models import scan
from attnstudio.core.models.options import NONE_CHOSEN, ModelOptions
from attnstudio.core.overlay import COLORMAPS, DEFAULT_OPACITY, Scale
from attnstudio.core.params import ChoiceParam, FloatParam, Param, Value, complete
from attnstudio.core.placement import Placement
from attnstudio.core.regions import Region
from attnstudio.core.request import INPUT_PARAMS, Heatmap, MethodCall, Request, Result
from attnstudio.core.text import Notice

MOST_KEPT = 20  # maps
DISPLAY_PARAMS: tuple[Param, ...] = (
    ChoiceParam("colormap", "", "", COLORMAPS, COLORMAPS[0]),
    FloatParam("opacity", "", "", DEFAULT_OPACITY),
    ChoiceParam("normalisation", "", "", ("per-map", "shared"), "per-map"),
    ChoiceParam("view", "", "", ("overlay", "picture", "map"), "overlay"),
)


class SessionFailure(Failure):
    """A session that cannot be opened."""


@dataclass(frozen=True)
class ComparisonState:
    """How maps are compared.

    Attributes:
        axis: what the rows are.
        ticked: which rows, by axis.
        mode: the page, by the name of its action.
    """

    is_open: bool = False
    axis: str = ""
    ticked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mode: str = ""


@dataclass(frozen=True)
class Layout:
    """What is to be seen.

    Attributes:
        panels: those that are open, by name, the ones in sight last; empty: as they are.
    """

    panels: tuple[str, ...] = ()
    comparison: ComparisonState = field(default_factory=ComparisonState)


@dataclass(frozen=True, eq=False)
class Predictions:
    """Of the pictures in the order of the list, as `core.picture_columns` has them."""

    top: np.ndarray
    probabilities: np.ndarray
    entropy: np.ndarray
    ranks: np.ndarray
    label_probability: np.ndarray

    def of(self, rows: np.ndarray) -> Predictions:
        """Of some of the pictures."""
        return Predictions(*(getattr(self, one.name)[rows] for one in fields(self)))


@dataclass(frozen=True, eq=False)
class Scores:
    """What was measured, and the regions by which it was, of the pictures that have one."""

    evaluation: Evaluation
    regions: Mapping[Path, Region]


@dataclass(frozen=True, eq=False)
class KeptMap:
    """A map that the user keeps, with all that it was computed with.

    Attributes:
        source: the file of its picture.
        scale: on which it was seen.
    """

    name: str
    source: Source
    request: Request
    placement: Placement
    heatmap: Heatmap
    scale: Scale

    @property
    def call(self) -> MethodCall:
        return next(call for call in self.request.methods if call.id == self.heatmap.method)


@dataclass(frozen=True)
class Session:
    """The state of the window.

    Attributes:
        pictures: whole paths, in the order of the browser; with a data set, those added to it.
        picture: the one that is explained: one of them, or of the data set.
        dataset: whole path of the open data set, if any.
        labels: class names set by hand, by the number of the picture.
        reviews: what the user says of the maps, numbers of `core.review.Review`, by that of the picture.
        removed: numbers of the data set's pictures that were taken off the list.
        model: its id; of a user's own one, the whole path of its file.
        options: of a user's own model.
        inputs: values of INPUT_PARAMS.
        display: values of DISPLAY_PARAMS.
        contrasts: of the maps as they are seen.
        regions: of some of the pictures.
        selected: of the pictures.
        predictions: of the pictures, by the model; None: there are none.
        results: the maps that were computed, the newest last.
        kept: the maps that the user keeps, the newest last.
        scores: what was measured; None: nothing.
        attack: how pictures are attacked; its eps are that of one picture, and those of curves.
    """

    pictures: tuple[Path, ...]
    picture: Path | None
    model: str
    options: ModelOptions = NONE_CHOSEN
    methods: tuple[MethodCall, ...] = ()
    target: str = "top1"
    layer: str = "auto"
    inputs: Mapping[str, Value] = field(default_factory=lambda: complete(INPUT_PARAMS, {}))
    display: Mapping[str, Value] = field(default_factory=lambda: complete(DISPLAY_PARAMS, {}))
    contrasts: Contrasts = ALL_PLAIN
    regions: Mapping[Path, Region] = field(default_factory=dict)
    dataset: Path | None = None
    labels: Mapping[int, str] = field(default_factory=dict)
    reviews: Mapping[int, int] = field(default_factory=dict)
    removed: tuple[int, ...] = ()
    selected: tuple[Path, ...] = ()
    layout: Layout = field(default_factory=Layout)
    predictions: Predictions | None = None
    results: tuple[Result, ...] = ()
    kept: tuple[KeptMap, ...] = ()
    scores: Scores | None = None
    attack: AttackCall | None = None


@dataclass(frozen=True)
class LoadedSession:
    """What a file holds: the session without what is not here any more, and what that is.

    Attributes:
        is_of_this_version: of the program: it would compute the same maps.
    """

    session: Session
    missing: tuple[Path, ...] = ()  # pictures
    notices: tuple[Notice, ...] = ()  # of methods, parameters, regions and maps that are left out
    is_of_this_version: bool = True


def is_user_model(model: str) -> bool:
    """Whether a session's model is a user's own."""
    return model.lower().endswith(scan.SUFFIXES)


def program_version() -> str:
    """Empty where the program runs from its sources, without being installed."""
    try:
        return version("attnstudio")
    except PackageNotFoundError:
        return ""
