"""The ImageNet classifiers of keras.applications: a new architecture is a new row of the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from attnstudio import paths
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec
from attnstudio.core.models.weights import WeightsFile

if TYPE_CHECKING:
    import keras

_HOST = "https://storage.googleapis.com/tensorflow/keras-applications/"


@dataclass(frozen=True)
class _Row:
    id: str
    architecture: str  # name in keras.applications
    side: int
    preprocessing: str
    auto_layer: str
    weights_path: str
    weights_bytes: int
    checksum: str | None

    def build(self) -> keras.Model:
        import keras

        architecture: Any = getattr(keras.applications, self.architecture)
        return architecture(weights=None, input_shape=(self.side, self.side, 3))


_TABLE = (
    _Row(
        "mobilenet_v2",
        "MobileNetV2",
        224,
        "minus_one_to_one",
        "out_relu",
        "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
        14_536_120,
        None,
    ),
    _Row(
        "vgg16",
        "VGG16",
        224,
        "caffe",
        "block5_conv3",
        "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5",
        553_467_096,
        "md5:64373286793e3c8b2b4e3219cbf3544b",
    ),
)


@SOURCES.register
class Zoo(ModelSource):
    id = "zoo"

    def specs(self) -> tuple[ModelSpec, ...]:
        return tuple(
            ModelSpec(
                id=row.id,
                name=row.architecture,
                input_size=(row.side, row.side),
                labels=paths.resource("labels", "imagenet.txt"),
                preprocessing=row.preprocessing,
                build=row.build,
                auto_layer=row.auto_layer,
                weights=WeightsFile(
                    _HOST + row.weights_path, row.weights_path.rpartition("/")[2], row.weights_bytes, row.checksum
                ),
            )
            for row in _TABLE
        )
