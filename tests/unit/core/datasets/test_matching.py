"""Classes of data sets among those of models."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.array_files import cifar_batch

from attnstudio import paths
from attnstudio.core.datasets.base import NO_LABEL, DataSet
from attnstudio.core.datasets.given import open_given
from attnstudio.core.datasets.matching import ClassMatch, How, labels_for, match_classes, without_class
from attnstudio.core.datasets.remembered import RememberedMatches
from attnstudio.core.models.class_names import numbered

IMAGENET = paths.resource("labels", "imagenet.txt").read_text("utf-8").splitlines()
PETS = ("cat", "dog", "guinea pig", "Great Dane, German mastiff")


@pytest.mark.parametrize(
    "name, index, how",
    [
        ("dog", 1, How.EXACT),
        ("Guinea_Pig", 2, How.PLAIN),
        ("german-mastiff", 3, How.SYNONYM),
        ("n02123045 cat", 0, How.PLAIN),
    ],
)
def test_by_name(name: str, index: int, how: How) -> None:
    match = match_classes([name], PETS)
    assert match.indices.tolist() == [index] and match.proposals[0] is not None and match.proposals[0].how is how


def test_what_is_near_is_proposed_and_not_used() -> None:
    match = match_classes(["guinea pigs", "zebra"], PETS)
    assert match.indices.tolist() == [NO_LABEL, NO_LABEL] and match.unmatched == ("guinea pigs", "zebra")
    near, none = match.proposals
    assert near is not None and (near.index, near.how) == (2, How.NEAR) and 0.6 < near.score < 1 and none is None


def test_a_name_of_two_classes_matches_neither() -> None:
    assert match_classes(["crane"], ("crane", "Crane", "x"))
    assert match_classes(["CRANE"], ("crane", "Crane", "x")).indices.tolist() == [NO_LABEL]


def test_wordnet_ids_of_imagenet() -> None:
    theirs = ["n01440764", "n02979186", "n03888257-parachute"]  # of Imagenette
    for names in (IMAGENET, numbered(1000)):
        assert match_classes(theirs, names).indices.tolist() == [0, 482, 701]
    some = ("parachute", "tench", "cassette player")
    match = match_classes(theirs, some)
    assert match.indices.tolist() == [1, 2, 0]
    assert match_classes(["tench", "Tinca tinca"], ("n02979186", "n01440764")).indices.tolist() == [1, 1]
    assert match_classes(["n99999999"], IMAGENET).indices.tolist() == [NO_LABEL]


def test_every_class_of_imagenet_is_found_by_its_name_and_its_id() -> None:
    lines = paths.resource("labels", "imagenet_synsets.txt").read_text("utf-8").splitlines()
    assert match_classes([line[:9] for line in lines], IMAGENET).indices.tolist() == list(range(1000))
    assert match_classes(IMAGENET, IMAGENET).indices.tolist() == list(range(1000))


@pytest.mark.parametrize(
    "theirs, names, expected",
    [
        (["0", "2", "10"], [*"abcdefghijkl"], [0, 2, 10]),
        (["001", "002", "003"], [*"abc"], [0, 1, 2]),
        (["class_0", "class_1"], [*"abc"], [0, 1]),
        (["7"], [*"abc"], [NO_LABEL]),
        (["b", "a"], numbered(2), [0, 1]),
        ([*map(str, range(1, 11))], [*map(str, range(10))], [*range(1, 10), NO_LABEL]),
        (["1", "a"], [*"bcd"], [NO_LABEL, NO_LABEL]),
        (["0", "2", "unknown"], numbered(3), [0, 2, NO_LABEL]),
        (["0", "1", "3", "unknown"], numbered(3), [0, 1, NO_LABEL, NO_LABEL]),
        (["1", "0"], ["0", "1"], [1, 0]),
    ],
)
def test_by_number(theirs: list[str], names: list[str], expected: list[int]) -> None:
    assert match_classes(theirs, names).indices.tolist() == expected


def test_what_is_matched_by_order_alone_says_so(tmp_path: Path) -> None:
    def assumed(theirs: list[str], names: tuple[str, ...]) -> str:
        notice = match_classes(theirs, names).assumed_order(names)
        return "" if notice is None else str(notice)

    assert "cats = class 0, dogs = class 1." in assumed(["cats", "dogs"], numbered(2))
    digits = [*"0123456789"]
    assert assumed(digits, numbered(10)) == assumed(["cats", "dogs"], ("dogs", "cats")) == ""
    assert "1 = class 0, 2 = class 1, 3 = class 2, ..., 10 = class 9." in assumed(
        [*map(str, range(1, 11))], numbered(10)
    )
    remembered = RememberedMatches(tmp_path / "matches.json")
    remembered.keep(match_classes(["cats", "dogs"], numbered(2)), numbered(2))
    assert remembered.match(["cats", "dogs"], numbered(2)).assumed_order(numbered(2)) is None


def data_set(labels: list[int], names: tuple[str, ...]) -> DataSet:
    pictures = [Path(f"{place}.png") for place in range(len(labels))]
    return DataSet(Path("d"), pictures, names, np.array(labels, np.int32))


def test_labels_in_the_models_classes() -> None:
    named = data_set([0, 1, NO_LABEL, 2, 2], ("dog", "cat", "yak"))
    match = match_classes(named.class_names, PETS)
    assert labels_for(named, match).tolist() == [1, 0, NO_LABEL, NO_LABEL, NO_LABEL]
    assert [(one.name, one.reason.values["n"]) for one in without_class(named, match)] == [("yak", 2)]
    numbers = data_set([0, 3, 4, NO_LABEL], ())
    match = match_classes((), PETS)
    assert labels_for(numbers, match).tolist() == [0, 3, NO_LABEL, NO_LABEL]
    assert [one.name for one in without_class(numbers, match)] == ["4"]
    (shifted,) = without_class(data_set([1, 4, 2, NO_LABEL], ()), match)
    assert "from 1 to 4" in str(shifted.reason) and "subtract 1" in str(shifted.reason)


def test_what_the_user_confirmed_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "matches.json"
    remembered, theirs = RememberedMatches.load(file), ("guinea pigs", "yak", "dog")
    match = remembered.match(theirs, PETS)
    assert match.indices.tolist() == [NO_LABEL, NO_LABEL, 1] and not remembered.is_confirmed(theirs, PETS)
    remembered.keep(match.confirmed([2, NO_LABEL, NO_LABEL]), PETS)
    again = RememberedMatches.load(file)
    assert again.match(theirs, PETS).indices.tolist() == [2, NO_LABEL, NO_LABEL] and again.is_confirmed(theirs, PETS)
    assert again.match(theirs, PETS[:3]).indices.tolist() == [NO_LABEL, NO_LABEL, 1]
    again.forget(theirs, PETS)
    assert not RememberedMatches.load(file).is_confirmed(theirs, PETS)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"a": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_costs_what_it_held(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "m.json").write_bytes(content)
    assert not RememberedMatches.load(tmp_path / "m.json").matches


def test_a_choice_that_the_model_does_not_have() -> None:
    with pytest.raises(ValueError, match="not one class"):
        match_classes(["a"], PETS).confirmed([4])


def test_what_a_call_names_is_joined(tmp_path: Path) -> None:
    for name in ("set/dog/1.png", "set/cat/2.png", "plain/dog_007.png", "plain/x.png", "one.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    np.savez(tmp_path / "a.npz", x=np.zeros((2, 4, 4), np.uint8), y=[2, 9])
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.npz").write_bytes(b"?")
    given = [tmp_path / name for name in ("set", "one.png", "plain", "a.npz", "empty", "none.png", "bad.npz")]
    found = open_given(given)
    assert [os.path.relpath(path, tmp_path).replace(os.sep, "/") for path in found.pictures] == [
        *("set/cat/2.png", "set/dog/1.png", "one.png", "plain/dog_007.png", "plain/x.png"),
        *("a.npz/x[0]", "a.npz/x[1]", "none.png"),
    ]
    assert found.labels(PETS).tolist() == [0, 1, NO_LABEL, 1, NO_LABEL, 2, NO_LABEL, NO_LABEL]
    assert [path.name for path, _ in found.failures] == ["empty", "bad.npz"]
    assert [one.name for one in found.without_class(PETS)] == ["9"]
    assert open_given([]).labels(PETS).shape == (0,)


def test_the_classes_of_many_files_are_matched_once(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def match(names: Sequence[str], model_names: Sequence[str]) -> ClassMatch:
        asked.append(names)
        return match_classes(names, model_names)

    for name in ("set/dog/1.png", "set/cat/2.png", "cat-1.png", "dog-2.png", "cat-3.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = open_given([tmp_path / name for name in ("cat-1.png", "set", "dog-2.png", "cat-3.png")])
    assert found.labels(PETS, match).tolist() == [0, 0, 1, 1, 0]
    assert asked == [(), ("cat", "dog")]


def test_a_picture_of_an_array_has_its_label(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x_test=np.zeros((3, 4, 4), np.uint8), y_test=[2, 9, 1], x=np.zeros((2, 4, 4)))
    test = cifar_batch(tmp_path / "test_batch.bin", [(3,), (0,)])
    assert len(test) == 2
    names = ("a.npz/x_test[2]", "a.npz/x[0]", "test_batch.bin/images[0]", "a.npz/x_test[7]", "a.npz/none[0]")
    found = open_given([tmp_path / name for name in names])
    assert list(found.pictures) == [tmp_path / name for name in names]
    assert found.labels(PETS).tolist() == [1, NO_LABEL, 3, NO_LABEL, NO_LABEL]
