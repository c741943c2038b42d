"""Models: those that are here, a user's own, and importing from a folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from attnstudio import paths
from attnstudio.core.context import RunContext
from attnstudio.core.errors import DamagedFailure
from attnstudio.core.models import vetting, zoo
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue, State
from attnstudio.core.models.importing import Imported, Outcome, import_from
from attnstudio.core.models.loading import find_weights
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.models.scan import SUFFIX
from attnstudio.core.models.weights import is_intact
from attnstudio.core.request import DEFAULT_METHOD, MethodCall, Request
from attnstudio.selftest.check import Check, require, require_map
from attnstudio.selftest.subject import MODEL, Subject

_CLASSES = ("рыба", "птица", "кит")


def checks(subject: Subject) -> Iterator[Check]:
    yield "table of models", partial(_check_zoo, subject)
    yield "import of weights from a folder", partial(_check_import, subject)
    yield "import of damaged weights is refused", _check_damaged
    yield "a user's own model", partial(_check_own, subject)
    for spec in _here(subject):
        yield f"model {spec.id}", partial(_check_model, subject, spec)


def _check_zoo(subject: Subject) -> None:
    """Every row can be built by the Keras that is here."""
    _set_keras_up(subject)
    import keras

    applications: Any = keras.applications
    rows = zoo.table()
    require(rows, "it is empty")
    for row in rows:
        require(hasattr(applications, row.architecture), f"Keras has no {row.architecture}")
        require(row.preprocessing in PREPROCESSING, f"{row.id} has the preprocessing {row.preprocessing}")


def _set_keras_up(subject: Subject) -> None:
    subject.engine.load(MODEL)


def _here(subject: Subject) -> list[ModelSpec]:
    """Those of the zoo whose weights are on this machine."""
    return [spec for spec in all_specs().values() if spec.weights and find_weights(spec, None, subject.weight_folders)]


def _check_import(subject: Subject) -> None:
    """Under the server's name where real weights are here, and else under a name whose content may be any."""
    with tempfile.TemporaryDirectory() as name:
        stick, own = Path(name) / "stick" / "Модели", Path(name) / "models"
        stick.mkdir(parents=True)
        spec = _put_weights(subject, stick)
        catalogue = ModelCatalogue((own,), own)
        (found,) = import_from(stick.parent, catalogue, RunContext())
        _require_outcome(found, Outcome.IMPORTED)
        require(catalogue.item(spec).state is State.INSTALLED, f"then {spec.id} is {catalogue.item(spec).state}")


def _put_weights(subject: Subject, folder: Path) -> ModelSpec:
    """The smallest that are here."""
    known = [(find_weights(spec, None, subject.weight_folders), spec) for spec in _here(subject)]
    for file, spec in sorted(((file, spec) for file, spec in known if file), key=lambda one: one[0].stat().st_size):
        if spec.weights and is_intact(file, spec.weights, RunContext()):
            shutil.copyfile(file, folder / spec.weights.file_name)
            return spec
    spec = next(spec for spec in all_specs().values() if spec.weights)
    (folder / f"{spec.id}.weights.h5").write_bytes(b"any")
    return spec


def _check_damaged() -> None:
    with tempfile.TemporaryDirectory() as name:
        stick, own = Path(name) / "stick", Path(name) / "models"
        stick.mkdir()
        weights = next(spec.weights for spec in all_specs().values() if spec.weights and spec.weights.checksum)
        (stick / weights.file_name).write_bytes(b"wrong")
        (found,) = import_from(stick, ModelCatalogue((own,), own), RunContext())
        _require_outcome(found, Outcome.DAMAGED)
        require(isinstance(found.failure, DamagedFailure), f"the reason is {found.failure}")
        require(not list(own.iterdir()), "a file is in the model folder")


def _require_outcome(found: Imported, wanted: Outcome) -> None:
    require(found.outcome is wanted, f"the file is {found.outcome}: {found.failure}")


def _check_own(subject: Subject) -> None:
    """Saved, vetted in the sandbox, loaded, explained."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"Моя модель{SUFFIX}"
        _save_model(subject, file)
        file.with_suffix(".txt").write_text("\n".join(_CLASSES), "utf-8")
        request = Request(subject.scene, str(file), (MethodCall(DEFAULT_METHOD),))
        try:
            result = subject.engine.run(request, RunContext())
        finally:  # not used again
            for known in paths.checked_models().glob(f"{vetting.digest(file)}.*"):
                known.unlink()
    require(result.model.class_names == _CLASSES, f"its classes are called {', '.join(result.model.class_names)}")
    require_map(result.heatmaps[0].values)
    check = result.model.check
    require(check is not None and check.layer_gradient is not None, "its gradients were not checked")


def _save_model(subject: Subject, file: Path) -> None:
    """With weights that are never the same twice, so that the file is vetted each time."""
    _set_keras_up(subject)
    import keras

    layers = keras.layers
    x = inputs = keras.Input((32, 32, 3))
    x = layers.Conv2D(8, 3, activation="relu")(layers.Rescaling(1 / 255)(x))
    outputs = layers.Dense(len(_CLASSES), "softmax")(layers.GlobalAveragePooling2D()(x))
    keras.Model(inputs, outputs).save(file)


def _check_model(subject: Subject, spec: ModelSpec) -> None:
    result = subject.engine.run(Request(subject.scene, spec.id, (MethodCall(DEFAULT_METHOD),)), RunContext())
    require(len(result.model.class_names) == len(result.prediction.logits), "its classes have other names")
    require_map(result.heatmaps[0].values)
