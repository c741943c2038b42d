"""A guessed preprocessing is checked on pictures that are called by their class; another one is only offered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers.own_models import save_by_brightness
from PIL import Image

from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.models import keras_file, preprocessing_check, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.models.class_names import numbered
from attnstudio.core.models.metadata import ModelMetadata
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.picture_labels import PictureLabels
from attnstudio.core.models.preprocessing import PREPROCESSING, preset
from attnstudio.core.models.preprocessing_check import Trial


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child process does, done in this one, which has TensorFlow already."""

    def run_sandbox(path: Path, *_: object) -> ModelMetadata:
        return ModelMetadata.from_json(json.loads(json.dumps(child.describe(keras_file.load(path)).to_json())))

    monkeypatch.setattr(vetting, "run_sandbox", run_sandbox)


@pytest.fixture
def saved(tmp_path: Path) -> tuple[Path, Path]:
    return save_by_brightness(tmp_path)


@pytest.fixture
def model(saved: tuple[Path, Path]) -> Path:
    return saved[0]


@pytest.fixture
def pictures(saved: tuple[Path, Path]) -> Path:
    return saved[1]


def test_each_preprocessing_is_judged_by_the_predictions_of_the_model(model: Path, pictures: Path) -> None:
    loaded = Engine(()).load(str(model))
    labelled = preprocessing_check.labelled(sorted(pictures.iterdir()), loaded, 12)
    assert sorted(one.label for one in labelled) == [0] * 4 + [1] * 4 + [2] * 4
    same_size = [preprocessing_check.Labelled(one.pixels[:8, :8], one.label) for one in labelled]
    found = {one.preprocessing: one for one in preprocessing_check.trials(loaded, same_size, RunContext())}
    assert list(found) == list(PREPROCESSING)
    network = keras_file.load(model)
    labels = np.array([one.label for one in same_size])
    for name, trial in found.items():
        batch = np.stack([preset(name, 3)(one.pixels) for one in same_size])
        answers = helpers.answer(network, batch)
        assert trial.count == 12
        assert trial.right == int((answers.argmax(axis=1) == labels).sum())
        assert trial.probability == pytest.approx(float(answers[np.arange(12), labels].mean()), abs=1e-5)
    assert preprocessing_check.best(found.values()).preprocessing == "minus_one_to_one"
    assert found["minus_one_to_one"].right == 12


def test_a_contradicted_guess_is_reported_and_not_changed(
    model: Path, pictures: Path, tmp_path: Path, call: helpers.Call
) -> None:
    explain = ["explain", pictures, "--model", model, "--method", "saliency", "--output", tmp_path / "out", "--force"]
    ended = call(*explain)
    advice = [line for line in ended.err.splitlines() if "suits these" in line]
    assert advice == [
        'attnstudio: levels.keras: "minus_one_to_one" suits these 12 pictures better: 12 of 12 are classified '
        'correctly; with "zero_to_one", 8 of 12. Use --preprocessing minus_one_to_one.'
    ]
    assert any("--preprocessing zero_to_one." in line for line in ended.err.splitlines())  # which is what was used
    for chosen in ("minus_one_to_one", "zero_to_one"):  # no guess any more
        assert "suits these" not in call(*explain, "--preprocessing", chosen).err


def test_the_command_shows_all_and_recommends_one(model: Path, pictures: Path, call: helpers.Call) -> None:
    ended = call("models", "preprocessing", model, pictures)
    assert ended.status == 0
    heading, first, *rest = ended.out.splitlines()
    assert heading.split()[0] == "preprocessing"
    assert first.split()[:4] == ["minus_one_to_one", "12", "of", "12"]
    assert len(rest) == len(PREPROCESSING) - 1
    assert ended.out.count("used now") == 1
    assert ended.err.strip().endswith("Use --preprocessing minus_one_to_one.")
    found = json.loads(call("models", "preprocessing", model, pictures, "--json").out)
    assert (found["used"], found["recommended"]) == ("zero_to_one", "minus_one_to_one")
    assert found["trials"][0]["right"] == 12
    right = call("models", "preprocessing", model, pictures, "--preprocessing", "minus_one_to_one")
    assert "no other preprocessing is clearly better" in right.err


def test_pictures_without_a_class_in_their_names_are_refused_with_the_remedy(
    model: Path, tmp_path: Path, call: helpers.Call
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "holiday.png")
    ended = call("models", "preprocessing", model, tmp_path / "holiday.png")
    assert ended.status == 2
    assert "The picture is not named after a class of levels" in ended.err
    assert "black, grey, white" in ended.err and "--labels" in ended.err


def test_a_folder_of_class_folders_stands_for_all_their_pictures(
    model: Path, pictures: Path, tmp_path: Path, call: helpers.Call
) -> None:
    sorted_ = tmp_path / "sorted"
    for number, picture in enumerate(sorted(pictures.iterdir())):
        folder = sorted_ / next(name for name in ("black", "grey", "white") if picture.stem.startswith(name))
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number}{picture.suffix}").write_bytes(picture.read_bytes())
    found = json.loads(call("models", "preprocessing", model, sorted_, "--json").out)
    assert (found["recommended"], found["trials"][0]["right"]) == ("minus_one_to_one", 12)
    (tmp_path / "empty").mkdir()
    assert "There are no pictures in" in call("models", "preprocessing", model, tmp_path / "empty").err


def test_a_regression_has_no_classes_to_check(saved: tuple[Path, Path], call: helpers.Call) -> None:
    ended = call("models", "preprocessing", *saved, "--output-kind", "regression")
    assert ended.status == 2
    assert "levels is a regression" in ended.err


def test_a_grey_model_and_one_that_rescales_are_checked_alike(pictures: Path, tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    inputs = keras.Input((8, 8, 1))
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 127.5, -1)(inputs))
    built = keras.Model(inputs, keras.layers.Dense(3, "softmax")(x))
    built.set_weights([np.array([[-20.0, 0.0, 20.0]]), np.array([-10.0, 0.0, -10.0])])
    built.save(tmp_path / "grey.keras")
    (tmp_path / "grey.txt").write_text("black\ngrey\nwhite\n", encoding="utf-8")
    engine, ctx = Engine(()), RunContext()
    right = engine.load(str(tmp_path / "grey.keras"))
    labelled = preprocessing_check.labelled(sorted(pictures.iterdir()), right, 12)
    assert right.spec.preprocessing == "as_it_is"
    assert preprocessing_check.find_better(right, labelled, "as_it_is", ctx) is None
    wrong = engine.load(str(tmp_path / "grey.keras"), options=ModelOptions(preprocessing="zero_to_one"))
    found = preprocessing_check.find_better(wrong, labelled, "zero_to_one", ctx)
    assert found is not None
    assert (found[0].preprocessing, found[0].right) == ("as_it_is", 12)
    assert found[1].right < 12


@pytest.mark.parametrize(
    ("better", "used", "classes", "expected"),
    [
        ((12, 12, 0.9), (1, 12, 0.1), 1000, True),
        ((3, 3, 0.9), (0, 3, 0.1), 1000, True),
        ((4, 12, 0.3), (1, 12, 0.1), 1000, True),
        ((11, 12, 0.8), (9, 12, 0.7), 1000, False),  # less than a quarter of them
        ((12, 12, 0.9), (12, 12, 0.4), 10, True),  # as right, and surer
        ((8, 12, 0.6), (5, 12, 0.5), 2, False),  # of two classes, half are right by chance
        ((12, 12, 0.9), (6, 12, 0.5), 2, True),
        ((2, 3, 0.6), (0, 3, 0.2), 2, False),
        (
            (12, 12, 1.0, 12),
            (5, 12, 0.4, 12),
            3,
            False,
        ),  # a model that always says their one class
        ((11, 12, 0.9, 9), (4, 12, 0.3, 9), 3, False),
        ((12, 12, 0.9, 9), (4, 12, 0.3, 9), 3, True),
        ((12, 12, 0.9, 4), (4, 12, 0.3, 4), 3, True),
        ((12, 12, 0.9, 12), (1, 12, 0.1, 12), 1000, True),  # twelve zebras
    ],
)
def test_what_is_clearly_better(
    better: tuple[int, int, float] | tuple[int, int, float, int],
    used: tuple[int, int, float] | tuple[int, int, float, int],
    classes: int,
    expected: bool,
) -> None:
    assert preprocessing_check.is_clearly_better(Trial("a", *better), Trial("b", *used), classes) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("tiger shark.jpg", 0),
        ("Tiger_Shark/017.jpg", 0),
        ("TIGER-SHARK_017.png", 0),
        ("tiger shark (2).png", 0),
        ("n01491361_tiger_shark/n01491361_9.JPEG", 0),
        ("017_tiger shark.jpg", 0),
        ("cat.1234.jpg", 1),
        ("Tinca tinca.jpg", 2),
        ("cardigan.jpg", 3),
        ("Cardigan.jpg", 4),
        ("CARDIGAN.jpg", None),  # which of the two
        ("crane_1.jpg", None),  # two classes are called so
        ("cat/tench.jpg", None),  # the folder and the file say different things
        ("holiday.jpg", None),
        ("catalogue.jpg", None),
    ],
)
def test_a_picture_is_labelled_by_its_own_or_its_folders_name(path: str, expected: int | None, tmp_path: Path) -> None:
    names: tuple[str, ...] = ("tiger_shark", "cat", "tench, Tinca tinca", "cardigan", "Cardigan", "crane", "crane")
    assert PictureLabels(names).of(tmp_path / path) == expected


def test_numbered_classes_are_found_by_folders_and_imagenets_by_name(tmp_path: Path) -> None:
    def picture(*parts: str) -> Path:
        path = tmp_path.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (4, 4)).save(path)
        return path

    cats, dogs = picture("train", "cats", "1.png"), picture("train", "dogs", "1.png")
    (tmp_path / "train" / "empty").mkdir()
    seven = picture("digits", "7", "x.png")
    assert [PictureLabels(numbered(2)).of(one) for one in (cats, dogs, seven)] == [0, 1, None]
    assert [PictureLabels(numbered(3)).of(one) for one in (cats, dogs)] == [None, None]
    assert PictureLabels(numbered(10)).of(seven) == 7
    imagenet: Any = PictureLabels(numbered(1000))
    assert [imagenet.of(tmp_path / name) for name in ("goldfish.jpg", "Egyptian_cat.jpg")] == [1, 285]


def test_few_are_chosen_of_every_class(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}_{number}.png" for name in ("a", "b", "c", "other") for number in range(50)]
    chosen = PictureLabels(("a", "b", "c")).choose(paths, 6)
    assert sorted(label for _, label in chosen) == [0, 0, 1, 1, 2, 2]
