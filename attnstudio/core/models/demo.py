"""The built-in model: recognises the drawn scenes of core/scenes.py, and needs no download."""

from __future__ import annotations

from attnstudio import paths
from attnstudio.core.models import demo_network
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec


@SOURCES.register
class Demo(ModelSource):
    id = "demo"

    def specs(self) -> tuple[ModelSpec, ...]:
        return (
            ModelSpec(
                id="demo",
                name="Demo (built in)",
                input_size=(demo_network.INPUT_SIZE, demo_network.INPUT_SIZE),
                labels=paths.resource("labels", "demo.txt"),
                preprocessing="minus_one_to_one",
                build=demo_network.build,
                auto_layer=f"relu{len(demo_network.BLOCKS)}",
                bundled=paths.resource("demo", "demo.weights.h5"),
            ),
        )
