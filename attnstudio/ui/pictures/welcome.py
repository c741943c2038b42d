"""The page before the first picture: three ways to a first map, one click each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import tr
from attnstudio.ui.widgets.base import faint, heading
from attnstudio.ui.widgets.plain import PlainLabel

_TEXT_WIDTH, _WIDEST = 460, 720  # of the text, and of the three ways together


class Way(QFrame):
    """What one can begin with: a title, a sentence, and the button that does it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.title, self.text, self.button = heading(), faint(), QPushButton()
        self.title.setWordWrap(True)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.button.setMinimumHeight(34)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE] * 4)
        column.setSpacing(theme.SPACE)
        column.addWidget(self.title)
        column.addWidget(self.text, 1)
        column.addWidget(self.button)

    def show_texts(self, title: str, text: str, button: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.button.setText(button)


class Welcome(QWidget):
    """Emits what the user chose to start with."""

    scenes_requested = Signal()
    photos_requested = Signal()
    models_requested = Signal()  # there is no model of photos yet
    model_requested = Signal()  # a file of the user's own

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photo_model = ""
        self._logo, self._title, self._text = PlainLabel(), PlainLabel(), faint()
        self._logo.setPixmap(theme.application_icon().pixmap(64))
        font = self._title.font()
        font.setPixelSize(22)
        self._title.setFont(font)
        self._scenes, self._photos, self._model = Way(), Way(), Way()
        self.scenes_button, self.open_button = self._scenes.button, self._photos.button
        self.model_button = self._model.button
        self.open_button.setDefault(True)
        self.scenes_button.clicked.connect(self.scenes_requested)
        self.open_button.clicked.connect(self._on_photos)
        self.model_button.clicked.connect(self.model_requested)
        ways = QWidget()
        ways.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE * 3 // 2)
        for way in (self._scenes, self._photos, self._model):
            row.addWidget(way, 1)
        self.last_button = QToolButton()
        self.last_button.setMinimumHeight(30)
        self.last_button.hide()
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.SPACE)
        layout.addStretch(2)
        for widget in (self._logo, self._title, self._text):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        centred = QHBoxLayout()
        centred.addStretch()
        centred.addWidget(ways, 100)
        centred.addStretch()
        layout.addLayout(centred)
        layout.addWidget(self.last_button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.retranslate()

    def show_last(self, action: QAction) -> None:
        """Offer what was open when the program was closed, if that is known."""
        self.last_button.setDefaultAction(action)
        self.last_button.setVisible(action.isEnabled())

    def show_photo_model(self, name: str) -> None:
        """The model that photos are opened with; empty: there is none yet."""
        self._photo_model = name
        self.retranslate()

    def retranslate(self) -> None:
        self._title.setText(tr("See what the classifier looks at"))
        self._text.setText(tr("Drop pictures, a folder or a model anywhere in this window, or begin here:"))
        self._text.setFixedSize(_TEXT_WIDTH, self._text.heightForWidth(_TEXT_WIDTH))
        self._scenes.show_texts(
            tr("See how it works"),
            tr("A small built-in model and a dozen drawn pictures. Needs no network."),
            tr("Open the scenes"),
        )
        if self._photo_model:
            text = tr("{model} knows 1000 kinds of things in photos.", model=self._photo_model)
            self._photos.show_texts(tr("Your photos"), text, tr("Open photos..."))
        else:
            text = tr("Photos need a model of photos, such as MobileNetV2: download it, or import its file.")
            self._photos.show_texts(tr("Your photos"), text, tr("Get a model..."))
        self._model.show_texts(
            tr("Your own model"),
            tr("A trained Keras model: .keras or .h5. It is checked before it is loaded."),
            tr("Open model..."),
        )

    def _on_photos(self) -> None:
        (self.photos_requested if self._photo_model else self.models_requested).emit()
