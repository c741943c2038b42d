"""The texts of resources/translations, without Qt: by their English, each with the forms that a count chooses from.

The count of a text is its field `{n}`. English has a file too: the forms of the texts with a count.
"""

from __future__ import annotations

from functools import cache
from numbers import Integral
from xml.etree import ElementTree

from attnstudio import paths

SOURCE_LANGUAGE = "en"


def translated(language: str, text: str, n: object = None) -> str:
    """The text in that language, its fields empty; what has no translation stays English."""
    if language == SOURCE_LANGUAGE and not isinstance(n, Integral):
        return text
    forms = texts_of(language).get(text, ("",))
    form = forms[_plural(language, int(n)) if isinstance(n, Integral) and len(forms) > 1 else 0]
    return form or (text if language == SOURCE_LANGUAGE else translated(SOURCE_LANGUAGE, text, n))


@cache
def texts_of(language: str) -> dict[str, tuple[str, ...]]:
    """The forms of each text."""
    messages = ElementTree.parse(paths.resource("translations", f"attnstudio_{language}.ts")).iter("message")
    return {message.findtext("source", ""): forms_of(message) for message in messages}


def forms_of(message: ElementTree.Element) -> tuple[str, ...]:
    """Of a message of a .ts file: those of a count, or a single one; "" where there is no translation yet."""
    plural = [form.text or "" for form in message.iter("numerusform")]
    return tuple(plural) or (message.findtext("translation") or "",)


def _plural(language: str, n: int) -> int:
    """Number of the form, as Qt's lrelease orders them."""
    if language == "ru":
        if n % 10 == 1 and n % 100 != 11:
            return 0
        return 1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2
    return 0 if n == 1 else 1
