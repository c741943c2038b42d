"""A user's own model: a `.keras` or `.h5` file, by its path.

Metadata missing from the file is guessed, or chosen by the user.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from importlib.metadata import version
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models import class_names, vetting
from attnstudio.core.models.base import SOURCES, ModelSource, ModelSpec, all_specs
from attnstudio.core.models.class_names import ClassNames
from attnstudio.core.models.described_spec import described_spec
from attnstudio.core.models.metadata import DEFAULT_SIDE
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.scan import SUFFIXES
from attnstudio.core.models.vetting import VettedModel, vet

if TYPE_CHECKING:
    import keras


@SOURCES.register
class KerasFile(ModelSource):
    id = "keras_file"

    def specs(self) -> tuple[ModelSpec, ...]:
        return ()

    def find(self, model_id: str, options: ModelOptions) -> ModelSpec | None:
        return spec(vet(Path(model_id)), options) if is_user_model(model_id) else None


def is_user_model(model_id: str) -> bool:
    """Whether this is the path of a file, or of a folder, and not the id of a model."""
    return Path(model_id).suffix.lower() in SUFFIXES or (model_id not in all_specs() and Path(model_id).exists())


def user_model_id(model_id: str) -> str:
    """The id by which the window knows a model: of a file, its whole path."""
    return str(Path(model_id).absolute()) if is_user_model(model_id) else model_id


def spec(vetted: VettedModel, options: ModelOptions) -> ModelSpec:
    """The spec of a user model with the chosen options.

    Raises:
        ChoiceFailure: a choice that the model does not have.
        ModelFailure: the class names cannot be read, or are those of another model.
    """
    return described_spec(
        vetted.metadata,
        options,
        names_of(vetted, options),
        vetted.digest,
        model_id=str(vetted.path),
        name=vetted.path.stem,
        build=partial(load_vetted, vetted),
        file=vetted.path,
    )


def unopened_spec(path: Path) -> ModelSpec:
    """A model of which nothing is known but its file: to be listed, not to be run."""
    size = DEFAULT_SIDE, DEFAULT_SIDE
    build = partial(load, path)
    return ModelSpec(str(path), path.stem, size, None, "zero_to_one", build, None, bundled=path, whole=True)


def names_of(vetted: VettedModel, options: ModelOptions) -> ClassNames:
    """Class names: of the options, the chosen file, or a matching file next to the model; else numbered."""
    output = vetted.metadata.output(options.output)
    meaning = output.meant(options.output_kind)
    if options.names:
        return class_names.from_names(options.names, vetted.path.name, output.class_count_of(meaning))
    return class_names.resolve(options.labels, vetted.path, output.class_count_of(meaning), output.names(meaning))


def load_vetted(vetted: VettedModel) -> keras.Model:
    """As `load`, of the bytes that were vetted, whatever has become of the file since. Raises ModelFailure."""
    try:
        with vetted.path.open("rb") as stream:
            if vetting.digest_of(stream) != vetted.digest:
                raise vetting.changed(vetted.path)
            model = load(vetted.path, stream)
            if vetting.digest_of(stream) != vetted.digest:  # written into meanwhile
                raise vetting.changed(vetted.path)
    except OSError as error:
        raise vetting.unreadable(vetted.path, error) from error
    return model


def load(path: Path, stream: BufferedReader | None = None) -> keras.Model:
    """The network with its weights, as the file has it. For files that were scanned.

    Args:
        stream: the file, where it is open already; it stays so.

    Raises:
        ModelFailure: Keras cannot load it.
    """
    from attnstudio.core.models.legacy import reading

    try:
        with nullcontext(stream) if stream else path.open("rb") as opened:
            return reading.read(opened)
    except ModelFailure as failure:
        raise ModelFailure(failure.template, file=path, name=path.stem, **failure.values) from failure.__cause__
    except Exception as error:  # Keras's readers may raise anything on an unusual file
        raise ModelFailure(
            "Keras {version} cannot load the model file {file}: {reason}. Build the model with this Keras, load the "
            'weights of the file into it with model.load_weights, and save it with model.save("{name}.keras").',
            version=version("keras"),
            file=path,
            name=path.stem,
            reason=reading.reason(error),
        ) from error
