"""The command line keeps its contract: what it imports, what it prints and writes, and with which status it ends."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import helpers
import numpy as np
import pytest
from helpers import Call, Ended
from helpers.local_server import LocalServer, QuietHandler, running
from PIL import Image

from attnstudio import paths
from attnstudio.benchmark import measure
from attnstudio.cli import main
from attnstudio.core import images, overlay
from attnstudio.core.models import zoo
from attnstudio.core.placement import Placement

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
HEAVY = ("tensorflow", "keras", "PySide6", "matplotlib", "scipy", "skimage", "h5py", "tf_keras_vis")
RESULT_KEYS = {
    "image",
    "model",
    "method",
    "layer",
    "class_index",
    "class_name",
    "logit",
    "probability",
    "top5",
    "seconds",
    "heatmap",
    "overlay",
    "raw_min",
    "raw_max",
}


@pytest.fixture
def explain(call: Call, tmp_path: Path) -> Call:
    """`attnstudio explain` of the demo model into tmp_path/out."""

    def run(*words: object) -> Ended:
        return call("explain", "--model", "demo", "--output", tmp_path / "out", *words)

    return run


def program(script: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Python code in a process of its own, with these arguments."""
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def names(folder: Path) -> list[str]:
    """Without the journal."""
    return sorted(path.name for path in folder.iterdir() if path.name not in ("run.sqlite", "run.json"))


def messages_of(done: Ended) -> list[str]:
    """Without the summary."""
    return [line for line in done.err.splitlines() if " pictures done" not in line]


# What is imported


REPORT = f"""
import atexit, sys
atexit.register(lambda: print("heavy:", *(name for name in {HEAVY} if sys.modules.get(name)), file=sys.stderr))
from attnstudio.benchmark import measure
from attnstudio.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "words",
    [
        *(["--help"], ["--version"], ["explain", "--help"], ["methods"], ["methods", "--json"]),
        *(["models", "--json"], ["models", "folder"]),
    ],
)
def test_light_commands_import_nothing_heavy(words: list[str]) -> None:
    done = program(REPORT, *words)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == "heavy:"
    assert done.stdout


def test_a_wrong_call_is_refused_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    done = program(REPORT, "explain", SCENES[0], "--output", tmp_path, "--model", "demo", "--target", "submarine")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "heavy:"


WITHOUT_QT = """
import sys
sys.modules["PySide6"] = None
from attnstudio.benchmark import measure
from attnstudio.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_explain_works_without_qt(tmp_path: Path) -> None:
    done = program(WITHOUT_QT, "explain", SCENES[0], "--output", tmp_path / "out", "--model", "demo", "--figure")
    assert done.returncode == 0, done.stderr
    stem = SCENES[0].stem
    assert names(tmp_path / "out") == [f"{stem}.gradcam++.npy", f"{stem}.gradcam++.png", "figure.png"]
    assert "Traceback" not in done.stderr
    assert done.stderr == ""  # neither TensorFlow nor Keras greets


EVERY_MODULE = f"""
import importlib, pkgutil, sys
sys.modules["PySide6"] = None
import attnstudio
names = [module.name for module in pkgutil.walk_packages(attnstudio.__path__, "attnstudio.")]
with_qt = ("attnstudio.ui", "attnstudio.jobs", "attnstudio.app", "attnstudio.start", "attnstudio.__main__")
for name in names:
    if not name.startswith(with_qt):
        importlib.import_module(name)
        print(name)
print("heavy:", *(name for name in {HEAVY} if sys.modules.get(name)), file=sys.stderr)
"""


def test_everything_but_the_window_imports_without_qt_and_without_anything_heavy() -> None:
    done = program(EVERY_MODULE)
    assert done.returncode == 0, done.stderr
    imported = done.stdout.split()
    assert {"attnstudio.core.engine", "attnstudio.core.methods.smoothgrad", "attnstudio.explain_run.run"} <= set(
        imported
    )
    assert done.stderr == "heavy:\n"


# Lists


def test_version(call: Call) -> None:
    done = call("--version")
    assert (done.status, done.out.startswith("attnstudio 0.")) == (0, True)


def test_methods_json_has_the_contracts_keys(call: Call) -> None:
    methods = json.loads(call("methods", "--json").out)
    assert {"saliency", "smoothgrad", "gradcam", "gradcam++"} <= {method["id"] for method in methods}
    for method in methods:
        keys = {"id", "name", "family", "cost", "needs", "paper", "summary", "description", "formula", "params"}
        assert set(method) == keys
        for param in method["params"]:
            assert set(param) == {"name", "type", "default", "min", "max", "choices", "help", "unit"}


def test_methods_for_people(call: Call) -> None:
    done = call("methods")
    assert done.status == 0
    for word in ("saliency", "Grad-CAM++", "arXiv 1710.11063", "--set smoothgrad.samples=20", "1 to 1000"):
        assert word in done.out


def test_models_json_has_the_contracts_keys(call: Call) -> None:
    rows = {row["id"]: row for row in json.loads(call("models", "--json").out)}
    keys = {"id", "name", "input", "classes", "available", "path", "size_mb", "download_mb", "auto_layer"}
    assert all(set(row) == keys for row in rows.values())
    assert rows["demo"]["available"]
    assert Path(str(rows["demo"]["path"])).is_file()
    assert (rows["demo"]["input"], rows["demo"]["classes"], rows["demo"]["download_mb"]) == ([128, 128], 10, None)
    assert rows["demo"]["size_mb"] == round(Path(str(rows["demo"]["path"])).stat().st_size / 1e6, 1)
    assert rows["vgg16"] == {
        "id": "vgg16",
        "name": "VGG16",
        "input": [224, 224],
        "classes": 1000,
        "available": False,
        "path": None,
        "size_mb": None,
        "download_mb": 553.5,
        "auto_layer": "block5_conv3",
    }


def test_models_for_people(call: Call) -> None:
    done = call("models")
    assert done.status == 0
    assert "not installed: attnstudio models install vgg16 (55" in done.out


def test_models_finds_weights_in_the_set_folder(
    call: Call, mobilenet_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))
    rows = {row["id"]: row for row in json.loads(call("models", "--json").out)}
    assert rows["mobilenet_v2"]["path"] == str(mobilenet_weights)


# explain: what is written and printed


def test_files_and_lines(explain: Call, tmp_path: Path) -> None:
    tall = helpers.save_picture(tmp_path / "высокая 图.png", 50, 80)
    done = explain(SCENES[0], tall, "--method", "saliency,gradcam++", "--json")
    assert (done.status, messages_of(done)) == (0, [])
    assert done.err.startswith("attnstudio: 2 of 2 pictures done, ")
    out = tmp_path / "out"
    expected = [
        f"{stem}.{method}.{kind}"
        for stem in (SCENES[0].stem, tall.stem)
        for method in ("saliency", "gradcam++")
        for kind in ("npy", "png")
    ]
    assert names(out) == sorted(expected)
    assert [(row["image"], row["method"]) for row in done.rows] == [
        (str(picture), method) for picture in (SCENES[0], tall) for method in ("saliency", "gradcam++")
    ]
    for row in done.rows:
        assert set(row) >= RESULT_KEYS
        values = np.load(str(row["heatmap"]))
        assert values.dtype == np.float32
        assert values.shape == (128, 128)
        assert (values.min(), values.max()) == (0, pytest.approx(1, abs=1e-4))
        pixels = images.decode(Path(str(row["image"]))).pixels
        size = (pixels.shape[1], pixels.shape[0])
        with Image.open(str(row["overlay"])) as shown:
            assert (shown.format, shown.mode, shown.size) == ("PNG", "RGB", size)
            blended = overlay.blend(pixels, values, Placement.of(size, (128, 128), "stretch"), "inferno", 0.5)
            assert np.array_equal(np.asarray(shown), blended)


def test_what_a_line_says(explain: Call) -> None:
    (row,) = explain(SCENES[0], "--json").rows
    assert row["model"] == "demo"
    assert (row["method"], row["layer"]) == ("gradcam++", "relu6")
    assert row["class_name"] == SCENES[0].name.partition("-")[0]
    top5 = row["top5"]
    assert isinstance(top5, list)
    assert len(top5) == 5
    assert top5[0] == [row["class_index"], row["class_name"], row["probability"]]
    assert [probability for *_, probability in top5] == sorted((row[2] for row in top5), reverse=True)
    assert 0.3 < float(str(row["probability"])) <= 1
    assert float(str(row["logit"])) > 0
    assert 0 <= float(str(row["raw_min"])) < float(str(row["raw_max"]))
    assert float(str(row["seconds"])) > 0 and float(str(row["build_seconds"])) >= 0


def test_a_difference_of_two_classes(explain: Call) -> None:
    plain, minus, both = (
        explain(SCENES[0], "--json", "--force", "--method", "saliency", "--target", target).rows[0]
        for target in ("top1", "top2", "top1-top2")
    )
    assert both["class_name"] == f"{plain['class_name']} - {minus['class_name']}"
    assert both["layer"] is None
    assert float(str(both["logit"])) == pytest.approx(float(str(plain["logit"])) - float(str(minus["logit"])), abs=1e-4)


def test_a_line_for_people(explain: Call, tmp_path: Path) -> None:
    (line,) = explain(SCENES[0]).out.splitlines()
    assert line.startswith(f"{SCENES[0]}: gradcam++ of {SCENES[0].name.partition('-')[0]} (")
    assert line.endswith(f"-> {tmp_path / 'out' / SCENES[0].stem}.gradcam++.png")


def test_options_change_what_is_written(explain: Call, tmp_path: Path) -> None:
    picture = helpers.save_picture(tmp_path / "picture.png", 60, 40)
    out = tmp_path / "out"

    def written(*words: str) -> tuple[np.ndarray, np.ndarray]:
        assert explain(picture, "--force", "--method", "smoothgrad", *words).status == 0
        with Image.open(out / "picture.smoothgrad.png") as shown:
            return np.load(out / "picture.smoothgrad.npy"), np.asarray(shown)

    plain, shown = written()
    assert np.array_equal(written()[0], plain)
    for words in (["--seed", "1"], ["--set", "smoothgrad.noise=0.5"], ["--resize", "crop"], ["--target", "top2"]):
        assert not np.array_equal(written(*words)[0], plain), words
    same, recoloured = written("--colormap", "viridis")
    assert np.array_equal(same, plain)
    assert not np.array_equal(recoloured, shown)
    assert np.array_equal(written("--opacity", "0")[1], images.decode(picture).pixels)
    earlier = explain(picture, "--force", "--method", "gradcam", "--layer", "relu4", "--json").rows[0]
    assert earlier["layer"] == "relu4"


@pytest.mark.parametrize(("overlay_format", "ending", "error"), [("jpeg", "jpg", 5), ("webp", "webp", 5)])
def test_overlays_in_other_formats(
    explain: Call, tmp_path: Path, overlay_format: str, ending: str, error: float
) -> None:
    """Both lose a little: of 255 levels, this much on average."""
    assert explain(SCENES[0], "--method", "gradcam", "--overlay", overlay_format).status == 0
    stem = f"{SCENES[0].stem}.gradcam"
    assert names(tmp_path / "out") == sorted([f"{stem}.npy", f"{stem}.{ending}"])
    pixels = images.decode(SCENES[0]).pixels
    placement = Placement.of((pixels.shape[1], pixels.shape[0]), (128, 128), "stretch")
    blended = overlay.blend(pixels, np.load(tmp_path / "out" / f"{stem}.npy"), placement, "inferno", 0.5)
    with Image.open(tmp_path / "out" / f"{stem}.{ending}") as shown:
        assert shown.format == overlay_format.upper()
        assert np.abs(np.asarray(shown.convert("RGB"), float) - blended).mean() < error


def test_no_files_that_were_not_asked_for(explain: Call, tmp_path: Path) -> None:
    (row,) = explain(SCENES[0], "--method", "gradcam", "--overlay", "none", "--json").rows
    assert names(tmp_path / "out") == [f"{SCENES[0].stem}.gradcam.npy"]
    assert (row["heatmap"], row["overlay"]) == (str(tmp_path / "out" / f"{SCENES[0].stem}.gradcam.npy"), None)
    assert explain(SCENES[1], "--method", "gradcam", "--maps", "none").status == 2  # another request
    (row,) = explain(SCENES[1], "--method", "gradcam", "--maps", "none", "--json", "--force").rows
    assert row["heatmap"] is None
    assert f"{SCENES[1].stem}.gradcam.png" in names(tmp_path / "out")
    assert f"{SCENES[1].stem}.gradcam.npy" not in names(tmp_path / "out")


def test_a_failed_picture_is_named_and_the_others_are_done(explain: Call, tmp_path: Path) -> None:
    bad, missing = tmp_path / "bad.jpg", tmp_path / "missing.jpg"
    bad.write_bytes(SCENES[0].read_bytes()[:300])
    done = explain(bad, SCENES[0], missing, "--json")
    assert done.status == 1
    failed, right, gone = done.rows
    assert [set(row) for row in (failed, gone)] == [{"image", "error"}] * 2
    assert (failed["image"], gone["image"]) == (str(bad), str(missing))
    assert str(bad) in str(failed["error"])
    assert right["image"] == str(SCENES[0])
    assert messages_of(done) == [f"attnstudio: {failed['error']}", f"attnstudio: {gone['error']}"]
    assert len(names(tmp_path / "out")) == 2


def test_files_that_are_not_the_runs_own_are_refused_without_force(explain: Call, tmp_path: Path) -> None:
    array = tmp_path / "out" / f"{SCENES[0].stem}.saliency.npy"
    array.parent.mkdir()
    array.write_bytes(b"mine")
    done = explain(SCENES[0], SCENES[1], "--method", "saliency", "--json")
    assert done.status == 1
    assert str(array) in str(done.rows[0]["error"])
    assert "already exists" in str(done.rows[0]["error"])
    assert done.rows[1]["image"] == str(SCENES[1])
    done = explain(SCENES[0], SCENES[1], "--method", "saliency", "--json")
    assert (done.status, len(done.rows), array.read_bytes()) == (1, 1, b"mine")
    array.unlink()
    (row,) = explain(SCENES[0], SCENES[1], "--method", "saliency", "--json").rows
    assert row["heatmap"] == str(array)
    array.write_bytes(b"mine")
    assert explain(SCENES[0], "--method", "saliency", "--force").status == 0
    assert np.load(array).shape == (128, 128)


def test_an_overlay_that_is_there_is_refused_before_anything_is_written(explain: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / f"{SCENES[0].stem}.gradcam++.png").write_bytes(b"mine")
    assert explain(SCENES[0]).status == 1
    assert names(out) == [f"{SCENES[0].stem}.gradcam++.png"]


def test_pictures_of_one_name_in_two_folders(explain: Call, tmp_path: Path) -> None:
    for number, folder in enumerate(("one", "two")):
        (tmp_path / folder).mkdir()
        shutil.copy(SCENES[number], tmp_path / folder / "Photo.jpg")
    helpers.save_picture(tmp_path / "two" / "photo.png")
    shutil.copy(SCENES[2], tmp_path / "two" / "Other.jpg")
    done = explain(tmp_path / "one", tmp_path / "two", "--method", "gradcam", "--json")
    assert done.status == 0
    overlays = {Path(str(row["overlay"])).name: str(row["image"]) for row in done.rows}
    assert overlays == {
        "one-Photo.gradcam.png": str(tmp_path / "one" / "Photo.jpg"),
        "two-Photo.gradcam.png": str(tmp_path / "two" / "Photo.jpg"),
        "photo.png.gradcam.png": str(tmp_path / "two" / "photo.png"),
        "Other.gradcam.png": str(tmp_path / "two" / "Other.jpg"),
    }
    assert len(names(tmp_path / "out")) == 8


def test_figure(explain: Call, tmp_path: Path) -> None:
    words = (*SCENES[:3], "--method", "saliency,gradcam", "--figure")
    assert explain(*words).status == 0
    figure = tmp_path / "out" / "figure.png"
    with Image.open(figure) as shown:
        assert shown.format == "PNG"
        assert shown.width / shown.height == pytest.approx(3 / 2, abs=0.1)  # one row a method, one column a picture
    assert explain(*words, "--force").status == 0
    figure.unlink()
    assert explain(*words).status == 0  # it needs all the maps again
    with Image.open(figure) as shown:
        assert shown.width / shown.height == pytest.approx(3 / 2, abs=0.1)


def test_a_figure_that_is_there_is_refused_before_anything_is_computed(explain: Call, tmp_path: Path) -> None:
    figure = tmp_path / "out" / "figure.png"
    figure.parent.mkdir()
    figure.write_bytes(b"mine")
    done = explain(SCENES[4], "--figure")
    assert done.status == 1
    assert str(figure) in done.err
    assert names(tmp_path / "out") == ["figure.png"]


def test_names_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux a file's name is bytes, and need not be UTF-8. Nor does every terminal show every letter."""
    odd, gone = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.png")), tmp_path / "рис-\udce9.png"
    try:
        helpers.save_picture(odd)
    except OSError:
        pytest.skip("this file system has only names that are text")

    def printed(*words: str) -> list[bytes]:
        terminal = io.TextIOWrapper(io.BytesIO(), "ascii")
        monkeypatch.setattr(sys, "stdout", terminal)
        call = ["explain", str(odd), str(gone), "--model", "demo", "--output", str(tmp_path / "out"), *words]
        assert main(call) == 1  # the second picture is not there
        terminal.flush()
        return terminal.buffer.getvalue().splitlines()

    assert [json.loads(line)["image"] for line in printed("--json")] == [str(odd), str(gone)]
    (line,) = printed("--force")
    assert line.startswith(os.fsencode(tmp_path) + rb"/caf\udce9.png: gradcam++ of ")
    assert len(names(tmp_path / "out")) == 2


# explain: wrong calls


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--method", "lime9"], "There is no method lime9. The methods are: "),
        (["--method", ""], "--method names no method"),
        (["--model", "resnet999"], "There is no model resnet999. The models are: "),
        (["--target", "submarine"], "The model has no class submarine"),
        (["--target", "leav"], "Similar: leaf (7)"),
        (["--target", "10"], "the model's classes are 0 to 9"),
        (["--target", "top11"], "top1 to top10"),
        (
            ["--set", "gradcam++.noise=1"],
            "gradcam++ has no parameter noise. Its parameters are: normaliser, eigen_smooth",
        ),
        (["--set", "smoothgrad.noise=1"], "smoothgrad is not among those of --method (gradcam++)"),
        (["--set", "nonsense"], "--set expects ID.PARAM=VALUE, not nonsense."),
        (
            ["--method", "smoothgrad", "--set", "smoothgrad.sigma=1"],
            "smoothgrad has no parameter sigma. Its parameters are: samples, noise, stop_at, low_pass.",
        ),
        (["--method", "smoothgrad", "--set", "smoothgrad.noise=1.5"], "noise must be from 0.0 to 1.0, not 1.5."),
        (["--method", "smoothgrad", "--set", "smoothgrad.samples=0"], "samples must be from 1 to 1000, not 0."),
        (["--method", "smoothgrad", "--set", "smoothgrad.samples=many"], "samples must be a whole number, not many."),
        (["--colormap", "rainbow"], "The colormaps are: inferno, magma, viridis, cividis, turbo, jet, grey."),
        (["--opacity", "1.5"], "1.5 is not from 0 to 1"),
        (["--opacity", "nan"], "nan is not from 0 to 1"),
        (["--opacity", "half"], "--opacity: "),
        (["--resize", "squash"], "stretch"),
        (["--interpolation", "lanczos"], "bicubic"),
        (["--seed", "-1"], "--seed: "),
        (["--layer", "relu66"], "The model has no layer relu66. Similar names: relu6"),
        (["--layer", "predictions"], "The layer predictions has no height and width"),
        (["--device", "tpu"], "There is no device tpu. Choose auto, cpu or gpu:N."),
    ],
)
def test_a_wrong_call_names_what_there_is(explain: Call, words: list[str], says: str) -> None:
    done = explain(SCENES[0], *words)
    assert done.status == 2
    assert says in done.err
    assert "Traceback" not in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    "words", [["nonsense"], ["explain"], ["explain", "x.jpg"], ["--nonsense"], ["models", "remove"]]
)
def test_a_call_that_is_no_call(call: Call, words: list[str]) -> None:
    done = call(*words)
    assert done.status == 2
    assert "usage: attnstudio" in done.err


def test_a_folder_without_pictures(explain: Call, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = explain(tmp_path / "empty")
    assert done.status == 2
    assert done.err == f"attnstudio: There are no pictures in {tmp_path / 'empty'}.\n"


def test_missing_weights(explain: Call) -> None:
    done = explain(SCENES[0], "--model", "vgg16", "--json")
    assert done.status == 1
    assert "attnstudio models install vgg16" in str(done.rows[0]["error"])


def test_an_output_that_is_no_folder(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = call("explain", SCENES[0], "--model", "demo", "--output", tmp_path / "file" / "out")
    assert done.status == 1
    assert f"The folder {tmp_path / 'file' / 'out'} cannot be created" in done.err


# explain: models


def test_the_default_model_is_named(call: Call, tmp_path: Path) -> None:
    done = call("explain", SCENES[0], "--output", tmp_path / "out", "--json")
    assert done.rows[0]["model"] == "demo"
    assert done.err == "attnstudio: model demo (choose another with --model)\n"


def test_class_308_is_no_shark(
    call: Call, tmp_path: Path, photos: Path, mobilenet_weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATTNSTUDIO_MODELS", str(mobilenet_weights.parent))
    shark = photos / "tiger_shark.jpg"
    words = ("--target", "308", "--method", "saliency", "--interpolation", "nearest", "--json")
    done = call("explain", shark, "--output", tmp_path / "out", *words)
    assert done.status == 0
    assert done.err.splitlines()[0] == "attnstudio: model mobilenet_v2 (choose another with --model)"
    warning = done.err.splitlines()[1]
    assert warning.startswith(f"attnstudio: {shark}: You are explaining fly (< 0.0001 %)")
    assert warning.endswith("; the model predicts tiger shark (98.7 %).")
    (row,) = done.rows
    assert (row["class_index"], row["class_name"]) == (308, "fly")
    assert float(str(row["probability"])) < 0.01
    assert np.load(str(row["heatmap"])).shape == (224, 224)


# Ctrl-C


CTRL_C = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl-C to one process")


@CTRL_C
def test_interrupt_keeps_what_is_finished(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["--method", "smoothgrad", "--set", "smoothgrad.samples=400", "--model", "demo", "--json"]
    command = [sys.executable, "-m", "attnstudio", "explain", *map(str, SCENES), "--output", str(out), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        rest, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    rows = [first, *map(json.loads, rest.splitlines())]
    summary, last = messages.splitlines()
    assert summary.startswith(
        f"attnstudio: {len(rows)} of {len(SCENES)} pictures done, {len(SCENES) - len(rows)} waiting"
    )
    assert last == f"attnstudio: stopped; the finished results are in {out}"
    assert len(rows) < len(SCENES)
    assert names(out) == sorted(Path(row[kind]).name for row in rows for kind in ("heatmap", "overlay"))
    for row in rows:
        assert np.load(row["heatmap"]).shape == (128, 128)
        with Image.open(row["overlay"]) as shown:
            shown.load()


def test_a_closed_pipe_ends_the_program(tmp_path: Path) -> None:
    """As in `attnstudio explain ... | head -1`."""
    command = [
        sys.executable,
        "-m",
        "attnstudio",
        "explain",
        *map(str, SCENES),
        "--output",
        str(tmp_path),
        "--model",
        "demo",
        "--json",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["model"] == "demo"
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 1
    assert not [name for name in names(tmp_path) if name.endswith(".part")]


# models install


BODY = bytes(range(256)) * 4000


class Site(LocalServer):
    """Serves BODY at every path, the second half once an event is set."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.half_sent, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()


class Handler(QuietHandler):
    server: Site

    def do_GET(self) -> None:  # noqa: N802
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY[: len(BODY) // 2])
        self.server.half_sent.set()
        self.server.go_on.wait(30)
        self.wfile.write(BODY[len(BODY) // 2 :])


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    server = Site()
    with running(server, monkeypatch, server.go_on):
        yield server


def offered_at(host: str, monkeypatch: pytest.MonkeyPatch, checksum: str | None = None) -> None:
    """Every model's weights are BODY, from this host."""
    rows = tuple(replace(row, size=len(BODY), checksum=checksum) for row in zoo.table())
    monkeypatch.setattr(zoo, "HOST", host)
    monkeypatch.setattr(zoo, "table", lambda: rows)


def test_install(call: Call, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    offered_at(site.host, monkeypatch, f"sha256:{hashlib.sha256(BODY).hexdigest()}")
    done = call("models", "install", "mobilenet_v2")
    (file,) = paths.model_folder().iterdir()
    assert (done.status, done.out) == (0, "")
    assert done.err == f"attnstudio: mobilenet_v2 is in {file}\n"
    assert file.read_bytes() == BODY
    rows = {row["id"]: row for row in json.loads(call("models", "--json").out)}
    assert (rows["mobilenet_v2"]["available"], rows["mobilenet_v2"]["path"]) == (True, str(file))
    assert not rows["vgg16"]["available"]


def test_install_of_another_file(call: Call, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    offered_at(site.host, monkeypatch, "md5:" + "0" * 32)
    done = call("models", "install", "mobilenet_v2")
    assert done.status == 1
    assert "is damaged: its md5 is wrong" in done.err
    assert names(paths.model_folder()) == []


def test_install_without_a_network(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    offered_at(closed, monkeypatch)
    done = call("models", "install", "vgg16")
    assert done.status == 1
    assert done.err.startswith("attnstudio: Cannot reach 127.0.0.1:")
    assert "Check the network and try again" in done.err
    assert str(paths.model_folder()) in done.err


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("resnet999", "There is no model resnet999. The models are: "),
        ("demo", "demo comes with the program; there is nothing to install."),
    ],
)
def test_install_of_what_cannot_be_installed(call: Call, model: str, says: str) -> None:
    done = call("models", "install", model)
    assert done.status == 2
    assert says in done.err


INSTALL = """
import dataclasses, sys
from attnstudio.core.models import zoo
zoo.HOST, size = sys.argv[1], int(sys.argv[2])
rows = tuple(dataclasses.replace(row, size=size, checksum=None) for row in zoo.table())
zoo.table = lambda: rows
from attnstudio.benchmark import measure
from attnstudio.cli import main
sys.exit(main(["models", "install", "vgg16"]))
"""


def installing(site: Site, stderr: int) -> subprocess.Popen[str]:
    command: Sequence[str] = [sys.executable, "-c", INSTALL, site.host, str(len(BODY))]
    return subprocess.Popen(command, stderr=stderr, text=True)


def test_install_shows_its_progress_on_a_terminal(site: Site) -> None:
    terminal, theirs = pytest.importorskip("pty").openpty()
    with installing(site, theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(terminal, 4096):
                shown += block
        except OSError:  # how Linux says that the other side is closed
            pass
        os.close(terminal)
    assert process.returncode == 0
    lines = shown.decode().split("\r\033[K")
    assert lines[1].startswith("vgg16 [")
    assert "vgg16 [===" in "".join(lines[:-2])
    assert f"vgg16 [{'=' * 30}] 1/1 MB" in "".join(lines)
    assert lines[-1].startswith("attnstudio: vgg16 is in ")


@CTRL_C
def test_an_interrupted_install_keeps_what_it_has(site: Site) -> None:
    site.go_on.clear()
    with installing(site, subprocess.PIPE) as process:
        assert site.half_sent.wait(30)
        part = half_received()
        process.send_signal(signal.SIGINT)
        site.go_on.set()
        _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in messages
    assert part.stat().st_size >= len(BODY) // 2
    assert names(paths.model_folder()) == [part.name, f"{part.name}.json"]


def half_received() -> Path:
    """The file that is being received, once half of it is there."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for path in paths.model_folder().glob("*.part"):
            if path.stat().st_size >= len(BODY) // 2:
                return path
    pytest.fail("the download did not begin")


# bench


@pytest.fixture
def small_product(monkeypatch: pytest.MonkeyPatch) -> None:
    """The matrix product that all is compared with reaches its rate at this size, too, in a hundredth of the time."""
    monkeypatch.setattr(measure, "MATMUL_SIDE", 1024)


@pytest.mark.usefixtures("small_product")
def test_bench_json_has_the_contracts_keys(call: Call) -> None:
    done = call("bench", "--model", "demo", "--pictures", "1", "--runs", "1", "--methods", "saliency,gradcam", "--json")
    assert done.status == 0
    report = json.loads(done.out)
    assert {"machine", "versions", "model", "pictures", "threads", "matmul_gflops", "rows"} <= set(report)
    assert (report["model"], report["pictures"]) == ("demo", 1)
    assert [row["method"] for row in report["rows"]] == ["saliency", "gradcam", "together"]
    assert [row["passes"] for row in report["rows"]] == [2, 1, 2]  # there and back; there; both in one
    for row in report["rows"]:
        keys = {"method", "ours_s", "theirs_s", "ratio", "peak_mb", "theirs_peak_mb", "share_of_matmul"}
        assert keys <= set(row)
        assert row["ours_s"] > 0
        assert 0 < row["share_of_matmul"] < 1
        assert row["per_pass"] > 0
        assert row["theirs_s"] is row["ratio"] is row["peak_mb"] is row["theirs_peak_mb"] is None


@pytest.mark.usefixtures("small_product")
def test_bench_leaves_out_what_the_model_cannot_carry(call: Call) -> None:
    words = ("bench", "--model", "demo", "--pictures", "1", "--runs", "1", "--json", "--methods")
    done = call(*words, "saliency,legrad")
    assert [row["method"] for row in json.loads(done.out)["rows"]] == ["saliency"]
    assert "legrad is left out: Demo (built in) has no attention layers" in done.err
    refused = call(*words, "legrad")
    assert refused.status == 2
    assert "has no attention layers, required by: LeGrad. Choose a vision transformer" in refused.err


@pytest.mark.usefixtures("small_product")
def test_bench_against_tf_keras_vis_with_memory(call: Call) -> None:
    words = ["--against", "tf-keras-vis", "--pictures", "2", "--runs", "1", "--methods", "gradcam,lime"]
    done = call("bench", "--model", "demo", *words, "--set", "lime.samples=40", "--peak-memory", "--json")
    assert done.status == 0
    gradcam, lime, together = json.loads(done.out)["rows"]
    assert gradcam["ratio"] == pytest.approx(gradcam["theirs_s"] / gradcam["ours_s"])
    assert lime["ratio"] is together["ratio"] is lime["theirs_peak_mb"] is None  # tf-keras-vis has no LIME
    assert lime["passes"] >= 2 * 40
    assert all(200 < row["peak_mb"] < 5000 for row in (gradcam, lime, together))
    assert 200 < gradcam["theirs_peak_mb"] < 5000


def test_bench_throughput(call: Call) -> None:
    words = ("bench", "--throughput", "--model", "demo", "--pictures", "5", "--images", SCENES[0].parent)
    (report,) = call(*words, "--json").rows
    assert (report["pictures"], report["size"], report["methods"]) == (5, [500, 375], ["gradcam"])
    rows = {row["way"]: row for row in report["rows"]}
    assert list(rows) == ["one by one", "overlay png", "overlay jpeg", "overlay none"]
    assert all(row["pictures_a_second"] == pytest.approx(1 / row["seconds"]) for row in rows.values())
    assert (rows["one by one"]["faster"], rows["one by one"]["less_processor"]) == (1, 1)
    done = call(*words, "--methods", "saliency")
    assert done.status == 0
    assert "demo, saliency, 5 pictures of 500 x 375" in done.out
    assert call(*words, "--peak-memory").status == 2


@pytest.mark.usefixtures("small_product")
def test_bench_as_a_table(call: Call) -> None:
    done = call("bench", "--model", "demo", "--pictures", "1", "--runs", "1", "--methods", "saliency")
    assert done.status == 0
    lines = done.out.splitlines()
    assert "demo, 1 picture" in lines[0]
    assert "GFLOP/s" in lines[1]
    assert lines[-2].split()[:2] == ["method", "attnstudio"]
    assert lines[-1].startswith("saliency")
    assert "tf-keras-vis" not in lines[-2]  # an empty column is left out


@pytest.mark.parametrize(
    "words", [["--runs", "0"], ["--pictures", "0"], ["--pictures", "-1"], ["--methods", "lime9"], ["--model", "x"]]
)
def test_a_wrong_bench(call: Call, words: list[str]) -> None:
    done = call("bench", "--model", "demo", *words)
    assert done.status == 2
    assert "Traceback" not in done.err


# What a map says about itself


def test_a_map_that_says_nothing_says_so(call: Call, tmp_path: Path) -> None:
    words = ("explain", SCENES[0], "--model", "demo", "--method", "occlusion,saliency", "--output", tmp_path, "--json")
    done = call(*words, "--set", "occlusion.patch=512")
    assert done.status == 0
    rows = {row["method"]: row for row in done.rows}
    assert rows["saliency"]["notices"] == []
    (notice,) = rows["occlusion"]["notices"]
    assert "The map is flat" in notice and "covers the whole picture of 128 x 128" in notice
    assert f"attnstudio: {SCENES[0]}: occlusion: {notice}\n" in done.err
    done = call(*words, "--force", "--set", "occlusion.patch=auto", "--set", "occlusion.stride=32")
    assert [row["notices"] for row in done.rows] == [[], []]


def test_a_method_that_the_model_cannot_carry_is_named_and_the_others_are_written(call: Call, tmp_path: Path) -> None:
    methods = "attention_rollout,saliency,gradient_attention,gradcam"
    words = ("explain", *SCENES[:2], "--model", "demo", "--method", methods, "--output", tmp_path)
    done = call(*words, "--json", "--figure")
    assert done.status == 1
    rows = [(Path(str(row["image"])), row["method"], "error" in row) for row in done.rows]
    for scene in SCENES[:2]:
        assert {row[1:] for row in rows if row[0] == scene} == {
            ("attention_rollout", True),
            ("gradient_attention", True),
            ("saliency", False),
            ("gradcam", False),
        }
        assert (tmp_path / f"{scene.stem}.gradcam.npy").is_file()
    assert all(set(row) == {"image", "method", "error"} for row in done.rows if "error" in row)
    assert done.err.count("attention_rollout is left out: Demo (built in) has no attention layers") == 1
    assert (tmp_path / "figure.png").is_file()
    none = call(
        "explain", SCENES[0], "--model", "demo", "--method", "attention_rollout", "--output", tmp_path, "--force"
    )
    assert none.status == 2
    assert "no attention layers" in none.err
