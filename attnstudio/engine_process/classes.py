"""The classes of which messages are made, in each direction. Nothing else is read."""

from __future__ import annotations

from functools import cache

from attnstudio.core.attacks.result import Attacked
from attnstudio.core.backdoors.base import ClassFinding, Finding, FoundTrigger, Sample
from attnstudio.core.channels import Channels
from attnstudio.core.concepts.concepts import ConceptCall, ConceptMaps, Concepts
from attnstudio.core.examination import ExaminationCall
from attnstudio.core.features.maximise import MaximisationCall, Maximised
from attnstudio.core.features.unit import Unit
from attnstudio.core.layer_strip import LayerStrip
from attnstudio.core.models.output_meaning import OutputMeaning
from attnstudio.core.plain import named
from attnstudio.core.plain_classes import engine_classes
from attnstudio.engine_process.failures import Damaged, Unsupported
from attnstudio.engine_process.protocol import (
    AttackOutcomes,
    Begin,
    Cancel,
    Close,
    CurveFound,
    Ended,
    GivenCase,
    GivenPicture,
    GoOn,
    Input,
    Judged,
    Loaded,
    MapFound,
    OwnModel,
    PictureFound,
    Pixels,
    Progressed,
    Raised,
    Ready,
    ScoreFound,
    Stopped,
    WantsInput,
    WantsPicture,
    Yielded,
)

_COMMON = (Channels, LayerStrip, OutputMeaning, Unit)


@cache
def to_engine() -> dict[str, type]:
    own = (Begin, GoOn, Close, Cancel, Input, Pixels, OwnModel, GivenPicture, GivenCase)
    return engine_classes() | named(
        (*own, ExaminationCall, Sample, ClassFinding, FoundTrigger, MaximisationCall, ConceptCall, *_COMMON)
    )


@cache
def from_engine() -> dict[str, type]:
    own = (
        Ready,
        WantsInput,
        WantsPicture,
        Progressed,
        MapFound,
        PictureFound,
        CurveFound,
        ScoreFound,
        Yielded,
        Ended,
        Raised,
        Stopped,
    )
    outcomes = (
        Judged,
        AttackOutcomes,
        Attacked,
        Finding,
        ClassFinding,
        FoundTrigger,
        Maximised,
        Concepts,
        ConceptMaps,
        Loaded,
    )
    return engine_classes() | named((*own, *outcomes, Damaged, Unsupported, *_COMMON))
