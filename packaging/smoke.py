"""Try the finished bundle as a lab machine has it: no Python, no network, a folder that nobody may write to.

    .venv/bin/python packaging/smoke.py [PHOTOS] [--only-start]     # after packaging/build; PHOTOS: ../shared/photos

Unpacks dist/*.tar.gz into a folder with spaces and Cyrillic in its name, runs self-test, explain, evaluate and the
window there, and compares maps and starts with those of this source tree. Pictures of the window stay in dist/. Linux
only.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from lab_machine import NOTHING, Bundle, call, checked, screen

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
LARGEST_FOLDER, LARGEST_ARCHIVE = 1_000_000_000, 340_000_000  # bytes
TOLERANCE = 1e-6
SLOWEST = {"window on screen": 3.0, "first map": 24.0}  # seconds: more than promised, for a machine with other work
MOST_TIMES, STARTS = 1.3, 3  # the time of the source tree; starts of each
METHODS = "gradcam,gradcam++,eigencam,saliency,smoothgrad,integrated_gradients"
MODEL = "mobilenet_v2"
# Of tests/helpers/hostile.py, those that the bundle's own parts may handle otherwise: codecs, zip, HDF5, child, names.
PICTURES = (
    "PNG text bomb",
    "float TIFF with NaN and Inf",
    "animated WebP",
    "corrupt ICC",
    "HEIC without a codec",
    "an emoji name",
)
MODELS = "a way up", "cve 2026 1669", "NaN weights"


def check_archive(bundle: Bundle, archive: Path) -> None:
    """Check the archive's checksum and the limits of its size."""
    expected = archive.with_name(f"{archive.name}.sha256").read_text("utf-8").split()[0]
    if hashlib.sha256(archive.read_bytes()).hexdigest() != expected:
        raise SystemExit(f"FAILED  the checksum file of {archive.name} does not match")
    for name, size, most in (
        ("unpacked", bundle.size, LARGEST_FOLDER),
        (archive.name, archive.stat().st_size, LARGEST_ARCHIVE),
    ):
        print(f"        {name}: {size / 1e6:.0f} MB of {most / 1e6:.0f}")
        if size > most:
            raise SystemExit(f"FAILED  {name} is larger than that")


def check_package(bundle: Bundle) -> None:
    """The Debian package holds the same program, and says what it needs."""
    package = max(DIST.glob("attnstudio_*.deb"), key=lambda file: file.stat().st_mtime, default=None)
    if package is None:
        print("        no Debian package: dpkg-deb was not here when the bundle was built")
        return
    files = {line.split()[5]: line.split()[2] for line in call(["dpkg-deb", "-c", str(package)]).splitlines()}
    for name in ("usr/share/applications/attnstudio.desktop", "usr/share/mime/packages/attnstudio.xml"):
        if f"./{name}" not in files:
            raise SystemExit(f"FAILED  {name} is not in {package.name}")
    program = {name.removeprefix("./opt/attnstudio/"): int(size) for name, size in files.items() if "/opt/" in name}
    for file in bundle.folder.rglob("_internal/**/*"):
        name = str(file.relative_to(bundle.folder))
        if file.is_file() and not file.is_symlink() and program.get(name) != file.stat().st_size:
            raise SystemExit(f"FAILED  {name} is not in {package.name}, or another one")
    depends = call(["dpkg-deb", "--field", str(package), "Depends"]).strip()
    print(f"        {package.name}: {package.stat().st_size / 1e6:.0f} MB, needs {depends}")


def check_image(folder: Path) -> None:
    """The AppImage is whole, and starts the program where there is no FUSE, too."""
    image = max(DIST.glob("attnstudio-*.AppImage"), key=lambda file: file.stat().st_mtime, default=None)
    if image is None:
        print("        no AppImage: its tools could not be had when the bundle was built")
        return
    found = call([str(image), "--appimage-extract-and-run", "--version"], TMPDIR=str(folder)).strip()
    if found != (said := call([str(DIST / "attnstudio/attnstudio"), "--version"]).strip()):
        raise SystemExit(f"FAILED  {image.name} says {found!r}, not {said!r}")
    call(["sh", "-c", 'cd "$1" && exec "$2" --appimage-extract "*.desktop"', "-", str(folder), str(image)])
    if not (folder / "squashfs-root/attnstudio.desktop").is_symlink():
        raise SystemExit(f"FAILED  {image.name} has no entry for menus")
    print(f"        {image.name}: {image.stat().st_size / 1e6:.0f} MB")


def check_maps(bundle: Bundle, model: str, photos: Sequence[Path], folder: Path) -> None:
    """The maps equal those of the source tree with the same weights."""
    of_bundle, of_source = folder / "Карты", folder / "maps"
    arguments = ["explain", *map(str, photos), "--model", model, "--method", METHODS, "--output"]
    bundle.run(*arguments, of_bundle, "--figure")
    call([sys.executable, "-m", "attnstudio", *arguments, str(of_source)], ATTNSTUDIO_MODELS=str(bundle.models))
    maps = sorted(of_source.glob("*.npy"))
    if len(maps) != len(photos) * len(METHODS.split(",")):
        raise SystemExit(f"FAILED  there are {len(maps)} maps")
    furthest = max(float(np.abs(np.load(file) - np.load(of_bundle / file.name)).max()) for file in maps)
    print(f"        {len(maps)} maps of {len(photos)} pictures differ from the source tree's by {furthest:.1e} at most")
    if not furthest <= TOLERANCE:
        raise SystemExit(f"FAILED  that is more than {TOLERANCE}")


def check_cluster(bundle: Bundle, model: str, photos: Sequence[Path], folder: Path) -> None:
    """The program starts a scheduler and workers from itself; their maps are those of a single process."""
    together = folder / "together"
    bundle.run("explain", *photos, "--model", model, "--method", METHODS, "--output", together, "--cluster", "local:2")
    alone = {file.name: np.load(file) for file in (folder / "Карты").glob("*.npy")}
    if {file.name for file in together.glob("*.npy")} != set(alone):
        raise SystemExit("FAILED  the processes make other maps")
    furthest = max(float(np.abs(np.load(together / name) - one).max()) for name, one in alone.items())
    print(f"        {len(alone)} maps of two processes differ from those of one by {furthest:.1e} at most")
    if not furthest <= TOLERANCE:
        raise SystemExit(f"FAILED  that is more than {TOLERANCE}")


def check_own_model(bundle: Bundle, photo: Path, folder: Path) -> None:
    """A user's own file, vetted in the sandbox first."""
    file = folder / "Моя модель.keras"
    source = (
        "import sys, keras; layers = keras.layers; keras.Sequential([keras.Input((32, 32, 3)), "
        "layers.Conv2D(4, 3, activation='relu'), layers.GlobalAveragePooling2D(), layers.Dense(3, 'softmax')])"
        ".save(sys.argv[1])"
    )
    call([sys.executable, "-c", source, str(file)])
    # The sandbox must use the bundle's libraries too, so those of this machine are hidden.
    bundled = {library.name for library in bundle.resources.parent.glob("lib*.so*")}
    installed = [
        library for name in ("ffi", "ssl", "crypto", "stdc++") for library in Path("/usr/lib").glob(f"*/lib{name}.so.*")
    ]
    hidden = dict.fromkeys((library for library in installed if library.name in bundled), NOTHING)
    arguments = ("explain", photo, "--model", file, "--method", "gradcam", "--output", folder / "own")
    checked(bundle.attempt(*arguments, instead=hidden))


def check_hostile(bundle: Bundle, folder: Path) -> None:
    """Ten hostile files: each is reported, none has side effects, other files are processed."""
    sys.path.insert(0, str(ROOT / "tests"))
    hostile = import_module("helpers.hostile")
    cases = {case.name: case for case in (*hostile.PICTURES, *hostile.MODELS, hostile.SESSION)}
    place, out = folder / "Опасные файлы", folder / "harmless"
    files = {}
    for name in (*PICTURES, *MODELS, hostile.SESSION.name):
        (place / name).mkdir(parents=True)
        files[name] = cases[name].make(place / name)
    good = Path(shutil.copy(hostile.SCENE, place))
    before = sorted(place.rglob("*"))
    how = ["--method", "gradcam", "--json"]

    pictures = [good, *(files[name] for name in PICTURES)]
    done = bundle.attempt("explain", *pictures, "--model", "demo", "--output", out, *how)
    rows = {row["image"]: row for row in map(json.loads, done.stdout.splitlines())}
    for name in PICTURES:
        row, case = rows.get(str(files[name]), {}), cases[name]
        message = row.get("error", "") if case.refused else " ".join(row.get("notices", ["nothing"]))
        if case.opens != ("heatmap" in row) or not case.matches(message, files[name]):
            raise SystemExit(f"FAILED  {name}: {row}\n{done.stderr[-3000:]}")
    if done.returncode != 1 or "heatmap" not in rows.get(str(good), {}) or "Traceback" in done.stderr:
        raise SystemExit(f"FAILED  exit status {done.returncode}: {done.stderr[-3000:]}")
    for name in MODELS:
        done = bundle.attempt("explain", good, "--model", files[name], "--output", out / name, *how)
        [*more, message] = done.stderr.splitlines() or [""]
        if done.returncode != 1 or done.stdout or more or not cases[name].matches(message, files[name]):
            raise SystemExit(f"FAILED  {name}, exit status {done.returncode}: {done.stderr[-3000:]}")
    shot = folder / "damaged-session.png"
    with screen() as where:
        output = bundle.run("gui", files[hostile.SESSION.name], "--screenshot", shot, **where)
    if output or not shot.is_file():
        raise SystemExit(f"FAILED  a window with a damaged session: {output}")
    if sorted(place.rglob("*")) != before or list(folder.rglob("it ran")):
        raise SystemExit(f"FAILED  there are new files in {place}")
    print(f"        {len(files)} files did no harm")


def check_report(bundle: Bundle, photo: Path, model: str, folder: Path) -> None:
    """Numbers, curves, fonts and the Russian words of a report."""
    web, printed, word = (folder / f"Отчёт.{ending}" for ending in ("html", "pdf", "docx"))
    command = ["evaluate", str(photo), "--model", model, "--method", "gradcam,random", "--metric", "insertion,deletion"]
    bundle.run(*command, "--language", "ru", "--report", web, "--report", printed, "--report", word)
    if "<h2>Вывод</h2>" not in web.read_text("utf-8"):
        raise SystemExit("FAILED  the report is not in Russian")
    if not printed.read_bytes().startswith(b"%PDF"):
        raise SystemExit("FAILED  the report is no PDF")
    if not word.read_bytes().startswith(b"PK"):
        raise SystemExit("FAILED  the report is no Word document")


def check_bench(bundle: Bundle) -> None:
    """A method in a process of multiprocessing."""
    output = bundle.run(
        "bench", "--model", "demo", "--methods", "saliency", "--pictures", "1", "--peak-memory", "--json"
    )
    if json.loads(output.splitlines()[-1])["rows"][0]["peak_mb"] is None:
        raise SystemExit(f"FAILED  no peak memory in {output}")


def check_menu(bundle: Bundle) -> None:
    """The desktop finds the program, its icons and the kind of its files, and forgets them again."""
    share = bundle.home / ".local" / "share"
    script = ["sh", str(bundle.folder / "add-to-menu")]
    where = {"HOME": str(bundle.home), "XDG_DATA_HOME": str(share)}
    call(script, **where)
    entry = share / "applications" / "attnstudio.desktop"
    started = next(line for line in entry.read_text("utf-8").splitlines() if line.startswith("Exec="))
    program = shlex.split(started.removeprefix("Exec="))
    if call([program[0], "--version"]) != bundle.run("--version") or program[1:] != ["gui", "%F"]:
        raise SystemExit(f"FAILED  the menu starts {program}")
    if shutil.which("desktop-file-validate"):
        call(["desktop-file-validate", str(entry)])
    if shutil.which("update-mime-database") and "*.attn" not in (share / "mime" / "globs2").read_text("utf-8"):
        raise SystemExit("FAILED  the desktop does not know .attn files")
    call([*script, "--remove"], **where)
    if left := [path for path in share.rglob("*attnstudio*") if path.is_file() and path.suffix != ".jsonl"]:
        raise SystemExit(f"FAILED  these stay: {left}")


def check_terminal(bundle: Bundle) -> None:
    """The licences of what is in it; and a reader that goes away is no failure."""
    listed = bundle.run("licences")
    missing = [name for name in ("Qt", "tensorflow", "keras", "Python") if name.lower() not in listed.lower()]
    missing += [name for name in ("LICENSE", "THIRD-PARTY.txt") if not (bundle.folder / name).is_file()]
    if missing:
        raise SystemExit(f"FAILED  no licence: {', '.join(missing)}")
    pipe = f"HOME={shlex.quote(str(bundle.home))} {shlex.quote(str(bundle.program))} methods | head -n 1"
    done = subprocess.run(["sh", "-c", pipe], capture_output=True, text=True)
    if done.stderr or not done.stdout:
        raise SystemExit(f"FAILED  methods | head says: {done.stderr}")


def check_window(bundle: Bundle, photo: Path, model: str, folder: Path) -> None:
    """On a screen; in English and in Russian."""
    with screen() as where:
        for language in ("en_US", "ru_RU"):
            shot = folder / f"window-{language[:2]}.png"
            bundle.run("gui", photo, "--model", model, "--screenshot", shot, LANG=f"{language}.UTF-8", **where)
            shutil.copy(shot, DIST)


def check_start(bundle: Bundle, photo: Path, model: str, folder: Path) -> None:
    """Window and first map, and those of the source tree in turn with them. Of each the soonest counts: other programs
    only delay it."""
    home = folder / "home of the source tree"
    home.mkdir()
    source_log = home / bundle.log.relative_to(bundle.home)
    environment = [f"HOME={home}", f"PYTHONPATH={ROOT}", f"ATTNSTUDIO_MODELS={bundle.models}", "LANG=C.UTF-8"]
    found: dict[str, list[list[float]]] = {"bundle": [], "source tree": []}
    with screen() as where:
        environment += [f"{name}={value}" for name, value in where.items()]
        for _ in range(STARTS):
            how = ["gui", str(photo), "--model", model, "--screenshot", str(folder / "start.png")]
            bundle.run(*how, LANG="C.UTF-8", **where)
            call(["env", "-i", *environment, sys.executable, "-m", "attnstudio", *how])
            for one, log in (("bundle", bundle.log), ("source tree", source_log)):
                text = log.read_text("utf-8")
                found[one].append([_last(what, text) for what in SLOWEST])
    print(f"        a matrix product takes place at {_gigaflops():.0f} GFLOP/s here")
    for what, ours, others in zip(SLOWEST, *(map(min, *starts) for starts in found.values()), strict=True):
        print(f"        {what}: bundle {ours:.2f} s, source tree {others:.2f} s: {ours / others:.2f} times as long")
        if ours > SLOWEST[what]:
            raise SystemExit(f"FAILED  that is not within {SLOWEST[what]} s")
        if ours > MOST_TIMES * others:
            raise SystemExit(f"FAILED  that is more than {MOST_TIMES} times as long")


def _last(what: str, log: str) -> float:
    """Seconds of the last start."""
    return float(re.findall(rf"{what} ([\d.]+) s", log)[-1])


def _gigaflops() -> float:
    """Of float32 matrices of 2048 x 2048, by all cores."""
    one = np.ones((2048, 2048), np.float32)
    seconds = []
    for _ in range(10):
        began = time.perf_counter()
        one @ one
        seconds.append(time.perf_counter() - began)
    return 2 * len(one) ** 3 / min(seconds) / 1e9


def check_trouble(bundle: Bundle, photo: Path, folder: Path) -> None:
    """Each failure is reported in a sentence with the file and the remedy; everything else still works."""
    cut = folder / "cut"
    cut.write_bytes((bundle.resources / "demo" / "demo.weights.h5").read_bytes()[:1000])
    flipped = folder / "flipped"
    weights = next(bundle.models.glob("*.h5"), None)
    if weights is not None:
        content = bytearray(weights.read_bytes())
        content[len(content) // 2] ^= 1
        flipped.write_bytes(content)
    others = folder / "others"
    others.mkdir()
    shutil.copy(bundle.resources / "demo" / "demo.weights.h5", others / f"{MODEL}.weights.h5")
    by_mobilenet = ("explain", photo, "--model", MODEL, "--method", "gradcam", "--output", folder / "trouble")
    by_demo = (*by_mobilenet[:3], "demo", *by_mobilenet[4:])
    _is_refused(
        bundle.attempt(*by_mobilenet, environment={"ATTNSTUDIO_MODELS": str(others)}),
        str(others),
        "does not fit MobileNetV2",
    )
    by_vgg16 = ("explain", photo, "--model", "vgg16", "--output", others)
    _is_refused(bundle.attempt(*by_vgg16, environment={"ATTNSTUDIO_MODELS": str(cut)}), str(cut))
    if not bundle.is_alone:
        return
    demo = bundle.resources / "demo" / "demo.weights.h5"
    _is_refused(bundle.attempt(*by_demo, instead={demo: cut}), str(demo), "reinstall the program")
    if weights is not None:
        _is_refused(
            bundle.attempt(*by_mobilenet, instead={weights: flipped}), str(weights), "its size or checksum is wrong"
        )
    cursors = [*bundle.folder.rglob("libxcb-cursor.so.0"), *Path("/usr/lib").glob("*/libxcb-cursor.so.0")]
    with screen() as where:
        if "DISPLAY" in where:
            hidden = dict.fromkeys(cursors, NOTHING)
            _is_refused(bundle.attempt("gui", instead=hidden, environment=where), "libxcb-cursor")
        shot = folder / "window-read-only.png"
        arguments = ("gui", photo, "--model", "demo", "--screenshot", shot)
        checked(bundle.attempt(*arguments, read_only=[bundle.home], environment=where))
    shutil.copy(shot, DIST)
    checked(bundle.attempt(*by_demo, read_only=[bundle.home]))


def _is_refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Of a call: status 1, and these words in a message without a traceback."""
    if done.returncode != 1 or "Traceback" in done.stderr or not all(word in done.stderr for word in words):
        raise SystemExit(f"FAILED  {words} is not in this, with status {done.returncode}:\n{done.stdout}{done.stderr}")


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"ok      {name} ({time.monotonic() - began:.0f} s)", flush=True)


def check_all(bundle: Bundle, archive: Path, photos: Sequence[Path], model: str, folder: Path) -> None:
    """Everything but the start."""
    with step("archive"):
        check_archive(bundle, archive)
    with step("package"):
        check_package(bundle)
    with step("AppImage"):
        check_image(folder)
    with step("menu"):
        check_menu(bundle)
    with step("terminal"):
        check_terminal(bundle)
    with step("self-test"):
        bundle.run("self-test")
    with step("explain"):
        check_maps(bundle, model, photos, folder)
    with step("cluster"):
        check_cluster(bundle, model, photos, folder)
    with step("own model"):
        check_own_model(bundle, photos[0], folder)
    with step("hostile files"):
        check_hostile(bundle, folder)
    with step("report"):
        check_report(bundle, photos[0], model, folder)
    with step("bench"):
        check_bench(bundle)
    with step("trouble"):
        check_trouble(bundle, photos[-1], folder)
    with step("window"):
        check_window(bundle, photos[-1], model, folder)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("photos", nargs="?", type=Path, default=ROOT.parent / "shared" / "photos")
    parser.add_argument("--only-start", action="store_true")
    arguments = parser.parse_args()
    archive = max(DIST.glob("attnstudio-*.tar.gz"), key=lambda file: file.stat().st_mtime, default=None)
    if archive is None:
        raise SystemExit("There is no bundle in dist/: run packaging/build first.")
    with tempfile.TemporaryDirectory(prefix="attnstudio-") as name:
        folder = Path(name)
        with step("unpack"):
            bundle = Bundle(folder, archive)
        try:
            photos, model = sorted(arguments.photos.glob("*.jpg")), MODEL
            if not photos or not list(bundle.models.glob(f"{MODEL}*")):
                print(f"        no photos in {arguments.photos}, or no {MODEL} in the bundle: the drawn scenes instead")
                photos, model = sorted((ROOT / "resources" / "demo" / "scenes").glob("*.jpg")), "demo"
            if not arguments.only_start:
                check_all(bundle, archive, photos, model, folder)
            with step("start"):
                check_start(bundle, photos[-1], model, folder)
            bundle.check_unchanged()
        finally:
            bundle.remove()
    print("all checks passed")


if __name__ == "__main__":
    main()
