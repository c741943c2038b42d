"""What the bundle needs of a system, and what makes its files smaller."""

from __future__ import annotations

import ctypes
import re
import shutil
import struct
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from helpers import ROOT

sys.path.insert(0, str(ROOT / "packaging"))
import slim
import system_libraries

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="only the bundle for Linux is made so"),
    pytest.mark.skipif(shutil.which("objdump") is None, reason="packaging/build installs binutils, which is not here"),
]


def extension(name: str, folder: Path) -> Path:
    """A copy of a module of Python's own."""
    found = find_spec(name)
    if found is None or not (found.origin or "").endswith(".so"):
        pytest.skip(f"{name} is a part of this Python's library, not a file of its own")
    assert found.origin is not None
    return Path(shutil.copy(found.origin, folder))


def test_the_newest_symbol_of_the_c_library_counts(tmp_path: Path) -> None:
    file = extension("_posixsubprocess", tmp_path)
    symbols = subprocess.run(["objdump", "-T", file], capture_output=True, text=True, check=True).stdout
    versions = [tuple(map(int, one.split("."))) for one in re.findall(r"GLIBC_([\d.]+)", symbols)]
    assert system_libraries.floor(tmp_path) == ".".join(map(str, max(versions)))


def test_a_library_that_nobody_has_looked_at_is_refused(tmp_path: Path) -> None:
    extension("_ssl", tmp_path)
    with pytest.raises(SystemExit, match=r"does not know:\n.*_ssl.*: libcrypto\.so"):
        system_libraries.floor(tmp_path)
    (tmp_path / "libcrypto.so.3").touch()
    (tmp_path / "libssl.so.3").touch()
    assert system_libraries.floor(tmp_path)


def test_hypot_is_taken_in_its_first_version(tmp_path: Path) -> None:
    file = extension("cmath", tmp_path)
    newer = ("libm.so.6", "GLIBC_2.35")
    if newer not in system_libraries.needs(file).versions:
        pytest.skip("this Python was built with an older C library than 2.35")
    assert system_libraries.use_older_symbols(file)
    assert newer not in system_libraries.needs(file).versions
    assert not system_libraries.use_older_symbols(file)
    code = "import sys; sys.path.insert(0, sys.argv[1]); import cmath; print(cmath.__file__, cmath.log(3 + 4j).real)"
    command = [sys.executable, "-c", code, str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert printed[0] == str(file) and float(printed[1]) == pytest.approx(1.6094379)


def test_what_is_loaded_of_a_stripped_library_stays(tmp_path: Path) -> None:
    file = extension("_json", tmp_path)
    before = file.stat().st_size
    subprocess.run(["objcopy", "--add-section", f".rest={__file__}", file], check=True)  # nothing that is loaded
    slim.strip(file)
    assert file.stat().st_size <= before
    ctypes.CDLL(str(file))


def test_a_library_that_strip_spoils_stays_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = extension("_json", tmp_path)
    content = file.read_bytes()
    spoiler = tmp_path / "bin" / "strip"
    spoiler.parent.mkdir()
    spoiler.write_text("#!/bin/sh\nprintf x | dd of=$2 bs=1 seek=4096 conv=notrunc 2>/dev/null\n")
    spoiler.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spoiler.parent}:/usr/bin:/bin")
    slim.strip(file)
    assert file.read_bytes() == content


def packed(*items: tuple[str, bytes]) -> bytes:
    """A package of ICU data, as icu4c/source/common/ucmndata.h describes it."""
    names = b"".join(name.encode() + b"\0" for name, _ in items)
    names += bytes(-(4 + 8 * len(items) + len(names)) % 16)
    table, at, content = b"", 4 + 8 * len(items) + len(names), b""
    place = 4 + 8 * len(items)
    for name, one in items:
        table += struct.pack("<II", place, at + len(content))
        place += len(name) + 1
        content += one + bytes(-len(one) % 16)
    return struct.pack("<H", 32) + bytes(30) + struct.pack("<I", len(items)) + table + names + content


def test_data_of_icu_that_nobody_asks_for_are_left_out() -> None:
    of_root, of_russian = ("icudt73l/root.res", b"root" * 4), ("icudt73l/ru.res", b"ru" * 8)
    everything = packed(("icudt73l/curr/de.res", b"x" * 32), ("icudt73l/de.res", b"y" * 16), of_root, of_russian)
    assert slim.without(everything) == packed(of_root, of_russian)


def test_libraries_of_the_same_content_become_links(tmp_path: Path) -> None:
    for folder in ("a/one.libs", "two.libs"):
        (tmp_path / folder).mkdir(parents=True)
        extension("_asyncio", tmp_path / folder)
    slim.link_doubles(tmp_path)
    first, second = sorted(tmp_path.rglob("*.so"))
    assert not first.is_symlink() and second.is_symlink()
    assert second.read_bytes() == first.read_bytes()
