"""The relay installs and runs where there is no Qt: in an empty environment, without the desktop extra."""

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.patience import LIMIT, PATIENCE

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "packaging" / "locks" / f"relay-py{sys.version_info[0]}{sys.version_info[1]}.txt"
DESKTOP_ONLY = ("PySide6", "shiboken6", "qasync", "keyring", "desktop_notifier")
UNREACHABLE = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "ProxyError",
    "ReadTimeoutError",
)

pytestmark = [
    pytest.mark.rare,
    pytest.mark.skipif(sys.platform == "win32", reason="stops the relay with SIGTERM, which Windows has not"),
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an environment's programs: the package, what the relay needs, and nothing else."""
    folder = tmp_path_factory.mktemp("headless")
    venv.create(folder / "env", with_pip=False)
    programs = folder / "env" / "bin"

    # A copy, so that building leaves nothing in the tree.
    source = folder / "source"
    for name in ("relay", "desktop", "resources"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, source / name)

    pip_install(programs / "python", "--require-hashes", "--requirement", str(LOCK))
    pip_install(programs / "python", "--no-deps", "--no-build-isolation", str(source))
    return programs


def pip_install(python: Path, *words: str) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--retries=1",
        *words,
    ]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LIMIT)
    if done.returncode and any(word in done.stderr for word in UNREACHABLE):
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr


def run(program: Path, *words: str) -> str:
    """What a program of the environment says, away from the tree, where it sees only what is installed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [program, *words],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=program.parent,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_no_qt(installed: Path) -> None:
    code = f"from importlib.util import find_spec; print([n for n in {DESKTOP_ONLY} if find_spec(n)])"
    assert run(installed / "python", "-c", code).strip() == "[]"


def test_the_whole_package_is_there(installed: Path) -> None:
    code = "import relay, desktop, resources; [print(p.__path__[0]) for p in (relay, desktop, resources)]"
    for folder in map(Path, run(installed / "python", "-c", code).split()):
        assert "site-packages" in folder.parts
        assert files_in(folder) == files_in(installed.parents[1] / "source" / folder.name)


def files_in(folder: Path) -> set[str]:
    return {
        str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts
    }


def test_the_command_is_there(installed: Path) -> None:
    assert "run" in run(installed / "schoolbell-relay", "--help")


def test_the_relay_serves_and_stops(installed: Path, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    words: list[str | Path] = [
        "run",
        "--data",
        tmp_path / "data",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--ready-file",
        ready,
    ]
    with subprocess.Popen([installed / "python", "-m", "relay", *words], cwd=tmp_path) as relay:
        try:
            told = when_ready(ready, relay)
            # Whose certificate it is, the pin says; here it is enough that it speaks TLS.
            tls = ssl.create_default_context()
            tls.check_hostname = False
            tls.verify_mode = ssl.CERT_NONE
            with urlopen(f"https://127.0.0.1:{told['port']}/health", timeout=PATIENCE, context=tls) as answer:
                assert answer.status == 200
            assert told["pin"]
            assert len(told["words"] if isinstance(told["words"], list) else told["words"].split()) == 6

            relay.send_signal(signal.SIGTERM)
            assert relay.wait(timeout=PATIENCE) == 0
        finally:
            relay.kill()


def when_ready(file: Path, relay: "subprocess.Popen[bytes]") -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while not file.exists():
        assert relay.poll() is None, "the relay ended before it served"
        assert time.monotonic() < deadline, "the relay does not serve"
        time.sleep(0.02)
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told
