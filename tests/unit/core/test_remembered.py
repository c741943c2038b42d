"""What was chosen for own models survives the program; a damaged file costs only what it held."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.core.models.options import ModelOptions
from attnstudio.core.models.user_model_store import UserModelStore

CHOSEN = ModelOptions(Path("/a/имена.txt"), "caffe", "kind", (64, 48), "regression")


def test_stored_predictions_are_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "new" / "own.json"
    remembered = UserModelStore.load(file)
    assert remembered.options(Path("/m/net.keras")) == ModelOptions()
    remembered.set_options(Path("/m/net.keras"), CHOSEN)
    remembered.set_options(Path("/m/other.keras"), ModelOptions())
    again = UserModelStore.load(file)
    assert again.options(Path("/m/net.keras")) == CHOSEN
    assert list(again.models) == [Path("/m/net.keras"), Path("/m/other.keras")]
    again.set_options(Path("/m/net.keras"), ModelOptions(preprocessing="torch"))
    assert list(UserModelStore.load(file).models) == [Path("/m/other.keras"), Path("/m/net.keras")]  # the latest last
    again.forget(Path("/m/net.keras"))
    assert list(UserModelStore.load(file).models) == [Path("/m/other.keras")]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', '{"a": {"labels": 3}}', "[" * 100_000])
def test_a_damaged_file_costs_only_what_it_held(content: str, tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    file.write_text(content, encoding="utf-8")
    remembered = UserModelStore.load(file)
    assert remembered.models == {}
    remembered.set_options(Path("/m/net.keras"), CHOSEN)
    assert UserModelStore.load(file).options(Path("/m/net.keras")) == CHOSEN


def test_options_stored_before_output_kinds_are_read(tmp_path: Path) -> None:
    file = tmp_path / "own.json"
    old = '{"/m/net.keras": {"labels": null, "preprocessing": "caffe", "output": "", "input_size": null}}'
    file.write_text(old, encoding="utf-8")
    assert UserModelStore.load(file).options(Path("/m/net.keras")) == ModelOptions(preprocessing="caffe")


def test_a_folder_that_cannot_be_written_costs_the_next_start_only(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    remembered = UserModelStore.load(tmp_path / "file" / "own.json")
    remembered.set_options(Path("/m/net.keras"), CHOSEN)
    assert remembered.options(Path("/m/net.keras")) == CHOSEN


def test_only_the_last_two_hundred_are_kept(tmp_path: Path) -> None:
    remembered = UserModelStore.load(tmp_path / "own.json")
    for number in range(203):
        remembered.set_options(Path(f"/m/{number}.keras"), CHOSEN)
    assert len(remembered.models) == 200
    assert Path("/m/2.keras") not in remembered.models
