"""Keys that are no actions: widgets take them while they have the focus, and nobody changes them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from attnstudio.core.text import tr_noop

_ARROWS = ("Left", "Right", "Up", "Down")


@dataclass(frozen=True)
class FixedKeys:
    """Keys that do one thing together, and the part of the window in which they do it."""

    place: str
    keys: tuple[str, ...]
    text: str

    def has(self, key: QKeySequence) -> bool:
        return any(QKeySequence(one) == key for one in self.keys)


_ALL = tr_noop("Everywhere")
_PICTURE = tr_noop("Picture")
_DRAWING = tr_noop("Drawing")
_COMPARISON = tr_noop("Comparison")
_LISTS = tr_noop("Lists and tables")
_REVIEW = tr_noop("Review")
_PICTURES = tr_noop("Pictures")
_RESULTS = tr_noop("Results")
_JOBS = tr_noop("Jobs")
_DIAGRAMS = tr_noop("Diagrams and matrices")
_SLIDERS = tr_noop("Sliders")

FIXED_KEYS = (
    FixedKeys(_ALL, ("Tab", "Shift+Tab"), tr_noop("Next or previous control")),
    FixedKeys(_ALL, ("Space",), tr_noop("Press the button, or tick the box")),
    FixedKeys(_ALL, ("Esc",), tr_noop("Cancel what is computed, or leave a channel or a comparison")),
    FixedKeys(_ALL, ("F10",), tr_noop("Menu bar")),
    FixedKeys(_ALL, ("Menu", "Shift+F10"), tr_noop("Menu of what has the keyboard")),
    FixedKeys(_PICTURE, _ARROWS, tr_noop("Move the picture")),
    FixedKeys(_PICTURE, ("Shift+Left", "Shift+Right"), tr_noop("Move the split line")),
    FixedKeys(_PICTURE, ("Space",), tr_noop("While it is held, the mouse moves the picture")),
    FixedKeys(_DRAWING, _ARROWS, tr_noop("Move the selected shape by one pixel")),
    FixedKeys(_DRAWING, tuple(f"Shift+{key}" for key in _ARROWS), tr_noop("Move the selected shape by ten pixels")),
    FixedKeys(_DRAWING, ("Return", "Enter"), tr_noop("Finish the polygon")),
    FixedKeys(_DRAWING, ("Backspace",), tr_noop("Take back the last point of the polygon")),
    FixedKeys(_DRAWING, ("Esc",), tr_noop("Drop the shape that is being drawn")),
    FixedKeys(_COMPARISON, _ARROWS, tr_noop("Next map of the grid; move the curtain; one picture of the blink")),
    FixedKeys(_COMPARISON, ("Home", "End"), tr_noop("Curtain to the left or right edge")),
    FixedKeys(_COMPARISON, ("Return", "Enter"), tr_noop("Show the map by itself")),
    FixedKeys(_COMPARISON, ("Space",), tr_noop("Take the map as A of the pair; stop or start the blink")),
    FixedKeys(_COMPARISON, ("Ctrl+Space",), tr_noop("Take the map as B of the pair")),
    FixedKeys(_LISTS, (*_ARROWS, "Home", "End", "PgUp", "PgDown"), tr_noop("Go to another row")),
    FixedKeys(_LISTS, ("Return", "Enter"), tr_noop("Open the row")),
    FixedKeys(_LISTS, ("Ctrl+A",), tr_noop("Select all rows")),
    FixedKeys(_LISTS, ("Ctrl+C",), tr_noop("Copy the table of scores")),
    FixedKeys(_REVIEW, ("1", "2", "3", "4"), tr_noop("Good map, bad map, spurious, look again")),
    FixedKeys(_REVIEW, ("0",), tr_noop("Not reviewed")),
    FixedKeys(_REVIEW, ("Left", "Right"), tr_noop("Previous or next picture")),
    FixedKeys(_PICTURES, ("Del",), tr_noop("Remove the selected pictures from the list")),
    FixedKeys(_RESULTS, ("Del",), tr_noop("Remove the map from the results")),
    FixedKeys(_JOBS, ("Alt+Up", "Alt+Down"), tr_noop("Move the job up or down")),
    FixedKeys(_JOBS, ("Del",), tr_noop("Cancel the job")),
    FixedKeys(_DIAGRAMS, _ARROWS, tr_noop("Read the value at another place")),
    FixedKeys(_DIAGRAMS, ("Home", "End"), tr_noop("First or last column of the confusion matrix")),
    FixedKeys(_DIAGRAMS, ("+", "=", "-", "0"), tr_noop("Larger, smaller, or the whole confusion matrix")),
    FixedKeys(_DIAGRAMS, ("Return", "Enter", "Space"), tr_noop("Show the pictures of the cell or bar")),
    FixedKeys(_SLIDERS, ("Left", "Right", "PgUp", "PgDown", "Home", "End"), tr_noop("Move the handle")),
    FixedKeys(_SLIDERS, ("Space",), tr_noop("Change between the two handles")),
)
