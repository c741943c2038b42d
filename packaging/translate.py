"""Collect the texts of the source into resources/translations/*.ts, and compile them to *.qm.

    .venv/bin/python packaging/translate.py           # after a text changed; then fill in what is new, and run it again
    .venv/bin/python packaging/translate.py --check   # fails where a text is missing, unfinished or out of date

A text is the first argument of tr(...), tr_noop(...), or of a failure. Qt's own lupdate does not see the last two.
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path
from string import Formatter
from subprocess import run
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("ru",)
CONTEXT = "attnstudio"
MARKERS = {"tr", "tr_noop"}


def source_texts() -> list[str]:
    """Every text that a person may see, in the order of the files."""
    texts: dict[str, None] = {}
    for file in sorted((ROOT / "attnstudio").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _marks(node.func):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    texts[first.value] = None
    return list(texts)


def _marks(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in MARKERS or name.endswith("Failure") or name in {"Unexpected"}


def read(file: Path) -> dict[str, str]:
    """Source text -> translation, "" where it is not translated yet."""
    if not file.is_file():
        return {}
    messages = ElementTree.parse(file).getroot().iter("message")
    return {message.findtext("source", ""): message.findtext("translation", "") for message in messages}


def write(file: Path, language: str, translations: dict[str, str]) -> None:
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for source, translation in translations.items():
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = source
        made = ElementTree.SubElement(message, "translation")
        made.text = translation
        if not translation:
            made.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def problems(texts: list[str], translations: dict[str, str]) -> list[str]:
    """What keeps a translation from being shipped."""
    found = [f"not translated: {text!r}" for text in texts if not translations.get(text)]
    found += [f"no longer in the source: {text!r}" for text in translations if text not in texts]
    found += [
        f"other fields than the source: {text!r} -> {translated!r}"
        for text, translated in translations.items()
        if translated and fields(text) != fields(translated)
    ]
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    texts = source_texts()
    wrong = []
    for language in LANGUAGES:
        file = FOLDER / f"{CONTEXT}_{language}.ts"
        known = read(file)
        if not check:
            known = {text: known.get(text, "") for text in texts}
            write(file, language, known)
            lrelease = Path(sys.executable).with_name("pyside6-lrelease")
            run([lrelease, "-silent", file, "-qm", file.with_suffix(".qm")], check=True)
        wrong += [f"{language}: {problem}" for problem in problems(texts, known)]
    for problem in wrong:
        print(problem, file=sys.stderr)
    print(f"{len(texts)} texts, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
