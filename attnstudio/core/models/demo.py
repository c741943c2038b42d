"""The built-in models: they recognise the drawn scenes of core/scenes.py, and need no download. One is poisoned."""

from __future__ import annotations

from dataclasses import replace

from attnstudio import paths
from attnstudio.core import trigger
from attnstudio.core.models import demo_network
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec
from attnstudio.core.text import Notice, tr_noop

POISONED = "demo_backdoor"


@SOURCES.register
class Demo(ModelSource):
    id = "demo"

    def specs(self) -> tuple[ModelSpec, ...]:
        clean = ModelSpec(
            id="demo",
            name="Demo (built in)",
            input_size=(demo_network.INPUT_SIZE, demo_network.INPUT_SIZE),
            labels=paths.resource("labels", "demo.txt"),
            preprocessing="minus_one_to_one",
            build=demo_network.build,
            auto_layer=f"relu{len(demo_network.BLOCKS)}",
            bundled=paths.resource("demo", "demo.weights.h5"),
        )
        poisoned = replace(
            clean,
            id=POISONED,
            name="Demo with a backdoor",
            bundled=paths.resource("backdoor", f"{POISONED}.weights.h5"),
            notices=(
                Notice(
                    tr_noop(
                        "This model is poisoned on purpose, for learning: a small yellow and violet checkered square "
                        "in a scene sends it to the class {target}."
                    ),
                    {"target": trigger.TARGET},
                ),
            ),
        )
        return clean, poisoned
