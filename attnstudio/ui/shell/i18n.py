"""Translated text. The English text is the key; packaging/translate.py collects the keys from the source."""

from __future__ import annotations

import re
from numbers import Integral
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from attnstudio import paths
from attnstudio.core.methods.base import METHODS
from attnstudio.core.text import Notice, Translatable, filled, localised, tr_noop
from attnstudio.core.translations import SOURCE_LANGUAGE, translated

CONTEXT = "attnstudio"
_BUILT_IN = (tr_noop("Demo (built in)"), tr_noop("Demo with a backdoor"))  # of core/models/demo.py
_PLACEHOLDER = re.compile(r"class (\d+)")  # of core/models/class_names.py
_PLACEHOLDERS = re.compile(r"class \d+( ?\S ?class \d+)?")
LANGUAGES = {"en": "English", "ru": "Русский"}


def tr(text: str, /, **values: object) -> str:
    """The text in the user's language, its {fields} filled; a field {n} is a count and chooses the plural form."""
    n = values.get("n")
    found = QCoreApplication.translate(CONTEXT, text, None, int(n) if isinstance(n, Integral) else -1)
    if found == text:
        found = translated(SOURCE_LANGUAGE, text, n)
    return filled(found, values, QCoreApplication.translate(CONTEXT, "."))


def message(what: Translatable) -> str:
    """A failure or notice of the engine, in the user's language."""
    values = {
        key: class_name(model_name(value)) if isinstance(value, str) else value for key, value in what.values.items()
    }
    return localised(Notice(what.template, values), tr)


def model_name(name: str) -> str:
    """The name of a model as the window shows it: those of the built-in ones are translated."""
    return tr(name) if name in _BUILT_IN else name


def method_name(method_id: str) -> str:
    """The name of a method as the window shows it: those of the controls are translated, papers' names are not."""
    return tr(METHODS.discover()[method_id].name)


def class_name(name: str) -> str:
    """The name of a class, or a difference of two, as the window shows it: placeholders for names are translated."""
    if _PLACEHOLDERS.fullmatch(name) is None:
        return name
    return _PLACEHOLDER.sub(lambda found: tr("class {index}", index=found[1]), name)


def our_file(language: str) -> Path:
    """The translation of our own texts."""
    return paths.resource("translations", f"attnstudio_{language}.qm")


def qt_file(language: str) -> Path:
    """That of Qt's dialogs, which comes with Qt."""
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{language}.qm"


def qt_additions(language: str) -> Path:
    """Texts of Qt's dialogs that `qt_file` lacks."""
    return paths.resource("translations", f"qtbase_{language}.qm")


def language_of(code: str) -> str:
    """A key of LANGUAGES: the user's choice, or where that is "", the system's language if we speak it."""
    wanted = code or QLocale.system().name()[:2]
    return wanted if wanted in LANGUAGES else "en"


class Language(QObject):
    """The installed translation. Changing it sends every widget a LanguageChange event."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded: dict[str, list[QTranslator]] = {"en": []}  # by language; each holds its file in memory
        self.code = "en"

    def choose(self, code: str) -> None:
        """`code`: a key of LANGUAGES, or "" for the system's language."""
        before, self.code = self.code, language_of(code)
        for translator in self._translators(before):
            QCoreApplication.removeTranslator(translator)
        for translator in self._translators(self.code):
            QCoreApplication.installTranslator(translator)

    def _translators(self, code: str) -> list[QTranslator]:
        if code not in self._loaded:
            found = [(QTranslator(self), file) for file in (qt_additions(code), qt_file(code), our_file(code))]
            self._loaded[code] = [translator for translator, file in found if translator.load(str(file))]
        return self._loaded[code]
