"""Text in the encoding that the file declares, and no encoding that hides anything."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest
from helpers.annotation_files import coco, labelme, only, voc, voc_box, written

from attnstudio.core.annotations.base import load
from attnstudio.core.errors import RegionFailure
from attnstudio.core.regions import Rectangle

BOX = voc_box(3, 2, 6, 4)


def label_in(file: Path) -> str:
    region = only(load(file, ["fish.png"]))
    assert region.shapes == (Rectangle(2, 1, 6, 4),)
    return region.label


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "рыба"),
        ("UTF-8", "рыба"),
        ("windows-1251", "рыба"),
        ("koi8-r", "рыба"),
        ("iso-8859-5", "рыба"),
        ("ISO-8859-1", "Fußfisch"),
        ("cp866", "рыба"),
        ("gb2312", "鱼"),
        ("GBK", "鱼"),
        ("gb18030", "鱼"),
        ("Shift_JIS", "魚"),
        ("EUC-JP", "魚"),
        ("big5", "魚"),
        ("euc-kr", "물고기"),
        ("us-ascii", "fish"),
    ],
)
def test_xml_declares_its_encoding(tmp_path: Path, encoding: str, name: str) -> None:
    for quote in "'\"":
        text = voc(BOX, declaration=f"<?xml version='1.0' encoding={quote}{encoding}{quote} ?>\n", name=name)
        assert label_in(written(tmp_path / "a.xml", text.encode(encoding))) == name


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("declared", ["utf-8", "utf-16", "windows-1251"])
def test_the_encoding_of_the_bytes_precedes_the_declared_one(tmp_path: Path, encoding: str, declared: str) -> None:
    text = voc(BOX, declaration=f"<?xml version='1.0' encoding='{declared}'?>", name="рыба")
    assert label_in(written(tmp_path / "a.xml", text.encode(encoding))) == "рыба"


def test_utf_8_that_declares_two_bytes(tmp_path: Path) -> None:
    """As programs write it that make the text first and choose the encoding then."""
    text = voc(BOX, declaration="<?xml version='1.0' encoding='utf-16'?>", name="рыба")
    assert label_in(written(tmp_path / "a.xml", text.encode())) == "рыба"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_by_its_first_bytes(tmp_path: Path, encoding: str) -> None:
    content = coco({"bbox": [2, 1, 4, 3]}) | {"categories": [{"id": 1, "name": "рыба"}]}
    text = json.dumps(content, ensure_ascii=False)
    assert label_in(written(tmp_path / "a.json", text.encode(encoding))) == "рыба"
    shape = {"shape_type": "rectangle", "points": [[2, 1], [6, 4]], "label": "рыба"}
    text = json.dumps(labelme(shape), ensure_ascii=False)
    assert label_in(written(tmp_path / "b.json", text.encode(encoding))) == "рыба"


@pytest.mark.parametrize("encoding", ["utf-7", "unicode_escape", "punycode", "idna", "rot13", "zip", "klingon", ""])
def test_encodings_that_hide_text_are_not_read(tmp_path: Path, encoding: str) -> None:
    text = voc(BOX, declaration=f"<?xml version='1.0' encoding='{encoding}'?>")
    with pytest.raises(RegionFailure, match=r"a\.xml is damaged or incomplete \(unknown encoding"):
        load(written(tmp_path / "a.xml", text), ["fish.png"])


def test_text_that_is_not_as_declared_is_damaged(tmp_path: Path) -> None:
    text = voc(BOX, declaration="<?xml version='1.0' encoding='utf-8'?>", name="рыба")
    with pytest.raises(RegionFailure, match=r"a\.xml is damaged or incomplete \('utf-8' codec can't decode"):
        load(written(tmp_path / "a.xml", text.encode("cp1251")), ["fish.png"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "cp1251"])
def test_no_encoding_hides_a_document_type(tmp_path: Path, encoding: str) -> None:
    declaration = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE annotation [<!ENTITY a 'lol'>]>"
    text = voc(BOX, declaration=declaration, name="&a;")
    with pytest.raises(RegionFailure, match="declares a document type"):
        load(written(tmp_path / "a.xml", text.encode(encoding)), ["fish.png"])
    marked = codecs.BOM_UTF8 + text.encode()
    with pytest.raises(RegionFailure, match="declares a document type"):
        load(written(tmp_path / "a.xml", marked), ["fish.png"])
