"""attnstudio.explain: maps of pictures."""

from __future__ import annotations

from collections.abc import Iterable

from attnstudio.core.request import DEFAULT_METHOD
from attnstudio.core.targets import PREDICTED
from attnstudio.notebook.call import Call, request_of, warn_of
from attnstudio.notebook.choices import Params, Targets, check_targets, method_calls, target_texts
from attnstudio.notebook.maps import Maps
from attnstudio.notebook.model_choice import AUTO, ModelLike, Names, choose_model
from attnstudio.notebook.pictures import Images, pictures, size_of
from attnstudio.notebook.session import guest


def explain(
    model: ModelLike,
    images: Images,
    methods: str | Iterable[str] = DEFAULT_METHOD,
    *,
    targets: Targets = PREDICTED,
    layer: str = "auto",
    params: Params = None,
    class_names: Names = None,
    preprocessing: str = AUTO,
    output_kind: str = AUTO,
    resize: str = "stretch",
    seed: int = 0,
    device: str = "auto",
    memory_mb: int | None = None,
    progress: bool = True,
) -> Maps:
    """Maps of what a classifier looks at.

    Args:
        model: a built Keras model (never changed), the path of a .keras or .h5 file, or the id of a model of the
            catalogue such as "mobilenet_v2".
        images: an array (n, height, width[, channels]), of pixels (uint8 0..255, or float 0..1 or 0..255), or of what
            the model takes (`preprocessing`); or paths, folders and data sets, pictures of Pillow, or a sequence of
            these. Pixels of another size are resized to the model's input. Pictures of a folder or data set that
            cannot be read are left out, with a warning and in `maps.failures`.
        methods: ids, as `attnstudio methods` lists them.
        targets: what is explained, one for all pictures or one for each: the index of a class, its name, "predicted",
            "top2".., "label" or "best-wrong" (the strongest class that is not the label) of a data set, or the
            difference of two, "A-B". The logit is explained, not the probability.
        layer: of methods that use one: "auto", "last-conv", or its name.
        params: of the methods, {"smoothgrad": {"noise": 0.1}}; of a single method also {"noise": 0.1}.
        class_names: by class index, of a model that does not know them; or the file that has them.
        preprocessing: what makes the model's input of pixels: "zero_to_one", "minus_one_to_one", "caffe", "torch",
            "as_it_is"; "none": the arrays are what the model takes; "auto": known, or guessed, which is warned of.
        output_kind: what the numbers are that the model gives: "softmax" or "sigmoid" (probabilities that exclude each
            other, or do not; the logits before them are explained), "logits", "probabilities" (without logits),
            "regression" (numbers, not classes); "auto": detected, which is warned of where it is not certain.
        resize: "stretch", "crop" or "letterbox".
        seed: of all random numbers: the same seed gives the same maps.
        device: "auto", "cpu" or "gpu:N".
        memory_mb: megabytes that the activations of a batch may take; None: half of what is free.
        progress: say how far the call is, if it takes longer than two seconds.

    Returns:
        The maps, by picture (`maps[0]`) and by method (`maps["gradcam"].values`).

    Raises:
        attnstudio.Failure: its text says what is wrong and what to do.
    """
    calls = method_calls(methods, params)
    with guest():
        chosen = choose_model(model, class_names, preprocessing, output_kind, size_of(images))
        given = pictures(images, chosen)
        texts = target_texts(targets, len(given))
        check_targets(texts, chosen.spec.class_names())
        call = Call(chosen, given, texts, request_of(chosen, layer, resize, seed, device, memory_mb), bool(progress))
        call.warn()
        call.check_guess()
        call, results, failures = call.finished(call.results(calls))
    warn_of(call.pictures.paths, results)
    return Maps(call, calls, results, failures)
