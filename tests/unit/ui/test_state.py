"""The window's state: one truth, one signal that says what changed."""

from __future__ import annotations

from pathlib import Path

from attnstudio.core.request import MethodCall
from attnstudio.ui.state.display_options import DisplayOptions, Normalisation, View
from attnstudio.ui.state.picture_list import PictureList
from attnstudio.ui.state.selection import Selection


def test_several_choices_are_one_change() -> None:
    selection, heard = Selection(), list[frozenset[str]]()
    selection.changed.connect(heard.append)
    selection.set(model="demo", target="308", layer="auto")
    assert heard == [frozenset({"model", "target"})], "the layer was auto before"
    assert (selection.now.model, selection.now.target) == ("demo", "308")


def test_the_same_choice_is_no_change() -> None:
    selection, heard = Selection(), list[frozenset[str]]()
    selection.set(methods=(MethodCall("gradcam", (("noise_samples", 8),)),))
    selection.changed.connect(heard.append)
    selection.set(methods=(MethodCall("gradcam", (("noise_samples", 8),)),))
    assert heard == []
    selection.set(methods=(MethodCall("gradcam"),))
    assert heard == [frozenset({"methods"})]


def test_whoever_hears_of_a_change_sees_all_of_it() -> None:
    display, seen = DisplayOptions(), list[tuple[str, View]]()
    display.changed.connect(lambda _: seen.append((display.now.colormap, display.now.view)))
    display.set(colormap="jet", view=View.MAP)
    assert seen == [("jet", View.MAP)]


def test_a_shared_scale_is_a_normalisation() -> None:
    display = DisplayOptions()
    assert not display.now.is_shared
    display.set(normalisation=Normalisation.SHARED)
    assert display.now.is_shared


def test_pictures_are_listed_once_in_their_order() -> None:
    pictures, changes = PictureList(), list[int]()
    pictures.list_changed.connect(lambda: changes.append(pictures.rowCount()))
    a, b, c = Path("a.png"), Path("b.png"), Path("c.png")
    assert pictures.add([a, b, a]) == [a, b]
    assert pictures.add([b, c]) == [c]
    assert pictures.add([c]) == []
    assert pictures.paths == (a, b, c)
    assert changes == [2, 3]
    assert (pictures.row_of(c), pictures.path(1)) == (2, b)


def test_what_is_selected_keeps_the_order_of_the_list_and_goes_with_it() -> None:
    pictures, changes = PictureList(), list[tuple[Path, ...]]()
    a, b, c = Path("a.png"), Path("b.png"), Path("c.png")
    pictures.add([a, b, c])
    pictures.selection_changed.connect(lambda: changes.append(pictures.selected))
    pictures.select([c, a, Path("unknown.png")])
    pictures.select([a, c])
    assert changes == [(a, c)]
    pictures.replace([b])
    assert (pictures.paths, pictures.selected) == ((b,), ())
