"""Pictures a second of `attnstudio explain`, against the same work done one thing after another in one thread."""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from PIL import Image

from attnstudio.benchmark.cluster_cost import overhead_seconds
from attnstudio.benchmark.measure import processor, versions
from attnstudio.benchmark.subject import Setting
from attnstudio.cluster.calls import ClusterCalls
from attnstudio.core import images, overlay
from attnstudio.core.context import RunContext
from attnstudio.core.engine import Engine
from attnstudio.core.errors import ChoiceFailure, Failure
from attnstudio.core.files import write_atomically
from attnstudio.core.request import Request
from attnstudio.core.text import counted
from attnstudio.explain_run.run import ExplainRun, Output
from attnstudio.export.arrays import write_array
from attnstudio.runs.outputs import Outputs, OverlayFormat

SIZE = (500, 375)
_WARM_UP = 32  # pictures
_LEVEL = 6  # zlib's usual one
ONE_BY_ONE = "one by one"


@dataclass(frozen=True)
class Row:
    """Medians of one way. Seconds of a picture: on the clock, and of all processors; what the first way takes of each,
    in times of this."""

    way: str
    seconds: float
    processor_seconds: float
    pictures_a_second: float
    faster: float
    less_processor: float
    busy: float  # the share of the cores' time


def measure(setting: Setting, runs: int, cluster: ClusterCalls | None = None) -> dict[str, Any]:
    """The report that `bench --throughput --json` prints. Each run goes through all ways, so that what else the machine
    does meets all of them.

    Args:
        cluster: measured too; what its start takes is a number of its own.

    Raises:
        Failure: there are no pictures, no such model or method.
    """
    engine = Engine(setting.weight_folders, random_weights=True)
    request = Request(Path(), setting.model, setting.calls, weights=setting.weights, options=setting.options)
    beginning = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="attnstudio-") as name, _connected(cluster) as connected:
        folder, start = Path(name), time.perf_counter() - beginning
        pictures, few = _made(setting.folder, folder / "all", setting.pictures), folder / "few"
        few.mkdir()
        for picture in pictures[:_WARM_UP]:
            shutil.copy(picture, few)
        out = folder / "out"
        formats: tuple[OverlayFormat, ...] = ("png", "jpeg", "none")
        ways: dict[str, Callable[[Path], object]] = {
            ONE_BY_ONE: partial(_one_by_one, request, engine, out),
            **{f"overlay {one}": partial(_explain, request, engine, Outputs(out, one)) for one in formats},
        }
        _explain(request, engine, Outputs(out), few)
        shutil.rmtree(out)
        overhead = None
        if connected is not None:
            ways[str(connected.place)] = partial(_explain, request, engine, Outputs(out), cluster=connected)
            _explain(request, engine, Outputs(out), few, cluster=connected)
            shutil.rmtree(out)
            overhead = overhead_seconds(connected, request, pictures)
        times: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(runs):
            for way, run in ways.items():
                times[way].append(_timed(lambda run=run: run(folder / "all")))  # type: ignore[misc]
                shutil.rmtree(out)
    medians = {
        way: [statistics.median(one) / len(pictures) for one in zip(*found, strict=True)]
        for way, found in times.items()
    }
    clock, spent = medians[ONE_BY_ONE]
    cores = os.cpu_count() or 1
    rows = [
        Row(way, wall, cpu, 1 / wall, clock / wall, spent / cpu, cpu / wall / cores)
        for way, (wall, cpu) in medians.items()
    ]
    return {
        "machine": f"{processor()}, {cores} cores",
        "versions": versions(),
        "model": setting.model,
        "pictures": len(pictures),
        "size": SIZE,
        "methods": [call.id for call in setting.calls],
        "rows": [asdict(row) for row in rows],
        "cluster": None if overhead is None else {"start_s": start, "overhead_s": overhead},
    }


def table(report: dict[str, Any]) -> str:
    """For people."""
    width, height = report["size"]
    lines = [
        f"{report['model']}, {', '.join(report['methods'])}, "
        f"{counted(report['pictures'], 'picture')} of {width} x {height}",
        report["machine"],
        ", ".join(f"{name} {number}" for name, number in report["versions"].items()),
        "",
        f"{'':<14}{'a second':>10}{'clock':>10}{'processor':>12}{'faster':>9}{'of processor':>14}{'busy':>7}",
    ]
    for row in report["rows"]:
        lines.append(
            f"{row['way']:<14}{row['pictures_a_second']:>10.1f}{row['seconds'] * 1000:>7.1f} ms"
            f"{row['processor_seconds'] * 1000:>9.1f} ms{row['faster']:>9.2f}{row['less_processor']:>14.2f}"
            f"{row['busy']:>7.0%}"
        )
    if (cost := report["cluster"]) is not None:
        lines += ["", f"cluster: start {cost['start_s']:.1f} s, overhead {cost['overhead_s'] * 1000:.2f} ms a picture"]
    return "\n".join(lines)


def _made(source: Path, folder: Path, count: int) -> list[Path]:
    """Different pictures of one size, as JPEG, made from those of a folder. Raises ChoiceFailure."""
    found = list(images.list_pictures([source]))
    if not found:
        raise ChoiceFailure("There are no pictures in {folders}.", folders=source)
    folder.mkdir()
    originals = [Image.fromarray(images.decode(one).pixels).resize(SIZE, Image.Resampling.BICUBIC) for one in found]
    made = []
    for number in range(count):
        picture = originals[number % len(originals)].copy()
        turn = number // len(originals)
        picture.paste((turn % 256, turn // 256 % 256, 0), (0, 0, 8, 8))  # no two have one content
        made.append(folder / f"{number:06}.jpg")
        picture.save(made[-1], quality=90)
    return made


def _explain(
    request: Request, engine: Engine, outputs: Outputs, folder: Path, cluster: ClusterCalls | None = None
) -> None:
    """As the command does it, with its lines sent nowhere."""
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        output = Output(outputs, figure=False, force=False, as_json=False)
        ExplainRun(request, output, cluster=cluster).run([folder], engine)


def _one_by_one(request: Request, engine: Engine, out: Path, folder: Path) -> None:
    """Decode, explain, blend and write, PNG at zlib's usual level, in this thread."""
    out.mkdir()

    def pictures() -> Iterator[images.Picture]:
        for path in images.list_pictures([folder]):
            yield images.decode(path)

    for outcome in engine.run_each(request, pictures(), RunContext()):
        if isinstance(outcome, Failure):
            raise outcome
        picture, result = outcome
        for heatmap in result.heatmaps:
            name = f"{picture.path.stem}.{heatmap.method}"
            blended = overlay.blend(
                picture.pixels,
                heatmap.values,
                result.placement,
                overlay.DEFAULT_COLORMAP,
                overlay.DEFAULT_OPACITY,
            )
            write_array(out / f"{name}.npy", heatmap.values, force=False)
            save = partial(Image.fromarray(blended).save, format="PNG", compress_level=_LEVEL)
            write_atomically(out / f"{name}.png", save, force=False)


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of all processors, those of child processes too."""
    clock, spent = time.perf_counter(), _processor_seconds()
    run()
    return time.perf_counter() - clock, _processor_seconds() - spent


def _processor_seconds() -> float:
    own = psutil.Process()
    found = [one.cpu_times() for one in (own, *own.children(recursive=True))]
    return sum(one.user + one.system for one in found)


@contextlib.contextmanager
def _connected(cluster: ClusterCalls | None) -> Iterator[ClusterCalls | None]:
    if cluster is None:
        yield None
        return
    with cluster.connected() as connected:
        assert connected.connection is not None
        connected.connection.facts()  # answered once they have imported TensorFlow
        yield connected
