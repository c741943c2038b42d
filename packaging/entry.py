"""Where the frozen program begins: as `python -m attnstudio` does, or as a child of multiprocessing."""

from __future__ import annotations

import multiprocessing
import os
import ssl
import sys
from pathlib import Path

from attnstudio.cli import main

CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")


def give_back_library_path() -> None:
    """PyInstaller points the loader to the bundle's libraries, and a file manager that we open would take them too."""
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before


def find_certificates() -> None:
    """The bundle's OpenSSL looks where the machine that built it keeps those of the web's authorities."""
    usual = ssl.get_default_verify_paths()
    if sys.platform == "win32" or usual.cafile or (usual.capath and any(Path(usual.capath).iterdir())):
        return
    places = (*CERTIFICATES, Path(sys._MEIPASS) / "certifi" / "cacert.pem")
    if (found := next((file for file in map(Path, places) if file.is_file()), None)) is not None:
        os.environ.setdefault("SSL_CERT_FILE", str(found))


if __name__ == "__main__":
    multiprocessing.freeze_support()
    give_back_library_path()
    find_certificates()
    sys.exit(main())
