"""Tables of pictures as people have them."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from attnstudio.core.datasets.base import NO_LABEL, DataSet, is_data_set, open_data_set
from attnstudio.core.errors import Cancelled, DataSetFailure


def put(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"not decoded")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(*(tmp_path / "images" / name for name in ("a.png", "b.png", "мой кот.jpg")))
    return tmp_path


def rows(found: DataSet) -> list[tuple[str, str | int]]:
    return [
        (path.name, found.class_names[label] if found.class_names and label != NO_LABEL else int(label))
        for path, label in zip(found.pictures, found.labels, strict=True)
    ]


NAMED = [("a.png", "dog"), ("b.png", "cat"), ("мой кот.jpg", "cat")]
NUMBERED = [("a.png", 2), ("b.png", 0), ("мой кот.jpg", 0)]

TABLES = {
    "path,label": ("path,label\nimages/a.png,dog\nimages/b.png,cat\nimages/мой кот.jpg,cat\n", NAMED),
    "other order": ("label,path\ndog,images/a.png\ncat,images/b.png\ncat,images/мой кот.jpg\n", NAMED),
    "indices": ("path,label\nimages/a.png,2\nimages/b.png,0\nimages/мой кот.jpg,0\n", NUMBERED),
    "floats of pandas": ("path,label\nimages/a.png,2.0\nimages/b.png,0.0\nimages/мой кот.jpg,0.0\n", NUMBERED),
    "semicolons": ("filename;class\nimages/a.png;dog\nimages/b.png;cat\nimages/мой кот.jpg;cat\n", NAMED),
    "tabs": ("Image Path\tCategory\na.png\tdog\nb.png\tcat\nмой кот.jpg\tcat\n", NAMED),
    "the folder is not named": ("image,target\na.png,dog\nb.png,cat\nмой кот.jpg,cat\n", NAMED),
    "without headings": ("images/a.png,dog\nimages/b.png,cat\nimages/мой кот.jpg,cat\n", NAMED),
    "unknown headings": ("Изобр.,Порода\na.png,dog\nb.png,cat\nмой кот.jpg,cat\n", NAMED),
    "without endings": ("id_code,diagnosis\na,2\nb,0\nмой кот,0\n", NUMBERED),
    "of Windows": ("path,label\r\nimages\\a.png,dog\r\nimages\\b.png,cat\r\nimages\\мой кот.jpg,cat\r\n", NAMED),
    "of another computer": (
        "path,label\nC:\\data\\x\\a.png,dog\nC:\\data\\x\\b.png,cat\nC:\\data\\x\\мой кот.jpg,cat\n",
        NAMED,
    ),
    "a leading folder that is not here": (
        "path,label\nset/images/a.png,dog\nset/images/b.png,cat\nset/images/мой кот.jpg,cat\n",
        NAMED,
    ),
    "quoted": ('"path","label"\n"images/a.png","dog"\n"images/b.png","cat"\n"images/мой кот.jpg","cat"\n', NAMED),
    "an index and a name": (
        "label,class_name,file\n2,dog,a.png\n0,cat,b.png\n0,cat,мой кот.jpg\n",
        NAMED,
    ),
    "empty lines and labels": (
        "path,label\n\nimages/a.png,dog\nimages/b.png,\n,,\nimages/мой кот.jpg,cat\n\n",
        [("a.png", "dog"), ("b.png", NO_LABEL), ("мой кот.jpg", "cat")],
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("case", TABLES)
def test_a_table_is_read(case: str, encoding: str, folder: Path) -> None:
    text, expected = TABLES[case]
    table = folder / "labels.csv"
    table.write_bytes(text.encode(encoding))
    found = open_data_set(table)
    assert is_data_set(table) and rows(found) == expected and not len(found.left_out)
    assert all(path.is_file() for path in found.pictures)


def test_paths_alone(folder: Path) -> None:
    (folder / "list.csv").write_text("path\nimages/a.png\nimages/b.png\n")
    found = open_data_set(folder / "list.csv")
    assert [path.name for path in found.pictures] == ["a.png", "b.png"] and not found.has_labels


def test_a_text_file_that_lists_pictures(folder: Path) -> None:
    (folder / "val.txt").write_text("a.png 65\nмой кот.jpg 970\n", "utf-8")
    assert rows(open_data_set(folder / "val.txt")) == [("a.png", 65), ("мой кот.jpg", 970)]
    (folder / "names.txt").write_text("tench\ngoldfish\n")
    assert not is_data_set(folder / "names.txt")


def test_the_folder_of_a_table_is_opened_by_it(folder: Path) -> None:
    put(folder / "c.png", folder / "unlisted.png")
    (folder / "labels.csv").write_text("path,label\nc.png,dog\nimages/a.png,cat\n")
    found = open_data_set(folder)
    assert rows(found) == [("c.png", "dog"), ("a.png", "cat"), ("unlisted.png", NO_LABEL)]


def test_results_next_to_pictures_are_no_labels(tmp_path: Path) -> None:
    put(tmp_path / "a.png", tmp_path / "b.png")
    (tmp_path / "scores.csv").write_text("picture,class,method,score\na.png,dog,x,1\na.png,dog,y,2\nb.png,cat,x,1\n")
    found = open_data_set(tmp_path)
    assert len(found) == 2 and not found.has_labels and not found.columns


def test_further_columns_are_kept(folder: Path) -> None:
    (folder / "t.csv").write_text("camera,path,label,note\nx,a.png,dog,one\ny,b.png,cat\n")
    found = open_data_set(folder / "t.csv")
    assert {name: list(column) for name, column in found.columns.items()} == {"camera": ["x", "y"], "note": ["one", ""]}


def test_what_cannot_be_used_is_listed(folder: Path) -> None:
    text = "path,label\na.png,dog\nnone.png,cat\n,cat\na.png,cat\nb.png,-1\n\0.png,dog\nhttps://host/x.png,dog\n"
    (folder / "t.csv").write_text(text)
    found = open_data_set(folder / "t.csv")
    assert [path.name for path in found.pictures] == ["a.png", "b.png"]
    reasons = {one.name: str(one.reason) for one in found.left_out}
    assert "Row 3: there is no picture none.png" in reasons["none.png"]
    assert (
        "Row 4 of" in reasons["t.csv:4"] and "Row 5: images/a.png stands in an earlier row" in reasons["images/a.png"]
    )
    assert len(found.left_out) == 5 and all(one.is_picture for one in found.left_out)


def test_pictures_of_array_files_are_named_by_rows(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", x=np.zeros((3, 4, 4), np.uint8))
    (tmp_path / "t.csv").write_text("path,label\na.npz/x[2],1\na.npz/x[0],0\n")
    found = open_data_set(tmp_path / "t.csv")
    assert list(found.pictures) == [tmp_path / "a.npz" / "x[2]", tmp_path / "a.npz" / "x[0]"]


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "no column with paths"),
        (b"age,label\n3,1\n", "no column with paths"),
        (b"path,label\n", "has no rows"),
        (b"path,label\nx.png,1\n", "No row of .* leads to a picture"),
        (b'path,label\n"a.png,1\n' + b"x" * 300_000, "No row of|cannot be read"),
        (bytes(range(256)) * 50, "no column with paths"),
    ],
)
def test_what_is_no_table_of_pictures_says_why(content: bytes, reason: str, folder: Path) -> None:
    (folder / "t.csv").write_bytes(content)
    with pytest.raises(DataSetFailure, match=reason):
        open_data_set(folder / "t.csv")


def test_a_label_of_which_each_is_another_text_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnstudio.core.datasets.tables.MAX_CLASSES", 1)
    (folder / "t.csv").write_text("path,label\na.png,x\nb.png,y\n")
    found = open_data_set(folder / "t.csv")
    assert len(found) == 2 and not found.has_labels and "is no label" in str(found.left_out[0].reason)


def test_rows_behind_the_limit_are_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attnstudio.core.datasets.tables.MAX_ROWS", 2)
    (folder / "t.csv").write_text("path,label\na.png,x\nb.png,y\n")
    found = open_data_set(folder / "t.csv")
    assert len(found) == 1 and "Rows from 3 on are not read" in str(found.left_out[0].reason)


def test_a_long_table_is_cancelled(folder: Path) -> None:
    (folder / "t.csv").write_text("path,label\n" + "a.png,x\n" * 10_000)
    cancelled, seen = threading.Event(), list[int]()

    def progress(done: int, total: int) -> None:
        seen.append(done)
        assert done <= total
        cancelled.set()

    with pytest.raises(Cancelled):
        open_data_set(folder / "t.csv", cancelled=cancelled, progress=progress)
    assert seen == [2000]
