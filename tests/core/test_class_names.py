"""Names of classes, from what people have."""

from __future__ import annotations

from pathlib import Path

import pytest

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.class_names import beside, fitted, numbered, read

THREE = ("tiger shark", "fly", "золотая рыбка")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lines.txt", "tiger shark\nfly\nзолотая рыбка\n"),
        ("windows.txt", "\ufefftiger shark\r\nfly\r\nзолотая рыбка\r\n"),
        ("spaced.txt", "  tiger   shark \nfly\nзолотая рыбка"),
        ("names.csv", "tiger shark\nfly\nзолотая рыбка\n"),
        ("indexed.csv", "index,name\n0,tiger shark\n2,золотая рыбка\n1,fly\n"),
        ("bare.csv", "1,fly\n0,tiger shark\n2,золотая рыбка\n"),
        ("turned.csv", "name,id\ntiger shark,0\nfly,1\nзолотая рыбка,2\n"),
        ("semicolons.csv", "0;tiger shark\n1;fly\n2;золотая рыбка\n"),
        ("list.json", '["tiger shark", "fly", "золотая рыбка"]'),
        ("indices.json", '{"0": "tiger shark", "2": "золотая рыбка", "1": "fly"}'),
        ("keras.json", '{"fly": 1, "tiger shark": 0, "золотая рыбка": 2}'),
        ("imagenet.json", '{"0": ["n1", "tiger shark"], "1": ["n2", "fly"], "2": ["n3", "золотая рыбка"]}'),
    ],
)
def test_every_usual_form_is_read(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content.encode())
    assert read(file) == THREE


def test_russian_windows_has_its_own_encoding(tmp_path: Path) -> None:
    file = tmp_path / "names.txt"
    file.write_bytes("акула\nмуха\n".encode("cp1251"))
    assert read(file) == ("акула", "муха")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", ""),
        ("gap.csv", "0,a\n2,b\n"),
        ("words.csv", "a,b\nc,d\n"),
        ("number.json", "3"),
        ("broken.json", '{"0": '),
        ("gap.json", '{"0": "a", "5": "b"}'),
        ("deep.json", "[" * 100_000),
        ("large.txt", "a\n" * 3_000_000),
    ],
)
def test_what_is_no_list_of_names_is_told(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ModelFailure, match=rf"{name} is no list of class names: one name a line"):
        read(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelFailure, match=r"names\.txt cannot be read \(No such file"):
        read(tmp_path / "names.txt")


@pytest.mark.parametrize(
    "name", ["net.txt", "net.csv", "net_labels.txt", "net-classes.json", "labels.txt", "classes.csv"]
)
def test_a_file_beside_the_model_is_found(name: str, tmp_path: Path) -> None:
    assert beside(tmp_path / "net.keras") is None
    (tmp_path / name).touch()
    assert beside(tmp_path / "net.keras") == tmp_path / name


def test_the_models_own_name_comes_first(tmp_path: Path) -> None:
    for name in ("labels.txt", "net.json"):
        (tmp_path / name).touch()
    assert beside(tmp_path / "net.keras") == tmp_path / "net.json"


def test_as_many_names_as_classes() -> None:
    assert fitted(THREE, 3, Path("a.txt")) == THREE
    with pytest.raises(ModelFailure, match=r"a\.txt names 3 classes, and the model has 1000"):
        fitted(THREE, 1000, Path("a.txt"))
    assert numbered(2) == ("class 0", "class 1")
