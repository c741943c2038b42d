"""attnstudio.attack: how easily a classifier is fooled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from attnstudio.core.attacks.attack_call import AttackCall, BoundAttack, bind
from attnstudio.core.attacks.result import Attacked as AttackedPicture
from attnstudio.core.attacks.run import no_classes
from attnstudio.core.context import RunContext
from attnstudio.core.errors import ChoiceFailure, Failure, TargetFailure
from attnstudio.core.params import Value
from attnstudio.core.robustness.run import can_be_bisected
from attnstudio.core.targets import PREDICTED
from attnstudio.core.text import Notice, counted
from attnstudio.notebook.attacked import Attacked
from attnstudio.notebook.call import Call, request_of, with_names
from attnstudio.notebook.choices import Params, Target, Targets, attack_call, check_targets, label_indices, method_calls
from attnstudio.notebook.model_choice import AUTO, ModelLike, Names, choose_model
from attnstudio.notebook.notice import warn
from attnstudio.notebook.pictures import Images, pictures, size_of
from attnstudio.notebook.progress import Progress
from attnstudio.notebook.session import engine, guest

_SHOWN = 3  # texts of a kind


def attack(
    model: ModelLike,
    images: Images,
    labels: Targets | None = None,
    attack: str = "pgd",
    eps: float | str | Iterable[float] | None = None,
    *,
    norm: str = "",
    target: Target | None = None,
    params: Mapping[str, Value] | None = None,
    methods: str | Iterable[str] = (),
    method_params: Params = None,
    layer: str = AUTO,
    jpeg: int = 0,
    smallest_eps: bool = False,
    class_names: Names = None,
    preprocessing: str = AUTO,
    output_kind: str = AUTO,
    resize: str = "stretch",
    seed: int = 0,
    device: str = AUTO,
    memory_mb: int | None = None,
    progress: bool = True,
) -> Attacked:
    """Attack a model of your own: to see what it withstands, and where it looks then. Nothing is sent anywhere.

    Args:
        model, images, class_names, preprocessing, output_kind, resize, seed, device, memory_mb, progress: as
            `attnstudio.explain` has them. Pictures are attacked at the model's input size.
        labels: the class of each picture, an index or a name; None: those of a data set, or else the model's own
            answers, which is warned of. Pictures that the model is wrong about are not attacked.
        attack: its id, as `attnstudio attacks` lists them.
        eps: how large the change may be, a share of the range of a picture, 0..1: a number, several, or a text such as
            "1/255,8/255"; None: what is usual.
        norm: "linf", the largest change of a value; "l2", the length of the change; or as the attack has it.
        target: the class that the pictures are to get; None: any but their own.
        params: of the attack, {"steps": 10}.
        methods: whose maps are made before and after; `method_params`, `layer`: of these.
        jpeg: quality in which attacked pictures are kept, 1..100; 0: as a PNG.
        smallest_eps: whether the smallest eps that succeeds is looked for on each picture, too: by bisection, up to the
            largest of `eps`. The attack is repeated up to 10 times for it.

    Returns:
        Accuracy and success for each eps, and of each picture what was done to it.

    Raises:
        attnstudio.Failure: its text says what is wrong and what to do.
    """
    asked = attack_call(attack, eps, norm, target, params, jpeg)
    bound = bind(asked)
    if smallest_eps and bound.attack.bounded and not can_be_bisected(bound.attack):
        raise ChoiceFailure(
            "{attack} has no smallest eps of each picture: all pictures share its change, or the answer stays as it "
            "is. Leave smallest_eps out, or choose another attack.",
            attack=bound.attack.name,
        )
    names = (methods,) if isinstance(methods, str) else tuple(methods)
    calls = method_calls(names, method_params) if names else ()
    with guest():
        chosen = choose_model(model, class_names, preprocessing, output_kind, size_of(images))
        if chosen.spec.meaning is not None and chosen.spec.meaning.kind == "regression":
            raise no_classes(chosen.spec.name)
        given = pictures(images, chosen)
        if labels is not None:
            given = replace(given, labels=label_indices(labels, len(given), chosen.spec.class_names()))
        if asked.target:
            check_targets([asked.target], chosen.spec.class_names())
        request = replace(request_of(chosen, layer, resize, seed, device, memory_mb), methods=calls)
        call = Call(chosen, given, (PREDICTED,) * len(given), request, bool(progress))
        call.warn()
        call.check_guess()
        call, results, failures = call.finished(_results(call, asked))
        smallest = _smallest_eps(call, bound, results) if smallest_eps else None
    found = Attacked(call.pictures.paths, results, failures, smallest)
    warn([*_said(call.pictures.paths, results), *map(str, found.warnings)])
    return found


def _smallest_eps(call: Call, bound: BoundAttack, results: Sequence[tuple[AttackedPicture, ...]]) -> np.ndarray:
    """As `Attacked.smallest_eps` has it. Raises Failure."""
    if can_be_bisected(bound.attack):
        request, count = replace(call.request, methods=()), len(call.pictures)
        with call.model.in_use(), Progress(count, shown=call.shows_progress) as progress:
            context = RunContext(on_progress=progress.part, seed=request.seed)
            found = list[float]()
            for outcome in engine().smallest_eps_each(request, bound.call, map(call.opened, range(count)), context):
                if isinstance(outcome, Failure):
                    raise outcome
                found.append(_size(outcome.success, outcome.eps))
                progress.picture()
        return np.array(found)
    return np.array([_size(one[-1].success, one[-1].size) for one in results])  # one attack, whatever the eps


def _size(success: bool | None, size: float) -> float:
    if success is None:
        return np.nan
    return size if success else np.inf


def _said(paths: Sequence[Path], results: Sequence[tuple[AttackedPicture, ...]]) -> list[str]:
    """Of the pictures: a few texts of each kind, since those that name classes differ from picture to picture."""
    kinds: defaultdict[str, dict[str, list[Path]]] = defaultdict(dict)
    for path, one in zip(paths, results, strict=True):
        said: list[Notice | Failure] = [notice for at_eps in one for notice in at_eps.notices]
        said += (failure for at_eps in one for _, failure in (*at_eps.before.left_out, *at_eps.after.left_out))
        for template, text in dict.fromkeys((what.template, str(what)) for what in said):
            kinds[template].setdefault(text, []).append(path)
    lines = []
    for texts in kinds.values():
        for text in list(texts)[:_SHOWN]:
            lines += with_names(texts[text], [[text]] * len(texts[text]))
        if rest := sum(len(of_text) for of_text in list(texts.values())[_SHOWN:]):
            lines.append(f"The like is said of {counted(rest, 'more picture')}: see the notices of each result.")
    return lines


def _results(call: Call, asked: AttackCall) -> dict[int, tuple[AttackedPicture, ...] | Failure]:
    """By the picture's number. A picture that has no such class to lose or to get is left out.

    Raises:
        Failure: of the model, the call, or the first picture that was named and cannot be attacked.
    """
    count = len(call.pictures)
    found: dict[int, tuple[AttackedPicture, ...] | Failure] = {}
    with call.model.in_use(), Progress(count, shown=call.shows_progress) as progress:
        context = RunContext(on_progress=progress.part, seed=call.request.seed)
        outcomes = engine().attack_each(call.request, asked, map(call.opened, range(count)), context)
        for number, outcome in enumerate(outcomes):
            named = number not in call.pictures.of_data_sets
            if isinstance(outcome, Failure) and named and not isinstance(outcome, TargetFailure):
                raise outcome
            found[number] = outcome
            progress.picture()
    return found
