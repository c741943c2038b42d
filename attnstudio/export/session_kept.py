"""The kept maps of a session as JSON, each with the scale on which it was seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from attnstudio.core.images import Source
from attnstudio.core.methods.base import METHODS
from attnstudio.core.overlay import COLORMAPS, DIVERGING, Scale
from attnstudio.core.picture_store import renewed
from attnstudio.core.placement import Placement
from attnstudio.core.request import Request
from attnstudio.export import session_maps
from attnstudio.export.codec import Codec, CodecError
from attnstudio.export.session_content import MOST_KEPT, KeptMap

MAX_BYTES = session_maps.MAX_BYTES // 2  # of all kept maps together: the newest stay
_WHOLE: dict[str, Any] = {"name": str, "source": Source, "placement": Placement, "scale": Scale}


def newest(kept: Sequence[KeptMap]) -> tuple[KeptMap, ...]:
    """As many of the last ones as fit into a session, in their order."""
    found, size = list[KeptMap](), 0
    for one in reversed(kept[-MOST_KEPT:]):
        size += size_of(one)
        if size > MAX_BYTES:
            break
        found.append(one)
    return tuple(reversed(found))


def size_of(kept: KeptMap) -> int:
    """Bytes of its array in the file."""
    return session_maps.stored(kept.heatmap).nbytes


def to_json(kept: Sequence[KeptMap], codec: Codec) -> list[dict[str, Any]]:
    return [
        {
            **{name: codec.encode(getattr(one, name)) for name in _WHOLE},
            "request": session_maps.encoded_request(one.request, codec),
            "map": session_maps.encoded_map(one.heatmap, codec),
        }
        for one in kept
    ]


def from_json(content: Sequence[object], codec: Codec) -> tuple[tuple[KeptMap, ...], int]:
    """The kept maps of the pictures that are as they were, and how many could not be read."""
    found, lost = list[KeptMap](), 0
    for one in content[-MOST_KEPT:]:
        try:
            kept = _decoded(one, codec)
        except (ValueError, LookupError, TypeError, RecursionError):  # of what is not as `to_json` writes it
            lost += 1
            continue
        if (source := renewed(kept.source)) is not None:
            found.append(replace(kept, source=source))
    return tuple(found), lost


def _decoded(one: Any, codec: Codec) -> KeptMap:
    values = {name: codec.decode(kind, one[name]) for name, kind in _WHOLE.items()}
    placement, scale = values["placement"], values["scale"]
    session_maps.check_placement(placement)
    ends = math.isfinite(scale.low) and math.isfinite(scale.high) and scale.low <= scale.high
    if not ends or scale.colormap not in (*COLORMAPS, DIVERGING) or not scale.contrast.is_valid:
        raise CodecError("no scale of a map")
    request = session_maps.decoded_request(codec.decode(Request, one["request"]), codec)
    heatmap = session_maps.decoded_map(one["map"], placement, codec)
    if heatmap.method not in METHODS.discover() or heatmap.method not in {call.id for call in request.methods}:
        raise CodecError("a map of a method that is unknown, or was not asked for")
    return KeptMap(request=request, heatmap=heatmap, **values)
