"""What is explained: a class logit, either side of a binary unit, or the difference of two classes.

A target is a vector of class weights w; the explained score is y = sum(w * logits). Its text may name a class, or say
which class of each picture it is: the label, the prediction, the most probable class that is not the label, or what a
column of the data set names.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from attnstudio.core.errors import ChoiceFailure, TargetFailure
from attnstudio.core.text import Notice, Number, tr_noop

LOW_PROBABILITY, HIGH_PROBABILITY = 0.01, 0.5
LABEL, PREDICTED, BEST_WRONG = "label", "predicted", "best-wrong"
LABEL_PREDICTED = f"{LABEL}-{PREDICTED}"
_COLUMN = "column:"


@dataclass(frozen=True)
class Target:
    """The logit of class `index`, less that of class `minus` if there is one."""

    index: int
    minus: int | None = None

    def class_weights(self, classes: int) -> np.ndarray:
        """float32 (classes,): y = sum(class_weights * logits)."""
        weights = np.zeros(classes, np.float32)
        weights[self.index] += 1
        if self.minus is not None:
            weights[self.minus] -= 1
        return weights

    def name(self, class_names: Sequence[str]) -> str:
        """As people read it: "tiger shark", or "tiger shark - hammerhead"."""
        name = class_names[self.index]
        return name if self.minus is None else f"{name} - {class_names[self.minus]}"


def resolve(text: str, class_names: Sequence[str], logits: np.ndarray, label: int | None = None) -> Target:
    """Read a target: `top1`, `top2`.., `label`, `predicted` (the same as `top1`), `best-wrong` (the strongest class
    that is not the label), a class index, a class name or its unique prefix, or `A-B` of any of these.

    A name written exactly beats one that differs in capitals; where several classes are called so, an index is needed.

    Args:
        logits: (classes,), of the picture that is explained; `topN`, `predicted` and `best-wrong` refer to it.
        label: index of the class of that picture, where it is known.

    Raises:
        ChoiceFailure: no class, or more than one, matches the text.
        TargetFailure: the text asks for the label or for a column, and this picture has none; or for a difference that
            is 0.
    """
    try:
        return Target(_one(text, class_names, logits, label))
    except ChoiceFailure as failure:
        # Class names may carry a hyphen themselves, so every hyphen may be the minus sign.
        for position in (match.start() for match in re.finditer("-", text)):
            try:
                first = _one(text[:position], class_names, logits, label)
                second = _one(text[position + 1 :], class_names, logits, label)
            except ChoiceFailure:
                continue
            if first == second:
                raise _itself(text, class_names[first]) from None
            return Target(first, second)
        raise failure


def _itself(text: str, name: str) -> TargetFailure:
    if depends_on_label(text):
        return TargetFailure(
            "{target} of this picture is {name} minus itself: there is nothing to explain. Choose "
            "label-best-wrong as the target, or explain only pictures with a wrong prediction.",
            target=text,
            name=name,
        )
    return TargetFailure(
        "{target} of this picture is {name} minus itself: there is nothing to explain. Choose another class.",
        target=text,
        name=name,
    )


def check(text: str, class_names: Sequence[str]) -> None:
    """Raises ChoiceFailure where `resolve` would for every picture."""
    with suppress(TargetFailure):
        resolve(text, class_names, np.zeros(len(class_names)), 0)


def depends_on_label(text: str) -> bool:
    """Whether a target asks for the label of the picture."""
    words = text.strip().lower().replace("_", "-")
    return re.search(rf"(^|-)({LABEL}|{BEST_WRONG})($|-)", words) is not None


def is_prediction(text: str) -> bool:
    """Whether a target is the most probable class of each picture."""
    return " ".join(text.replace("_", " ").split()).lower() in ("top1", PREDICTED)


def depends_on_prediction(text: str) -> bool:
    """Whether a target can be known only once the picture is predicted."""
    words = text.strip().lower().replace("_", "-").replace(" ", "-")
    return re.search(rf"(^|-)(top\d+|{PREDICTED}|{BEST_WRONG})($|-)", words) is not None


def of_column(heading: str) -> str:
    """The target that a column of the data set names for each picture."""
    return _COLUMN + heading


def column_of(text: str) -> str | None:
    """Heading of the column of the data set that names each picture's target; None: the text is the target."""
    return text[len(_COLUMN) :].strip() if text.startswith(_COLUMN) else None


def class_index(text: str, class_names: Sequence[str]) -> int:
    """The class of a name, of a unique prefix, or of an index, as `resolve` reads them. Raises ChoiceFailure."""
    return _named(text, class_names)


def halves(text: str, class_names: Sequence[str]) -> tuple[str, str]:
    """Of a target, what is explained, and what is subtracted from it; empty: nothing. Names may have hyphens."""

    if column_of(text) is None and not _is_one(text, class_names):
        for position in (match.start() for match in re.finditer("-", text)):
            first, second = text[:position], text[position + 1 :]
            if _is_one(first, class_names) and _is_one(second, class_names):
                return first.strip(), second.strip()
    return text, ""


def difference(first: str, second: str, class_names: Sequence[str]) -> str:
    """The target of the first rather than the second one; the first alone where both are the same class."""
    classes = [next(filter(None, _matching(one, class_names)), []) for one in (first, second)]
    is_same = first == second or (len(classes[0]) == 1 and classes[0] == classes[1])
    return first if is_same or not second else f"{first}-{second}"


def _is_one(text: str, class_names: Sequence[str]) -> bool:
    """Whether a text stands for one class, as far as can be known without a picture."""
    word = " ".join(text.replace("_", " ").split()).lower()
    if re.fullmatch(r"top\d+", word) or word.replace(" ", "-") in (LABEL, PREDICTED, BEST_WRONG):
        return True
    return len(next(filter(None, _matching(text, class_names)), [])) == 1


def _one(text: str, class_names: Sequence[str], logits: np.ndarray, label: int | None) -> int:
    if (column := column_of(text)) is not None:
        raise TargetFailure(
            "The column {column} of the data set names no target for this picture. Choose another target, or open a "
            "data set whose table has the column.",
            column=column,
        )
    word = " ".join(text.replace("_", " ").split()).lower()
    if match := re.fullmatch(r"top(\d+)", word):
        return _ranked(int(match[1]), logits)
    if word == PREDICTED:
        return _ranked(1, logits)
    if word == LABEL:
        return _label(text, label, len(class_names))
    if word.replace(" ", "-") == BEST_WRONG:
        return _best_wrong(text, logits, _label(text, label, len(class_names)))
    return _named(text, class_names)


def _label(text: str, label: int | None, classes: int) -> int:
    if label is None:
        raise TargetFailure(
            "This picture has no label, and the target {target} needs one. Label it, or choose another target.",
            target=text,
        )
    if not 0 <= label < classes:
        raise TargetFailure(
            "The label of this picture is class {label}; the model's classes are 0 to {last}.",
            label=label,
            last=classes - 1,
        )
    return label


def _best_wrong(text: str, logits: np.ndarray, label: int) -> int:
    if len(logits) < 2:
        raise TargetFailure("The model has a single class, so there is no {target} class.", target=text)
    others = np.array(logits, np.float64)
    others[label] = -np.inf
    return int(np.argmax(others))


def _named(text: str, class_names: Sequence[str]) -> int:
    word = " ".join(text.replace("_", " ").split()).lower()
    if re.fullmatch(r"\d+", word):
        return _indexed(int(word), class_names)
    *called, starting = _matching(text, class_names)
    for found in called:
        if len(found) == 1:
            return found[0]
        if found:
            raise ChoiceFailure(
                "{count} classes are called {target}: {names}. Give the index of one.",
                target=text,
                count=len(found),
                names=_listed(found, class_names),
            )
    if len(starting) == 1:
        return starting[0]
    if starting:
        raise ChoiceFailure(
            "{target} is the beginning of {count} class names: {names}. Write one in full, or its index.",
            target=text,
            count=len(starting),
            names=_listed(starting, class_names),
        )
    names = [name.lower().replace("_", " ") for name in class_names]
    near = difflib.get_close_matches(word, names, 3, 0.6) or [name for name in names if word and word in name][:3]
    if near:
        raise ChoiceFailure(
            "The model has no class {target}. Similar: {names}.",
            target=text,
            names=", ".join(f"{class_names[names.index(name)]} ({names.index(name)})" for name in near),
        )
    raise ChoiceFailure(
        "The model has no class {target}. Give top1, top2, an index from 0 to {last}, or a class name.",
        target=text or '""',
        last=len(class_names) - 1,
    )


def _matching(text: str, class_names: Sequence[str]) -> Iterator[list[int]]:
    """The classes that a text may stand for, the nearest first: of that index, or called so exactly, but for an
    underscore, but for capitals; those whose names begin so."""
    exact = " ".join(text.split())
    word = exact.replace("_", " ").lower()
    if re.fullmatch(r"\d+", word):
        yield [int(word)] if int(word) < len(class_names) else []
        return
    yield [index for index, name in enumerate(class_names) if name == exact]
    yield [index for index, name in enumerate(class_names) if name == exact.replace("_", " ")]
    names = [name.lower().replace("_", " ") for name in class_names]
    yield [index for index, name in enumerate(names) if word and name == word]
    yield [index for index, name in enumerate(names) if word and name.startswith(word)]


def _listed(indices: Sequence[int], class_names: Sequence[str]) -> str:
    """A few of the classes, each with its index."""
    return ", ".join(f"{class_names[index]} ({index})" for index in indices[:5])


def _ranked(rank: int, logits: np.ndarray) -> int:
    if not 1 <= rank <= len(logits):
        raise ChoiceFailure(
            "There is no top{rank}: the model has {n} classes, top1 to top{n}.", rank=rank, n=len(logits)
        )
    return int(np.argsort(-logits, kind="stable")[rank - 1])


def _indexed(index: int, class_names: Sequence[str]) -> int:
    if index >= len(class_names):
        raise ChoiceFailure(
            "There is no class {index}: the model's classes are 0 to {last}.", index=index, last=len(class_names) - 1
        )
    return index


def class_check(target: Target, probabilities: np.ndarray, class_names: Sequence[str]) -> Notice | None:
    """A warning when the explained class is almost surely not what the model sees.

    That is how "class 308" came to be explained as a shark: in ImageNet it is "fly".
    """
    best = int(np.argmax(probabilities))
    explained, seen = float(probabilities[target.index]), float(probabilities[best])
    if explained >= LOW_PROBABILITY or seen <= HIGH_PROBABILITY:
        return None
    return Notice(
        tr_noop("You are explaining {name} ({percent}); the model predicts {seen} ({seen_percent})."),
        {
            "name": class_names[target.index],
            "percent": percent(explained),
            "seen": class_names[best],
            "seen_percent": percent(seen),
        },
    )


def percent(probability: float) -> Number:
    """A probability as people read it: 98.7 %; four places where one would show nothing."""
    if 0 < probability < 5e-7:
        return Number("< 0.0001 %")
    return Number(f"{probability * 100:.1f} %" if probability >= 0.001 else f"{probability * 100:.4f} %")


def number(value: float) -> Number:
    """A number of a regression as people read it: five digits that count, never -0."""
    return Number(f"{value + 0.0:.5g}")
