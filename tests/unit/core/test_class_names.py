"""Names of classes, from what people have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attnstudio.core.errors import ModelFailure
from attnstudio.core.models.class_name_files import read
from attnstudio.core.models.class_names import ClassNames, find_names_file, fitted, numbered, resolve

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


ROWS = list(enumerate(THREE))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("objects.json", json.dumps([{"id": index, "name": name} for index, name in ROWS])),
        ("mixed.json", json.dumps([{"name": name, "id": index} for index, name in reversed(ROWS)])),
        ("labels.json", json.dumps([{"class_id": str(index), "label": name, "images": 7} for index, name in ROWS])),
        ("classes.json", json.dumps([{"class": index, "class_name": name, "group": "x"} for index, name in ROWS])),
        ("turned.json", json.dumps([{"label": index, "class": name} for index, name in ROWS])),
        ("unnumbered.json", json.dumps([{"name": name, "colour": "red"} for name in THREE])),
        ("nested.json", json.dumps({index: {"wnid": f"n0{index}", "name": name} for index, name in ROWS})),
        ("pairs.json", json.dumps([[f"n0144076{index}", name] for index, name in ROWS])),
        ("coco.json", json.dumps({"categories": [{"id": index + 1, "name": name} for index, name in ROWS]})),
        ("config.json", json.dumps({"id2label": dict(ROWS), "label2id": {name: index for index, name in ROWS}})),
        ("words.json", json.dumps({name: str(index) for index, name in ROWS})),
        ("three.csv", "id,wnid,name\n" + "".join(f"{index},n0{index},{name}\n" for index, name in ROWS)),
        ("order.csv", "name;wnid;index\n" + "".join(f"{name};n0{index};{index}\n" for index, name in reversed(ROWS))),
        ("tabs.csv", "class_id\tclass\timages\n" + "".join(f"{index}\t{name}\t5{index}\n" for index, name in ROWS)),
        ("counted.csv", "class,count\n" + "".join(f"{name},{index * 10 + 3}\n" for index, name in ROWS)),
        ("pandas.csv", ",name\n" + "".join(f"{index},{name}\n" for index, name in ROWS)),
        ("wordnet.csv", "".join(f"n0144076{index},{name}\n" for index, name in ROWS)),
        ("trailing.csv", "".join(f"{index},{name},\n" for index, name in ROWS)),
        ("headed.csv", "class\n" + "\n".join(THREE)),
        ("headed.txt", "label\n" + "\n".join(THREE)),
        ("teachable.txt", "".join(f"{index} {name}\n" for index, name in ROWS)),
        ("from_one.txt", "".join(f"{index + 1}: {name}\n" for index, name in ROWS)),
        ("synsets.txt", "".join(f"n0144076{index} {name}\n" for index, name in ROWS)),
        ("python.txt", repr(dict(ROWS))),
        ("gap.txt", "\n\n".join(THREE)),
    ],
)
def test_tables_and_objects_and_indices_are_read(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert read(file, 3) == THREE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize(
    "names", [("cat", "dog", "bird"), ("кошка", "собака", "птица"), ("猫", "狗", "鸟"), ("кошка",)]
)
@pytest.mark.parametrize("form", ["lines.txt", "windows.txt", "table.csv", "list.json"])
def test_every_encoding_of_every_form_is_read(encoding: str, names: tuple[str, ...], form: str, tmp_path: Path) -> None:
    content = {
        "lines.txt": "\n".join(names),
        "windows.txt": "\r\n".join(names) + "\r\n",
        "table.csv": "id,name\r\n" + "".join(f"{index},{name}\r\n" for index, name in enumerate(names)),
        "list.json": json.dumps(names, ensure_ascii=False),
    }[form]
    file = tmp_path / form
    file.write_bytes(content.encode(encoding))
    assert read(file, len(names)) == names


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        ("headed.csv", "class\ncat\n", ("class", "cat")),
        ("headed.txt", "label\ncat\n", ("label", "cat")),
        ("table.csv", "0,no\n1,name\n", ("no", "name")),
        ("coins.txt", "1 euro\n2 euro\n", ("1 euro", "2 euro")),
        ("brackets.txt", "[cat]\n[dog]\n", ("[cat]", "[dog]")),
        ("commas.csv", "cat, tabby\ndog\n", ("cat, tabby", "dog")),
        ("commas2.csv", "0,cat, tabby\n1,dog\n", ("cat, tabby", "dog")),
        ("digits.json", "[0, 1]", ("0", "1")),
    ],
)
def test_what_looks_like_a_heading_or_an_index_and_is_a_name(
    name: str, content: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert read(file, 2) == names


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("pickle.txt", b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94\x8c\x03cat\x94a.", "It is not text."),
        ("sheet.csv", b"PK\x03\x04\x14\0\x06\0\x08\0", "It is not text."),
        (
            "columns.csv",
            b"latin,english\nfelis,cat\ncanis,dog\n",
            "It is not clear which column is the name: add the headings index and name.",
        ),
        ("gap.csv", b"id,name\n0,cat\n2,dog\n", "It has no class 1."),
        ("twice.json", b'[{"id": 0, "name": "cat"}, {"id": 0, "name": "dog"}]', "It gives one index to several names."),
        ("mixed.json", b'["cat", {"name": "dog"}]', "Its entries have different formats."),
        ("broken.json", b'["cat", ', "It is not valid JSON"),
        ("value.json", b"3", "It holds a single value."),
        ("empty.txt", b" \n", "It is empty."),
    ],
)
def test_a_faulty_file_is_reported(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ModelFailure) as caught:
        read(file, 2)
    assert reason in str(caught.value)


def messages(found: ClassNames) -> list[str]:
    return [str(notice) for notice in found.origin]


def test_where_the_names_come_from_is_reported(tmp_path: Path) -> None:
    model = tmp_path / "tumour.keras"
    assert messages(resolve(None, model, 2, numbered(2))) == ["Class names: unknown, so the classes are numbered."]
    (tmp_path / "labels.txt").write_text("cat\ndog\n")
    found = resolve(None, model, 2, numbered(2))
    assert found.names == ("cat", "dog")
    assert messages(found) == ["Class names: from labels.txt, next to the model file."]
    (tmp_path / "mine.txt").write_text("a\nb\n")
    found = resolve(tmp_path / "mine.txt", model, 2, numbered(2))
    assert found.names == ("a", "b")
    assert messages(found) == ["Class names: from mine.txt."]


def test_a_file_of_another_number_of_names_is_reported_with_both_numbers(tmp_path: Path) -> None:
    model = tmp_path / "net.keras"
    (tmp_path / "labels.txt").write_text("cat\ndog\n")
    found = resolve(None, model, 3, numbered(3))
    assert found.names == ("class 0", "class 1", "class 2")
    assert "labels.txt next to the model is not used" in messages(found)[1]
    assert "names 2 classes, and the model has 3" in messages(found)[1]
    (tmp_path / "net_labels.json").write_text("3")
    (tmp_path / "classes.txt").write_text("cat\ndog\nbird\n")
    found = resolve(None, model, 3, numbered(3))
    assert found.names == ("cat", "dog", "bird")
    assert [line.partition(" ")[0] for line in messages(found)] == ["Class", "net_labels.json", "labels.txt"]


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
def test_what_is_no_list_of_names_is_reported(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ModelFailure, match=rf"{name} is not a list of class names: one name a line"):
        read(file)


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelFailure, match=r"names\.txt cannot be read \(No such file"):
        read(tmp_path / "names.txt")


@pytest.mark.parametrize(
    "name", ["net.txt", "net.csv", "net_labels.txt", "net-classes.json", "labels.txt", "classes.csv"]
)
def test_a_file_next_to_the_model_is_found(name: str, tmp_path: Path) -> None:
    assert find_names_file(tmp_path / "net.keras") is None
    (tmp_path / name).touch()
    assert find_names_file(tmp_path / "net.keras") == tmp_path / name


def test_the_models_own_name_comes_first(tmp_path: Path) -> None:
    for name in ("labels.txt", "net.json"):
        (tmp_path / name).touch()
    assert find_names_file(tmp_path / "net.keras") == tmp_path / "net.json"


def test_as_many_names_as_classes() -> None:
    assert fitted(THREE, 3, Path("a.txt")) == THREE
    with pytest.raises(ModelFailure, match=r"a\.txt names 3 classes, and the model has 1000"):
        fitted(THREE, 1000, Path("a.txt"))
    assert numbered(2) == ("class 0", "class 1")
