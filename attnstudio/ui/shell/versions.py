"""Versions of the program and of what it runs on, for About and for problem reports."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion


def program() -> str:
    return f"attnstudio {_version('attnstudio')}".strip()


def beneath() -> str:
    """What the program runs on. TensorFlow is not imported for this: it takes seconds."""
    parts = {
        "Python": platform.python_version(),
        "Qt": qVersion(),
        "TensorFlow": _version("tensorflow-cpu") or _version("tensorflow"),
        "Keras": _version("keras"),
    }
    return ", ".join(f"{name} {number}" for name, number in parts.items() if number)


def _version(distribution: str) -> str:
    """Empty where it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
