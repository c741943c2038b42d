"""Components of the program and their licences: those recorded in the bundle, or the installed ones.

packaging/licences.py writes the bundle's list with the functions of this file.
"""

from __future__ import annotations

import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePath

from attnstudio import paths

INDEX = "index.json"
_RULE = "=" * 78

# Texts that licences are spelled out in once for all, and whose file has them where the system is not Debian's.
_COMMON = Path("/usr/share/common-licenses")
_LENDERS = {"Apache-2.0": "absl-py", "LGPL-3": "fpdf2"}
# Distributions that come without a text.
_COMMON_OF = {"flatbuffers": ("Apache-2.0",)}
_QT = {"pyside6-essentials", "shiboken6"}

# How files are called that are a licence or belong to one.
_NAMES = ("licence", "license", "copying", "notice", "authors", "third_party_notices", "thirdpartynotices")
_NO_TEXTS = (".py", ".pyc", ".pyi", ".h", ".hpp", ".json")


@dataclass(frozen=True)
class Component:
    """A third-party component that comes with the program.

    Attributes:
        licence: name in the component's metadata; "" if only the text states it.
        homepage: an address, or "".
        texts: the files that must be distributed with it.
    """

    name: str
    version: str
    licence: str
    homepage: str
    texts: tuple[Path, ...]

    def text(self) -> str:
        """All texts one after the other, under their files' names if there are several. Read from the disk anew."""
        if len(self.texts) == 1:
            return _read(self.texts[0])
        parts = (f"{_RULE}\n{name}\n{_RULE}\n\n{_read(file)}" for name, file in titled(self.texts))
        return "\n\n".join(parts)


def components() -> list[Component]:
    """All, in the order of their names."""
    folder = paths.resource("licences")
    return written(folder) if (folder / INDEX).is_file() else installed()


def written(folder: Path) -> list[Component]:
    """Those that a build wrote down."""
    rows = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return [Component(**{**row, "texts": tuple(folder / name for name in row["texts"])}) for row in rows]


def installed() -> list[Component]:
    """Those of this Python installation: what attnstudio requires, directly or not, and what that runs on."""
    wheels = [of_distribution(one) for one in required("attnstudio")]
    return in_order([python(), qt(), *fonts(), *wheels])


def in_order(some: Iterable[Component]) -> list[Component]:
    return sorted(some, key=lambda one: one.name.lower())


def required(name: str) -> list[Distribution]:
    """The distributions that one requires, without its extras and without itself.

    Markers of the system need not be understood: what is not for this system is not installed.
    """
    found: dict[str, Distribution | None] = {}
    names = [name]
    while names:
        key = canonical(names.pop())
        if key in found:
            continue
        try:
            found[key] = distribution(key)
        except PackageNotFoundError:
            found[key] = None
        one = found[key]
        for requirement in _metadata(one).get_all("Requires-Dist", ()) if one is not None else ():
            if not re.search(r";.*\bextra\s*==", requirement):
                names.append(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
    return [one for key, one in found.items() if one is not None and key != canonical(name)]


def canonical(name: str) -> str:
    """Whichever of - _ . and capitals a distribution's name was written with."""
    return re.sub(r"[-_.]+", "-", name).lower()


def of_distribution(one: Distribution) -> Component:
    """What an installed distribution says of itself, with the texts that it should have brought along."""
    metadata = _metadata(one)
    name, version = str(metadata["Name"]), str(metadata["Version"])
    key = canonical(name)
    record = (line.partition(",")[0] for line in (one.read_text("RECORD") or "").splitlines())
    files = (Path(str(one.locate_file(file))) for file in record if _is_text(file.lower()))
    found = sorted(files, key=lambda file: not file.name.lower().startswith(_NAMES[:3]))  # the licence before its notes
    texts = tuple(file for file in found if file.is_file())
    if key in _QT:
        texts = _qt_texts()
    texts = texts or common(*_COMMON_OF.get(key, ()))
    return Component(name, version, _licence(metadata), _homepage(metadata), texts)


def python() -> Component:
    """The interpreter and its library."""
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    texts = [file for file in (folder / "LICENSE.txt" for folder in folders) if file.is_file()]
    version = ".".join(map(str, sys.version_info[:3]))
    return Component("Python", version, "PSF-2.0", "https://www.python.org", tuple(texts[:1]))


def qt() -> Component:
    """The libraries within PySide6, which has their version."""
    return Component(
        "Qt", distribution("PySide6-Essentials").version, "LGPL-3.0-only", "https://www.qt.io", _qt_texts()
    )


def fonts() -> Iterable[Component]:
    """Those of figures and reports, which come with matplotlib."""
    folder = Path(str(distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")))
    for name, text, licence, homepage in (
        ("DejaVu fonts", "LICENSE_DEJAVU", "Bitstream Vera", "https://dejavu-fonts.github.io"),
        ("STIX fonts", "LICENSE_STIX", "OFL-1.1", "https://www.stixfonts.org"),
    ):
        if (folder / text).is_file():
            yield Component(name, "", licence, homepage, (folder / text,))


def common(*names: str) -> tuple[Path, ...]:
    """Files with the texts of well-known licences, by Debian's names, as far as this machine has them."""
    found = (_common(name) for name in names)
    return tuple(file for file in found if file is not None)


@cache
def _common(name: str) -> Path | None:
    file = _COMMON / name
    if file.is_file():
        return file
    if name not in _LENDERS:
        return None
    lender = of_distribution(distribution(_LENDERS[name]))
    return next((text for text in lender.texts if text.name == "LICENSE"), None)


def _qt_texts() -> tuple[Path, ...]:
    return (paths.resource("notices", "Qt.txt"), *common("LGPL-3", "GPL-3"))


@cache
def _metadata(one: Distribution) -> Message:
    """Its head alone: what follows is the README, and takes most of the time."""
    text = one.read_text("METADATA") or one.read_text("PKG-INFO") or ""
    return message_from_string(text.partition("\n\n")[0])


def _is_text(name: str) -> bool:
    """Whether a distribution's file says under which licence it is. `name`: in small letters, with its folders."""
    named_so = name.rpartition("/")[2].startswith(_NAMES) or ".dist-info/licenses/" in name
    return named_so and not name.endswith(_NO_TEXTS)


def _licence(metadata: Message) -> str:
    """In one line; many write the whole text where its name belongs."""
    for field in ("License-Expression", "License"):
        value = str(metadata.get(field, "")).strip()
        if value and "\n" not in value:
            return value
    kinds = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier", ()) if line.startswith("License ::")]
    return ", ".join(kinds)


def _homepage(metadata: Message) -> str:
    links = (line.partition(",") for line in metadata.get_all("Project-URL", ()))
    named = {label.strip().lower(): address.strip() for label, _, address in links}
    ways = (named.get(label) for label in ("homepage", "home", "source", "source code", "repository", "github"))
    found = next(filter(None, (metadata.get("Home-page"), *ways)), None)
    return str(found or f"https://pypi.org/project/{canonical(str(metadata['Name']))}/")


def titled(files: tuple[Path, ...]) -> Iterable[tuple[str, Path]]:
    """The names of files, with as many parent folders as make them unique."""
    if len({file.name for file in files}) == len(files):
        return ((file.name, file) for file in files)
    top = os.path.commonpath([file.parent for file in files])
    return ((PurePath(os.path.relpath(file, top)).as_posix(), file) for file in files)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip("\n") + "\n"
    except OSError as error:
        return f"{file}: {error.strerror}\n"
