"""Determines the meaning of a user model's output, and explains why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from attnstudio.core.errors import ChoiceFailure, ModelFailure
from attnstudio.core.models import graph_walk, value_ranges
from attnstudio.core.models.head import reached, unit_count
from attnstudio.core.models.losses import Loss
from attnstudio.core.models.output_kinds import KINDS, OutputKind
from attnstudio.core.models.preprocessing import Preprocessing
from attnstudio.core.models.value_ranges import Values
from attnstudio.core.probabilities import Head
from attnstudio.core.text import Notice, Number, tr_noop

if TYPE_CHECKING:
    import keras

FAR_FROM_ZERO = 15.0  # no classifier has only logits beyond this on one side
_AT_ONCE = 64 * 2**20  # bytes of activations of trial inputs that run together
_TOLERANCE = 1e-4


@dataclass(frozen=True)
class OutputMeaning:
    """Meaning of an output's numbers.

    Attributes:
        kind: one of output_kinds.KINDS.
        text: that, for people, with the reason: "probabilities that sum to 1, from a softmax".
        exclusive: whether they are probabilities that sum to 1.
        bounded: whether they are between 0 and 1.
        sure: whether the file says so; otherwise it is the likeliest reading.
    """

    kind: OutputKind
    text: Notice
    exclusive: bool = False
    bounded: bool = False
    sure: bool = True

    @property
    def notice(self) -> Notice:
        """That, as a sentence."""
        return Notice(tr_noop("The model's output: {meaning}."), {"meaning": self.text})


def detect(model: keras.Model, loss: Loss | None, trial_outputs: Callable[[], np.ndarray]) -> OutputMeaning:
    """Determine the meaning of a flat model's output from its graph, its loss, or its values for a few inputs.

    Args:
        trial_outputs: returns float64 (inputs, units), the outputs for a few inputs.

    Raises:
        ModelFailure: it is no list of numbers, or its numbers are always the same.
    """
    units, output = unit_count(model), model.outputs[0]
    found = value_ranges.values(output)
    if found.always == 1 and found.total is not None:
        raise ModelFailure(
            "The output {output} of {model} is a softmax over a single unit: it is always 1, whatever the picture "
            "shows, so there is nothing to explain. Give it one unit with sigmoid, or one unit a class, and train it "
            "again.",
            output=graph_walk.operation_of(output).name,
            model=model.name,
        )
    head = reached(model)
    if head == "softmax":
        return _exclusive(head, found)
    if head == "sigmoid" and found.step != "complement":
        return _independent(head, found, units, loss)
    trial = trial_outputs()
    inside = bool((trial >= -_TOLERANCE).all() and (trial <= 1 + _TOLERANCE).all())
    summing = inside and units > 1 and bool(np.allclose(trial.sum(axis=1), 1, atol=_TOLERANCE))
    varied = bool(np.ptp(trial, axis=0).max() > 0)
    if summing and (found.are_probabilities or varied):
        return _exclusive(head, found)
    if found.are_probabilities and inside:
        return _independent(head, found, units, loss)
    if loss is not None:
        return _by_loss(loss, found, units, inside)
    return _by_numbers(found, units, trial, inside and varied)


def _exclusive(head: Head | None, found: Values) -> OutputMeaning:
    kind: OutputKind = "probabilities" if head is None else "softmax" if head == "softmax" else "sigmoid"
    text = tr_noop("probabilities that sum to 1, from {origin}")
    origin = {"origin": _origin(found)}
    return OutputMeaning(kind, Notice(text, origin), exclusive=True, bounded=True, sure=found.are_probabilities)


def _independent(head: Head | None, found: Values, units: int, loss: Loss | None) -> OutputMeaning:
    origin = {"origin": _origin(found)}
    if loss is not None and loss.kind == "numbers":
        text = tr_noop("a number between 0 and 1, from {origin}: the model was trained with the loss {loss}")
        return OutputMeaning("regression", Notice(text, origin | {"loss": loss.name}), bounded=True)
    kind: OutputKind = "sigmoid" if head == "sigmoid" else "probabilities"
    text = tr_noop("probabilities that do not sum to 1, from {origin}")
    if units == 1:
        text = tr_noop("the probability of one class, from {origin}")
    elif "softmax" not in found.kinds:
        text = tr_noop("independent probabilities, one a class, from {origin}")
    return OutputMeaning(kind, Notice(text, origin), bounded=True, sure=bool(found.kinds or found.end))


def _origin(found: Values) -> Notice:
    """Where probabilities come from."""
    kinds = {"source": "/".join(sorted(found.kinds)) or "", "count": len(found.sources)}
    templates = {
        "": tr_noop("a {source}"),
        "average": tr_noop("an average of {count} {source} heads"),
        "sum": tr_noop("a weighted sum of {count} {source} heads"),
        "product": tr_noop("a product of {count} {source} heads"),
        "extreme": tr_noop("the larger, or smaller, numbers of {count} {source} heads"),
        "joined": tr_noop("{count} concatenated {source} heads"),
        "complement": tr_noop("a {source} and its complement to 1"),
        "units": tr_noop("some units of a {source}"),
        "places": tr_noop("a {source} at each place, pooled over the places"),
        "division": tr_noop("{count} {source} heads, divided by their sum"),
    }
    if found.kinds:
        return Notice(templates.get(found.step, templates[""]), kinds)
    if found.end not in ("", value_ranges.LINEAR):
        return Notice(tr_noop("the activation {activation}"), {"activation": found.end})
    if found.are_probabilities:
        return Notice(tr_noop("a formula whose values are between 0 and 1"))
    return Notice(tr_noop("a formula, judging by the outputs for a few trial inputs"))


def _by_loss(loss: Loss, found: Values, units: int, inside: bool) -> OutputMeaning:
    loss_name: dict[str, object] = {"loss": loss.name}
    if loss.kind == "numbers":
        return OutputMeaning(
            "regression", Notice(tr_noop("the number itself (a regression): its loss is {loss}"), loss_name)
        )
    if loss.kind == "margin":
        text = tr_noop("a margin, whose sign is the class, shown as a number: its loss is {loss}")
        return OutputMeaning("regression", Notice(text, loss_name))
    if loss.kind == "scores" or loss.from_logits:
        if loss.kind == "independent" or units == 1:
            text = tr_noop("logits, one a class, whose sigmoids are the probabilities: its loss is {loss}")
            return OutputMeaning("sigmoid", Notice(text, loss_name))
        text = tr_noop("logits of classes, whose softmax is the probabilities: its loss is {loss}")
        return OutputMeaning("logits", Notice(text, loss_name))
    if inside:
        return OutputMeaning(
            "probabilities",
            Notice(tr_noop("probabilities, as its loss {loss} expects; no activation limits them to 0..1"), loss_name),
            bounded=True,
            sure=False,
        )
    text = tr_noop(
        "plain numbers: its loss {loss} expects probabilities, but they are not always between 0 and 1 (was "
        "from_logits=True forgotten?)"
    )
    return OutputMeaning("regression", Notice(text, loss_name), sure=False)


def _by_numbers(found: Values, units: int, trial: np.ndarray, inside: bool) -> OutputMeaning:
    """Without a loss: what is likeliest."""
    if found.end == "log_softmax" and units > 1:
        return OutputMeaning("logits", Notice(tr_noop("logarithms of probabilities, from a log_softmax")))
    if found.kinds and found.low < found.high < np.inf:
        text = tr_noop("the number itself (a regression): it comes from a {source}, and lies between {low} and {high}")
        values = {
            "source": "/".join(sorted(found.kinds)),
            "low": Number(f"{found.low:.4g}"),
            "high": Number(f"{found.high:.4g}"),
        }
        return OutputMeaning("regression", Notice(text, values), sure=False)
    if found.end not in ("", value_ranges.LINEAR):
        text = tr_noop("the number itself: it ends in {activation}, which no classifier does")
        return OutputMeaning("regression", Notice(text, {"activation": found.end}), sure=False)
    if found.end == "" and inside:
        text = tr_noop("independent probabilities: in a few trial inputs all numbers are between 0 and 1")
        return OutputMeaning("probabilities", Notice(text), bounded=True, sure=False)
    least = float(np.abs(trial).min())
    if least > FAR_FROM_ZERO and (np.all(trial > 0) or np.all(trial < 0)):
        text = tr_noop(
            "the number itself (a regression): in a few trial inputs it is about {value}, too far for a logit"
        )
        return OutputMeaning("regression", Notice(text, {"value": Number(f"{np.median(trial):.3g}")}), sure=False)
    if units == 1:
        text = tr_noop(
            "one logit, whose sigmoid is the probability; assumed, as the model does not say: it may be a regression"
        )
        return OutputMeaning("sigmoid", Notice(text), sure=False)
    text = tr_noop("logits of classes, whose softmax is the probabilities; assumed, as the model does not say")
    return OutputMeaning("logits", Notice(text), sure=False)


def with_kind(found: OutputMeaning, kind: str, units: int) -> OutputMeaning:
    """The meaning for the chosen output kind; the detected one if it is empty. Raises ChoiceFailure."""
    if kind in ("", found.kind):
        return found
    if kind not in KINDS:
        raise ChoiceFailure("There is no output kind {kind}. There are: {kinds}.", kind=kind, kinds=", ".join(KINDS))
    text = Notice(tr_noop("{kind}, as you chose; detected: {found}"), {"kind": kind, "found": found.text})
    if kind in ("regression", "logits"):
        return OutputMeaning("regression" if kind == "regression" else "logits", text)
    if kind == "softmax" and (units == 1 or (found.bounded and not found.exclusive)):
        raise ChoiceFailure(
            "The output's numbers do not sum to 1, so they are not from a softmax. Detected: {found}. Choose "
            "another kind.",
            found=found.text,
        )
    if kind == "probabilities" and not found.bounded:
        raise ChoiceFailure(
            "The output's numbers are not between 0 and 1, so they are not probabilities. Detected: {found}. "
            "Choose another kind.",
            found=found.text,
        )
    if found.bounded:
        return OutputMeaning("probabilities", text, exclusive=kind != "sigmoid" and found.exclusive, bounded=True)
    return OutputMeaning("softmax" if kind == "softmax" else "sigmoid", text, exclusive=kind == "softmax")


def trial_outputs(model: keras.Model, preprocess: Preprocessing, bytes_per_input: int) -> np.ndarray:
    """Outputs for a few inputs: black, grey, white, a colour, a gradient and noise, preprocessed.

    Returns:
        float64 (inputs, units).
    """
    import keras

    height, width, _ = model.inputs[0].shape[1:]
    rng = np.random.default_rng(0)
    pixels = [np.full((height, width, 3), colour, np.uint8) for colour in (0, 128, 255, (200, 60, 20))]
    ramp = np.linspace(0, 255, width).astype(np.uint8)
    pixels.append(np.broadcast_to(ramp[None, :, None], (height, width, 3)))
    pixels += [rng.integers(0, 256, (height, width, 3), np.uint8) for _ in range(2)]
    inputs = preprocess(np.stack(pixels)).astype(np.float32)
    together = max(1, min(len(inputs), _AT_ONCE // max(1, bytes_per_input)))
    parts = np.split(inputs, range(together, len(inputs), together))
    # As the model has its input: Keras warns where that is a list of one.
    outputs = [
        keras.tree.flatten(model(keras.tree.pack_sequence_as(model.input, [part]), training=False)) for part in parts
    ]
    return np.concatenate([np.asarray(one) for [one] in outputs]).reshape(len(inputs), -1).astype(np.float64)


def to_json(notice: Notice) -> dict[str, Any]:
    values = {name: _value_to_json(value) for name, value in notice.values.items()}
    return {"template": notice.template, "values": values}


def from_json(content: Mapping[str, Any]) -> Notice:
    """Raises KeyError or TypeError for anything but what `to_json` gave."""
    values = {name: _value_from_json(value) for name, value in content["values"].items()}
    return Notice(content["template"], values)


def _value_to_json(value: object) -> object:
    if isinstance(value, Notice):
        return to_json(value)
    return {"number": value} if isinstance(value, Number) else value


def _value_from_json(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return Number(value["number"]) if "number" in value else from_json(value)
