"""Plug-in classes are found by dropping a file into a package."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attnstudio.core.methods.base import METHODS
from attnstudio.core.models.base import SOURCES
from attnstudio.core.registry import Registry, modules

BASE = "from attnstudio.core.registry import Registry\nFAMILY = Registry('plants')\n"
MEMBER = "from plants.base import FAMILY\n\n@FAMILY.register\nclass Plant:\n    id = {id!r}\n"


@pytest.fixture
def plants(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an importable package with a registry in base.py and a member in oak.py."""
    folder = tmp_path / "plants"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "base.py").write_text(BASE)
    (folder / "oak.py").write_text(MEMBER.format(id="oak"))
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "plants"]:
        del sys.modules[name]


def family() -> Registry[Any]:
    return importlib.import_module("plants.base").FAMILY


def test_a_new_file_is_a_new_member(plants: Path) -> None:
    (plants / "fern.py").write_text(MEMBER.format(id="fern"))
    assert set(family().discover()) == {"oak", "fern"}


def test_members_are_instances_in_the_order_of_their_ids(plants: Path) -> None:
    (plants / "ash.py").write_text(MEMBER.format(id="zzz"))
    members = list(family())
    assert [member.id for member in members] == ["oak", "zzz"]
    assert [type(member).__name__ for member in members] == ["Plant", "Plant"]
    assert list(family()) == members  # the same ones again


def test_two_members_of_one_id_are_refused(plants: Path) -> None:
    (plants / "second_oak.py").write_text(MEMBER.format(id="oak"))
    with pytest.raises(ValueError, match="two members of plants have the id 'oak'"):
        family().discover()


def test_what_discover_gives_is_the_callers_own(plants: Path) -> None:
    family().discover().clear()
    assert set(family().discover()) == {"oak"}


def test_modules_lists_what_a_bundle_must_carry(plants: Path) -> None:
    assert modules("plants") == ["plants.base", "plants.oak"]
    assert "plants.oak" not in sys.modules  # listing imports no member


def test_the_methods_of_the_lab_are_there() -> None:
    assert {"saliency", "smoothgrad", "gradcam", "gradcam++"} <= set(METHODS.discover())
    assert all(method.id == name for name, method in METHODS.discover().items())


def test_every_member_is_in_a_module_of_its_family() -> None:
    for package, registry in (("attnstudio.core.methods", METHODS), ("attnstudio.core.models", SOURCES)):
        listed = modules(package)
        assert all(type(member).__module__ in listed for member in registry)
