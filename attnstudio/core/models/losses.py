"""What the training loss of a model implies about its outputs.

Read from what a file holds of the training: `compile_config` of a Keras 3 `.keras` file, `training_config` of an HDF5
file. A loss there is a name, or the configuration of an object or of a function; of several outputs, a list or a
dictionary of those.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, Literal

from attnstudio.core.models import hdf5
from attnstudio.core.models.scan import CONFIG, SIZES

LossKind = Literal["numbers", "margin", "scores", "independent", "exclusive"]
_KINDS: dict[LossKind, str] = {
    "numbers": "mse meansquarederror mae meanabsoluteerror mape meanabsolutepercentageerror msle "
    "meansquaredlogarithmicerror huber huberloss logcosh poisson tweedie cosinesimilarity rootmeansquarederror",
    "margin": "hinge squaredhinge",
    "scores": "categoricalhinge",
    "independent": "binarycrossentropy binaryfocalcrossentropy bce",
    "exclusive": "categoricalcrossentropy sparsecategoricalcrossentropy categoricalfocalcrossentropy kldivergence "
    "kullbackleiblerdivergence kld categoricalgeneralizedcrossentropy",
}
_KNOWN: dict[str, LossKind] = {name: kind for kind, names in _KINDS.items() for name in names.split()}


@dataclass(frozen=True)
class Loss:
    """The loss of one output.

    Attributes:
        name: as people know it: "mse", "BinaryCrossentropy".
        kind: "numbers": it compares numbers; "margin": numbers of either sign, one an input; "scores": of classes;
            "independent", "exclusive": probabilities of classes.
        from_logits: whether it takes the output for logits.
        weight: of this output's loss among those of all outputs.
    """

    name: str
    kind: LossKind
    from_logits: bool = False
    weight: float = 1.0


def of_output(training: Mapping[str, Any] | None, number: int, name: str, count: int) -> Loss | None:
    """The loss of an output; None where the file holds none, or one that says nothing of the output.

    Args:
        training: the file's `compile_config` or `training_config`.
        number, name: of the output.
        count: of all outputs.
    """
    if not isinstance(training, Mapping):
        return None
    found = _part(training.get("loss"), number, name, count)
    weight = _part(training.get("loss_weights"), number, name, count)
    loss = _read(found)
    if loss is None or not isinstance(weight, (int, float)):
        return loss
    return Loss(loss.name, loss.kind, loss.from_logits, float(weight))


def training_of(stream: BufferedReader) -> Mapping[str, Any] | None:
    """The `compile_config` or `training_config` of an open file that was scanned; None where it was saved without.

    For the child process, as everything that opens HDF5 from a user's file.
    """
    try:
        stream.seek(0)
        if stream.read(len(hdf5.SIGNATURE)) == hdf5.SIGNATURE:
            with hdf5.opened(stream) as container:
                found = json.loads(hdf5.text(container, "training_config", SIZES[CONFIG]) or "null")
        else:
            with zipfile.ZipFile(stream) as archive:
                found = json.loads(archive.read(CONFIG)).get("compile_config")
    except (*hdf5.ERRORS, zipfile.BadZipFile):
        return None
    return found if isinstance(found, dict) else None


def _part(config_of_loss: object, number: int, name: str, count: int) -> object:
    """That of one output."""
    if isinstance(config_of_loss, Mapping) and "class_name" not in config_of_loss:
        return config_of_loss.get(name)
    if isinstance(config_of_loss, Sequence) and not isinstance(config_of_loss, str):
        return config_of_loss[number] if len(config_of_loss) == count else None
    return config_of_loss


def _read(config_of_loss: object) -> Loss | None:
    config: object = {}
    if isinstance(config_of_loss, Mapping):
        name, config = config_of_loss.get("class_name"), config_of_loss.get("config")
        if name == "function" or name == "LossFunctionWrapper":
            name = config if isinstance(config, str) else config.get("fn") if isinstance(config, Mapping) else None
    else:
        name = config_of_loss
    if not isinstance(name, str):
        return None
    name = name.rpartition(">")[2]
    kind = _KNOWN.get(name.replace("_", "").lower())
    from_logits = isinstance(config, Mapping) and config.get("from_logits") is True
    return None if kind is None else Loss(name, kind, from_logits)
