"""The parts of the lab that need no model: choices, the slider, the plot, what stands in the panel."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.widgets import painted
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from attnstudio.core.attacks.attack_call import read_eps
from attnstudio.core.attacks.base import ATTACKS
from attnstudio.core.attacks.projection import Norm
from attnstudio.ui.attacks.choices import EVERY, AttackState, eps_entry, eps_text
from attnstudio.ui.attacks.eps_line import EpsLine, Point
from attnstudio.ui.attacks.eps_plot import EpsPlot
from attnstudio.ui.attacks.panel import AttackPanel
from attnstudio.ui.attacks.picture_view import factor_of
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.attacks.strength import PLACES, StrengthSlider
from attnstudio.ui.shell.i18n import Language

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot) -> AttackPanel:
    made = AttackPanel(AttackState())
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def state(panel: AttackPanel) -> AttackState:
    return panel.state


def test_eps_stays_with_another_attack_of_the_same_norm_and_begins_anew_in_another(state: AttackState) -> None:
    state.set(eps=9 / 255)
    state.choose("pgd")
    assert state.now.eps == 9 / 255 and state.now.norm is Norm.LINF
    state.choose("deepfool")
    assert (str(state.now.norm), state.now.every_eps) == ("l2", EVERY[Norm.L2])


def test_parameters_of_another_attack_are_forgotten_and_targets_where_there_are_none(state: AttackState) -> None:
    state.choose("pgd")
    state.set(params=(("steps", 3),), target="2")
    assert state.now.call(0.1).params == (("steps", 3),) and state.now.call(0.1).target == "2"
    state.choose("blur")
    assert state.now.call(0.1).params == () and state.now.call(0.1).target == ""


@pytest.mark.parametrize("norm", list(Norm))
def test_what_stands_in_the_field_is_read_as_it_was(norm: Norm) -> None:
    for eps in EVERY[norm]:
        assert list(read_eps(eps_entry(eps, norm))) == [pytest.approx(eps)]


def test_eps_is_short_on_axes() -> None:
    assert eps_text(8 / 255, Norm.LINF) == "8/255" and eps_text(0.25, Norm.L2) == "0.25"
    assert eps_text(0.5, Norm.STRENGTH) == "50 %" and eps_text(16.0, Norm.L0) == "16"


def test_the_slider_and_its_box_say_the_same(qtbot: QtBot) -> None:
    slider, found = StrengthSlider(), list[float]()
    qtbot.addWidget(slider)
    slider.changed.connect(found.append)
    slider.show_eps(4 / 255, Norm.LINF)
    assert slider.box.value() == 4 and found == []
    qtbot.keyClick(slider.slider, Qt.Key.Key_Right)
    slider.box.setValue(7.5)
    assert found == [pytest.approx(5 / 255), pytest.approx(7.5 / 255)]
    slider.show_eps(0.3, Norm.STRENGTH)
    assert slider.box.text() == "30 %" and PLACES[Norm.STRENGTH][slider.slider.value()] == 0.3


def test_every_attack_has_its_place_in_the_list_and_its_form(panel: AttackPanel, state: AttackState) -> None:
    box = panel.chooser.box
    assert {box.itemData(row) for row in range(box.count())} - {None} == set(ATTACKS.discover())
    for attack in ATTACKS:
        state.choose(attack.id)
        assert box.currentData() == attack.id
        assert set(panel.form.values()) == {param.name for param in attack.params}
        assert [panel.norm.itemData(row) for row in range(panel.norm.count())] == list(attack.norms)
        assert panel.target.isVisible() == attack.can_target


def test_headings_of_the_list_cannot_be_chosen(panel: AttackPanel) -> None:
    box = panel.chooser.box
    headings = [row for row in range(box.count()) if box.itemData(row) is None]
    assert headings and not any(
        box.model().flags(box.model().index(row, 0)) & Qt.ItemFlag.ItemIsEnabled for row in headings
    )


def test_a_list_of_eps_that_cannot_be_read_changes_nothing(
    panel: AttackPanel, state: AttackState, qtbot: QtBot
) -> None:
    panel.more.open()
    before = state.now.every_eps
    panel.every_eps.setText("much")
    panel.every_eps.editingFinished.emit()
    assert state.now.every_eps == before
    panel.every_eps.setText("8/255, 0.5, 1/255")
    panel.every_eps.editingFinished.emit()
    assert state.now.every_eps == (1 / 255, 8 / 255, 0.5)


def test_cancel_is_there_while_anything_runs(panel: AttackPanel) -> None:
    panel.set_busy(AttackScope.SHOWN, busy=True)
    panel.set_busy(AttackScope.LISTED, busy=True)
    panel.set_busy(AttackScope.SHOWN, busy=False)
    assert panel.cancel.isEnabled()
    panel.set_busy(AttackScope.LISTED, busy=False)
    assert not panel.cancel.isEnabled()


def test_noise_is_multiplied_so_far_that_nothing_is_cut_off() -> None:
    for most, factor in ((1 / 255, 64), (4 / 255, 16), (0.5, 1), (1.0, 1), (0.0, 1)):
        noise = np.zeros((2, 2, 3), np.float32)
        noise[0, 0, 0] = -most
        assert factor_of(noise) == factor


@pytest.fixture
def plot(qtbot: QtBot) -> EpsPlot:
    made = EpsPlot()
    qtbot.addWidget(made)
    made.resize(320, 200)
    with qtbot.waitExposed(made):
        made.show()
    points = (Point(1.0, 0.9, 0.8, 1.0, "first"), Point(2.0, 0.2, 0.1, 0.4, "second"))
    made.show_lines("Accuracy", [EpsLine("PGD", points)], lambda eps: f"{eps:g}", "nothing")
    return made


def test_points_lie_where_their_numbers_are(plot: EpsPlot) -> None:
    first, second = (plot.place_of(point) for point in plot.lines[0].points)
    area = plot.area
    assert first.x() == pytest.approx(area.left()) and second.x() == pytest.approx(area.right())
    assert first.y() == pytest.approx(area.bottom() - 0.9 * area.height())
    pixels = painted(plot)
    ground = pixels[2, plot.width() // 2].astype(int)
    assert np.abs(pixels[round(second.y()), round(second.x())].astype(int) - ground).max() > 40


def test_a_click_near_a_point_chooses_it_and_one_elsewhere_none(plot: EpsPlot, qtbot: QtBot) -> None:
    found: list[object] = []
    plot.point_chosen.connect(found.append)
    qtbot.mouseClick(plot, LEFT, pos=plot.place_of(plot.lines[0].points[1]).toPoint())
    qtbot.mouseClick(plot, LEFT, pos=plot.area.center().toPoint())
    assert found == ["second"]
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert found == ["second", "first"] and plot.accessibleDescription() == "PGD 0.90"


def test_a_plot_without_lines_says_why(plot: EpsPlot) -> None:
    plot.show_lines("Accuracy", (), str, "nothing")
    assert plot.accessibleDescription() == "nothing"


def test_a_strength_says_what_it_is_a_share_of(panel: AttackPanel, state: AttackState) -> None:
    for attack in (one for one in ATTACKS.discover().values() if Norm.STRENGTH in one.norms):
        state.choose(attack.id)
        state.set(eps=0.25)
        said = panel.strength.slider.accessibleDescription()
        assert said.startswith("25 % of the "), attack.id
    state.choose("patch")
    assert panel.strength.slider.accessibleDescription() == "25 % of the shorter side"


def test_words_of_parameters_are_in_the_language_of_the_window(panel: AttackPanel, state: AttackState) -> None:
    language = Language()
    try:
        language.choose("ru")
        for attack, name, text in (("patch", "place", "в центре"), ("brightness", "direction", "увеличение")):
            state.choose(attack)
            box = panel.form.control(name)
            assert isinstance(box, QComboBox) and box.currentText() == text
    finally:
        language.choose("en")


def test_the_usual_list_of_eps_is_seen_whole_in_the_narrow_panel(panel: AttackPanel, state: AttackState) -> None:
    panel.more.open()
    panel.resize(320, 700)
    assert panel.every_eps.text() == "1/255, 2/255, 4/255, 8/255, 16/255"
    assert panel.every_eps.fontMetrics().horizontalAdvance(panel.every_eps.text()) < panel.every_eps.width() - 8
