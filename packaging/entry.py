"""Where the frozen program begins: as `python -m attnstudio` does, or as a child of multiprocessing."""

from __future__ import annotations

import multiprocessing
import os
import ssl
import sys
import traceback
from pathlib import Path
from types import ModuleType

# What leads to TensorFlow's engine for phones and to a client of its profiler, 33 MB of libraries for every start.
# An empty module takes the place of each.
UNUSED = (
    *(f"tensorflow._api.v2.{place}lite" for place in ("", "compat.v1.", "compat.v2.")),
    *(f"tensorflow._api.v2.{place}profiler.experimental.client" for place in ("", "compat.v2.")),
)
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem")


def give_back_library_path() -> None:
    """PyInstaller points the loader to the bundle's libraries, and a file manager that we open would take them too."""
    before = os.environ.get("LD_LIBRARY_PATH_ORIG")
    if before is None:
        os.environ.pop("LD_LIBRARY_PATH", None)
    else:
        os.environ["LD_LIBRARY_PATH"] = before
    # A child that is this program again sets the path for itself only if it does not know whose child it is.
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"


def leave_unused_out() -> None:
    for name in UNUSED:
        sys.modules[name] = ModuleType(name)


def find_certificates() -> None:
    """The bundle's OpenSSL looks where the machine that built it keeps those of the web's authorities."""
    usual = ssl.get_default_verify_paths()
    if sys.platform == "win32" or usual.cafile or (usual.capath and any(Path(usual.capath).iterdir())):
        return
    places = (*CERTIFICATES, f"{getattr(sys, '_MEIPASS', '')}/certifi/cacert.pem")
    if (found := next((file for file in map(Path, places) if file.is_file()), None)) is not None:
        os.environ.setdefault("SSL_CERT_FILE", str(found))


def main() -> int:
    """Run the program. If it cannot be imported, report that with what is available."""
    try:
        from attnstudio.engine_process import child

        if child.is_wanted(sys.argv):
            return child.main()
        from attnstudio.cli import main as run
    except Exception:
        from attnstudio import desktop_message, log_file, paths

        log_file.start()
        with paths.log_file().open("a", encoding="utf-8") as log:
            traceback.print_exc(file=log)
        english = f"A file of attnstudio is damaged: install it anew. The log has the details: {paths.log_file()}"
        russian = f"Файл программы повреждён: установите её заново. Подробности в журнале: {paths.log_file()}"
        if sys.stderr is not None:
            print(f"attnstudio: {english}", file=sys.stderr)
        desktop_message.show(f"{english}\n\n{russian}", english)
        return 1
    return run()


if __name__ == "__main__":
    leave_unused_out()
    multiprocessing.freeze_support()
    give_back_library_path()
    find_certificates()
    sys.exit(main())
