"""Result of a model's self-check."""

from __future__ import annotations

from dataclasses import dataclass

from attnstudio.core.text import Notice, Number, tr_noop


@dataclass(frozen=True)
class SelfCheck:
    """Result of a self-check. Differences are relative to the largest value; None: not measurable.

    Attributes:
        predictions: between the values shown and those of the model as Keras loaded it.
        input_gradient: between dy/dx along random directions and finite differences of y.
        layer_gradient: the same of dy/dA at `layer`.
        layer: the one that `auto` stands for.
        seconds: what the check took.
    """

    predictions: float
    input_gradient: float | None
    layer_gradient: float | None
    layer: str | None
    seconds: float

    def notice(self) -> Notice:
        """In one sentence."""
        if self.input_gradient is None and self.layer_gradient is None:
            return Notice(
                tr_noop(
                    "Checked: predictions agree with Keras's to {predictions}. The score does not change with the "
                    "input of the check, so gradients could not be compared."
                ),
                {"predictions": short(self.predictions)},
            )
        deviation = max(one for one in (self.input_gradient, self.layer_gradient) if one is not None)
        values = {"predictions": short(self.predictions), "gradients": short(deviation), "layer": self.layer}
        if self.layer_gradient is None:
            return Notice(
                tr_noop(
                    "Checked: predictions agree with Keras's to {predictions}; the input's gradient agrees with "
                    "finite differences to {gradients}"
                ),
                values,
            )
        if self.input_gradient is None:
            return Notice(
                tr_noop(
                    "Checked: predictions agree with Keras's to {predictions}; the gradient at the layer {layer} "
                    "agrees with finite differences to {gradients}; that at the input could not be compared"
                ),
                values,
            )
        return Notice(
            tr_noop(
                "Checked: predictions agree with Keras's to {predictions}; gradients (input and layer {layer}) "
                "agree with finite differences to {gradients}"
            ),
            values,
        )


def short(number: float) -> Number:
    """One digit: 2e-6."""
    return Number("0" if number == 0 else f"{number:.0e}".replace("e-0", "e-"))
