"""A cluster of real processes on machines of their own: scheduler, three workers and client in network namespaces."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from helpers import Call, Ended
from helpers.network import Network
from helpers.own_models import save_by_brightness

from attnstudio import paths
from attnstudio.cli import main
from attnstudio.cluster import certificates

SCENES = sorted(paths.resource("demo", "scenes").glob("*.jpg"))
WORKERS = ("w1", "w2", "w3")
PORT, COUNT = 8786, 7  # pictures
PATIENCE = 120.0  # seconds that something may take on a machine with other work
# How soon a dead connection is noticed; Dask takes no less.
ENVIRONMENT = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "11s"}
KILLER = """
import os, sys
def end(event, arguments):
    if event == "open" and "killer" in str(arguments[0]):
        os.kill(os.getpid(), 9)
sys.addaudithook(end)
"""


class Machines:
    """The cluster, and a client. `w3` has neither the pictures nor the models of the others."""

    def __init__(self, network: Network, folder: Path) -> None:
        self.network, self.folder = network, folder
        self.certificates, self.shared = folder / "certificates", folder / "shared"
        certificates.init(self.certificates)
        self.shared.mkdir()
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(KILLER)
        self.address = f"tls://{network.addresses['scheduler']}:{PORT}"
        self.processes: dict[str, subprocess.Popen[str]] = {}
        self.output: dict[str, list[str]] = {}

    def start(self, name: str, *words: str, hidden: tuple[str, ...] = (), killable: bool = True) -> None:
        own = self.folder / name
        homes = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
        environment = ENVIRONMENT | dict.fromkeys(homes, str(own))
        if killable:
            environment["PYTHONPATH"] = os.pathsep.join([str(self.folder / "site"), os.environ.get("PYTHONPATH", "")])
        own.mkdir(exist_ok=True)
        process = self.network.start(name, [*paths.program(), *words], environment, hidden)
        self.processes[name], self.output[name] = process, []
        threading.Thread(target=self._read, args=(name, process), daemon=True).start()

    def start_scheduler(self) -> None:
        host = self.network.addresses["scheduler"]
        self.start("scheduler", "cluster", "scheduler", "--host", host, "--certificates", str(self.certificates))
        self.wait_for(lambda: self.said("scheduler", "scheduler at tls://"))

    def start_worker(self, name: str) -> None:
        hidden = (str(self.shared),) if name == "w3" else ()
        words = ("cluster", "worker", self.address, "--certificates", str(self.certificates), "--name", name)
        self.start(name, *words, hidden=hidden)

    def stop(self, name: str) -> None:
        if (process := self.processes.pop(name, None)) is None:
            return
        for one in [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]:
            one.kill()
        process.wait()
        self.wait_for(lambda: "" in self.output[name])

    def begin(self, *words: object) -> None:
        """A call of the client, which goes on meanwhile."""
        self.start("client", *map(str, words), killable=False)

    def call(self, *words: object) -> Ended:
        self.begin(*words)
        return self.end()

    def end(self) -> Ended:
        process = self.processes.pop("client")
        status = process.wait(PATIENCE)
        self.wait_for(lambda: "" in self.output["client"])  # the reader is done
        return Ended(status, "".join(self.output["client"]), "")

    def on_cluster(self) -> tuple[str, ...]:
        return "--cluster", self.address, "--certificates", str(self.certificates)

    def said(self, name: str, text: str) -> int:
        return sum(text in line for line in self.output[name])

    def wait_for(self, holds: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > end:
                pytest.fail(f"waited in vain: {self.output}")
            time.sleep(0.05)

    def computing(self, name: str) -> list[psutil.Process]:
        """The processes with an engine of a machine."""
        found = psutil.Process(self.processes[name].pid).children(recursive=True)
        return [one for one in found if "worker-process" in one.cmdline()]

    def _read(self, name: str, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        lines = self.output[name]
        with process.stdout:
            for line in process.stdout:
                lines.append(line)
        lines.append("")


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with Network(("scheduler", *WORKERS, "client")) as network:
        found = Machines(network, tmp_path_factory.mktemp("machines"))
        try:
            found.start_scheduler()
            for name in WORKERS:
                found.start_worker(name)
            found.wait_for(lambda: all(found.said(name, "serves tls://") for name in WORKERS))
            yield found
        finally:
            for name in list(found.processes):
                found.stop(name)


@pytest.fixture
def pictures(machines: Machines) -> Iterator[Path]:
    """A folder that w1 and w2 see."""
    folder = machines.shared / "pictures"
    folder.mkdir()
    for number, scene in enumerate(SCENES[:COUNT]):
        shutil.copy(scene, folder / f"{number:02}.jpg")
    yield folder
    shutil.rmtree(folder)


def rows_of(ended: Ended) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.out.splitlines() if line.startswith("{")]


def require_equal(found: Path, expected: Path) -> None:
    """The maps of two runs, to 1e-6, and which there are."""
    names = sorted(file.name for file in expected.glob("*.npy"))
    assert sorted(file.name for file in found.glob("*.npy")) == names and names
    for name in names:
        np.testing.assert_allclose(np.load(found / name), np.load(expected / name), rtol=0, atol=1e-6)


def require_each_once(ended: Ended, pictures: Path) -> None:
    expected = Counter({picture.name: 1 for picture in pictures.iterdir()})
    assert Counter(Path(row["image"]).name for row in rows_of(ended)) == expected, ended.out


@pytest.fixture(scope="module")
def slow_maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a single run makes of the pictures by the slow method."""
    folder = tmp_path_factory.mktemp("slow")
    for number, scene in enumerate(SCENES[:COUNT]):
        shutil.copy(scene, folder / f"{number:02}.jpg")
    assert main(["explain", str(folder), "--model", "demo", *SLOW, "--output", str(folder / "out")]) == 0
    return folder / "out"


SLOW = ("--method", "occlusion", "--set", "occlusion.patch=8", "--set", "occlusion.stride=4")


def test_the_maps_of_a_single_run_and_the_files_are_sent_to_who_lacks_them(
    machines: Machines, call: Call, pictures: Path, tmp_path: Path
) -> None:
    alone, together = tmp_path / "alone", tmp_path / "together"
    words = ("explain", pictures, "--model", "demo", "--method", "gradcam,smoothgrad", "--json", "--output")
    assert call(*words, alone).status == 0
    ended = machines.call(*words, together, *machines.on_cluster())
    assert ended.status == 0, ended.out
    require_equal(together, alone)
    assert "does not see the pictures: their files are sent" in ended.out
    assert len(rows_of(ended)) == 2 * COUNT
    overlays = {file.name: file.read_bytes() for file in alone.glob("*.png")}
    assert {file.name: file.read_bytes() for file in together.glob("*.png")} == overlays
    (status,) = call("runs", together, "--json").rows
    assert (status["done"], status["failed"], status["waiting"]) == (COUNT, 0, 0)


def test_a_users_model_is_sent_by_its_checksum_and_keeps_its_names(
    machines: Machines, call: Call, pictures: Path, tmp_path: Path
) -> None:
    (machines.shared / "own").mkdir()
    model, _ = save_by_brightness(machines.shared / "own")
    words = ("explain", pictures, "--model", model, "--method", "gradcam", "--json", "--output")
    alone = call(*words, tmp_path / "alone")
    ended = machines.call(*words, tmp_path / "together", *machines.on_cluster())
    assert (alone.status, ended.status) == (0, 0), ended.out
    require_equal(tmp_path / "together", tmp_path / "alone")
    there = {row["image"]: row for row in rows_of(ended)}
    for row in alone.rows:
        for name in ("model", "class_name", "notices", "target"):
            assert there[str(row["image"])][name] == row[name]
    assert list((machines.folder / "w3" / "attnstudio" / "cluster").glob(f"*/{model.name}"))


def test_predictions(machines: Machines, call: Call, pictures: Path, tmp_path: Path) -> None:
    (pictures / "05.jpg").write_bytes(b"no picture")
    tables = [tmp_path / "alone.csv", tmp_path / "together.csv"]
    alone = call("predict", pictures, "--model", "demo", "--output", tables[0])
    ended = machines.call("predict", pictures, "--model", "demo", "--output", tables[1], *machines.on_cluster())
    assert (alone.status, ended.status) == (1, 1), ended.out
    assert tables[0].read_text("utf-8-sig") == tables[1].read_text("utf-8-sig")


def test_another_authority_is_refused(machines: Machines, pictures: Path, tmp_path: Path) -> None:
    certificates.init(tmp_path / "other")
    words = ("explain", pictures, "--model", "demo", "--output", tmp_path / "out", "--cluster", machines.address)
    ended = machines.call(*words, "--certificates", tmp_path / "other")
    assert ended.status == 1
    assert "certificate of another authority" in ended.out and "Traceback" not in ended.out
    worker = machines.call("cluster", "worker", machines.address, "--certificates", tmp_path / "other")
    assert worker.status == 1 and "certificate of another authority" in worker.out
    plain = machines.call(*words[:-1], machines.address.replace("tls", "tcp"))
    assert plain.status == 2 and "scheduler runs whatever it is sent" in plain.out
    assert not list(tmp_path.glob("out/*.npy"))


def test_a_worker_that_is_killed_half_way(machines: Machines, slow_maps: Path, pictures: Path, tmp_path: Path) -> None:
    words = ("explain", pictures, "--model", "demo", *SLOW, "--json", "--output")
    machines.begin(*words, tmp_path / "together", *machines.on_cluster())
    machines.wait_for(lambda: machines.said("client", '"image"') >= 3)
    (victim,) = machines.computing("w1")
    victim.send_signal(signal.SIGKILL)
    ended = machines.end()
    assert ended.status == 0, ended.out
    require_each_once(ended, pictures)
    require_equal(tmp_path / "together", slow_maps)
    machines.wait_for(lambda: machines.said("w1", "serves tls://") == 2)  # it is started anew


def test_a_worker_that_is_cut_off_and_comes_back(
    machines: Machines, slow_maps: Path, pictures: Path, tmp_path: Path
) -> None:
    words = ("explain", pictures, "--model", "demo", *SLOW, "--json", "--output")
    machines.begin(*words, tmp_path / "together", *machines.on_cluster())
    machines.wait_for(lambda: machines.said("client", '"image"') >= 2)
    machines.network.pull("w2")
    ended = machines.end()
    machines.network.plug_in("w2")
    assert ended.status == 0, ended.out
    require_each_once(ended, pictures)
    require_equal(tmp_path / "together", slow_maps)
    machines.wait_for(lambda: machines.said("w2", "serves tls://") == 2)
    tested = machines.call("cluster", "test", machines.address, "--certificates", machines.certificates)
    assert tested.status == 0 and "3 workers" in tested.out, tested.out


def test_a_picture_that_kills_workers_fails_alone(
    machines: Machines, call: Call, pictures: Path, tmp_path: Path
) -> None:
    shutil.rmtree(pictures)
    pictures.mkdir()
    for name in ("a", "killer", "z"):
        shutil.copy(SCENES[0], pictures / f"{name}.jpg")
    machines.stop("w3")  # to which files are sent: it opens none
    machines.wait_for(lambda: "2 workers" in machines.call("cluster", "test", *machines.on_cluster()[1:]).out)
    words = ("explain", pictures, "--model", "demo", "--method", "gradcam", "--output", tmp_path / "out")
    ended = machines.call(*words, *machines.on_cluster())
    machines.start_worker("w3")
    assert ended.status == 1
    assert "killer.jpg ended 3 worker processes" in ended.out
    (status,) = call("runs", tmp_path / "out", "--json").rows
    assert (status["done"], status["failed"]) == (2, 1)


def test_a_run_whose_scheduler_goes_away_goes_on_here_and_there(
    machines: Machines, call: Call, pictures: Path, tmp_path: Path
) -> None:
    words = ("explain", pictures, "--model", "demo", *SLOW, "--json", "--output", tmp_path / "out")
    machines.begin(*words, *machines.on_cluster())
    machines.wait_for(lambda: machines.said("client", '"image"') >= 3)
    machines.stop("scheduler")
    ended = machines.end()
    assert ended.status == 1
    assert "has gone away" in ended.out and "Traceback" not in ended.out
    (status,) = call("runs", tmp_path / "out", "--json").rows
    first = [row["image"] for row in rows_of(ended)]
    assert status["done"] == len(first) >= 3 and status["failed"] == 0
    some = sorted(pictures.iterdir())[:5]
    here = call(words[0], *some, *words[2:])
    assert here.status == 0
    machines.start_scheduler()
    there = machines.call(*words, *machines.on_cluster())
    assert there.status == 0, there.out
    every = [*first, *(str(row["image"]) for row in here.rows), *(row["image"] for row in rows_of(there))]
    assert Counter(every) == Counter(str(picture) for picture in pictures.iterdir())
