"""The lab of attacks, used as a person does: by its slider, its buttons, and the files that it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from helpers.desk import DEFAULTS, LEFT, PATIENCE, Desk
from helpers.jobs import SCENES
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QFileDialog

from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked, answer
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.expected_times import Place
from attnstudio.core.regions import Rectangle, Region
from attnstudio.core.request import MethodCall, Request
from attnstudio.core.robustness.picture_file import pixels_of
from attnstudio.core.robustness.record import AttackRecord
from attnstudio.core.similarity import rank_correlation
from attnstudio.settings import Settings
from attnstudio.start import Start
from attnstudio.ui.attacks.many_view import Table
from attnstudio.ui.attacks.scope import AttackScope
from attnstudio.ui.state.viewed import Page
from attnstudio.ui.widgets.tick_list import TickList

pytestmark = [pytest.mark.qt_log_level_fail("WARNING"), pytest.mark.qt_log_ignore("This plugin does not support")]


@pytest.fixture
def lab(desk: Desk) -> Iterator[Desk]:
    """The lab is open on the first scene, FGSM is chosen."""
    desk.app.foundation.attack.choose("fgsm")
    desk.app.foundation.attack.set(eps=4 / 255, every_eps=(2 / 255, 8 / 255), target="", jpeg=0, params=())
    desk.action("attack").trigger()
    desk.idle()
    yield desk
    desk.app.features.attacks.controller.leave()
    desk.idle()


def attacked(desk: Desk) -> Attacked:
    shown = desk.app.panels.attack_view.picture.shown
    assert shown is not None
    return shown.attacked


def choose(desk: Desk, attack: str) -> None:
    """In the list, by its name."""
    box = desk.app.panels.attack.chooser.box
    box.setFocus()
    row = next(row for row in range(box.count()) if box.itemText(row).strip() == attack)
    box.setCurrentIndex(row)
    box.activated.emit(row)
    desk.idle()


def test_the_slider_attacks_at_once_and_every_part_shows_what_the_engine_found(lab: Desk) -> None:
    view, panel = lab.app.panels.attack_view.picture, lab.app.panels.attack
    assert lab.app.services.viewed.now.page is Page.ATTACK and view.isVisible()
    lab.qtbot.keyClick(panel.strength.slider, Qt.Key.Key_End)
    lab.idle()
    one = attacked(lab)
    assert one.eps == 1.0 and one.call.id == "fgsm"
    lab.qtbot.keyClick(panel.strength.slider, Qt.Key.Key_Home)
    lab.idle()
    one = attacked(lab)
    assert one.eps == pytest.approx(1 / 255) and one.linf == pytest.approx(1 / 255)
    for cell, pixels in ((view.original, one.original), (view.adversarial, one.adversarial)):
        assert cell.picture is not None
        np.testing.assert_array_equal(cell.picture.picture.pixels, pixels)
    assert view.noise.title == "Noise × 64"
    before, after = (found.heatmaps[0].values for found in (one.before, one.after))
    assert view.drift.values[0].text() == f"{rank_correlation(before, after):.2f}"
    assert [point.eps for point in view.curve.lines[0].points] == [pytest.approx(2 / 255), pytest.approx(8 / 255)]


def test_an_attack_on_the_map_is_not_said_to_fool_the_model(lab: Desk) -> None:
    lab.app.foundation.attack.set(every_eps=(4 / 255,))
    choose(lab, "Moved map")
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.idle()
    assert attacked(lab).call.id == "moved_map" and attacked(lab).success
    assert lab.app.panels.attack_view.picture.verdict.text() == "The answer stays: ball."


def test_one_pixel_is_not_said_to_be_nothing(lab: Desk) -> None:
    choose(lab, "One pixel")
    lab.app.foundation.attack.set(every_eps=(1.0,), params=(("generations", 1), ("population", 4)))
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.idle()
    assert attacked(lab).l0 == 1
    assert "0.006 % of the pixels" in lab.app.panels.attack_view.picture.sizes.text()


def test_an_eps_that_cannot_be_is_refused_with_a_reason(lab: Desk) -> None:
    panel, state = lab.app.panels.attack, lab.app.foundation.attack
    before = state.now.every_eps
    for text, reason in (("1/255, much", "not much."), ("2", "write 2/255"), ("0", "above 0")):
        panel.every_eps.setText(text)
        panel.every_eps.editingFinished.emit()
        assert reason in panel.problem.text() and not panel.problem.isHidden()
        assert state.now.every_eps == before
    panel.every_eps.setText("3/255")
    panel.every_eps.editingFinished.emit()
    assert panel.problem.isHidden() and state.now.every_eps == (3 / 255,)


def test_the_list_of_eps_shows_its_beginning(lab: Desk) -> None:
    lab.app.foundation.attack.set(every_eps=tuple(step / 255 for step in range(1, 30)))
    assert lab.app.panels.attack.every_eps.cursorPosition() == 0


def test_what_is_shown_is_that_of_the_engine(lab: Desk, engine: Engine) -> None:
    one = attacked(lab)
    request = Request(SCENES[0], "demo")
    (found,) = engine.attack_each(request, one.call, [images.decode(SCENES[0])], RunContext())
    assert isinstance(found, tuple)
    np.testing.assert_array_equal(found[0].adversarial, one.adversarial)


def test_a_slow_attack_waits_for_run(lab: Desk) -> None:
    lab.app.foundation.attack.set(eps=6 / 255)  # with which no other test attacks, so that nothing is known
    lab.idle()
    choose(lab, "PGD")
    assert attacked(lab).call.id == "fgsm"
    assert lab.app.panels.attack_view.picture.verdict.text() == "Press Run to attack with these choices."
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.idle()
    assert attacked(lab).call.id == "pgd"
    choose(lab, "FGSM")
    choose(lab, "PGD")
    assert attacked(lab).call.id == "pgd", "what is known is shown at once"


def test_the_smallest_eps_fools_the_model_and_one_step_less_does_not(lab: Desk) -> None:
    choose(lab, "PGD")
    lab.qtbot.mouseClick(lab.app.panels.attack.smallest, LEFT)
    lab.idle()
    one, text = attacked(lab), lab.app.panels.attack_view.picture.verdict.text()
    assert one.success and text.startswith("Smallest eps: ") and f"{round(one.eps * 255)}/255" in text
    assert lab.app.panels.attack.strength.box.value() == pytest.approx(one.eps * 255)
    if one.eps > 1.5 / 255:
        lab.app.panels.attack.strength.box.setValue(one.eps * 255 - 1)
        lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
        lab.idle()
        assert not attacked(lab).success


def test_a_saved_picture_still_fools_the_model_when_it_is_opened(
    lab: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.app.panels.attack.strength.box.setValue(32)
    lab.idle()
    one, file = attacked(lab), tmp_path / "attacked.png"
    assert one.success
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), "PNG (*.png)"))
    lab.qtbot.mouseClick(lab.app.panels.attack.save, LEFT)
    np.testing.assert_array_equal(np.asarray(Image.open(file)), one.adversarial)
    lab.action("attack").trigger()
    lab.open(file)
    prediction = lab.app.panels.results.model.rows[-1].result.prediction
    np.testing.assert_allclose(prediction.logits, one.after.prediction.logits, atol=1e-4)
    assert answer(prediction) != one.label


def test_a_target_is_named_and_reached(lab: Desk) -> None:
    panel = lab.app.panels.attack
    names = attacked(lab).before.prediction.class_names
    wanted = int(attacked(lab).before.prediction.top(2)[1])
    choose(lab, "PGD")
    lab.qtbot.keyClicks(panel.target, names[wanted])
    lab.qtbot.keyClick(panel.target, Qt.Key.Key_Return)
    panel.strength.box.setValue(32)
    lab.qtbot.mouseClick(panel.run, LEFT)
    lab.idle()
    assert attacked(lab).target == wanted and attacked(lab).success
    panel.target.clear()
    assert lab.app.foundation.attack.now.target == ""


def test_the_region_says_how_much_of_the_map_stays_in_it(lab: Desk) -> None:
    drift = lab.app.panels.attack_view.picture.drift
    assert not drift.values[3].isVisible()
    height, width = lab.pixels.shape[:2]
    lab.app.features.regions.controller.replace({SCENES[0]: Region((Rectangle(0, 0, width, height),))})
    lab.idle()
    assert drift.values[3].text() == "100 % → 100 %"
    lab.app.features.regions.controller.replace({SCENES[0]: None})


def test_the_map_is_moved_to_the_region_that_was_drawn(lab: Desk) -> None:
    panel, view = lab.app.panels.attack, lab.app.panels.attack_view.picture
    choose(lab, "Moved map")
    assert panel.use_region.isVisible() and not panel.use_region.isEnabled() and view.original.place is None
    lab.qtbot.keyClick(lab.window, Qt.Key.Key_Escape)
    height, width = lab.pixels.shape[:2]
    lab.action("tool_rectangle").trigger()
    drag(lab, (0.25 * width, 0.5 * height), (0.75 * width, 0.9 * height))
    lab.action("tool_select").trigger()
    lab.action("attack").trigger()
    lab.idle()
    lab.qtbot.mouseClick(panel.use_region, LEFT)
    lab.app.foundation.attack.set(every_eps=(8 / 255,), eps=8 / 255)
    place = view.original.place
    assert place is not None and view.map_after.place == place
    found = (place.left(), place.top(), place.right(), place.bottom())
    assert found == pytest.approx((0.25, 0.5, 0.75, 0.9), abs=0.02)
    lab.qtbot.mouseClick(panel.run, LEFT)
    lab.idle()
    region = dict(attacked(lab).call.params)["region"]
    assert [float(edge) for edge in str(region).split(",")] == pytest.approx(found)
    rows, columns = (slice(round(128 * first), round(128 * last)) for first, last in (found[1::2], found[::2]))
    before, after = (
        gradient_share(lab, pixels, rows, columns) for pixels in (attacked(lab).original, attacked(lab).adversarial)
    )
    assert after > before
    lab.app.features.regions.controller.replace({SCENES[0]: None})


def drag(desk: Desk, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Over the picture in the viewer, in its pixels."""
    canvas = desk.app.panels.canvas
    first, last = (canvas.from_picture(QPointF(*place)).toPoint() for place in (start, end))
    desk.qtbot.mousePress(canvas, LEFT, Qt.KeyboardModifier.NoModifier, first)
    desk.qtbot.mouseMove(canvas, last)
    desk.qtbot.mouseRelease(canvas, LEFT, Qt.KeyboardModifier.NoModifier, last)


def gradient_share(desk: Desk, pixels: np.ndarray, rows: slice, columns: slice) -> float:
    """Of the saliency map of a picture that lies in a part of it."""
    request = Request(Path("a.png"), "demo", (MethodCall("saliency"),), target=str(attacked(desk).label))
    (outcome,) = Engine(()).run_each(request, [images.of_pillow(Image.fromarray(pixels), "a.png")], RunContext())
    assert isinstance(outcome, tuple)
    values = outcome[1].heatmaps[0].values
    return float(values[rows, columns].sum() / values.sum())


def test_a_patch_lies_where_the_user_clicks(lab: Desk) -> None:
    original = lab.app.panels.attack_view.picture.original
    choose(lab, "Adversarial patch")
    lab.app.foundation.attack.set(eps=0.2, every_eps=(0.2,), params=(("steps", 2),))
    centre, side = original.area().center(), min(original.area().width(), original.area().height())
    lab.qtbot.mouseClick(original, LEFT, pos=centre + QPoint(side // 4, -side // 4))
    assert original.place is not None and original.place.center().x() == pytest.approx(0.75, abs=0.02)
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.idle()
    rows, columns = np.nonzero(attacked(lab).noise.any(axis=-1))
    assert (rows.mean() / 128, columns.mean() / 128) == pytest.approx((0.25, 0.75), abs=0.02)
    assert rows.max() - rows.min() < 26 and columns.max() - columns.min() < 26  # 0.2 of 128


def test_escape_leads_back_and_another_picture_is_attacked_in_its_turn(lab: Desk) -> None:
    lab.open(SCENES[1])
    assert lab.app.services.viewed.now.page is Page.ATTACK
    assert attacked(lab).before.source.path == SCENES[1]
    lab.qtbot.keyClick(lab.window, Qt.Key.Key_Escape)
    assert lab.app.panels.canvas.isVisible() and not lab.app.panels.attack_dock.isVisible()
    assert not lab.action("attack_smallest").isEnabled()


def test_a_slow_attack_is_seen_on_its_way_and_cancelled_leaves_what_was_there(lab: Desk) -> None:
    view = lab.app.panels.attack_view.picture
    lab.app.foundation.attack.set(eps=5 / 255)  # with which no other test attacks, so that nothing is known
    lab.idle()
    before = view.adversarial.picture
    choose(lab, "PGD")
    lab.app.foundation.attack.set(params=(("steps", 1000),))
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.qtbot.waitUntil(lambda: view.is_on_its_way, timeout=PATIENCE)
    shown = view.adversarial.picture
    assert before is not None and shown is not None
    change = shown.picture.pixels.astype(int) - attacked_pixels(lab)
    assert 0 < np.abs(change).max() <= 5
    assert view.adversarial.title == "Attacked, so far" and view.verdict.text() == "The attack goes on..."
    assert not lab.app.panels.attack.save.isEnabled()
    lab.qtbot.mouseClick(lab.app.panels.attack.cancel, LEFT)
    lab.idle()
    assert attacked(lab).call.id == "fgsm" and not lab.app.panels.attack.cancel.isEnabled()
    assert view.adversarial.picture is not None and not view.is_on_its_way
    np.testing.assert_array_equal(view.adversarial.picture.picture.pixels, before.picture.pixels)


def attacked_pixels(desk: Desk) -> np.ndarray:
    """The picture as the model gets it, before."""
    return attacked(desk).original.astype(int)


def test_a_slow_attack_of_another_picture_shows_nothing_of_the_last_one(lab: Desk) -> None:
    choose(lab, "PGD")
    lab.open(SCENES[1])
    pages = lab.app.panels.attack_view.pages
    assert pages.currentIndex() == 0 and pages.empty.text() == "Press Run to attack with these choices."
    lab.app.foundation.attack.set(every_eps=(2 / 255,), params=(("steps", 3),))
    lab.qtbot.mouseClick(lab.app.panels.attack.run, LEFT)
    lab.idle()
    assert attacked(lab).before.source.path == SCENES[1] and lab.app.panels.attack_view.picture.isVisible()


def test_a_picture_of_the_target_class_is_not_attacked(lab: Desk) -> None:
    panel = lab.app.panels.attack
    lab.qtbot.keyClicks(panel.target, attacked(lab).before.prediction.class_names[attacked(lab).label])
    lab.qtbot.keyClick(panel.target, Qt.Key.Key_Return)
    lab.idle()
    assert "it is of the target class already" in lab.app.panels.attack_view.picture.verdict.text()
    panel.target.clear()
    lab.idle()
    assert "Not attacked" not in lab.app.panels.attack_view.picture.verdict.text()


def test_a_session_keeps_the_choices(lab: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = lab.app.foundation.attack
    state.choose("pgd")
    state.set(eps=3 / 255, every_eps=(1 / 255, 5 / 255), target="2", params=(("steps", 7),), jpeg=90)
    kept, file = state.now, tmp_path / "one.attn"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    lab.action("save_session_as").trigger()
    lab.idle()
    state.choose("rotation")
    state.set(target="", jpeg=0)
    with lab.qtbot.waitSignal(lab.app.features.sessions.controller.ended, timeout=PATIENCE):
        lab.app.features.sessions.controller.open(file)
    lab.idle()
    assert state.now == kept
    assert lab.app.panels.attack.form.values()["steps"] == 7 and lab.app.panels.attack.target.text().endswith("(2)")


@pytest.fixture
def many(lab: Desk) -> Iterator[Desk]:
    """Four scenes are listed."""
    lab.app.features.pictures.controller.open(SCENES[:4])
    lab.idle()
    lab.app.panels.attack.choose_scope(AttackScope.LISTED)
    yield lab
    for box in (lab.app.panels.attack.options.models, lab.app.panels.attack.options.defences):
        for row in range(box.list.count()):
            box.list.item(row).setCheckState(Qt.CheckState.Unchecked)
    lab.app.panels.attack.choose_scope(AttackScope.SHOWN)


def run_many(desk: Desk) -> None:
    desk.qtbot.mouseClick(desk.app.panels.attack.run, LEFT)
    desk.idle()


def test_many_pictures_are_counted_as_the_engine_counts_them(many: Desk, engine: Engine) -> None:
    run_many(many)
    view = many.app.panels.attack_many
    assert view.isVisible() and view.lines.rowCount() == 4  # FGSM and noise, two eps each
    call = AttackCall("fgsm", (2 / 255, 8 / 255), "linf")
    found = list(engine.attack_each(Request(Path(), "demo"), call, map(images.decode, SCENES[:4]), RunContext()))
    for place in range(2):
        right = sum(one[place].is_correct for one in found if isinstance(one, tuple))
        success = sum(bool(one[place].success) for one in found if isinstance(one, tuple))
        cells = view.lines.texts()[place]
        assert cells[1].startswith(f"{25 * right}.0 % [") and cells[2] == f"{25 * success}.0 % ({success}/4)"
    accuracy = next(line for line in view.plot.lines if line.name == "FGSM")
    assert [point.eps for point in accuracy.points] == [pytest.approx(2 / 255), pytest.approx(8 / 255)]
    assert all(point.low <= point.y <= point.high for point in accuracy.points)


def test_a_click_on_a_point_shows_its_pictures_and_they_can_be_selected(many: Desk, engine: Engine) -> None:
    run_many(many)
    view, gallery = many.app.panels.attack_many, many.app.panels.attack_many.gallery
    point = next(line for line in view.plot.lines if line.name == "FGSM").points[-1]
    many.qtbot.mouseClick(view.plot, LEFT, pos=view.plot.place_of(point).toPoint())
    assert gallery.cells.isVisible() and gallery.title.text() == "FGSM, 8/255"
    call = AttackCall("fgsm", (8 / 255,), "linf")
    found = list(engine.attack_each(Request(Path(), "demo"), call, map(images.decode, SCENES[:4]), RunContext()))
    for item, attack in zip(gallery.model.items, found, strict=True):
        assert isinstance(attack, tuple) and item.path == attack[0].before.source.path
        np.testing.assert_array_equal(pixels_of(item.record.png), attack[0].adversarial)
        names = [
            attack[0].before.prediction.class_names[answer(one.prediction)]
            for one in (attack[0].before, attack[0].after)
        ]
        assert item.lines[0] == names[0] and (item.lines[1] == f"→ {names[1]}") == (names[0] != names[1])
    fooled = {one[0].before.source.path for one in found if isinstance(one, tuple) and one[0].success}
    gallery.filter.setCurrentIndex(gallery.filter.findText(f"fooled: {len(fooled)}"))
    gallery.filter.activated.emit(gallery.filter.currentIndex())
    assert fooled and {item.path for item in gallery.model.items} == fooled
    many.qtbot.mouseClick(gallery.select, LEFT)
    assert set(many.app.services.pictures.selected) == fooled
    gallery.filter.setCurrentIndex(0)


def test_a_picture_of_the_gallery_is_opened_by_keys_without_another_attack(many: Desk) -> None:
    choose(many, "PGD")
    many.app.foundation.attack.set(params=(("steps", 3),))
    run_many(many)
    view, gallery = many.app.panels.attack_many, many.app.panels.attack_many.gallery
    choose(many, "DeepFool")
    view.plot.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        many.qtbot.keyClick(view.plot, key)
    assert gallery.title.text() == "PGD, 8/255"
    many.idle()
    gallery.cells.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        many.qtbot.keyClick(gallery.cells, key)
    many.idle()
    item, shown = gallery.model.items[2], attacked(many)
    assert item.path == shown.before.source.path == SCENES[2] == many.path
    assert (
        shown.call == AttackCall("pgd", (8 / 255,), "linf", params=(("steps", 3),)) and len(shown.before.heatmaps) == 1
    )
    assert shown.seconds == item.record.seconds, "it was attacked again"
    np.testing.assert_array_equal(shown.adversarial, pixels_of(item.record.png))
    curve = many.app.panels.attack_view.picture.curve.lines[0].points
    drifts = {one.eps: one.drifts[0].spearman for one in records(many, SCENES[2]) if one.attack == "pgd"}
    assert {point.eps: point.y for point in curve} == drifts


def records(desk: Desk, scene: Path) -> Sequence[AttackRecord]:
    summary = desk.app.panels.attack_many.summary
    assert summary is not None
    return next(one.records for one in summary.pictures if one.source.path == scene)


def test_another_attack_joins_and_other_models_and_defences_have_their_tables(many: Desk) -> None:
    options, view = many.app.panels.attack.options, many.app.panels.attack_many
    run_many(many)
    assert not view.tables.isTabVisible(Table.MODELS)
    choose(many, "PGD")
    many.app.foundation.attack.set(params=(("steps", 2),))
    run_many(many)
    assert {row[0].split(",")[0] for row in view.lines.texts()} == {"FGSM", "Uniform noise", "PGD"}
    tick(options.models, "demo_backdoor")
    tick(options.defences, "jpeg:75")
    run_many(many)
    assert [row[0] for row in view.models.texts()] == [
        "Demo (built in)",
        "    behind JPEG of quality 75",
        "Demo with a backdoor",
        "    behind JPEG of quality 75",
    ]
    assert view.tables.isTabVisible(Table.TRANSFER) and view.transfer.table.columnCount() == 3
    assert "FGSM" not in {row[0].split(",")[0] for row in view.lines.texts()}  # it was tried on one model only


def tick(box: TickList, key: str) -> None:
    for row in range(box.list.count()):
        if box.list.item(row).data(Qt.ItemDataRole.UserRole) == key:
            box.list.item(row).setCheckState(Qt.CheckState.Checked)
    assert key in box.ticked


def test_saved_pictures_open_as_a_data_set_and_still_fool_the_model(
    many: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_many(many)
    view = many.app.panels.attack_many
    view.lines.setCurrentCell(1, 0)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    many.qtbot.mouseClick(view.save, LEFT)
    many.idle()
    folder = tmp_path / "fgsm-linf-8-of-255"
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [*(f"{one.stem}.png" for one in SCENES[:4]), "labels.csv"]
    )
    lines = view.lines.texts()[1]
    many.action("attack").trigger()
    many.qtbot.mouseClick(many.app.panels.banner.action, LEFT)
    many.idle()
    many.action("predict_all").trigger()
    many.idle()
    predicted = many.app.services.dataset.columns.predicted
    originals = [answer_of(many, one) for one in SCENES[:4]]
    fooled = sum(int(now) != before for now, before in zip(predicted, originals, strict=True))
    assert lines[2].endswith(f"({fooled}/4)")


def answer_of(desk: Desk, scene: Path) -> int:
    outcome = Engine(()).run(Request(scene, "demo"), RunContext())
    return answer(outcome.prediction)


def test_selected_pictures_are_attacked_from_the_list(many: Desk) -> None:
    many.app.services.pictures.select(SCENES[1:3])
    many.action("attack_selected").trigger()
    many.idle()
    summary = many.app.panels.attack_many.summary
    assert summary is not None and [one.source.path for one in summary.pictures] == list(SCENES[1:3])


def test_run_says_how_long_a_slow_attack_will_take_as_earlier_ones_took(many: Desk) -> None:
    panel, times, here = many.app.panels.attack, many.app.foundation.stores.expected_times, Place("demo", "auto")
    panel.options.control.setChecked(False)
    panel.choose_scope(AttackScope.SHOWN)
    choose(many, "FGSM")
    assert panel.run.text() == "Run"
    choose(many, "Square attack")
    call = many.app.foundation.attack.now.call(2 / 255)
    times.learn_attack(here, call, 40.0)
    times.learn_map(here, many.app.services.selection.now.methods[0], 0.0)
    many.app.foundation.attack.set(every_eps=(1 / 255, 4 / 255))
    assert panel.run.text() == "Run, about 40 s"
    times.learn_attack(here, call, 30.0, pictures=4)
    panel.choose_scope(AttackScope.LISTED)
    assert panel.run.text() == "Run, about 4 min"  # four pictures, two eps
    many.app.foundation.attack.set(params=(("queries", 20),))
    run_many(many)
    assert times.of_attack(here, many.app.foundation.attack.now.call(1 / 255), 4) < 30
    panel.options.control.setChecked(True)


def test_the_command_line_opens_the_lab(open_app: Callable[..., Desk]) -> None:
    desk = open_app(Settings(DEFAULTS))
    desk.begin(Start(pictures=(SCENES[0],), model="demo", methods=("gradcam",), attack="pgd"))
    desk.idle()
    assert attacked(desk).call.id == "pgd" and desk.app.panels.attack_view.isVisible()


def test_the_lab_opens_in_place_of_a_comparison(lab: Desk) -> None:
    lab.action("attack").trigger()
    lab.action("compare").trigger()
    lab.idle()
    assert lab.app.panels.compare.isVisible()
    lab.action("attack").trigger()
    lab.idle()
    assert lab.app.panels.attack_view.isVisible() and not lab.action("compare").isChecked()
