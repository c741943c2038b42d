"""Kinds of model outputs."""

from __future__ import annotations

from typing import Literal

# "": not chosen. The others, as users choose them:
#   softmax        probabilities of classes that exclude each other, made of logits by a softmax
#   sigmoid        probabilities that are independent of each other, or of the two sides of a single unit
#   logits         scores of classes, of which a softmax would make probabilities
#   probabilities  numbers that are probabilities already, of which no logits can be reached
#   regression     numbers that are what they are
OutputKind = Literal["", "softmax", "sigmoid", "logits", "probabilities", "regression"]
KINDS: tuple[OutputKind, ...] = ("softmax", "sigmoid", "logits", "probabilities", "regression")
