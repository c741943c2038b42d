"""Checks of the program's translations, in Qt and in files, and of Qt's own."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from functools import partial

from attnstudio.export.translation import LANGUAGES, translator
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import Subject

_SENTENCE = "Choose a picture and a layer."
_ENGLISH = "en"


def checks(_: Subject) -> Iterator[Check]:
    has_qt = importlib.util.find_spec("PySide6") is not None
    for language in LANGUAGES:
        if language == _ENGLISH:
            continue
        yield f"translation {language} of files", partial(_check_files, language)
        if has_qt:
            yield f"translation {language} of the window", partial(_check_window, language)
            yield f"translation {language} of Qt", partial(_check_qt, language)


def _check_files(language: str) -> None:
    require(translator(language)(_SENTENCE) != _SENTENCE, "a sentence is not translated")


def _check_window(language: str) -> None:
    from PySide6.QtCore import QTranslator

    from attnstudio.ui.shell.i18n import CONTEXT, our_file

    found, file = QTranslator(), our_file(language)
    require(found.load(str(file)), f"{file} cannot be loaded")
    require(found.translate(CONTEXT, _SENTENCE) == translator(language)(_SENTENCE), f"{file} says something else")


def _check_qt(language: str) -> None:
    """That of the buttons of its dialogs."""
    from PySide6.QtCore import QTranslator

    from attnstudio.ui.shell.i18n import qt_file

    found, file = QTranslator(), qt_file(language)
    require(found.load(str(file)), f"{file} cannot be loaded")
    require(found.translate("QPlatformTheme", "Cancel") not in ("", "Cancel"), f"{file} translates nothing")
