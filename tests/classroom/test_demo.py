"""The demo itself: what a newcomer runs first has to work."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

DEMO_SECONDS = 50


@pytest.mark.timeout(DEMO_SECONDS + 10)
async def test_the_demo(tmp_path: Path) -> None:
    """Every step happens, nothing fails unseen, and each stage leaves pictures."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PICTURES": str(tmp_path)}
    demo = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "desktop.demo", env=environment, stdout=PIPE, stderr=STDOUT
    )
    async with asyncio.timeout(DEMO_SECONDS):
        said, _ = await demo.communicate()
    text = said.decode()
    assert demo.returncode == 0, text
    assert "Traceback" not in text
    stages = {picture.name[:2] for picture in tmp_path.glob("*.png")}
    assert stages == {f"{n:02}" for n in range(1, 15)}, text
