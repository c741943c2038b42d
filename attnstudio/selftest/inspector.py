"""The inspector: the layers of the model, and the channels of the explained one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from attnstudio.core import images
from attnstudio.core.channels import layer_channels
from attnstudio.core.request import Request
from attnstudio.selftest.check import Check, require, require_map
from attnstudio.selftest.subject import MODEL, Subject


def checks(subject: Subject) -> Iterator[Check]:
    yield "inspector's layers", partial(_check_layers, subject)
    yield "inspector's channels", partial(_check_channels, subject)


def _check_layers(subject: Subject) -> None:
    info = subject.engine.load(MODEL).info
    rows = {row.map_name: row for row in info.tree}
    require(info.auto_layer in rows, f"{info.auto_layer} is not among the layers")
    require(rows[info.auto_layer].shape.count("x") == 2, f"its shape is {rows[info.auto_layer].shape}")
    require(sum(row.parameters for row in info.tree) == info.totals.parameters > 0, "parameters are missing")


def _check_channels(subject: Subject) -> None:
    model = subject.engine.load(MODEL)
    found = layer_channels(model, Request(subject.scene, MODEL), images.decode(subject.scene))
    require(found.layer == model.info.auto_layer, f"they are those of {found.layer}")
    require(found.values.ndim == 3 and len(found.values) == found.total, f"their shape is {found.values.shape}")
    require(np.isfinite(found.values).all() and np.isfinite(found.weights).all(), "they are not finite")
    values, _, _ = found.large(0)
    require(values.shape == model.info.input_size[::-1], f"a channel has the shape {values.shape}")
    require_map(values)
