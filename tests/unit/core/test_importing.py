"""Importing weights from a folder or a USB stick."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from attnstudio.core.context import RunContext
from attnstudio.core.errors import Cancelled, ChoiceFailure, DamagedFailure, OutputFailure
from attnstudio.core.models import importing, zoo
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.models.importing import Imported, Outcome, import_from

BODY = bytes(range(256)) * 4096  # several blocks
WRONG = BODY[:-1] + b"x"
VGG16 = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
UNCHECKED = "mobilenet_1_0_224_tf.h5"  # the table knows no checksum of it


@pytest.fixture(autouse=True)
def _known_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's files are BODY, where their checksum is known."""
    digest = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
    rows = tuple(replace(row, size=None, checksum=row.checksum and digest) for row in zoo.table())
    monkeypatch.setattr(zoo, "table", lambda: rows)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "USB stick"
    folder.mkdir()
    return folder


@pytest.fixture
def catalogue(tmp_path: Path) -> ModelCatalogue:
    """The user's own folder is not there yet."""
    cache = tmp_path / "cache"
    cache.mkdir()
    return ModelCatalogue((tmp_path / "missing", tmp_path / "user" / "models", cache), tmp_path / "user" / "models")


def put(folder: Path, name: str, body: bytes = BODY) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def run(folder: Path, catalogue: ModelCatalogue, ctx: RunContext | None = None) -> list[Imported]:
    return list(import_from(folder, catalogue, ctx or RunContext()))


def outcomes(made: list[Imported]) -> list[Outcome]:
    return [one.outcome for one in made]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is recognised


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("vgg16.weights.h5", "vgg16.weights.h5"),
        (VGG16, VGG16),
        ("NASNet-mobile.h5", "nasnet_mobile.h5"),  # as a browser saves it
        ("nasnet_mobile.h5", "nasnet_mobile.h5"),
        ("моя модель.keras", "моя модель.keras"),
    ],
)
def test_files_are_known_by_their_names(stick: Path, catalogue: ModelCatalogue, name: str, stored: str) -> None:
    source = put(stick, f"some/folder/{name}")
    assert run(stick, catalogue) == [Imported(source, Outcome.IMPORTED)]
    assert (catalogue.own / stored).read_bytes() == BODY
    assert names(catalogue.own) == [stored]


@pytest.mark.parametrize("labels", ["own.txt", "labels.txt"])
def test_class_names_come_with_a_model_of_ones_own(stick: Path, catalogue: ModelCatalogue, labels: str) -> None:
    put(stick, "own.keras")
    put(stick, labels, b"cat\ndog\n")
    put(stick, "other.txt", b"nothing to do with it")
    assert run(stick, catalogue) == [Imported(stick / name, Outcome.IMPORTED) for name in ("own.keras", labels)]
    assert names(catalogue.own) == ["own.keras", "own.txt"]
    assert (catalogue.own / "own.txt").read_bytes() == b"cat\ndog\n"
    assert outcomes(run(stick, catalogue)) == [Outcome.ALREADY_PRESENT] * 2


def test_whole_models_in_hdf5_are_imported_and_other_hdf5_files_are_not(stick: Path, catalogue: ModelCatalogue) -> None:
    for name, attribute in (("course.H5", "model_config"), ("data.hdf5", "heights"), ("weights.h5", "layer_names")):
        with h5py.File(stick / name, "w") as container:
            container.attrs[attribute] = "{}"
            container["numbers"] = np.arange(9)
    assert run(stick, catalogue) == [Imported(stick / "course.H5", Outcome.IMPORTED)]


def test_a_model_that_was_imported_is_in_the_catalogue(stick: Path, catalogue: ModelCatalogue) -> None:
    put(stick, "vgg16.weights.h5")
    put(stick, "NASNet-mobile.h5")
    run(stick, catalogue)
    assert catalogue.available() == {"demo", "demo_backdoor", "vgg16", "nasnet_mobile"}


@pytest.mark.parametrize(
    "name", ["vgg16.h5", "._vgg16.weights.h5", "._own.keras", "resnet999.weights.h5", "x.jpg", "demo.weights.h5"]
)
def test_other_files_are_left_alone(stick: Path, catalogue: ModelCatalogue, name: str) -> None:
    put(stick, name)
    with pytest.raises(
        ChoiceFailure, match=r"There are no weights in .*USB stick\. Weights are recognised by their file names"
    ):
        run(stick, catalogue)
    assert not catalogue.own.exists()


def test_what_is_no_file_is_left_alone(stick: Path, catalogue: ModelCatalogue) -> None:
    (stick / "vgg16.weights.h5").mkdir()
    (stick / "vgg19.weights.h5").symlink_to("vgg19.weights.h5")
    if hasattr(os, "mkfifo"):
        os.mkfifo(stick / "xception.weights.h5")
    with pytest.raises(ChoiceFailure, match="There are no weights"):
        run(stick, catalogue)


def test_a_folder_that_is_not_there_or_no_folder(stick: Path, catalogue: ModelCatalogue) -> None:
    for path in (stick / "missing", put(stick, "vgg16.weights.h5")):
        with pytest.raises(ChoiceFailure, match=rf"The folder {path} cannot be read: .*\. Choose another\."):
            run(path, catalogue)


# How far it looks


def test_links_to_folders_are_not_followed(stick: Path, catalogue: ModelCatalogue, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", "vgg19.weights.h5")
    source = put(stick, "a/vgg16.weights.h5")
    (stick / "a" / "loop").symlink_to(stick)
    (stick / "elsewhere").symlink_to(tmp_path / "elsewhere")
    assert [one.source for one in run(stick, catalogue)] == [source]


def test_it_looks_a_bounded_number_of_folders_deep(stick: Path, catalogue: ModelCatalogue) -> None:
    deepest = stick.joinpath(*["d"] * importing.DEEPEST)
    source = put(deepest, "vgg16.weights.h5")
    put(deepest / "d", "vgg19.weights.h5")
    assert [one.source for one in run(stick, catalogue)] == [source]


def test_it_looks_at_a_bounded_number_of_files(
    stick: Path, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MOST_FILES", 3)
    for number in range(3):
        put(stick, f"{number}/vgg16.weights.h5")
    assert len(run(stick, catalogue)) == 3
    put(stick, "3/x.txt", b"")
    with pytest.raises(ChoiceFailure, match=r"There are more than 3 files in .*Choose the folder that holds"):
        run(stick, catalogue)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_folders_that_cannot_be_read_are_left_out(stick: Path, catalogue: ModelCatalogue) -> None:
    source = put(stick, "b/vgg16.weights.h5")
    locked = put(stick, "a/vgg19.weights.h5").parent
    locked.chmod(0)
    try:
        assert [one.source for one in run(stick, catalogue)] == [source]
    finally:
        locked.chmod(0o755)


def test_a_folder_that_fails_to_list_is_left_out(
    stick: Path, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = put(stick, "b/vgg16.weights.h5")
    put(stick, "a/vgg19.weights.h5")
    scandir = os.scandir

    def refuse(path: object) -> object:
        if str(path).endswith("a"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", refuse)
    assert [one.source for one in run(stick, catalogue)] == [source]


# Right and wrong content


def test_damage_is_found_and_the_rest_is_imported(stick: Path, catalogue: ModelCatalogue) -> None:
    damaged, right = put(stick, f"a/{VGG16}", WRONG), put(stick, "b/vgg19.weights.h5")
    first, second = run(stick, catalogue)
    assert (first.source, first.outcome) == (damaged, Outcome.DAMAGED)
    assert isinstance(first.failure, DamagedFailure)
    assert (
        str(first.failure) == f"{damaged} is damaged: its size or checksum is wrong. Copy it again from where it came."
    )
    assert second == Imported(right, Outcome.IMPORTED)
    assert names(catalogue.own) == ["vgg19.weights.h5"]


def test_a_size_that_is_known_is_enough(
    stick: Path, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = tuple(replace(row, size=len(BODY), checksum=None) for row in zoo.table())
    monkeypatch.setattr(zoo, "table", lambda: rows)
    put(stick, f"a/{VGG16}", BODY[:-1])
    put(stick, f"b/{VGG16}")
    assert outcomes(run(stick, catalogue)) == [Outcome.DAMAGED, Outcome.IMPORTED]


def test_a_name_of_ones_own_is_not_checked(stick: Path, catalogue: ModelCatalogue) -> None:
    put(stick, "vgg16.weights.h5", b"own")
    assert outcomes(run(stick, catalogue)) == [Outcome.IMPORTED]


def test_damage_in_the_model_folder_is_mended(stick: Path, catalogue: ModelCatalogue) -> None:
    target = put(catalogue.own, VGG16, WRONG)
    put(stick, VGG16)
    assert outcomes(run(stick, catalogue)) == [Outcome.IMPORTED]
    assert target.read_bytes() == BODY


def test_damage_replaces_nothing(stick: Path, catalogue: ModelCatalogue) -> None:
    target = put(catalogue.own, VGG16)
    put(stick, VGG16, WRONG)
    assert outcomes(run(stick, catalogue)) == [Outcome.ALREADY_PRESENT]
    assert target.read_bytes() == BODY
    target.write_bytes(b"damaged too")
    assert outcomes(run(stick, catalogue)) == [Outcome.DAMAGED]
    assert target.read_bytes() == b"damaged too"


# What was here


@pytest.mark.parametrize("name", [VGG16, UNCHECKED, "vgg16.weights.h5", "own.keras"])
def test_what_is_here_and_right_is_skipped(
    stick: Path, catalogue: ModelCatalogue, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(stick, name)
    assert outcomes(run(stick, catalogue)) == [Outcome.IMPORTED]

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it is written again")

    monkeypatch.setattr(importing, "write_atomically", refuse)
    assert outcomes(run(stick, catalogue)) == [Outcome.ALREADY_PRESENT]


def test_what_is_right_in_another_folder_is_skipped(stick: Path, catalogue: ModelCatalogue) -> None:
    put(catalogue.folders[2], VGG16)
    put(stick, VGG16)
    assert outcomes(run(stick, catalogue)) == [Outcome.ALREADY_PRESENT]
    assert names(catalogue.own) == []


def test_the_same_file_twice_is_imported_once(stick: Path, catalogue: ModelCatalogue) -> None:
    put(stick, f"a/{VGG16}")
    put(stick, f"b/{VGG16}")
    assert outcomes(run(stick, catalogue)) == [Outcome.IMPORTED, Outcome.ALREADY_PRESENT]


def test_the_model_folder_itself(catalogue: ModelCatalogue) -> None:
    put(catalogue.own, VGG16)
    put(catalogue.own, "own.keras")
    put(catalogue.own, "vgg19.weights.h5")
    before = {path: path.stat().st_mtime_ns for path in catalogue.own.iterdir()}
    assert outcomes(run(catalogue.own, catalogue)) == [Outcome.ALREADY_PRESENT] * 3
    assert {path: path.stat().st_mtime_ns for path in catalogue.own.iterdir()} == before


@pytest.mark.parametrize("name", [UNCHECKED, "vgg16.weights.h5", "own.keras"])
@pytest.mark.parametrize("body", [WRONG, BODY[:100]])
def test_another_file_of_the_same_name_is_kept(stick: Path, catalogue: ModelCatalogue, name: str, body: bytes) -> None:
    target, source = put(catalogue.own, name, body), put(stick, name)
    (one,) = run(stick, catalogue)
    assert one.outcome is Outcome.FAILED
    assert str(one.failure).startswith(
        f"There is another {name} in {catalogue.own} already. Remove that one, or rename"
    )
    assert str(source) in str(one.failure)
    assert target.read_bytes() == body


# Progress, cancelling, trouble


def test_progress_is_counted_over_all_files(stick: Path, catalogue: ModelCatalogue) -> None:
    steps: list[tuple[int, int]] = []
    put(catalogue.own, VGG16)
    put(stick, VGG16)
    put(stick, "vgg19.weights.h5")
    put(stick, "xception.weights.h5", BODY[:1000])
    run(stick, catalogue, RunContext(on_progress=lambda *step: steps.append(step)))
    total = 2 * len(BODY) + 1000
    assert {of for _, of in steps} == {total}
    assert steps == sorted(steps)
    assert steps[0] == (len(BODY), total), "what was here counts too"
    assert steps[-1] == (total, total)
    assert len(steps) > 5


def test_a_cancel_keeps_what_is_finished_and_leaves_no_part(stick: Path, catalogue: ModelCatalogue) -> None:
    cancelled = threading.Event()
    put(stick, "a/vgg16.weights.h5")
    put(stick, "b/vgg19.weights.h5")

    def progress(done: int, _: int) -> None:
        if done > len(BODY) + 1:
            cancelled.set()

    made: list[Imported] = []
    with pytest.raises(Cancelled):
        made.extend(import_from(stick, catalogue, RunContext(on_progress=progress, cancelled=cancelled)))
    assert names(catalogue.own) == ["vgg16.weights.h5"]
    assert (catalogue.own / "vgg16.weights.h5").read_bytes() == BODY


def test_a_full_disk_fails_one_file(stick: Path, catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync
    calls: list[int] = []

    def full_at_first(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", full_at_first)
    put(stick, "vgg16.weights.h5")
    put(stick, "vgg19.weights.h5")
    first, second = run(stick, catalogue)
    assert first.outcome is Outcome.FAILED
    assert "The disk is full" in str(first.failure)
    assert second.outcome is Outcome.IMPORTED
    assert names(catalogue.own) == ["vgg19.weights.h5"]


def test_a_stick_that_is_pulled_out_is_reported(stick: Path, catalogue: ModelCatalogue) -> None:
    first, second = put(stick, "vgg16.weights.h5"), put(stick, "vgg19.weights.h5")
    made = import_from(stick, catalogue, RunContext())
    assert next(made).outcome is Outcome.IMPORTED
    second.unlink()
    last = next(made)
    assert (last.source, last.outcome) == (second, Outcome.FAILED)
    assert str(last.failure).startswith(f"{second} cannot be read: No such file or directory. Check the disk")
    assert names(catalogue.own) == [first.name]


def test_a_file_that_ends_too_early_is_damaged(stick: Path, catalogue: ModelCatalogue) -> None:
    put(stick, "vgg16.weights.h5")
    second = put(stick, "vgg19.weights.h5")
    made = import_from(stick, catalogue, RunContext())
    next(made)
    os.truncate(second, 10)
    assert next(made).outcome is Outcome.DAMAGED
    assert names(catalogue.own) == ["vgg16.weights.h5"]


def test_no_model_folder_can_be_made(stick: Path, catalogue: ModelCatalogue) -> None:
    put(stick, "vgg16.weights.h5")
    catalogue.own.parent.write_bytes(b"a file in its place")
    with pytest.raises(
        OutputFailure, match=rf"The model folder {catalogue.own} cannot be created: .*Check the permissions"
    ):
        run(stick, catalogue)
