"""One picture before and after, with the difference between them: pictures, predictions and maps."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from attnstudio.core import overlay
from attnstudio.core.attacks.base import ATTACKS, Kind
from attnstudio.core.attacks.projection import LEVELS
from attnstudio.core.attacks.result import Attacked, answer, picture_of
from attnstudio.core.images import Source
from attnstudio.jobs.attack import AttackedPicture, AttackSoFar, Strengths
from attnstudio.jobs.pictures import DisplayPicture
from attnstudio.ui.attacks import arrangement
from attnstudio.ui.attacks.arrangement import Parts
from attnstudio.ui.attacks.cell import AttackCell
from attnstudio.ui.attacks.choices import attack_name, eps_text
from attnstudio.ui.attacks.drift_table import DriftTable
from attnstudio.ui.attacks.eps_line import EpsLine, Point
from attnstudio.ui.attacks.eps_plot import EpsPlot
from attnstudio.ui.shell import theme
from attnstudio.ui.shell.i18n import class_name, message, method_name, tr
from attnstudio.ui.shell.numbers import number
from attnstudio.ui.state.display_options import Display
from attnstudio.ui.viewer.layers import MapImage
from attnstudio.ui.viewer.linked import Link
from attnstudio.ui.widgets.base import Panel, faint
from attnstudio.ui.widgets.labels import as_heading
from attnstudio.ui.widgets.plain import PlainLabel
from attnstudio.ui.widgets.probability_bars import ProbabilityBars, bars_of

_BARS = 3
_FACTORS = (1, 2, 4, 8, 16, 32, 64, 128)


class PictureView(QWidget):
    """The original, what changes, and the attacked picture, each with what the model says of it and where it looks."""

    point_chosen = Signal(object)  # eps of a point of the curve
    place_chosen = Signal(QPointF)  # a point of the original, as shares of its sides

    def __init__(self) -> None:
        super().__init__()
        self.link = Link()
        self.original, self.noise, self.adversarial, self.map_before, self.map_after = (
            AttackCell(self.link) for _ in range(5)
        )
        self.bars_before, self.bars_after = ProbabilityBars(_BARS), ProbabilityBars(_BARS)
        self.verdict, self.sizes, self.notices = PlainLabel(), faint(), faint()
        self.drift, self.curve = DriftTable(), EpsPlot(legend=False)
        self.curve.point_chosen.connect(self.point_chosen)
        self.original.clicked.connect(self.place_chosen)
        self.verdict.setWordWrap(True)
        as_heading(self.verdict)
        self._shown: AttackedPicture | None = None
        self._so_far: AttackSoFar | None = None
        self._strengths: Strengths | None = None
        self._is_limited = True
        self._display: Display | None = None
        words, drift = Panel(), Panel()
        for widget in (self.verdict, self.sizes):
            words.stack.addWidget(widget)
        words.stack.addStretch()
        drift.stack.addWidget(self.drift)
        drift.stack.addWidget(self.curve, 1)
        pictures = self.original, self.noise, self.adversarial, self.map_before, self.map_after
        self._parts = Parts(*pictures, self.bars_before, words, self.bars_after, drift)
        self._grid, self._is_low = QGridLayout(), False
        self._lay_out()
        self.retranslate()

    @property
    def shown(self) -> AttackedPicture | None:
        return self._shown

    @property
    def cells(self) -> tuple[AttackCell, ...]:
        return self.original, self.noise, self.adversarial, self.map_before, self.map_after

    @property
    def is_signed(self) -> bool:
        """Whether its maps are."""
        return self.map_before.map is not None and self.map_before.map.scale.is_signed

    @property
    def is_on_its_way(self) -> bool:
        """Whether a picture is seen whose attack goes on."""
        return self._so_far is not None

    def show_attacked(self, shown: AttackedPicture, display: Display) -> None:
        self._shown, self._display, self._so_far = shown, display, None
        self._show()

    def show_so_far(self, so_far: AttackSoFar) -> None:
        """A picture whose attack goes on; its answers and maps come at the end."""
        if self._shown is not None and self._shown.attacked.before.source.digest != so_far.source.digest:
            self._shown = None
        self._so_far = so_far
        self._show_so_far(so_far)

    def end_so_far(self) -> bool:
        """The attack was given up: back to what was shown before; False where there was nothing."""
        self._so_far = None
        if self._shown is not None:
            self._show()
        return self._shown is not None

    def show_stale(self, reason: str) -> None:
        """What is shown is of other choices."""
        if self._shown is not None:
            self.verdict.setText(reason)
            self.sizes.setText("")

    def show_strengths(self, strengths: Strengths | None, *, limited: bool = True) -> None:
        """The same picture with other eps; None: not known. `limited`: whether eps limits the change."""
        self._strengths, self._is_limited = strengths, limited
        self._show_curve()

    def show_place(self, place: QRectF | None) -> None:
        """Where the attack works, as shares of the picture's sides; None: everywhere."""
        for cell in self.cells:
            cell.show_place(place)

    def fit(self) -> None:
        self.link.fit()

    def actual_size(self) -> None:
        self.link.move_to(self.original.actual_factor(), self.link.centre)

    def zoom(self, factor: float) -> None:
        self.original.zoom(factor)

    def retranslate(self) -> None:
        self.bars_before.setAccessibleName(tr("Most probable classes of the original"))
        self.bars_after.setAccessibleName(tr("Most probable classes of the attacked picture"))
        self.drift.retranslate()
        if self._so_far is not None:
            self._show_so_far(self._so_far)
        elif self._shown is not None:
            self._show()
        self._show_curve()

    def heightForWidth(self, _: int) -> int:  # noqa: N802
        """The pictures take what room there is; only where that is too low, the page scrolls."""
        return self.minimumSizeHint().height()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if (is_low := arrangement.is_low(self.size())) != self._is_low:
            self._is_low = is_low
            arrangement.arrange(self._grid, self._parts, is_low=is_low)

    def _lay_out(self) -> None:
        self._grid.setSpacing(theme.SPACE // 2)
        arrangement.arrange(self._grid, self._parts, is_low=self._is_low)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, theme.SPACE // 2, theme.SPACE, theme.SPACE // 2)
        column.addLayout(self._grid, 1)
        column.addWidget(self.notices)

    def _show(self) -> None:
        assert self._shown is not None and self._display is not None
        one, display = self._shown.attacked, self._display
        before, after = one.before, one.after
        self._show_pictures(before.source, one.original, one.adversarial, tr("Attacked"))
        self.bars_before.show_rows(bars_of(before.prediction, _BARS), one.label)
        self.bars_after.show_rows(bars_of(after.prediction, _BARS), one.target)
        self.verdict.setText(_verdict(self._shown))
        notices = list(dict.fromkeys(message(notice) for notice in one.notices))
        self.notices.setText("\n".join(notices))
        self.notices.setVisible(bool(notices))
        self._show_maps(one, display)
        self.drift.show_drift(self._shown.drifts[0] if self._shown.drifts else None)

    def _show_so_far(self, so_far: AttackSoFar) -> None:
        self._show_pictures(so_far.source, so_far.original, so_far.adversarial, tr("Attacked, so far"))
        if self._shown is None:
            self.bars_before.show_rows([], None)
            self.map_before.show_nothing(tr("Map before"))
        self.bars_after.show_rows([], None)
        self.map_after.show_nothing(tr("Map after"), tr("Answers and maps come at the end of the attack."))
        self.verdict.setText(tr("The attack goes on..."))
        self.notices.hide()
        self.drift.show_drift(None)

    def _show_pictures(self, source: Source, original: np.ndarray, adversarial: np.ndarray, title: str) -> None:
        """What changes between two pictures, uint8 (height, width, channels), and by how much."""
        noise = (adversarial.astype(np.float32) - original) / np.float32(LEVELS)
        factor = factor_of(noise)
        grey = np.clip(np.rint(127.5 + 255 * factor * noise), 0, 255).astype(np.uint8)
        for cell, text, pixels in (
            (self.original, tr("Original"), original),
            (self.noise, tr("Noise × {factor}", factor=factor), grey),
            (self.adversarial, title, adversarial),
        ):
            cell.show_picture(text, DisplayPicture(picture_of(pixels, source)))
        self.sizes.setText(
            tr(
                "L2 {l2}, L∞ {linf}/255, {pixels} % of the pixels",
                l2=number(float(np.linalg.norm(noise)), 3),
                linf=number(255 * float(np.abs(noise).max()), 0),
                pixels=_percentage(float(noise.any(axis=-1).mean())),
            )
        )

    def _show_maps(self, one: Attacked, display: Display) -> None:
        maps = [found.heatmaps[:1] for found in (one.before, one.after)]
        if not all(maps):
            failures = [message(failure) for _, failure in (*one.before.left_out, *one.after.left_out)]
            reason = failures[0] if failures else tr("Choose a method under Explain: its map appears here.")
            self.map_before.show_nothing(tr("Map before"), reason)
            self.map_after.show_nothing(tr("Map after"), reason)
            return
        (first,), (second,) = maps
        name = method_name(first.method)
        contrast = display.contrasts.of(one.before.request.image, first.method)
        for cell, title, picture, heatmap in (
            (self.map_before, tr("{method} before", method=name), self.original.picture, first),
            (self.map_after, tr("{method} after", method=name), self.adversarial.picture, second),
        ):
            assert picture is not None
            scale = overlay.scale_of([heatmap], display.colormap, contrast)
            shown = MapImage(overlay.on_scale(heatmap, scale), one.after.placement, scale)
            cell.show_picture(title, picture, shown)

    def _show_curve(self) -> None:
        empty = tr("How the map drifts with eps appears here.")
        if not self._is_limited:
            empty = tr("This attack makes the change that it needs, whatever eps is: there is no curve.")
        elif self._shown is not None and self._shown.attacked.success is None:
            empty = tr("The picture is not attacked, so its map does not drift.")
        if self._strengths is None or not self._strengths.found:
            self.curve.show_lines(tr("Likeness of the maps"), (), str, empty)
            return
        points, norm = self._strengths.found, self._strengths.norm
        values: dict[str, list[float | None]] = {
            tr("Spearman"): [found.spearman for _, found in points],
            tr("SSIM"): [found.ssim for _, found in points],
            tr("top tenth"): [found.top for _, found in points],
            tr("energy in the region"): [found.energy_after for _, found in points],
        }
        lines = [
            EpsLine(
                name,
                tuple(Point(eps, y, y, y, eps) for (eps, _), y in zip(points, of_name, strict=True) if y is not None),
            )
            for name, of_name in values.items()
        ]
        axis = tr("Likeness of the maps")
        if not lines[-1].points:
            lines.pop()  # the picture has no region
        else:
            axis = tr("Likeness of the maps, energy")
        self.curve.show_lines(axis, lines, lambda eps: eps_text(eps, norm), empty)


def factor_of(noise: np.ndarray) -> int:
    """By which the largest change is multiplied so that it is well seen, and not cut off."""
    most = float(np.abs(noise).max())
    return next((factor for factor in reversed(_FACTORS) if factor * most <= 0.5), 1) if most else 1


def _percentage(share: float) -> str:
    """Without its sign; one pixel of a large picture is more than nothing."""
    return number(100 * share, 3 if 0 < share < 0.001 else 1)


def _verdict(shown: AttackedPicture) -> str:
    one = shown.attacked
    names = one.before.prediction.class_names
    before, after = (class_name(names[answer(found.prediction)]) for found in (one.before, one.after))
    eps = eps_text(one.eps, one.norm)
    if one.success is None and answer(one.before.prediction) == one.label:
        return tr("Not attacked: it is of the target class already.")
    if one.success is None:
        return tr("Not attacked: the model is wrong about it already.")
    if ATTACKS.discover()[one.call.id].kind is Kind.EXPLANATION:
        return (
            tr("The answer stays: {name}.", name=after)
            if before == after
            else tr("The answer changed, too: {before} became {after}.", before=before, after=after)
        )
    if not one.success:
        if shown.is_smallest:
            return tr("{attack} does not fool the model up to eps {eps}.", attack=attack_name(one.call.id), eps=eps)
        return (
            tr("Not fooled: still {name}.", name=after)
            if before == after
            else tr("{before} became {after}, not the target.", before=before, after=after)
        )
    if shown.is_smallest:
        return tr("Smallest eps: {eps}. {before} became {after}.", eps=eps, before=before, after=after)
    return tr("Fooled: {before} became {after}.", before=before, after=after)
