"""Measure the memory of the lab's four methods on four photos, phase by phase.

    .venv/bin/python packaging/measure_memory.py PHOTOS [MODEL]      # default: vgg16; Linux

Weights that are not on this machine are random. Prints a table of megabytes: what the process holds after a phase, and
the most that it held in it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from attnstudio import paths  # noqa: E402
from attnstudio.core import backend, memory  # noqa: E402
from attnstudio.core.context import RunContext  # noqa: E402
from attnstudio.core.engine import Engine  # noqa: E402
from attnstudio.core.models import weights  # noqa: E402
from attnstudio.core.models.options import NONE_CHOSEN  # noqa: E402
from attnstudio.core.request import MethodCall, Request  # noqa: E402

LAB = ("saliency", "smoothgrad", "gradcam", "gradcam++")


def report(phase: str) -> None:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    now, peak = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    print(f"| {phase} | {now:.0f} | {peak:.0f} |", flush=True)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew


def main() -> None:
    photos = sorted(Path(sys.argv[1]).glob("*.jpg"))
    model = sys.argv[2] if len(sys.argv) > 2 else "vgg16"
    print("| phase | MB after it | MB at most |\n|---|---|---|")
    report("start")
    folders = weights.search_folders(paths.environment(), paths.bundled_models(), paths.model_folder())
    engine = Engine(folders, random_weights=True)
    backend.import_tensorflow()
    report("TensorFlow")
    engine.load(model, None, "auto", NONE_CHOSEN)
    report("the model")
    for name in LAB:
        for photo in photos[:4]:
            engine.run(Request(photo, model, (MethodCall(name),)), RunContext())
        report(name)
    memory.return_free_heap()  # as the window's engine does once it has been idle for some seconds
    report("idle")


main()
