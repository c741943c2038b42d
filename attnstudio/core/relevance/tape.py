"""What was computed from what, so that relevance can go the same way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Back = Callable[[Any], Sequence[Any]]  # relevance of an output -> of each of the inputs


@dataclass
class Tape:
    """Of one forward pass. Tensors are looked up by their ids; the tape keeps them alive.

    Attributes:
        from_zero: ids of those that are nowhere below 0.
        weighted: ids of those that some linear layer stands before.
        bounds: by id, the least and the greatest value of those that none does.
    """

    from_zero: set[int] = field(default_factory=set)
    weighted: set[int] = field(default_factory=set)
    bounds: dict[int, tuple[Any, Any]] = field(default_factory=dict)
    _entries: list[tuple[Any, Sequence[Any], Back]] = field(default_factory=list)

    def record(self, output: Any, inputs: Sequence[Any], back: Back) -> Any:
        """The output, which must be a tensor of its own."""
        self._entries.append((output, inputs, back))
        if any(id(one) in self.weighted for one in inputs):
            self.weighted.add(id(output))
        return output

    def relevance(self, output: Any, relevance: Any, of: Any) -> Any:
        """Of an early tensor, from that of the last one."""
        return self.relevances(output, relevance, [of])[0]

    def relevances(self, output: Any, relevance: Any, of: Sequence[Any]) -> list[Any]:
        """Of early tensors, from that of the last one."""
        import tensorflow as tf

        found = {id(output): relevance}
        for made, inputs, back in reversed(self._entries):
            incoming = found.get(id(made))
            if incoming is None:
                continue
            for one, share in zip(inputs, back(incoming), strict=True):
                known = found.get(id(one))
                found[id(one)] = share if known is None else known + share
        return [found[id(one)] if id(one) in found else tf.zeros_like(one) for one in of]
