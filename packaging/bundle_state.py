"""Whether the last bundle that was built and smoke-tested on this machine is still up to date; .ci/run asks it.

    state=$(.venv/bin/python packaging/bundle_state.py checksum)
    .venv/bin/python packaging/bundle_state.py tested "$state"    # exit status 0: nothing to do; 1: build and test anew
    .venv/bin/python packaging/bundle_state.py record "$state"    # after packaging/build and packaging/smoke.py

The checksum covers everything that decides what is in the bundle: this program's sources, its resources, packaging/,
the versions of what it requires, the weights that come along. The record lies in the user's cache: clones share it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import bundled_weights
import platformdirs

from attnstudio import licences

ROOT = Path(__file__).resolve().parent.parent
# What is packed, how, and what the smoke run tests it with.
INPUTS = ("attnstudio", "resources", "packaging", "pyproject.toml", "LICENSE", "tests/helpers/hostile.py")
LEFT_OUT = ("resources/screenshots", "__pycache__")
RECORD = platformdirs.user_cache_path("attnstudio", appauthor=False) / "tested-bundle.json"


def checksum(root: Path, inputs: Sequence[str], others: Sequence[str]) -> str:
    """SHA-256 over the names and contents of files.

    Args:
        root: the source tree.
        inputs: files and folders below it.
        others: what else decides what is in a bundle, as text.

    Raises:
        FileNotFoundError: an input does not exist.
    """
    total = hashlib.sha256()
    for name in inputs:
        for file in _files(root, root / name):
            total.update(f"{file.relative_to(root).as_posix()} {_of_file(file)}\n".encode())
    total.update("\n".join(others).encode())
    return total.hexdigest()


def is_tested(state: str, record: Path) -> bool:
    """Whether the bundle of this checksum passed its smoke run, and its archive is still where it was."""
    try:
        passed = json.loads(record.read_text("utf-8"))
        return bool(passed["state"] == state and passed["sha256"] == _of_file(Path(passed["archive"])))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_record(state: str, archive: Path, record: Path) -> None:
    """Note down that this archive, of this checksum, passed its smoke run."""
    record.parent.mkdir(parents=True, exist_ok=True)
    content = {"state": state, "archive": str(archive.resolve()), "sha256": _of_file(archive)}
    record.write_text(json.dumps(content, indent=1), "utf-8")


def newest_archive(folder: Path) -> Path | None:
    """The archive that was built last; None if there is none."""
    return max(folder.glob("attnstudio-*.tar.gz"), key=lambda file: file.stat().st_mtime, default=None)


def _files(root: Path, place: Path) -> Iterator[Path]:
    """A file, or those below a folder without LEFT_OUT, in the order of their names."""
    if place.is_file():
        yield place
        return
    for path in sorted(place.iterdir()):
        if path.name not in LEFT_OUT and path.relative_to(root).as_posix() not in LEFT_OUT:
            yield from _files(root, path)


def _of_file(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def environment() -> list[str]:
    """The system, Python, the distributions and the weights that a bundle is made of, a line each."""
    lines = [sys.platform, platform.machine(), *platform.libc_ver(), platform.python_version()]
    for name in ("attnstudio", "pyinstaller"):
        try:
            required = [distribution(name), *licences.required(name)]
        except PackageNotFoundError:
            continue
        lines += sorted(f"{one.name} {one.version}" for one in required)
    for model_id in bundled_weights.DEFAULT:
        file = bundled_weights.find(model_id)
        lines.append(f"{model_id} {_of_file(file) if file else 'not here'}")
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("checksum", "tested", "record"))
    parser.add_argument("state", nargs="?", metavar="CHECKSUM")
    options = parser.parse_args()
    if options.command == "checksum":
        print(checksum(ROOT, INPUTS, environment()))
        return 0
    if options.state is None:
        parser.error("which CHECKSUM?")
    if options.command == "tested":
        return 0 if is_tested(options.state, RECORD) else 1
    archive = newest_archive(ROOT / "dist")
    if archive is None:
        raise SystemExit("There is no bundle in dist/: run packaging/build first.")
    write_record(options.state, archive, RECORD)
    return 0


if __name__ == "__main__":
    sys.exit(main())
