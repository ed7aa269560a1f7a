"""The demo itself: what a newcomer runs first has to work."""

import os
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE


def test_the_demo(tmp_path: Path) -> None:
    """Every step happens, nothing fails unseen, and each stage leaves pictures."""
    demo = subprocess.run(
        [sys.executable, "-m", "desktop.demo"],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "PICTURES": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert demo.returncode == 0, demo.stdout
    assert "Traceback" not in demo.stdout
    stages = {picture.name[:2] for picture in tmp_path.glob("*.png")}
    assert stages == {f"{n:02}" for n in range(1, 17)}, demo.stdout
