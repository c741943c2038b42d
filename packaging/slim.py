"""Makes the files of a bundle smaller without a change to what is loaded of them. Linux only.

.venv/bin/python packaging/slim.py dist/attnstudio      # packaging/attnstudio.spec does the same
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import system_libraries

_HEADER = 64  # bytes of an ELF file's; it says where the sections are, which nobody loads
_LEAST = 100_000  # bytes of files that are worth a link

# Of ICU's data, what Qt has tables of its own for, or the program never asks for: names of currencies, languages and
# units, words for numbers, transliteration, codes older than Unicode, where words of Thai and Japanese end, and
# languages that the program does not have.
_ICU_LEFT_OUT = re.compile(
    r"(curr|lang|region|unit|zone|rbnf|brkitr|translit)/.*|.*\.cnv|unames\.icu"
    r"|coll/(?!root\.|res_index\.|pool\.|ucadata\.|en|ru).*"
    r"|(?!en[_.]|ru[_.])[a-z]{2,3}(_\w+)?\.res"
)


def slim(folder: Path) -> None:
    for file in system_libraries.libraries(folder):
        if ".so" in file.name:
            strip(file)
    for file in folder.rglob("libicudata.so.*"):
        if not file.is_symlink():
            trim_icu(file)
    link_doubles(folder)


def strip(file: Path) -> None:
    """Without symbols that only a debugger reads. What is loaded stays as it is, or nothing changes: of some libraries
    that wheels were repaired with, `strip` spoils that."""
    with tempfile.TemporaryDirectory() as folder:
        stripped = Path(folder) / "stripped"
        shutil.copy(file, stripped)
        done = subprocess.run(["strip", "--strip-unneeded", stripped], capture_output=True)
        if done.returncode == 0 and _loaded(stripped.read_bytes()) == _loaded(file.read_bytes()):
            shutil.copyfile(stripped, file)


def _loaded(content: bytes) -> list[tuple[object, ...]]:
    """The segments of a 64-bit little-endian ELF file: type, flags, addresses, sizes, and what they hold."""
    at, size, count = *struct.unpack_from("<Q", content, 32), *struct.unpack_from("<HH", content, 54)
    segments: list[tuple[object, ...]] = []
    for number in range(count):
        # p_type, p_flags, p_offset, p_vaddr, p_paddr, p_filesz, p_memsz, p_align
        kind, flags, offset, address, _, in_file, in_memory, _ = struct.unpack_from(
            "<IIQQQQQQ", content, at + number * size
        )
        if kind == 1:  # PT_LOAD; without the headers, which say where in the file it all lies
            begin = max(offset, at + count * size) if offset <= at else offset
            segments.append((flags, address, in_memory, content[begin : offset + in_file]))
        else:
            segments.append((kind, flags, address, in_file, in_memory))
    return segments


def trim_icu(file: Path) -> None:
    """The same library with fewer of the data that its one symbol stands for."""
    table = subprocess.run(["objdump", "-T", file], capture_output=True, text=True, check=True).stdout
    found = re.search(r"^([0-9a-f]+) g +DO \.rodata\s+([0-9a-f]+)\s+(?:\S+\s+)?(icudt\d+_dat)$", table, re.MULTILINE)
    if found is None:
        raise SystemExit(f"{file} is not a library of ICU data as packaging/slim.py knows them")
    begin, size, symbol = int(found[1], 16), int(found[2], 16), found[3]
    less = without(file.read_bytes()[begin : begin + size])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").write_bytes(less)
        machine = subprocess.run(["objdump", "-f", file], capture_output=True, text=True, check=True).stdout
        kind = re.search(r"file format (\S+)", machine)
        assert kind is not None
        _call(
            *("objcopy", "-I", "binary", "-O", kind[1], "--set-section-alignment", ".data=16"),
            *("--rename-section", ".data=.rodata,alloc,load,readonly,data,contents"),
            *("--redefine-sym", f"_binary_data_start={symbol}", "data", "data.o"),
            folder=folder,
        )
        _call("ld", "-shared", "-z", "noexecstack", "-soname", file.name, "-o", "library", "data.o", folder=folder)
        _call("strip", "--strip-unneeded", "library", folder=folder)
        shutil.copyfile(folder / "library", file)


def without(data: bytes) -> bytes:
    """A package of ICU data (icu4c's ucmndata.h) without the items that are left out.

    A header, whose first two bytes are its size; a count; for each item where its name and its content begin, counted
    from the count on; the names; the contents, each at a multiple of 16 bytes.
    """
    (start,) = struct.unpack_from("<H", data)
    items = [*_items(data, start)]
    stay = [(name, content) for name, content in items if not _ICU_LEFT_OUT.fullmatch(name.partition("/")[2])]
    if not 0 < len(stay) < len(items):
        raise SystemExit("ICU's data are not as packaging/slim.py knows them")
    names, at = bytearray(), 4 + 8 * len(stay)
    name_places = []
    for name, _ in stay:
        name_places.append(at + len(names))
        names += name.encode() + b"\0"
    contents, place = bytearray(), _aligned(at + len(names))
    names += bytes(place - at - len(names))
    content_places = []
    for _, content in stay:
        content_places.append(place + len(contents))
        contents += content + bytes(_aligned(len(content)) - len(content))
    table = b"".join(struct.pack("<II", *pair) for pair in zip(name_places, content_places, strict=True))
    return data[:start] + struct.pack("<I", len(stay)) + table + bytes(names) + bytes(contents)


def _items(data: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    """Name and content of each. The items are in the order of their names, and lie in that order."""
    (count,) = struct.unpack_from("<I", data, start)
    places = [struct.unpack_from("<II", data, start + 4 + 8 * number) for number in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - start]
    for (name, place), end in zip(places, ends, strict=True):
        first = start + name
        yield data[first : data.index(b"\0", first)].decode(), data[start + place : start + end]


def _aligned(size: int) -> int:
    return (size + 15) // 16 * 16


def link_doubles(folder: Path) -> None:
    """Libraries of the same name and content: links to the first of them."""
    by_content = defaultdict(list)
    for file in system_libraries.libraries(folder):
        if ".so" in file.name and file.stat().st_size >= _LEAST:
            by_content[file.name, file.read_bytes()].append(file)
    for first, *others in by_content.values():
        for other in others:
            other.unlink()
            other.symlink_to(Path(*[".."] * len(other.parent.relative_to(folder).parts)) / first.relative_to(folder))


def _call(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
