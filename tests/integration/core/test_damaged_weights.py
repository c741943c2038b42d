"""A damaged weights file is found before Keras reads it, and only a file that must be the server's is checked."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import helpers
import numpy as np
import pytest

from attnstudio import paths
from attnstudio.core.errors import DamagedFailure, ModelFailure
from attnstudio.core.models import hdf5, loading, weights
from attnstudio.core.models.base import ModelSpec
from attnstudio.core.models.weights import WeightsFile

SERVERS_NAME = "tiny_from_the_server.weights.h5"


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / SERVERS_NAME
    helpers.headed("softmax in Dense").save_weights(path)
    return path


@pytest.fixture
def file(saved: Path, tmp_path: Path) -> Path:
    """A copy of the test's own."""
    return Path(shutil.copy(saved, tmp_path))


@pytest.fixture
def spec(saved: Path) -> ModelSpec:
    body = saved.read_bytes()
    known = WeightsFile("https://example.org/x", SERVERS_NAME, None, f"md5:{hashlib.md5(body).hexdigest()}")
    return ModelSpec(
        id="tiny",
        name="Tiny",
        input_size=(10, 12),
        labels=Path("labels"),
        preprocessing="minus_one_to_one",
        build=lambda: helpers.headed("softmax in Dense"),
        auto_layer="conv",
        weights=known,
    )


def flip_a_bit(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def test_the_right_file_is_loaded(spec: ModelSpec, file: Path) -> None:
    loaded = loading.load(spec, file)
    expected = helpers.headed("softmax in Dense")
    for one, other in zip(loaded.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("harm", [flip_a_bit, lambda file: os.truncate(file, 1000), lambda file: os.truncate(file, 0)])
def test_damage_is_reported_with_the_way_to_mend_it(spec: ModelSpec, file: Path, harm: Callable[[Path], None]) -> None:
    harm(file)
    with pytest.raises(DamagedFailure) as caught:
        loading.load(spec, file)
    assert str(caught.value).startswith(f"The weights file {file} is damaged: its size or checksum is wrong.")
    assert "attnstudio models install tiny)." in str(caught.value)
    assert file.exists(), "nothing is removed unasked"


@pytest.mark.parametrize("replaced", [True, False])
def test_what_is_checked_is_what_is_loaded(
    spec: ModelSpec, file: Path, replaced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether another file takes the name after the check, or the same one is written into."""
    before, content = file.stat(), file.read_bytes()
    wanted = loading.load(spec, file).get_weights()
    opened = hdf5.opened

    def late(stream: Any) -> Any:
        if replaced:
            other = file.with_name("other.h5")
            other.write_bytes(bytes(len(content)))
            other.replace(file)
        else:
            with file.open("r+b") as same:
                same.seek(-1, os.SEEK_END)
                same.write(bytes([content[-1] ^ 1]))
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        return opened(stream)

    monkeypatch.setattr(hdf5, "opened", late)
    if replaced:
        for found, expected in zip(loading.load(spec, file).get_weights(), wanted, strict=True):
            np.testing.assert_array_equal(found, expected)
    else:
        with pytest.raises(ModelFailure, match="was changed while it was loaded"):
            loading.load(spec, file)


def test_a_wrong_size_is_enough(spec: ModelSpec, file: Path) -> None:
    size = file.stat().st_size
    for known, damaged in ((size, False), (size + 1, True)):
        sized = replace(spec, weights=WeightsFile("https://example.org/x", SERVERS_NAME, known, None))
        if damaged:
            with pytest.raises(DamagedFailure):
                loading.load(sized, file)
        else:
            loading.load(sized, file)


def test_weights_of_another_model_under_the_right_name_are_reported_with_the_remedy(
    spec: ModelSpec, file: Path
) -> None:
    own = file.with_name("tiny.weights.h5")
    helpers.residual().save_weights(own)
    with pytest.raises(ModelFailure) as caught:
        loading.load(spec, own)
    reported = str(caught.value)
    assert reported.startswith(f"The weights file {own} does not fit Tiny: ")
    assert reported.endswith(
        ". If it is another model's, move it elsewhere and download the right one "
        "(Tools > Manage models, or: attnstudio models install tiny)."
    )
    assert "<" not in reported, "Keras's own examples are left out"


def test_own_weights_that_cannot_be_read_say_how_to_get_them_again(spec: ModelSpec, file: Path) -> None:
    own = file.rename(file.with_name("tiny.weights.h5"))
    os.truncate(own, 1000)
    with pytest.raises(ModelFailure, match=r"cannot be read: .* or: attnstudio models install tiny\)\.$"):
        loading.load(spec, own)


def test_weights_of_the_users_own_have_no_checksum(spec: ModelSpec, file: Path) -> None:
    own = file.rename(file.with_name("tiny.weights.h5"))
    other = helpers.with_random_weights(helpers.headed("softmax in Dense"), seed=7)
    other.save_weights(own)
    loaded = loading.load(spec, own)
    np.testing.assert_array_equal(loaded.get_weights()[0], other.get_weights()[0])
    os.truncate(own, 1000)
    with pytest.raises(ModelFailure, match="cannot be read") as caught:
        loading.load(spec, own)
    assert not isinstance(caught.value, DamagedFailure)


def test_every_state_of_a_file_is_checked_once(spec: ModelSpec, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[Path] = []
    holds = weights.holds

    def spy(stream: Any, expected: WeightsFile) -> bool:
        checked.append(Path(stream.name))
        return holds(stream, expected)

    monkeypatch.setattr(weights, "holds", spy)
    loading.load(spec, file)
    loading.load(spec, file)
    assert checked == [file]
    flip_a_bit(file)
    os.utime(file, ns=(0, 10**18))
    for _ in range(2):
        with pytest.raises(DamagedFailure):
            loading.load(spec, file)
    assert checked == [file] * 3, "what is wrong may have been mended"


def test_a_file_that_is_gone_is_reported(spec: ModelSpec, tmp_path: Path) -> None:
    with pytest.raises(ModelFailure, match=r"cannot be read: .*No such file"):
        loading.load(spec, tmp_path / SERVERS_NAME)


def test_a_list_of_checksums_next_to_the_file_is_heeded(spec: ModelSpec, file: Path) -> None:
    own = file.rename(file.with_name("tiny.weights.h5"))
    sums = own.with_name(weights.CHECKSUMS)
    sums.write_text(f"{'0' * 64}  other.weights.h5\n{hashlib.sha256(own.read_bytes()).hexdigest()} *{own.name}\n")
    loading.load(spec, own)
    flip_a_bit(own)
    with pytest.raises(DamagedFailure, match=r"size or checksum is wrong\. Delete it and download it again"):
        loading.load(spec, own)
    sums.write_text(f"{'0' * 64}  other.weights.h5\n")
    loading.load(spec, own)


def test_what_came_with_the_program_is_had_by_installing_it_anew(
    spec: ModelSpec, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "resource", lambda *parts: file.parent.joinpath(*parts))
    file.write_bytes(b"")
    with pytest.raises(DamagedFailure, match=r"It is part of the program: reinstall the program"):
        loading.load(spec, file)


_KEPT = """
import ctypes, sys
from pathlib import Path
from attnstudio.core.models import hdf5
try:
    with Path(sys.argv[1]).open("rb") as stream, hdf5.opened(stream):
        pass
except OSError as error:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(error))  # as a signal of Qt does that is never heard
print("refused", flush=True)
"""


def test_the_program_ends_in_order_after_a_file_that_could_not_be_opened(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])
    done = subprocess.run([sys.executable, "-c", _KEPT, str(file)], cwd=helpers.ROOT, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("refused\n", 0), done.stderr


@pytest.mark.parametrize("kind", [np.float32, np.float16])
def test_large_weights_are_read_as_they_are(kind: type, tmp_path: Path) -> None:
    keras = helpers.keras_ready()
    import h5py

    def wide() -> Any:
        return keras.Sequential([keras.Input((1001,)), keras.layers.Dense(1203)])

    model, file = wide(), tmp_path / "wide.weights.h5"
    values: np.ndarray = np.random.default_rng(0).normal(size=(1001, 1203)).astype(kind)
    model.layers[0].set_weights([values, np.arange(1203, dtype=np.float32)])
    model.save_weights(file)
    with h5py.File(file, "r+") as container:  # a file of half the precision
        group = container["layers/dense/vars"]
        del group["0"]
        group["0"] = values
    spec = ModelSpec("wide", "Wide", (1, 1), None, "as_it_is", wide, None)
    loaded = loading.load(spec, file)
    kernel, bias = loaded.get_weights()
    np.testing.assert_array_equal(kernel, values.astype(np.float32))
    np.testing.assert_array_equal(bias, np.arange(1203))
    loaded.layers[0].kernel.assign_add(np.ones_like(kernel))
    np.testing.assert_array_equal(loaded.layers[0].kernel.numpy(), values.astype(np.float32) + 1)
    with h5py.File(file, "r+") as container:
        container["layers/dense/vars/0"][700, 800] = np.inf
    with pytest.raises(ModelFailure, match="not finite"):
        loading.load(spec, file)
