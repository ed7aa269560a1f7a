"""The demo itself: what a newcomer runs first has to work."""

from pathlib import Path

import pytest

from tests.demo import play

pytestmark = pytest.mark.rare


async def test_the_demo(tmp_path: Path) -> None:
    """Every step happens, nothing fails unseen, and each stage leaves pictures."""
    demo = await play(tmp_path)
    assert not demo.wrong, demo.wrong
    assert stages(tmp_path) == {f"{n:02}" for n in range(15)}, demo.said


def stages(folder: Path) -> set[str]:
    return {picture.name[:2] for picture in folder.glob("*.png")}
