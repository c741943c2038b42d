"""A walk through all that a user meets in the window: panels, pages, dialogs and menus, empty and full."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QFileDialog, QMenu, QMessageBox, QWidget

import helpers
from attnstudio import demo_scenes
from attnstudio.core.metrics.base import METRICS
from attnstudio.core.models import keras_file, vetting
from attnstudio.core.models import sandbox as child
from attnstudio.core.request import MethodCall
from attnstudio.core.text import Notice
from attnstudio.ui.measure.panel import PictureScope
from attnstudio.ui.pictures.dataset_dialogs import LabelDialog
from attnstudio.ui.pictures.image_browser import Look
from attnstudio.ui.shell.i18n import message
from helpers.desk import LEFT, PATIENCE, Desk
from helpers.jobs import SCENES
from helpers.own_models import WORKING

EXACTLY = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
DOCKS = ("inspector", "layer_strip", "measure", "accuracy", "mean_map", "backdoors", "features", "concepts")


class Walk:
    """Goes through a window that has just been opened.

    Args:
        look: called at each stop with its name and the widget that is seen there.
        folder: for pictures and a model; empty.
    """

    def __init__(
        self, desk: Desk, look: Callable[[str, QWidget], object], folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.desk, self.app, self._look, self._folder = desk, desk.app, look, folder
        self.window = desk.window
        monkeypatch.setattr(vetting, "run_sandbox", lambda path, *_: child.describe(keras_file.load(path)))
        for kind in (QDialog, QMessageBox):
            monkeypatch.setattr(kind, "exec", lambda dialog: self._exec(dialog))
        for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"):
            monkeypatch.setattr(QFileDialog, name, staticmethod(self._file_dialog(name)))

    def all(self) -> None:
        self.empty()
        self.pictures()
        self.explain()
        self.compare()
        self.measure()
        self.attacks()
        self.dataset()
        self.dialogs()
        self.own_model()
        self.closing()

    def look(self, name: str, widget: QWidget | None = None) -> None:
        QApplication.processEvents()
        self._look(name, widget or self.window)

    def empty(self) -> None:
        """Before anything is open: each panel says what to do."""
        self.look("first window")
        for name in DOCKS:
            self.desk.action(name).trigger()
            self.look(f"empty {name}")
            self.desk.action(name).trigger()
        for dock in ("jobs", "log", "results"):
            self.window.docks[dock].raise_()
            self.look(f"empty {dock}")

    def pictures(self) -> None:
        """The list in its looks, a picture that cannot be opened, menus."""
        self.desk.open(*SCENES[:3])
        self.look("a map")
        damaged = self._folder / "1.png"
        damaged.write_bytes(b"\x89PNG\r\n\x1a\n damaged")
        self.desk.open(damaged)
        self.look("a damaged picture")
        self.app.services.notifier.dismiss()
        for look in (Look.GRID, Look.TABLE, Look.LIST):
            self.app.panels.browser.show_look(look)
            self.look(f"pictures as {look}")
        self.desk.open(SCENES[0])
        self.app.panels.browser.choose(SCENES[0])
        self.desk.idle()
        for name, widget in (("picture", self.app.panels.canvas), ("list", self.app.panels.browser.list)):
            self._context_menu(name, widget)
        self.desk.action("review").trigger()
        self.look("review")
        self.desk.action("review").trigger()

    def explain(self) -> None:
        """Choices of a map, what they show, a class that the model does not see, a kept map."""
        desk, selector = self.desk, self.app.panels.method_selector
        desk.qtbot.mouseClick(selector.box, LEFT)
        self.look("method chooser", selector.chooser)
        selector.chooser.hide()
        self.app.panels.contrast_button.menu().popup(QPoint(0, 0))
        self.look("contrast", self.app.panels.contrast_button.popup)
        self.app.panels.contrast_button.menu().hide()
        self._context_menu("result", self.app.panels.results.table)
        desk.click_bar(4)
        desk.idle()
        self.look("a class that the model does not see")
        desk.action("keep_map").trigger()
        desk.idle()
        self.app.services.selection.set(
            target="top1", methods=tuple(map(MethodCall, ("smoothgrad", "occlusion", "rise")))
        )
        self.look("methods that wait for Run")
        self.app.services.selection.set(methods=(MethodCall("gradcam++"),))
        desk.idle()
        for name in ("inspector", "layer_strip"):
            desk.action(name).trigger()
            desk.idle()
            self.look(name)
            if name == "inspector":
                self._context_menu("layer", self.app.panels.inspector.tree)
            desk.action(name).trigger()

    def compare(self) -> None:
        desk = self.desk
        desk.action("compare_lab").trigger()
        desk.idle()
        self.look("comparison")
        self._context_menu("comparison", self.app.panels.compare)
        for name in ("curtain", "blink", "difference", "correlation", "grid"):
            desk.action(f"show_{name}").trigger()
            desk.idle()
            self.look(f"comparison: {name}")
        desk.action("export_figure").trigger()
        self._dialog("export of a figure")
        self.app.features.compare.controller.reset()
        desk.action("leave_compare").trigger()
        desk.idle()

    def measure(self) -> None:
        desk, panel = self.desk, self.app.panels.measure
        self.app.services.selection.set(methods=tuple(map(MethodCall, ("gradcam", "saliency"))))
        desk.idle()
        desk.action("measure").trigger()
        for metric in METRICS:
            (item,) = panel.metrics.tree.findItems(message(Notice(metric.name)), EXACTLY)
            panel.metrics.tree.setCurrentItem(item)
            self.look(f"metric {metric.id}")
        panel.metrics.choose(["insertion", "complexity"])
        panel.scope.setCurrentIndex(panel.scope.findData(PictureScope.SHOWN))
        desk.qtbot.mouseClick(panel.measure, LEFT)
        desk.idle()
        for page in range(panel.tabs.count()):
            panel.tabs.setCurrentIndex(page)
            self.look(f"measure, page {page}")
        desk.action("report_title").trigger()
        self._dialog("title of reports")
        desk.action("measure").trigger()

    def attacks(self) -> None:
        """An attack of one step, one that waits for Run, the smallest eps, a target that makes no sense."""
        desk, panel = self.desk, self.app.panels.attack
        desk.action("attack").trigger()
        desk.idle()
        panel.more.open()
        self.look("attack")
        for attack in ("pgd", "deepfool", "rotation", "one_pixel"):
            self.app.foundation.attack.choose(attack)
            desk.idle()
            self.look(f"attack {attack}")
        self.app.foundation.attack.choose("pgd")
        desk.qtbot.mouseClick(panel.smallest, LEFT)
        desk.idle()
        self.look("smallest eps")
        self.app.foundation.attack.choose("fgsm")
        shown = self.app.panels.attack_view.picture.shown
        assert shown is not None
        self.app.foundation.attack.set(target=str(shown.attacked.label))
        desk.idle()
        self.look("an attack that cannot be")
        self.app.foundation.attack.set(target="")
        panel.options.open()
        desk.action("attack_selected").trigger()
        self.look("before many pictures are attacked")
        desk.idle()
        for page in range(3):
            self.app.panels.attack_many.tables.setCurrentIndex(page)
            self.look(f"attacked pictures, page {page}")
        self.app.panels.attack_view.show_picture()
        desk.action("attack").trigger()
        desk.idle()

    def dataset(self) -> None:
        """Pictures with labels: accuracy, mean map, classes."""
        desk, panel = self.desk, self.app.panels.accuracy
        folder = self._folder / "scenes"
        demo_scenes.write(folder, 20, 5, 64, force=False)
        (folder / "ball").rename(folder / "sphere")
        desk.action("clear_list").trigger()
        desk.open(folder)
        self.look("a data set with a class that the model lacks")
        desk.action("match_classes").trigger()
        desk.action("accuracy").trigger()
        self.look("accuracy before predictions")
        desk.qtbot.mouseClick(panel.next_step, LEFT)
        desk.idle()
        self.app.panels.browser.show_look(Look.TABLE)
        for page in (*range(panel.tabs.count()), 0):  # the first one again, as users come back to it
            panel.tabs.setCurrentIndex(page)
            self.look(f"accuracy, page {page}")
        self.app.panels.browser.show_look(Look.LIST)
        desk.action("accuracy").trigger()
        desk.action("mean_map").trigger()
        desk.qtbot.mouseClick(self.app.panels.mean_map.bar.start, LEFT)
        desk.idle()
        self.look("mean map")
        desk.action("mean_map").trigger()
        self.window.docks["jobs"].raise_()
        self.look("jobs")
        self.window.docks["log"].raise_()
        self.look("log")
        self.window.docks["results"].raise_()

    def dialogs(self) -> None:
        """All that actions open, and files that they ask for."""
        desk = self.desk
        desk.action("palette").trigger()
        self.look("palette", self.app.features.palette)
        self.app.features.palette.hide()
        desk.action("preferences").trigger()
        dialog = self.app.features.preferences.dialog
        for page in range(dialog.list.count()):
            dialog.list.setCurrentRow(page)
            self.look(f"preferences, page {page}", dialog)
        dialog.hide()
        for name in ("shortcuts", "licences", "about", "models", "export_selected"):
            desk.action(name).trigger()
            self._dialog(name)
        label = LabelDialog(("fish",), 0, 3, self.window)
        label.show()
        self._dialog("label")
        for name in (
            *("open", "open_folder", "open_dataset", "open_model", "open_session", "open_regions"),
            *("save_overlay", "export_map", "save_session_as", "save_pictures"),
        ):
            desk.action(name).trigger()

    def own_model(self) -> None:
        """A file of the user's, and what is asked about it."""
        path = self._folder / "net.keras"
        helpers.with_random_weights(WORKING["several outputs"][0]()).save(path)
        self.desk.drop(path)
        own = self.app.features.models.user_models
        self.desk.qtbot.waitUntil(lambda: own.dialog is not None, timeout=PATIENCE)
        self.look("options of a model", own.dialog)
        assert own.dialog is not None
        own.dialog.reject()
        self.desk.idle()

    def closing(self) -> None:
        """While a long job runs."""
        desk, panel = self.desk, self.app.panels.measure
        desk.action("measure").trigger()
        panel.metrics.choose(["randomisation"])
        panel.scope.setCurrentIndex(panel.scope.findData(PictureScope.ALL))
        desk.qtbot.mouseClick(panel.measure, LEFT)
        self.window.close()
        box = self.app.features.close_question.box
        assert box is not None
        self.look("closing", box)
        box.reject()
        desk.board.cancel_all()
        desk.idle()

    def _dialog(self, name: str) -> None:
        """The one that is open, which is then closed."""
        self.desk.qtbot.waitUntil(lambda: bool(_dialogs()), timeout=PATIENCE)
        for dialog in _dialogs():
            self.look(name, dialog)
            dialog.close()
        QApplication.processEvents()

    def _context_menu(self, name: str, widget: QWidget) -> None:
        if isinstance(widget, QAbstractItemView):
            place, target = widget.visualRect(widget.model().index(0, 0)).center(), widget.viewport()
        else:
            place, target = widget.rect().center(), widget
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place))
        QApplication.sendEvent(target, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), f"no menu of {name}"
        self.look(f"menu of {name}", menu)
        menu.close()

    def _exec(self, dialog: QDialog) -> int:
        dialog.show()
        self.look(type(dialog).__name__, dialog)
        dialog.hide()
        return int(QDialog.DialogCode.Rejected)

    def _file_dialog(self, function: str) -> Callable[..., Any]:
        """Qt's own, looked at instead of answered."""

        def ask(parent: QWidget, title: str = "", folder: str = "", kinds: str = "", *_: Any) -> Any:
            dialog = QFileDialog(parent, title, str(self._folder), kinds)
            dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
            if function == "getSaveFileName":
                dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.show()
            self.look(f"files: {title}", dialog)
            dialog.close()
            return {"getExistingDirectory": "", "getOpenFileNames": ([], "")}.get(function, ("", ""))

        return ask


def _dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
