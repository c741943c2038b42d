"""The spec of a user model, from its metadata and the chosen options."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.class_names import ClassNames
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.preprocessing import PREPROCESSING

if TYPE_CHECKING:
    import keras


def described_spec(
    metadata: ModelMetadata,
    options: ModelOptions,
    names: ClassNames,
    digest: str,
    *,
    model_id: str,
    name: str,
    build: Callable[[], keras.Model],
    file: Path | None,
) -> ModelSpec:
    """The spec of a vetted model.

    Args:
        names: of its classes.
        digest: of its content, in hex.
        file: that holds it; None for a model in memory.

    Raises:
        ChoiceFailure: a choice that the model does not have.
    """
    output = metadata.output(options.output)
    meaning = output.meant(options.output_kind)
    preprocessing = options.preprocessing or metadata.guess()[0]
    if preprocessing not in PREPROCESSING:
        raise ChoiceFailure(
            "There is no preprocessing {name}. There are: {names}.", name=preprocessing, names=", ".join(PREPROCESSING)
        )
    if preprocessing != "as_it_is" and (whole := next((one for one in metadata.inputs if one.whole_numbers), None)):
        raise ChoiceFailure(
            "{model} needs integers (at the layer {layer}), so the preprocessing {name}, which gives fractions, "
            "does not fit. Choose as_it_is.",
            model=metadata.name,
            layer=whole.layer,
            name=preprocessing,
        )
    height, width, channels = shape = metadata.shape(options.input_size)
    chosen = repr((preprocessing, output, meaning, width, height, names.names)).encode()
    unnamed = meaning.kind == "regression" and names.names == output.names(meaning)
    origin = names.origin[1:] if unnamed else names.origin  # the numbers of a regression need no names
    return ModelSpec(
        id=model_id,
        name=name,
        input_size=(width, height),
        labels=None,
        preprocessing=preprocessing,
        build=build,
        auto_layer=None,
        bundled=file,
        whole=True,
        names=names.names,
        names_from=origin,
        channels=channels,
        output=output.number,
        version=f"{digest}.{sha256(chosen).hexdigest()}",
        notices=tuple(
            notice
            for notice in (metadata.shape_notice(shape), *metadata.output_notices(options), *origin)
            if notice is not None
        ),
        meaning=meaning,
    )
