"""What the program is made of: nothing that it requires is missing, and each part has its licence."""

from __future__ import annotations

import json
import runpy
import sys
from importlib.metadata import distribution, requires
from pathlib import Path

import numpy
import pytest
from helpers import ROOT, Call
from packaging.requirements import Requirement

from attnstudio import licences, paths
from attnstudio.licences import Component

COLLECT = runpy.run_path(str(ROOT / "packaging/licences.py"))


@pytest.fixture(scope="module")
def installed() -> dict[str, Component]:
    return {licences.canonical(one.name): one for one in licences.installed()}


def closure(name: str) -> set[str]:
    """What a distribution requires on this system, by the rules of packaging's own parser."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for line in requires(todo.pop()) or ():
            wanted = Requirement(line)
            key = licences.canonical(wanted.name)
            if key not in found and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                found.add(key)
                todo.append(key)
    return found


def test_every_requirement_is_there_and_no_extra_is(installed: dict[str, Component]) -> None:
    assert closure("attnstudio") <= set(installed)
    assert {"python", "qt", "dejavu fonts", "numpy", "keras"} <= set(installed)
    assert not {"attnstudio", "pytest", "mypy", "ruff"} & set(installed)


def test_each_has_a_text_a_version_and_a_homepage(installed: dict[str, Component]) -> None:
    assert [one.name for one in installed.values() if len(one.text()) < 200] == []
    assert [one.name for one in installed.values() if not one.homepage.startswith("http")] == []
    assert installed["numpy"].version == numpy.__version__
    assert [name for name, one in installed.items() if not one.version] == ["dejavu fonts", "stix fonts"]


def test_a_licence_is_named_in_one_line(installed: dict[str, Component]) -> None:
    assert not [one.licence for one in installed.values() if "\n" in one.licence]
    assert installed["fpdf2"].licence == "LGPL-3.0-only"
    assert installed["scipy"].licence == "BSD License", "its metadata has the whole text where the name belongs"


def test_qt_says_how_to_replace_it_and_where_its_source_is(installed: dict[str, Component]) -> None:
    for name in ("qt", "pyside6-essentials", "shiboken6"):
        text = installed[name].text()
        assert "https://download.qt.io/official_releases/qt/" in text
        assert "You may replace them" in text
        assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert installed["qt"].version == distribution("PySide6-Essentials").version


def test_texts_of_the_same_name_are_distinguished_by_their_folders(tmp_path: Path) -> None:
    files = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        files.append(tmp_path / folder / "LICENSE")
        files[-1].write_text(f"the text of {folder}\n", encoding="utf-8")
    text = Component("both", "1", "MIT", "", tuple(files)).text()
    assert "one/LICENSE" in text
    assert "the text of two" in text
    assert Component("first", "1", "MIT", "", (files[0],)).text() == "the text of one\n"


def test_a_text_that_went_away_says_so(tmp_path: Path) -> None:
    text = Component("gone", "1", "MIT", "", (tmp_path / "LICENSE",)).text()
    assert str(tmp_path / "LICENSE") in text
    assert "No such file" in text


def entries(*files: Path) -> list[tuple[str, str, str]]:
    return [(file.name, str(file), "BINARY") for file in files]


def test_a_build_collects_what_its_files_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = tmp_path / "models"
    weights.mkdir()
    (weights / "net.weights.h5").touch()
    (weights / "LICENSE-apache-2.0.txt").write_text("Apache License", encoding="utf-8")
    files = [("resources/models/" + file.name, str(file), "DATA") for file in weights.iterdir()]
    files += entries(Path(numpy.__file__), *sorted(Path("/usr/lib/x86_64-linux-gnu").glob("libz.so.1")))
    folder = tmp_path / "resources" / "licences"
    COLLECT["collect"](files, folder)

    monkeypatch.setattr(paths, "resource", lambda *parts: tmp_path.joinpath("resources", *parts))
    made = {one.name: one for one in licences.components()}
    assert {"numpy", "Python", "Qt", "Weights of net"} <= set(made)
    assert not {"scipy", "attnstudio"} & set(made), "none of their files is in the bundle"
    assert made["Weights of net"].licence == "Apache-2.0"
    assert all(text.is_relative_to(folder) for one in made.values() for text in one.texts)
    assert [one.name for one in made.values() if not one.text()] == []
    summary = (folder / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    assert f"numpy {numpy.__version__}" in summary
    assert "https://download.qt.io" in summary
    if Path("/var/lib/dpkg/info/zlib1g:amd64.list").is_file() and len(files) > 3:
        assert [name for name in made if name.startswith("zlib (")]


def test_a_build_fails_where_a_licence_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare-1.0.dist-info"
    bare.mkdir()
    (tmp_path / "bare.py").touch()
    (bare / "METADATA").write_text("Metadata-Version: 2.1\nName: bare\nVersion: 1.0\n", encoding="utf-8")
    (bare / "RECORD").write_text("bare.py,,\nbare-1.0.dist-info/METADATA,,\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    strange = Path("/opt/strange/libstrange.so.1")
    with pytest.raises(SystemExit, match=r"No licence text comes with bare\."):
        COLLECT["collect"](entries(tmp_path / "bare.py", strange), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert f"No licence is known of {strange}." in capsys.readouterr().out

    monkeypatch.setitem(COLLECT["WITHOUT_TEXT"], "bare", "it is a test's")
    COLLECT["collect"](entries(tmp_path / "bare.py"), tmp_path / "out")
    rows = json.loads((tmp_path / "out" / licences.INDEX).read_text(encoding="utf-8"))
    assert next(row for row in rows if row["name"] == "bare")["texts"] == []


def test_the_command_lists_them_and_prints_a_text(call: Call) -> None:
    done = call("licences")
    assert done.status == 0
    assert any(line.split()[:2] == ["numpy", numpy.__version__] for line in done.out.splitlines())
    assert f"Python                     {'.'.join(map(str, sys.version_info[:3]))}" in done.out
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in call("licences", "--text", "python").out
    wrong = call("licences", "--text", "nothing")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err == "attnstudio: There is no component nothing. attnstudio licences lists them.\n"
