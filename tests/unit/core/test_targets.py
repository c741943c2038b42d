"""What is explained: reading a target, its weights, and the warning about a class the model does not see."""

from __future__ import annotations

import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure, TargetFailure
from attnstudio.core.targets import Target, check, class_check, class_index, difference, halves, percent, resolve

IMAGENET = tuple(paths.resource("labels", "imagenet.txt").read_text("utf-8").splitlines())
FLY, TIGER_SHARK, HAMMERHEAD, COONHOUND = 308, 3, 4, 165
LOGITS = np.zeros(1000)
LOGITS[[TIGER_SHARK, HAMMERHEAD, FLY]] = 3.0, 2.0, 1.0
FEW = ("cat", "caterpillar", "sea cat", "dog")


def failure(text: str, names: tuple[str, ...] = IMAGENET) -> str:
    with pytest.raises(ChoiceFailure) as caught:
        resolve(text, names, np.zeros(len(names)))
    return str(caught.value)


def test_the_labels_are_those_of_the_tests() -> None:
    assert len(IMAGENET) == 1000
    assert [IMAGENET[index] for index in (FLY, TIGER_SHARK, HAMMERHEAD, COONHOUND)] == [
        "fly",
        "tiger shark",
        "hammerhead",
        "black-and-tan coonhound",
    ]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("top1", TIGER_SHARK),
        ("top2", HAMMERHEAD),
        ("top3", FLY),
        ("TOP1", TIGER_SHARK),
        ("top4", 0),  # among equal logits the lower index first
        ("308", FLY),
        ("0", 0),
        ("999", 999),
        ("fly", FLY),
        ("tiger shark", TIGER_SHARK),
        ("Tiger Shark", TIGER_SHARK),
        ("tiger_shark", TIGER_SHARK),
        ("  tiger   shark ", TIGER_SHARK),
        ("tiger s", TIGER_SHARK),
        ("hammerh", HAMMERHEAD),
        ("black-and-tan coonhound", COONHOUND),
        ("black-and-tan_coonhound", COONHOUND),
        ("black-and", COONHOUND),
    ],
)
def test_one_class(text: str, index: int) -> None:
    assert resolve(text, IMAGENET, LOGITS) == Target(index)


ALIKE = ("Cardigan", "cardigan", "crane", "crane", "a b", "a_b", "Maillot")


@pytest.mark.parametrize(
    ("text", "index"),
    [("cardigan", 1), ("Cardigan", 0), (" cardigan ", 1), ("a_b", 5), ("a b", 4), ("maillot", 6), ("MAILLOT", 6)],
)
def test_an_exact_name_beats_one_that_differs_in_capitals(text: str, index: int) -> None:
    assert resolve(text, ALIKE, np.zeros(len(ALIKE))) == Target(index)


def test_imagenets_two_cardigans() -> None:
    assert resolve("cardigan", IMAGENET, LOGITS) == Target(474)
    assert resolve("Cardigan", IMAGENET, LOGITS) == Target(264)
    assert resolve("cardigan-Cardigan", IMAGENET, LOGITS) == Target(474, 264)


@pytest.mark.parametrize(
    ("text", "classes"),
    [("CARDIGAN", "Cardigan (0), cardigan (1)"), ("crane", "crane (2), crane (3)"), ("A_B", "a b (4), a_b (5)")],
)
def test_classes_that_are_called_the_same_are_named_with_their_indices(text: str, classes: str) -> None:
    assert failure(text, ALIKE) == f"2 classes are called {text}: {classes}. Give the index of one."


def test_a_beginning_is_one_of_names_with_underscores_too() -> None:
    assert resolve("tiger sh", ("tiger_shark", "tiger_cat"), np.zeros(2)) == Target(0)
    assert resolve("tiger_c", ("tiger_shark", "tiger_cat"), np.zeros(2)) == Target(1)


def test_a_whole_name_is_no_prefix() -> None:
    assert resolve("cat", FEW, np.zeros(4)) == Target(0)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("3-4", Target(3, 4)),
        ("tiger shark-hammerhead", Target(TIGER_SHARK, HAMMERHEAD)),
        ("tiger_shark - hammerhead", Target(TIGER_SHARK, HAMMERHEAD)),
        ("top1-top2", Target(TIGER_SHARK, HAMMERHEAD)),
        ("top1-fly", Target(TIGER_SHARK, FLY)),
        ("black-and-tan coonhound-fly", Target(COONHOUND, FLY)),
        ("fly-black-and-tan coonhound", Target(FLY, COONHOUND)),
        ("black-and-tan coonhound-jack-o'-lantern", Target(COONHOUND, 607)),
        ("165-hand-held computer", Target(COONHOUND, 590)),
    ],
)
def test_a_difference(text: str, target: Target) -> None:
    assert resolve(text, IMAGENET, LOGITS) == target


def test_an_ambiguous_beginning_lists_what_it_could_be() -> None:
    assert failure("red-b") == (
        "red-b is the beginning of 2 class names: red-breasted merganser (98), red-backed sandpiper (140). "
        "Write one in full, or its index."
    )
    text = failure("s", ("sea", "salt", "snow", "sand", "sun", "star"))
    assert "6 class names" in text
    assert "sea (0), salt (1), snow (2), sand (3), sun (4)." in text  # no more than five of them


def test_an_unknown_name_suggests_near_ones() -> None:
    assert failure("dgo", FEW) == "The model has no class dgo. Similar: dog (3)."
    assert "tiger shark (3)" in failure("tigershark")
    assert "sea cat (2)" in failure("ea cat", FEW)
    assert "great white shark (2)" in failure("white shark")


@pytest.mark.parametrize("text", ["xyzzy", "", " ", "top1-", "-top1", "1e3", "-5"])
def test_what_is_nothing_says_what_to_give(text: str) -> None:
    message = failure(text)
    assert "The model has no class" in message
    assert "top1" in message
    assert "0 to 999" in message


def test_out_of_range() -> None:
    assert failure("1000") == "There is no class 1000: the model's classes are 0 to 999."
    assert failure("top1001") == "There is no top1001: the model has 1000 classes, top1 to top1000."
    assert "There is no top0" in failure("top0")
    assert "0 to 999" in failure("3-1000")


def test_class_weights() -> None:
    single, difference = Target(2).class_weights(4), Target(2, 0).class_weights(4)
    assert single.dtype == difference.dtype == np.float32
    assert single.tolist() == [0, 0, 1, 0]
    assert difference.tolist() == [-1, 0, 1, 0]
    assert Target(1, 1).class_weights(3).tolist() == [0, 0, 0]


def test_name() -> None:
    assert Target(TIGER_SHARK).name(IMAGENET) == "tiger shark"
    assert Target(TIGER_SHARK, HAMMERHEAD).name(IMAGENET) == "tiger shark - hammerhead"


def probabilities(explained: float, seen: float) -> np.ndarray:
    values = np.full(1000, 1e-7)
    values[FLY], values[TIGER_SHARK] = explained, seen
    return values


def test_class_check_warns_as_the_design_says() -> None:
    notice = class_check(Target(FLY), probabilities(1e-9, 0.987), IMAGENET)
    assert str(notice) == "You are explaining fly (< 0.0001 %); the model predicts tiger shark (98.7 %)."
    assert notice is not None
    assert set(notice.values) == {"name", "percent", "seen", "seen_percent"}  # the template is what is translated


@pytest.mark.parametrize(
    ("explained", "seen", "warns"),
    [(0.0099, 0.51, True), (0.01, 0.51, False), (0.0099, 0.5, False), (0.3, 0.6, False), (1e-9, 0.49, False)],
)
def test_class_check_only_then(explained: float, seen: float, warns: bool) -> None:
    assert (class_check(Target(FLY), probabilities(explained, seen), IMAGENET) is not None) == warns


def test_class_check_is_silent_about_what_the_model_sees() -> None:
    assert class_check(Target(TIGER_SHARK), probabilities(1e-9, 0.987), IMAGENET) is None
    assert class_check(Target(TIGER_SHARK, FLY), probabilities(1e-9, 0.987), IMAGENET) is None


@pytest.mark.parametrize(
    ("probability", "text"), [(1.0, "100.0 %"), (0.98749, "98.7 %"), (0.001, "0.1 %"), (0.00099, "0.0990 %")]
)
def test_percent(probability: float, text: str) -> None:
    assert percent(probability) == text


# Targets that differ from picture to picture


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        ("label", FLY, Target(FLY)),
        ("Label", FLY, Target(FLY)),
        ("predicted", None, Target(TIGER_SHARK)),
        ("predicted", FLY, Target(TIGER_SHARK)),
        ("best-wrong", TIGER_SHARK, Target(HAMMERHEAD)),
        ("best-wrong", HAMMERHEAD, Target(TIGER_SHARK)),
        ("best_wrong", FLY, Target(TIGER_SHARK)),
        ("label-predicted", FLY, Target(FLY, TIGER_SHARK)),
        ("label-best-wrong", TIGER_SHARK, Target(TIGER_SHARK, HAMMERHEAD)),
        ("predicted-label", FLY, Target(TIGER_SHARK, FLY)),
        ("label-goldfish", FLY, Target(FLY, 1)),
        ("fly-best-wrong", HAMMERHEAD, Target(FLY, TIGER_SHARK)),
    ],
)
def test_a_target_follows_the_label(text: str, label: int | None, expected: Target) -> None:
    assert resolve(text, IMAGENET, LOGITS, label) == expected


@pytest.mark.parametrize("text", ["label", "best-wrong", "label-predicted", "label-fly"])
def test_a_picture_without_a_label_fails_by_itself(text: str) -> None:
    with pytest.raises(TargetFailure, match="no label"):
        resolve(text, IMAGENET, LOGITS)


def test_a_label_that_the_model_does_not_have_fails_by_itself() -> None:
    with pytest.raises(TargetFailure, match="0 to 999"):
        resolve("label", IMAGENET, LOGITS, 1000)


def test_the_difference_of_a_right_prediction_and_its_label_is_nothing() -> None:
    with pytest.raises(TargetFailure, match="tiger shark minus itself"):
        resolve("label-predicted", IMAGENET, LOGITS, TIGER_SHARK)


@pytest.mark.parametrize("text", ["label", "best-wrong", "label-predicted", "predicted", "fly", "top3"])
def test_a_target_that_some_picture_can_have_passes_the_check(text: str) -> None:
    check(text, IMAGENET)


@pytest.mark.parametrize("text", ["labl", "label-dragonfruit", "best-worst", "top1001"])
def test_a_target_that_no_picture_can_have_does_not(text: str) -> None:
    with pytest.raises(ChoiceFailure):
        check(text, IMAGENET)


def test_a_class_is_found_by_name_beginning_and_index() -> None:
    assert [class_index(text, FEW) for text in ("cat", "cater", "3", "Sea_cat")] == [0, 1, 3, 2]
    for text in ("top1", "predicted", "label"):
        with pytest.raises(ChoiceFailure):
            class_index(text, FEW)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("top1", ("top1", "")),
        ("label-predicted", ("label", "predicted")),
        ("best-wrong", ("best-wrong", "")),
        ("best-wrong-0", ("best-wrong", "0")),
        ("jack-o'-lantern", ("jack-o'-lantern", "")),
        ("jack-o'-lantern-fly", ("jack-o'-lantern", "fly")),
        ("column:a-b", ("column:a-b", "")),
        ("nothing-such", ("nothing-such", "")),
    ],
)
def test_a_target_has_halves(text: str, wanted: tuple[str, str]) -> None:
    assert halves(text, ("fly", "jack-o'-lantern")) == wanted


def test_a_class_is_not_told_from_itself() -> None:
    names = ("fly", "bee")
    assert difference("0", "bee", names) == "0-bee"
    assert difference("0", "fly", names) == "0"
    assert difference("top1", "top1", names) == "top1"
    assert difference("0", "", names) == "0"
