"""How often, and by how small a change, DeepFool and Carlini-Wagner fool the built-in model: ours and foolbox's.

packaging/compare_foolbox.py [--count N] [--attack ID]: the same scenes, the answers of the same model, the same
settings, 25 scenes at a time on both sides. foolbox (pip install foolbox==3.3.4) takes no Keras 3 model: it gets a
function, compiled once, so that it is as quick as it can be. Ctrl-C ends an attack after the scenes that are done.
Rounded are the pictures that a PNG can hold; ours are made larger where rounding undoes them.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attnstudio import demo_scenes
from attnstudio.core.attacks.attack_call import AttackCall, bind
from attnstudio.core.attacks.group import Group
from attnstudio.core.attacks.known_before import KnownBefore
from attnstudio.core.attacks.pixel_chain import PixelChain
from attnstudio.core.attacks.projection import LEVELS, l2
from attnstudio.core.attacks.run import fitted
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.loaded import LoadedModel
from attnstudio.core.params import Value
from attnstudio.core.request import Request, Subject

COUNT, BATCH = 200, 25


@dataclass(frozen=True)
class Pair:
    """One attack on both sides. `theirs`: foolbox's class and its settings."""

    id: str
    params: dict[str, Value]
    theirs: tuple[str, dict[str, Any]]


PAIRS = (
    Pair(
        "deepfool",
        {"steps": 50, "candidates": 10, "overshoot": 0.02},
        ("L2DeepFoolAttack", {"steps": 50, "candidates": 10, "overshoot": 0.02, "loss": "logits"}),
    ),
    Pair(
        "carlini_wagner",
        {"steps": 100, "searches": 5, "first_weight": 0.1, "rate": 0.01},
        (
            "L2CarliniWagnerAttack",
            {
                "steps": 100,
                "binary_search_steps": 5,
                "initial_const": 0.1,
                "stepsize": 0.01,
                "confidence": 0,
                "abort_early": False,
            },
        ),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT, help=f"scenes; default: {COUNT}")
    parser.add_argument("--attack", choices=[pair.id for pair in PAIRS], help="one of them; default: all")
    arguments = parser.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import foolbox
    model = Engine([]).load("demo")
    print(f"{'attack':14} {'scenes':>6} {'whose':18} {'success':>8} {'median L2':>10} {'CPU s':>8}")
    for pair in (pair for pair in PAIRS if arguments.attack in (None, pair.id)):
        sides: dict[str, list[np.ndarray]] = {}
        spent = dict.fromkeys(("ours", "foolbox"), 0.0)
        with suppress(KeyboardInterrupt):
            for pictures in _batches(arguments.count):
                _compare(foolbox, model, pair, pictures, sides, spent)
        for whose, parts in sides.items():
            sizes = np.concatenate(parts)
            share, middle = np.isfinite(sizes).mean(), np.median(sizes)
            seconds = f"{spent[whose]:8.0f}" if whose in spent else ""
            print(f"{pair.id:14} {len(sizes):6} {whose:18} {100 * share:7.1f}% {middle:10.4f} {seconds}", flush=True)


def _compare(
    foolbox: Any,
    model: LoadedModel,
    pair: Pair,
    pictures: list[Subject],
    sides: dict[str, list[np.ndarray]],
    spent: dict[str, float],
) -> None:
    """Adds the sizes of the changes, and the seconds of processor time."""
    group = _group(model, pair, pictures)
    before = np.stack([one.pixels for one in group.rows]).astype(np.float32) / np.float32(LEVELS)
    labels = np.array([one.label for one in group.rows])
    started = time.process_time()
    exact, rounded = group.attack(np.full(len(group.rows), np.inf), RunContext())
    middle = time.process_time()
    theirs = _of_foolbox(foolbox, model, group, pair, before, labels)
    ended = time.process_time()
    found = {
        "ours": exact,
        "foolbox": theirs,
        "ours, rounded": rounded / np.float32(LEVELS),
        "foolbox, rounded": np.rint(theirs * LEVELS) / np.float32(LEVELS),
    }
    sizes = {whose: _sizes(model, group, before, after.astype(np.float32), labels) for whose, after in found.items()}
    for whose, some in sizes.items():  # all, or, after Ctrl-C, none
        sides.setdefault(whose, []).append(some)
    spent["ours"] += middle - started
    spent["foolbox"] += ended - middle
    print(f"{pair.id}: {sum(map(len, sides['ours']))} scenes", file=sys.stderr, flush=True)


def _batches(count: int) -> Iterator[list[Subject]]:
    for first in range(0, count, BATCH):
        drawn = [demo_scenes.scene(number).picture for number in range(first, min(first + BATCH, count))]
        yield [
            Subject(Picture(Source(Path(f"{first + place}.png"), 0, pixels.nbytes, str(first + place)), pixels))
            for place, pixels in enumerate(drawn)
        ]


def _group(model: LoadedModel, pair: Pair, pictures: list[Subject]) -> Group:
    bound = fitted(model, bind(AttackCall(pair.id, params=tuple(pair.params.items()))))
    return Group(model, Request(Path(), "demo"), bound, (), pictures, (), RunContext(), KnownBefore())


def _of_foolbox(
    foolbox: Any, model: LoadedModel, group: Group, pair: Pair, before: np.ndarray, labels: np.ndarray
) -> np.ndarray:
    import tensorflow as tf

    view = foolbox.TensorFlowModel(_compiled(model, group.chain), bounds=(0, 1), device="/CPU:0")
    name, settings = pair.theirs
    attack = getattr(foolbox.attacks, name)(**settings)
    criterion = foolbox.criteria.Misclassification(tf.constant(labels))
    return np.asarray(attack.run(view, tf.constant(before), criterion).numpy())


@cache
def _compiled(model: LoadedModel, chain: PixelChain) -> Any:
    import tensorflow as tf

    network = model.network.model
    return tf.function(lambda x: network(chain(x), training=False))


def _sizes(model: LoadedModel, group: Group, before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Of each change that fools the model, its length; infinite where it does not, or where there is none: foolbox has
    a black picture there."""
    answers = model.network.logits(group.chain(after)).argmax(axis=-1)
    fooled = (answers != labels) & after.any(axis=(1, 2, 3))
    return np.where(fooled, l2(after - before), np.inf)


if __name__ == "__main__":
    main()
