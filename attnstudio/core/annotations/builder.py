"""Builds the region of one picture from annotated objects. Unusable ones are left out and reported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from attnstudio.core.annotations.values import first_names, has_area, limited
from attnstudio.core.errors import RegionFailure
from attnstudio.core.images import Note
from attnstudio.core.regions import Bitmap, Region, Shape, Size, Stroke, boxed, sized
from attnstudio.core.text import Notice, Translatable, tr_noop

_REASONS = 5  # in the message of one picture


@dataclass
class AnnotatedObject:
    """One object of a file while it is read. `is_joined`: its mask is joined to those of other objects."""

    label: str = ""
    shapes: list[Shape] = field(default_factory=list)
    is_joined: bool = False


@dataclass
class RegionBuilder:
    """Collects the objects of one picture while a format is read.

    Attributes:
        name: what messages call the file and the picture.
        picture: the requested picture, as the caller names it.
        size: (width, height) of the picture, if the file has it.
        note: takes notices.
        count_difficult: whether objects count that the file marks as difficult or as a crowd.
        shapes: of all objects so far.
        class_index: of the object, if the file has it.
    """

    name: str
    picture: Path
    size: Size | None
    note: Note
    count_difficult: bool = False
    shapes: list[Shape] = field(default_factory=list)
    class_index: int | None = None
    _labels: dict[str, None] = field(default_factory=dict)
    _left_out: dict[str, tuple[Translatable, list[str]]] = field(default_factory=dict)
    _difficult: int = 0

    @contextmanager
    def object(self, which: str) -> Iterator[AnnotatedObject]:
        """Takes an object's label and shapes; if the block raises RegionFailure, the object is left out."""
        found = AnnotatedObject()
        try:
            yield found
        except RegionFailure as failure:
            self.leave_out(_called(which, found.label), failure)
            return
        usable = [shape for shape in found.shapes if self._is_usable(shape, _called(which, found.label))]
        self.shapes += usable
        if usable or found.is_joined:
            self._labels |= {found.label: None} if found.label else {}

    def skips(self, difficult: bool) -> bool:
        """Whether an object does not count because it is difficult, or a crowd."""
        self._difficult += difficult
        return difficult and not self.count_difficult

    def leave_out(self, which: str, reason: Translatable) -> None:
        """`reason`: a phrase, or a failure that has one."""
        phrase = reason.values.get("reason", reason)
        phrase = phrase if isinstance(phrase, Translatable) else reason
        self._left_out.setdefault(phrase.template.format(**phrase.values), (phrase, []))[1].append(which)

    def build(self) -> Region:
        """Raises RegionFailure where there are objects and none can be used."""
        if not self.shapes and self._difficult and not self.count_difficult:
            raise RegionFailure(
                "{name}: all usable objects are marked as difficult or crowd ({count}). {way}",
                name=self.name,
                count=self._difficult,
                way=Notice(_WAY),
            )
        if not self.shapes and self._left_out:
            raise RegionFailure(
                "{name}: none of its shapes can be used: {reasons}. Correct them, or export the annotations again.",
                name=self.name,
                reasons=self._reasons(),
            )
        self._add_notices()
        region = Region(tuple(self.shapes), self.class_index, ", ".join(self._labels))
        return limited(region, self.name)

    def _is_usable(self, shape: Shape, which: str) -> bool:
        if not has_area(shape):
            self.leave_out(which, NO_AREA)
            return False
        if self.size is None or isinstance(shape, Stroke | Bitmap):
            return True
        left, top, right, bottom = shape.box
        if right > 0 and bottom > 0 and left < self.size[0] and top < self.size[1]:
            return True
        template = tr_noop("the box {box} (left, top, right, bottom) lies outside of the picture ({size})")
        self.leave_out(which, Notice(template, {"box": boxed(shape.box), "size": sized(self.size)}))
        return False

    def _add_notices(self) -> None:
        for reason, which in list(self._left_out.values())[:_REASONS]:
            template = tr_noop("{name}: shapes left out ({count}), {shapes}: {reason}.")
            self.note(template, name=self.name, count=len(which), shapes=first_names(which), reason=reason)
        if more := sum(len(which) for _, which in list(self._left_out.values())[_REASONS:]):
            self.note(tr_noop("{name}: shapes left out for other reasons: {count}."), name=self.name, count=more)
        if self._difficult and not self.count_difficult:
            template = tr_noop("{name}: objects marked as difficult or crowd were left out: {count}. {way}")
            self.note(template, name=self.name, count=self._difficult, way=Notice(_WAY))
        elif self._difficult:
            template = tr_noop("{name}: objects marked as difficult or crowd were included: {count}.")
            self.note(template, name=self.name, count=self._difficult)
        if len(self._labels) > 1:
            template = tr_noop("{name}: the region joins objects of several classes: {labels}.")
            self.note(template, name=self.name, labels=first_names(self._labels))

    def _reasons(self) -> Translatable:
        """The first reasons, with the shapes that have them."""
        joined: Notice | None = None
        for reason, which in list(self._left_out.values())[:_REASONS]:
            one = Notice("{shapes}: {reason}", {"shapes": first_names(which), "reason": reason})
            joined = one if joined is None else Notice("{joined}; {one}", {"joined": joined, "one": one})
        assert joined is not None
        return joined


NO_AREA = Notice(tr_noop("it has no area"))
_WAY = tr_noop("To include them, count crowd and difficult objects too.")


def _called(which: str, label: str) -> str:
    return f"{which} ({label})" if label else which
