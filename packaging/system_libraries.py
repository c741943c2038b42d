"""What the bundle needs of the system that it runs on: how new a C library, and which other libraries.

    .venv/bin/python packaging/system_libraries.py dist/attnstudio           # the newest version of glibc: 2.34
    .venv/bin/python packaging/system_libraries.py dist/attnstudio --blame   # and the files that need it

A library that is neither in the bundle nor listed here is refused: nobody has looked whether a lab machine has it.
"""

from __future__ import annotations

import argparse
import platform
import re
import struct
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

Version = tuple[int, ...]

# Of every system with the C library itself.
_OF_C = ("libc", "libm", "libdl", "libpthread", "librt", "libutil", "libresolv", "ld-linux-x86-64", "ld-linux-aarch64")
# Of every desktop, with the Debian package that has each; packaging/attnstudio.spec leaves them out. Drivers of
# graphics cards are loaded into the program, and need the system's own C++; only its fontconfig knows its fonts.
SYSTEM = {
    "libstdc++.so.6": "libstdc++6 (>= 11)",
    "libgcc_s.so.1": "libgcc-s1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
# What the files may need of libstdc++ and libgcc: that of GCC 11, which is as old as glibc 2.34.
_NEWEST_OF_CXX = {"GLIBCXX": (3, 4, 29), "CXXABI": (1, 3, 13), "GCC": (11,)}
_MARKERS = {"GLIBC_ABI_DT_RELR": (2, 36)}  # not named after the version that brought them

# Symbols of a newer version that older programs have, too: the versions of hypot differ in who sets errno on overflow.
_OLDER = {("libm.so.6", "GLIBC_2.35"): {"hypot"}}
_FIRST = {"x86_64": "GLIBC_2.2.5", "aarch64": "GLIBC_2.17"}  # version of what glibc has always had, by the processor


@dataclass(frozen=True)
class Needs:
    """What a file needs of other libraries: their names, and (library, version) of symbols."""

    libraries: frozenset[str]
    versions: frozenset[tuple[str, str]]


def is_library(file: Path) -> bool:
    """Or a program: anything that the system loads."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def libraries(folder: Path) -> Iterator[Path]:
    yield from filter(is_library, sorted(folder.rglob("*")))


def needs(file: Path) -> Needs:
    found = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True).stdout
    names = frozenset(re.findall(r"^\s+NEEDED\s+(\S+)", found, re.MULTILINE))
    versions, library = set(), ""
    for line in found.partition("Version References:")[2].splitlines():
        if required := re.match(r"\s+required from (\S+):", line):
            library = required[1]
        elif version := re.match(r"\s+0x[0-9a-f]+ 0x[0-9a-f]+ \d+ (\S+)", line):
            versions.add((library, version[1]))
    return Needs(names, frozenset(versions))


def floor(folder: Path) -> str:
    """The newest version of glibc that anything in the folder needs, such as 2.34. Raises SystemExit as `by_file`."""
    return ".".join(map(str, max(by_file(folder).values())))


def packages(folder: Path) -> list[str]:
    """The Debian packages of the system's libraries that the folder needs."""
    wanted = {name for file in libraries(folder) for name in needs(file).libraries}
    return sorted({SYSTEM[name] for name in wanted & set(SYSTEM)})


def by_file(folder: Path) -> dict[Path, Version]:
    """The newest version of glibc that each file needs.

    Raises:
        SystemExit: something is needed of which it is not known what has it.
    """
    along = {path.name for path in folder.rglob("*.so*")}
    unknown: list[str] = []
    found: dict[Path, Version] = {}
    for file in libraries(folder):
        what, of_c = needs(file), list[Version]([(0,)])
        unknown += [f"{file}: {name}" for name in sorted(what.libraries) if not _is_known(name, along)]
        for library, version in sorted(what.versions):
            number, newest = _number(version), _NEWEST_OF_CXX.get(version.partition("_")[0])
            if _is_of_c(library) and number is not None:
                of_c.append(number)
            elif _is_of_c(library) or (newest and library not in along and (number is None or number > newest)):
                unknown.append(f"{file}: {version} of {library}")
        found[file] = max(of_c)
    if unknown:
        raise SystemExit("The bundle needs what packaging/system_libraries.py does not know:\n" + "\n".join(unknown))
    return found


def _is_of_c(name: str) -> bool:
    return name.partition(".so")[0] in _OF_C


def _is_known(name: str, along: Collection[str]) -> bool:
    return name in along or name in SYSTEM or _is_of_c(name)


def _number(version: str) -> Version | None:
    """(2, 34) of GLIBC_2.34; None of what has no number."""
    if version in _MARKERS:
        return _MARKERS[version]
    found = re.fullmatch(r"[A-Z]+_(\d+(?:\.\d+)*)", version)
    return tuple(map(int, found[1].split("."))) if found else None


def use_older_symbols(file: Path, machine: str = platform.machine()) -> bool:
    """Let a library take the first version of a symbol where a newer one is the same to it. Whether it was changed.

    The entry of .gnu.version_r that names the newer version gets the name of the first one.
    """
    wanted = needs(file).versions & set(_OLDER)
    if not wanted or {name for name, version in _symbols(file) if version in {one for _, one in wanted}} - set().union(
        *(_OLDER[one] for one in wanted)
    ):
        return False
    content = bytearray(file.read_bytes())
    entries = list(_version_entries(bytes(content)))
    first = next((entry for entry in entries if entry.version == _FIRST.get(machine)), None)
    if first is None:
        return False
    for entry in entries:
        if (entry.library, entry.version) in wanted:
            content[entry.at : entry.at + 4] = content[first.at : first.at + 4]  # vna_hash
            content[entry.at + 8 : entry.at + 12] = content[first.at + 8 : first.at + 12]  # vna_name
    file.write_bytes(content)
    return True


def _symbols(file: Path) -> Iterator[tuple[str, str]]:
    """(name, version) of what a library takes from others."""
    table = subprocess.run(["objdump", "-T", file], capture_output=True, text=True, check=True).stdout
    for version, name in re.findall(r"\*UND\*\s+[0-9a-f]+\s+\(?([^\s)]+)\)?\s+(\S+)$", table, re.MULTILINE):
        yield name, version


@dataclass(frozen=True)
class _Entry:
    """A needed version: struct Elf64_Vernaux."""

    library: str
    version: str
    at: int


def _version_entries(content: bytes) -> Iterator[_Entry]:
    """Of .gnu.version_r of a 64-bit little-endian file."""
    sections, size, count = *struct.unpack_from("<Q", content, 40), *struct.unpack_from("<HH", content, 58)
    for number in range(count):
        # sh_name, sh_type, sh_flags, sh_addr, sh_offset, sh_size, sh_link, sh_info
        _, kind, _, _, at, _, link, needed = struct.unpack_from("<IIQQQQII", content, sections + number * size)
        if kind != 0x6FFFFFFE:  # SHT_GNU_verneed
            continue
        (strings,) = struct.unpack_from("<Q", content, sections + link * size + 24)
        for _ in range(needed):
            _, versions, library, first, following = struct.unpack_from("<HHIII", content, at)
            place = at + first
            for _ in range(versions):
                _, _, _, name, onwards = struct.unpack_from("<IHHII", content, place)
                yield _Entry(_text(content, strings + library), _text(content, strings + name), place)
                place += onwards
            at += following


def _text(content: bytes, at: int) -> str:
    return content[at : content.index(b"\0", at)].decode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--blame", action="store_true", help="the files that need the newest versions")
    given = parser.parse_args()
    if given.blame:
        for file, version in sorted(by_file(given.folder).items(), key=lambda pair: pair[1])[-20:]:
            print(".".join(map(str, version)), file.relative_to(given.folder))
    print(floor(given.folder))


if __name__ == "__main__":
    main()
