"""The model, the ranking and the class check of a report, from numbers made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import numpy as np
from helpers.evaluations import evaluation
from PIL import Image

from attnstudio.core.contrast import Contrast, Contrasts
from attnstudio.core.evaluation.evaluation import Evaluation
from attnstudio.core.models.layer_tree import LayerRow, Totals
from attnstudio.core.request import Heatmap
from attnstudio.core.text import grouped
from attnstudio.export.report.blocks import Cell, Figure, Heading, Pairs, Paragraph, Table
from attnstudio.export.report.content import document
from attnstudio.export.report.model import model
from attnstudio.export.report.pictures import maps
from attnstudio.export.report.ranking import QUESTIONS, ranking
from attnstudio.export.translation import translator

ENGLISH, RUSSIAN = translator("en"), translator("ru")
NEAR = (0.70, 0.71, 0.72, 0.73, 0.74, 0.72)
FAR = (0.30, 0.31, 0.32, 0.33, 0.34, 0.32)
UNSURE = (0.05, 0.95, 0.10, 0.90, 0.50, 0.60)


def with_layers(*rows: LayerRow) -> Evaluation:
    made = evaluation({})
    info = replace(made.pictures[0].result.model, tree=rows, totals=Totals(12345), auto_layer="conv2")
    pictures = tuple(replace(one, result=replace(one.result, model=info)) for one in made.pictures)
    return replace(made, pictures=pictures)


def layer(name: str, kind: str, shape: str, parameters: int = 0) -> LayerRow:
    return LayerRow(name, kind, shape, parameters, parameters, name)


def test_a_small_model_has_a_row_a_layer_those_of_models_inside_too() -> None:
    inner = LayerRow("inner", "Functional", "7x7x8", 30, 30, None, (layer("conv2", "Conv2D", "7x7x8", 30),))
    _, pairs, table = model(with_layers(layer("conv1", "Conv2D", "14x14x4", 1000), inner), ENGLISH)
    assert isinstance(pairs, Pairs) and isinstance(table, Table)
    assert dict(pairs.rows)["Parameters"] == grouped(12345) == "12\u202f345"
    assert dict(pairs.rows)["Explained layer"] == "conv2, 7 × 7 × 8"
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("conv1", "Conv2D", "14 × 14 × 4", grouped(1000)),
        ("conv2", "Conv2D", "7 × 7 × 8", "30"),
    ]


def test_the_layers_of_a_large_model_share_a_row_for_each_size() -> None:
    large = [layer(f"a{number}", "Conv2D", "14x14x4", 10) for number in range(20)]
    small = [layer(f"b{number}", "ReLU" if number % 2 else "Conv2D", "7x7x8", 5) for number in range(20)]
    between = layer("pad", "ZeroPadding2D", "15x15x4")
    _, _, table, note = model(with_layers(*large, between, *small, layer("top", "Dense", "10", 90)), ENGLISH)
    assert isinstance(table, Table) and isinstance(note, Paragraph)
    assert [(row[0], row[1].text, row[2].text, row[3].text) for row in table.rows] == [
        (Cell("a0 – a19", "20 layers"), "Conv2D", "14 × 14 × 4", "200"),
        (Cell("pad – b19", "21 layers"), "ZeroPadding2D, Conv2D, ReLU", "7 × 7 × 8", "100"),
        (Cell("top"), "Dense", "10", "90"),
    ]


def test_each_question_has_an_order_and_the_reason() -> None:
    scores = {
        "coverage": {"saliency": FAR, "gradcam": NEAR},
        "deletion": {"saliency": UNSURE, "gradcam": UNSURE[::-1]},
    }
    blocks = list(ranking(evaluation(scores), ENGLISH))
    places = [blocks.index(Heading(question, 3)) for question, _ in QUESTIONS]
    complete, exact, faithful = (blocks[place + 1 : place + 3] for place in places)
    assert isinstance(complete[0], Paragraph) and isinstance(complete[1], Table)
    assert "Coverage: Grad-CAM is better than" in complete[0].text
    assert complete[1].rows == (
        (Cell("1. Grad-CAM"), Cell("0.720"), Cell("6 of 6")),
        (Cell("2. Saliency"), Cell("0.320"), Cell("–")),
    )
    assert isinstance(exact[0], Paragraph) and exact[0].text.startswith(
        "Not measured. These metrics would tell: Energy"
    )
    assert isinstance(faithful[0], Paragraph) and "not shown better" in faithful[0].text, "the numbers do not separate"
    assert any(
        isinstance(one, Table) and one.rows[0][1] == Cell("0,720") for one in ranking(evaluation(scores), RUSSIAN)
    )
    assert list(ranking(evaluation({}), ENGLISH)) == []
    both = evaluation({"insertion": {"saliency": FAR, "gradcam": NEAR}, "deletion": {"saliency": FAR, "gradcam": NEAR}})
    said = [one.text for one in ranking(both, ENGLISH) if isinstance(one, Paragraph)]
    assert said[-1] == "By another metric of this question, Deletion, Saliency has the best mean.", "they contradict"


def test_maps_have_the_contrast_of_the_window() -> None:
    def drawn(made: Evaluation) -> tuple[np.ndarray, list[str]]:
        blocks = list(maps(made, ENGLISH))
        [shown] = [one for one in blocks if isinstance(one, Figure)]
        with Image.open(BytesIO(shown.data)) as image:
            return np.asarray(image, int), [one.text for one in blocks if isinstance(one, Paragraph)]

    made = evaluation({})
    one = made.pictures[0]
    ramp = np.linspace(0, 1, 24 * 24, dtype=np.float32).reshape(24, 24)
    heatmap = Heatmap(ramp, 0.0, 1.0, "saliency", None, 0.1)
    made = replace(made, pictures=(replace(one, result=replace(one.result, heatmaps=(heatmap,))),))
    narrow = Contrast(0.75, 1.0)
    own = Contrasts().with_own(one.case.picture.path, "saliency", narrow)
    other = Contrasts().with_own(one.case.picture.path, "gradcam", narrow)
    (plain, words), (seen, told) = drawn(made), drawn(replace(made, contrasts=own))
    np.testing.assert_array_equal(drawn(replace(made, contrasts=Contrasts(narrow)))[0], seen)
    np.testing.assert_array_equal(drawn(replace(made, contrasts=other))[0], plain)
    rows = (np.abs(plain - seen).max(axis=2) > 40).any(axis=1)
    assert rows.sum() > 20, "most of the map is seen in other colours"
    assert sum("contrast" in text for text in words) == 0
    assert sum("contrast" in text for text in told) == 1


def test_the_class_check_says_what_it_found_whatever_that_is() -> None:
    def check(made: Evaluation) -> str:
        blocks = document(made, "en", datetime(2026, 3, 4)).blocks
        found = blocks[blocks.index(Heading("Class check")) + 1]
        assert isinstance(found, Paragraph)
        return found.text

    assert check(evaluation({})).startswith("On no picture is the explained class improbable (below 1 %)")
    assert "fly" in check(evaluation({}, explained=1))
