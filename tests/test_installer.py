"""What builds the installer for Windows, as far as it can be tried without building it."""

import importlib
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

WINDOWS = Path(__file__).parents[1] / "packaging" / "windows"
KEEPS = "import json, sys; open(sys.argv[1], 'a').write(json.dumps(sys.argv[2:]) + '\\n')"


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script; it finds others beside it."""
    monkeypatch.syspath_prepend(str(WINDOWS))
    return importlib.import_module("installer")


def test_each_program_is_signed_by_the_words_that_were_given(
    installer: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tmp_path / "asked"
    words = [sys.executable, "-c", KEEPS, str(asked), "--key", "our key"]
    monkeypatch.setenv("SIGN_COMMAND", shlex.join(words))
    installer.sign(tmp_path / "schoolbell.exe")
    assert asked.read_text("utf-8") == f'["--key", "our key", "{tmp_path}/schoolbell.exe"]\n'
    monkeypatch.setenv("SIGN_COMMAND", "false --key")
    with pytest.raises(SystemExit, match=r"false --key .* failed"):
        installer.sign(tmp_path / "schoolbell.exe")
    monkeypatch.setenv("SIGN_COMMAND", "")
    installer.sign(tmp_path / "schoolbell.exe")


def test_what_is_locked_for_windows_is_for_windows(installer: Any) -> None:
    locked = installer.locked()
    assert {"pywin32-ctypes", "winrt-runtime", "pyside6-essentials"} <= locked.keys()
    assert not {"uvloop", "dbus-fast", "jeepney", "secretstorage"} & locked.keys()
    assert all("--hash=sha256:" in line for line in locked.values())
