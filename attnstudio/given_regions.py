"""Where the objects are in the pictures of a call: from its annotation file, else from that of the data set."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from attnstudio.core.annotations.base import Annotations, load
from attnstudio.core.datasets.given import GivenPictures
from attnstudio.core.errors import RegionFailure
from attnstudio.terminal import print_failure

_SHOWN = 20  # notices: a data set may have one a picture


@dataclass(frozen=True)
class GivenRegions:
    """The annotation file, or folder of such, of a call.

    Attributes:
        file: None: there is none.
        own: whether it is that of the data set, which nobody named: what is wrong with it stops nothing.
        count_difficult: as `load` has it.
    """

    file: Path | None
    own: bool = False
    count_difficult: bool = False

    @staticmethod
    def of(boxes: Path | None, given: GivenPictures, *, count_difficult: bool) -> GivenRegions:
        """`boxes`: the file that the call names. What is taken of a data set is printed on stderr."""
        if boxes is not None:
            return GivenRegions(boxes, count_difficult=count_difficult)
        if len(given.regions) == 1:
            return GivenRegions(given.regions[0], own=True, count_difficult=count_difficult)
        if given.regions:
            files = ", ".join(map(str, given.regions))
            print(f"attnstudio: regions are in several files ({files}): name one with --boxes", file=sys.stderr)
        return GivenRegions(None)

    def load(self, pictures: Sequence[Path]) -> Annotations | None:
        """The regions of pictures; None: there are none.

        Raises:
            RegionFailure: the file that the call names cannot be used.
        """
        if self.file is None:
            return None
        try:
            found = load(self.file, pictures, count_difficult=self.count_difficult)
        except RegionFailure as failure:
            if not self.own:
                raise
            print_failure(failure)
            return None
        if self.own:
            print(f"attnstudio: regions of the data set: {self.file} (others with --boxes)", file=sys.stderr)
        for notice in found.notices[:_SHOWN]:
            print(f"attnstudio: {notice}", file=sys.stderr)
        if (more := len(found.notices) - _SHOWN) > 0:
            print(f"attnstudio: ... and {more} more notices about regions", file=sys.stderr)
        return found
