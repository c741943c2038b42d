"""Which methods: a box that opens the chooser, one sentence with the paper, and the parameters of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QStyle, QStyleOptionComboBox, QWidget

from attnstudio.core.methods.base import METHODS
from attnstudio.core.request import MethodCall, ModelInfo
from attnstudio.ui.explain.method_choice import in_order
from attnstudio.ui.explain.method_chooser import MethodChooser
from attnstudio.ui.explain.method_lists import MethodLists
from attnstudio.ui.explain.method_menu import add_entries
from attnstudio.ui.explain.method_params import MethodParams
from attnstudio.ui.explain.method_text import paper_link
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import method_name, tr
from attnstudio.ui.state.selection import Selection
from attnstudio.ui.widgets.base import Panel, faint_with_link, heading
from attnstudio.ui.widgets.fold import Fold
from attnstudio.ui.widgets.plain import plain

_OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down)


class MethodBox(QComboBox):
    """Looks like the other choices of the panel; `opened` in place of a list."""

    opened = Signal()

    def show_text(self, text: str) -> None:
        self.clear()
        self.addItem(text)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802
        super().initStyleOption(option)
        place = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        right = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), right, place.width() - 4)

    def showPopup(self) -> None:  # noqa: N802
        self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in _OPENING:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class MethodSelector(Panel):
    """A view of the selection. Parameters are in `forms`, by the ids of the chosen methods; of several they are folded
    away, and made when they are opened.

    Args:
        seconds: what a map is expected to take here.
    """

    def __init__(
        self,
        selection: Selection,
        lists: MethodLists,
        seconds: Callable[[MethodCall], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection, self._lists = selection, lists
        self._heading, self._summary = heading(), faint_with_link()
        self.box = MethodBox()
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.chooser = MethodChooser(selection, lists, seconds, self)
        self.box.opened.connect(self.open_chooser)
        self.forms: dict[str, MethodParams] = {}
        self.folds: dict[str, Fold] = {}
        self._shown: tuple[MethodCall, ...] = ()
        self._params = Panel()
        row = QHBoxLayout()
        row.setSpacing(2 * theme.SPACE)
        row.addWidget(self._heading)
        row.addWidget(self.box, 1)
        self.stack.addLayout(row)
        self.stack.addWidget(self._summary)
        self.stack.addWidget(self._params)
        selection.changed.connect(self._on_selection)
        self.retranslate()

    @Slot()
    def open_chooser(self) -> None:
        self.chooser.open_below(self.box)

    def choose(self, method_ids: Iterable[str]) -> None:
        """Choose methods, with the parameters that they had last; unknown ones are passed over."""
        known = METHODS.discover()
        self._selection.choose(methods=in_order(self._lists.call(one) for one in method_ids if one in known))

    def fill_menu(self, menu: QMenu) -> None:
        """What can be done with the chosen method; of several each has a submenu."""
        calls = self._selection.now.methods
        for call in calls:
            method, of_method = METHODS.discover()[call.id], menu
            if len(calls) > 1:
                name = method_name(call.id)
                of_method = menu.addMenu(name)
                of_method.addAction(tr("Choose {name}", name=name), partial(self._selection.choose, methods=(call,)))
                others = tuple(one for one in calls if one != call)
                of_method.addAction(tr("Leave it out"), partial(self._selection.choose, methods=others))
            is_favourite = call.id in self._lists.favourites
            add_entries(of_method, method, is_favourite=is_favourite, star=self._lists.toggle_favourite)

    def show_model(self, info: ModelInfo | None) -> None:
        """None: the model is not loaded yet. A chosen method that it cannot carry stays: another model may."""
        self.chooser.show_model(info)

    def retranslate(self) -> None:
        self._heading.setText(tr("Method"))
        self.box.setAccessibleName(tr("Method"))
        self.chooser.retranslate()
        self._show()

    @Slot(object)
    def _on_selection(self, changed: frozenset[str]) -> None:
        calls = self._selection.now.methods
        if "methods" not in changed:
            return
        is_edit = [call.id for call in calls] == [call.id for call in self._shown] and all(
            form.call in calls for form in self.forms.values()
        )
        if is_edit:  # the user is at the forms
            self._shown = calls
        else:
            self._show()

    def _show(self) -> None:
        calls = self._shown = self._selection.now.methods
        names = ", ".join(method_name(call.id) for call in calls)
        self.box.show_text(names or tr("Choose a method."))
        self.box.setToolTip(plain(names) if len(calls) > 1 else "")
        if len(calls) == 1:
            method = METHODS.discover()[calls[0].id]
            paper = paper_link(method.paper, tr("Paper"))
            self._summary.setText(f"{escape(tr(method.summary))} {paper}")
        else:
            self._summary.setText(tr("{n} methods, computed together.", n=len(calls)))
        self._summary.setVisible(bool(calls))
        self._show_forms(calls)

    def _show_forms(self, calls: tuple[MethodCall, ...]) -> None:
        self.forms, self.folds = {}, {}
        before, self._params = self._params, Panel()
        self.stack.replaceWidget(before, self._params)
        before.hide()  # else Qt, which shows what was added a moment later, would show it as a window
        before.setParent(None)
        before.deleteLater()
        if len(calls) == 1:
            self._add_form(calls[0].id, self._params)
            return
        for call in calls:
            holder = Panel()
            fold = self.folds[call.id] = Fold(holder)
            fold.set_title(method_name(call.id))
            fold.opened.connect(partial(self._add_form, call.id, holder))
            self._params.stack.addWidget(fold)

    def _add_form(self, method_id: str, holder: Panel) -> None:
        """Once, when it is to be seen."""
        if method_id not in self.forms:
            [call] = [call for call in self._selection.now.methods if call.id == method_id]
            form = self.forms[method_id] = MethodParams(call)
            form.changed.connect(self._on_form)
            holder.stack.addWidget(form)

    @Slot()
    def _on_form(self) -> None:
        edited = {method_id: form.call for method_id, form in self.forms.items()}
        self._selection.choose(methods=tuple(edited.get(call.id, call) for call in self._selection.now.methods))
