"""Kinds of model outputs."""

from __future__ import annotations

from typing import Literal

# "": not chosen. The others, as users choose them:
#   softmax        probabilities of classes that exclude each other: the softmax of logits
#   sigmoid        probabilities that are independent of each other, or of the two sides of a single unit
#   logits         scores of classes, whose softmax is the probabilities
#   probabilities  probabilities without accessible logits
#   regression     numbers, not classes
OutputKind = Literal["", "softmax", "sigmoid", "logits", "probabilities", "regression"]
KINDS: tuple[OutputKind, ...] = ("softmax", "sigmoid", "logits", "probabilities", "regression")
