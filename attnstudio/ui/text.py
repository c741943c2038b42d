"""Translated text. The English text is the key; packaging/translate.py collects the keys from the source."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from attnstudio import paths
from attnstudio.core.text import Said, said

CONTEXT = "attnstudio"
LANGUAGES = {"en": "English", "ru": "Русский"}


def tr(text: str, **values: object) -> str:
    """The text in the user's language, its {fields} filled."""
    translated = QCoreApplication.translate(CONTEXT, text)
    return translated.format(**values) if values else translated


def message(what: Said) -> str:
    """A failure or notice of the engine, in the user's language."""
    return said(what, tr)


class Language(QObject):
    """The installed translation. Changing it sends every widget a LanguageChange event."""

    def __init__(self) -> None:
        super().__init__()
        self._translators: list[QTranslator] = []
        self.code = "en"

    def choose(self, code: str) -> None:
        """`code`: a key of LANGUAGES, or "" for the system's language."""
        wanted = code or QLocale.system().name()[:2]
        self.code = wanted if wanted in LANGUAGES else "en"
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []
        if self.code == "en":
            return
        ours = paths.resource("translations", f"attnstudio_{self.code}.qm")
        qts = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{self.code}.qm"
        for file in (qts, ours):
            translator = QTranslator(self)
            if translator.load(str(file)):
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)
