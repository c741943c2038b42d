"""Pictures, maps and results made by hand, and a look at what a widget has painted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel, QWidget

from attnstudio.core.images import Picture, Source
from attnstudio.core.needs import Need
from attnstudio.core.overlay import Scale
from attnstudio.core.placement import Placement, Resize
from attnstudio.core.request import Heatmap, MethodCall, ModelInfo, Prediction, Request, Result
from attnstudio.core.targets import Target
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.explain.method_params import MethodParams
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.widgets.param_form import ParamForm

W = TypeVar("W", bound=QWidget)

CLASSES = ("cat", "dog", "hammerhead", "tiger shark", "great white shark", "fly", "zebra")


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def shown(pixels: np.ndarray, name: str = "made.png") -> DisplayPicture:
    return DisplayPicture(Picture(Source(Path(name), 0, 0, ""), pixels))


def map_over(
    pixels: np.ndarray, values: np.ndarray, resize: Resize = "stretch", colormap: str = "grey", **more: Any
) -> MapImage:
    """A map of the input's size over a picture."""
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (values.shape[1], values.shape[0]), resize)
    scale = Scale(colormap, more.get("low", 0.0), more.get("high", 1.0))
    return MapImage(values.astype(np.float32), placement, scale)


def painted(widget: QWidget, part: QRect | None = None) -> np.ndarray:
    """What the widget, or a part of it, shows now: uint8 (height, width, 3)."""
    grabbed = widget.grab() if part is None else widget.grab(part)  # without a part it is laid out before
    image = grabbed.toImage().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def at(pixels: np.ndarray, point: QPointF) -> np.ndarray:
    """The pixel in which a point lies, as int32."""
    return pixels[int(np.floor(point.y())), int(np.floor(point.x()))].astype(np.int32)


def model_info(
    model_id: str = "net", layers: tuple[str, ...] = ("conv1", "conv2", "out"), auto: str = "out"
) -> ModelInfo:
    offered = frozenset(Need) - {Need.ATTENTION}
    return ModelInfo(model_id, model_id.title(), (8, 6), CLASSES, layers, auto, offered, "/CPU:0", "CPU", 2**30)


def prediction(*logits: float) -> Prediction:
    """Of CLASSES; without logits: tiger shark first, then hammerhead, great white shark, dog, cat."""
    numbers = np.array(logits or (0.0, 1.0, 3.0, 6.0, 2.0, -9.0, -9.5), np.float64)
    powers = np.exp(numbers - numbers.max())
    return Prediction(numbers, powers / powers.sum(), CLASSES)


def heatmap(method: str = "saliency", low: float = 0.0, high: float = 1.0, layer: str | None = None) -> Heatmap:
    values = np.linspace(0, 1, 48, dtype=np.float32).reshape(6, 8)
    return Heatmap(values, low, high, method, layer, 0.25)


def result(*heatmaps: Heatmap, explained: Target = Target(3), model: str = "net", **requested: Any) -> Result:  # noqa: B008
    calls = tuple(MethodCall(one.method) for one in heatmaps)
    fields: dict[str, Any] = {"image": Path("/pictures/shark.jpg"), "model": model, "methods": calls, **requested}
    return Result(
        request=Request(**fields),
        source=Source(fields["image"], 1, 1000, "digest"),
        model=model_info(model),
        placement=Placement.of((60, 100), (8, 6), "stretch"),
        prediction=prediction(),
        target=explained,
        heatmaps=heatmaps,
        notices=(),
        class_warning=None,
        seconds=0.5,
        memory_bytes=0,
    )


def control(form: ParamForm | MethodParams, name: str, kind: type[W]) -> W:
    """The widget of a parameter, of the kind that it must be."""
    found = form.control(name)
    assert type(found) is kind
    return found


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def texts(widget: QWidget) -> list[str]:
    """What is read in it: the texts of the labels in sight."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
