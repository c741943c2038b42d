"""Write a vision transformer of the size of ViT-Ti/16 (Touvron et al. 2021, arXiv 2012.12877) with random weights.

    .venv/bin/python packaging/make_vit.py vit_ti16.keras

5.7 million weights, 12 blocks of three heads, 196 patches of 16 pixels and a class token, 1000 classes. None comes with
keras.applications, so that the speed of the methods that need attention is measured on this one.
"""

from __future__ import annotations

import sys

SIDE, PATCH, WIDTH, HEADS, BLOCKS, CLASSES = 224, 16, 192, 3, 12, 1000


def main(file: str) -> None:
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    patches = (SIDE // PATCH) ** 2
    x = inputs = keras.Input((SIDE, SIDE, 3))
    x = layers.Rescaling(1 / 127.5, -1)(x)
    x = layers.Reshape((patches, WIDTH))(layers.Conv2D(WIDTH, PATCH, PATCH, name="patches")(x))
    x = layers.ZeroPadding1D((1, 0), name="class_token")(x)
    # The identity and a bias for each token: a position embedding of Keras's own layers.
    x = layers.EinsumDense(
        "btd,de->bte",
        (patches + 1, WIDTH),
        bias_axes="te",
        kernel_initializer="identity",
        bias_initializer=keras.initializers.RandomNormal(stddev=0.02),
        name="positions",
    )(x)
    for block in range(BLOCKS):
        inside = layers.LayerNormalization(epsilon=1e-6)(x)
        x = layers.Add()(
            [x, layers.MultiHeadAttention(HEADS, WIDTH // HEADS, name=f"attention_{block}")(inside, inside)]
        )
        inside = layers.Dense(4 * WIDTH, "gelu")(layers.LayerNormalization(epsilon=1e-6)(x))
        x = layers.Add()([x, layers.Dense(WIDTH)(inside)])
    x = layers.LayerNormalization(epsilon=1e-6)(x)[:, 0]
    keras.Model(inputs, layers.Dense(CLASSES, "softmax")(x), name="vit_ti16").save(file)


if __name__ == "__main__":
    main(sys.argv[1])
