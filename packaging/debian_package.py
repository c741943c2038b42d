"""A Debian package of the bundle: the program in /opt, a link in /usr/bin, menu entry, icons and the type of its files.

.venv/bin/python packaging/debian_package.py dist/attnstudio 0.1.0 dist/attnstudio.deb     # packaging/build calls it
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import system_libraries

_CONTROL = """\
Package: attnstudio
Version: {version}
Architecture: {architecture}
Maintainer: attnstudio
Installed-Size: {size}
Depends: {depends}
Section: science
Priority: optional
Description: see what an image classifier looks at
 Heatmaps of Keras models by many methods, side by side, measured, and put into
 a report: in a window and on the command line. It needs no Python and no network.
"""
_OF_THE_ARCHIVE = ("READ-ME.txt", "add-to-menu", "share")  # a package does that itself


def build(bundle: Path, version: str, package: Path) -> None:
    """Needs dpkg-deb. `bundle`: the folder that PyInstaller made."""
    # Beside the bundle: its files are linked, not copied.
    with tempfile.TemporaryDirectory(dir=bundle.parent) as name:
        root = Path(name)
        root.chmod(0o755)
        program = root / "opt/attnstudio"
        shutil.copytree(
            bundle, program, symlinks=True, copy_function=os.link, ignore=shutil.ignore_patterns(*_OF_THE_ARCHIVE)
        )
        shutil.copytree(bundle / "share", root / "usr/share")
        (root / "usr/bin").mkdir()
        (root / "usr/bin/attnstudio").symlink_to("/opt/attnstudio/attnstudio")
        texts = root / "usr/share/doc/attnstudio"
        texts.mkdir(parents=True)
        licences = [(bundle / name).read_text("utf-8") for name in ("LICENSE", "THIRD-PARTY.txt")]
        (texts / "copyright").write_text("\n\n".join(licences), "utf-8")
        (root / "DEBIAN").mkdir()
        control = _CONTROL.format(
            version=version,
            architecture=_output("dpkg", "--print-architecture"),
            size=sum(file.lstat().st_size for file in root.rglob("*")) // 1024,
            depends=", ".join([f"libc6 (>= {system_libraries.floor(bundle)})", *system_libraries.packages(bundle)]),
        )
        (root / "DEBIAN/control").write_text(control, "utf-8")
        subprocess.run(["chmod", "-R", "a+rX,go-w", root], check=True)
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", root, package], check=True)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    build(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
