"""Settings as rows: what is saved comes back, what is damaged costs its value, and every key in use is a row."""

from __future__ import annotations

import ast
import json
import logging
import os
from functools import cache
from pathlib import Path

import pytest

import attnstudio
from attnstudio.settings import ROWS, Row, Setting, Settings

DEFAULTS = {row.key: row.default for row in ROWS}


def _changed(row: Row) -> Setting:
    if row.type is str:
        return f"Жук {row.key} \u2028 \"'\\"
    if row.type is float:
        return 0.125 if row.admits(0.125) else row.limits[1]  # type: ignore[index]
    return not row.default


CHANGED = {row.key: _changed(row) for row in ROWS}


def _values(settings: Settings) -> dict[str, Setting]:
    return {row.key: settings.number(row.key) if row.type is float else settings.text(row.key) for row in ROWS}


def test_rows_are_unique_and_labelled() -> None:
    assert len(DEFAULTS) == len(ROWS)
    assert all(row.label and row.type in (str, float, bool) for row in ROWS)


def test_without_values_the_defaults_hold() -> None:
    assert _values(Settings()) == DEFAULTS


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "a" / "new folder" / "settings.json"
    settings = Settings()
    for key, value in CHANGED.items():
        settings.set(key, value)
    settings.save(file)
    assert _values(Settings.load(file)) == CHANGED
    assert [path.name for path in file.parent.iterdir()] == ["settings.json"]
    settings.set("opacity", 1.0)
    settings.save(file)
    assert Settings.load(file).number("opacity") == 1.0


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    Settings({"folder": "/фото"}).save(tmp_path / "settings.json")
    assert '  "folder": "/фото"' in (tmp_path / "settings.json").read_text(encoding="utf-8").replace(",", "")


def test_a_missing_file_is_no_fault(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert _values(Settings.load(tmp_path / "settings.json")) == DEFAULTS
    assert not caplog.records


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"opacity": 0.1',
        b"\xff\xfe{}",
        b"[]",
        b"3",
        b"null",
        b'"theme"',
        b"\0" * 100,
        b'{"opacity": ' + b"9" * 5000 + b"}",
        pytest.param(b"[" * 100_000, id="nested"),
    ],
)
def test_a_damaged_file_costs_its_values(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    assert _values(Settings.load(file)) == DEFAULTS


def test_a_damaged_file_is_reported_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = tmp_path / "settings.json"
    file.write_text("{ half")
    with caplog.at_level(logging.WARNING, "attnstudio"):
        Settings.load(file)
    [record] = caplog.records
    assert str(file) in record.getMessage()


def test_a_folder_in_its_place_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    assert _values(Settings.load(tmp_path / "settings.json")) == DEFAULTS


@pytest.mark.parametrize("value", [None, 7, True, [], {}, ["dark"]])
def test_a_wrong_type_falls_back(tmp_path: Path, value: object) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": value, "opacity": "0.9", "colormap": "jet", "no such key": 1}))
    assert _values(Settings.load(file)) == {**DEFAULTS, "colormap": "jet"}


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_is_none_falls_back(tmp_path: Path, number: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(f'{{"opacity": {number}}}')
    assert Settings.load(file).number("opacity") == DEFAULTS["opacity"]


def test_unknown_keys_are_not_saved_again(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"from the future": 1, "theme": "dark"}))
    Settings.load(file).save(file)
    assert set(json.loads(file.read_text(encoding="utf-8"))) == set(DEFAULTS)


def test_a_wrong_type_or_key_in_the_program_is_a_fault() -> None:
    settings = Settings()
    with pytest.raises(TypeError, match="opacity"):
        settings.set("opacity", "much")
    with pytest.raises(KeyError):
        settings.set("no such key", "value")
    with pytest.raises(KeyError):
        settings.text("no such key")
    assert _values(settings) == DEFAULTS


def _is_told(caplog: pytest.LogCaptureFixture, file: Path) -> bool:
    with caplog.at_level(logging.WARNING, "attnstudio"):
        Settings().save(file)
    return [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_folder_that_cannot_be_made_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    assert _is_told(caplog, tmp_path / "file" / "settings.json")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    assert _is_told(caplog, folder / "settings.json")
    assert list(folder.iterdir()) == []


def test_a_file_that_cannot_be_replaced_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "settings.json").mkdir()
    assert _is_told(caplog, tmp_path / "settings.json")


def test_a_folder_whose_name_is_no_utf_8_costs_nothing(tmp_path: Path) -> None:
    settings = Settings({"folder": os.fsdecode(b"/photos/\xff"), "theme": "dark"})
    settings.save(tmp_path / "settings.json")
    assert Settings.load(tmp_path / "settings.json").text("theme") == "dark"


@cache
def _uses() -> list[tuple[str, str, str]]:
    """(file, method, key) of every settings.text("..."), .number and .set in the source."""
    found = []
    for file in sorted(Path(attnstudio.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                owner = node.func.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if name.strip("_") == "settings" and node.func.attr in ("text", "number", "set"):
                    key = node.args[0]
                    assert isinstance(key, ast.Constant), f"{file}:{node.lineno}: the key is not written out"
                    found.append((file.name, node.func.attr, str(key.value)))
    return found


def test_every_key_in_use_is_a_row() -> None:
    assert len(_uses()) > 10
    assert [use for use in _uses() if use[2] not in DEFAULTS] == []


def test_every_key_is_read_as_what_it_is() -> None:
    kinds = {"text": str, "number": float}
    wrong = [use for use in _uses() if use[1] in kinds and kinds[use[1]] is not type(DEFAULTS[use[2]])]
    assert wrong == []


def test_every_row_is_read_and_written() -> None:
    read = {key for _, method, key in _uses() if method != "set"}
    written = {key for _, method, key in _uses() if method == "set"}
    assert read == written == set(DEFAULTS)
