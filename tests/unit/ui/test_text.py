"""Languages: every file loads, keeps the fields of its texts, and the window changes its language while it is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import pytest
from helpers.widgets import control, heatmap, model_info, prediction, result
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItemIterator,
    QWidget,
)

from attnstudio import paths
from attnstudio.app.app import App
from attnstudio.core.errors import PictureFailure
from attnstudio.core.models.base import all_specs
from attnstudio.core.targets import Target
from attnstudio.core.text import Notice
from attnstudio.core.translations import texts_of, translated
from attnstudio.ui.shell.i18n import CONTEXT, LANGUAGES, Language, message, tr

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]

FOLDER = paths.resource("translations")
OTHERS = [code for code in LANGUAGES if code != "en"]
needs_translations = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"{FOLDER} is not there: packaging/translate.py makes the translations"
)


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    made = Language()
    yield made
    made.choose("en")


@pytest.fixture
def app(make_app: Callable[[], App]) -> App:
    """With something to say in every panel."""
    made = make_app()
    made.panels.model_picker.show_models(all_specs(), {"demo"}, "vgg16")
    made.panels.layer_picker.show_model(model_info())
    made.panels.target_picker.show_prediction(prediction(), Target(3))
    made.panels.method_selector.choose(["smoothgrad"])
    first = heatmap()
    made.panels.results.add(result(first), first)
    return made


def _texts(code: str) -> dict[str, str]:
    """English -> translation, of texts without a count."""
    return {text: forms[0] for text, forms in texts_of(code).items() if len(forms) == 1}


def _plurals(code: str) -> dict[str, tuple[str, ...]]:
    """English -> forms, of those with a count."""
    return {text: forms for text, forms in texts_of(code).items() if len(forms) > 1}


def _fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


@needs_translations
@pytest.mark.parametrize("code", OTHERS)
def test_every_language_has_its_file(code: str) -> None:
    translator = QTranslator()
    assert translator.load(str(FOLDER / f"attnstudio_{code}.qm"))
    assert not translator.isEmpty()


@needs_translations
@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_is_missing_or_loses_a_field(code: str) -> None:
    texts = _texts(code)
    assert len(texts) > 100
    assert [text for text, translated in texts.items() if not translated] == []
    assert [text for text, translated in texts.items() if _fields(text) != _fields(translated)] == []
    for text, forms in _plurals(code).items():
        assert all(forms), text
        assert all(set(_fields(form)) == set(_fields(text)) for form in forms), text


@needs_translations
def test_texts_with_a_count_have_the_forms_of_english_too() -> None:
    english = _plurals("en")
    assert set(english) == set(_plurals("ru")) == set(texts_of("en"))
    assert all(forms[1] == text for text, forms in english.items())


@needs_translations
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_window_counts_as_files_do(code: str, language: Language) -> None:
    language.choose(code)
    for n in (*range(30), 101, 111, 121, 1002):
        said = tr("{filter}: {n} pictures", filter="x", n=n)
        assert said == translated(code, "{filter}: {n} pictures", n).format(filter="x", n=n)


@needs_translations
@pytest.mark.parametrize("code", OTHERS)
def test_the_compiled_file_is_up_to_date(code: str, language: Language) -> None:
    language.choose(code)
    stale = [text for text, there in _texts(code).items() if QCoreApplication.translate(CONTEXT, text) != there]
    assert stale == [], "run packaging/translate.py"


def test_english_needs_no_file(language: Language) -> None:
    language.choose("en")
    assert language.code == "en"
    assert tr("Run") == "Run"
    assert tr("{n} methods, computed together.", n=3) == "3 methods, computed together."
    assert tr("{n} methods, computed together.", n=1) == "1 method, computed together."


def test_a_text_that_nobody_knows_stays_as_it_is(language: Language) -> None:
    language.choose("ru")
    assert tr("no such text {here}", here=1) == "no such text 1"


@pytest.mark.parametrize("code", ["xx", "de", "english", "../en"])
def test_an_unknown_language_is_english(language: Language, code: str) -> None:
    language.choose(code)
    assert language.code == "en"
    assert tr("Run") == "Run"


@needs_translations
def test_without_a_choice_the_system_decides(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, code in (("ru_RU", "ru"), ("en_GB", "en"), ("de_DE", "en")):
        monkeypatch.setattr(QLocale, "system", lambda name=name: QLocale(name))
        language.choose("")
        assert language.code == code


@needs_translations
def test_failures_and_notices_are_translated(language: Language) -> None:
    failure = PictureFailure("{file} is empty. Copy or download it again.", file=Path("/a/{b}.png"))
    notice = Notice("{file} has several frames or pages: only the first is used.", {"file": "x.gif"})
    assert message(failure) == "/a/{b}.png is empty. Copy or download it again."
    language.choose("ru")
    assert "/a/{b}.png" in message(failure)
    assert message(failure) != str(failure)
    assert message(notice) != str(notice)
    assert "x.gif" in message(notice)


def _reported(window: QWidget) -> set[str]:
    """All that stands in the window: texts, tool tips, and what a screen reader says."""
    said: set[str] = {window.windowTitle()}
    for widget in [window, *window.findChildren(QWidget)]:
        said |= {widget.toolTip(), widget.accessibleName()}
        match widget:
            case QLabel() | QAbstractButton():
                said.add(widget.text())
            case QLineEdit():
                said.add(widget.placeholderText())
            case QComboBox():
                said |= {widget.itemText(row) for row in range(widget.count())}
            case QMenu():
                said.add(widget.title())
            case QDockWidget():
                said.add(widget.windowTitle())
            case QTreeWidget():
                rows = QTreeWidgetItemIterator(widget)
                while (item := rows.value()) is not None:
                    said |= {item.text(0), item.text(1), item.toolTip(0)}
                    rows += 1
    for action in window.findChildren(QAction):
        said |= {action.text(), action.toolTip()}
    return said


@needs_translations
@pytest.mark.parametrize("code", OTHERS)
def test_the_window_changes_its_language_while_it_is_open(app: App, language: Language, code: str) -> None:
    window = app.services.window
    window.show()
    english = _reported(window)
    texts = {text: there for text, there in _texts(code).items() if text != there}
    # A tool tip is made from its action's text: "Picture" of "&Picture" is no text of its own.
    known = {text for text in texts if text in english and f"&{text}" not in texts}
    assert len(known) > 50
    language.choose(code)
    QApplication.processEvents()
    translated = _reported(window)
    assert sorted(known & translated) == [], "these stay English"
    assert sorted(text for text in known if texts[text] not in translated) == [], "these are gone"
    language.choose("en")
    QApplication.processEvents()
    assert _reported(window) == english


@needs_translations
def test_changing_the_language_keeps_what_is_chosen(app: App, language: Language) -> None:
    app.panels.layer_picker.box.setCurrentIndex(3)
    control(app.panels.method_selector.forms["smoothgrad"], "samples", QSpinBox).setValue(7)
    app.panels.display_controls.normalisation.setCurrentIndex(1)
    heard: list[object] = []
    app.panels.layer_picker.changed.connect(lambda: heard.append("layer"))
    app.services.selection.changed.connect(lambda _: heard.append("selection"))
    app.panels.model_picker.model_chosen.connect(heard.append)
    app.panels.target_picker.target_chosen.connect(heard.append)
    before = (
        app.panels.layer_picker.layer,
        app.services.selection.now.methods,
        app.panels.display_controls.normalisation.currentData(),
    )
    language.choose("ru")
    QApplication.processEvents()
    assert (
        app.panels.layer_picker.layer,
        app.services.selection.now.methods,
        app.panels.display_controls.normalisation.currentData(),
    ) == before
    assert app.panels.model_picker.chosen == "vgg16"
    assert not heard, "it would run a job"


def test_languages_are_named_in_themselves() -> None:
    assert LANGUAGES["en"] == "English"
    assert LANGUAGES["ru"] == "Русский"
