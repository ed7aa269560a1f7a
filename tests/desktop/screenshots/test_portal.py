"""Pictures of the screen by the portal, which is a real service on a bus of its own."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from desktop.screenshots import portal as asking
from desktop.screenshots.failures import ScreenFailed
from desktop.screenshots.portal import portal_picture
from tests.desktop.bus import WITHOUT, session_bus
from tests.desktop.portald import Portal, portal_service

pytestmark = pytest.mark.skipif(bool(WITHOUT), reason=WITHOUT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What it has taken, under a name that an address has to spell otherwise."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff8800"))
    path = tmp_path / "Bild vom Schirm – 1.png"
    assert image.save(str(path))
    return path


def there(file: Path) -> bool:
    return file.exists()


async def why(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> str:
    async with portal_service(portal):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", portal.address)
        with pytest.raises(ScreenFailed) as caught:
            await portal_picture()
        return caught.value.code


@pytest.mark.parametrize("own_name", [False, True])
async def test_the_picture_is_read_and_its_file_is_gone(
    file: Path, monkeypatch: pytest.MonkeyPatch, own_name: bool
) -> None:
    async with portal_service(Portal(file, own_name=own_name)) as portal:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", portal.address)
        image = await portal_picture()
    assert (image.width(), image.height(), image.pixelColor(9, 9).name()) == (64, 48, "#ff8800")
    assert not there(file)
    assert [options["interactive"].value for options in portal.asked] == [False]


@pytest.mark.parametrize("code", [1, 2])
async def test_who_allows_none_gets_none(file: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    assert await why(Portal(file, code), monkeypatch) == "not_allowed"
    assert there(file), "it is nobody's of ours"


async def test_a_portal_that_goes_away_is_not_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await why(Portal(file, None), monkeypatch) == "no_way"


async def test_a_file_that_is_no_picture_is_told_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "screen.png"
    file.write_bytes(b"nothing")
    assert await why(Portal(file), monkeypatch) == "no_picture"
    assert not there(file)


async def test_a_file_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await why(Portal(tmp_path / "none.png"), monkeypatch) == "no_picture"


async def test_without_a_portal_there_is_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async with session_bus("sh", "-c", "echo ready; exec tail -f /dev/null") as (address, _):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        with pytest.raises(ScreenFailed, match="no_way"):
            await portal_picture()


async def test_without_a_bus_there_is_no_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    with pytest.raises(ScreenFailed, match="no_way"):
        await portal_picture()


async def test_whoever_never_answers_does_not_keep_the_window_away(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "ANSWER_SECONDS", 0.5)
    assert await why(Portal(file, silent=True), monkeypatch) == "not_allowed"
