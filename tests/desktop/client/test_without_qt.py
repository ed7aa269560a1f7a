"""The client runs where there is no Qt at all."""

import subprocess
import sys


def test_the_client_loads_nothing_of_qt() -> None:
    code = "import sys, desktop.client; print(*(name.partition('.')[0] for name in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "websockets" in loaded.split()
    assert not {"PySide6", "shiboken6", "qasync"} & set(loaded.split())
