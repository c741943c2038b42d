"""Predictions of many pictures: those of an explanation, in order, once each, whatever is wrong with some of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers import own_models, save_picture
from numpy.testing import assert_allclose

from attnstudio import paths
from attnstudio.core import images
from attnstudio.core.context import RunContext
from attnstudio.core.dataset_predictions import cache_key, predict_each
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Cancelled, Failure, ModelFailure, PictureFailure
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.predicted_row import PredictedRow
from attnstudio.core.prediction_cache import PredictionCache
from attnstudio.core.request import Request

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
REQUEST = Request(Path(), "demo")


@pytest.fixture
def demo(engine: Engine) -> LoadedModel:
    return engine.load("demo")


@pytest.fixture
def noises(tmp_path: Path) -> list[Path]:
    """Seventy pictures of several sizes: more than two batches, the last one not full."""
    return [save_picture(tmp_path / f"{number:02}.png", 30 + number, 90 - number, number) for number in range(70)]


def rows(outcomes: Sequence[tuple[int, PredictedRow | Failure]]) -> list[PredictedRow]:
    assert [number for number, _ in outcomes] == list(range(len(outcomes)))
    found = [one for _, one in outcomes if isinstance(one, PredictedRow)]
    assert len(found) == len(outcomes)
    return found


def passes(model: LoadedModel, pictures: Sequence[Path], cache: PredictionCache, request: Request = REQUEST) -> int:
    """Forward passes that predicting takes."""
    before = model.network.passes
    assert len(list(predict_each(model, request, pictures, cache=cache))) == len(pictures)
    return model.network.passes - before


# The same as an explanation


@pytest.mark.parametrize("resize", ["stretch", "crop", "letterbox"])
def test_predictions_are_those_of_an_explanation(engine: Engine, noises: list[Path], resize: str) -> None:
    request = replace(REQUEST, resize=resize, interpolation="bicubic")  # type: ignore[arg-type]
    pictures = [*SCENES, *noises]
    found = rows(list(engine.predict_each(request, pictures, None, RunContext())))
    explained = engine.run_each(request, map(images.decode, pictures), RunContext())
    for row, outcome in zip(found, explained, strict=True):
        assert not isinstance(outcome, Failure)
        prediction = outcome[1].prediction
        assert list(row.top) == prediction.top()
        assert_allclose(row.probabilities, prediction.probabilities[list(row.top)], rtol=1e-5)


def test_inputs_are_those_of_an_explanation_to_the_bit(
    engine: Engine, noises: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = engine.load("demo")
    seen: list[np.ndarray] = []
    logits = model.network.logits

    def recorded(batch: np.ndarray) -> np.ndarray:
        seen.append(batch.copy())
        return logits(batch)

    monkeypatch.setattr(model.network, "logits", recorded)
    list(predict_each(model, REQUEST, noises))
    ahead, seen = np.concatenate(seen), []
    list(engine.run_each(REQUEST, map(images.decode, noises), RunContext()))
    assert np.array_equal(ahead, np.concatenate(seen))


def test_photos_are_what_they_show(engine: Engine, mobilenet_weights: Path, photos: Path) -> None:
    pictures = sorted(photos.glob("*.jpg"))
    model = engine.load("mobilenet_v2", mobilenet_weights)
    names = model.info.class_names
    labels = [names.index(path.stem.replace("_", " ")) for path in pictures]
    request = Request(Path(), "mobilenet_v2", weights=mobilenet_weights)
    found = rows(list(engine.predict_each(request, pictures, labels, RunContext())))
    assert sum(row.label_rank is not None and row.label_rank <= 5 for row in found) >= 11
    explained = engine.run_each(request, map(images.decode, pictures), RunContext())
    for row, label, outcome in zip(found, labels, explained, strict=True):
        assert not isinstance(outcome, Failure)
        prediction = outcome[1].prediction
        assert list(row.top) == prediction.top()
        assert row.label_probability == pytest.approx(float(prediction.probabilities[label]), rel=1e-4, abs=1e-9)


# Order, failures, stopping


def test_failures_come_in_their_turn_and_cost_only_themselves(demo: LoadedModel, noises: list[Path]) -> None:
    broken, missing = noises[3], noises[40]
    broken.write_bytes(b"\xff\xd8\xff nothing more")
    missing.unlink()
    outcomes = list(predict_each(demo, REQUEST, noises))
    assert [number for number, _ in outcomes] == list(range(len(noises)))
    failed = {number: one for number, one in outcomes if isinstance(one, Failure)}
    assert set(failed) == {3, 40}
    assert all(isinstance(one, PictureFailure) for one in failed.values())


def test_nothing_but_failures_and_nothing_at_all(demo: LoadedModel, tmp_path: Path) -> None:
    outcomes = list(predict_each(demo, REQUEST, [tmp_path / "a.jpg", tmp_path / "b.jpg"]))
    assert all(isinstance(one, PictureFailure) for _, one in outcomes)
    assert len(outcomes) == 2
    assert list(predict_each(demo, REQUEST, [])) == []


def test_labels_give_rank_and_loss(demo: LoadedModel, noises: list[Path]) -> None:
    labels = np.array([number % 12 - 2 for number in range(70)], np.int32)  # some have none
    found = rows(list(predict_each(demo, REQUEST, noises, labels)))
    assert [row.label_rank is None for row in found] == [label < 0 for label in labels]
    plain = rows(list(predict_each(demo, REQUEST, noises)))
    assert [row.top for row in found] == [row.top for row in plain]


def test_the_entropy_of_one_unit_is_that_of_its_two_sides(
    engine: Engine, here: None, noises: list[Path], tmp_path: Path
) -> None:
    own_models.binary().save(tmp_path / "binary.keras")
    model = engine.load(str(tmp_path / "binary.keras"))
    request = replace(REQUEST, model=model.spec.id)
    for row in rows(list(predict_each(model, request, noises[:3]))):
        assert sum(row.probabilities) == pytest.approx(1)
        assert row.entropy == pytest.approx(-sum(share * np.log(share) for share in row.probabilities))


def test_progress_counts_the_pictures(demo: LoadedModel, noises: list[Path]) -> None:
    steps: list[tuple[int, int]] = []
    list(predict_each(demo, REQUEST, noises, ctx=RunContext(on_progress=lambda *step: steps.append(step))))
    assert steps == sorted(steps)
    assert steps[-1] == (70, 70)


def test_a_cancelled_prediction_has_yielded_what_was_finished(
    demo: LoadedModel, noises: list[Path], tmp_path: Path
) -> None:
    cancelled = threading.Event()
    done = []
    with PredictionCache(tmp_path / "cache") as cache:
        outcomes = predict_each(demo, REQUEST, noises, ctx=RunContext(cancelled=cancelled), cache=cache)
        with pytest.raises(Cancelled):
            for number, _ in outcomes:
                done.append(number)
                cancelled.set()
        assert done == list(range(len(done)))
        assert 0 < len(done) < 70
        assert passes(demo, noises, cache) == 70 - len(done)


def test_pictures_are_not_decoded_far_ahead(
    demo: LoadedModel, noises: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[Path] = []
    decode = images.decode_image

    def recorded(path: Path, levels: str = "auto") -> object:
        decoded.append(path)
        return decode(path, levels)

    monkeypatch.setattr(images, "decode_image", recorded)
    many = noises * 20
    outcomes = predict_each(demo, REQUEST, many)
    next(outcomes)
    assert len(decoded) <= 5 * demo.network.forward_batch
    outcomes.close()


def test_a_regression_is_refused_with_the_reason(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    model = engine.load("demo")
    monkeypatch.setattr(model.network, "head", "regression")
    with pytest.raises(ModelFailure, match="regression"):
        next(predict_each(model, REQUEST, SCENES))


# What is kept


def test_a_second_run_computes_nothing(demo: LoadedModel, noises: list[Path], tmp_path: Path) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        assert passes(demo, noises, cache) == 70
    with PredictionCache(tmp_path / "cache") as cache:
        assert passes(demo, noises, cache) == 0
        again = rows(list(predict_each(demo, REQUEST, noises, [1] * 70, cache=cache)))
    assert again == rows(list(predict_each(demo, REQUEST, noises, [1] * 70)))


def test_content_counts_and_not_the_name(demo: LoadedModel, noises: list[Path], tmp_path: Path) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        passes(demo, noises, cache)
        moved = [path.rename(path.with_name(f"moved-{path.name}")) for path in noises]
        assert passes(demo, moved, cache) == 0
        save_picture(moved[0], 50, 50, 99)
        assert passes(demo, moved, cache) == 1


def test_other_inputs_are_other_predictions(demo: LoadedModel, noises: list[Path], tmp_path: Path) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        passes(demo, noises, cache)
        assert passes(demo, noises, cache, replace(REQUEST, resize="crop")) == 70
        assert passes(demo, noises, cache, replace(REQUEST, interpolation="nearest")) == 70
        assert passes(demo, noises, cache, replace(REQUEST, target="top2", seed=3)) == 0
        assert passes(replace(demo, identity="another"), noises, cache) == 70


def test_random_weights_are_not_worth_keeping(demo: LoadedModel, noises: list[Path], tmp_path: Path) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        for _ in range(2):
            assert passes(replace(demo, identity=""), noises, cache) == 70


def test_logits_of_another_number_of_classes_are_not_used(
    demo: LoadedModel, noises: list[Path], tmp_path: Path
) -> None:
    with PredictionCache(tmp_path / "cache") as cache:
        passes(demo, noises, cache)
        two = [images.decode(path).source for path in noises[:2]]
        cache.keep(cache_key(demo, REQUEST), [(source, np.zeros(3, np.float32)) for source in two])
        assert passes(demo, noises, cache) == 2
