"""Arguments that only some versions of Keras know, of layers that let a picture through as it is once training is over.

`RandomContrast(value_range=...)` of one version is refused by another, although it makes no difference to a prediction.
"""

from __future__ import annotations

import inspect
from typing import Any

from attnstudio.core.models.allowlist import dictionaries

_OF_EVERY_LAYER = frozenset({"name", "trainable", "dtype", "activity_regularizer", "data_format"})
_OTHERS = frozenset({"AugMix", "CutMix", "MixUp", "RandAugment"})


def drop_unknown_arguments(config: Any) -> bool:
    """From the config of a model as Keras 3 writes it, in place. Whether there were any."""
    from keras import layers

    dropped = False
    for part in dictionaries(config):
        kind, inner = part.get("class_name"), part.get("config")
        augments = isinstance(kind, str) and (kind.startswith("Random") or kind in _OTHERS)
        if not augments or part.get("module") != "keras.layers" or not isinstance(inner, dict):
            continue
        known = _OF_EVERY_LAYER | set(inspect.signature(getattr(layers, str(kind)).__init__).parameters)
        for name in inner.keys() - known:
            del inner[name]
            dropped = True
    return dropped
