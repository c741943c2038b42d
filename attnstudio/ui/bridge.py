"""For features that are not moved to the state yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from attnstudio.core.models.base import all_specs
from attnstudio.ui.notify.notifier import Scope
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.state.requests import current_request
from attnstudio.ui.state.viewed import Page


class Window(MainWindow):
    parts: Any

    @property
    def viewer(self) -> Any:
        return self.compare if self.viewed.now.page is Page.COMPARE else self.canvas

    def __getattr__(self, name: str) -> Any:
        if name in ("parts", "_window"):
            raise AttributeError(name)
        try:
            return self.parts[name]
        except KeyError:
            raise AttributeError(name) from None

    def show_canvas(self) -> None:
        self.viewed.set(page=Page.PICTURE)

    def show_compare(self) -> None:
        self.viewed.set(page=Page.COMPARE)


class _Opener(QObject):
    busy_changed = Signal(bool)

    def __init__(self, user_models: Any) -> None:
        super().__init__()
        self._board = user_models.board
        self._board.changed.connect(lambda _: self.busy_changed.emit(self.busy))

    @property
    def busy(self) -> bool:
        return bool(self._board.unfinished("vetting"))


class Own:
    def __init__(self, models: Any, user_models: Any) -> None:
        self._models, self._user_models = models, user_models
        self.opener = _Opener(user_models)

    def is_open(self, model_id: str) -> bool:
        return model_id not in all_specs() and bool(self._models.is_ready(model_id))

    def note(self, path: Any) -> None:
        self._models.list_provisionally(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._models, name)


class Studio(QObject):
    choice_changed = Signal()
    view_changed = Signal()
    settled = Signal()

    def __init__(self, app: Any) -> None:
        super().__init__()
        self.app = app
        self.window: Any = app.window
        app.window.parts = dict(
            viewed=app.viewed,
            canvas=app.canvas,
            compare=app.compare_view,
            browser=app.browser,
            model_picker=app.model_picker,
            layer_picker=app.layer_picker,
            method_selector=app.method_selector,
            results=app.results,
            log=app.log,
            inspector=app.inspector,
            inspector_dock=app.inspector_dock,
            measure=app.measure,
            measure_dock=app.measure_dock,
            activity=_Activity(app.notifier),
            progress=_Progress(),
            colormap=app.display_controls.colormap,
            normalisation=app.display_controls.normalisation,
            opacity=app.display_controls.opacity,
            tool_strip=app.tool_strip,
        )
        self.queue, self.settings, self.loader = app.queue, app.settings, app.loader
        self.own = Own(app.models, app.user_models)
        self.run: Callable[[], None] = app.explain.explain
        self.session = ""
        app.selection.changed.connect(lambda _: self.choice_changed.emit())
        app.viewed.changed.connect(lambda _: self.view_changed.emit())

    def request(self) -> Any:
        return current_request(self.app.selection, self.app.models)

    def specs(self) -> Any:
        return self.app.models.specs()

    def available(self) -> Any:
        return self.app.models.available()

    def warm_up(self) -> None:
        self.app.models_controller.warm_up()

    def explain(self) -> None:
        self.app.explain.explain()

    def explain_if_cheap(self) -> None:
        self.app.explain.explain_if_fast()

    def choose_model(self, model_id: str, target: str, layer: str) -> None:
        self.app.models_controller.restore(model_id, target, layer)

    def open(self, given: Any) -> None:
        self.app.pictures_controller.open(given)

    def open_picture(self, path: Any) -> None:
        self.app.pictures_controller.open_picture(path)

    def show_row(self, row: Any) -> None:
        self.app.explain.show_row(row)

    def show_title(self) -> None:
        self.app.viewed.set(session=self.session)
        channel = self.app.inspector.channel
        if channel is None:
            self.app.viewed.set(channel=None)
        self.app.viewed.set(compared=self.app.compare_view.exported())

    def say(self, told: Any, offer: Any = None, run: Any = None) -> Any:
        from attnstudio.ui.notify.notifier import Action

        return self.app.notifier.show(told, Scope.PROGRAM, Action(offer, run) if offer and run else None)

    def say_failure(self, failure: Any) -> None:
        self.app.notifier.show_failure(failure, Scope.PROGRAM)

    def take_back(self, told: Any) -> None:
        for one in self.app.notifier.messages:
            if told is not None and one.text is told:
                self.app.notifier.withdraw(one)


class _Activity:
    def __init__(self, notifier: Any) -> None:
        self._notifier = notifier

    def setText(self, text: str) -> None:  # noqa: N802
        self._notifier.set_status(lambda: text)

    def text(self) -> str:
        return str(self._notifier.status)


class _Progress:
    def setRange(self, *_: int) -> None:  # noqa: N802
        pass

    def setValue(self, _: int) -> None:  # noqa: N802
        pass
