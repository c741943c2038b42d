"""The model of a call: one in memory, a file, or one of the catalogue."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models.base import ModelSpec, all_specs, spec_of
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing import PREPROCESSING
from attnstudio.core.text import Notice, tr_noop

if TYPE_CHECKING:
    import keras

    from attnstudio.core.models.in_memory import MemoryModel
    from attnstudio.core.models.metadata import ModelMetadata

AUTO, NONE = "auto", "none"
ModelLike: TypeAlias = "keras.Model | str | os.PathLike[str]"
Names: TypeAlias = "Sequence[str] | os.PathLike[str] | None"


@dataclass(frozen=True, eq=False)
class ModelChoice:
    """A model that the engine knows.

    Attributes:
        spec: with what was chosen for it.
        preprocessing: as it was given: "auto", "none", or a key of PREPROCESSING.
        memory: the model in memory; None for another.
        notices: what was guessed.
    """

    spec: ModelSpec
    options: ModelOptions
    preprocessing: str
    memory: MemoryModel | None
    notices: tuple[Notice, ...]

    def in_use(self) -> AbstractContextManager[None]:
        """Inside, the engine knows a model in memory."""
        return nullcontext() if self.memory is None else self.memory.in_use()

    def check(self) -> None:
        """Raises ModelFailure where the model is no longer as it was."""
        if self.memory is not None:
            self.memory.check()


def choose_model(
    model: ModelLike, class_names: Names, preprocessing: str, output_kind: str, size: tuple[int, int] | None
) -> ModelChoice:
    """Look a model up. In the session's guest().

    Args:
        output_kind: "auto", or one of output_kinds.KINDS.
        size: (width, height) of the pictures, if they have one: a model that takes any size gets them as they are.

    Raises:
        ChoiceFailure: there is no such model, preprocessing, kind of output or list of names.
        ModelFailure: the model cannot be used.
    """
    if preprocessing not in (AUTO, NONE, *PREPROCESSING):
        raise ChoiceFailure(
            "There is no preprocessing {name}. There are: {names}.",
            name=preprocessing,
            names=", ".join((AUTO, NONE, *PREPROCESSING)),
        )
    options = replace(
        _named(class_names),
        preprocessing="" if preprocessing in (AUTO, NONE) else preprocessing,
        output_kind="" if output_kind == AUTO else output_kind,
    )
    if not isinstance(model, (str, os.PathLike)):
        return _of_memory(model, options, preprocessing, size)
    model_id = os.fspath(model)
    if model_id in all_specs():
        if options != ModelOptions():
            raise ChoiceFailure(
                "class_names, preprocessing and output_kind are for models of your own: those of {model} are known. "
                'Only preprocessing="none" can be given, for arrays that are preprocessed already.',
                model=model_id,
            )
        return ModelChoice(spec_of(model_id), options, preprocessing, None, ())
    return _of_file(model_id, options, preprocessing, size)


def _named(class_names: Names) -> ModelOptions:
    if class_names is None:
        return ModelOptions()
    if isinstance(class_names, (str, os.PathLike)):
        return ModelOptions(labels=Path(class_names))
    return ModelOptions(names=tuple(map(str, class_names)))


def _of_memory(model: Any, options: ModelOptions, preprocessing: str, size: tuple[int, int] | None) -> ModelChoice:
    from attnstudio.core.models.class_name_files import read
    from attnstudio.core.models.in_memory import describe_model

    memory = describe_model(model)
    if options.labels is not None:
        output = memory.metadata.output("")
        names = tuple(read(options.labels, output.classes))
        options = replace(options, labels=None, names=names)
    options = _sized(options, memory.metadata, size)
    spec = memory.spec(options)
    notices = (_guessed(spec, memory.metadata.guess()[1]),) if preprocessing == AUTO else ()
    return ModelChoice(spec, options, preprocessing, memory, notices)


def _of_file(model_id: str, options: ModelOptions, preprocessing: str, size: tuple[int, int] | None) -> ModelChoice:
    """What was chosen for it in the window before holds where nothing is given, as on the command line."""
    from attnstudio import paths
    from attnstudio.core.models.keras_file import is_user_model
    from attnstudio.core.models.user_model_store import UserModelStore
    from attnstudio.core.models.vetting import vet

    path = Path(model_id)
    chosen = {name: value for name, value in vars(options).items() if value}
    options = replace(UserModelStore.load(paths.user_models_file()).options(path), **chosen)
    if is_user_model(model_id):
        options = _sized(options, vet(path).metadata, size)
    spec = spec_of(model_id, options)
    guesses = preprocessing == AUTO and not options.preprocessing
    notices = (_guessed(spec, vet(path).metadata.guess()[1]),) if guesses else ()
    return ModelChoice(spec, options, preprocessing, None, notices)


def _sized(options: ModelOptions, metadata: ModelMetadata, size: tuple[int, int] | None) -> ModelOptions:
    """With the size of the pictures, for a model that takes any, where it can take that."""
    if size is None or options.input_size is not None or not metadata.takes_any_size:
        return options
    try:
        metadata.shape(size)
    except ChoiceFailure:
        return options
    return replace(options, input_size=size)


def _guessed(spec: ModelSpec, why: Notice) -> Notice:
    return Notice(
        tr_noop(
            "{model}: the preprocessing is taken to be {preprocessing}. {why} If it is another, give preprocessing=."
        ),
        {"model": spec.name, "preprocessing": spec.preprocessing, "why": why},
    )
