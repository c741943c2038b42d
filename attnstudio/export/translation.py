"""Text in the languages of the window, without Qt: for what is written to files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree

from attnstudio import paths
from attnstudio.core.errors import ChoiceFailure

LANGUAGES = ("en", "ru")
Translate = Callable[[str], str]


def translator(language: str) -> Translate:
    """From an English text to that language; what has no translation stays English.

    Raises:
        ChoiceFailure: there is no such language; it names those there are.
    """
    if language not in LANGUAGES:
        raise ChoiceFailure(
            "There is no language {language}. The languages are: {languages}.",
            language=language,
            languages=", ".join(LANGUAGES),
        )
    texts = {} if language == "en" else texts_of(language)
    return lambda text: texts.get(text) or text


@cache
def texts_of(language: str) -> dict[str, str]:
    """Translations by their English text, from the source file of the window's translations."""
    messages = ElementTree.parse(paths.resource("translations", f"attnstudio_{language}.ts")).iter("message")
    return {message.findtext("source", ""): message.findtext("translation", "") for message in messages}
