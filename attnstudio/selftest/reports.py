"""Reports in every format and language."""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from attnstudio.export.report.formats import write_report
from attnstudio.export.translation import LANGUAGES, translator
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

if TYPE_CHECKING:
    from docx.document import Document

_HEADINGS = ("Conclusion", "Scores", "Method")


def checks(subject: Subject) -> Iterator[Check]:
    for language in LANGUAGES:
        yield f"report .html {language}", partial(_check_html, subject, language)
        yield f"report .docx {language}", partial(_check_docx, subject, language)
        yield f"report .pdf {language}", partial(_check_pdf, subject, language)


def _check_html(subject: Subject, language: str) -> None:
    text = _written(subject, ".html", language).decode("utf-8")
    for heading in _HEADINGS:
        word = translator(language)(heading)
        require(f">{escape(word)}<" in text, f'"{word}" is not in it')
    require("data:image/png;base64," in text, "there are no curves in it")
    require("data:image/jpeg;base64," in text, "there are no pictures in it")


def _check_docx(subject: Subject, language: str) -> None:
    import docx

    word = docx.Document(BytesIO(_written(subject, ".docx", language)))
    missing = {translator(language)(heading) for heading in _HEADINGS} - set(_words(word))
    require(not missing, f"{', '.join(sorted(missing))} is not in it")
    require(len(word.inline_shapes) > len(subject.evaluation.pictures), "pictures are missing")


def _words(word: Document) -> Iterator[str]:
    yield from (one.text for one in word.paragraphs)
    yield from (cell.text for table in word.tables for cell in table.rows[0].cells)


def _check_pdf(subject: Subject, language: str) -> None:
    """Its fonts have the letters of the language; it holds them as numbers of their own."""
    data = _written(subject, ".pdf", language)
    require(data.startswith(b"%PDF"), "the file is of another kind")
    letters = {chr(int(code, 16)) for one in _tables(data) for code in re.findall(rb"<\w{4}> <(\w{4})>", one)}
    missing = {letter for heading in _HEADINGS for letter in translator(language)(heading)} - letters
    require(not missing, f"its fonts lack the letters {''.join(sorted(missing))}")
    require(b"/FontFile2" in data, "it does not hold its fonts")
    require(data.count(b"/Subtype /Image") > len(subject.evaluation.pictures), "pictures are missing")


def _written(subject: Subject, ending: str, language: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"report{ending}"
        write_report(file, subject.evaluation, language, force=False)
        return file.read_bytes()


def _tables(pdf: bytes) -> Iterator[bytes]:
    """From a font's numbers of letters to letters: one a font."""
    for match in re.finditer(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL):
        stream = match[1]
        with suppress(zlib.error):
            stream = zlib.decompress(stream)
        if b"begincmap" in stream:
            yield stream
