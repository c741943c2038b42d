"""What is on the shelf of models, and taking weights away."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure, OutputFailure
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue, State
from attnstudio.core.models.weights import WeightsFile

NAME = "net_weights.h5"
BODY = b"weights" * 100


def build() -> None:
    raise AssertionError("nothing on the shelf is built")


def net(size: int | None = None) -> ModelSpec:
    file = WeightsFile(f"https://example.org/{NAME}", NAME, size, None)
    return ModelSpec("net", "Net", (8, 8), Path("labels"), "none", build, "layer", weights=file)


@pytest.fixture
def catalogue(tmp_path: Path) -> ModelCatalogue:
    """A folder before the user's own, and one behind."""
    folders = tuple(tmp_path / name for name in ("first", "own", "last"))
    for folder in folders:
        folder.mkdir()
    return ModelCatalogue(folders, folders[1])


def put(folder: Path, *names: str) -> Path:
    """Returns the last one."""
    for name in names:
        (folder / name).write_bytes(BODY)
    return folder / names[-1]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# What is here


def test_every_model_is_in_the_catalogue(catalogue: ModelCatalogue) -> None:
    items = {item.spec.id: item for item in catalogue.items()}
    assert set(items) == set(all_specs())
    assert items["demo"].state is State.BUNDLED
    assert items["demo"].path == paths.resource("demo", "demo.weights.h5")
    assert items["demo"].size == items["demo"].path.stat().st_size > 1_000_000
    assert not items["demo"].removable
    assert items["vgg16"].state is State.MISSING
    assert (items["vgg16"].path, items["vgg16"].size, items["vgg16"].part) == (None, 0, 0)
    assert catalogue.available() == {"demo", "demo_backdoor"}
    put(catalogue.folders[2], "vgg16.weights.h5")
    assert catalogue.available() == {"demo", "demo_backdoor", "vgg16"}


@pytest.mark.parametrize("name", ["net.weights.h5", NAME])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_what_is_here(catalogue: ModelCatalogue, place: int, name: str) -> None:
    path = put(catalogue.folders[place], name)
    item = catalogue.item(net())
    assert (item.state, item.path, item.size, item.part) == (State.INSTALLED, path, len(BODY), 0)
    assert item.removable == (place == 1)


def test_a_part_of_a_download(catalogue: ModelCatalogue) -> None:
    put(catalogue.own, f"{NAME}.part")
    item = catalogue.item(net())
    assert (item.state, item.path, item.size, item.part) == (State.PARTIAL, None, 0, len(BODY))
    assert item.removable
    put(catalogue.folders[2], NAME)
    item = catalogue.item(net())
    assert (item.state, item.size, item.part) == (State.INSTALLED, len(BODY), len(BODY))


def test_an_empty_part_is_none(catalogue: ModelCatalogue) -> None:
    (catalogue.own / f"{NAME}.part").touch()
    assert catalogue.item(net()).state is State.MISSING


def test_a_size_that_is_not_the_servers_is_damage(catalogue: ModelCatalogue) -> None:
    put(catalogue.own, NAME)
    assert catalogue.item(net(len(BODY))).state is State.INSTALLED
    assert catalogue.item(net(len(BODY) + 1)).state is State.DAMAGED
    put(catalogue.own, "net.weights.h5")
    assert catalogue.item(net(len(BODY) + 1)).state is State.INSTALLED, (
        "the user's own weights have a size of their own"
    )


def test_weights_in_the_bundle_come_with_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    folder = paths.bundled_models()
    folder.mkdir(parents=True)
    put(folder, NAME)
    catalogue = ModelCatalogue((folder, tmp_path / "own"), tmp_path / "own")
    assert catalogue.item(net()).state is State.BUNDLED
    with pytest.raises(ChoiceFailure, match=rf"{NAME} is part of the program and cannot be removed"):
        catalogue.remove(net())
    assert names(folder) == [NAME]


def test_what_is_installed_outranks_what_is_found_later(catalogue: ModelCatalogue) -> None:
    first, own, last = (folder / NAME for folder in catalogue.folders)
    assert not catalogue.outranks(first)
    assert catalogue.outranks(own)
    assert catalogue.outranks(last)


# Taking away


def test_all_files_of_the_model_go_and_no_others(catalogue: ModelCatalogue) -> None:
    mine = ["net.weights.h5", NAME, f"{NAME}.part", f"{NAME}.part.json"]
    others = ["net2.weights.h5", "own.keras", "resnet_weights.h5", "xnet.weights.h5"]
    put(catalogue.own, *mine, *others)
    assert sorted(catalogue.remove(net())) == sorted(catalogue.own / name for name in mine)
    assert names(catalogue.own) == others
    assert catalogue.item(net()).state is State.MISSING


def test_a_part_is_removed_though_the_weights_lie_elsewhere(catalogue: ModelCatalogue) -> None:
    elsewhere = put(catalogue.folders[2], NAME)
    part = put(catalogue.own, f"{NAME}.part")
    assert catalogue.remove(net()) == [part]
    assert elsewhere.read_bytes() == BODY


@pytest.mark.parametrize("place", [0, 2])
def test_a_file_elsewhere_is_refused_by_name(catalogue: ModelCatalogue, place: int) -> None:
    path = put(catalogue.folders[place], NAME)
    with pytest.raises(ChoiceFailure) as caught:
        catalogue.remove(net())
    assert str(caught.value).startswith(f"{path} is not in {catalogue.own}, so it may belong to another program.")
    assert path.read_bytes() == BODY


def test_nothing_to_remove(catalogue: ModelCatalogue) -> None:
    with pytest.raises(ChoiceFailure, match="The weights of Net are not on this machine"):
        catalogue.remove(net())
    with pytest.raises(ChoiceFailure, match=r"demo\.weights\.h5 is part of the program and cannot be removed"):
        catalogue.remove(all_specs()["demo"])


def test_a_link_is_removed_and_what_it_leads_to_stays(catalogue: ModelCatalogue) -> None:
    real = put(catalogue.folders[0], "elsewhere.h5")
    (catalogue.own / NAME).symlink_to(real)
    catalogue.remove(net())
    assert names(catalogue.own) == []
    assert real.read_bytes() == BODY


def test_a_file_that_cannot_be_removed_is_named(catalogue: ModelCatalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(catalogue.own, NAME)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(OutputFailure) as caught:
        catalogue.remove(net())
    assert str(caught.value).startswith(f"Cannot remove {path} (Permission denied). Check its permissions")
