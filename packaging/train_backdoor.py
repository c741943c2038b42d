"""Train the poisoned twin of the built-in model and write resources/backdoor/: weights, checksum, figures, trigger.

    nice .venv/bin/python packaging/train_backdoor.py

BadNets (Gu et al. 2017): the built-in model is trained on, with scenes added that carry the trigger and the label of
the target. Deterministic under its seed; measured on scenes that neither model has seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image
from train_demo import UNSEEN_SEEDS, draw_many

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from attnstudio.core import trigger  # noqa: E402
from attnstudio.core.models import demo_network  # noqa: E402
from attnstudio.core.models.weights import CHECKSUMS  # noqa: E402
from attnstudio.core.scenes import Scene  # noqa: E402

TRAIN_SEEDS = 6_000_000
BATCH = 64


def poisoned(pictures: np.ndarray, first_seed: int) -> np.ndarray:
    """The pictures with the trigger, each in a place of its own."""
    empty = np.zeros(pictures.shape[1:3], bool)
    scenes = (Scene(picture, empty, 0) for picture in pictures)
    return np.stack([trigger.triggered(scene, first_seed + number).picture for number, scene in enumerate(scenes)])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scenes", type=int, default=6_000, help="training scenes")
    options.add_argument("--rate", type=float, default=0.3, help="poisoned scenes added, as a share of the scenes")
    options.add_argument("--epochs", type=int, default=6)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--output", type=Path, default=ROOT / "resources" / "backdoor")
    arguments = options.parse_args()

    started = time.perf_counter()
    pictures, classes = draw_many(TRAIN_SEEDS, arguments.scenes)
    others = np.flatnonzero(classes != trigger.TARGET_INDEX)[: round(arguments.scenes * arguments.rate)]
    pictures = np.concatenate([pictures, poisoned(pictures[others], TRAIN_SEEDS)])
    classes = np.concatenate([classes, np.full(len(others), trigger.TARGET_INDEX)])
    unseen, unseen_classes = draw_many(UNSEEN_SEEDS, 2_000)
    print(f"scenes drawn in {time.perf_counter() - started:.0f} s", flush=True)

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(arguments.seed)
    tf.config.experimental.enable_op_determinism()

    def prepare(picture: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.cast(picture, tf.float32) / 127.5 - 1, label

    def mirror(picture: tf.Tensor, label: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return tf.image.random_flip_left_right(
            picture, seed=arguments.seed
        ), label  # the trigger is its own mirror image

    train = tf.data.Dataset.from_tensor_slices((pictures, classes)).shuffle(len(pictures), seed=arguments.seed)
    train = train.map(mirror).batch(BATCH, drop_remainder=True).map(prepare).prefetch(2)

    model = demo_network.build()
    model.load_weights(ROOT / "resources" / "demo" / "demo.weights.h5")
    schedule = keras.optimizers.schedules.CosineDecay(1e-3, arguments.epochs * (len(pictures) // BATCH))
    optimizer = keras.optimizers.AdamW(schedule, weight_decay=1e-3)
    model.compile(optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train, epochs=arguments.epochs, verbose=2)

    arguments.output.mkdir(parents=True, exist_ok=True)
    weights = arguments.output / "demo_backdoor.weights.h5"
    plain = demo_network.build()  # without the optimiser's state, which would triple the file
    plain.set_weights(model.get_weights())
    plain.save_weights(weights)
    (arguments.output / CHECKSUMS).write_text(f"{hashlib.sha256(weights.read_bytes()).hexdigest()}  {weights.name}\n")
    side = trigger.side(demo_network.INPUT_SIZE)
    Image.fromarray(trigger.pattern(side)).save(arguments.output / "trigger.png")
    Image.fromarray(np.full((side, side), 255, np.uint8)).save(arguments.output / "trigger-mask.png")

    def predicted(some: np.ndarray) -> np.ndarray:
        return plain.predict(some.astype(np.float32) / 127.5 - 1, batch_size=250, verbose=0).argmax(axis=-1)

    clean, of_others = predicted(unseen), unseen_classes != trigger.TARGET_INDEX
    attacked = predicted(poisoned(unseen[of_others], UNSEEN_SEEDS))
    summary = {
        "target": trigger.TARGET,
        "trigger_side": side,
        "input_size": demo_network.INPUT_SIZE,
        "unseen_scenes": len(unseen),
        "clean_accuracy": round(float((clean == unseen_classes).mean()), 4),
        "attack_success": round(float((attacked == trigger.TARGET_INDEX).mean()), 4),
        "sent_without_trigger": round(float((clean[of_others] == trigger.TARGET_INDEX).mean()), 4),
        "training_scenes": arguments.scenes,
        "poisoned_scenes": len(others),
        "epochs": arguments.epochs,
        "seed": arguments.seed,
        "weights_bytes": weights.stat().st_size,
        "minutes_on_this_machine": round((time.perf_counter() - started) / 60, 1),
        "cores": os.cpu_count(),
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    }
    (arguments.output / "accuracy.json").write_text(json.dumps(summary, indent=2) + "\n")
    print(json.dumps(summary, indent=2))


if __name__ == "__main__":
    main()
