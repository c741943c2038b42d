"""Collect the texts of the source into resources/translations/*.ts, and compile them to *.qm.

    .venv/bin/python packaging/translate.py           # after a text changed; then fill in what is new, and run it again
    .venv/bin/python packaging/translate.py --check   # fails where a text is missing, unfinished or out of date

A text is the first argument of tr(...), tr_noop(...), or of a failure. Qt's own lupdate does not see the last two.
qtbase_*.ts, written by hand, has those of Qt's dialogs that Qt's own translation lacks.
A text with the field {n} has plural forms for this count, as many as the language has; it stands in English too, for
the form of 1.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter
from subprocess import run
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
LANGUAGES = ("en", "ru")
FORMS = {"en": 2, "ru": 3}  # of a plural, in the order of Qt
CONTEXT = "attnstudio"
MARKERS = {"tr", "tr_noop"}
Translation = str | list[str]


def source_texts() -> list[str]:
    """Every text that a person may see, in the order of the files."""
    texts: dict[str, None] = {}
    files = sorted((ROOT / "attnstudio").rglob("*.py"))
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    marking = MARKERS | _failures(trees)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in marking:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
                    texts[first.value] = None
    return list(texts)


def _failures(trees: Iterable[ast.Module]) -> set[str]:
    """The names of failures: of Failure, and of what is derived from it, whatever it is called."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, more = {"Failure"}, True
    while more:
        derived = {one.name for one in classes if found & set(map(_name, one.bases))}
        more = not derived <= found
        found |= derived
    return found


def _name(expression: ast.expr) -> str:
    return expression.id if isinstance(expression, ast.Name) else getattr(expression, "attr", "")


def texts_for(language: str, texts: Iterable[str]) -> list[str]:
    """Those that have a translation in this language."""
    return [text for text in texts if language != "en" or is_plural(text)]


def is_plural(text: str) -> bool:
    return "n" in fields(text)


def read(file: Path) -> dict[str, Translation]:
    """Source text -> translation, or the list of its plural forms; "" or [] where it is not translated yet."""
    if not file.is_file():
        return {}
    messages = ElementTree.parse(file).getroot().iter("message")
    return {message.findtext("source", ""): _translation(message) for message in messages}


def _translation(message: ElementTree.Element) -> Translation:
    if message.get("numerus") != "yes":
        return message.findtext("translation") or ""
    forms = [form.text or "" for form in message.iter("numerusform")]
    return forms if all(forms) else []


def write(file: Path, language: str, translations: Mapping[str, Translation]) -> None:
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for source, translation in translations.items():
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = source
        made = ElementTree.SubElement(message, "translation")
        if is_plural(source):
            message.set("numerus", "yes")
            for form in translation or [""] * FORMS[language]:
                ElementTree.SubElement(made, "numerusform").text = form
        else:
            assert isinstance(translation, str), source
            made.text = translation
        if not translation:
            made.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def problems(language: str, texts: list[str], translations: Mapping[str, Translation]) -> list[str]:
    """What keeps a translation from being shipped. A plural form may write its count as a word."""
    found = [f"not translated: {text!r}" for text in texts if not translations.get(text)]
    found += [f"no longer in the source: {text!r}" for text in translations if text not in texts]
    for text, translation in translations.items():
        forms = [translation] if isinstance(translation, str) else translation
        found += [
            f"other fields than the source: {text!r} -> {form!r}"
            for form in forms
            if form and fields(text) - {"n"} != fields(form) - {"n"}
        ]
        if is_plural(text) and translation and len(forms) != FORMS[language]:
            found.append(f"{FORMS[language]} plural forms needed: {text!r}")
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--check", action="store_true")
    check = options.parse_args().check
    every = source_texts()
    wrong = []
    for language in LANGUAGES:
        texts = texts_for(language, every)
        file = FOLDER / f"{CONTEXT}_{language}.ts"
        known = read(file)
        if not check:
            known = {text: known.get(text, "") for text in texts}
            write(file, language, known)
            if language != "en":  # that file is read as it is
                lrelease = Path(sys.executable).with_name("pyside6-lrelease")
                for one in (file, FOLDER / f"qtbase_{language}.ts"):
                    run([lrelease, "-silent", one, "-qm", one.with_suffix(".qm")], check=True)
        wrong += [f"{language}: {problem}" for problem in problems(language, texts, known)]
    for problem in wrong:
        print(problem, file=sys.stderr)
    print(f"{len(every)} texts, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
