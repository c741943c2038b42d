"""Try the finished bundle as a lab machine has it: no Python, no network, a folder that nobody may write to.

    .venv/bin/python packaging/smoke.py [PHOTOS]      # after packaging/build; PHOTOS: ../shared/photos

Unpacks dist/*.tar.gz into a folder with spaces and Cyrillic in its name, runs self-test, explain, evaluate and the
window there, and compares the maps with those of this source tree. Pictures of the window stay in dist/. Linux only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LARGEST_FOLDER, LARGEST_ARCHIVE = 1_150_000_000, 370_000_000  # bytes
TOLERANCE = 1e-6
METHODS = "gradcam,gradcam++,eigencam,saliency,smoothgrad,integrated_gradients"
MODEL = "mobilenet_v2"
_ALONE = ["unshare", "--map-root-user", "--net", "--mount"]
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'


class Bundle:
    """The unpacked program, and the machine round it. `folder`: of the machine; `archive`: what is unpacked."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.home, self.programs = folder / "Дом лаборанта", folder / "Мои программы"
        self.home.mkdir()
        with tarfile.open(archive) as packed:
            packed.extractall(self.programs, filter="tar")
        self.program = self.programs / "attnstudio" / "attnstudio"
        self._delivered = self._files()
        _run(["chmod", "-R", "a-w", str(self.programs)])
        self._wrapper: list[str] = []
        wrapper = [*_ALONE, "sh", "-c", _READ_ONLY, str(self.programs)]
        if subprocess.run([*wrapper, "true"], capture_output=True).returncode == 0:
            self._wrapper = wrapper
        else:
            print("unshare is not allowed here: the network stays, and root may write to the program's folder")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(size for size, _ in self._delivered.values())

    def models(self) -> Path:
        return self.program.parent / "_internal" / "resources" / "models"

    def run(self, *arguments: str | Path, **environment: str) -> str:
        """What a command line prints, in an environment of nothing but these variables and a home."""
        command = [*self._wrapper, "env", "-i", "PATH=/nowhere", f"HOME={self.home}"]
        command += [f"{name}={value}" for name, value in environment.items()]
        return _run([*command, str(self.program), *map(str, arguments)])

    def check_unchanged(self) -> None:
        if self._files() != self._delivered:
            raise SystemExit("FAILED  the program wrote into its own folder")

    def _files(self) -> dict[Path, tuple[int, int]]:
        """Size and time of every file."""
        found = ((path, path.lstat()) for path in self.programs.rglob("*") if path.is_symlink() or path.is_file())
        return {path: (status.st_size, status.st_mtime_ns) for path, status in found}


def _run(command: Sequence[str], **variables: str) -> str:
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"FAILED  {' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def check_sizes(bundle: Bundle, archive: Path) -> None:
    for name, size, most in (
        ("unpacked", bundle.size, LARGEST_FOLDER),
        (archive.name, archive.stat().st_size, LARGEST_ARCHIVE),
    ):
        print(f"        {name}: {size / 1e6:.0f} MB of {most / 1e6:.0f}")
        if size > most:
            raise SystemExit(f"FAILED  {name} is larger than that")


def check_maps(bundle: Bundle, model: str, photos: Sequence[Path], folder: Path) -> None:
    """The same maps as the source tree makes with the same weights."""
    ours, theirs = folder / "Карты", folder / "maps"
    asked = ["explain", *map(str, photos), "--model", model, "--method", METHODS, "--output"]
    bundle.run(*asked, ours, "--figure")
    _run([sys.executable, "-m", "attnstudio", *asked, str(theirs)], ATTNSTUDIO_MODELS=str(bundle.models()))
    maps = sorted(theirs.glob("*.npy"))
    if len(maps) != len(photos) * len(METHODS.split(",")):
        raise SystemExit(f"FAILED  there are {len(maps)} maps")
    furthest = max(float(np.abs(np.load(file) - np.load(ours / file.name)).max()) for file in maps)
    print(f"        {len(maps)} maps of {len(photos)} pictures differ from the source tree's by {furthest:.1e} at most")
    if not furthest <= TOLERANCE:
        raise SystemExit(f"FAILED  that is more than {TOLERANCE}")


def check_own_model(bundle: Bundle, photo: Path, folder: Path) -> None:
    """A user's own file, which a child process of the program looks into first."""
    file = folder / "Моя модель.keras"
    source = (
        "import sys, keras; layers = keras.layers; keras.Sequential([keras.Input((32, 32, 3)), "
        "layers.Conv2D(4, 3, activation='relu'), layers.GlobalAveragePooling2D(), layers.Dense(3, 'softmax')])"
        ".save(sys.argv[1])"
    )
    _run([sys.executable, "-c", source, str(file)])
    bundle.run("explain", photo, "--model", file, "--method", "gradcam", "--output", folder / "own")


def check_report(bundle: Bundle, photo: Path, model: str, folder: Path) -> None:
    """Numbers, curves, fonts and the Russian words of a report."""
    web, printed = folder / "Отчёт.html", folder / "Отчёт.pdf"
    asked = ["evaluate", str(photo), "--model", model, "--method", "gradcam,random", "--metric", "insertion,deletion"]
    bundle.run(*asked, "--language", "ru", "--report", web, "--report", printed)
    if "<h2>Вывод</h2>" not in web.read_text("utf-8"):
        raise SystemExit("FAILED  the report is not in Russian")
    if not printed.read_bytes().startswith(b"%PDF"):
        raise SystemExit("FAILED  the report is no PDF")


def check_bench(bundle: Bundle) -> None:
    """A method in a process of multiprocessing."""
    said = bundle.run("bench", "--model", "demo", "--methods", "saliency", "--pictures", "1", "--peak-memory", "--json")
    if json.loads(said.splitlines()[-1])["rows"][0]["peak_mb"] is None:
        raise SystemExit(f"FAILED  no peak memory in {said}")


def check_window(bundle: Bundle, photo: Path, model: str, folder: Path) -> None:
    """On a screen; in English and in Russian."""
    with screen() as where:
        for language in ("en_US", "ru_RU"):
            shot = folder / f"window-{language[:2]}.png"
            bundle.run("gui", photo, "--model", model, "--screenshot", shot, LANG=f"{language}.UTF-8", **where)
            shutil.copy(shot, DIST)


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The variables that name a screen of Xvfb; without Xvfb, Qt's own that nobody sees."""
    if shutil.which("Xvfb") is None:
        print("        without Xvfb, on Qt's offscreen platform")
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1500x950x24"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            yield {"DISPLAY": f":{server.stdout.readline().strip()}"}
        finally:
            server.terminate()


@contextlib.contextmanager
def told(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"ok      {name} ({time.monotonic() - began:.0f} s)", flush=True)


def main() -> None:
    archive = max(DIST.glob("attnstudio-*.tar.gz"), key=lambda file: file.stat().st_mtime, default=None)
    if archive is None:
        raise SystemExit("There is no bundle in dist/: run packaging/build first.")
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "photos"
    with tempfile.TemporaryDirectory(prefix="attnstudio-") as name:
        folder = Path(name)
        with told("unpack"):
            bundle = Bundle(folder, archive)
        try:
            photos, model = sorted(given.glob("*.jpg")), MODEL
            if not photos or not list(bundle.models().glob(f"{MODEL}*")):
                print(f"        no photos in {given}, or no {MODEL} in the bundle: the drawn scenes instead")
                photos, model = sorted((ROOT / "resources" / "demo" / "scenes").glob("*.jpg")), "demo"
            check_sizes(bundle, archive)
            with told("self-test"):
                bundle.run("self-test")
            with told("explain"):
                check_maps(bundle, model, photos, folder)
            with told("own model"):
                check_own_model(bundle, photos[0], folder)
            with told("report"):
                check_report(bundle, photos[0], model, folder)
            with told("bench"):
                check_bench(bundle)
            with told("window"):
                check_window(bundle, photos[-1], model, folder)
            bundle.check_unchanged()
        finally:
            _run(["chmod", "-R", "u+w", str(bundle.programs)])
    print("all checks passed")


if __name__ == "__main__":
    main()
