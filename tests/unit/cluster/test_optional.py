"""Dask is an extra: without --cluster nothing imports it, and where it is missing that is said."""

from __future__ import annotations

import subprocess
import sys

import pytest

USED_WITHOUT = (
    "attnstudio.explain_run.run, attnstudio.predict_run, attnstudio.evaluate_run.run, attnstudio.commands.cluster"
)


def python(source: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False)


def test_nothing_imports_it_before_it_is_used() -> None:
    done = python(
        f"import sys, {USED_WITHOUT}, attnstudio.cluster.calls, attnstudio.cli\n"
        "print({'dask', 'distributed', 'msgpack', 'cryptography', 'tornado'} & set(sys.modules))"
    )
    assert done.stdout.strip() == "set()", done.stderr


@pytest.mark.parametrize("words", [("test", "local:1"), ("scheduler",), ("worker", "tcp://127.0.0.1:1")])
@pytest.mark.parametrize("missing", ["dask", "distributed"])
def test_the_extra_is_named_where_it_is_missing(words: tuple[str, ...], missing: str) -> None:
    source = f"import sys; sys.modules[{missing!r}] = None; from attnstudio.cli import main; "
    done = python(f"{source}sys.exit(main(['cluster', *{words!r}]))")
    assert done.returncode == 2, done.stderr
    assert "Install attnstudio[cluster]" in done.stderr and "Traceback" not in done.stderr


def test_certificates_need_it_too() -> None:
    done = python(
        "import sys; sys.modules['cryptography'] = None; from attnstudio.cli import main; "
        "sys.exit(main(['cluster', 'init', 'nowhere']))"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Install attnstudio[cluster]" in done.stderr
