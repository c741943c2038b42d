"""What a client and its workers say to each other: plain data, as `plain` has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.errors import Failure
from attnstudio.core.evaluation.measure import Evaluated
from attnstudio.core.images import Picture
from attnstudio.core.metrics.base import MetricCall
from attnstudio.core.regions import Region
from attnstudio.core.request import Request, Result
from attnstudio.core.robustness.defences import Defence
from attnstudio.core.robustness.plan import Plan
from attnstudio.core.text import Notice
from attnstudio.runs.outputs import Outputs


@dataclass(frozen=True)
class ModelFile:
    """A file that the model comes from: the user's own model, or the weights. `digest`: SHA-256, in hex."""

    name: str
    digest: str
    size: int
    is_model: bool


@dataclass(frozen=True)
class Order:
    """What holds for every picture of a run.

    Attributes:
        version: of the client's program.
        request: its own picture is ignored.
        file: of the model, where it has one that is not part of the program.
        outputs: of `explain`; None for others.
        metrics: of `evaluate`.
        plan: of `attack`; its first request is this one.
        other_files: of `attack`, as `file`, of the plan's other requests.
        names_from: where the class names come from that the client has put into the request.
    """

    version: str
    request: Request
    file: ModelFile | None
    names_from: tuple[Notice, ...] = ()
    outputs: Outputs | None = None
    metrics: tuple[MetricCall, ...] = ()
    plan: Plan | None = None
    other_files: tuple[ModelFile | None, ...] = ()


@dataclass(frozen=True, eq=False)
class Item:
    """One picture of a shard.

    Attributes:
        number: its place in the call.
        size, modified_ns: of its file as the client sees it.
        data: its content, for workers that do not see the file.
        picture: decoded, where it is no file of its own.
        target: empty: that of the request.
        label: an index of the model's classes.
        region: of `evaluate` and `attack`.
    """

    number: int
    path: Path
    size: int = 0
    modified_ns: int = 0
    data: bytes | None = None
    picture: Picture | None = None
    target: str = ""
    label: int | None = None
    region: Region | None = None


@dataclass(frozen=True, eq=False)
class Explained:
    """A picture's maps. `overlays`: the content of the file of each, by method; the maps themselves are in the result
    where they are kept."""

    result: Result
    overlays: dict[str, bytes]


@dataclass(frozen=True, eq=False)
class Judged:
    """An evaluated picture, as small as reports need it. `notices`: what is wrong with its region."""

    evaluated: Evaluated
    notices: tuple[Notice, ...]


@dataclass(frozen=True, eq=False)
class Reply:
    """What a worker makes of a shard.

    Attributes:
        worker: its address.
        outcomes: by number.
        failure: the whole call fails, whatever the picture.
        lacks: files of models that are not on this worker.
        lacks_pictures: the pictures are not on this worker.
    """

    worker: str
    outcomes: dict[int, object]
    failure: Failure | None = None
    lacks: tuple[ModelFile, ...] = ()
    lacks_pictures: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Facts:
    """Of a worker. `unseen`: whether it lacks some of the pictures that it was asked for."""

    worker: str
    host: str
    version: str
    tensorflow: str
    threads: int
    devices: tuple[str, ...]
    unseen: bool


CLASSES: tuple[type, ...] = (ModelFile, Order, Item, Explained, Judged, Reply, Facts, Plan, AttackCall, Defence)
