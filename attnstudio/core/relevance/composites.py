"""Which layer gets which rule: the composites of zennit 0.5, by its names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from attnstudio.core.relevance.linear_rules import AlphaBeta, Epsilon, Flat, Gamma, LinearRule, ZBox, ZPlus

EPSILON_PLUS, EPSILON_PLUS_FLAT, EPSILON_GAMMA_BOX = "epsilon_plus", "epsilon_plus_flat", "epsilon_gamma_box"
EPSILON_ALPHA2_BETA1, EPSILON = "epsilon_alpha2_beta1", "epsilon"
NAMES = (EPSILON_PLUS, EPSILON_PLUS_FLAT, EPSILON_GAMMA_BOX, EPSILON_ALPHA2_BETA1, EPSILON)


@dataclass(frozen=True)
class Composite:
    """Rules by kind of layer.

    Attributes:
        first: of the linear layers that no other one stands before; None: by their kind.
        first_is_convolution: whether `first` is of convolutions alone.
        absorbing: whether biases get their share of the relevance, which is lost.
    """

    dense: LinearRule
    convolution: LinearRule
    first: LinearRule | None = None
    first_is_convolution: bool = False
    absorbing: bool = True

    def rule(self, *, is_dense: bool, is_first: bool) -> LinearRule:
        """Of a layer."""
        if is_first and self.first is not None and not (is_dense and self.first_is_convolution):
            return self.first
        return self.dense if is_dense else self.convolution


# Montavon et al. 2017, arXiv 1512.02479: all of the score reaches the picture.
DEEP_TAYLOR = Composite(ZPlus(), ZPlus(), ZBox(), absorbing=False)


def composite(name: str, epsilon: float, gamma: float, *, absorbing: bool = True) -> Composite:
    dense = Epsilon(epsilon)
    found = {
        EPSILON_PLUS: Composite(dense, ZPlus()),
        EPSILON_PLUS_FLAT: Composite(dense, ZPlus(), Flat()),
        EPSILON_GAMMA_BOX: Composite(dense, Gamma(gamma), ZBox(), first_is_convolution=True),
        EPSILON_ALPHA2_BETA1: Composite(dense, AlphaBeta()),
        EPSILON: Composite(dense, dense),
    }[name]
    return replace(found, absorbing=absorbing)
