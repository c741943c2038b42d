"""What `attnstudio bench` needs besides the methods: a process of its own, and the peer that it measures against."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from attnstudio import paths
from attnstudio.benchmark.peak import peak_mb
from attnstudio.benchmark.subject import Setting
from attnstudio.core.models.options import NONE_CHOSEN
from attnstudio.core.request import MethodCall
from attnstudio.selftest.check import Check, require
from attnstudio.selftest.subject import MODEL, Subject

_CALLS = (MethodCall("saliency"),)


def checks(subject: Subject) -> Iterator[Check]:
    yield "benchmark in a process of its own", partial(_check_peak, subject)


def _check_peak(subject: Subject) -> None:
    """By tf-keras-vis, which nothing else asks for."""
    setting = Setting(MODEL, NONE_CHOSEN, None, subject.weight_folders, paths.resource("demo", "scenes"), 1, _CALLS)
    peak = peak_mb(setting, _CALLS, "tf-keras-vis")
    require(peak is not None and peak > 0, f"the largest memory is {peak}")
