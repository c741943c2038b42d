"""Array files as people have them, written by hand."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np


def idx(file: Path, values: np.ndarray) -> Path:
    """As Yann LeCun's page describes it: magic number, sizes (big-endian), bytes."""
    data = struct.pack(f">HBB{values.ndim}I", 0, 8, values.ndim, *values.shape) + values.astype(np.uint8).tobytes()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


def mnist_folder(folder: Path, ending: str = "") -> tuple[np.ndarray, np.ndarray]:
    """The four files, of 5 training and 3 test pictures; returns the pictures and labels, tests first."""
    rng = np.random.default_rng(3)
    pictures, labels = [], []
    for start, count in (("t10k", 3), ("train", 5)):
        x, y = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8), rng.integers(0, 10, count, dtype=np.uint8)
        idx(folder / f"{start}-images-idx3-ubyte{ending}", x)
        idx(folder / f"{start}-labels-idx1-ubyte{ending}", y)
        pictures.append(x)
        labels.append(y)
    return np.concatenate(pictures), np.concatenate(labels)


def cifar_batch(file: Path, labels: Sequence[tuple[int, ...]], seed: int = 0) -> np.ndarray:
    """One batch; returns its pictures, uint8 (n, 32, 32, 3)."""
    planes = np.random.default_rng(seed).integers(0, 256, (len(labels), 3, 32, 32), dtype=np.uint8)
    file.write_bytes(b"".join(bytes(label) + plane.tobytes() for label, plane in zip(labels, planes, strict=True)))
    return planes.transpose(0, 2, 3, 1)
