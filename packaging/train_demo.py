"""Train the built-in `demo` model and write resources/demo/: weights, checksum, training log, accuracy, scenes.

    .venv/bin/python packaging/train_demo.py

Deterministic under its seed. Training scenes, validation scenes and the sample scenes have seeds of their own, so no
scene is ever seen twice.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from attnstudio.core import scenes  # noqa: E402
from attnstudio.core.models import demo_network  # noqa: E402
from attnstudio.core.models.weights import CHECKSUMS  # noqa: E402

TRAIN_SEEDS, UNSEEN_SEEDS, SAMPLE_SEEDS = 1_000_000, 2_000_000, 3_000_000
SAMPLE_SIZE = 320


def _draw(seed: int) -> tuple[np.ndarray, int]:
    scene = scenes.draw(seed, demo_network.INPUT_SIZE)
    return scene.picture, scene.class_index


def draw_many(first_seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` scenes: pictures uint8 (count, 128, 128, 3) and class indices (count,)."""
    with ProcessPoolExecutor() as pool:
        drawn = list(pool.map(_draw, range(first_seed, first_seed + count), chunksize=100))
    return np.stack([picture for picture, _ in drawn]), np.array([index for _, index in drawn])


def write_samples(folder: Path) -> None:
    """A dozen large scenes: every class once, and two more. Scene NN has the seed SAMPLE_SEEDS + NN."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(12):
        seed = SAMPLE_SEEDS + number
        scene = scenes.draw(seed, SAMPLE_SIZE, number % len(scenes.CLASSES))
        name = f"{scenes.CLASSES[scene.class_index]}-{number:02}.jpg"
        Image.fromarray(scene.picture).save(folder / name, quality=92, subsampling=0)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scenes", type=int, default=20_000, help="training scenes")
    options.add_argument("--epochs", type=int, default=18)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--output", type=Path, default=ROOT / "resources" / "demo")
    arguments = options.parse_args()

    started = time.perf_counter()
    pictures, classes = draw_many(TRAIN_SEEDS, arguments.scenes)
    unseen, unseen_classes = draw_many(UNSEEN_SEEDS, 2_000)
    drawn_s = time.perf_counter() - started
    print(f"{len(pictures)} + {len(unseen)} scenes drawn in {drawn_s:.0f} s", flush=True)

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(arguments.seed)
    tf.config.experimental.enable_op_determinism()
    batch = 64

    def prepare(picture: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.cast(picture, tf.float32) / 127.5 - 1, label

    def mirror(picture: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.image.random_flip_left_right(picture, seed=arguments.seed), label

    train = tf.data.Dataset.from_tensor_slices((pictures, classes))
    train = train.shuffle(len(pictures), seed=arguments.seed).map(mirror).batch(batch, drop_remainder=True)
    train = train.map(prepare).prefetch(2)
    test = tf.data.Dataset.from_tensor_slices((unseen, unseen_classes)).batch(250).map(prepare)

    model = demo_network.build()
    schedule = keras.optimizers.schedules.CosineDecay(2e-3, arguments.epochs * (len(pictures) // batch))
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=1e-3)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(train, validation_data=test, epochs=arguments.epochs, verbose=2).history

    arguments.output.mkdir(parents=True, exist_ok=True)
    weights = arguments.output / "demo.weights.h5"
    # Saved from a fresh copy: the optimiser's state would triple the file.
    plain = demo_network.build()
    plain.set_weights(model.get_weights())
    plain.save_weights(weights)
    checksum = hashlib.sha256(weights.read_bytes()).hexdigest()
    (arguments.output / CHECKSUMS).write_text(f"{checksum}  {weights.name}\n")
    write_samples(arguments.output / "scenes")

    columns = ["loss", "accuracy", "val_loss", "val_accuracy"]
    with (arguments.output / "training-log.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["epoch", *columns])
        for epoch, row in enumerate(zip(*(history[name] for name in columns), strict=True), start=1):
            table.writerow([epoch, *(f"{value:.5f}" for value in row)])
    summary = {
        "unseen_scenes": len(unseen),
        "top1_accuracy": round(float(history["val_accuracy"][-1]), 5),
        "training_scenes": len(pictures),
        "epochs": arguments.epochs,
        "seed": arguments.seed,
        "parameters": plain.count_params(),
        "weights_bytes": weights.stat().st_size,
        "minutes_on_this_machine": round((time.perf_counter() - started) / 60, 1),
        "cores": os.cpu_count(),
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    }
    (arguments.output / "accuracy.json").write_text(json.dumps(summary, indent=2) + "\n")
    print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
