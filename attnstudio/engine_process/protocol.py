"""What the window's process and the engine's process say to each other: plain data, as `core.plain` has it.

The engine's process begins with `Ready`. Each call has a number; it begins with `Begin` and ends with `Ended`, `Raised`
or `Stopped`, or when it is closed. In between the engine's process may ask for pictures, and hands out what it finds;
after each `Yielded` it waits for `GoOn`, and other calls may be made meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.backdoors.base import Finding
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Measurement
from attnstudio.core.examination import ExaminationCall
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.images import Picture
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.metrics.base import Curve, MetricCall
from attnstudio.core.placement import Placement
from attnstudio.core.probabilities import Head
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.core.text import Notice
from attnstudio.engine_process.failures import Damaged, Unsupported

VERSION = 6
KEEP = 16  # descriptions of models that need not be sent again
RUN_EACH, EVALUATE, ATTACK_EACH, SMALLEST_EPS_EACH, EXAMINE, CHANNELS, LAYER_STRIP, LOAD, LOGITS, MAXIMISE, EXCITE = (
    "run_each",
    "evaluate",
    "attack_each",
    "smallest_eps_each",
    "examine",
    "channels",
    "layer_strip",
    "load",
    "logits",
    "maximise",
    "excite",
)
RUN, FIND_CONCEPTS, CONCEPT_MAPS = "run", "find_concepts", "concept_maps"


# To the engine's process


@dataclass(frozen=True)
class OwnModel:
    """A user's model as the window's process has vetted it: the engine's process cannot see what lies next to it.

    Attributes:
        metadata: JSON, as ModelMetadata has it.
    """

    path: Path
    modified_ns: int
    size: int
    revision: str
    digest: str
    metadata: str
    names: tuple[str, ...]
    names_from: tuple[Notice, ...]
    notices: tuple[Notice, ...]
    version: str


@dataclass(frozen=True, eq=False)
class Begin:
    """
    Attributes:
        share: the batch takes one part of so many of the memory that it would take.
        picture: number of the one that is looked at; 0: none, or they are given one by one.
        batch: of inputs, for LOGITS and EXCITE.
        attack: for ATTACK_EACH and SMALLEST_EPS_EACH.
        wants_pictures: whether `PictureFound` is to be sent.
        examination: for EXAMINE.
        maximisation: for MAXIMISE.
        units: for EXCITE.
        concepts: for FIND_CONCEPTS.
        basis: of concepts of the request's layer, for CONCEPT_MAPS.
    """

    call: int
    operation: str
    request: Request
    seed: int
    share: int = 1
    model: OwnModel | None = None
    picture: int = 0
    metrics: tuple[MetricCall, ...] = ()
    batch: np.ndarray | None = None
    attack: AttackCall | None = None
    wants_pictures: bool = False
    examination: ExaminationCall | None = None
    maximisation: MaximisationCall | None = None
    units: tuple[Unit, ...] = ()
    concepts: ConceptCall | None = None
    basis: np.ndarray | None = None


@dataclass(frozen=True)
class GoOn:
    call: int


@dataclass(frozen=True)
class Close:
    """Nothing more is wanted of a call that has not ended."""

    call: int


@dataclass(frozen=True)
class Cancel:
    call: int


@dataclass(frozen=True, eq=False)
class Input:
    """What was asked for by `WantsInput`. `value`: None where there are no more."""

    call: int
    value: GivenPicture | GivenCase | Failure | None


@dataclass(frozen=True)
class GivenPicture:
    picture: int
    target: str
    label: int | None


@dataclass(frozen=True, eq=False)
class GivenCase:
    picture: int
    region: np.ndarray | Notice
    target: str
    result: Result | None
    label: int | None


@dataclass(frozen=True, eq=False)
class Pixels:
    """A picture that was asked for by `WantsPicture`."""

    number: int
    picture: Picture


# From the engine's process


@dataclass(frozen=True)
class Ready:
    """
    Attributes:
        refused: what the system does not let this process do, as `confine` names it.
    """

    version: int
    refused: frozenset[str]


@dataclass(frozen=True)
class WantsInput:
    call: int


@dataclass(frozen=True)
class WantsPicture:
    call: int
    number: int


@dataclass(frozen=True)
class Progressed:
    call: int
    done: int
    total: int


@dataclass(frozen=True, eq=False)
class MapFound:
    call: int
    heatmap: Heatmap
    placement: Placement


@dataclass(frozen=True, eq=False)
class PictureFound:
    """The first of the pictures that are attacked, so far.

    Attributes:
        pixels: float32 (height, width, channels) in 0..1.
    """

    call: int
    pixels: np.ndarray


@dataclass(frozen=True, eq=False)
class CurveFound:
    call: int
    method: str
    metric: str
    curve: Curve


@dataclass(frozen=True, eq=False)
class ScoreFound:
    call: int
    measurement: Measurement


@dataclass(frozen=True, eq=False)
class Judged:
    """`result`: None where it was given."""

    result: Result | None
    measurements: tuple[Measurement, ...]


@dataclass(frozen=True, eq=False)
class AttackOutcomes:
    """Of one picture, with each eps."""

    attacked: tuple[Attacked, ...]


@dataclass(frozen=True, eq=False)
class Yielded:
    call: int
    value: Result | Judged | AttackOutcomes | Finding | Maximised | Concepts | float | Failure


@dataclass(frozen=True, eq=False)
class Loaded:
    """A model that is ready to predict; see core.models.predictor."""

    info: ModelInfo
    head: Head
    class_count: int
    forward_batch: int
    identity: str
    is_single_unit: bool


@dataclass(frozen=True, eq=False)
class Ended:
    call: int
    value: Result | Channels | LayerStrip | ConceptMaps | Loaded | np.ndarray | None


@dataclass(frozen=True, eq=False)
class Raised:
    call: int
    failure: Failure | Damaged | Unsupported


@dataclass(frozen=True)
class Stopped:
    """It was cancelled."""

    call: int


ToEngine = Begin | GoOn | Close | Cancel | Input | Pixels
FromEngine = (
    Ready
    | WantsInput
    | WantsPicture
    | Progressed
    | MapFound
    | PictureFound
    | CurveFound
    | ScoreFound
    | Yielded
    | Ended
    | Raised
    | Stopped
)
