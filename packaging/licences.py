"""Collect the licences of what a bundle is made of; packaging/attnstudio.spec calls `collect`.

.venv/bin/python packaging/licences.py --list [build/attnstudio]    # the last build's; without one, what is installed
.venv/bin/python packaging/licences.py --collect FOLDER [build/attnstudio]
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from attnstudio import licences
from attnstudio.licences import Component

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = "THIRD-PARTY.txt"
Entry = tuple[str, str, str]  # as PyInstaller has it: name in the bundle, file here, kind

# Distributions that may be in the bundle without a text: canonical name -> why.
WITHOUT_TEXT: dict[str, str] = {}
_OWN = "attnstudio"
_DOCS = Path("/usr/share/doc")

HEAD = """\
What attnstudio is made of
==========================

The program in this folder contains the work of many others. This list says whose, and under which licence it is used.
The texts of the licences lie in {folder}; the program shows them under Help > Licences, or with:
attnstudio licences --text NAME

Where the sources are:
- Python packages: https://pypi.org/project/NAME/VERSION/
- Qt and PySide6: https://download.qt.io/official_releases/ (qt, QtForPython)
- Libraries of the system: https://snapshot.debian.org/package/NAME/VERSION/ of those marked "Debian",
  https://launchpad.net/ubuntu/+source/NAME/VERSION of those marked "Ubuntu"

Qt, PySide6, shiboken6 and fpdf2 are used under the GNU Lesser General Public License, version 3. They lie as files of
their own below this folder, and you may put others, changed ones too, in their place.

"""


def collect(entries: Iterable[Entry], folder: Path) -> None:
    """Write the texts, their index and a summary for people into a folder, which is emptied first.

    Raises:
        SystemExit: a Python distribution comes without any text.
    """
    components, strangers = made_of(list(entries))
    for file in strangers:
        print(f"No licence is known of {file}.")
    if missing := [name for name in ("LGPL-3", "GPL-3") if not licences.common(name)]:
        print(f"This machine has no text of {', '.join(missing)}, for Qt: build on Debian or Ubuntu to have it.")
    bare = [one.name for one in components if not one.texts and licences.canonical(one.name) not in WITHOUT_TEXT]
    if bare:
        raise SystemExit(
            f"No licence text comes with {', '.join(bare)}. Find it and add it to attnstudio/licences.py, or say in "
            "WITHOUT_TEXT of packaging/licences.py why none is needed."
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = [{**asdict(one), "texts": list(_copied(one, folder))} for one in components]
    (folder / licences.INDEX).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    (folder / SUMMARY).write_text(summary(rows), encoding="utf-8")


def made_of(entries: list[Entry]) -> tuple[list[Component], list[Path]]:
    """The components that own at least one of the files, and the files that none owns."""
    owners = {file: one for one in distributions() for file in _files_of(one)}
    wheels, system, weights = set(), [], []
    for name, source, kind in entries:
        if kind == "SYMLINK" or not Path(source).is_absolute():
            continue
        file = _real(source)
        if owner := owners.get(os.path.normcase(file)):
            wheels.add(owner)
        elif name.replace("\\", "/").startswith("resources/models/"):
            weights.append(Path(source))
        elif not file.is_relative_to(ROOT) and not _is_python(file):
            system.append(Path(source))
    components: list[Component] = [licences.python(), licences.qt(), *licences.fonts(), *_weights(weights)]
    components += [licences.of_distribution(one) for one in wheels if one.name != _OWN]
    debian, strangers = _debian(system)
    return licences.in_order([*components, *debian]), strangers


def summary(rows: list[dict[str, Any]]) -> str:
    """A list that is read without the program."""
    lines = [HEAD.format(folder="_internal/resources/licences" if sys.platform != "darwin" else "resources/licences")]
    for row in rows:
        lines += [f"{row['name']} {row['version']}".strip(), f"    {row['licence'] or 'see the text'}"]
        lines += [f"    {row['homepage']}"] if row["homepage"] else []
        lines += [f"    {text}" for text in row["texts"]] + [""]
    return "\n".join(lines)


def _copied(one: Component, folder: Path) -> Iterator[str]:
    """Copy the texts; gives their names below the folder. What many share is there once."""
    seen = set()
    for title, text in licences.titled(one.texts):
        if (body := text.read_bytes()) in seen:
            continue
        seen.add(body)
        if text.parent.name == "common-licenses":
            name = f"common/{text.name}.txt"
        elif text.is_relative_to(_DOCS):
            name = f"{_slug(one.name)}/{text.parent.name}.txt"
        else:
            name = f"{_slug(one.name)}/{title}"
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        yield name


def _slug(name: str) -> str:
    return re.sub(r"[^\w.+-]+", "-", name).strip("-").lower()


def _real(file: str | Path) -> Path:
    """Its folder's own name; a link stays, because packages list it as that."""
    file = Path(file)
    return Path(os.path.realpath(file.parent)) / file.name


def _files_of(one: Distribution) -> Iterator[str]:
    """As its RECORD has it, which `files` reads forty times more slowly."""
    folder = os.path.realpath(str(one.locate_file("")))
    for row in csv.reader((one.read_text("RECORD") or "").splitlines()):
        yield os.path.normcase(os.path.normpath(f"{folder}/{row[0]}"))


def _is_python(file: Path) -> bool:
    """Whether it belongs to the interpreter, its library or the build."""
    home = Path(os.path.realpath(sys.base_prefix))
    stdlib = Path(os.path.realpath(sysconfig.get_path("stdlib")))
    inside = file.is_relative_to(stdlib) or (str(home) != "/usr" and file.is_relative_to(home))
    return inside or file.name.startswith(("libpython", "python3")) or file.suffix == ".pyz"


def _weights(files: list[Path]) -> list[Component]:
    """The weights of models, with the licence that lies beside them."""
    texts = tuple(file for file in files if file.name.startswith("LICENSE"))
    names = sorted(file.name.partition(".")[0] for file in files if file not in texts)
    licence = ", ".join(text.stem.removeprefix("LICENSE-").capitalize() for text in texts)
    home = "https://keras.io/api/applications/"
    return [Component(f"Weights of {name}", "", licence, home, texts) for name in names] if texts else []


def _debian(files: list[Path]) -> tuple[list[Component], list[Path]]:
    """Libraries of the system, put together by the source that they were built from; and files of no package."""
    packages = _packages(files)
    if not packages:
        return [], files
    form = r"${source:Package}\t${source:Version}\t${Homepage}"
    sources = defaultdict(set)
    for package in set(packages.values()):
        sources[_ask("dpkg-query", "-W", "-f", form, package)].add(package)
    components = []
    system = platform.freedesktop_os_release()["NAME"].split()[0]
    for source, its in sources.items():
        name, version, homepage = source.split("\t")
        texts: dict[bytes, Path] = {}
        for package in sorted(its):
            text = _DOCS / package.partition(":")[0] / "copyright"
            if text.is_file():
                texts.setdefault(text.read_bytes(), text)
        written = "\n".join(text.read_text(encoding="utf-8", errors="replace") for text in texts.values())
        shared = sorted(set(re.findall(r"/usr/share/common-licenses/([\w.+-]*\w)", written)))
        files_of_it = (*texts.values(), *licences.common(*shared))
        components.append(Component(f"{name} ({system})", version, _named(written), homepage, files_of_it))
    return components, [file for file in files if file not in packages]


def _packages(files: list[Path]) -> dict[Path, str]:
    """File -> Debian package. A package lists it with or without /usr, whichever the system looks it up by."""
    if shutil.which("dpkg") is None or not files:
        return {}
    file_by_path = {way: file for file in files for way in _ways(file)}
    found = {}
    for line in _ask("dpkg", "-S", *file_by_path).splitlines():
        package, _, way = line.rpartition(": ")
        if way in file_by_path and not package.startswith("diversion "):
            found[file_by_path[way]] = package.partition(",")[0]
    return found


def _ways(file: Path) -> set[str]:
    ways = {str(file), os.path.realpath(file)}
    return ways | {way.removeprefix("/usr") for way in ways} | {f"/usr{way}" for way in ways if way.startswith("/lib")}


def _ask(*words: str) -> str:
    return subprocess.run(words, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def _named(written: str) -> str:
    """The first of the licences that a Debian copyright file names, if it is of the kind that machines can read."""
    names = [*dict.fromkeys(re.findall(r"^License:[ \t]*(\S.*?)\s*$", written, re.MULTILINE))]
    return f"{names[0]}, and others" if len(names) > 1 else "".join(names)


def entries_of_build(work: Path) -> Iterator[Entry]:
    """What the last build was made from, as PyInstaller noted it down."""
    for note in ("COLLECT-00.toc", "PYZ-00.toc", "PKG-00.toc"):
        for table in ast.literal_eval((work / note).read_text(encoding="utf-8")):
            if isinstance(table, list):
                yield from (entry[:3] for entry in table if isinstance(entry, tuple) and len(entry) >= 3)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--list", action="store_true", help="print a line each, and what is wrong")
    options.add_argument("--collect", type=Path, metavar="FOLDER")
    options.add_argument("work", nargs="?", type=Path, help="the folder of a build; without it, what is installed")
    given = options.parse_args()
    if given.collect and given.work:
        collect(entries_of_build(given.work), given.collect)
    components, strangers = made_of(list(entries_of_build(given.work))) if given.work else (licences.installed(), [])
    for one in components:
        print(f"{one.name:<26} {one.version:<18} {len(one.texts):>3} texts   {one.licence or 'see the text'}")
    for one in components:
        if not one.texts:
            print(f"without a text: {one.name}")
    for file in strangers:
        print(f"no licence known: {file}")


if __name__ == "__main__":
    main()
