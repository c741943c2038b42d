"""Which class of the model each class of a data set is: by its name, a synonym, its WordNet id, or its number.

Certain matches are used as they are; near ones are proposed to the user, who confirms them (core.datasets.remembered).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from attnstudio import paths
from attnstudio.core.datasets.base import NO_LABEL, DataSet, LeftOut
from attnstudio.core.errors import DataSetFailure
from attnstudio.core.models import class_names
from attnstudio.core.models.picture_labels import unique_names
from attnstudio.core.text import Notice, tr_noop

NEAR = 0.6  # the least similarity of a proposal: the share of pairs of letters that two names have in common
_SHOWN_OF_ORDER = 4  # pairs of classes
_WNID = re.compile(r"n\d{8}(?=$|[\W_])")
_NUMBER = re.compile(r"(?:class|label|класс)?[\s_.-]*(\d{1,9})", re.IGNORECASE)


class How(StrEnum):
    """By what two classes were matched, the most certain first."""

    EXACT = "exact"
    PLAIN = "plain"  # but for letter case, punctuation and a WordNet id before it
    SYNONYM = "synonym"
    WORDNET = "WordNet id"
    INDEX = "index"  # or its place in the order of the classes, where no name of the model tells anything
    NEAR = "near"


@dataclass(frozen=True)
class Proposal:
    """A class of the model for one of the data set. `score`: 0..1."""

    index: int
    how: How
    score: float = 1.0


@dataclass(frozen=True, eq=False)
class ClassMatch:
    """The classes of a data set among those of a model.

    Attributes:
        names: of the data set's classes; (): its labels are indices of the model's classes.
        model_count: of the model's classes.
        indices: int32 (len(names),), read-only, into the model's classes; NO_LABEL: it has none of them.
        proposals: the best one for each, None where there is none; those that are NEAR are not in `indices`.
        is_confirmed: whether the user chose them.
    """

    names: tuple[str, ...]
    model_count: int
    indices: np.ndarray
    proposals: tuple[Proposal | None, ...]
    is_confirmed: bool = False

    @property
    def unmatched(self) -> tuple[str, ...]:
        return tuple(name for name, index in zip(self.names, self.indices, strict=True) if index == NO_LABEL)

    def confirmed(self, indices: Iterable[int]) -> ClassMatch:
        """With what the user chose for each class. Raises ValueError if there are more, fewer, or unknown ones."""
        chosen = _frozen(indices)
        if len(chosen) != len(self.names) or ((chosen < NO_LABEL) | (chosen >= self.model_count)).any():
            raise ValueError("not one class of the model for each of the data set")
        return ClassMatch(self.names, self.model_count, chosen, self.proposals, is_confirmed=True)

    def assumed_order(self, model_names: Sequence[str]) -> Notice | None:
        """What to say where classes were matched by nothing but their order; None: their names or numbers tell it."""
        if self.is_confirmed:
            return None
        by_order = [
            (name, one.index)
            for name, one in zip(self.names, self.proposals, strict=True)
            if one is not None and one.how is How.INDEX and _number(name) != one.index
        ]
        if not by_order:
            return None
        shown = [f"{name} = {model_names[index]}" for name, index in by_order]
        if len(shown) > _SHOWN_OF_ORDER:
            shown = [*shown[: _SHOWN_OF_ORDER - 1], "...", shown[-1]]
        return Notice(
            tr_noop(
                "The classes are matched by their order alone: {pairs}. If the model has another order, give it its "
                "class names."
            ),
            {"pairs": ", ".join(shown)},
            warning=True,
        )


def match_classes(theirs: Sequence[str], model_names: Sequence[str]) -> ClassMatch:
    """Each way is tried on what the ways before it left; a name that two classes of the model have matches none."""
    names = tuple(theirs)
    found: list[Proposal | None] = [None] * len(names)
    for how, way in _ways(names, model_names).items():
        if how is How.INDEX and any(found):
            break  # names tell which classes they are: the rest is not counted, lest two become one
        for place, name in enumerate(names):
            if found[place] is None and (index := way(name)) is not None:
                found[place] = Proposal(index, how)
    indices = _frozen(NO_LABEL if one is None else one.index for one in found)
    left = [place for place, one in enumerate(found) if one is None]
    for place, proposal in zip(left, _near([names[place] for place in left], model_names), strict=True):
        found[place] = proposal
    return ClassMatch(names, len(model_names), indices, tuple(found))


def labels_for(data_set: DataSet, match: ClassMatch) -> np.ndarray:
    """The labels of a data set as indices of the model's classes: int32 (n,); NO_LABEL where there is none."""
    return labels_by(data_set, match.indices, match.model_count)


def labels_by(data_set: DataSet, indices: np.ndarray, model_count: int) -> np.ndarray:
    """As `labels_for`. `indices`, `model_count`: as ClassMatch has them."""
    labels = data_set.labels
    if data_set.class_names:
        return np.append(indices, np.int32(NO_LABEL))[labels]
    return np.where(labels < model_count, labels, NO_LABEL).astype(np.int32)


def without_class(data_set: DataSet, match: ClassMatch) -> list[LeftOut]:
    """The labels that no class of the model has, each with how many pictures have it."""
    found, how_many = np.unique(data_set.labels, return_counts=True)
    counts: dict[int, int] = dict(zip(found.tolist(), how_many.tolist(), strict=True))
    if not data_set.class_names and _counts_from_one(counts, match.model_count):
        reason = DataSetFailure(
            "The labels run from 1 to {last}, the classes of the model from 0 on: subtract 1 from the labels.",
            last=match.model_count,
        )
        return [LeftOut(str(match.model_count), reason)]
    if data_set.class_names:
        unknown = {name: place for place, name in enumerate(match.names) if match.indices[place] == NO_LABEL}
    else:
        unknown = {str(label): label for label in counts if label >= match.model_count}
    return [
        LeftOut(
            name,
            DataSetFailure(
                "The model has no class {label}, which {n} pictures are labelled with.",
                label=name,
                n=counts[label],
            ),
        )
        for name, label in unknown.items()
        if label in counts
    ]


def _counts_from_one(labels: Iterable[int], model_count: int) -> bool:
    there = [label for label in labels if label != NO_LABEL]
    return bool(there) and min(there) == 1 and max(there) == model_count


Way = Callable[[str], int | None]


def _ways(names: Sequence[str], model_names: Sequence[str]) -> dict[How, Way]:
    exact = unique_names((name.strip(), index) for index, name in enumerate(model_names))
    whole = unique_names((_plain(name), index) for index, name in enumerate(model_names))
    parts = unique_names((part, index) for index, name in enumerate(model_names) for part in _parts(name)) | whole
    by_wnid, synonyms = _imagenet(model_names, whole)
    by_index = _by_index(names, model_names)

    def synonym(name: str) -> int | None:
        candidates = {table[part] for part in _parts(name) for table in (parts, synonyms) if part in table}
        return candidates.pop() if len(candidates) == 1 else None

    def wordnet(name: str) -> int | None:
        wnid = _WNID.match(name.strip())
        return None if wnid is None else by_wnid.get(wnid[0])

    return {
        How.EXACT: lambda name: exact.get(name.strip()),
        How.PLAIN: lambda name: whole.get(_plain(name)),
        How.WORDNET: wordnet,
        How.SYNONYM: synonym,
        How.INDEX: by_index.get,
    }


def _plain(name: str) -> str:
    """Without the differences that folders' and files' names do not keep."""
    text = unicodedata.normalize("NFKC", name.strip())
    return " ".join(re.sub(r"[\W_]+", " ", _WNID.sub("", text, count=1) or text).casefold().split())


def _parts(name: str) -> list[str]:
    """Of a list of synonyms such as "tench, Tinca tinca"."""
    return [plain for part in re.split(r"[,;/|]", name) if (plain := _plain(part))]


@cache
def _synsets() -> tuple[tuple[str, str], ...]:
    """ImageNet's 1000 classes by index: WordNet id, and names joined by commas."""
    lines = paths.resource("labels", "imagenet_synsets.txt").read_text("utf-8").splitlines()
    return tuple((line[:9], line[10:]) for line in lines)


def _imagenet(model_names: Sequence[str], whole: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """The model's classes by WordNet id, and by the further names of ImageNet's classes that it has.

    A model of 1000 classes with ImageNet's names, or with none, is one of ImageNet's; another may have some of its
    classes, by their ids or one of their names.
    """
    synsets = _synsets()
    names = paths.resource("labels", "imagenet.txt").read_text("utf-8").splitlines()
    if len(model_names) == len(synsets) and tuple(model_names) in (tuple(names), class_names.numbered(len(synsets))):
        ours = dict(enumerate(range(len(synsets))))
    else:
        ids = {wnid[0]: index for index, name in enumerate(model_names) if (wnid := _WNID.match(name.strip()))}
        ours = {}
        for place, (synset, words) in enumerate(synsets):
            found = {whole[part] for part in (_plain(names[place]), *_parts(words)[:1]) if part in whole}
            index = ids.get(synset, found.pop() if len(found) == 1 else None)
            if index is not None:
                ours[place] = index
    by_wnid = {synsets[place][0]: index for place, index in ours.items()}
    synonyms = unique_names((part, index) for place, index in ours.items() for part in _parts(synsets[place][1]))
    return by_wnid, synonyms


def _by_index(names: Sequence[str], model_names: Sequence[str]) -> dict[str, int]:
    """Where all classes are numbers: counted from 0, or from 1 where the last one fits only so.

    Where the model's classes are numbers, others than numbers match none. If there are no numbers, but as many classes
    as the model has, they are in its order: folders in that of the alphabet, as Keras has it.
    """
    count = len(model_names)
    is_numbered = tuple(model_names) == class_names.numbered(count)
    numbers = {name: number for name in names if (number := _number(name)) is not None}
    if numbers and (is_numbered or len(numbers) == len(names)):
        shifted = len(numbers) == len(names) and min(numbers.values()) == 1 and max(numbers.values()) == count
        return {name: number - shifted for name, number in numbers.items() if number - shifted < count}
    if not numbers and is_numbered and len(names) == count:
        return {name: index for index, name in enumerate(names)}
    return {}


def _number(name: str) -> int | None:
    match = _NUMBER.fullmatch(name.strip())
    return None if match is None else int(match[1])


def _near(names: Sequence[str], model_names: Sequence[str]) -> list[Proposal | None]:
    """By pairs of letters in common (Dice's coefficient)."""
    if not names:
        return []
    with_pair = defaultdict[str, list[int]](list)
    sizes = []
    for index, name in enumerate(model_names):
        pairs = _pairs(_plain(name))
        sizes.append(len(pairs))
        for pair in pairs:
            with_pair[pair].append(index)
    found: list[Proposal | None] = []
    for name in names:
        pairs, shared = _pairs(_plain(name)), defaultdict[int, int](int)
        for pair in pairs:
            for index in with_pair.get(pair, ()):
                shared[index] += 1
        scored = {index: 2 * count / (len(pairs) + sizes[index]) for index, count in shared.items()}
        score, best = max(((score, -index) for index, score in scored.items()), default=(0.0, 0))
        found.append(Proposal(-best, How.NEAR, score) if score >= NEAR else None)
    return found


def _pairs(text: str) -> set[str]:
    marked = f" {text} "
    return {marked[place : place + 2] for place in range(len(marked) - 1)} if text else set()


def _frozen(indices: Iterable[int]) -> np.ndarray:
    found = np.fromiter(indices, np.int32)
    found.flags.writeable = False
    return found
