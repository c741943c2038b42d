"""What a person says of the map of a picture."""

from __future__ import annotations

from enum import IntEnum

from attnstudio.core.text import tr_noop


class Review(IntEnum):
    """By the number of the key that gives it."""

    NONE = 0
    GOOD = 1
    BAD = 2
    SPURIOUS = 3
    AGAIN = 4

    @property
    def word(self) -> str:
        """In tables; empty: not reviewed."""
        return "" if self is Review.NONE else self.name.lower()


NAMES = {
    Review.NONE: tr_noop("Not reviewed"),
    Review.GOOD: tr_noop("Good map"),
    Review.BAD: tr_noop("Bad map"),
    Review.SPURIOUS: tr_noop("Spurious"),
    Review.AGAIN: tr_noop("Look again"),
}
EXPLANATIONS = {
    Review.NONE: tr_noop("Nobody has judged the map yet"),
    Review.GOOD: tr_noop("The map shows what the class is"),
    Review.BAD: tr_noop("The map does not explain the class"),
    Review.SPURIOUS: tr_noop("The class is told by something that has nothing to do with it, such as the background"),
    Review.AGAIN: tr_noop("To be judged later"),
}


def of_word(word: str) -> Review:
    """The reverse of `Review.word`; NONE for any other."""
    return next((one for one in Review if one.word == word.strip().casefold()), Review.NONE)
