"""How fast attacks are, against foolbox and against the model's own passes; every ratio from one run.

packaging/measure_attacks.py [PHOTO]: PGD of 40 steps on 1,000 pictures of a 28x28 CNN, against foolbox (pip install
foolbox==3.3.4), which gets its pictures one by one as in a notebook's loop; PGD of 10 steps on a photo by MobileNetV2,
against 10 passes there and back of the same Keras model in one tf.function; FGSM on that photo, with the predictions
before and after, which is what the window's slider waits for. Weights that are not here are random.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from attnstudio import paths
from attnstudio.commands import options
from attnstudio.core import images
from attnstudio.core.attacks.attack_call import AttackCall
from attnstudio.core.attacks.result import Attacked
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import Failure
from attnstudio.core.images import Picture, Source
from attnstudio.core.models.options import ModelOptions
from attnstudio.core.request import Request

PICTURES, EPS = 1000, 8 / 255
ROUNDS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", nargs="?", type=Path)
    parser.add_argument("--one-by-one", type=int, default=100, help="pictures that foolbox gets; their time is scaled")
    arguments = parser.parse_args()
    photo = arguments.photo or sorted(paths.resource("demo", "scenes").glob("*.jpg"))[0]
    _many_small(arguments.one_by_one)
    _one_photo(images.decode(photo))


def _many_small(one_by_one: int) -> None:
    engine = Engine(options.weight_folders())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cnn.keras"
        network = _cnn()
        network.save(file)
        pixels = np.random.default_rng(0).integers(0, 256, (PICTURES, 28, 28, 3), np.uint8)
        pixels[..., 1:] = pixels[..., :1]
        pictures = [_picture(one, number) for number, one in enumerate(pixels)]
        request = Request(Path(), str(file), options=ModelOptions(preprocessing="zero_to_one"))
        call = AttackCall("pgd", eps=(EPS,), params=(("steps", 40),))
        _attacked(engine, request, call, pictures[:300])  # builds the graphs
        started = time.perf_counter()
        found = _attacked(engine, request, call, pictures)
        ours = time.perf_counter() - started
    attack = sum(one.seconds for one in found)
    print(f"PGD-40, {PICTURES} pictures of 28x28: {ours:.2f} s, of which the attack {attack:.2f} s")
    if (step := _foolbox(network)) is None:
        print("foolbox is not installed: nothing to compare with")
        return
    small = pixels[..., :1].astype(np.float32) / 255
    step(small[:1])
    started = time.perf_counter()
    for number in range(one_by_one):
        step(small[number : number + 1])
    theirs = (time.perf_counter() - started) * PICTURES / one_by_one
    print(f"foolbox one by one: {theirs:.1f} s ({one_by_one} pictures, scaled), {theirs / ours:.0f} times as long")


def _one_photo(photo: Picture) -> None:
    engine = Engine(options.weight_folders(), random_weights=True)
    request = Request(Path(), "mobilenet_v2")
    model = engine.load("mobilenet_v2")
    call = AttackCall("pgd", eps=(EPS,), params=(("steps", 10),))
    passes = _bare_passes(model.network.model, 10)
    _attacked(engine, request, call, [photo])
    passes()
    ratios, ours, bare = [], [], []
    for _ in range(ROUNDS):
        ours.append(_attacked(engine, request, call, [photo])[0].seconds)
        bare.append(_seconds(passes))
        ratios.append(ours[-1] / bare[-1])
    print(
        f"PGD-10, one photo by MobileNetV2: {1000 * median(ours):.0f} ms; 10 bare passes {1000 * median(bare):.0f} ms; "
        f"ratio {median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}, {ROUNDS} rounds)"
    )
    live = [
        _seconds(lambda: _attacked(engine, request, AttackCall("fgsm", eps=(EPS,)), [photo])) for _ in range(ROUNDS)
    ]
    print(f"FGSM, one photo, with the answers before and after: {1000 * median(live[1:]):.0f} ms")


def _attacked(engine: Engine, request: Request, call: AttackCall, pictures: Sequence[Picture]) -> list[Attacked]:
    found: list[Attacked] = []
    for outcome in engine.attack_each(request, call, pictures, RunContext()):
        if isinstance(outcome, Failure):
            raise outcome
        found += outcome
    return found


def _cnn() -> Any:
    import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, "relu"),
            layers.Dense(10),
        ]
    )


def _foolbox(network: Any) -> Callable[[np.ndarray], object] | None:
    """What a notebook does for each picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import foolbox
    except ImportError:
        return None
    import tensorflow as tf

    model = foolbox.TensorFlowModel(network, bounds=(0, 1), device="/CPU:0")
    attack = foolbox.attacks.LinfPGD(steps=40)

    def step(pixels: np.ndarray) -> object:
        x = tf.constant(pixels)
        return attack(model, x, tf.argmax(network(x), axis=-1), epsilons=EPS)

    return step


def _bare_passes(network: Any, count: int) -> Callable[[], None]:
    import tensorflow as tf

    def there_and_back(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            logits = network(x, training=False)
            loss = tf.reduce_logsumexp(logits, axis=-1) - logits[:, 0]
        return tape.gradient(loss, x)

    graph = tf.function(there_and_back)
    x = tf.random.uniform((1, 224, 224, 3), seed=0)

    def passes() -> None:
        for _ in range(count):
            graph(x).numpy()

    return passes


def _picture(pixels: np.ndarray, number: int) -> Picture:
    return Picture(Source(Path(f"{number}.png"), 0, pixels.nbytes, str(number)), pixels)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
