"""Every method on every truth: the tables of docs/truth.md, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attnstudio.core.evaluation.evaluation import Evaluation, Truth
from attnstudio.core.evaluation.summary import Summary
from attnstudio.core.files import write_atomically
from attnstudio.core.methods.base import METHODS
from attnstudio.core.metrics.base import METRICS

FILE = "truth.md"
# Of slow methods: a quarter of the passes that their defaults take.
_BUDGETS = {
    "blur_ig": {"steps": 50},
    "guided_ig": {"steps": 50},
    "hsic": {"samples": 200},
    "kernel_shap": {"samples": 300},
    "lime": {"samples": 300},
    "rise": {"samples": 500},
    "sobol": {"designs": 4},
    "xrai": {"steps": 20},
}
_TITLES = {
    Truth.OBJECT: "the object, on {count} of {scenes} scenes",
    Truth.BACKDOOR: "the trigger, on {count} of {scenes} scenes",
    Truth.GRID: "the quarter with the object, on {count} of {scenes} grids",
}
_ORDER = "energy"  # the metric by which methods are put in order


def budgets(names: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Of these methods, as `--set` takes them; `chosen`: what is set already."""
    known = {setting.partition("=")[0] for setting in chosen}
    every = ((f"{name}.{param}", value) for name in names for param, value in _BUDGETS.get(name, {}).items())
    return [f"{param}={value}" for param, value in every if param not in known]


def text(found: Mapping[Truth, Evaluation], settings: Sequence[str]) -> str:
    """A table of each truth, and one of the methods' places in all of them; `settings`: of the methods."""
    parts = [f"Settings: {', '.join(settings) or 'defaults'}"]
    for truth, evaluation in found.items():
        title = _TITLES[truth].format(count=len(evaluation.pictures), scenes=evaluation.scenes)
        parts.append(f"## {title}\n\n{_table(evaluation.summary)}")
    if len(found) > 1:
        parts.append(f"## Places by {METRICS.discover()[_metric(found)].name}\n\n{_places(found)}")
    return "\n\n".join(parts) + "\n"


def write(folder: Path, content: str) -> None:
    write_atomically(folder / FILE, lambda file: file.write(content.encode()), force=True)


def _table(summary: Summary) -> str:
    """Methods x metrics, the best first; methods of the same numbers share a row."""
    rows: dict[tuple[str, ...], list[str]] = {}
    metric = _ORDER if _ORDER in summary.metrics else summary.metrics[0]
    for name in sorted(summary.methods, key=lambda name: -_mean(summary, name, metric)):
        cells = tuple(_cell(summary, name, one) for one in summary.metrics)
        rows.setdefault(cells, []).append(METHODS.discover()[name].name)
    names = [METRICS.discover()[one].name for one in summary.metrics]
    return _markdown(["", *names], [[", ".join(alike), *cells] for cells, alike in rows.items()])


def _places(found: Mapping[Truth, Evaluation]) -> str:
    metric = _metric(found)
    summaries = [one.summary for one in found.values()]
    judged = [one.judged(metric) for one in summaries]
    rows = []
    for name in {name: None for one in judged for name in one}:
        means = [_mean(one, name, metric) for one in summaries]
        places = [
            1 + sum(_mean(one, other, metric) > mean for other in among)
            for one, among, mean in zip(summaries, judged, means, strict=True)
        ]
        method = METHODS.discover()[name]
        rows.append((sum(places), [method.name, method.paper, *map(str, places)]))
    head = ["", "paper", *(f"{truth} (of {len(among)})" for truth, among in zip(found, judged, strict=True))]
    return _markdown(head, [row for _, row in sorted(rows)])


def _metric(found: Mapping[Truth, Evaluation]) -> str:
    metrics = next(iter(found.values())).summary.metrics
    return _ORDER if _ORDER in metrics else metrics[0]


def _mean(summary: Summary, method: str, metric: str) -> float:
    estimate = summary.cells[method, metric].estimate
    return -1.0 if estimate is None else estimate.mean


def _cell(summary: Summary, method: str, metric: str) -> str:
    estimate = summary.cells[method, metric].estimate
    if estimate is None:
        return "-"
    digits = 2 if estimate.mean >= 0.1 else 3
    interval = "" if estimate.low is None else f" ({estimate.low:.{digits}f} to {estimate.high:.{digits}f})"
    return f"{estimate.mean:.{digits}f}{interval}"


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])
