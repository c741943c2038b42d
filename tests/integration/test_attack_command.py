"""`attnstudio attack`: its numbers against what the attacked pictures themselves say, and bad input."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest
from helpers import Call, Ended, reports
from helpers.attacks import tiny
from PIL import Image

import attnstudio
from attnstudio.core.datasets.given import open_given

NAMES = ("ant", "bee", "cat", "dog", "elk")
COUNT, WRONG = 12, 2


class Lab:
    """Two models of the same classes, and pictures in a folder for each class: the first model's own answers, but for
    two that are labelled wrongly."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pictures = folder, folder / "pictures"
        self.networks = {name: tiny(seed) for name, seed in (("one", 3), ("two", 5))}
        self.models = {name: folder / f"{name}.keras" for name in self.networks}
        for name, network in self.networks.items():
            network.save(self.models[name])
            self.models[name].with_suffix(".txt").write_text("\n".join(NAMES))
        rng = np.random.default_rng(1)
        for number in range(COUNT):
            pixels = rng.integers(0, 256, (12, 12, 3), np.uint8)
            answer = int(self.answers("one", pixels[None])[0])
            label = (answer + 1) % len(NAMES) if number < WRONG else answer
            own = self.pictures / NAMES[label]
            own.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(own / f"{number}.png")

    def answers(self, name: str, pixels: np.ndarray) -> np.ndarray:
        return np.asarray(self.networks[name](pixels.astype(np.float32) / 255)).argmax(axis=-1)

    def words(self, *words: object, model: str = "one") -> tuple[object, ...]:
        return ("attack", self.pictures, "--model", self.models[model], "--preprocessing", "zero_to_one", *words)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    yield Lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def attack(lab: Lab, call: Call, tmp_path: Path) -> Call:
    """Of the first model, into tmp_path/out."""

    def run(*words: object) -> Ended:
        return call(*lab.words("--output", tmp_path / "out", *words))

    return run


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def pixels_of(file: Path | str) -> np.ndarray:
    return np.asarray(Image.open(file))


def test_the_numbers_are_those_of_the_written_pictures(attack: Call, lab: Lab, tmp_path: Path) -> None:
    ended = attack("--attack", "pgd,fgsm,uniform_noise", "--eps", "2/255,8/255", "--set", "pgd.steps=5")
    assert ended.status == 0, ended.err
    rows = read(tmp_path / "out" / "attacks.csv")
    assert len(rows) == 3 * 2 * COUNT
    for row in rows:
        before, after = pixels_of(row["image"]), pixels_of(row["file"])
        change = (after.astype(float) - before) / 255
        eps = float(row["eps"])
        assert np.abs(change).max() <= eps + 1e-6
        assert Path(row["file"]).parent.name == f"{row['attack']}-linf-{round(eps * 255)}-of-255"
        assert float(row["l2_change"]) == pytest.approx(np.sqrt((change**2).sum()), rel=1e-4, abs=1e-6)
        assert float(row["relative_l2_change"]) == pytest.approx(
            np.linalg.norm(change) / np.linalg.norm(before / 255), rel=1e-4, abs=1e-6
        )
        assert row["after"] == NAMES[lab.answers("one", after[None])[0]]
        was_right = row["before"] == row["label"]
        assert row["right_before"] == str(was_right)
        assert row["success"] == (str(row["after"] != row["label"]) if was_right else "")
        if not was_right:
            assert not change.any()
    for line in read(tmp_path / "out" / "summary.csv"):
        own = [row for row in rows if (row["attack"], row["eps"]) == (line["attack"], line["eps"])]
        right = np.mean([row["after"] == Path(row["image"]).parent.name for row in own])
        assert float(line["accuracy_under_attack"]) == pytest.approx(right)
        assert float(line["clean_accuracy"]) == pytest.approx((COUNT - WRONG) / COUNT)
        counted = [row["success"] == "True" for row in own if row["success"]]
        assert int(line["attacked_pictures"]) == COUNT - WRONG
        assert float(line["success_rate"]) == pytest.approx(np.mean(counted))
    assert "Pictures that it was wrong about before: 2." in ended.out


def test_a_long_run_is_announced_and_its_time_is_learned(attack: Call) -> None:
    """SPSA is known for its thousands of passes; here it succeeds with the first step."""
    words = ("--attack", "spsa", "--eps", "0.5", "--pictures", "none", "--force")
    first, second = attack(*words), attack(*words)
    assert "expected time: about 2:35" in first.err and first.status == 0, first.err
    assert "expected time" not in second.err and second.status == 0


def test_each_attack_has_its_own_pictures(attack: Call, lab: Lab, tmp_path: Path) -> None:
    """FGSM by hand, from an eager tape, is what is called fgsm, and nothing else is."""
    assert attack("--attack", "pgd,fgsm", "--eps", "6/255").status == 0
    import tensorflow as tf

    same = {"fgsm": 0, "pgd": 0}
    for row in read(tmp_path / "out" / "attacks.csv"):
        if not row["success"]:
            continue
        x = tf.constant(pixels_of(row["image"])[None].astype(np.float32) / 255)
        with tf.GradientTape() as tape:
            tape.watch(x)
            logits = lab.networks["one"](x)
            loss = tf.keras.losses.sparse_categorical_crossentropy(
                tf.constant([NAMES.index(row["label"])]), logits, True
            )
        signs = np.sign(tape.gradient(loss, x).numpy()[0]).astype(int)
        expected = np.clip(pixels_of(row["image"]).astype(int) + 6 * signs, 0, 255)
        same[row["attack"]] += int(np.mean(pixels_of(row["file"]) == expected) > 0.99)
    assert same == {"fgsm": COUNT - WRONG, "pgd": 0}


def test_the_attacked_pictures_open_as_a_data_set_and_still_fool(
    attack: Call, call: Call, lab: Lab, tmp_path: Path
) -> None:
    assert attack("--attack", "pgd", "--eps", "8/255").status == 0
    folder = tmp_path / "out" / "adversarial" / "pgd-linf-8-of-255"
    given = open_given([folder])
    labels = [NAMES[label] for label in given.labels(NAMES)]
    assert sorted(labels) == sorted(Path(row["image"]).parent.name for row in read(tmp_path / "out" / "attacks.csv"))
    ended = call(
        *("predict", folder, "--model", lab.models["one"], "--preprocessing", "zero_to_one"),
        *("--output", tmp_path / "again.csv"),
    )
    assert ended.status == 0, ended.err
    again = [row["right"] == "True" for row in read(tmp_path / "again.csv")]
    (line,) = read(tmp_path / "out" / "summary.csv")
    assert np.mean(again) == pytest.approx(float(line["accuracy_under_attack"]))


def test_transfer_is_what_the_other_model_says(attack: Call, lab: Lab, tmp_path: Path) -> None:
    ended = attack("--attack", "fgsm", "--eps", "8/255", "--transfer", lab.models["two"])
    assert ended.status == 0, ended.err
    rows = {
        (Path(row["made_on"]).stem, Path(row["tried_on"]).stem): row for row in read(tmp_path / "out" / "transfer.csv")
    }
    assert set(rows) == {("one", "two"), ("two", "one")}
    both = fooled = 0
    for row in read(tmp_path / "out" / "attacks.csv"):
        if Path(row["model"]).stem != "one" or not row["success"]:
            continue
        label = NAMES.index(row["label"])
        if lab.answers("two", pixels_of(row["image"])[None])[0] == label:
            both += 1
            fooled += int(lab.answers("two", pixels_of(row["file"])[None])[0] != label)
    assert int(rows["one", "two"]["pictures_both_were_right_about"]) == both
    assert (float(rows["one", "two"]["fooled_rate"] or "nan") if both else None) == (fooled / both if both else None)
    assert "fooled, %: made on" in ended.out


def test_a_defence_is_tried_on_the_clean_and_the_attacked_picture(attack: Call, lab: Lab, tmp_path: Path) -> None:
    assert attack("--attack", "fgsm", "--eps", "8/255", "--defence", "jpeg:60,bits:3").status == 0
    rows = {row["defence"]: row for row in read(tmp_path / "out" / "defences.csv")}
    right = {"image": 0, "file": 0}
    for row in read(tmp_path / "out" / "attacks.csv"):
        for which in right:
            stream = BytesIO()
            Image.open(row[which]).save(stream, "JPEG", quality=60)
            answer = lab.answers("one", np.asarray(Image.open(stream))[None])[0]
            right[which] += int(NAMES[answer] == row["label"])
    found = rows["jpeg:60"]
    assert float(found["clean_accuracy_with_defence"]) == pytest.approx(right["image"] / COUNT)
    assert float(found["accuracy_under_attack_with_defence"]) == pytest.approx(right["file"] / COUNT)
    cost = float(found["clean_accuracy"]) - float(found["clean_accuracy_with_defence"])
    assert float(found["cost_in_clean_accuracy"]) == pytest.approx(cost)
    assert set(rows) == {"jpeg:60", "bits:3"}


def test_the_robustness_of_deepfool_is_not_called_an_accuracy(attack: Call, tmp_path: Path) -> None:
    ended = attack("--attack", "fgsm,deepfool", "--eps", "4/255")
    assert ended.status == 0, ended.err
    assert "deepfool looks for the smallest change: it has its usual eps" in ended.err
    rows = [row for row in read(tmp_path / "out" / "attacks.csv") if row["attack"] == "deepfool"]
    line = next(row for row in read(tmp_path / "out" / "summary.csv") if row["attack"] == "deepfool")
    attacked = [row for row in rows if row["success"]]
    relative = np.mean([float(row["relative_l2_change"]) for row in attacked])
    assert float(line["mean_relative_l2_change"]) == pytest.approx(relative)
    assert not any(
        float(value) == pytest.approx(relative) for name, value in line.items() if "accuracy" in name and value
    )
    assert float(line["accuracy_under_attack"]) == np.mean([row["right_after"] == "True" for row in rows])
    assert (line["eps"], line["eps_text"], line["median_smallest_eps"]) == ("", "", "")
    sizes = sorted(float(row["l2_change"]) if row["success"] == "True" else np.inf for row in attacked)
    assert float(line["median_smallest_change"]) == pytest.approx(sizes[(len(sizes) - 1) // 2])
    assert "That is the size of a change, not an accuracy." in ended.out


def test_maps_before_and_after(attack: Call, tmp_path: Path) -> None:
    ended = attack("--attack", "fgsm", "--eps", "8/255", "--method", "gradcam", "--json")
    assert ended.status == 0, ended.err
    *rows, last = ended.rows
    assert all(-1 <= row["gradcam_spearman"] <= 1 for row in rows if row["success"] is not None)
    assert all("gradcam_spearman" not in row for row in rows if row["success"] is None)
    found = [row["gradcam_spearman"] for row in rows if row["success"] is not None]
    assert last["summary"][0]["mean_gradcam_spearman"] == pytest.approx(np.mean(found))
    assert last["pictures"] == COUNT


def test_the_smallest_eps_of_each_picture_is_the_border(attack: Call, lab: Lab, tmp_path: Path) -> None:
    """Of FGSM, in eager Keras: so many levels fool the model, and one less does not."""
    words = ("--attack", "fgsm,deepfool", "--eps", "fgsm=2/255,12/255", "--smallest-eps", "--pictures", "none")
    ended = attack(*words)
    assert ended.status == 0, ended.err
    import tensorflow as tf

    rows = [row for row in read(tmp_path / "out" / "attacks.csv") if row["attack"] == "fgsm"]
    found: list[float] = []
    for row in rows[::2]:
        if row["right_before"] == "False":
            assert row["smallest_eps"] == row["smallest_eps_searched_to"] == ""
            continue
        pixels, label = pixels_of(row["image"])[None], NAMES.index(row["label"])
        x = tf.constant(pixels.astype(np.float32) / 255)
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits([label], lab.networks["one"](x))
        signs = np.sign(tape.gradient(loss, x).numpy()).astype(int)
        by_levels = [pixels + np.int64(levels) * signs for levels in range(13)]
        fools = [lab.answers("one", np.clip(one, 0, 255))[0] != label for one in by_levels]
        found.append(float(row["smallest_eps"]) if row["smallest_eps"] else np.inf)
        if np.isinf(found[-1]):
            assert not fools[12]
        else:
            levels = round(found[-1] * 255)
            assert fools[levels] and not fools[levels - 1]
        assert float(row["smallest_eps_searched_to"]) == pytest.approx(12 / 255)
    lines = {(line["attack"], line["eps_text"]): line for line in read(tmp_path / "out" / "summary.csv")}
    median = sorted(found)[(len(found) - 1) // 2]
    assert len({one for one in found if one < np.inf}) > 2 and np.isfinite(median), "the case would prove nothing"
    for eps in ("2/255", "12/255"):
        assert float(lines["fgsm", eps]["median_smallest_eps"]) == pytest.approx(median)
    assert lines["deepfool", ""]["smallest_eps_searched_to"] == ""
    assert "was found by bisection, up to 12/255" in ended.out
    again = attack(*words)
    assert again.status == 0 and again.out.splitlines()[-2:] == ended.out.splitlines()[-2:]
    other = attack(*(word for word in words if word != "--smallest-eps"))
    assert other.status == 2 and "smallest_eps" in other.err


@pytest.mark.filterwarnings("ignore::attnstudio.Notice")
def test_how_much_of_the_maps_lies_on_the_objects(attack: Call, lab: Lab, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.json"
    files = sorted(lab.pictures.glob("*/*.png"))
    boxes.write_text(json.dumps({file.name: {"boxes": [[0, 0, 6, 12]]} for file in files[1:]}))
    words = ("--attack", "fgsm", "--eps", "8/255", "--method", "saliency", "--boxes", boxes)
    ended = attack(*words, "--report", tmp_path / "r.html")
    assert ended.status == 0, ended.err
    rows = [row for row in read(tmp_path / "out" / "attacks.csv") if row["success"]]
    before_and_after = []
    for row in rows:
        names = ("saliency_energy_before", "saliency_energy_after")
        if Path(row["image"]) == files[0]:
            assert [row[name] for name in names] == ["", ""]
            continue
        pictures = np.stack([pixels_of(row[which]) for which in ("image", "file")])
        maps = attnstudio.explain(
            *(lab.models["one"], pictures, "saliency"), preprocessing="zero_to_one", progress=False
        )["saliency"].values
        shares = maps[:, :, :6].sum(axis=(1, 2)) / maps.sum(axis=(1, 2))
        np.testing.assert_allclose([float(row[name]) for name in names], shares, rtol=1e-3)
        before_and_after.append(shares)
    (line,) = read(tmp_path / "out" / "summary.csv")
    means = [float(line[f"mean_saliency_energy_{when}"]) for when in ("before", "after")]
    np.testing.assert_allclose(means, np.mean(before_and_after, axis=0), rtol=1e-3)
    assert f"(pictures with a region: {len(before_and_after)})" in ended.out
    assert "Intheregion,beforeandafter" in reports.in_html((tmp_path / "r.html").read_bytes()).text
    without = attack("--attack", "fgsm", "--boxes", boxes, "--force")
    assert without.status == 2 and "there is no --method" in without.err


def test_an_attack_on_the_map_leaves_the_answer(attack: Call, tmp_path: Path) -> None:
    words = ("--attack", "moved_map", "--set", "moved_map.steps=3", "--eps", "8/255", "--method", "saliency")
    ended = attack(*words, "--report", tmp_path / "r.html")
    assert ended.status == 0, ended.err
    (line,) = read(tmp_path / "out" / "summary.csv")
    rows = [row for row in read(tmp_path / "out" / "attacks.csv") if row["success"]]
    assert float(line["success_rate"]) == pytest.approx(np.mean([row["after"] == row["label"] for row in rows]))
    assert line["median_smallest_eps"] == ""
    assert float(line["mean_saliency_spearman"]) < 1
    assert "while the map is moved" in ended.out
    assert "failsonmorethanhalf" not in reports.in_html((tmp_path / "r.html").read_bytes()).text


def test_a_universal_change_is_the_same_for_all(attack: Call, tmp_path: Path) -> None:
    words = ("--attack", "universal", "--set", "universal.rounds=3", "--eps", "16/255")
    assert attack(*words).status == 0
    changes = []
    for row in read(tmp_path / "out" / "attacks.csv"):
        if row["success"]:
            before, after = (pixels_of(row[which]).astype(int) for which in ("image", "file"))
            changes.append(np.where((after > 0) & (after < 255), after - before, 999))
    common = np.stack(changes)
    for place in np.ndindex(common.shape[1:]):
        free = common[(slice(None), *place)]
        assert len(set(free[free != 999])) <= 1


def test_a_second_call_goes_on(attack: Call, call: Call, lab: Lab, tmp_path: Path) -> None:
    own, out = tmp_path / "pictures", tmp_path / "out"
    shutil.copytree(lab.pictures, own)
    bad = own / NAMES[0] / "bad.png"
    bad.parent.mkdir(exist_ok=True)
    bad.write_bytes(b"")
    words = ("attack", own, *lab.words()[2:], "--attack", "fgsm", "--eps", "4/255", "--output", out, "--json")
    first = call(*words)
    assert first.status == 1
    assert len([row for row in first.rows[:-1] if "error" not in row]) == COUNT
    table = (out / "attacks.csv").read_bytes()
    again = call(*words)
    assert (again.status, len(again.rows)) == (1, 1)
    assert again.rows[-1] == first.rows[-1]
    assert (out / "attacks.csv").read_bytes() == table
    shutil.copy(next(lab.pictures.glob("*/5.png")), bad)
    gone = next((out / "adversarial" / "fgsm-linf-4-of-255").glob("*.png"))
    gone.unlink()
    third = call(*words, "--retry-failed")
    assert third.status == 0, third.err
    assert len(third.rows) == 3  # the one that failed, the one whose file is gone, and the summary
    assert gone.exists()
    other = call(*words[:-1], "--attack", "pgd")
    assert other.status == 2
    assert "attacks" in other.err
    (status,) = call("runs", out, "--json").rows
    assert (status["done"], status["failed"]) == (COUNT + 1, 0)


def test_shards_are_parts_of_the_whole(attack: Call, call: Call, lab: Lab, tmp_path: Path) -> None:
    words = ("--attack", "fgsm", "--eps", "4/255")
    assert attack(*words).status == 0
    parts = [tmp_path / f"part-{part}" for part in (1, 2)]
    for number, part in enumerate(parts, 1):
        assert call(*lab.words(*words, "--output", part, "--shard", f"{number}/2")).status == 0
    ignored = ("file", "milliseconds")
    whole = {
        row["image"]: {key: row[key] for key in row if key not in ignored}
        for row in read(tmp_path / "out" / "attacks.csv")
    }
    found = {
        row["image"]: {key: row[key] for key in row if key not in ignored}
        for part in parts
        for row in read(part / "attacks.csv")
    }
    assert found == whole
    assert call("runs", "merge", *parts, "--output", tmp_path / "merged").status == 0
    merged = call(*lab.words(*words, "--output", tmp_path / "merged", "--json"))
    assert (merged.status, len(merged.rows)) == (0, 1), merged.err  # nothing is attacked again
    assert len(list((tmp_path / "merged" / "adversarial" / "fgsm-linf-4-of-255").glob("*.png"))) == COUNT
    names = {row["image"] for row in read(tmp_path / "merged" / "attacks.csv")}
    assert names == set(whole)


def test_on_processes(attack: Call, call: Call, lab: Lab, tmp_path: Path) -> None:
    """With another model, whose file the workers need, too."""
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps({file.name: {"boxes": [[0, 0, 6, 12]]} for file in lab.pictures.glob("*/*.png")}))
    words = ("--attack", "fgsm,uniform_noise", "--eps", "4/255", "--method", "gradcam", "--defence", "bits")
    more = ("--transfer", lab.models["two"], "--smallest-eps", "--boxes", boxes)
    assert attack(*words, *more).status == 0
    ended = call(*lab.words(*words, *more, "--output", tmp_path / "there", "--cluster", "local:1"))
    assert ended.status == 0, ended.err
    for here, there in zip(*(read(tmp_path / name / "attacks.csv") for name in ("out", "there")), strict=True):
        assert {key for key in here if key not in ("file", "milliseconds") and here[key] != there[key]} == set()
        assert bool(here["file"]) == bool(there["file"]) == (here["model"] == str(lab.models["one"]))
        assert not here["file"] or np.array_equal(pixels_of(here["file"]), pixels_of(there["file"]))
    assert read(tmp_path / "out" / "transfer.csv") == read(tmp_path / "there" / "transfer.csv")


# Reports


@pytest.fixture
def reported(attack: Call, lab: Lab, tmp_path: Path) -> Path:
    """Reports in every format and both languages."""
    words = ("--attack", "pgd,fgsm,uniform_noise,deepfool", "--eps", "2/255,8/255", "--set", "pgd.steps=4")
    chosen = (*words, "--method", "gradcam", "--defence", "jpeg,bits:3", "--transfer", lab.models["two"])
    endings = [word for ending in ("html", "docx", "pdf") for word in ("--report", tmp_path / f"r.{ending}")]
    ended = attack(*chosen, *endings, "--title", "student=Ada")
    assert ended.status == 0, ended.err
    ended = attack(*chosen, "--report", tmp_path / "ru.html", "--language", "ru", "--title", "student=Ада")
    assert ended.status == 0, ended.err
    return tmp_path


def test_reports(reported: Path, call: Call) -> None:
    has_the_numbers_of_the_tables(reported)
    shows_original_noise_and_attacked_picture(reported)
    is_in_russian(reported)
    has_the_command_that_repeats_it(reported, call)


def has_the_numbers_of_the_tables(reported: Path) -> None:
    found = reports.in_html((reported / "r.html").read_bytes())
    assert reports.in_docx((reported / "r.docx").read_bytes()).text.count("FGSM") == found.text.count("FGSM")
    assert (reported / "r.pdf").read_bytes().startswith(b"%PDF")
    lines = read(reported / "out" / "summary.csv")
    place = found.text.index("Results")
    for line in lines:
        if Path(line["model"]).stem != "one":
            continue
        low, high = (f"{100 * float(line[f'accuracy_under_attack_{end}']):.1f}%" for end in ("low", "high"))
        norm = {"linf": "L∞", "l2": "L2"}[line["norm"]]
        cells = f"{norm}{line['eps_text'] or 'any'}{100 * float(line['accuracy_under_attack']):.1f}%{low}–{high}"
        place = found.text.index(cells, place) + 1  # in the order of the table
    assert "itisasize,notanaccuracy" in found.text
    for said in (
        "Ada",
        "Steps,passes4",
        "arXiv1706.06083",
        "JPEGofquality75",
    ):
        assert said in found.text
    for heading in (
        "Conclusion",
        "Accuracyagainsteps",
        "Driftagainsteps",
        "Transfer",
        "Modelsanddefences",
        "Provenance",
    ):
        assert heading in found.text


def shows_original_noise_and_attacked_picture(reported: Path) -> None:
    found = reports.in_html((reported / "r.html").read_bytes())
    shown = [(data, text) for data, text in found.images if ".png" in text]
    assert len(shown) == 4  # one an attack
    for data, text in shown:
        image = Image.open(BytesIO(data))
        assert image.width / image.height > 1.3  # five across, three down
        assert "attacked" in text


def is_in_russian(reported: Path) -> None:
    text = reports.in_html((reported / "ru.html").read_bytes()).text
    for said in ("Наскольколегкообманутьмодель", "Ада", "Точностьприатаке", "этовеличинаизменения,анеточность"):
        assert said in text
    assert "Accuracy" not in text
    assert "Числошагов,проходы4" in text and "кросс-энтропия" in text
    assert "none" not in text and "cross-entropy" not in text, "noise is of no paper"
    assert "%(from" not in text


def has_the_command_that_repeats_it(reported: Path, call: Call) -> None:
    page = (reported / "r.html").read_text("utf-8")
    command = unescape(page[page.index("attnstudio attack") : page.index("--output attacked")])
    words = shlex.split(command)[1:]
    ended = call(*words, "--output", reported / "again")
    assert ended.status == 0, ended.err
    before, after = (
        [{key: row[key] for key in row if key != "mean_milliseconds"} for row in read(reported / name / "summary.csv")]
        for name in ("out", "again")
    )
    assert after == before


def test_a_report_of_another_ending(attack: Call, tmp_path: Path) -> None:
    ended = attack("--attack", "fgsm", "--report", tmp_path / "r.txt")
    assert ended.status == 2
    assert "its ending is not a report format" in ended.err


# Bad input


def test_without_labels_the_own_answers_are_attacked(call: Call, lab: Lab, tmp_path: Path) -> None:
    own = tmp_path / "unlabelled"
    own.mkdir()
    for file in lab.pictures.glob("*/*.png"):
        shutil.copy(file, own / f"p{file.name}")
    ended = call("attack", own, *lab.words()[2:], "--attack", "fgsm", "--output", tmp_path / "out")
    assert ended.status == 0, ended.err
    assert "no picture has a label that is a class of the model: of these the model's own answer" in ended.err
    rows = read(tmp_path / "out" / "attacks.csv")
    assert {row["label_is_models_answer"] for row in rows} == {"True"}
    assert all(row["label"] == row["before"] for row in rows)
    assert f"Pictures without a label: {COUNT}." in ended.out
    (folder,) = (tmp_path / "out" / "adversarial").iterdir()
    assert {row["label"] for row in read(folder / "labels.csv")} == {""}


def test_labels_that_are_no_classes_of_the_model_are_named_also_with_maps(call: Call, lab: Lab, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "yak").mkdir(parents=True)
    shutil.copytree(next(file for file in lab.pictures.iterdir() if any(file.iterdir())), own / "bees")
    shutil.copy(next(lab.pictures.glob("*/*.png")), own / "yak")
    words = ("--attack", "fgsm", "--method", "saliency", "--output", tmp_path / "out")
    ended = call("attack", own, *lab.words()[2:], *words)
    assert "The model has no class yak, which 1 picture is labelled with." in ended.err
    assert "that is a class of the model: of these the model's own answer is attacked" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--eps", "8"), "In steps of 255, write 8/255."),
        (("--attack", "pgd", "--norm", "l2", "--eps", "30"), "more than any change of such a picture can be by L2"),
        (("--eps", "nothing"), "Eps is a number such as 0.03 or 8/255, not nothing."),
        (("--eps", "0"), "Eps must be a number above 0"),
        (("--eps", "-1/255"), "Eps must be a number above 0, not -0.003922."),
        (("--attack", "fgsm", "--norm", "l0"), "does not measure its change by l0"),
        (("--attack", "fgms"), "There is no attack fgms."),
        (("--eps", "fgsm=0.1"), "fgsm is not among the attacks of the call"),
        (("--defence", "hope"), "There is no defence hope."),
        (("--target", "zebra"), "zebra"),
        (("--set", "gradcam.x=1"), "is of no attack, and there is no --method"),
        (("--set", "pgd.steps=0"), "steps"),
    ],
)
def test_a_wrong_call(attack: Call, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ended = attack(*words)
    assert ended.status == 2
    assert said in ended.err
    assert not (tmp_path / "out" / "attacks.csv").exists()


def test_a_model_twice_or_of_other_classes(attack: Call, lab: Lab, tmp_path: Path) -> None:
    twice = attack("--transfer", lab.models["one"])
    assert (twice.status, "is named twice" in twice.err) == (2, True)
    other = attack("--transfer", "demo")
    assert other.status == 2
    assert "different classes" in other.err or "are for your own" in other.err


def test_pictures_of_the_target_are_left_out_of_success_and_counted(attack: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert attack("--attack", "fgsm", "--eps", "8/255", "--output", out, "--force").status == 0
    right = [row["label"] for row in read(out / "attacks.csv") if row["right_before"] == "True"]
    target = max(right, key=right.count)
    ended = attack("--attack", "fgsm", "--eps", "8/255", "--target", target, "--force")
    assert ended.status == 0, ended.err
    (line,) = read(out / "summary.csv")
    assert int(line["pictures"]) == COUNT
    assert float(line["clean_accuracy"]) == pytest.approx((COUNT - WRONG) / COUNT)
    assert int(line["attacked_pictures"]) == len(right) - right.count(target)
    assert f"Pictures that are of the target class already: {right.count(target)}." in ended.out
    rows = read(out / "attacks.csv")
    assert len(rows) == COUNT and {row["target"] for row in rows} == {target}
    for row in rows:
        is_attacked = row["right_before"] == "True" and row["label"] != target
        assert row["success"] == (str(row["after"] == target) if is_attacked else "")


def test_a_regression_has_no_class_to_lose(lab: Lab, call: Call, tmp_path: Path) -> None:
    ended = call(*lab.words("--output-kind", "regression", "--output", tmp_path / "out"))
    assert ended.status == 2
    assert "an attack needs a class to change" in ended.err


def test_a_model_without_gradient(lab: Lab, call: Call, tmp_path: Path) -> None:
    keras: Any = helpers.keras_ready()
    inputs = keras.Input((12, 12, 3))
    x = keras.ops.cast(keras.ops.cast(inputs * 4, "int32"), "float32")
    network = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(5)(keras.layers.Flatten()(x))))
    network.save(tmp_path / "steps.keras")
    words = ("attack", lab.pictures, "--model", tmp_path / "steps.keras", "--preprocessing", "zero_to_one")
    white = call(*words, "--attack", "pgd", "--output", tmp_path / "white")
    assert white.status == 1
    assert "Choose an attack that needs no gradients, such as square, spsa or one_pixel." in white.err
    both = call(*words, "--attack", "pgd,square", "--set", "square.queries=2", "--output", tmp_path / "both")
    assert both.status == 1 and "pgd is left out: No gradient reaches the model's input" in both.err
    assert {row["attack"] for row in read(tmp_path / "both" / "attacks.csv")} == {"square"}
    black = call(
        *words, "--attack", "square", "--set", "square.queries=50", "--eps", "32/255", "--output", tmp_path / "o"
    )
    assert black.status == 0, black.err
    assert any(row["success"] == "True" for row in read(tmp_path / "o" / "attacks.csv"))


def test_a_model_of_dense_layers_is_attacked_and_its_missing_map_is_said(lab: Lab, call: Call, tmp_path: Path) -> None:
    keras: Any = helpers.keras_ready()
    layers = [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(5)]
    helpers.with_random_weights(keras.Sequential(layers)).save(tmp_path / "dense.keras")
    of_model = ("attack", lab.pictures, "--model", tmp_path / "dense.keras", "--preprocessing", "zero_to_one")
    words = (*of_model, "--attack", "fgsm", "--eps", "8/255")
    plain = call(*words, "--output", tmp_path / "plain")
    assert plain.status == 0, plain.err
    mapped = call(*words, "--method", "gradcam", "--output", tmp_path / "mapped")
    assert mapped.status == 1 and "gradcam is left out: dense has no layer with height and width" in mapped.err
    shown = [[row["after"] for row in read(tmp_path / name / "attacks.csv")] for name in ("plain", "mapped")]
    assert shown[0] == shown[1] and len(shown[0]) == COUNT


def test_an_error_that_does_not_change_with_eps_is_warned_of(lab: Lab, call: Call, tmp_path: Path) -> None:
    """Sigmoids that are so steep that their gradient is 0 in single precision hide what the model goes by."""
    keras: Any = helpers.keras_ready()
    inputs = keras.Input((12, 12, 3))
    hidden = keras.layers.Dense(16, "sigmoid", name="steep")(keras.layers.Flatten()(inputs))
    network = helpers.with_random_weights(keras.Model(inputs, keras.layers.Dense(5)(hidden)))
    steep = network.get_layer("steep")
    steep.kernel.assign(steep.kernel * 1e5)
    network.save(tmp_path / "masked.keras")
    ended = call(
        *("attack", lab.pictures, "--model", tmp_path / "masked.keras", "--preprocessing", "zero_to_one"),
        *("--attack", "bim", "--eps", "2/255,32/255", "--output", tmp_path / "out", "--json"),
    )
    last = ended.rows[-1]
    assert any("does not fall with eps" in one for one in last["warnings"])
    accuracies = [row["accuracy_under_attack"] for row in last["summary"]]
    assert accuracies[0] == accuracies[1]


def test_what_was_there_before_is_not_overwritten(attack: Call, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "attacks.csv").write_text("mine")
    ended = attack("--attack", "fgsm")
    assert ended.status == 1
    assert "attacks.csv" in ended.err
    assert (tmp_path / "out" / "attacks.csv").read_text() == "mine"
    assert attack("--attack", "fgsm", "--force").status == 0


def test_the_request_says_what_was_attacked(attack: Call, tmp_path: Path) -> None:
    assert attack("--attack", "pgd", "--set", "pgd.steps=3", "--eps", "1/255").status == 0
    request = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["request"]
    assert request["attacks"]["pgd"]["params"] == {"steps": 3}
    assert request["attacks"]["pgd"]["eps"] == [1 / 255]


def test_bench_counts_the_passes_of_attacks(lab: Lab, call: Call) -> None:
    words = ("bench", "--model", lab.models["one"], "--preprocessing", "zero_to_one")
    ended = call(*words, "--pictures", "3", "--attacks", "bim,square,blur", "--set", "bim.steps=7", "--json")
    assert ended.status == 0, ended.err
    bim, square, blur = json.loads(ended.out)["rows"]
    assert (bim["attack"], bim["cost"], bim["passes"], bim["most_passes"]) == ("bim", "tens of passes", 42, 42)
    assert bim["ours_s"] > 0 and bim["per_pass"] > 0
    assert 3 <= square["passes"] <= square["most_passes"] == 3000
    assert (blur["passes"], blur["per_pass"]) == (0, None)


@pytest.mark.parametrize(
    "words", [("--methods", "saliency"), ("--peak-memory",), ("--against", "tf-keras-vis")], ids=str
)
def test_bench_measures_attacks_alone(call: Call, words: tuple[str, ...]) -> None:
    ended = call("bench", "--model", "demo", "--attacks", "fgsm", *words)
    assert ended.status == 2 and "--attacks measures alone" in ended.err
