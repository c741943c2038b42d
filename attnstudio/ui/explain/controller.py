"""Connects the panels, the viewer and the job queue: what the user chooses becomes requests, results become views."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from attnstudio import paths
from attnstudio.core import images, overlay, targets
from attnstudio.core.errors import Failure
from attnstudio.core.methods.base import METHODS, Cost
from attnstudio.core.models import class_names
from attnstudio.core.models.base import ModelSpec, all_specs
from attnstudio.core.models.catalogue import ModelCatalogue
from attnstudio.core.needs import Need
from attnstudio.core.params import Value
from attnstudio.core.placement import Placement
from attnstudio.core.request import Heatmap, ModelInfo, Request, Result
from attnstudio.core.text import Notice
from attnstudio.core.unsupported import UnsupportedMethodFailure
from attnstudio.jobs.download import Downloads
from attnstudio.jobs.opening import looks_like_model
from attnstudio.jobs.pictures import DisplayPicture, PictureLoader
from attnstudio.jobs.queue import JobQueue
from attnstudio.settings import Settings
from attnstudio.ui.explain.results import Row
from attnstudio.ui.explain.target_picker import MOST_PROBABLE
from attnstudio.ui.export.map_export import Files
from attnstudio.ui.models.user_models import UserModels
from attnstudio.ui.notify.left_out import left_out_text
from attnstudio.ui.notify.recovery_action import Button, recovery_action
from attnstudio.ui.shell import actions
from attnstudio.ui.shell.actions import When
from attnstudio.ui.shell.i18n import message, tr
from attnstudio.ui.shell.main_window import MainWindow
from attnstudio.ui.state.display_options import View
from attnstudio.ui.state.exportable_map import ExportableMap
from attnstudio.ui.viewer.canvas import ReadOut
from attnstudio.ui.viewer.layers import MapImage

_LOG = logging.getLogger(__name__)
_VIEWS = {"view_overlay": View.OVERLAY, "view_picture": View.PICTURE, "view_map": View.MAP}
_DEMO = "demo"
_FITS_ALL = "saliency"  # the method that every model can carry
# These run by themselves when a choice changes; dearer ones wait for Run.
_CHEAP = {Cost.SINGLE, Cost.TENS}


class Studio(QObject):
    """The state of the window: which picture, model, target; the result that is shown."""

    choice_changed = Signal()  # of what is explained, or how
    view_changed = Signal()  # what lies over the picture, or a comparison stands in its place
    settled = Signal()  # a job ended, a picture could not be opened, or there is nothing to do

    def __init__(
        self,
        window: MainWindow,
        queue: JobQueue,
        loader: PictureLoader,
        downloads: Downloads,
        settings: Settings,
        catalogue: ModelCatalogue,
        own: UserModels,
    ) -> None:
        super().__init__()
        self.window, self.queue, self.loader, self.downloads = window, queue, loader, downloads
        self.settings, self._catalogue, self.own = settings, catalogue, own
        self._picture: Path | None = None  # the one that is shown
        self._wanted: Path | None = None  # the one that is being opened
        self._levels = ""  # by which it is
        self._beside: tuple[Path, Path | None] | None = None  # a model that was dropped with it, and its class names
        self._target = MOST_PROBABLE
        self._result: Result | None = None
        self._map: tuple[Heatmap, Placement, Request] | None = None  # the one that is shown
        self._row: Row | None = None
        self._info: ModelInfo | None = None
        self._taken = 0  # bytes of memory on the device, as far as is known
        self._last_model: ModelInfo | None = None  # of the last result
        self._said: Callable[[], str] | None = None  # what the banner says
        self._told: Callable[[], None] | None = None  # says on the banner what it says, in the language of the moment
        self._unread = False  # something was said since the last job began
        self.insist = False  # the next picture is explained even if the method is dear
        self.session = ""  # its name, where what is open was saved as one
        self._awaited = ""  # the user's own model that is being looked into, to be run then
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.explain)
        self.run: Callable[[], None] = self.explain  # what the user's Run does
        self._files = Files(window, settings, self._exported)
        self._files.chosen.connect(self.open)
        self._files.failed.connect(self.say_failure)
        self._connect()
        self.refresh_models(settings.text("model"))
        window.method_selector.choose(settings.text("method").split(","))
        window.opacity.setValue(round(settings.number("opacity") * 100))
        window.colormap.setCurrentIndex(max(0, window.colormap.findData(settings.text("colormap"))))
        window.normalisation.setCurrentIndex(max(0, window.normalisation.findData(settings.text("normalisation"))))
        window.device_menu.choose(settings.text("device"), round(settings.number("memory")))
        self._soon.stop()
        self._enable()

    # Opening pictures

    def open(self, given: Sequence[Path]) -> None:
        """Show files and folders in the browser, the first new one in the viewer; a model's file is opened as that."""
        models, others = list[Path](), list[Path]()
        for path in given:
            (models if looks_like_model(path) else others).append(path)
        labels = [path for path in others if models and path.suffix.lower() in class_names.SUFFIXES]
        found = list(images.list_pictures([path for path in others if path not in labels]))
        its_names = labels[0].absolute() if labels else None
        if models and not found:
            self.own.open(models[0], labels=its_names)
            return
        self._beside = (models[0], its_names) if models else None
        if not found:
            names = ", ".join(path.name for path in given)
            self.say(lambda: tr("There are no pictures in {names}.", names=names))
            self.settled.emit()
            return
        new = self.window.browser.add(found)
        self.window.browser.choose((new or found)[0])

    @Slot(object)
    def open_picture(self, path: Path) -> None:
        self._wanted, self._levels = path, self._chosen_levels()
        self.loader.load(path, self._levels)

    @Slot(object)
    def _on_loaded(self, picture: DisplayPicture) -> None:
        path = picture.picture.path
        if path != self._wanted:
            return
        self._picture = path
        self.queue.cache.recognise(picture.picture.source)
        self._result = self._map = None
        self._unread = False
        self.window.end_welcome()
        self.window.canvas.set_picture(picture)
        self.window.map_strip.show_map(None)
        self._tell_of_picture()
        self._entitle(path.name)
        for notice in picture.picture.notices:
            self.window.log.say(message(notice))
        if self._row is not None and self._row.result.request.image == path:
            row, self._row = self._row, None
            self._show_result(row.result, row.heatmap)
        else:
            self._row = None
            self.window.results.unmark()
            self.window.target_picker.show_prediction(None, None)
            if self.insist:
                self.insist = False
                self.explain()
            else:
                self.explain_if_cheap()
        self._open_beside()
        self._enable()

    def _tell_of_picture(self) -> None:
        """What is to be known of the picture that is shown, in place of older messages."""
        notices = self._picture_warnings()
        self._said = self._told = None
        if notices:
            self._tell(lambda: "\n".join(map(message, notices)))
        else:
            self.window.banner.hide()

    def _picture_warnings(self) -> list[Notice]:
        shown = self.window.canvas.picture
        return [] if shown is None else [one for one in shown.picture.notices if one.warning]

    @Slot(object, object)
    def _on_not_loaded(self, path: Path, failure: Failure) -> None:
        if path != self._wanted:
            return
        self._wanted = self._picture
        self._row = None
        self.say_failure(failure)
        self._open_beside()
        self.settled.emit()

    def _open_beside(self) -> None:
        """The model that came with the picture. A moment later: asking for the map takes older messages away."""
        if self._beside is not None:
            model, labels = self._beside
            QTimer.singleShot(1, self, partial(self.own.open, model, labels=labels))
            self._beside = None

    # Jobs

    def explain_if_cheap(self) -> None:
        """A choice changed: run at once, unless it is dear."""
        self.choice_changed.emit()
        if self.window.method_selector.costs() <= _CHEAP:
            self._soon.start()

    @Slot()
    def _on_input(self) -> None:
        """Another layer, or another way from the picture to the input; by other levels it is another picture."""
        if self._picture is not None and self._levels != self._chosen_levels():
            self.open_picture(self._picture)
        else:
            self.explain_if_cheap()

    def _chosen_levels(self) -> str:
        return str(self.window.layer_picker.input_values()["levels"])

    @Slot()
    def explain(self) -> None:
        """Ask for the maps of the chosen methods on the picture that is shown."""
        self._soon.stop()
        self.choice_changed.emit()
        picker, request = self.window.model_picker, self.request()
        if request is None:
            return
        if not self._is_ready(picker.chosen):
            self.insist = True  # once it is
            return
        if picker.chosen not in self.available():
            self._offer_download()
            return
        self.window.progress.setRange(0, 0)
        self._activity(tr("Working..."))
        self._unread = False
        self.queue.submit(request)

    def request(self) -> Request | None:
        """All that is chosen; None until a picture is shown."""
        if self._picture is None:
            return None
        picker, inputs = self.window.model_picker, dict[str, Any](self.window.layer_picker.input_values())
        return Request(
            image=self._picture,
            model=picker.chosen,
            methods=self.window.method_selector.calls(),
            target=self._target,
            layer=self.window.layer_picker.layer,
            device=self.settings.text("device"),
            options=self.own.options(picker.chosen),
            version=self.own.version(picker.chosen),
            memory=self._budget(),
            **inputs,
        )

    @Slot(str, str, object)
    def _on_setting(self, method: str, name: str, value: Value) -> None:
        """The user took the way out that a map's warning offers."""
        self.window.method_selector.set_param(method, name, value)
        self.explain()

    @Slot()
    def explain_cheaply(self) -> None:
        """Every method of a single pass that the model can carry, in one go."""
        offered = frozenset(Need) - {Need.ATTENTION} if self._info is None else self._info.offered
        cheap = [method for method in METHODS if method.cost is Cost.SINGLE]
        self.window.method_selector.choose([method.id for method in cheap if not method.lacks(offered)])
        self.explain()

    def _budget(self) -> int | None:
        """Bytes that the activations of a batch may take."""
        return int(self.settings.number("memory") * 2**20) or None

    @Slot(str)
    def _on_device(self, device: str) -> None:
        self.settings.set("device", device)
        if self._picture is None:
            self.warm_up()
        else:
            self.explain_if_cheap()

    @Slot(int)
    def _on_memory(self, megabytes: int) -> None:
        self.settings.set("memory", float(megabytes))

    @Slot(object)
    def _on_result(self, result: Result) -> None:
        self._taken = result.memory_bytes
        first = result.heatmaps[0] if result.heatmaps else None
        shown = next((one for one in result.heatmaps if one.method == self._shown_method()), first)
        listed = {id(row.heatmap) for row in self.window.results.model.rows}
        self.window.results.add(result, shown)
        if result.request.image == self._picture:
            self._show_unless_edited(result, shown)
        known = self.window.canvas.picture.picture.notices if self.window.canvas.picture else ()
        if result.model is self._last_model:
            known = (*known, *result.model.notices)
        self._last_model = result.model
        for notice in result.notices:
            if notice not in known:  # those of the picture were told when it was opened
                self.window.log.say(message(notice))
        for heatmap in result.heatmaps:
            for notice in heatmap.notices if id(heatmap) not in listed else ():
                self.window.log.say(f"{METHODS.discover()[heatmap.method].name}: {message(notice)}")
        if result.left_out:
            self._tell(partial(self._warnings, result, left_out=True), *self._to_best(result))
            self._unread = True
            self.window.log.say(left_out_text(result.left_out))
        self._activity(tr("Done in {seconds} s", seconds=f"{result.seconds:.2f}"))
        self.settled.emit()

    def _show_unless_edited(self, result: Result, heatmap: Heatmap | None) -> None:
        """A file may have changed since it was opened: then it is opened again, and its new map shown over it."""
        picture = self.window.canvas.picture
        if picture is None or picture.picture.source.digest == result.source.digest or heatmap is None:
            self._show_result(result, heatmap)
        else:
            self._row = Row(result, heatmap)
            self.open_picture(result.request.image)

    @Slot(object, object, object)
    def _on_refined(self, request: Request, heatmap: Heatmap, placement: Placement) -> None:
        """A map that is still being refined is shown in place, unless the user looks at another method's."""
        if request.image == self._picture and (len(request.methods) == 1 or heatmap.method == self._shown_method()):
            self._show_map(heatmap, placement, request)

    @Slot(object, object)
    def _on_job_failed(self, request: Request | None, failure: Failure) -> None:
        """What was shown stays; of a map that another model gave, a strip over it says so."""
        self._activity("")
        shown = self._map[2] if self._map is not None else None
        if request and shown and (request.model, request.options) != (shown.model, shown.options):
            self.window.map_strip.name_model(self.specs()[shown.model].name)
        if isinstance(failure, UnsupportedMethodFailure):
            self._show_model(failure.info)
            fitting = METHODS.discover()[_FITS_ALL]
            self.say(
                lambda: message(failure),
                lambda: tr("Use {method}", method=fitting.name),
                lambda: self.use_method(fitting.id),
            )
        else:
            self.say_failure(failure)
        self.settled.emit()

    def _take_map_away(self) -> None:
        """It is not of what the window says is explained. It stays in Results."""
        self._map = None
        self.window.canvas.set_map(None)
        self.window.results.unmark()
        self.show_title()

    def _take_map_away_if_dear(self) -> None:
        """Of another class or model than is chosen now, where the map of what is chosen waits for Run."""
        if self._map is not None and not self.window.method_selector.costs() <= _CHEAP:
            self._take_map_away()

    def use_method(self, method_id: str) -> None:
        """Explain by it, in place of those that are chosen."""
        self.window.method_selector.choose([method_id])
        self.explain()

    @Slot(bool)
    def _on_busy(self, busy: bool) -> None:
        self.window.progress.setVisible(self.queue.busy or self.own.opener.busy)
        if not busy and self.window.activity.text() == tr("Working..."):
            self._activity("")
        self._enable()

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self.window.progress.setRange(0, total)
        self.window.progress.setValue(done)
        self._activity(f"{done} / {total}" if total > 1 else "")

    @Slot()
    def cancel(self) -> None:
        self.own.cancel()
        if self.queue.busy:
            self.queue.cancel()
            self._activity(tr("Cancelled"))
            self.settled.emit()

    # What is shown

    def _shown_method(self) -> str | None:
        return self._map[0].method if self._map else None

    def _show_result(self, result: Result, heatmap: Heatmap | None) -> None:
        self._result = result
        if self._is_of_chosen(result):
            self._show_model(result.model)
        if self._is_of_chosen(result):
            self.window.target_picker.show_prediction(result.prediction, result.target)
        else:  # its classes mean nothing to the model that the next job will use
            self.window.target_picker.show_prediction(None, None)
        if heatmap is not None:
            self._show_map(heatmap, result.placement, result.request)
        self._warn(result)

    def _is_of_chosen(self, result: Result) -> bool:
        """Whether the next job will use the same model, with the same of its outputs and the same names."""
        chosen = self.window.model_picker.chosen
        return (result.model.id, result.request.options) == (chosen, self.own.options(chosen))

    def _show_map(self, heatmap: Heatmap, placement: Placement, request: Request) -> None:
        self._map = heatmap, placement, request
        values, low, high = heatmap.values, heatmap.raw_min, heatmap.raw_max
        if self.window.normalisation.currentData() == "shared":
            low, high = self.window.results.shared_range(heatmap, request.model)
            values = overlay.in_range(heatmap, low, high)
        colormap = str(self.window.colormap.currentData())
        self.window.canvas.set_map(MapImage(values, placement, colormap, low, high, heatmap.partial))
        self.show_title()

    def show_title(self) -> None:
        """What lies over the picture changed: the title names it, its warnings stand above it, the actions follow."""
        names = [self._picture.name] if self._picture else []
        if self.window.viewer is self.window.compare:
            names = [tr("Comparison")]
        elif (channel := self.window.inspector.channel) is not None:
            names.append(tr("{layer}, channel {number}", layer=channel[0], number=channel[1]))
        elif self._map is not None:
            names.append(METHODS.discover()[self._map[0].method].name)
        self._entitle(*names)
        self.window.map_strip.show_map(self._map[0] if self._map and self.window.inspector.channel is None else None)
        self._enable()
        self.view_changed.emit()

    def _entitle(self, *names: str) -> None:
        self.window.setWindowTitle(" - ".join(filter(None, [*names, self.session, "attnstudio"])))

    @Slot(object)
    def show_row(self, row: Row) -> None:
        """Show a map that was made before, with its picture."""
        self._unread = False
        if row.result.model.id != self.window.model_picker.chosen:
            self.refresh_models(row.result.model.id)
            self._forget_model()
        if row.result.request.image == self._picture:
            self._show_result(row.result, row.heatmap)
            return
        self._row = row
        self.window.browser.add([row.result.request.image])
        self.window.browser.choose(row.result.request.image)

    @Slot(object)
    def _on_cursor(self, read: ReadOut | None) -> None:
        if read is None:
            self.window.read_out.setText("")
            return
        red, green, blue = read.rgb
        text = f"x {read.x:>5}  y {read.y:>5}   RGB {red:>3} {green:>3} {blue:>3}"
        if read.value is not None:
            text += "   " + tr("map {value}", value=f"{read.value:.3f}")
        self.window.read_out.setText(text)

    def _warn(self, result: Result) -> None:
        """The class check: over the picture, with the way out, for as long as it holds."""
        if result.class_warning is not None:
            self._tell(partial(self._warnings, result), *self._to_best(result))
        elif not self._unread:
            self._tell_of_picture()

    def _warnings(self, result: Result, *, left_out: bool = False) -> str:
        """All that is to be said of a result at once: none takes the place of another."""
        lines = [left_out_text(result.left_out)] if left_out else []
        if result.request.image == self._picture:
            lines += map(message, filter(None, (result.class_warning, *self._picture_warnings())))
        return "\n".join(lines)

    def _to_best(self, result: Result) -> Button | tuple[()]:
        """The way out of a class that the model does not see."""
        if result.class_warning is None or result.request.image != self._picture:
            return ()
        best = result.model.class_names[result.prediction.top(1)[0]]
        return lambda: tr("Explain {name}", name=best), lambda: self.choose_target(MOST_PROBABLE)

    def _offer_download(self) -> None:
        spec = self.specs()[self.window.model_picker.chosen]
        size = spec.weights.megabytes if spec.weights else 0
        self.say(
            lambda: tr("The weights of {name} are not on this machine.", name=spec.name),
            lambda: tr("Download {size} MB", size=f"{size:.0f}"),
            lambda: self.downloads.start(spec),
        )
        self.settled.emit()

    def say(
        self,
        told: Callable[[], str],
        offer: Callable[[], str] | None = None,
        run: Callable[[], None] | None = None,
    ) -> None:
        """Tell the user what went wrong, with a button where there is a way out; what is shown stays."""
        self._unread = True
        self._tell(told, offer, run)
        self.window.log.say(told())

    def _tell(
        self,
        told: Callable[[], str],
        offer: Callable[[], str] | None = None,
        run: Callable[[], None] | None = None,
    ) -> None:
        self._said, self._told = told, lambda: self.window.banner.say(told(), offer() if offer else "", run)
        self._told()

    def take_back(self, told: Callable[[], str] | None) -> None:
        """What `say` was given no longer holds; if another message stands there by now, that stays."""
        if told is not None and self._said is told:
            self._tell_of_picture()

    def say_notice(self, notice: Notice) -> None:
        self.say(lambda: message(notice))

    @Slot(object)
    def say_failure(self, failure: Failure) -> None:
        """As `say`, with the way out that the failure has."""
        self.say(lambda: message(failure), *(recovery_action(failure, self._catalogue, self.downloads) or ()))

    @Slot()
    def _retranslate(self) -> None:
        """What the panels cannot say anew by themselves."""
        if self._info is not None:
            self._show_model(self._info)
        self._activity("")
        if self.window.banner.isVisible() and self._told is not None:
            self._told()

    def _activity(self, text: str) -> None:
        self.window.activity.setText(text)

    # Choices

    def choose_target(self, target: str) -> None:
        """Explain another class from now on; a name that is not there changes nothing."""
        if self._result is not None and self._is_of_chosen(self._result):
            prediction = self._result.prediction
            try:
                resolved = targets.resolve(target, prediction.class_names, prediction.ranking)
            except Failure as failure:
                self.say_failure(failure)
                return
            self.window.target_picker.show_prediction(prediction, resolved)
            if resolved != self._result.target:
                self._take_map_away_if_dear()
        self._target = target
        self.explain_if_cheap()

    @Slot(str)
    def _on_model(self, model_id: str) -> None:
        self.settings.set("model", model_id)
        self._forget_model()
        if model_id in all_specs():
            self.own.cancel()  # what is being looked into is no longer wanted
        if not self._is_ready(model_id):
            return
        self._show_classes(self.specs()[model_id])
        if self._picture is not None:
            self._take_map_away_if_dear()
            self.explain_if_cheap()
        else:
            self.warm_up()

    def choose_model(self, model_id: str, target: str, layer: str) -> None:
        """Explain a class by a layer of another model from now on: once there is a picture, or when it is run."""
        self.own.cancel()
        self.settings.set("model", model_id)
        self.refresh_models(model_id)
        self._forget_model()
        self._target = target
        self.window.layer_picker.choose(layer)
        self._soon.stop()

    def _forget_model(self) -> None:
        """Classes and layers of one model mean nothing to another."""
        self._target = MOST_PROBABLE
        self._info = None
        self.window.layer_picker.show_model(None)
        self.window.method_selector.show_model(None)
        self.window.inspector.show_model(None)
        self.window.target_picker.show_prediction(None, None)

    @Slot(object)
    def _on_ready(self, info: ModelInfo) -> None:
        self._taken = info.memory_bytes
        self._show_model(info)
        if self._wanted is None:
            self.settled.emit()

    def _show_model(self, info: ModelInfo) -> None:
        if info.id != self.window.model_picker.chosen:
            return
        self._info = info
        self.window.layer_picker.show_model(info)
        self.window.method_selector.show_model(info)
        self.window.inspector.show_model(info)
        self.window.device_menu.show_devices(info.devices)
        size = f"{self._taken / 2**30:.1f}"
        text = tr("{model} on {device}, {size} GB", model=info.name, device=info.device_name, size=size)
        self.window.device.setText(text)
        self.window.device.show()

    @Slot()
    def _on_look(self) -> None:
        if self._map is not None:
            self._show_map(*self._map)

    def specs(self) -> dict[str, ModelSpec]:
        return {**all_specs(), **self.own.specs()}

    def available(self) -> set[str]:
        return self._catalogue.available() | set(self.own.specs())

    def _is_ready(self, model_id: str) -> bool:
        """Whether it can run; a model of the user's own is looked into first, and run as soon as that is done."""
        if model_id in all_specs() or self.own.is_open(model_id):
            return True
        self._awaited = model_id
        self.own.open(Path(model_id), ask=False)
        return False

    @Slot(str)
    def _on_own_model(self, model_id: str) -> None:
        """It can run. What was asked for while it was being looked into holds."""
        target, layer = self._target, self.window.layer_picker.layer
        if model_id != self._awaited:
            target, layer = MOST_PROBABLE, "auto"
        self._awaited = ""
        self.queue.cancel()
        self.refresh_models(model_id)
        self._on_model(model_id)
        self._target = target
        self.window.layer_picker.choose(layer)
        if self.insist and self._picture is not None:
            self.insist = False
            self.explain()

    @Slot()
    def _on_forgotten(self) -> None:
        self.refresh_models("")
        self._on_model(self.window.model_picker.chosen)

    @Slot(bool)
    def _on_opening(self, busy: bool) -> None:
        """A model's file is being looked into, which takes some seconds."""
        self.window.progress.setRange(0, 0)
        self._on_busy(busy)
        self._activity(tr("Looking into the model file...") if busy else "")
        self._enable()

    def warm_up(self) -> None:
        """Let TensorFlow and the chosen model load before the first job asks for them."""
        chosen = self.window.model_picker.chosen
        if chosen in self.available():
            if self._is_ready(chosen):
                self.queue.warm_up(chosen, self.settings.text("device"), self.own.options(chosen))
        elif self._wanted is None:
            self.settled.emit()

    def refresh_models(self, chosen: str) -> None:
        """List the models anew; `chosen` empty or unknown: the best that is here."""
        specs, available = self.specs(), self.available()
        known = chosen if chosen in specs else next(iter(sorted(self._catalogue.available() - {_DEMO})), _DEMO)
        self.window.model_picker.show_models(specs, available, known)
        self._show_classes(specs[known])

    def _show_classes(self, spec: ModelSpec) -> None:
        about = () if spec.meaning is None else (spec.meaning.notice,)
        self.window.target_picker.show_classes(spec.class_names(), (*about, *spec.names_from))

    @Slot(str)
    def _on_installed(self, model_id: str) -> None:
        self.window.model_picker.end_download()
        self.models_changed({model_id})

    @Slot(object)
    def models_changed(self, came: Collection[str]) -> None:
        """Weights came or went. The choice is kept; it is loaded if its weights came."""
        chosen = self.window.model_picker.chosen
        self.refresh_models(chosen)
        if chosen in came:
            self._on_model(chosen)

    @Slot(object)
    def _on_download_failed(self, failure: Failure) -> None:
        self.window.model_picker.end_download()
        self.say_failure(failure)

    @Slot(object)
    def _on_not_opened(self, failure: Failure) -> None:
        self.say_failure(failure)
        self.settled.emit()

    @Slot()
    def open_scenes(self) -> None:
        """The built-in pictures with the built-in model: a first map without a network."""
        picker = self.window.model_picker
        picker.box.setCurrentIndex(picker.box.findData(_DEMO))
        self.open([paths.resource("demo", "scenes")])

    def _exported(self) -> ExportableMap | None:
        """The map that is seen: a chosen one of those compared, or a channel that stands in for the map."""
        if self.window.viewer is self.window.compare:
            return self.window.compare.exported()
        picture, shown, channel = self.window.canvas.picture, self.window.canvas.map, self.window.inspector.channel
        if picture is None or shown is None:
            return None
        name = self._shown_method() or "" if channel is None else "{}-{}".format(*channel)
        pixels = picture.picture.pixels
        return ExportableMap(picture.picture.path, name, shown.values, shown.placement, shown.colormap, lambda: pixels)

    def remember(self) -> None:
        """Bring the settings up to date with what is chosen."""
        window = self.window
        self.settings.set("model", window.model_picker.chosen)
        self.settings.set("method", ",".join(call.id for call in window.method_selector.calls()))
        self.settings.set("opacity", window.opacity.value() / 100)
        self.settings.set("colormap", str(window.colormap.currentData()))
        self.settings.set("normalisation", str(window.normalisation.currentData()))

    def _enable(self) -> None:
        canvas = self.window.canvas
        holds = {
            When.PICTURE: canvas.picture is not None,
            When.CANVAS: canvas.picture is not None and self.window.viewer is canvas,
            When.MAP: self.window.viewer.map is not None,
            When.COMPARED: self.window.viewer is self.window.compare,
            When.BUSY: self.queue.busy or self.own.opener.busy,
        }
        actions.enable(self.window.actions_by_id, holds)
        self.window.run_button.setEnabled(holds[When.PICTURE])
        self.window.cancel_button.setEnabled(holds[When.BUSY])

    def _connect(self) -> None:
        window, queue = self.window, self.queue
        window.browser.image_chosen.connect(self.open_picture)
        window.dropped.connect(self.open)
        window.retranslated.connect(self._retranslate)
        window.welcome.open_wanted.connect(self._files.ask_pictures)
        window.welcome.scenes_wanted.connect(self.open_scenes)
        window.canvas.cursor_moved.connect(self._on_cursor)
        window.canvas.view_changed.connect(self._on_view)
        window.model_picker.model_chosen.connect(self._on_model)
        window.model_picker.install_wanted.connect(lambda model_id: self.downloads.start(all_specs()[model_id]))
        window.model_picker.cancel_wanted.connect(self.downloads.cancel)
        window.target_picker.target_chosen.connect(self.choose_target)
        window.method_selector.methods_chosen.connect(self.explain_if_cheap)
        window.map_strip.setting_wanted.connect(self._on_setting)
        window.layer_picker.changed.connect(self._on_input)
        window.results.row_chosen.connect(self.show_row)
        window.device_menu.device_chosen.connect(self._on_device)
        window.device_menu.memory_chosen.connect(self._on_memory)
        window.opacity.valueChanged.connect(lambda value: window.canvas.set_opacity(value / 100))
        window.colormap.currentIndexChanged.connect(
            lambda _: window.canvas.set_colormap(str(window.colormap.currentData()))
        )
        window.normalisation.currentIndexChanged.connect(lambda _: self._on_look())
        queue.model_ready.connect(self._on_ready)
        queue.result_ready.connect(self._on_result)
        queue.map_refined.connect(self._on_refined)
        queue.job_failed.connect(self._on_job_failed)
        queue.progressed.connect(self._on_progress)
        queue.busy_changed.connect(self._on_busy)
        self.loader.loaded.connect(self._on_loaded)
        self.loader.failed.connect(self._on_not_loaded)
        self.downloads.started.connect(lambda: window.model_picker.show_download(0, 0))
        self.downloads.progressed.connect(window.model_picker.show_download)
        self.downloads.installed.connect(self._on_installed)
        self.downloads.failed.connect(self._on_download_failed)
        self.downloads.stopped.connect(window.model_picker.end_download)
        window.model_picker.options_wanted.connect(self.own.ask_options)
        self.own.ready.connect(self._on_own_model)
        self.own.forgotten.connect(self._on_forgotten)
        self.own.opener.failed.connect(self._on_not_opened)
        self.own.opener.busy_changed.connect(self._on_opening)
        for name, slot in (
            ("open", self._files.ask_pictures),
            ("open_folder", self._files.ask_folder),
            ("open_model", self.own.ask_file),
            ("scenes", self.open_scenes),
            ("save_overlay", self._files.save_overlay),
            ("export_map", self._files.export_map),
            ("copy_view", self._files.copy_view),
            ("copy_overlay", self._files.copy_overlay),
            ("copy_numbers", self._files.copy_numbers),
            ("quit", window.close),
            ("run", lambda: self.run()),
            ("run_cheap", self.explain_cheaply),
            ("cancel", self.cancel),
            ("previous_picture", lambda: window.browser.step(-1)),
            ("next_picture", lambda: window.browser.step(1)),
            ("fit", lambda: window.viewer.fit()),
            ("actual_size", lambda: window.viewer.actual_size()),
            ("zoom_in", lambda: window.viewer.zoom(1.25)),
            ("zoom_out", lambda: window.viewer.zoom(0.8)),
            ("next_view", window.canvas.next_view),
        ):
            window.actions_by_id[name].triggered.connect(slot)
        centre = window.centralWidget()
        assert centre is not None
        actions.keep_letters_in(centre, window, window.actions_by_id)
        for name, view in _VIEWS.items():
            window.actions_by_id[name].triggered.connect(lambda _=False, view=view: window.canvas.set_view(view))

    @Slot(object)
    def _on_view(self, view: View) -> None:
        for name, its_view in _VIEWS.items():
            self.window.actions_by_id[name].setChecked(its_view is view)
