"""Text in the languages of the window, without Qt: for what is written to files."""

from __future__ import annotations

from attnstudio.core.errors import ChoiceFailure
from attnstudio.core.text import Translate, filled
from attnstudio.core.translations import translated

LANGUAGES = ("en", "ru")


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

    def translate(text: str, /, **values: object) -> str:
        return filled(translated(language, text, values.get("n")), values, translated(language, "."))

    return translate
